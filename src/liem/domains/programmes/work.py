"""What waits in the programmes of a body: to approve, to start, to finish."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from liem.kernel.clock import local_day
from liem.spine.access import Duty

from .conflicts import is_kept, kept_from
from .flow import ItemState, State
from .models import Item, Programme
from .readers import programmes_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from liem.spine.access import Actor

AHEAD: Final = timedelta(days=14)
MOST: Final = 200


def to_approve(actor: Actor) -> list[Programme]:
    """Return the programmes that wait for the actor's decision: of the own body or of what serves it."""
    if not actor.has(Duty.DECIDE_INSPECTIONS):
        return []
    found = programmes_for(actor).filter(state=State.SUBMITTED)
    own = Q(unit_id=actor.unit_id) | Q(unit__parent_id=actor.unit_id)
    return list(found.filter(own).order_by("submitted_at")[:MOST])


def to_start(actor: Actor, *, at: datetime) -> list[Item]:
    """Return the planned items of the own body whose days have begun or begin within two weeks."""
    if actor.unit_id is None:
        return []
    own = programmes_for(actor).filter(unit_id=actor.unit_id, state=State.APPROVED).values("pk")
    found = Item.objects.filter(
        programme__in=own, state=ItemState.PLANNED, planned_from__lte=local_day(at) + AHEAD
    ).select_related("programme__case", "programme__unit", "subject_unit", "subject_person", "lead")
    away = kept_from(actor, at=at)
    return [item for item in found.order_by("planned_to")[:MOST] if not is_kept(item, away)]


def seen_items(actor: Actor, ids: Iterable[str], *, at: datetime) -> list[Item]:
    """Return those of the items that the actor may see."""
    found = Item.objects.filter(pk__in=list(ids), programme__in=programmes_for(actor).values("pk"))
    away = kept_from(actor, at=at)
    return [item for item in found if not is_kept(item, away)]
