"""A trigger that lets every ledger entry wait for its place, whoever inserted it; and those written before."""

from django.db import migrations

COLUMNS = "INSERT INTO log_waiting (entry, leaf, not_before)"
SQLITE = [
    f"CREATE TRIGGER log_entry_waits AFTER INSERT ON ledger_entry BEGIN {COLUMNS} VALUES (NEW.seq, NEW.leaf, NEW.recorded_at); END",
]
POSTGRES = [
    f"CREATE FUNCTION log_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {COLUMNS} VALUES (NEW.seq, NEW.leaf, NEW.recorded_at); RETURN NULL; END $$",
    "CREATE TRIGGER log_entry_waits AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION log_entry_waits()",
]
EARLIER = f"{COLUMNS} SELECT seq, leaf, recorded_at FROM ledger_entry ORDER BY seq"


def make(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in [*statements, EARLIER]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER log_entry_waits")
    else:
        schema_editor.execute("DROP TRIGGER log_entry_waits ON ledger_entry")
        schema_editor.execute("DROP FUNCTION log_entry_waits()")


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial"), ("ledger", "0003_audit_and_filters")]
    operations = [migrations.RunPython(make, drop)]
