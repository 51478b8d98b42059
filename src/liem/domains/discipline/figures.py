"""Decided disciplines, settled complaints, suspensions as facts for statistics: four queries, any number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from liem.analysis.statistics import Fact
from liem.analysis.statistics.dimensions import contents_of
from liem.spine.units.reach import supervised_path

from .law import body_of
from .models import DisciplineAppeal, DisciplineCase, Form, State, Suspension
from .readers import disciplines_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor


def _below(actor: Actor, within: str, field: str) -> Q:
    """Return the condition that a unit stands below ``within`` and within the actor's reach."""
    wanted = Q()
    for path in {"/" if actor.schedule else supervised_path(actor), within} - {"", "/"}:
        wanted &= Q(**{f"{field}__path__startswith": path})
    return wanted


def rows(actor: Actor, *, first: date, last: date, at: datetime, within: str = "") -> Iterator[Fact]:
    """Give the facts of a period; those whose case the actor may open are marked ``seen``.

    Cancelled decisions are left out: they were found wrong. Raises ``NotFound`` for an actor without a unit.
    """
    known = _Seen(actor, at=at)
    yield from _decided(actor, first, last, within, known)
    yield from _appeals(actor, first, last, within, known)
    yield from _suspensions(actor, first, last, within, known)


def sources(*, first: date) -> frozenset[UUID]:
    """Return the dossiers that led to a discipline decided on ``first`` or later."""
    found = (
        DisciplineCase.objects.filter(source_case__isnull=False, decided_on__gte=first)
        .exclude(state=State.CANCELLED)
        .exclude(form__in=(Form.NONE, Form.NO_DISCIPLINE))
    )
    return frozenset(found.order_by().values_list("source_case_id", flat=True))


class _Seen:
    """The dossiers the actor may open, asked once when the first fact is made."""

    def __init__(self, actor: Actor, *, at: datetime) -> None:
        self.found = disciplines_for(actor, at=at)
        self.kept: frozenset[UUID] | None = None

    def __contains__(self, case: object) -> bool:
        if self.kept is None:
            self.kept = frozenset(self.found.order_by().values_list("case_id", flat=True))
        return case in self.kept


def _decided(actor: Actor, first: date, last: date, within: str, known: _Seen) -> Iterator[Fact]:
    found = (
        DisciplineCase.objects.filter(
            _below(actor, within, "deciding_unit"), decided_on__gte=first, decided_on__lte=last
        )
        .exclude(state=State.CANCELLED)
        .exclude(form__in=(Form.NONE, Form.NO_DISCIPLINE))
        .order_by()
        .values_list(
            "case_id", "decided_on", "subject", "body", "deciding_unit__level",
            "deciding_unit__path", "committee_member", "form", "gravity", "contents", "criminal",
        )
    )  # fmt: skip
    for (case, day, subject, body, level, path, member, form, gravity, contents,
         criminal) in found.iterator(chunk_size=5000):  # fmt: skip
        yield Fact(
            case=case,
            kind="discipline",
            day=day or first,
            subject=subject,
            body=body,
            level=level,
            path=path,
            committee_member=member,
            form=form,
            gravity=gravity,
            contents=contents_of(contents),
            criminal=bool(criminal),
            seen=case in known,
        )


def _appeals(actor: Actor, first: date, last: date, within: str, known: _Seen) -> Iterator[Fact]:
    sent = _below(actor, within, "to_unit") & Q(to_unit__isnull=False)
    stayed = _below(actor, within, "discipline__unit") & Q(to_unit__isnull=True)
    found = (
        DisciplineAppeal.objects.filter(sent | stayed, settled_on__gte=first, settled_on__lte=last)
        .exclude(outcome=DisciplineAppeal.Outcome.NONE)
        .select_related("discipline", "discipline__unit", "to_unit")
        .order_by()
    )
    for each in found.iterator(chunk_size=5000):
        settled_by = each.to_unit or each.discipline.unit
        yield Fact(
            case=each.discipline.case_id,
            kind="appeal",
            day=each.settled_on or first,
            activity="discipline_complaint",
            subject=each.discipline.subject,
            body=body_of(settled_by),
            level=settled_by.level,
            path=settled_by.path,
            committee_member=each.discipline.committee_member,
            results=(str(each.outcome),),
            form=each.discipline.form,
            contents=contents_of(each.discipline.contents),
            seen=each.discipline.case_id in known,
        )


def _suspensions(actor: Actor, first: date, last: date, within: str, known: _Seen) -> Iterator[Fact]:
    found = (
        Suspension.objects.filter(
            _below(actor, within, "discipline__unit"), since__gte=first, since__lte=last
        )
        .select_related("discipline", "discipline__unit")
        .order_by()
    )
    for each in found.iterator(chunk_size=5000):
        unit = each.discipline.unit
        yield Fact(
            case=each.discipline.case_id,
            kind="suspension",
            day=each.since,
            subject=each.discipline.subject,
            body=body_of(unit),
            level=unit.level,
            path=unit.path,
            committee_member=each.discipline.committee_member,
            seen=each.discipline.case_id in known,
        )
