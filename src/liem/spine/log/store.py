"""The log in the application's own database (``kernel.log.Store``): one row a tile, growing to 256.

All calls belong to the transaction of one step of the sequencer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max

from liem.kernel.log import EMPTY_ROOT, ENTRIES, Head, Waiting
from liem.kernel.log import Tile as Cut
from liem.kernel.log.merkle import HASH_SIZE
from liem.kernel.log.tiles import pack_bundle, split_bundle

from . import models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

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
        due = models.Waiting.objects.filter(not_before__lte=self.at).order_by("not_before", "id")[:limit]
        self._due = {str(row.pk): row.entry for row in due}
        return [Waiting(str(row.pk), bytes(row.leaf)) for row in due]

    def place(self, ids: Sequence[str], *, first: int) -> None:
        """Record where rows given by ``waiting`` stand; an entry that has a place already is refused."""
        models.Place.objects.bulk_create(
            models.Place(generation=self.generation, index=first + at, entry=self._due[one])
            for at, one in enumerate(ids)
        )
        models.Waiting.objects.filter(pk__in=ids).delete()

    def read(self, tile: Cut) -> bytes | None:
        """Give a tile as it now stands in the database, cut to the width asked for."""
        row = (
            models.Tile.objects.filter(generation=self.generation, level=tile.level, index=tile.index)
            .values_list("width", "data")
            .first()
        )
        if row is None or row[0] < tile.width:
            return None
        width, data = row[0], bytes(row[1])
        return data if width == tile.width else _cut(tile, width, data)

    def write(self, tile: Cut, data: bytes) -> None:
        """Keep a tile, or what a kept one has grown to. Raises ``Overwriting`` for other bytes."""
        rows = models.Tile.objects.filter(generation=self.generation, level=tile.level, index=tile.index)
        kept = rows.values_list("width", "data").first()
        if kept is None:
            models.Tile.objects.create(
                generation=self.generation, level=tile.level, index=tile.index, width=tile.width, data=data
            )
            return
        width, before = kept[0], bytes(kept[1])
        if width > tile.width or not data.startswith(before) or (width == tile.width and data != before):
            raise Overwriting(f"{tile.path}: {len(before)} bytes kept, {len(data)} other bytes given")
        if width < tile.width:
            rows.update(width=tile.width, data=data)

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


def _cut(tile: Cut, width: int, data: bytes) -> bytes:
    if tile.level == ENTRIES:
        return pack_bundle(split_bundle(Cut(ENTRIES, tile.index, width), data)[: tile.width])
    return data[: tile.width * HASH_SIZE]
