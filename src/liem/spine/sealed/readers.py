"""Reads of sealed letters: for who has the receipt code, and for readers."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.utils.translation import gettext as _

from liem.spine.access import Actor, NotFound

from . import policy
from .models import SealedReport

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

_LOCATOR: Final = re.compile(r"[0-9a-f]{32}")
_WORD: Final = re.compile(r"[0-9a-f]{64}")


def is_locator(text: str) -> bool:
    """Say whether a text has the form of a locator."""
    return _LOCATOR.fullmatch(text) is not None


def is_hash(text: str) -> bool:
    """Say whether a text has the form of ``auth`` or of its hash."""
    return _WORD.fullmatch(text) is not None


def _absent() -> NotFound:
    return NotFound(_("Không có thư nào ứng với mã biên nhận này."))


def of_code(*, locator: str, auth: str) -> SealedReport:
    """Return the report of a receipt code; raises ``NotFound`` for a wrong word as for no such letter."""
    found = SealedReport.objects.filter(locator=locator).first() if is_locator(locator) else None
    given = hashlib.sha256(bytes.fromhex(auth) if is_hash(auth) else b"").hexdigest()
    # compared for absent ones too, so that both answers take the same way
    if not hmac.compare_digest(given, found.auth_hash if found else "0" * 64) or found is None:
        raise _absent()
    return found


def seen_by(actor: Actor) -> QuerySet[SealedReport]:
    """Return the reports a reader may fetch, the newest hour first; none where the own key does not count."""
    unit = policy.reads_for(actor)
    return SealedReport.objects.none() if unit is None else SealedReport.objects.filter(units=unit)


def listed_for(actor: Actor, *, limit: int) -> list[SealedReport]:
    """Return the newest reports a reader may fetch, each with ``letters``: how many its mailbox holds."""
    return list(seen_by(actor).annotate(letters=Count("messages"))[:limit])


def one_for(actor: Actor, report_id: UUID) -> SealedReport:
    """Return one report a reader may fetch; raises ``NotFound`` for absent and forbidden alike."""
    found = seen_by(actor).filter(pk=report_id).first()
    if found is None:
        raise NotFound(_("Không có thư này."))
    return found
