"""What an inspector has to do now: cases by their next step, remedies, re-checks, what was handed over.

Everything in a fixed number of queries, however many cases are open: the procedure, the papers and the limits
are worked out in memory from rows loaded once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.law.errors import NoLawInForce
from liem.law.procedures import OPENED, STOPPED
from liem.spine.access import Actor, Duty
from liem.spine.tasks.flow import State as TaskState

from . import clocks, readers
from .models import Draft, Evidence, Finding, Inspection, Paper, Requirement, TeamMember
from .paper_kinds import PAPER_NAMES
from .parts import DECIDER, HEAD, OFFICE, SUBJECT, TEAM, is_subject
from .policy import named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from liem.law.procedures import Procedure, Step

    from .clocks import Clock

MOST: Final = 500
SELF_REPORT, CONCLUSION = "self_report", "conclusion"
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that waits in a case. ``step`` names it without content; ``whose`` says who does it.

    ``turn`` is "sign" (the actor decides, all papers are there), "mine" or "others". ``due`` with ``binding``
    false is for reference and never late.
    """

    inspection: Inspection
    step: str
    whose: str
    turn: str
    due: date | None
    binding: bool
    page: str = "one"


def turns(actor: Actor, *, at: datetime) -> list[Turn]:
    """Return what waits in the open cases the actor takes part in; fourteen queries at most.

    Parts are read from the team and the body; an interest declared or found in the record takes them away.
    """
    if actor.person_id is None:
        return []
    cases = list(_own(actor, at=at)[:MOST])
    found = [turn for each in cases if not is_subject(actor, each) for turn in _of_case(actor, each)]
    return [*asked_of(actor), *found, *_remedies(actor, at=at), *_rechecks(actor, at=at)]


def asked_of(actor: Actor) -> list[Turn]:
    """Return what a running case asks of the actor as its subject: to confirm papers, to send the report.

    Five queries, however many cases.
    """
    found = readers.answered_by(actor).filter(closed_at__isnull=True, concluded_on__isnull=True)
    found = found.exclude(state=STOPPED)
    if not found.exists():  # as on most days: spares putting the long query together
        return []
    return [turn for each in _loaded(found)[:MOST] for turn in _of_subject(each)]


def _of_subject(inspection: Inspection) -> Iterator[Turn]:
    papers, whose = list(inspection.papers.all()), named((SUBJECT,))
    if any(paper.told_at is not None and paper.received_at is None for paper in papers):
        yield Turn(inspection, _("xác nhận đã nhận giấy tờ"), whose, "mine", None, binding=True)
    try:
        step = clocks.procedure_of(inspection).next_required(inspection.state)
    except NoLawInForce:
        return
    if step is not None and step.key == SELF_REPORT and all(each.kind != SELF_REPORT for each in papers):
        due, binding = _nearest(_clocks(inspection, step))
        yield Turn(inspection, _("gửi báo cáo theo đề cương"), whose, "mine", due, binding)


def _taking_part(actor: Actor, *, at: datetime) -> QuerySet[Inspection]:
    person_id = actor.person_id or _NOBODY
    member = TeamMember.objects.filter(inspection=OuterRef("pk"), person_id=person_id, until__isnull=True)
    seen = readers.contents_for(actor, at=at)
    return seen.filter(Q(unit_id=actor.unit_id) | Exists(member))


def _own(actor: Actor, *, at: datetime) -> QuerySet[Inspection]:
    open_now = _taking_part(actor, at=at).filter(closed_at__isnull=True).exclude(state=STOPPED)
    return readers.in_order(_loaded(open_now))


def _loaded(found: QuerySet[Inspection]) -> QuerySet[Inspection]:
    papers = Prefetch("papers", Paper.objects.only("pk", "inspection_id", "kind", "told_at", "received_at"))
    team = Prefetch("team", TeamMember.objects.filter(until__isnull=True))
    drafted = Exists(Draft.objects.filter(inspection=OuterRef("pk")))
    loaded = found.annotate(drafted=drafted).select_related(
        "case", "unit", "unit__parent", "subject_unit", "subject_person"
    )
    return loaded.prefetch_related("steps", papers, team)


