"""Reads of public draws: whose they are, what stands in the log, the result drawn again, who is in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.draw import Frame, Result, Terms, read_rate, redraw
from liem.spine.access import Duty, NotFound
from liem.spine.ledger.models import Entry
from liem.spine.log import receipts
from liem.spine.units.models import Unit

from .models import Ceremony
from .rules import HOLDERS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from liem.spine.access import Actor
    from liem.spine.log.receipts import Proven

DUTIES = tuple(dict.fromkeys(duty for duties in HOLDERS.values() for duty in duties))


class Place(NamedTuple):
    """Somebody who is in: ``replaced`` names whose place a reserve took, empty for who was drawn."""

    unit: str
    kind: str
    id: str
    ticket: str
    replaced: str


def ceremonies_for(actor: Actor) -> QuerySet[Ceremony]:
    """Return the draws an actor with such a duty sees: of the own unit and of those below it."""
    found = Ceremony.objects.select_related("case", "unit")
    if actor.unit_id is None or not any(actor.has(duty) for duty in DUTIES):
        return found.none()
    seen = Q(unit_id=actor.unit_id)
    if actor.has(Duty.READ_REPORTS):
        seen |= Q(unit__in=Unit.objects.filter(path__startswith=actor.unit_path).values("pk"))
    return found.filter(seen)


def get_ceremony(actor: Actor, ceremony_id: UUID) -> Ceremony:
    """Return a draw the actor sees; raises ``NotFound`` for absent and forbidden alike."""
    found = ceremonies_for(actor).filter(pk=ceremony_id).first()
    if found is None:
        raise NotFound(_("Không có buổi bốc thăm này."))
    return found


def announced() -> QuerySet[Ceremony]:
    """Return every draw for everybody, newest first: those that came to nothing too."""
    return Ceremony.objects.select_related("case", "unit")


def announcement(ceremony: Ceremony) -> Entry | None:
    """Return the entry of the announcement; None only where the ledger lost it."""
    return Entry.objects.filter(id=ceremony.announced_entry).first()


def holder_of(actor: Actor) -> Unit:
    """Return the unit whose draws the actor holds; raises ``NotFound`` without one."""
    found = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    if found is None:
        raise NotFound(_("Không có đơn vị này."))
    return found


def logged(entry_id: UUID | None, *, at: datetime) -> Proven | None:
    """Return the proof that an entry stands under a head with enough witnesses; None while it does not."""
    entry = Entry.objects.filter(id=entry_id).first() if entry_id else None
    return receipts.proven(entry, at=at) if entry else None


def terms_of(ceremony: Ceremony) -> Terms:
    """Return how many are drawn, as announced."""
    return Terms(
        read_rate(ceremony.rate) if ceremony.rate else None,
        ceremony.count,
        ceremony.leaders,
        ceremony.reserves,
    )


def frame_of(ceremony: Ceremony) -> Frame:
    """Return the published list. Raises ``BadFrame`` when the row was altered out of form."""
    return Frame.parse(ceremony.frame.encode())


def recomputed(ceremony: Ceremony) -> Result:
    """Draw again from list and seed; raises ``DrawMismatch`` when what was kept does not follow."""
    return redraw(ceremony.result, frame_of(ceremony))


def places(ceremony: Ceremony, result: Result) -> list[Place]:
    """Return who is in now: those drawn, and in the place of each one replaced the reserve that moved up."""
    moved = {(one.unit, one.out): one.into for one in ceremony.replacements.all()}
    reserves = {(one.unit, one.id): one for one in result.reserves}
    found = []
    for drawn in result.chosen:
        now, gone = drawn, ""
        while (into := moved.get((now.unit, now.id))) is not None:
            gone = gone or drawn.id
            now = reserves[now.unit, into]
        found.append(Place(now.unit, now.kind, now.id, now.ticket, gone))
    return found


def names(ceremony: Ceremony) -> dict[str, str]:
    """Return id → name of a blinded list, for who holds the draw; empty where the list names itself."""
    return {blind: name for blind, (name, _opening) in ceremony.openings.items()}


def grounds_of(ceremony: Ceremony) -> dict[str, int]:
    """Count who stays out by ground: with names or ids a small office could tell who is meant."""
    return dict(sorted(Counter(line.split("\t")[2] for line in ceremony.excluded.splitlines()).items()))
