"""Lists of tasks and the figures that open to them: one sieve makes both, so they cannot differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models import TextChoices as Choices
from django.utils.translation import gettext_lazy as _

from liem.kernel.clock import end_of_day, local_day
from liem.kernel.workdays import add_working_days
from liem.law.calendar import default_calendar
from liem.spine.access import Duty
from liem.spine.ledger.remembered import remembered

from . import readers
from .flow import DONE_STATES, OPEN_STATES, Outcome, State
from .models import DeadlineKind, Extension, Press, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor

SOON_WORKING_DAYS = 3
RUNNING_KINDS = (DeadlineKind.ONGOING, DeadlineKind.RECURRING)


class Standing(Choices):
    """How a given task stands; each that counts has exactly one. Without a deadline it is never late."""

    ON_TIME = "on_time", _("xong đúng hạn")
    LATE = "late", _("xong, chậm")
    NO_DEADLINE = "no_deadline", _("xong, không giao hạn")
    OVERDUE = "overdue", _("quá hạn")
    UNDER_WAY = "under_way", _("đang làm")


class Term(Choices):
    """What the deadline of a task is, seen from a moment."""

    OVERDUE = "overdue", _("quá hạn")
    TODAY = "today", _("hạn hôm nay")
    SOON = "soon", _("trong 3 ngày làm việc tới")
    WEEK = "week", _("trong tuần này")
    NONE = "none", _("không giao hạn")
    RUNNING = "running", _("thường xuyên, định kỳ")


class Role(Choices):
    """What the actor's unit has to do with a task."""

    OURS = "ours", _("đơn vị tôi chủ trì hoặc giao")
    LEAD = "lead", _("đơn vị tôi chủ trì")
    GIVER = "giver", _("đơn vị tôi giao")
    HELPER = "helper", _("đơn vị tôi phối hợp")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list is narrowed to; an empty field narrows nothing.

    ``leaves`` leaves out tasks that stand for parts passed on, so that no work is counted twice.
    """

    words: str = ""
    states: tuple[str, ...] = ()
    standing: str = ""
    term: str = ""
    role: str = ""
    lead_unit: UUID | None = None
    leaves: bool = False


def soon_until(at: datetime) -> datetime:
    """Return the end of the third working day after ``at``, by the calendar in force."""
    return end_of_day(add_working_days(local_day(at), SOON_WORKING_DAYS, default_calendar()))


def week_until(at: datetime) -> datetime:
    """Return the end of the Sunday of the week of ``at``."""
    day = local_day(at)
    return end_of_day(day + timedelta(days=6 - day.weekday()))


def standing_q(standing: str, *, at: datetime) -> Q:
    """Return the condition of one standing at a moment."""
    if standing == Standing.OVERDUE:
        return Q(state__in=OPEN_STATES, due_at__lt=at)
    if standing == Standing.UNDER_WAY:
        return Q(state__in=OPEN_STATES) & (Q(due_at__isnull=True) | Q(due_at__gte=at))
    return Q(state__in=DONE_STATES, outcome=Outcome(standing))


def standing_of(task: Task, *, at: datetime) -> Standing | None:
    """Return how a task stands; ``None`` for one not yet given or withdrawn, which counts nowhere."""
    if task.state in DONE_STATES:
        return Standing(task.outcome)
    if task.state in OPEN_STATES:
        return Standing.OVERDUE if task.is_overdue(at) else Standing.UNDER_WAY
    return None


def tally(*, at: datetime) -> dict[str, Count]:
    """Return the aggregates of a row of figures: ``total`` and one for each standing, which add up to it."""
    counted = {str(each): Count("pk", filter=standing_q(each, at=at)) for each in Standing}
    return {"total": Count("pk", filter=Q(state__in=(*OPEN_STATES, *DONE_STATES))), **counted}


def term_q(term: str, *, at: datetime) -> Q:
    """Return the condition of one kind of deadline at a moment; near and late ones are open tasks only."""
    if term == Term.OVERDUE:
        return standing_q(Standing.OVERDUE, at=at)
    if term in (Term.TODAY, Term.SOON, Term.WEEK):
        last = _last_moment(term, at)
        return Q(state__in=OPEN_STATES, due_at__gte=at, due_at__lte=last)
    if term == Term.RUNNING:
        return Q(deadline_kind__in=RUNNING_KINDS)
    return Q(due_at__isnull=True) & ~Q(deadline_kind__in=RUNNING_KINDS)


def _last_moment(term: str, at: datetime) -> datetime:
    if term == Term.TODAY:
        return end_of_day(local_day(at))
    return soon_until(at) if term == Term.SOON else week_until(at)


def role_q(role: str, unit_id: UUID | None) -> Q:
    """Return the condition of what a unit has to do with a task."""
    if unit_id is None:
        return Q(pk__in=[])
    lead, giver = Q(lead_unit_id=unit_id), Q(giver_unit_id=unit_id)
    if role == Role.LEAD:
        return lead
    if role == Role.GIVER:
        return giver
    if role == Role.HELPER:
        helped = Task.co_units.through.objects.filter(unit_id=unit_id)
        return Q(pk__in=helped.values("task_id"))
    return ~Q(~lead & ~giver)  # as in ``readers.tasks_for``: read in order, not collected by two indexes


def _wholes(visible: QuerySet[Task]) -> QuerySet[Task, UUID]:
    """Return the ids of the tasks whose parts are in a list."""
    parts = visible.filter(parent__isnull=False).exclude(state=State.WITHDRAWN)
    return parts.order_by().values_list("parent_id", flat=True)


def without_containers(visible: QuerySet[Task]) -> QuerySet[Task]:
    """Leave out the tasks whose parts are in the same list: a part and its whole are one piece of work."""
    return visible.exclude(pk__in=_wholes(visible))


def narrowed(actor: Actor, sieve: Sieve, *, at: datetime) -> QuerySet[Task]:
    """Return the tasks the actor sees that pass the sieve."""
    found = readers.tasks_for(actor)
    if sieve.leaves:
        found = without_containers(found)
    if sieve.states:
        found = found.filter(state__in=sieve.states)
    if sieve.standing:
        found = found.filter(standing_q(sieve.standing, at=at))
    if sieve.term:
        found = found.filter(term_q(sieve.term, at=at))
    if sieve.role:
        found = found.filter(role_q(sieve.role, actor.unit_id))
    if sieve.lead_unit:
        found = found.filter(lead_unit_id=sieve.lead_unit)
    return readers.search(found, sieve.words)


def urgent_first(found: QuerySet[Task]) -> QuerySet[Task]:
    """Order by what presses: open ones by their last moment, then those without, then the finished."""
    return found.order_by("press", "due_at", "-pk")


_HEAVY = ("text", "folded", "places", "due_rule", "cited", "co_assignees")


def shown(ids: Iterable[UUID], *joined: str, without: tuple[str, ...] = ()) -> list[Task]:
    """Return tasks by id in the given order with their units joined, without their long words: one query.

    ``joined`` are further relations a page shows, ``without`` columns of theirs it does not need.
    """
    wanted = list(ids)
    rows = (
        Task.objects.select_related("lead_unit", "giver_unit", *joined)
        .defer(*_HEAVY, *without)
        .in_bulk(wanted)
    )
    return [rows[each] for each in wanted if each in rows]


def streamed(found: QuerySet[Task], *joined: str, without: tuple[str, ...] = ()) -> Iterator[Task]:
    """Give all tasks of a list one after another, as :func:`shown` joins them, never all held in memory."""
    return (
        found.select_related("lead_unit", "giver_unit", *joined)
        .defer(*_HEAVY, *without)
        .iterator(chunk_size=1000)
    )


def figures(found: QuerySet[Task], *, at: datetime) -> dict[str, Any]:
    """Return the total and the standings of a list: one query."""
    return found.order_by().aggregate(**tally(at=at))


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a unit's day; each is the length of the list that its sieve in ``DAY`` gives."""

    overdue: int
    soon: int
    unacknowledged: int
    to_accept: int
    to_answer: int


