"""Concluded inspections as facts for statistics: two queries whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q

from liem.analysis.statistics import Fact
from liem.analysis.statistics.dimensions import contents_of
from liem.law.procedures import default_procedures
from liem.spine.units.reach import supervised_path

from .models import Inspection, Outcome, Requirement
from .readers import inspections_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from liem.spine.access import Actor

RESULTS: Final[dict[str, tuple[str, ...]]] = {
    Outcome.CLEAN: ("done", "clean"),
    Outcome.FAULTY: ("done", "faulty"),
    Outcome.DISCIPLINE_DUE: ("done", "faulty", "discipline_due"),
    Outcome.STOPPED: ("stopped",),
}


def concluded(actor: Actor, *, first: date, last: date, within: str = "") -> QuerySet[Inspection]:
    """Return the cases concluded in a period by bodies below ``within`` and within the actor's reach.

    They are counted whether or not the actor may open each; :func:`seen` says which. Raises ``NotFound`` for
    an actor without a unit.
    """
    found = Inspection.objects.filter(
        Q(concluded_on__gte=first, concluded_on__lte=last) & ~Q(outcome__in=(Outcome.NONE, Outcome.STOPPED))
    )
    reach = "/" if actor.schedule else supervised_path(actor)
    for path in {reach, within} - {"", "/"}:
        found = found.filter(unit__path__startswith=path)
    return found


def seen(actor: Actor, *, first: date, last: date, at: datetime) -> frozenset[UUID]:
    """Return the dossiers of the period the actor may open."""
    found = inspections_for(actor, at=at).filter(concluded_on__gte=first, concluded_on__lte=last)
    return frozenset(found.values_list("case_id", flat=True))


def rows(actor: Actor, *, first: date, last: date, at: datetime, within: str = "") -> Iterator[Fact]:
    """Give the facts of the cases concluded in a period, those the actor may open marked ``seen``.

    A case counts as remedied when every requirement was confirmed, or its imported row said so.
    """
    open_left = Requirement.objects.filter(inspection=OuterRef("pk"), confirmed_at__isnull=True)
    any_made = Requirement.objects.filter(inspection=OuterRef("pk"))
    found = (
        concluded(actor, first=first, last=last, within=within)
        .annotate(open_left=Exists(open_left), any_made=Exists(any_made))
        .order_by()
        .values_list(
            "case_id", "concluded_on", "procedure", "subject", "body", "unit__level", "unit__path",
            "committee_member", "outcome", "contents", "imported", "rechecked_at", "open_left", "any_made",
        )
    )  # fmt: skip
    known = seen(actor, first=first, last=last, at=at)
    activity = {each.id: each.activity for each in default_procedures().all}
    for (case, day, procedure, subject, body, level, path, member, outcome, contents, imported, rechecked,
         left, made) in found.iterator(chunk_size=5000):  # fmt: skip
        results: tuple[str, ...] = RESULTS[outcome]
        if "faulty" in results and ((made and not left) or (imported and rechecked is not None)):
            results = (*results, "remedied")
        yield Fact(
            case=case,
            kind="inspection",
            day=day or first,
            activity=activity.get(procedure, ""),
            subject=subject,
            body=body,
            level=level,
            path=path,
            committee_member=member,
            results=results,
            contents=contents_of(contents),
            seen=case in known,
        )
