"""The log in the application's own database (``kernel.log.Store``): one row a tile, growing to 256.

All calls belong to the transaction of one step of the sequencer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max

from liem.kernel.log import EMPTY_ROOT, Head, Waiting
from liem.kernel.log import Tile as Cut
from liem.kernel.log.tiles import narrowed

from . import models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# Written out, because a step of one entry reads some ten tiles: the query builder would cost more than the
# tree.
_READ = 'SELECT width, data FROM log_tile WHERE generation = %s AND level = %s AND "index" = %s'
_NEW = 'INSERT INTO log_tile (generation, level, "index", width, data) VALUES (%s, %s, %s, %s, %s)'
_GROWN = 'UPDATE log_tile SET width = %s, data = %s WHERE generation = %s AND level = %s AND "index" = %s'
_PLACE = 'INSERT INTO log_place (generation, "index", entry, lost) VALUES (%s, %s, %s, %s)'
_PLACED = "DELETE FROM log_waiting WHERE id = %s"
_LOCK = 0x6C69656D  # "liem": the advisory lock of the one sequencer on PostgreSQL


class Overwriting(Exception):
    """Other bytes would replace bytes that are already part of the log."""


def lock() -> None:
    """Let one sequencer in at a time, until the transaction ends; on SQLite the transaction itself does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


class DatabaseStore:
    """The log of one generation, as seen at the moment ``at``."""

    def __init__(self, generation: int, *, at: datetime) -> None:
        self.generation, self.at = generation, at
        self._due: dict[str, int | None] = {}

    def newest(self) -> models.Checkpoint | None:
        """Give the row of the head last kept."""
        return models.Checkpoint.objects.filter(generation=self.generation).order_by("-size").first()

    def head(self) -> Head:
        """Give the head last kept; ``Head(0, EMPTY_ROOT)`` for a new log."""
        row = self.newest()
        return Head(row.size, bytes(row.root)) if row else Head(0, EMPTY_ROOT)

    def checkpoint(self) -> bytes | None:
        """Give the signed head last kept, None for a new log."""
        row = self.newest()
        return row.note.encode() if row else None

    def waiting(self, limit: int) -> Sequence[Waiting]:
        """Give at most ``limit`` entries that are due: rows that exist, never "numbers above the last"."""
        due = models.Waiting.objects.filter(not_before__lte=self.at).order_by("not_before", "id")
        rows = due.values_list("pk", "entry", "leaf")[:limit]
        self._due = {str(pk): entry for pk, entry, _leaf in rows}
        return [Waiting(str(pk), bytes(leaf)) for pk, _entry, leaf in rows]

    def place(self, ids: Sequence[str], *, first: int) -> None:
        """Record where rows given by ``waiting`` stand; an entry that has a place already is refused."""
        placed = [(self.generation, first + at, self._due[one], False) for at, one in enumerate(ids)]
        with connection.cursor() as cursor:
            cursor.executemany(_PLACE, placed)
            cursor.executemany(_PLACED, [(int(one),) for one in ids])

    def read(self, tile: Cut) -> bytes | None:
        """Give a tile as it now stands in the database, cut to the width asked for."""
        row = self._kept(tile)
        if row is None or row[0] < tile.width:
            return None
        return narrowed(tile, *row)

    def _kept(self, tile: Cut) -> tuple[int, bytes] | None:
        with connection.cursor() as cursor:
            cursor.execute(_READ, (self.generation, tile.level, tile.index))
            row = cursor.fetchone()
        return (row[0], bytes(row[1])) if row else None

    def write(self, tile: Cut, data: bytes) -> None:
        """Keep a tile, or what a kept one has grown to. Raises ``Overwriting`` for other bytes."""
        kept = self._kept(tile)
        named = (self.generation, tile.level, tile.index)
        with connection.cursor() as cursor:
            if kept is None:
                cursor.execute(_NEW, (*named, tile.width, data))
                return
            width, before = kept
            if width > tile.width or not data.startswith(before) or (width == tile.width and data != before):
                raise Overwriting(f"{tile.path}: {len(before)} bytes kept, {len(data)} other bytes given")
            if width < tile.width:
                cursor.execute(_GROWN, (tile.width, data, *named))

    def keep(self, checkpoint: bytes, head: Head) -> None:
        """Keep a signed head as the newest. Raises ``Overwriting`` unless it is longer than the last."""
        longest = models.Checkpoint.objects.filter(generation=self.generation).aggregate(Max("size"))
        if longest["size__max"] is not None and head.size <= longest["size__max"]:
            raise Overwriting(f"a head of {head.size} after one of {longest['size__max']}")
        models.Checkpoint.objects.create(
            generation=self.generation,
            size=head.size,
            root=head.root,
            note=checkpoint.decode(),
            signed_at=self.at,
        )
