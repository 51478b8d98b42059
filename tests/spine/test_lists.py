"""Lists of tasks are read from an index in their order: the same rows and the same order as said in words."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cast import AT, Cast, assigned_task
from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.tasks import lists, readers
from liem.spine.tasks.flow import DONE_STATES, OPEN_STATES, State
from liem.spine.tasks.models import Task
from liem.spine.tasks.readers import tasks_for

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.access import Actor

ROLES = ("province_head", "office_head", "secretary", "cell_secretary", "other_cell_secretary", "specialist")
EVERY = (*OPEN_STATES, *DONE_STATES, State.PLANNED, State.WITHDRAWN)


@pytest.fixture
def many(cast: Cast) -> list[Task]:
    """Two hundred tasks of every state, with and without a last moment, some of them parts of others."""
    chance = random.Random(7)
    case = assigned_task(cast).case
    units = [unit for code, unit in cast.units.items() if code in ("XCR", "CB01", "CB02", "VP", "TAL")]
    tasks: list[Task] = []
    for number in range(200):
        state = chance.choice(EVERY)
        due = AT + timedelta(days=chance.randrange(-40, 40)) if chance.random() < 0.6 else None
        done = state in DONE_STATES
        words = f"Việc số {number}"
        whole = chance.choice(tasks) if tasks and chance.random() < 0.2 else None
        tasks.append(
            Task(
                id=new_id(),
                case=case,
                number=str(number),
                heading=words,
                text=words,
                folded=fold(words),
                giver_unit=chance.choice(units),
                state=state,
                parent=whole,
                root=whole,
                lead_unit=None if state == State.PLANNED else chance.choice(units),
                deadline_kind="date" if due else "none",
                due_at=due,
                created_at=AT - timedelta(days=50),
                outcome=("on_time" if due else "no_deadline") if done else "",
            )
        )
    Task.objects.bulk_create(tasks)
    for task in chance.sample(tasks, 12):
        task.co_units.set([chance.choice(units)])
    return tasks


def _sees(actor: Actor, task: Task) -> bool:
    """What ``tasks_for`` says in SQL, in words: given, led or helped by the own units."""
    if not readers.sees_tasks(actor):
        return False
    if task.co_units.filter(pk=actor.unit_id).exists():
        return True
    sides = [unit for unit in (task.giver_unit, task.lead_unit) if unit is not None]
    if "read_reports" in actor.duties:
        return any(actor.over(unit.path) for unit in sides)
    return any(unit.pk == actor.unit_id for unit in sides)


@pytest.mark.usefixtures("many")
class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", ROLES)
    def test_is_what_the_own_units_give_lead_or_help_with(self, cast: Cast, role: str) -> None:
        actor = cast.actor(role)
        wanted = {task.pk for task in Task.objects.all() if _sees(actor, task)}
        assert set(tasks_for(actor).values_list("pk", flat=True)) == wanted


@pytest.mark.usefixtures("many")
class TestOrder:
    def test_is_open_ones_by_their_last_moment_then_those_without_then_the_rest(self, cast: Cast) -> None:
        found = list(lists.urgent_first(tasks_for(cast.actor("office_head"))))
        newest_first = sorted(found, key=lambda task: task.pk, reverse=True)
        assert found == sorted(newest_first, key=_urgency)

    def test_follows_a_task_that_is_moved(self, cast: Cast) -> None:
        last = lists.urgent_first(tasks_for(cast.actor("office_head"))).last()
        assert last is not None
        last.state, last.due_at = State.ASSIGNED, AT - timedelta(days=900)
        last.outcome = ""
        last.save(update_fields=["state", "due_at", "outcome"])
        assert lists.urgent_first(tasks_for(cast.actor("office_head"))).first() == last


def _urgency(task: Task) -> tuple[bool, bool, datetime]:
    return task.state not in OPEN_STATES, task.due_at is None, task.due_at or AT


@pytest.mark.usefixtures("many")
class TestPressing:
    @pytest.mark.parametrize("role", ROLES)
    def test_is_every_task_with_a_step_to_take_the_latest_first(self, cast: Cast, role: str) -> None:
        actor = cast.actor(role)
        wanted = [task for task in tasks_for(actor) if _presses(actor, task)]
        wanted.sort(key=lambda task: (task.due_at is None, task.due_at or AT, task.pk))
        assert lists.pressing(actor, at=AT, limit=500) == [task.pk for task in wanted]
        assert lists.pressing(actor, at=AT, limit=7) == [task.pk for task in wanted[:7]]


def _presses(actor: Actor, task: Task) -> bool:
    is_open, late = task.state in OPEN_STATES, task.is_overdue(AT)
    ours, given = task.lead_unit_id == actor.unit_id, task.giver_unit_id == actor.unit_id
    from_others = task.state == State.ASSIGNED and task.giver_unit_id != task.lead_unit_id
    near = task.due_at is not None and task.due_at <= lists.soon_until(AT)
    works = "work_tasks" in actor.duties and ours and is_open and (near or from_others)
    gives = "assign_tasks" in actor.duties and given and (late or task.state == State.FINISHED)
    return works or gives


@pytest.mark.usefixtures("many")
class TestCountsOfTheDay:
    @pytest.mark.parametrize("role", ROLES)
    def test_are_the_lengths_of_the_lists_behind_them(self, cast: Cast, role: str) -> None:
        actor = cast.actor(role)
        counted = lists.counts(actor, at=AT)
        for name, sieve in lists.DAY.items():
            assert getattr(counted, name) == lists.narrowed(actor, sieve, at=AT).count(), name