def _parts(actor: Actor, inspection: Inspection) -> set[str]:
    parts = set()
    if actor.unit_id == inspection.unit_id:
        if actor.has(Duty.DECIDE_INSPECTIONS):
            parts.add(DECIDER)
        parts.add(OFFICE)
    for member in inspection.team.all():
        if member.person_id == actor.person_id:
            parts |= {HEAD, TEAM} if member.role == TeamMember.Role.HEAD else {TEAM}
    return parts


def _of_case(actor: Actor, inspection: Inspection) -> Iterator[Turn]:
    try:
        procedure = clocks.procedure_of(inspection)
    except NoLawInForce:
        return
    step = procedure.next_required(inspection.state)
    if step is None or (inspection.concluded_on is not None and step.closes):
        return
    parts = _parts(actor, inspection)
    due, binding = _nearest(_clocks(inspection, step))
    lacks = lacking(inspection, procedure, step)
    if inspection.unit.kind != "party_cell" and not inspection.team.all():
        mine = DECIDER in parts
        yield Turn(inspection, _("cử trưởng đoàn"), named((DECIDER,)), _turn(mine=mine), due, binding)
        return
    if step.concludes and not set(lacks) - {CONCLUSION}:
        yield _concluding(inspection, step, parts, due, binding=binding)
        return
    if lacks and parts & {HEAD, TEAM} and not _by_subject(step):
        title = _("thêm %(papers)s") % {"papers": ", ".join(str(PAPER_NAMES.get(k, k)) for k in lacks)}
        yield Turn(inspection, title, named((HEAD, TEAM)), "mine", due, binding)
        return
    turn = _turn(mine=bool(parts & set(step.who)))
    if turn == "mine" and DECIDER in parts and DECIDER in step.who:
        turn = _decider_turn(inspection, step, parts, lacks=bool(lacks))
    yield Turn(inspection, _title(step), named(step.who), turn, due, binding)


def _title(step: Step) -> str:
    """Return the title of a step in the language of the reader; Vietnamese where nobody translated it."""
    return step.title_en if (get_language() or "").startswith("en") and step.title_en else step.title


def _decider_turn(inspection: Inspection, step: Step, parts: set[str], *, lacks: bool) -> str:
    """Return the turn of who decides: a signature where nobody else may; else the team goes first."""
    if set(step.who) == {DECIDER}:
        return "others" if lacks else "sign"
    if parts & {HEAD, TEAM} or not set(step.who) & {HEAD, TEAM} or not inspection.team.all():
        return "mine"
    return "others"


def _concluding(
    inspection: Inspection, step: Step, parts: set[str], due: date | None, *, binding: bool
) -> Turn:
    """Return the turn before the issue: the team writes; a draft there is waits for the one who signs."""
    drafted = bool(getattr(inspection, "drafted", False))
    if drafted and DECIDER in parts:
        return Turn(inspection, _title(step), named(step.who), "sign", due, binding)
    writes = bool(parts & {HEAD, TEAM}) or (DECIDER in parts and not inspection.team.all())
    if writes or not drafted:
        words, whose = _("soạn, hoàn thiện dự thảo kết luận"), named((HEAD, TEAM))
        return Turn(inspection, words, whose, _turn(mine=writes), due, binding, page=CONCLUSION)
    return Turn(inspection, _title(step), named(step.who), "others", due, binding)


def _turn(*, mine: bool) -> str:
    return "mine" if mine else "others"


def _by_subject(step: Step) -> bool:
    return set(step.who) == {"subject"}


def lacking(inspection: Inspection, procedure: Procedure, step: Step) -> list[str]:
    """Return the kinds of paper a step still needs, from rows already loaded: as ``steps.missing_papers``."""
    kinds = [paper.kind for paper in inspection.papers.all()]
    taken = {each.key for each in inspection.steps.all()} - {step.key}
    before = [each for each in procedure.steps if each.key in taken]
    return [kind for kind in step.papers if kinds.count(kind) <= sum(kind in each.papers for each in before)]


