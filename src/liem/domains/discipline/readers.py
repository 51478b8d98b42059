"""Reads of discipline cases: those an actor handles, and the file as the person concerned sees it.

Absent and forbidden answer alike. From the handling side nobody sees a case about themselves, their kin, or
somebody of their own unit (but for a cell's or a state body's own procedure).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.access import Actor, Duty, NotFound
from liem.spine.ledger.models import Entry
from liem.spine.people.kinship import kin_of
from liem.spine.people.models import Mandate
from liem.spine.people.readers import in_force
from liem.spine.units.models import Unit
from liem.spine.units.reach import served_path, supervised_path

from .flow import DECIDED
from .law import body_of
from .models import Body, DisciplineAppeal, DisciplineCase, DisciplinePaper, State, SubjectKind, Vote
from .parts import CELLS, HANDLERS, LEADERS, is_concerned, led_by
from .same_unit import sharing_a_unit

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
    # ids of units and appeals as subqueries: no join multiplies rows, so nothing has to be made distinct
    below = Unit.objects.filter(path__startswith=served_path(unit)).values("pk")
    reach = Q(unit_id__in=below) | Q(unit_id=unit.pk)
    if actor.has(Duty.DECIDE_DISCIPLINE):
        reach |= Q(Exists(DisciplineAppeal.objects.filter(discipline=OuterRef("pk"), to_unit=unit)))
    own_procedure = Q(unit_id=F("subject_unit_id")) & (
        Q(unit__kind__in=CELLS) | Q(subject=SubjectKind.OFFICIAL)
    )
    barred = Q(pk__in=[])
    if actor.person_id is not None:
        barred |= sharing_a_unit(actor.person_id, day) & ~own_procedure
    close = kin_of(actor.person_id, day=day) | ({actor.person_id} if actor.person_id else set())
    barred |= Q(subject_person_id__in=close, subject_person_id__isnull=False)
    barred |= Q(subject=SubjectKind.ORGANISATION, subject_unit_id__in=led_by(close, day))
    if actor.post in LEADERS:
        barred |= Q(subject=SubjectKind.ORGANISATION, subject_unit_id=unit.pk)
    return DisciplineCase.objects.filter(reach).exclude(barred)


def get_discipline(actor: Actor, discipline_id: UUID, *, at: datetime) -> DisciplineCase:
    """Return a case the actor handles or supervises; raises ``NotFound`` for absent and forbidden alike."""
    case = disciplines_for(actor, at=at).filter(pk=discipline_id).select_related(*_LOADED).first()
    if case is None:
        raise NotFound(_("Không có hồ sơ này."))
    return case


def own_files(actor: Actor) -> QuerySet[DisciplineCase]:
    """Return the cases about the actor, or about the organisation the actor speaks for; a page shows each
    :func:`as_concerned`."""
    mine = Q(pk__in=[])
    if actor.person_id is not None:
        mine |= Q(subject_person_id=actor.person_id) & ~Q(subject=SubjectKind.ORGANISATION)
    if actor.unit_id is not None and actor.post in LEADERS:
        mine |= Q(subject=SubjectKind.ORGANISATION, subject_unit_id=actor.unit_id)
    return DisciplineCase.objects.filter(mine).select_related(*_LOADED).order_by("-proposed_on")


def own_file(actor: Actor, discipline_id: UUID) -> DisciplineCase:
    """Return the file about the actor, :func:`as_concerned`; raises ``NotFound`` for everybody else's."""
    case = own_files(actor).filter(pk=discipline_id).first()
    if case is None or not is_concerned(actor, case):
        raise NotFound(_("Không có hồ sơ này."))
    return as_concerned(case)


def is_handed_over(case: DisciplineCase) -> bool:
    """Say whether the decision was handed over to the person concerned; one of an old table was."""
    return case.notified_on is not None or case.imported


def awaits_decision(case: DisciplineCase) -> bool:
    """Say whether there is a decision that was not handed over: the person is told of it and not what it
    says. Its form and number are first learned from the paper itself."""
    return case.state in DECIDED and not is_handed_over(case)


def as_concerned(case: DisciplineCase) -> DisciplineCase:
    """Return a case as the person concerned reads it, not for saving: what was decided stays out until the
    decision was handed over."""
    if is_handed_over(case):
        return case
    if case.decided_on is not None:
        case.form, case.body, case.decision_number, case.criminal = "", "", "", ""
        case.signed_by, case.sign_authority, case.sign_title = "", "", ""
        case.decided_on = case.effective_on = case.effect_ends_on = None
        case.deciding_unit = None
    return case


def votes_for_subject(case: DisciplineCase) -> list[Vote]:
    """Return the votes the person concerned reads: one that decides only when its decision was handed over,
    or when it ended the case without discipline."""
    votes = list(case.votes.select_related("unit"))
    if is_handed_over(case) or case.state == State.REFUSED:
        return votes
    return [vote for vote in votes if not vote.decides]


