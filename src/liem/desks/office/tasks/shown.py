"""A task as a row of a list: words and addresses, nothing left to ask of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import capfirst

from liem.kernel.clock import local_day
from liem.spine.tasks.flow import DONE_STATES, OPEN_STATES, Outcome, State
from liem.spine.tasks.lists import shown, soon_until
from liem.spine.tasks.models import DeadlineKind, Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

DOCUMENT = "case__directive"
HEAVY = (f"{DOCUMENT}__reading", f"{DOCUMENT}__base_documents", f"{DOCUMENT}__folded")
_LEVELS = {
    State.ASSIGNED: "warn",
    State.ACKNOWLEDGED: "info",
    State.IN_PROGRESS: "info",
    State.FINISHED: "warn",
    State.ACCEPTED: "ok",
}
_OUTCOME_LEVELS = {Outcome.ON_TIME: "ok", Outcome.LATE: "warn", Outcome.NO_DEADLINE: "neutral"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: ``css`` is the bar at its left, ``past_hour`` a deadline of today whose hour has passed."""

    id: UUID
    url: str
    number: str
    heading: str
    document: str
    lead: str
    giver: str
    due_at: datetime | None
    done_at: datetime | None
    state: str
    level: str
    outcome: str
    outcome_level: str
    percent: int
    css: str
    overdue: bool
    past_hour: bool
    running: bool


def document_of(task: Task) -> str:
    """Return number and symbol of the directive a task comes from, or the number of its dossier."""
    directive = getattr(task.case, "directive", None)
    return str(directive) if directive is not None else task.case.dossier


def line(task: Task, *, at: datetime, soon: datetime) -> Line:
    """Return a task as a row; ``soon`` is the end of the days that count as near."""
    overdue = task.is_overdue(at)
    near = task.state in OPEN_STATES and task.due_at is not None and task.due_at <= soon
    done = task.state in DONE_STATES
    return Line(
        id=task.pk,
        url=reverse("office:tasks_one", args=[task.pk]),
        number=task.number,
        heading=capfirst(task.heading),
        document=document_of(task),
        lead=task.lead_unit.name if task.lead_unit else "",
        giver=task.giver_unit.name,
        due_at=task.due_at,
        done_at=task.finished_at,
        state=str(State(task.state).label),
        level=_LEVELS.get(State(task.state), "neutral"),
        outcome=str(Outcome(task.outcome).label) if done else "",
        outcome_level=_OUTCOME_LEVELS.get(Outcome(task.outcome), "neutral"),
        percent=100 if done else task.percent,
        css="is-late" if overdue else "is-soon" if near else "",
        overdue=overdue,
        past_hour=overdue and task.due_at is not None and local_day(task.due_at) == local_day(at),
        running=task.deadline_kind in (DeadlineKind.ONGOING, DeadlineKind.RECURRING),
    )


def lines(ids: Iterable[UUID], *, at: datetime) -> list[Line]:
    """Return the rows of tasks by id, in the given order: one query."""
    soon = soon_until(at)
    return [line(task, at=at, soon=soon) for task in shown(ids, DOCUMENT, without=HEAVY)]
