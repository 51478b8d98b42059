"""The daily count: how many leaves of each class the log holds, said by the log itself and counted by
anybody.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final
from uuid import UUID

from liem.kernel import canon
from liem.kernel.log import ENTRIES
from liem.kernel.log.tiles import WIDTH, Tile, fetch, split_bundle
from liem.spine.access import Actor
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from . import place
from .events import LogCounted
from .store import DatabaseStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SUBJECT: Final = UUID("6c69656d-0000-4000-8000-6c6f67000001")  # the log itself, as subject of its entries


def count(*, at: datetime) -> Receipt | None:
    """Write the day's count as an entry: also the sign of life of a day on which nothing else happened."""
    log = place.current()
    if log is None:
        return None
    # Counted before the transaction: the part that is counted does not change, and a million leaves take a
    # second.
    store = DatabaseStore(log.generation, at=at)
    size = store.head().size
    classes = Counter(canon.parse_leaf(leaf).cls for leaf in leaves(store, size))
    event = LogCounted(size=size, classes=dict(sorted(classes.items())))
    with atomic():
        return append(actor=Actor.of_schedule("log"), at=at, event=event, subject=SUBJECT)


def leaves(store: DatabaseStore, size: int, *, first: int = 0) -> Iterator[bytes]:
    """Yield the entries of the log from ``first`` on, bundle by bundle."""
    for index in range(first // WIDTH, -(-size // WIDTH)):
        tile = Tile(ENTRIES, index, min(WIDTH, size - index * WIDTH))
        start = max(first - index * WIDTH, 0)
        yield from split_bundle(tile, fetch(store.read, tile))[start:]
