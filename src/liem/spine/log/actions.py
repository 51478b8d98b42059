"""The verbs of the log that a person does: set the policy of witnesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.log import Invalid as Malformed
from liem.kernel.log import Policy
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Duty, Invalid, NotPermitted, sentence_of
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from . import place
from .counting import SUBJECT
from .events import PolicySet
from .models import PolicyText

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.access import Actor


def set_policy(*, actor: Actor, at: datetime, text: str, reason: str) -> Receipt:
    """Put another policy in force: witnesses, their addresses, how many must sign (C2SP tlog-policy).

    Raises ``NotPermitted`` without the duty to keep the system, ``Invalid`` for a text that is no policy or
    does not name this log, ``Conflict`` when it is the one in force.
    """
    if not actor.has(Duty.KEEP_SYSTEM):
        raise NotPermitted(_("Chỉ người trông coi hệ thống đặt chính sách chứng kiến."))
    text = text.replace("\r\n", "\n").strip("\n") + "\n"
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(_("Ghi lý do đổi chính sách: ai cũng đọc được."), field="reason")
    try:
        policy = Policy.parse(text.encode())
    except Malformed as fault:
        raise Invalid(sentence_of(fault), field="text") from None
    with atomic():
        log = place.begin(at=at)
        if log.vkey not in {str(party.key) for party in policy.logs}:
            raise Invalid(
                _("Chính sách phải có dòng của chính sổ này: log %(vkey)s") % {"vkey": log.vkey}, field="text"
            )
        if text == place.policy_text():
            raise Conflict(_("Đây đúng là chính sách đang dùng."))
        PolicyText.objects.create(text=text, at=at)
        return append(actor=actor, at=at, event=PolicySet(text=text, reason=reason), subject=SUBJECT)
