"""Whose words of a task are open: one about a person tells others that it exists, its clock and its state."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from .models import Task
from .readers import tasks_for

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor

Closed = Callable[["Actor", "datetime"], QuerySet[Any]]
_closed: Final[dict[str, Closed]] = {}


def keep_words(kind: str, cases: Closed) -> None:
    """Let a room name the cases of its ``kind`` of whose tasks an actor reads no words: those about a person
    that the actor may not see. ``cases`` returns rows with ``case_id``."""
    _closed[kind] = cases


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


def words_read(actor: Actor, task_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return those of the tasks whose words the actor reads: one query if no case can keep them."""
    kinds = dict(tasks_for(actor).filter(pk__in=task_ids).values_list("pk", "case__kind"))
    if _closed.keys().isdisjoint(kinds.values()):
        return set(kinds)
    return set(with_words(actor, at=at).filter(pk__in=kinds).values_list("pk", flat=True))


def reads_words(actor: Actor, task: Task, *, at: datetime) -> bool:
    """Say whether the actor reads the reports, reasons and files of a task."""
    return bool(words_read(actor, {task.pk}, at=at))
