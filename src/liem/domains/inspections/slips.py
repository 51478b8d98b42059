"""The slip of who sent a denunciation: with it she finds what happens to her case, and sees a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.models import Entry
from liem.spine.ledger.transaction import atomic
from liem.spine.log.slips import Slip, slip_of

from . import policy
from .dossier import DENUNCIATIONS
from .events import SlipGiven
from .parts import OFFICE
from .steps import locked

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor, Answer

    from .models import Inspection


def may_give(actor: Actor, inspection: Inspection, *, at: datetime) -> Answer:
    """Give the slip: who takes in letters for the body that conducts the case, never the accused."""
    return policy.may(actor, inspection, (OFFICE,), at=at)


def has_sender(inspection: Inspection) -> bool:
    """Say whether the case began with somebody's letter."""
    return inspection.procedure in DENUNCIATIONS


def was_given(inspection: Inspection) -> bool:
    """Say whether a slip was given before."""
    return Entry.objects.filter(case=inspection.case_id, kind=SlipGiven.KIND).exists()


def give_slip(
    *, actor: Actor, at: datetime, inspection_id: UUID, reason: str = ""
) -> tuple[Slip, Inspection, Receipt]:
    """Give the slip of a case once; again only with a reason. Nothing of it is kept but that it was given.

    Raises ``NotPermitted``, ``Conflict`` (nobody sent a letter, the log cannot sign), ``Invalid`` (a second
    slip without a reason).
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(may_give(actor, inspection, at=at), inspection)
        if not has_sender(inspection):
            raise Conflict(_("Cuộc này không bắt đầu từ đơn của ai nên không có người nhận phiếu."))
        reason = nfc(reason).strip()
        if was_given(inspection):
            if not reason:
                raise Invalid(
                    _("Phiếu của vụ này đã giao một lần; ghi lý do giao lại (mất, rách…)."), field="reason"
                )
        else:
            reason = ""
        event = SlipGiven(reason=reason)
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        return slip_of(inspection.case_id, at=at), inspection, receipt
