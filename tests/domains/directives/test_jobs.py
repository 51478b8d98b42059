"""Work by schedule: periods open once, urgings climb after the grace, deadlines follow the calendar."""

from __future__ import annotations

from datetime import timedelta

from cast import AT, Cast, assigned_task, directive_with_task
from liem.domains.directives import actions, deadlines, jobs
from liem.law.calendar import default_calendar
from liem.spine.ledger.models import Entry
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Assignment, NewTask


def counted_task(cast: Cast) -> Task:
    """A task due ten working days after receipt, given to a cell, with the rule it was counted by."""
    directive, _ = directive_with_task(cast)
    rule = {
        "kind": "relative",
        "amount": 10,
        "unit": "wd",
        "count_from": "receipt",
        "raw": "10 ngày làm việc",
    }
    due = deadlines.compute(rule, issued=directive.issued_on, received=directive.received_at)
    task, _ = actions.add_task(
        actor=cast.actor("clerk"), at=AT, directive_id=directive.pk, new=NewTask(text="Báo cáo", due=due)
    )
    tasks.assign(
        actor=cast.actor("office_head"), at=AT, task_id=task.pk, how=Assignment(lead_unit=cast.units["CB01"])
    )
    task.refresh_from_db()
    return task


class TestRecomputeDeadlines:
    def test_moves_a_counted_deadline_when_the_calendar_changed(self, cast: Cast) -> None:
        task = counted_task(cast)
        right = task.due_at
        assert right is not None
        # as if it had been counted before 24 November became a holiday
        Task.objects.filter(pk=task.pk).update(
            due_at=right - timedelta(days=1), calendar_version="vn-2025-old"
        )
        jobs.recompute_deadlines(at=AT)
        task.refresh_from_db()
        assert (task.due_at, task.calendar_version) == (right, default_calendar().version)
        assert Entry.objects.filter(kind="tasks.deadline.recomputed", subject=task.pk).count() == 1
        jobs.recompute_deadlines(at=AT)
        assert Entry.objects.filter(kind="tasks.deadline.recomputed", subject=task.pk).count() == 1

    def test_leaves_a_deadline_that_was_extended_by_decision(self, cast: Cast) -> None:
        task = counted_task(cast)
        assert task.due_at is not None
        later = task.due_at + timedelta(days=9)
        tasks.request_extension(
            actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk, new_due_at=later, reason="Sạt lở"
        )
        tasks.decide_extension(
            actor=cast.actor("office_head"),
            at=AT,
            extension_id=task.extensions.get().pk,
            granted=True,
            answer="Đồng ý",
        )
        Task.objects.filter(pk=task.pk).update(calendar_version="vn-2025-old")
        jobs.recompute_deadlines(at=AT)
        task.refresh_from_db()
        assert task.due_at == later


class TestClimbUrgings:
    def test_goes_one_level_up_after_the_grace_and_not_before(self, cast: Cast) -> None:
        task = assigned_task(cast)
        assert task.due_at is not None
        late = task.due_at + timedelta(days=1)
        tasks.urge(actor=cast.actor("office_head"), at=late, task_id=task.pk)
        jobs.climb_urgings(at=late + timedelta(days=1))
        assert list(task.urgings.values_list("level", flat=True)) == [0]
        jobs.climb_urgings(at=late + timedelta(days=7))
        assert list(task.urgings.values_list("level", "to_unit__code")) == [(0, "CB01"), (1, "XCR")]


class TestOpenPeriods:
    def test_opens_each_period_once(self, cast: Cast) -> None:
        directive, _ = directive_with_task(cast)
        rule = {
            "kind": "recurring",
            "every": "month",
            "day": 25,
            "inclusive": False,
            "raw": "trước ngày 25 hằng tháng",
        }
        due = deadlines.compute(rule, issued=directive.issued_on, received=directive.received_at)
        task, _ = actions.add_task(
            actor=cast.actor("clerk"),
            at=AT,
            directive_id=directive.pk,
            new=NewTask(text="Báo cáo tháng", due=due),
        )
        tasks.assign(
            actor=cast.actor("office_head"),
            at=AT,
            task_id=task.pk,
            how=Assignment(lead_unit=cast.units["CB01"]),
        )
        for day in range(40):
            jobs.open_periods(at=AT + timedelta(days=day))
        periods = list(Task.objects.filter(parent=task).order_by("due_at").values_list("period", flat=True))
        assert periods == ["2026-11-24", "2026-12-24", "2027-01-24"]
