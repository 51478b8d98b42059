"""What the record bars a person from, as one condition on cases: for lists, searches, calendars, figures.

The grounds are those of :func:`parts.conflicts_of`, read for many cases at once; a test holds them together.
Quy định 131-QĐ/TW năm 2023, Điều 4; on the state side Law 36/2018/QH14, article 23.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from liem.spine.people.models import Mandate
from liem.spine.people.readers import in_force
from liem.spine.units.reach import SERVES_ITS_PARENT

from .models import Conflict, Subject, TeamMember
from .parts import LEADING, LONGEST_LOOKBACK, REVIEWING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


def barred(person_id: UUID, *, day: date, overseeing: bool) -> Q:
    """Return the condition on cases a person must not handle, but for those about the person or kin
    (``readers`` hides these altogether): one query, whatever the number of cases.

    With ``overseeing`` the post over the subject that is over the conducting body too is left out: it is the
    line in which that body is overseen. Such a leader sees that there is a case, and takes no part in it.
    """
    # subqueries of their own, asked once, instead of one looked up for every case of a province
    found = Q(pk__in=Conflict.objects.filter(person_id=person_id).values("inspection_id"))
    found |= _reviewed(person_id)
    for mandate in Mandate.objects.filter(person_id=person_id, valid_from__lte=day).select_related("unit"):
        if mandate.valid_to is not None and mandate.valid_to <= day:
            found |= _worked_there(mandate, day=day)
        elif mandate.unit.is_open(day):
            found |= _holds(mandate, day=day, overseeing=overseeing)
    return found


def _holds(mandate: Mandate, *, day: date, overseeing: bool) -> Q:
    """Find a shared unit, or a leading post over the subject, outside the inspecting body itself."""
    theirs = in_force(day).values("person_id")
    own = Q(unit_id=mandate.unit_id) | Q(
        unit__kind__in=SERVES_ITS_PARENT, unit__parent_id=mandate.unit_id, unit__parent_id__isnull=False
    )
    shared = Q(subject_unit_id=mandate.unit_id) | Q(
        subject_person_id__in=theirs.filter(unit_id=mandate.unit_id)
    )
    if mandate.post not in LEADING:
        return shared & ~own
    path = mandate.unit.path
    over = Q(subject_unit__path__startswith=path) | Q(
        subject_person_id__in=theirs.filter(unit__path__startswith=path)
    )
    if overseeing:
        over &= ~Q(unit__path__startswith=path)
    return (shared | over) & ~own


def _worked_there(mandate: Mandate, *, day: date) -> Q:
    """Find work in the organisation inspected that ended within the period examined."""
    within = Q(lookback_from__lt=mandate.valid_to)
    if mandate.valid_to is not None and mandate.valid_to > day - LONGEST_LOOKBACK:
        within |= Q(lookback_from__isnull=True)
    return Q(within, subject=Subject.ORGANISATION, subject_unit_id=mandate.unit_id) & ~Q(
        unit_id=mandate.unit_id
    )


def _reviewed(person_id: UUID) -> Q:
    """Find a complaint about what the person took part in."""
    before = TeamMember.objects.filter(person_id=person_id).exclude(inspection=OuterRef("pk"))
    by_case = Exists(before.filter(inspection__case_id=OuterRef("origin_case_id")))
    by_person = Exists(before.filter(inspection__subject_person_id=OuterRef("subject_person_id")))
    by_unit = Exists(before.filter(inspection__subject_unit_id=OuterRef("subject_unit_id")))
    return Q(procedure__in=REVIEWING) & (
        Q(by_case, origin_case_id__isnull=False)
        | Q(by_person, origin_case_id__isnull=True, subject_person_id__isnull=False)
        | Q(by_unit, origin_case_id__isnull=True, subject_person_id__isnull=True)
    )
