"""What an actor may do with a task now: the table of steps, the policy and the facts, asked together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import policy
from .flow import DONE_STATES, OPEN_STATES, TASK_FLOW, State
from .models import Extension

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.access import Actor

    from .models import Task

_WORKER = ("acknowledge", "report_progress", "finish")
_GIVER = ("accept", "return_task", "withdraw")
_NEVER_PRESSING = ("return_task", "withdraw")


@dataclass(frozen=True, slots=True)
class Openings:
    """The verbs open to an actor, in the order in which they press; ``extension`` waits for an answer, if one
    does."""

    verbs: tuple[str, ...]
    extension: Extension | None = None
    open_parts: int = 0

    @property
    def first(self) -> str:
        """Return the verb that presses most, or nothing: giving up or sending back is never what presses."""
        return self.verbs[0] if self.verbs and self.verbs[0] not in _NEVER_PRESSING else ""


def openings(actor: Actor, task: Task, *, at: datetime) -> Openings:
    """Return the verbs that would not be refused now, given ``task`` with its units: two queries."""
    possible = TASK_FLOW.verbs(task.state)
    waiting = open_extension(task) if task.state in OPEN_STATES else None
    works, gives = bool(policy.may_work(actor, task)), bool(policy.may_give(actor, task))
    is_open = task.state in OPEN_STATES
    parts = open_parts(task) if is_open and works else 0
    verbs: list[str] = []
    if gives and waiting is not None:
        verbs.append("decide_extension")
    if works:
        verbs += [verb for verb in _WORKER if verb in possible and not (verb == "finish" and parts)]
        if is_open and task.due_at is not None and waiting is None:
            verbs.append("request_extension")
    if is_open and policy.may_cascade(actor, task):
        verbs.append("cascade")
    if gives:
        verbs += [verb for verb in _GIVER if verb in possible and task.state != State.PLANNED]
        if is_open and task.lead_unit_id != actor.unit_id:  # nobody urges the own unit
            verbs.insert(_place_of_urging(verbs, late=task.is_overdue(at)), "urge")
    return Openings(verbs=tuple(verbs), extension=waiting, open_parts=parts)


def _place_of_urging(verbs: list[str], *, late: bool) -> int:
    """Urging comes first for a late task, after the answer that its lead unit may be waiting for."""
    return 0 if late and "decide_extension" not in verbs else len(verbs)


def open_extension(task: Task) -> Extension | None:
    """Return the request for a later deadline that waits for an answer, if one does."""
    return Extension.objects.filter(task=task, decided_at__isnull=True).select_related("asked_by").first()


def open_parts(task: Task) -> int:
    """Count the parts passed on that are not finished yet; periods of recurring work are not such parts."""
    return task.children.filter(period="").exclude(state__in=(*DONE_STATES, State.WITHDRAWN)).count()
