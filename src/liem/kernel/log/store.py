"""What a sequencer needs from the place where a log is kept; a database gives it, one transaction at a time.

The order inside one transaction, with only one sequencer at work (a lock of the database):

1. `head = store.head()`; `waiting = store.waiting(limit)`: rows that exist, never "numbers above the last".
2. `new = append(store.read, store.write, old=head.size, entries=…)`, `store.place(…)` gives rows their index.
3. `audit(store.read, new, since=head)`: what was written is read again and rehashed.
4. `store.keep(sign_checkpoint(Checkpoint(origin, new.size, new.root), signer).encode(), new)`, then commit.

Publishing comes after: tiles of `changed(published, new)`, the checkpoint last, never a shorter one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from liem.kernel.log.tiles import Head, Tile


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry without a place yet: the name of its row and the bytes that go into the log."""

    id: str
    entry: bytes


class Store(Protocol):
    """Where a log is kept. All calls of one step belong to one transaction."""

    def head(self) -> Head:
        """Give the head last kept; `Head(0, EMPTY_ROOT)` for a new log."""

    def checkpoint(self) -> bytes | None:
        """Give the signed checkpoint last kept, None for a new log."""

    def waiting(self, limit: int) -> Sequence[Waiting]:
        """Give at most `limit` entries without a place, in the order they shall take."""

    def place(self, ids: Sequence[str], *, first: int) -> None:
        """Record that these rows stand at `first`, `first + 1`, …; refuse one that already has a place."""

    def read(self, tile: Tile) -> bytes | None:
        """Give a tile or bundle as it now stands in the store, not from memory (`tiles.Read`)."""

    def write(self, tile: Tile, data: bytes) -> None:
        """Keep a tile or bundle; refuse other bytes under a name already kept (`tiles.Write`)."""

    def keep(self, checkpoint: bytes, head: Head) -> None:
        """Keep a signed checkpoint as the newest; refuse one not longer than, or different from, the last."""