DAY: Mapping[str, Sieve] = {
    "overdue": Sieve(term=Term.OVERDUE, role=Role.OURS),
    "soon": Sieve(term=Term.SOON, role=Role.OURS),
    "unacknowledged": Sieve(states=(State.ASSIGNED,), role=Role.OURS, leaves=True),
    "to_accept": Sieve(states=(State.FINISHED,), role=Role.GIVER),
}


def counts(actor: Actor, *, at: datetime) -> Counts:
    """Count what the actor's unit leads or gives, and what waits for its answer: at most three queries."""
    return remembered(lambda: _counts(actor, at=at), "tasks.counts", actor=actor, at=at)


def _counts(actor: Actor, *, at: datetime) -> Counts:
    visible = readers.tasks_for(actor)
    # not narrowed by state: one look through an index that has it all beats looking up half of the rows
    counted = (
        visible.filter(role_q(Role.OURS, actor.unit_id))
        .order_by()
        .aggregate(
            overdue=Count("pk", filter=term_q(Term.OVERDUE, at=at)),
            soon=Count("pk", filter=term_q(Term.SOON, at=at)),
            unacknowledged=Count("pk", filter=Q(state=State.ASSIGNED) & ~Q(pk__in=_wholes(visible))),
            to_accept=Count("pk", filter=Q(state=State.FINISHED, giver_unit_id=actor.unit_id)),
        )
    )
    return Counts(to_answer=len(requests_to_answer(actor, at=at)), **counted)


