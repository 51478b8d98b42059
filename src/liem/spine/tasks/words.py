"""Whose words of a task are open: one about a person tells others that it exists, its clock and its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from .models import Task
from .readers import tasks_for

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.access import Actor

Closed = Callable[["Actor", "datetime"], QuerySet[Any]]
_closed: Final[dict[str, Closed]] = {}


def keep_words(room: str, cases: Closed) -> None:
    """Let a room name the cases of whose tasks an actor reads no words: those about a person that the actor
    may not see. ``cases`` returns rows with ``case_id`` without running a query."""
    _closed[room] = cases


def with_words(actor: Actor, *, at: datetime) -> QuerySet[Task]:
    """Return the tasks whose reports, reasons and files the actor reads: all that the actor sees, but for
    those of such a case. Who has the work to do reads them, whatever it comes from."""
    found = tasks_for(actor)
    if actor.unit_id is None:
        return found
    helped = Task.co_units.through.objects.filter(unit_id=actor.unit_id).values("task_id")
    works = Q(lead_unit_id=actor.unit_id) | Q(pk__in=helped)
    for cases in _closed.values():
        found = found.filter(works | ~Q(case_id__in=cases(actor, at).values("case_id")))
    return found


def reads_words(actor: Actor, task: Task, *, at: datetime) -> bool:
    """Say whether the actor reads the reports, reasons and files of a task."""
    return with_words(actor, at=at).filter(pk=task.pk).exists()
