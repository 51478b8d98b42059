"""The tags of dossiers after a recovery: numbers that stand in the log are not given a second time."""

from __future__ import annotations

from itertools import islice

from liem.kernel import canon
from liem.spine.ledger.append import secrets_of
from liem.spine.ledger.models import Key


def bump(taken: set[str]) -> int:
    """Move the counters of dossiers past the tags in ``taken`` (hex); give how many dossiers moved."""
    moved = 0
    keys = Key.objects.filter(erased_at=None).iterator(chunk_size=1000)
    while part := list(islice(keys, 1000)):
        secrets = secrets_of(key.pk for key in part)
        for key in part:
            number = key.tags
            while key.pk in secrets and canon.case_tag(secrets[key.pk], number + 1) in taken:
                number += 1
            if number != key.tags:
                Key.objects.filter(pk=key.pk).update(tags=number)
                moved += 1
    return moved
