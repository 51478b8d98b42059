"""Who may exchange bundles, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, no, yes

if TYPE_CHECKING:
    from liem.spine.units.models import Unit


def may_trust(actor: Actor, own: Unit) -> Answer:
    """Take in the card of another office for ``own``: who keeps the system there or above."""
    if actor.has(Duty.KEEP_SYSTEM) and actor.over(own.path):
        return yes()
    return no(_("Chức danh hiện tại không được nhận thẻ khóa."))


def may_exchange(actor: Actor, own: Unit) -> Answer:
    """Send and take bundles of ``own``: who receives documents there or above; the schedule by itself."""
    if actor.has(Duty.RECEIVE_DOCUMENTS) and actor.over(own.path):
        return yes()
    return no(_("Chức danh hiện tại không được lập hoặc nhận gói."))
