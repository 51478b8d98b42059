"""What a citizen takes home when her matter is taken in: the log's promise, the key of her case's tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel import canon
from liem.kernel.log import promise as promises
from liem.spine.access import Conflict
from liem.spine.ledger.append import secrets_of
from liem.spine.ledger.models import Entry, Key

from .keys import NoKey
from .receipts import promise

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Slip:
    """``promise`` as the text of its QR; ``key`` 64 hex digits in capitals, secret; ``events`` so far."""

    promise: str
    key: str
    events: int


def slip_of(case_id: UUID, *, at: datetime) -> Slip:
    """Make the slip of a dossier. The promise is about its first entry: that it was taken in.

    Raises ``Conflict`` where nothing can be promised: no entry, an erased dossier, a log without its key.
    """
    entry = Entry.objects.filter(key=case_id).order_by("seq").first()
    secret = secrets_of([case_id]).get(case_id)
    if entry is None or secret is None:
        raise Conflict(_("Hồ sơ này không có dòng sổ nào còn đọc được, không làm phiếu được."))
    try:
        note = promise(entry, at=at)
    except NoKey:
        raise Conflict(
            _("Sổ minh bạch chưa ký được nên chưa hứa được gì."),
            next_step=_("Báo người trông coi hệ thống, rồi in phiếu sau."),
        ) from None
    events = Key.objects.values_list("tags", flat=True).get(pk=case_id)
    return Slip(promises.encode_qr(note), canon.tag_key(secret).hex().upper(), events)
