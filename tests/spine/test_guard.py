"""The guard of all other tests (tests/guard.py) catches a change without an entry, and nothing else."""

from __future__ import annotations

from types import ModuleType

import pytest

import guard
from cast import AT, SETUP, Cast, assigned_task
from liem.spine.ledger.transaction import atomic
from liem.spine.people import actions as people
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.models import Task

SLIP = """
from liem.spine.ledger.transaction import atomic
from liem.spine.tasks.models import Task

def slip(task_id):
    with atomic():
        Task.objects.filter(pk=task_id).update(percent=7)

def slip_outside(task_id):
    Task.objects.filter(pk=task_id).update(percent=8)

def slip_after(at, task_id, actor, tasks):
    tasks.acknowledge(actor=actor, at=at, task_id=task_id)
    slip(task_id)
"""


def _pulled(task: Task) -> None:
    with atomic():
        Task.objects.filter(pk=task.pk).update(percent=9)
        raise RuntimeError("pulled")


@pytest.fixture
def product() -> ModuleType:
    """A module that looks as if it lay in the product."""
    made = ModuleType("slips")
    exec(compile(SLIP, f"{guard.PRODUCT}/spine/slips.py", "exec"), made.__dict__)
    return made


class TestTheGuard:
    def test_finds_an_action_that_changes_a_row_without_an_entry(
        self, cast: Cast, product: ModuleType
    ) -> None:
        task = assigned_task(cast)
        with guard.watching() as seen:
            product.slip(task.pk)
        assert seen.found == ["tasks_task at spine/slips.py:7"]

    def test_finds_a_change_outside_of_any_action(self, cast: Cast, product: ModuleType) -> None:
        task = assigned_task(cast)
        with guard.watching() as seen:
            product.slip_outside(task.pk)
        assert seen.found == ["tasks_task at spine/slips.py:10"]

    def test_does_not_let_one_action_pay_for_the_next(self, cast: Cast, product: ModuleType) -> None:
        task = assigned_task(cast)
        with guard.watching() as seen:
            product.slip_after(AT, task.pk, cast.actor("cell_secretary"), tasks)
        assert seen.found == ["tasks_task at spine/slips.py:7"]

    def test_says_nothing_of_honest_actions_and_refusals(self, cast: Cast) -> None:
        task = assigned_task(cast)
        with guard.watching() as seen:
            people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Hà Văn Một"))
            tasks.acknowledge(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)
            with pytest.raises(RuntimeError, match="pulled"):
                _pulled(task)
        assert seen.found == []

    def test_leaves_alone_what_a_test_does_by_its_own_hand(self, cast: Cast) -> None:
        task = assigned_task(cast)
        with guard.watching() as seen:
            Task.objects.filter(pk=task.pk).update(percent=9)
            task.save()
        assert seen.found == []

    def test_knows_every_room(self) -> None:
        rooms = {table.partition("_")[0] for table in guard.facts()}
        assert {"tasks", "units", "people", "cases", "questions", "directives", "programmes"} <= rooms
        assert {"inspections", "discipline", "reminders", "custody"} <= rooms

    def test_excuses_only_what_exists(self) -> None:
        from django.apps import apps

        tables = {model._meta.db_table: model for model in apps.get_models()}
        assert set(guard.NO_FACT_TABLES) <= set(tables)
        assert set(guard.NO_FACTS) <= {model._meta.app_label for model in tables.values()}
        for table, columns in guard.NO_FACT_COLUMNS.items():
            assert columns <= {field.column for field in tables[table]._meta.concrete_fields}
