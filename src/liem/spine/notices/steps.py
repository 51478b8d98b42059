"""Steps that actions call inside their transaction: tell persons that something waits for them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import override

from liem.kernel.ids import new_id
from liem.kernel.text import nfc
from liem.spine.outbox import jobs as outbox

from .models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

MAIL_JOB = "notices.mail"
KEY_LENGTH = 160


@override("vi")
def kept(words: _StrOrPromise, **named: object) -> str:
    """Return lazy words with what they name, in Vietnamese whatever language the page of the doer has: they
    are kept, and read by others."""
    return str(words) % named if named else str(words)


def tell_step(*, at: datetime, persons: Iterable[UUID], key: str, kind: str, words: str, path: str) -> int:
    """Tell each person once for ``key``; give how many were told now. ``path`` is the address without the
    host.

    A key longer than the row is kept as its beginning and the digest of the whole, so that two long ones that
    begin alike stay two. The mail goes out after the commit and says only that something waits.
    """
    key = _fitting(key)
    known = set(Notice.objects.filter(key=key).values_list("person_id", flat=True))
    made = [
        Notice(
            id=new_id(),
            person_id=person,
            key=key,
            kind=kind,
            words=nfc(words)[:300],
            path=path[:300],
            at=at,
        )
        for person in dict.fromkeys(persons)
        if person not in known
    ]
    Notice.objects.bulk_create(made)
    for notice in made:
        outbox.put(MAIL_JOB, at=at, args={"notice_id": str(notice.pk)}, key=f"{MAIL_JOB}:{notice.pk}")
    return len(made)


def _fitting(key: str) -> str:
    if len(key) <= KEY_LENGTH:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: KEY_LENGTH - len(digest) - 1]}:{digest}"
