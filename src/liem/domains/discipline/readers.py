"""Reads of discipline cases: those an actor handles, and the file as the person concerned sees it.

Absent and forbidden answer alike. From the handling side nobody sees a case about themselves, their kin, or
somebody of their own unit (but for a cell's or a state body's own procedure).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.access import Actor, Duty, NotFound
from liem.spine.units.models import Unit
from liem.spine.units.reach import served_path

from .models import DisciplineCase, Paper, Subject
from .parts import CELLS, HANDLERS, LEADERS, is_concerned, kin_of, units_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

_LOADED = ("case", "unit", "subject_unit", "subject_person", "deciding_unit", "source_case")


def disciplines_for(actor: Actor, *, at: datetime) -> QuerySet[DisciplineCase]:
    """Return the cases an actor sees from the handling side: in reach of the own body and not barred."""
    if actor.schedule:
        return DisciplineCase.objects.all()
    if actor.unit_id is None or not any(actor.has(duty) for duty in HANDLERS):
        return DisciplineCase.objects.none()
    day = local_day(at)
    unit = Unit.objects.get(pk=actor.unit_id)
    reach = Q(unit__path__startswith=served_path(unit)) | Q(unit=unit)
    if actor.has(Duty.DECIDE_DISCIPLINE):
        reach |= Q(appeals__to_unit=unit)
    own_procedure = Q(unit=F("subject_unit")) & (Q(unit__kind__in=CELLS) | Q(subject=Subject.OFFICIAL))
    same_unit = Q(subject_unit_id__in=units_of(actor.person_id, day)) & ~own_procedure
    barred = Q(subject_person_id=actor.person_id) | same_unit
    kin = kin_of(actor.person_id, day)
    if kin:
        barred |= Q(subject_person_id__in=kin)
    if actor.post in LEADERS:
        barred |= Q(subject=Subject.ORGANISATION, subject_unit=unit)
    seen = DisciplineCase.objects.filter(reach).exclude(
        pk__in=DisciplineCase.objects.filter(barred).values("pk")
    )
    return seen.distinct()


def get_discipline(actor: Actor, discipline_id: UUID, *, at: datetime) -> DisciplineCase:
    """Return a case the actor handles or supervises; raises ``NotFound`` for absent and forbidden alike."""
    case = disciplines_for(actor, at=at).filter(pk=discipline_id).select_related(*_LOADED).first()
    if case is None:
        raise NotFound(_("Không có hồ sơ này."))
    return case


def own_files(actor: Actor) -> QuerySet[DisciplineCase]:
    """Return the cases about the actor, or about the organisation the actor speaks for."""
    mine = Q(pk__in=[])
    if actor.person_id is not None:
        mine |= Q(subject_person_id=actor.person_id) & ~Q(subject=Subject.ORGANISATION)
    if actor.unit_id is not None and actor.post in LEADERS:
        mine |= Q(subject=Subject.ORGANISATION, subject_unit_id=actor.unit_id)
    return DisciplineCase.objects.filter(mine).select_related(*_LOADED).order_by("-proposed_on")


def own_file(actor: Actor, discipline_id: UUID) -> DisciplineCase:
    """Return the file about the actor; raises ``NotFound`` for everybody else's."""
    case = own_files(actor).filter(pk=discipline_id).first()
    if case is None or not is_concerned(actor, case):
        raise NotFound(_("Không có hồ sơ này."))
    return case


def search(found: QuerySet[DisciplineCase], text: str) -> QuerySet[DisciplineCase]:
    """Narrow to cases whose dossier number, person or unit holds all words, with or without marks."""
    for word in fold(text).split():
        found = found.filter(
            Q(subject_person__folded__contains=word)
            | Q(subject_unit__folded__contains=word)
            | Q(case__dossier__icontains=word)
        )
    return found


def listed(found: QuerySet[DisciplineCase]) -> QuerySet[DisciplineCase]:
    """Load what a list shows."""
    return found.select_related(*_LOADED).order_by("-proposed_on", "-pk")


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the person concerned does not see, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a file as the person concerned sees them, and what is withheld with its reason."""

    shown: list[Paper]
    withheld: list[Withheld]


def papers_for_subject(case: DisciplineCase) -> Papers:
    """Split the papers of a file: what the person sees, what not and why. Titles of withheld ones stay
    hidden."""
    papers = list(case.papers.all())
    hidden = [
        Withheld(_("Giấy tờ %(n)s") % {"n": n}, paper.withheld)
        for n, paper in enumerate((paper for paper in papers if paper.withheld), start=1)
    ]
    hidden += [Withheld(str(one.get("what", "")), str(one.get("why", ""))) for one in case.withheld]
    return Papers([paper for paper in papers if not paper.withheld], hidden)


def paper_of(case: DisciplineCase, paper_id: UUID, *, as_subject: bool) -> Paper:
    """Return a paper of a file with its stored original; withheld ones do not exist for the person
    concerned."""
    paper = case.papers.select_related("blob").filter(pk=paper_id).first()
    if paper is None or paper.blob is None or (as_subject and paper.withheld):
        raise NotFound(_("Không có giấy tờ này."))
    return paper
