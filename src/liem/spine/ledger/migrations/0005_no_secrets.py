"""The column of secrets goes, with what the pages of the database still held of it.

Backups made before this step, and PostgreSQL's write-ahead log until it has gone round, still hold the secrets.
"""

from django.db import migrations


def clean(apps, schema_editor):
    """Write the pages again where there were secrets; a new database has none."""
    from liem.spine.ledger.cleaning import clean as write_again

    Key = apps.get_model("ledger", "Key")
    if Key.objects.exists():
        write_again(["ledger_key"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("ledger", "0004_keyring")]
    operations = [
        migrations.RemoveField("key", "secret"),
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
