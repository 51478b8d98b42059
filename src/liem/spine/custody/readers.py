"""Reads of custody: the erasures within an actor's reach; absent and forbidden answer alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.law import default_book
from liem.spine.access import Duty, NotFound
from liem.spine.units.models import Unit

from . import rooms
from .models import Erasure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.law import Provision
    from liem.spine.access import Actor

GROUNDS = "data.erasure.grounds"
MOST = 200
MANY_LOOKED_UP = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """One erasure as shown; ``words`` say what it is about, blank once it is gone."""

    erasure: Erasure
    words: str
    waiting: bool


def grounds(at: datetime) -> Provision:
    """Return the grounds of erasure in force on the day of ``at``; raises ``NoLawInForce``."""
    return default_book().in_force(GROUNDS, local_day(at), jurisdictions=("VN",))


def unfinished() -> tuple[int, int]:
    """Count confirmed erasures whose key still has to be destroyed, and whose pages to be written again."""
    confirmed = Erasure.objects.filter(state=Erasure.State.CONFIRMED)
    return confirmed.filter(destroyed_at=None).count(), confirmed.filter(cleaned_at=None).count()


def erasures_for(actor: Actor) -> list[Seen]:
    """Return the erasures an actor may see, newest first, 200 at most: proposed within the own units, or
    about what stands within them. None without one of the two duties.
    """
    return _seen(actor, Erasure.objects.all()[:MOST])


def erasure_for(actor: Actor, erasure_id: UUID) -> Seen:
    """Return one erasure; raises ``NotFound`` for absent and forbidden alike."""
    seen = _seen(actor, Erasure.objects.filter(pk=erasure_id))
    if not seen:
        raise NotFound(_("Không có đề nghị xóa này."))
    return seen[0]


def _seen(actor: Actor, erasures: Iterable[Erasure]) -> list[Seen]:
    if not (actor.has(Duty.MANAGE_PEOPLE) or actor.has(Duty.DECIDE_DATA)):
        return []
    listed = list(erasures)
    paths = dict(
        Unit.objects.filter(pk__in={each.proposed_unit for each in listed}).values_list("pk", "path")
    )
    seen = []
    for each in listed:
        found = rooms.find(each.key)
        if reaches(actor, found, paths.get(each.proposed_unit, "")):
            waiting = each.state == Erasure.State.PROPOSED
            seen.append(Seen(each, found.words if found else "", waiting))
    return seen


def reaches(actor: Actor, found: rooms.Found | None, proposed_in: str) -> bool:
    """Say whether an actor has to do with an erasure: its own units proposed it, or it is about them."""
    about = found is not None and bool(found.paths) and all(actor.over(path) for path in found.paths)
    return about or (bool(proposed_in) and actor.over(proposed_in))


def proposable(actor: Actor, key: UUID) -> rooms.Found:
    """Return what stands under a key, for who may propose its erasure; raises ``NotFound``."""
    found = rooms.find(key) if actor.has(Duty.MANAGE_PEOPLE) else None
    if found is None or not all(actor.over(path) for path in found.paths):
        raise NotFound(_("Không có dữ liệu nào xóa được ở đây."))
    return found


def look_up(actor: Actor, text: str) -> list[rooms.Found]:
    """Find what the actor may propose, by a name, a number of a person or of a dossier; 50 at most."""
    if not actor.has(Duty.MANAGE_PEOPLE):
        return []
    found = [each for each in rooms.look_up(text) if all(actor.over(path) for path in each.paths)]
    return found[:MANY_LOOKED_UP]