def requests_to_answer(actor: Actor, *, at: datetime, limit: int = 50) -> list[Extension]:
    """Return the requests for a later deadline that wait for the actor's unit as giver, oldest first."""
    if actor.unit_id is None or not actor.has(Duty.ASSIGN_TASKS):
        return []
    ids = remembered(lambda: _requests(actor, limit=limit), "tasks.requests", limit, actor=actor, at=at)
    if not ids:
        return []
    shown = Extension.objects.filter(pk__in=ids).select_related("task", "task__lead_unit", "asked_by")
    return list(shown.order_by("asked_at"))


def _requests(actor: Actor, *, limit: int) -> tuple[UUID, ...]:
    # Few requests wait among many tasks; "not other than" keeps SQLite from beginning with the tasks.
    others = ~Q(task__giver_unit_id=actor.unit_id) | ~Q(task__state__in=OPEN_STATES)
    waiting = Extension.objects.filter(decided_at__isnull=True).exclude(others).order_by("asked_at")
    return tuple(waiting.values_list("pk", flat=True)[:limit])


def pressing(actor: Actor, *, at: datetime, limit: int = 20) -> list[UUID]:
    """Return the ids of the tasks on which the actor's unit has a step to take now, the latest first.

    Own ones that are late, near or not acknowledged; given ones that are late or wait to be accepted. At
    most three queries, each of which reads an index in the order of deadlines and stops at ``limit``.
    """
    return list(
        remembered(lambda: _pressing(actor, at=at, limit=limit), "tasks.pressing", limit, actor=actor, at=at)
    )


def _pressing(actor: Actor, *, at: datetime, limit: int) -> tuple[UUID, ...]:
    works, assigns = actor.has(Duty.WORK_TASKS), actor.has(Duty.ASSIGN_TASKS)
    ours, given = Q(lead_unit_id=actor.unit_id), Q(giver_unit_id=actor.unit_id)
    given_by_others = Q(state=State.ASSIGNED) & ~Q(giver_unit_id=F("lead_unit_id"))
    near = Q(due_at__lte=soon_until(at)) | given_by_others
    never = Q(pk__in=[])
    dated = (ours & near if works else never) | (given & Q(due_at__lt=at) if assigns else never)
    visible = readers.tasks_for(actor)
    parts = []
    if works or assigns:
        parts.append(visible.filter(dated, press=Press.OPEN_DATED))
    if works:
        parts.append(visible.filter(ours, given_by_others, press=Press.OPEN_UNDATED))
    if assigns:
        # "not other than", or SQLite would collect all that is finished and sort it
        others = ~given | ~Q(state=State.FINISHED)
        parts.append(visible.filter(press__gte=Press.REST_DATED).exclude(others))
    found = [
        pair
        for part in parts
        for pair in part.order_by("press", "due_at", "pk").values_list("due_at", "pk")[:limit]
    ]
    found.sort(key=lambda pair: (pair[0] is None, pair[0] or at, pair[1]))
    return tuple(pk for _due, pk in found[:limit])


def ours_among(actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Return which of the tasks the actor's unit leads or gives: one query."""
    found = readers.tasks_for(actor).filter(role_q(Role.OURS, actor.unit_id), pk__in=list(ids))
    return set(found.values_list("pk", flat=True))
