"""The tags of dossiers after a recovery: numbers that stand in the log are not given a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from liem.kernel import canon
from liem.spine.ledger.keyring import keyring
from liem.spine.ledger.models import Key

from .counting import leaves
from .models import Log, Place
from .store import DatabaseStore

if TYPE_CHECKING:
    from collections.abc import Iterator

PART: Final = 500


def bump(taken: set[str]) -> int:
    """Move the counters of dossiers past the tags in ``taken`` (hex); give how many dossiers moved."""
    moved = 0
    for part in _parts():
        secrets = keyring().secrets([key.slot for key in part if key.slot is not None])
        for key in part:
            secret = secrets.get(key.slot) if key.slot else None
            number = key.tags
            while secret is not None and canon.case_tag(canon.tag_key(secret), number + 1) in taken:
                number += 1
            if number != key.tags:
                Key.objects.filter(pk=key.pk).update(tags=number)
                moved += 1
    return moved


def lost() -> set[str]:
    """Give the tags (hex) of entries that stand in a log and whose rows were lost with a database."""
    found: set[str] = set()
    for log in Log.objects.order_by("generation"):
        indexes = set(
            Place.objects.filter(generation=log.generation, lost=True).values_list("index", flat=True)
        )
        if indexes:
            store = DatabaseStore(log.generation, at=log.started_at)
            first, size = min(indexes), store.head().size
            for index, leaf in enumerate(leaves(store, size, first=first), start=first):
                if index in indexes:
                    found.add(canon.parse_leaf(leaf).tag)
    return found


def _parts() -> Iterator[list[Key]]:
    """Yield the dossiers whose secret still exists, some hundred at a time."""
    rows = Key.objects.exclude(slot=None).order_by("pk")
    part = list(rows[:PART])
    while part:
        yield part
        part = list(rows.filter(pk__gt=part[-1].pk)[:PART])
