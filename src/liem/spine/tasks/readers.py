"""Reads of tasks for an actor; absent and forbidden answer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.text import fold
from liem.spine.access import Actor, Duty, NotFound
from liem.spine.units.models import Unit

from .flow import OPEN_STATES, State
from .models import Task

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


TASK_DUTIES = (Duty.ASSIGN_TASKS, Duty.WORK_TASKS, Duty.READ_REPORTS)


def tasks_for(actor: Actor) -> QuerySet[Task]:
    """Return the tasks an actor sees, each once; none without a duty that has to do with tasks."""
    if actor.unit_id is None or not any(actor.has(duty) for duty in TASK_DUTIES):
        return Task.objects.none()
    own = Q(giver_unit_id=actor.unit_id) | Q(lead_unit_id=actor.unit_id)
    if actor.has(Duty.READ_REPORTS):
        below = Unit.objects.filter(path__startswith=actor.unit_path).values("pk")
        own = Q(lead_unit__in=below) | Q(giver_unit__in=below)
    helped = Task.co_units.through.objects.filter(unit_id=actor.unit_id).values("task_id")
    return Task.objects.filter(own | Q(pk__in=helped))


def get_task(actor: Actor, task_id: UUID) -> Task:
    """Return a task the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    task = (
        tasks_for(actor)
        .filter(pk=task_id)
        .select_related("case", "giver_unit", "lead_unit", "parent", "parent__lead_unit", "person")
        .first()
    )
    if task is None:
        raise NotFound(_("Không có nhiệm vụ này."))
    return task


def left_behind(unit_id: UUID) -> QuerySet[Task]:
    """Return the tasks, not yet accepted or withdrawn, that a unit gives or leads: what is handed over when
    it ceases."""
    return Task.objects.filter(Q(giver_unit_id=unit_id) | Q(lead_unit_id=unit_id)).exclude(
        state__in=(State.ACCEPTED, State.WITHDRAWN)
    )


def search(queryset: QuerySet[Task], text: str) -> QuerySet[Task]:
    """Narrow to tasks that hold all words, typed with or without marks."""
    for word in fold(text).split():
        queryset = queryset.filter(folded__contains=word)
    return queryset


def overdue(queryset: QuerySet[Task], *, at: datetime) -> QuerySet[Task]:
    """Narrow to open tasks past their last moment."""
    return queryset.filter(state__in=OPEN_STATES, due_at__lt=at)


def of_case(actor: Actor, case_id: UUID) -> list[Task]:
    """Return all tasks of a dossier that the actor sees, for a tree: one query with units joined."""
    return list(
        tasks_for(actor)
        .filter(case_id=case_id)
        .select_related("lead_unit", "giver_unit", "person")
        .order_by("created_at", "number")
    )
