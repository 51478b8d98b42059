"""The tags of dossiers after a recovery: numbers that stand in the log are not given a second time."""

from __future__ import annotations

from liem.kernel import canon
from liem.spine.ledger.models import Key


def bump(taken: set[str]) -> int:
    """Move the counters of dossiers past the tags in ``taken`` (hex); give how many dossiers moved."""
    moved = 0
    for key in Key.objects.all().iterator(chunk_size=1000):
        number = key.tags
        while canon.case_tag(bytes(key.secret), number + 1) in taken:
            number += 1
        if number != key.tags:
            Key.objects.filter(pk=key.pk).update(tags=number)
            moved += 1
    return moved
