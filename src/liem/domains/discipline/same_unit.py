"""Who shares a unit with the person concerned: now, or when the act was done; for one case and for lists.

Quy định 131-QĐ/TW năm 2023, Điều 4. Posts count wherever they are held, not only in the unit the file names.
The body that has the case, and the committee a commission serves, are left out: by law it judges its members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from liem.spine.people.models import Mandate
from liem.spine.people.readers import in_force
from liem.spine.units.reach import SERVES_ITS_PARENT

from . import law
from .models import Act, DisciplineCase, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from .limitation import Span


def shares_a_unit(
    person_id: UUID, case: DisciplineCase, day: date, *, spans: Sequence[Span] | None = None
) -> bool:
    """Say whether a person shares a unit with the subject of a case (with ``unit`` loaded).

    ``spans`` are the days of the acts of a case that is not saved yet. Three queries at most.
    """
    acts = list(law.spans(case)) if spans is None else list(spans)
    own = {case.unit_id}
    if case.unit.kind in SERVES_ITS_PARENT and case.unit.parent_id is not None:
        own.add(case.unit.parent_id)
    mine = list(_ever(person_id, day))
    my_now = {each.unit_id for each in mine if _now(each, day)}
    my_then = {each.unit_id for each in mine if _then(each, acts, day)}
    if case.subject == SubjectKind.ORGANISATION or case.subject_person_id is None:
        return case.subject_unit_id in my_now | (my_then - own)
    theirs = list(_ever(case.subject_person_id, day))
    now = {each.unit_id for each in theirs if _now(each, day)} - own
    then = {each.unit_id for each in theirs if _then(each, acts, day)} - own
    return bool(my_now & (now | then | {case.subject_unit_id}) or my_then & then)


def _ever(person_id: UUID, day: date) -> QuerySet[Mandate]:
    return Mandate.objects.filter(person_id=person_id, valid_from__lte=day).select_related("unit")


def _now(mandate: Mandate, day: date) -> bool:
    return (mandate.valid_to is None or mandate.valid_to > day) and mandate.unit.is_open(day)


def _then(mandate: Mandate, acts: Sequence[Span], day: date) -> bool:
    return any(
        mandate.valid_from <= (act.end or day) and (mandate.valid_to is None or mandate.valid_to > act.since)
        for act in acts
    )


def sharing_a_unit(person_id: UUID, day: date) -> Q:
    """Return the condition on cases whose subject shares a unit with a person: as :func:`shares_a_unit`, for
    lists. One query, however many cases."""
    found = Q(pk__in=[])
    person, organisation = ~Q(subject=SubjectKind.ORGANISATION), Q(subject=SubjectKind.ORGANISATION)
    for mine in _ever(person_id, day):
        unit_id = mine.unit_id
        own = Q(unit_id=unit_id) | Q(unit__kind__in=SERVES_ITS_PARENT, unit__parent_id=unit_id)
        there = Mandate.objects.filter(unit_id=unit_id, valid_from__lte=day)
        theirs = there.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("since")),
            person_id=OuterRef("discipline__subject_person_id"),
            valid_from__lte=OuterRef("end"),
        )
        they_then = Q(Exists(_acts(day).filter(Exists(theirs))))
        if _now(mine, day):
            they_now = Q(subject_person_id__in=in_force(day).filter(unit_id=unit_id).values("person_id"))
            found |= Q(subject_unit_id=unit_id) | (person & ~own & (they_now | they_then))
        acts = _acts(day).filter(end__gte=mine.valid_from)
        if mine.valid_to is not None:
            acts = acts.filter(since__lt=mine.valid_to)
        found |= ~own & Q(Exists(acts)) & ((person & they_then) | (organisation & Q(subject_unit_id=unit_id)))
    return found


def _acts(day: date) -> QuerySet[Any]:
    """Return the acts of the outer case, each with its last day: ``day`` for one that goes on."""
    last = Case(When(ongoing=True, then=Value(day)), default=Coalesce("until", "since"))
    return Act.objects.filter(discipline=OuterRef("pk")).annotate(end=last)
