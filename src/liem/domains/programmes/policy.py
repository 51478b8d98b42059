"""Who may do what with a programme, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, duties_of, no, yes
from liem.spine.access.duties import POSTS
from liem.spine.people.readers import holders
from liem.spine.units.models import Unit
from liem.spine.units.reach import SERVES_ITS_PARENT

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from .models import Programme

INSPECT_POSTS = tuple(sorted(post for post in POSTS if Duty.INSPECT in duties_of(post)))
DECIDE_POSTS = tuple(sorted(post for post in POSTS if Duty.DECIDE_INSPECTIONS in duties_of(post)))


def _serves(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor works in the body, or in a commission or office that serves it."""
    if actor.unit_id == unit.pk:
        return True
    own = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    return own is not None and own.kind in SERVES_ITS_PARENT and own.parent_id == unit.pk


def may_draft(actor: Actor, unit: Unit) -> Answer:
    """Draft, propose, assign, draw, submit: the inspectors of the body or of what serves it."""
    if not actor.has(Duty.INSPECT):
        return no(_("Chức danh hiện tại không được lập chương trình kiểm tra, giám sát."))
    return yes() if _serves(actor, unit) else no(_("Chương trình này thuộc cơ quan khác."))


def may_decide(actor: Actor, unit: Unit) -> Answer:
    """Approve, send back, change what was approved, close: a decider of the body or the committee above."""
    if not actor.has(Duty.DECIDE_INSPECTIONS):
        return no(_("Chức danh hiện tại không được quyết định chương trình kiểm tra, giám sát."))
    if actor.unit_id is not None and actor.unit_id in (unit.pk, unit.parent_id):
        return yes()
    return no(_("Chương trình này do cơ quan khác quyết định."))


def may_run(actor: Actor, unit: Unit) -> Answer:
    """Start and finish an item: who may draft or decide; the schedule of the product."""
    if actor.schedule:
        return yes()
    drafts = may_draft(actor, unit)
    return drafts or may_decide(actor, unit) or drafts


def deciders(programme: Programme, *, day: date) -> int:
    """Return how many persons may decide in the body itself on ``day``."""
    return len(deciding_persons(programme, day=day))


def deciding_persons(programme: Programme, *, day: date) -> set[UUID]:
    """Return who may decide in the body itself on ``day``: one query."""
    held = holders([programme.unit_id], list(DECIDE_POSTS), day=day)
    return set(held.values_list("person_id", flat=True))
