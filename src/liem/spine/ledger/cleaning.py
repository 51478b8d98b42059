"""Write the pages of the database again, so that nothing deleted is left in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable


class Busy(Exception):
    """Readers hold old pages of the write-ahead log: try again a little later."""


def clean(tables: Iterable[str] = ()) -> None:
    """Rewrite the database without what was deleted or overwritten; outside of any transaction.

    SQLite: ``VACUUM`` of the whole file, then the write-ahead log is emptied (``Busy`` while somebody reads).
    PostgreSQL: ``VACUUM FULL`` of ``tables``; its own write-ahead log ages by itself and cannot be emptied.
    """
    if connection.in_atomic_block:
        raise RuntimeError("cleaning inside a transaction: what it changed would be left out")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA temp_store=FILE")  # a copy of the whole database is too much for memory
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            held, *_pages = cursor.fetchone()
            if held:
                raise Busy
            return
        for table in tables:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
