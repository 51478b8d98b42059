"""The table of counts that several processes share (wrong codes, used codes), where settings ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create it; does nothing where counts are kept in memory or the table is there."""
    del apps
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
