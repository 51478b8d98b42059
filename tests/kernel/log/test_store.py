"""The steps a sequencer takes over a `Store`, as store.py writes them down, hold together in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from kernel.log.signing import LOG, Memory, policy_text
from liem.kernel.log import (
    EMPTY_ROOT,
    Checkpoint,
    Head,
    Invalid,
    Note,
    Policy,
    Proof,
    Store,
    Tile,
    TileNodes,
    Waiting,
    append,
    audit,
    sign_checkpoint,
)


@dataclass
class Shelf(Memory):
    """A store without transactions: enough to see that nothing more is asked of one."""

    rows: list[Waiting] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    kept: list[tuple[bytes, Head]] = field(default_factory=list)
    broken: Tile | None = None

    def head(self) -> Head:
        return self.kept[-1][1] if self.kept else Head(0, EMPTY_ROOT)

    def checkpoint(self) -> bytes | None:
        return self.kept[-1][0] if self.kept else None

    def waiting(self, limit: int) -> Sequence[Waiting]:
        return [row for row in self.rows if row.id not in self.places][:limit]

    def place(self, ids: Sequence[str], *, first: int) -> None:
        self.places.update({name: first + at for at, name in enumerate(ids)})

    def keep(self, checkpoint: bytes, head: Head) -> None:
        self.kept.append((checkpoint, head))

    def write(self, tile: Tile, data: bytes) -> None:
        # One bit that a disk turns round between computing and keeping.
        super().write(tile, bytes([data[0] ^ 1]) + data[1:] if tile == self.broken else data)


def sequence(store: Store, limit: int) -> int:
    head, rows = store.head(), store.waiting(limit)
    new = append(store.read, store.write, old=head.size, entries=[row.entry for row in rows])
    store.place([row.id for row in rows], first=head.size)
    audit(store.read, new, since=head)
    store.keep(sign_checkpoint(Checkpoint(LOG.key.name, new.size, new.root), LOG).encode(), new)
    return len(rows)


class TestSteps:
    def test_bring_every_row_into_the_log_once(self) -> None:
        shelf = Shelf(rows=[Waiting(f"r{at}", b"muc %d" % at) for at in range(600)])
        assert [sequence(shelf, 250) for _ in range(4)] == [250, 250, 100, 0]
        assert [*shelf.places.values()] == [*range(600)]
        checkpoint = shelf.checkpoint()
        assert checkpoint is not None
        proof = Proof.make(
            TileNodes(shelf.read, 600), index=77, checkpoint=checkpoint, entry=shelf.rows[77].entry
        )
        proof.check(b"muc 77", Policy.parse(policy_text(witnesses=[])))
        assert Checkpoint.parse(Note.parse(checkpoint).text).head == shelf.head()

    @pytest.mark.parametrize("broken", [Tile(0, 1), Tile(-1, 1), Tile(1, 0, 2)])
    def test_sign_nothing_that_does_not_read_back(self, broken: Tile) -> None:
        shelf = Shelf(rows=[Waiting(f"r{at}", b"muc %d" % at) for at in range(600)])
        sequence(shelf, 250)
        shelf.broken = broken
        with pytest.raises(Invalid):
            sequence(shelf, 350)
        assert shelf.head().size == 250
