"""Reads of directives for an actor, shaped for pages; absent and forbidden answer alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.text import fold
from liem.spine.access import Actor, Duty, NotFound
from liem.spine.tasks import rules as task_rules
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import Task
from liem.spine.tasks.readers import of_case, tasks_for
from liem.spine.units.models import Unit

from .flow import State
from .models import Directive, Letter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID


def directives_for(actor: Actor) -> QuerySet[Directive]:
    """Return the directives an actor sees: of the own unit (and below, with the duty to read), and those
    whose tasks reach it."""
    if actor.unit_id is None:
        return Directive.objects.none()
    own = Q(unit_id=actor.unit_id)
    if actor.has(Duty.READ_REPORTS):
        own = Q(unit__in=Unit.objects.filter(path__startswith=actor.unit_path).values("pk"))
    if not (
        actor.has(Duty.RECEIVE_DOCUMENTS) or actor.has(Duty.ASSIGN_TASKS) or actor.has(Duty.READ_REPORTS)
    ):
        own = Q(pk__in=[])
    reached = tasks_for(actor).exclude(state=TaskState.PLANNED).values("case_id")
    # not "own or reached", for which SQLite would first collect every task the actor sees; so it looks for
    # tasks only where a directive is not the own one
    return Directive.objects.exclude(~own & ~Q(case_id__in=reached))


def get_directive(actor: Actor, directive_id: UUID) -> Directive:
    """Return a directive the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    directive = (
        directives_for(actor)
        .filter(pk=directive_id)
        .select_related("case", "unit", "blob", "confirmed_by", "received_by")
        .first()
    )
    if directive is None:
        raise NotFound(_("Không có văn bản này."))
    return directive


def get_letter(actor: Actor, letter_id: UUID) -> Letter:
    """Return an assignment letter of a directive the actor may see."""
    letter = (
        Letter.objects.filter(pk=letter_id).select_related("directive", "directive__unit", "unit").first()
    )
    if letter is None or not directives_for(actor).filter(pk=letter.directive_id).exists():
        raise NotFound(_("Không có văn bản giao việc này."))
    return letter


def given_tasks(actor: Actor, directive: Directive, *, without: Sequence[str]) -> list[Task]:
    """Return the top tasks of a directive in none of the states ``without``: three queries.

    Lead unit, person, helpers and parts are loaded.
    """
    return list(
        tasks_for(actor)
        .filter(case_id=directive.case_id, parent__isnull=True)
        .exclude(state__in=without)
        .select_related("lead_unit", "person", "giver_unit")
        .prefetch_related(
            "co_units",
            Prefetch("children", Task.objects.select_related("lead_unit").order_by("lead_unit__path")),
        )
        .order_by("created_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How many documents of the unit wait at each door."""

    reading: int
    to_confirm: int
    unreadable: int
    to_assign: int


def inbox_counts(actor: Actor) -> InboxCounts:
    """Count the own unit's documents by where they wait: one query."""
    if actor.unit_id is None:
        return InboxCounts(reading=0, to_confirm=0, unreadable=0, to_assign=0)
    row = Directive.objects.filter(unit_id=actor.unit_id).aggregate(
        reading=Count("pk", filter=Q(state=State.RECEIVED)),
        to_confirm=Count("pk", filter=Q(state=State.READ)),
        unreadable=Count("pk", filter=Q(state=State.UNREADABLE)),
        to_assign=Count("pk", filter=Q(state=State.CONFIRMED)),
    )
    return InboxCounts(**row)


def search(queryset: QuerySet[Directive], text: str) -> QuerySet[Directive]:
    """Narrow to directives that hold all words, typed with or without marks."""
    for word in fold(text).split():
        queryset = queryset.filter(folded__contains=word)
    return queryset


# -- the tree


@dataclass(slots=True)
class Node:
    """A task in the tree of a directive with what stands below it and the progress rolled up."""

    task: Task
    rollup: task_rules.Rollup
    children: list[Node] = field(default_factory=list)


def tree(actor: Actor, directive: Directive, *, at: datetime) -> list[Node]:
    """Return the tasks of a directive as a tree province → commune → cell, each with its rollup. Three
    queries, any size."""
    tasks = of_case(actor, directive.case_id)
    known = {task.pk for task in tasks}
    below: dict[UUID | None, list[Task]] = {}
    for task in tasks:
        below.setdefault(task.parent_id if task.parent_id in known else None, []).append(task)

    def node(task: Task) -> Node:
        children = [node(child) for child in below.get(task.pk, ())]
        # as lists.without_containers: a task counts itself unless a part of it is alive, and a part of a
        # withdrawn task that is still alive counts too
        is_whole = any(child.task.state != TaskState.WITHDRAWN for child in children)
        own = task_rules.leaf(
            state=TaskState.WITHDRAWN if is_whole else task.state,
            percent=task.percent,
            outcome_value=task.outcome,
            due_at=task.due_at,
            at=at,
        )
        rollup = task_rules.total((own, *(child.rollup for child in children)))
        return Node(task=task, rollup=rollup, children=children)

    return [node(task) for task in below.get(None, ())]
