"""Open chosen fields of one entry to strangers (``liem-opening/v1``, ``liem.kernel.opening``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.opening import BadOpening, make_opening
from liem.spine.access import Invalid, sentence_of

from .append import Erased, column_facts, secrets_of, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import Entry


def opening_of(entry: Entry, names: Iterable[str]) -> bytes:
    """Write the opening of some fields of an entry, columns ("@kind") included.

    Raises ``Erased`` where the key was destroyed, ``Invalid`` for a name the entry does not have,
    ``cryptography.exceptions.InvalidTag`` when the payload was altered.
    """
    secret = secrets_of([entry.key]).get(entry.key)
    if secret is None:
        raise Erased(_("Nội dung dòng này đã được xóa theo luật; không mở được nữa."))
    values = column_facts(entry) | json.loads(unseal(entry, secret))
    try:
        return make_opening(
            secret,
            event_id=str(entry.id),
            leaf=bytes(entry.leaf),
            commitments=entry.commitments,
            values=values,
            names=names,
        )
    except BadOpening as fault:
        raise Invalid(sentence_of(fault), field="names") from None
