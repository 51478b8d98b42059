"""Reads of tasks for an actor; absent and forbidden answer alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.text import fold
from liem.spine.access import Actor, Duty, NotFound
from liem.spine.units.models import Unit
from liem.spine.units.readers import open_on

from .flow import OPEN_STATES, State
from .models import Extension, Progress, Task, Urging

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


TASK_DUTIES = (Duty.ASSIGN_TASKS, Duty.WORK_TASKS, Duty.READ_REPORTS)


def sees_tasks(actor: Actor) -> bool:
    """Say whether the actor has a duty that has to do with tasks."""
    return actor.unit_id is not None and any(actor.has(duty) for duty in TASK_DUTIES)


def tasks_for(actor: Actor) -> QuerySet[Task]:
    """Return the tasks an actor sees, each once; none without a duty that has to do with tasks."""
    if actor.unit_id is None or not sees_tasks(actor):
        return Task.objects.none()
    helped = Task.co_units.through.objects.filter(unit_id=actor.unit_id).values("task_id")
    seen = Q(giver_unit_id=actor.unit_id) | Q(lead_unit_id=actor.unit_id) | Q(pk__in=helped)
    if actor.has(Duty.READ_REPORTS):
        below = Unit.objects.filter(path__startswith=actor.unit_path).values("pk")
        # "none of the three does not hold" instead of "one of them holds": for whoever sees much SQLite would
        # otherwise collect and sort everything by three indexes instead of reading one in order
        seen = ~Q(~Q(lead_unit__in=below) & ~Q(giver_unit__in=below) & ~Q(pk__in=helped))
    found = Task.objects.filter(seen)
    for cases in _kept_back.values():  # who has the work to do sees it, whatever it comes from
        found = found.filter(
            Q(lead_unit_id=actor.unit_id) | Q(pk__in=helped) | ~Q(case_id__in=cases(actor).values("case_id"))
        )
    return found


_kept_back: Final[dict[str, Callable[[Actor], QuerySet[Any]]]] = {}


def keep_back(room: str, cases: Callable[[Actor], QuerySet[Any]]) -> None:
    """Let a room name the cases whose tasks an actor must not see from the giving side, as about kin.

    ``cases`` returns rows with ``case_id`` without running a query: it stands within that of every list.
    """
    _kept_back[room] = cases


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
        .order_by("created_at", "pk")
    )


def parts_of(actor: Actor, task: Task) -> list[Task]:
    """Return the parts passed on from a task that the actor sees: one query with units joined."""
    found = tasks_for(actor).filter(parent=task).select_related("lead_unit", "giver_unit")
    return list(found.order_by("lead_unit__path", "created_at", "pk"))


def reports_of(task: Task) -> list[Progress]:
    """Return what was reported on a task, newest first, with who and the file: one query."""
    told = Progress.objects.filter(task=task).select_related("by", "by_unit", "blob")
    return list(told.order_by("-at", "-pk"))


def get_report(actor: Actor, task_id: UUID, report_id: UUID) -> Progress:
    """Return a report with a file of a task the actor sees; raises ``NotFound`` for all others alike."""
    task = get_task(actor, task_id)
    report = (
        Progress.objects.filter(pk=report_id, task=task, blob__isnull=False).select_related("blob").first()
    )
    if report is None:
        raise NotFound(_("Không có tệp này."))
    return report


def extensions_of(task: Task) -> list[Extension]:
    """Return the requests for a later deadline, newest first, with who asked and who answered: one query."""
    asked = Extension.objects.filter(task=task).select_related("asked_by", "decided_by")
    return list(asked.order_by("-asked_at"))


def urgings_of(task: Task) -> list[Urging]:
    """Return the urgings of a task, newest first, with the unit each went to: one query."""
    return list(Urging.objects.filter(task=task).select_related("by", "to_unit").order_by("-at"))


def waiting_extension(actor: Actor, task_id: UUID) -> Extension:
    """Return the request that waits for an answer on a task the actor sees; raises ``NotFound``."""
    task = get_task(actor, task_id)
    found = Extension.objects.filter(task=task, decided_at__isnull=True).select_related("asked_by").first()
    if found is None:
        raise NotFound(_("Không có đề nghị gia hạn nào đang chờ trả lời."))
    return found


def lower_units(task: Task, *, day: date, most: int = 600) -> list[Unit]:
    """Return the open units below the lead unit, to whom parts may go: nearest first, at most ``most``."""
    if task.lead_unit is None:
        return []
    below = open_on(day).filter(path__startswith=task.lead_unit.path).exclude(pk=task.lead_unit.pk)
    found = list(below.only("pk", "code", "name", "folded", "path", "kind", "level", "parent_id")[: most * 8])
    found.sort(key=lambda unit: (unit.path.count("/"), unit.path))
    return found[:most]


def just_passed_on(task: Task, *, since: datetime) -> int:
    """Count the parts passed on since a moment that nobody has acknowledged: those that can be taken back."""
    return task.children.filter(assigned_at__gte=since, state=State.ASSIGNED, period="").count()
