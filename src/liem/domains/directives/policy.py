"""Who may do what with a directive, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, NotPermitted, no, yes

if TYPE_CHECKING:
    from uuid import UUID


def may_receive(actor: Actor, unit_id: UUID) -> Answer:
    """Receive, confirm, correct, set aside: the clerk of the receiving unit."""
    if not actor.has(Duty.RECEIVE_DOCUMENTS):
        return no(_("Chức danh hiện tại không được tiếp nhận, xác nhận văn bản đến."))
    if actor.schedule or actor.unit_id == unit_id:
        return yes()
    return no(_("Văn bản này thuộc đơn vị khác."))


def may_give(actor: Actor, unit_id: UUID) -> Answer:
    """Give tasks, issue letters, close: those who give tasks in the receiving unit."""
    if not actor.has(Duty.ASSIGN_TASKS):
        return no(_("Chức danh hiện tại không được giao việc."))
    if actor.unit_id == unit_id:
        return yes()
    return no(_("Văn bản này thuộc đơn vị khác."))


def own_unit(actor: Actor) -> UUID:
    """Return the unit whose register the actor writes in; raises ``NotPermitted`` for one without a unit."""
    if actor.unit_id is None:
        raise NotPermitted(_("Chức danh hiện tại không thuộc đơn vị nào."))
    return actor.unit_id