def _clocks(inspection: Inspection, step: Step) -> list[Clock]:
    days = {OPENED: inspection.proposed_on, **{each.key: each.on for each in inspection.steps.all()}}
    found = [clocks.of_step(inspection, step, days)]
    last = inspection.last_moment
    if last is not None and inspection.concluded_on is None:
        found.append(clocks.Clock(last, local_day(last), inspection.due_basis, inspection.due_binding))
    return [each for each in found if each is not None]


def _nearest(found: list[Clock]) -> tuple[date | None, bool]:
    """Return the nearest checked limit, else the nearest one for reference."""
    chosen = min(found, key=lambda one: (not one.binding, one.at), default=None)
    return (chosen.on, chosen.binding) if chosen else (None, False)


def _remedies(actor: Actor, *, at: datetime) -> Iterator[Turn]:
    owed = Requirement.objects.filter(
        confirmed_at__isnull=True,
        inspection__in=_taking_part(actor, at=at).filter(imported=False).values("pk"),
    ).select_related("task", "owner_unit", "inspection__case", "inspection__unit")
    confirm = _("xác nhận khắc phục yêu cầu %(number)s")
    wait = _("khắc phục yêu cầu %(number)s")
    for each in owed.order_by("due_on")[:MOST]:
        reported = each.task is not None and each.task.state == TaskState.FINISHED
        words = (confirm if reported else wait) % {"number": each.number}
        whose = named((HEAD, TEAM)) if reported else each.owner_unit.name
        own = each.owner_unit_id == actor.unit_id
        turn = _turn(mine=reported and not own)
        yield Turn(each.inspection, words, whose, turn, each.due_on, binding=True, page="remedies")


def _rechecks(actor: Actor, *, at: datetime) -> Iterator[Turn]:
    waiting = _taking_part(actor, at=at).filter(
        recheck_on__isnull=False, rechecked_at__isnull=True, closed_at__isnull=True
    )
    for each in waiting.select_related("case", "unit")[:MOST]:
        yield Turn(
            each, _("phúc tra"), named((HEAD, TEAM)), "mine", each.recheck_on, binding=True, page="remedies"
        )


# -- where faults repeat


def repeated_findings(actor: Actor, *, since: date, at: datetime) -> list[tuple[str, str, int]]:
    """Return (unit, content, cases) for shortcomings found in two cases or more of a unit: one query more."""
    rows = (
        Finding.objects.filter(
            inspection__in=readers.inspecting_for(actor, at=at).filter(concluded_on__gte=since).values("pk"),
            grade__in=(Finding.Grade.SHORTCOMING, Finding.Grade.VIOLATION),
            inspection__subject_unit__isnull=False,
        )
        .values_list("inspection__subject_unit__name", "content")
        .annotate(cases=Count("inspection", distinct=True))
        .filter(cases__gte=2)
        .order_by("-cases", "inspection__subject_unit__name")
    )
    return [(unit, content, cases) for unit, content, cases in rows[:50] if unit]


# -- search


def search_within(
    actor: Actor, text: str, *, at: datetime, limit: int
) -> dict[str, list[Paper] | list[Evidence] | list[Finding]]:
    """Find papers, evidence and findings by words with or without marks: {"papers", "evidence", "findings"}.

    Only in cases seen from the inspecting side, where every one of them is open to the actor; the subject
    finds the own papers on the page of the case. One query a kind.
    """
    seen = readers.contents_for(actor, at=at).values("pk")
    found: dict[str, Any] = {}
    for name, rows in (
        ("papers", Paper.objects.all()),
        ("evidence", Evidence.objects.all()),
        ("findings", Finding.objects.all()),
    ):
        narrowed: QuerySet[Any] = rows.filter(inspection__in=seen)
        for word in fold(text).split():
            narrowed = narrowed.filter(folded__contains=word)
        found[name] = list(
            narrowed.select_related("inspection__case").order_by("-inspection__opened_at", "-pk")[:limit]
        )
    return found
