"""Who may exchange bundles, with the reason of a refusal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, no, yes


def may_trust(actor: Actor) -> Answer:
    """Take in the card of another office: who keeps the system."""
    return yes() if actor.has(Duty.KEEP_SYSTEM) else no(_("Chức danh hiện tại không được nhận thẻ khóa."))


def may_exchange(actor: Actor) -> Answer:
    """Send and take bundles: who receives documents; the schedule by itself."""
    if actor.has(Duty.RECEIVE_DOCUMENTS):
        return yes()
    return no(_("Chức danh hiện tại không được lập hoặc nhận gói."))
