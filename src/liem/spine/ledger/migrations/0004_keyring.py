"""Secrets of dossiers leave the database for the keyring, a file of their own."""

from django.db import migrations, models
from django.utils import timezone


def move(apps, schema_editor):
    """Put each secret into the keyring, durable before this transaction commits, and note its slot."""
    from liem.spine.ledger.keyring import keyring

    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA secure_delete=ON")
    Key = apps.get_model("ledger", "Key")
    last = None
    while True:
        rows = Key.objects.filter(slot=None).order_by("pk")
        rows = list((rows.filter(pk__gt=last) if last else rows)[:1000])
        if not rows:
            return
        slots = keyring().put([bytes(row.secret) for row in rows], at=timezone.now())
        for row, slot in zip(rows, slots, strict=True):
            row.slot, row.secret = slot, b"\0" * 32
        Key.objects.bulk_update(rows, ["slot", "secret"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_audit_and_filters")]
    operations = [
        migrations.AddField("key", "slot", models.UUIDField(null=True)),
        migrations.AddField("key", "erased_at", models.DateTimeField(null=True)),
        migrations.RunPython(move),
    ]