def search(found: QuerySet[DisciplineCase], text: str) -> QuerySet[DisciplineCase]:
    """Narrow to cases whose dossier number, person or unit holds all words, with or without marks."""
    for word in fold(text).split():
        found = found.filter(
            Q(subject_person__folded__contains=word)
            | Q(subject_unit__folded__contains=word)
            | Q(case__dossier__icontains=word)
        )
    return found


def search_papers(actor: Actor, text: str, *, at: datetime, limit: int) -> list[DisciplinePaper]:
    """Find papers by words of their titles, with or without marks, in the cases the actor sees from the
    handling side; the person concerned finds the own ones on the page of the file. One query."""
    found = DisciplinePaper.objects.filter(discipline__in=disciplines_for(actor, at=at).values("pk"))
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found.select_related("discipline__case").order_by("-at", "-pk")[:limit])


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

    shown: list[DisciplinePaper]
    withheld: list[Withheld]


def papers_for_subject(case: DisciplineCase) -> Papers:
    """Split the papers of a file: what the person sees, what not and why. Titles of withheld ones stay
    hidden."""
    papers = [one for one in case.papers.all() if one.kind != "decision" or is_handed_over(case)]
    hidden = [
        Withheld(_("Giấy tờ %(n)s") % {"n": n}, paper.withheld)
        for n, paper in enumerate((paper for paper in papers if paper.withheld), start=1)
    ]
    hidden += [Withheld(str(one.get("what", "")), str(one.get("why", ""))) for one in case.withheld]
    return Papers([paper for paper in papers if not paper.withheld], hidden)


def withheld_papers(case: DisciplineCase) -> list[DisciplinePaper]:
    """Return the papers the person concerned does not see."""
    return list(case.papers.exclude(withheld=""))


def paper_of(case: DisciplineCase, paper_id: UUID, *, as_subject: bool) -> DisciplinePaper:
    """Return a paper of a file with its stored original; withheld ones do not exist for the person
    concerned."""
    paper = case.papers.select_related("blob").filter(pk=paper_id).first()
    hidden = paper is not None and (
        bool(paper.withheld) or (paper.kind == "decision" and not is_handed_over(case))
    )
    if paper is None or paper.blob is None or (as_subject and hidden):
        raise NotFound(_("Không có giấy tờ này."))
    return paper


def history(case: DisciplineCase) -> list[Entry]:
    """Return the ledger entries of a case, newest first: kind, moment, number; their values stay sealed."""
    return list(Entry.objects.filter(subject=case.pk).order_by("-seq")[:200])


def candidates(actor: Actor, *, at: datetime) -> list[Mandate]:
    """Return the posts in reach of the actor's body, one for each person and unit, by name: for choosing."""
    found = in_force(local_day(at)).filter(unit__path__startswith=supervised_path(actor))
    barred = kin_of(actor.person_id, day=local_day(at)) | {actor.person_id}
    rows = found.select_related("person", "unit").order_by("person__sort_name", "unit__path")
    seen = {(row.person_id, row.unit_id): row for row in rows if row.person_id not in barred}
    return list(seen.values())


def organisations(actor: Actor, *, at: datetime) -> list[Unit]:
    """Return the party organisations in reach of the actor's body, without the own one."""
    kin = kin_of(actor.person_id, day=local_day(at))
    found = Unit.objects.filter(path__startswith=supervised_path(actor), side="party")
    found = found.exclude(pk__in=led_by(kin, local_day(at)))
    return [
        unit for unit in found.order_by("path") if unit.is_open(local_day(at)) and unit.pk != actor.unit_id
    ]


def superiors(case: DisciplineCase) -> list[Unit]:
    """Return the committees and commissions a case can be referred to: two queries."""
    codes = [code for code in case.unit.path.split("/") if code]
    line = list(Unit.objects.filter(code__in=codes).order_by("-path"))
    beside = Unit.objects.filter(parent__in=line, kind="inspection_commission").order_by("-path")
    return [
        unit
        for unit in (*beside, *line)
        if unit.pk != case.unit_id
        and body_of(unit) in (Body.COMMITTEE, Body.COMMISSION)
        and case.unit.path.startswith(served_path(unit))
    ]


def own_body(actor: Actor) -> Unit:
    """Return the actor's unit, whose law applies; raises ``NotFound`` without one."""
    unit = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    if unit is None:
        raise NotFound(_("Chức danh hiện tại không thuộc đơn vị nào."))
    return unit


def decision_seq(case: DisciplineCase) -> int | None:
    """Return the ledger number of the decision, if there is one."""
    found = Entry.objects.filter(subject=case.pk, kind="discipline.case.decided").order_by("-seq").first()
    return found.seq if found is not None else None


def count_by_state(found: QuerySet[DisciplineCase]) -> dict[str, int]:
    """Count cases by state: one query."""
    rows = found.order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows)
