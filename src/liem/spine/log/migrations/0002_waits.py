"""A trigger that lets every ledger entry wait for its place, whoever inserted it; and those written before."""

from django.db import migrations

COLUMNS = "INSERT INTO log_waiting (entry, leaf, not_before)"
# Due at once, whatever the clock says: an entry written while it stood a year ahead must not wait a year.
AT_ONCE = "'1970-01-01 00:00:00'"
AT_ONCE_UTC = "TIMESTAMPTZ '1970-01-01 00:00:00+00'"
SQLITE = [
    f"CREATE TRIGGER log_entry_waits AFTER INSERT ON ledger_entry BEGIN {COLUMNS} VALUES (NEW.seq, NEW.leaf, {AT_ONCE}); END",
]
POSTGRES = [
    f"CREATE FUNCTION log_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {COLUMNS} VALUES (NEW.seq, NEW.leaf, {AT_ONCE_UTC}); RETURN NULL; END $$",
    "CREATE TRIGGER log_entry_waits AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION log_entry_waits()",
]


def make(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)
    at_once = AT_ONCE if schema_editor.connection.vendor == "sqlite" else AT_ONCE_UTC
    schema_editor.execute(f"{COLUMNS} SELECT seq, leaf, {at_once} FROM ledger_entry ORDER BY seq")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER log_entry_waits")
    else:
        schema_editor.execute("DROP TRIGGER log_entry_waits ON ledger_entry")
        schema_editor.execute("DROP FUNCTION log_entry_waits()")


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial"), ("ledger", "0003_audit_and_filters")]
    operations = [migrations.RunPython(make, drop)]
