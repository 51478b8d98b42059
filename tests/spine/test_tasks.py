"""A task from its giver to its acceptance: who may, what is recorded, which outcome."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, Cast, assigned_task, directive_with_task
from liem.domains.directives import actions as directives
from liem.domains.directives.deadlines import on_day
from liem.kernel.clock import end_of_day
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.tasks import actions, readers, rules
from liem.spine.tasks.flow import OPEN_STATES, TASK_FLOW, Outcome, State
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Assignment, NewTask


class TestAcknowledge:
    def test_is_for_the_lead_unit(self, cast: Cast) -> None:
        task = assigned_task(cast)
        for role in ("clerk", "other_cell_secretary", "stranger_head", "member", "keeper"):
            with pytest.raises(NotPermitted):
                actions.acknowledge(actor=cast.actor(role), at=AT, task_id=task.pk)
        receipt = actions.acknowledge(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)
        task.refresh_from_db()
        assert task.state == State.ACKNOWLEDGED
        assert Entry.objects.get(pk=receipt.seq).kind == "tasks.task.acknowledged"

    def test_twice_says_where_the_task_is_now(self, cast: Cast) -> None:
        task = assigned_task(cast)
        actions.acknowledge(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)
        with pytest.raises(Conflict, match="đã nhận việc"):
            actions.acknowledge(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)


class TestReportProgress:
    def told(self, cast: Cast, task: Task, text: str, *, sheet: str = "", hours: int = 0) -> int:
        at = AT + timedelta(hours=hours)
        actor = cast.actor("cell_secretary")
        return actions.report_progress(
            actor=actor, at=at, task_id=task.pk, percent=50, text=text, sheet=sheet
        ).seq

    def test_takes_a_sheet_sent_twice_once(self, cast: Cast) -> None:
        task = assigned_task(cast)
        self.told(cast, task, "Đã họp dân", sheet="a")
        lines = Entry.objects.count()
        with pytest.raises(actions.AlreadyReported, match="đã được gửi lúc 9:30 23/11/2026"):
            self.told(cast, task, " Đã họp dân", sheet="a", hours=1)
        assert (task.progress.count(), Entry.objects.count()) == (1, lines)

    def test_takes_the_same_words_on_another_day_and_other_words_on_the_same_sheet(self, cast: Cast) -> None:
        task = assigned_task(cast)
        self.told(cast, task, "Chưa có gì mới", sheet="a")
        self.told(cast, task, "Chưa có gì mới", sheet="b")
        self.told(cast, task, "Đã đổi", sheet="b")
        self.told(cast, task, "Không có tờ")
        self.told(cast, task, "Không có tờ")
        assert task.progress.count() == 5

    def test_keeps_a_sheet_once_in_the_database_too(self, cast: Cast) -> None:
        task = assigned_task(cast)
        self.told(cast, task, "Đã họp dân", sheet="a")
        row = task.progress.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            task.progress.create(at=AT, kind="progress", sent_as=row.sent_as)


class TestFinish:
    @pytest.mark.parametrize(
        ("due", "days", "outcome"),
        [
            (date(2026, 11, 30), 7, Outcome.ON_TIME),
            (date(2026, 11, 30), 8, Outcome.LATE),
            (None, 700, Outcome.NO_DEADLINE),
        ],
    )
    def test_keeps_three_outcomes_apart(
        self, cast: Cast, due: date | None, days: int, outcome: Outcome
    ) -> None:
        task = assigned_task(cast, due=due)
        actions.finish(
            actor=cast.actor("cell_secretary"), at=AT + timedelta(days=days), task_id=task.pk, text="Đã xong"
        )
        task.refresh_from_db()
        assert task.outcome == outcome

    def test_waits_for_parts_passed_on(self, cast: Cast) -> None:
        task = assigned_task(cast, unit="XCR")
        part = actions.Part(
            how=Assignment(lead_unit=cast.units["CB01"]), new=NewTask(text="Rà soát tại thôn Ghềnh")
        )
        actions.cascade(actor=cast.actor("secretary"), at=AT, task_id=task.pk, parts=[part])
        with pytest.raises(Conflict, match="1 việc"):
            actions.finish(actor=cast.actor("secretary"), at=AT, task_id=task.pk, text="Xong")
        child = Task.objects.get(parent=task)
        actions.finish(actor=cast.actor("cell_secretary"), at=AT, task_id=child.pk, text="Xong")
        actions.finish(actor=cast.actor("secretary"), at=AT, task_id=task.pk, text="Xong")

    def test_needs_words_or_a_file(self, cast: Cast) -> None:
        task = assigned_task(cast)
        with pytest.raises(Invalid, match="kết quả"):
            actions.finish(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk, text="  ")


class TestReturn:
    def test_opens_the_outcome_again(self, cast: Cast) -> None:
        task = assigned_task(cast)
        actions.finish(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk, text="Đã xong")
        with pytest.raises(Invalid):
            actions.return_task(actor=cast.actor("office_head"), at=AT, task_id=task.pk, reason="")
        actions.return_task(actor=cast.actor("office_head"), at=AT, task_id=task.pk, reason="Thiếu biểu")
        task.refresh_from_db()
        assert (task.state, task.outcome, task.finished_at) == (State.IN_PROGRESS, Outcome.NONE, None)

    def test_is_not_for_the_worker(self, cast: Cast) -> None:
        task = assigned_task(cast)
        actions.finish(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk, text="Đã xong")
        with pytest.raises(NotPermitted, match="Đảng ủy xã Cửa Rừng"):
            actions.accept(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)
        actions.accept(actor=cast.actor("office_head"), at=AT, task_id=task.pk)


class TestExtension:
    def test_moves_the_deadline_only_when_granted(self, cast: Cast) -> None:
        task = assigned_task(cast)
        worker, giver = cast.actor("cell_secretary"), cast.actor("office_head")
        later = end_of_day(date(2026, 12, 10))
        actions.request_extension(
            actor=worker, at=AT, task_id=task.pk, new_due_at=later, reason="Đường sạt lở, chưa vào được thôn"
        )
        with pytest.raises(Conflict, match="đang chờ"):
            actions.request_extension(actor=worker, at=AT, task_id=task.pk, new_due_at=later, reason="Thêm")
        asked = task.extensions.get()
        with pytest.raises(Invalid, match="lý do"):
            actions.decide_extension(actor=giver, at=AT, extension_id=asked.pk, granted=False, answer="")
        actions.decide_extension(actor=giver, at=AT, extension_id=asked.pk, granted=True, answer="Đồng ý")
        task.refresh_from_db()
        assert task.due_at == later

    def test_has_no_sense_without_a_deadline(self, cast: Cast) -> None:
        task = assigned_task(cast, due=None)
        with pytest.raises(Invalid, match="không giao hạn"):
            actions.request_extension(
                actor=cast.actor("cell_secretary"),
                at=AT,
                task_id=task.pk,
                new_due_at=AT + timedelta(days=9),
                reason="Cần thêm thời gian",
            )


class TestUrge:
    def test_is_recorded_and_climbs_one_level(self, cast: Cast) -> None:
        task = assigned_task(cast, unit="CB01")
        actions.urge(actor=cast.actor("office_head"), at=AT, task_id=task.pk)
        from liem.domains.directives.jobs import CALENDAR

        actions.climb(actor=CALENDAR, at=AT + timedelta(days=20), task_id=task.pk, level=1)
        assert actions.climb(actor=CALENDAR, at=AT + timedelta(days=20), task_id=task.pk, level=1) is None
        levels = list(task.urgings.values_list("level", "to_unit__code"))
        assert levels == [(0, "CB01"), (1, "XCR")]

    def test_is_refused_once_the_work_is_done(self, cast: Cast) -> None:
        task = assigned_task(cast)
        actions.finish(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk, text="Đã xong")
        with pytest.raises(Conflict):
            actions.urge(actor=cast.actor("office_head"), at=AT, task_id=task.pk)


class TestCascade:
    def test_never_gives_a_part_a_later_deadline_than_its_parent(self, cast: Cast) -> None:
        task = assigned_task(cast, unit="XCR", due=date(2026, 11, 30))
        late = actions.Part(
            how=Assignment(lead_unit=cast.units["CB01"], due=on_day(date(2026, 12, 1))),
            new=NewTask(text="Phần 1"),
        )
        with pytest.raises(Invalid, match="30/11/2026"):
            actions.cascade(actor=cast.actor("secretary"), at=AT, task_id=task.pk, parts=[late])
        assert not Task.objects.filter(parent=task).exists()

    def test_stays_within_the_lead_unit(self, cast: Cast) -> None:
        task = assigned_task(cast, unit="XCR")
        part = actions.Part(how=Assignment(lead_unit=cast.units["ST01"]), new=NewTask(text="Phần"))
        with pytest.raises(Invalid, match="không phải cấp dưới"):
            actions.cascade(actor=cast.actor("secretary"), at=AT, task_id=task.pk, parts=[part])

    def test_acknowledges_the_parent_by_itself(self, cast: Cast) -> None:
        task = assigned_task(cast, unit="XCR")
        part = actions.Part(how=Assignment(lead_unit=cast.units["CB02"]), new=NewTask(text="Phần"))
        actions.cascade(actor=cast.actor("secretary"), at=AT, task_id=task.pk, parts=[part])
        task.refresh_from_db()
        assert task.state == State.ACKNOWLEDGED


class TestReading:
    def test_answers_absent_and_forbidden_alike(self, cast: Cast) -> None:
        task = assigned_task(cast)
        with pytest.raises(NotFound) as forbidden:
            readers.get_task(cast.actor("stranger"), task.pk)
        with pytest.raises(NotFound) as absent:
            readers.get_task(cast.actor("stranger"), cast.units["XCR"].pk)
        assert forbidden.value.message == absent.value.message
        assert readers.get_task(cast.actor("cell_secretary"), task.pk) == task
        assert readers.get_task(cast.actor("province_head"), task.pk) == task

    def test_shows_a_planned_task_to_nobody_below(self, cast: Cast) -> None:
        _directive, task = directive_with_task(cast)
        assert not readers.tasks_for(cast.actor("cell_secretary")).filter(pk=task.pk).exists()


class TestOutcome:
    @given(st.datetimes(), st.datetimes() | st.none())
    def test_is_never_late_without_a_deadline(self, finished_at: object, due_at: object) -> None:
        result = rules.outcome(finished_at=finished_at, due_at=due_at)  # type: ignore[arg-type]
        assert (result == Outcome.NO_DEADLINE) == (due_at is None)
        assert (result == Outcome.LATE) == (due_at is not None and finished_at > due_at)  # type: ignore[operator]


class TestFlow:
    @pytest.mark.parametrize("state", list(State))
    def test_decides_every_verb_in_every_state(self, state: State) -> None:
        verbs = {step.verb for step in TASK_FLOW.steps}
        for verb in verbs:
            allowed = verb in TASK_FLOW.verbs(state)
            if allowed:
                assert TASK_FLOW.move(state, verb) in set(State)
        assert set(OPEN_STATES) <= set(TASK_FLOW.states)


class TestAssignTasks:
    def test_stands_or_falls_together(self, cast: Cast) -> None:
        directive, task = directive_with_task(cast)
        with pytest.raises(NotFound):
            directives.assign_tasks(
                actor=cast.actor("office_head"),
                at=AT,
                directive_id=directive.pk,
                assignments={
                    task.pk: Assignment(lead_unit=cast.units["CB01"]),
                    cast.units["XCR"].pk: Assignment(lead_unit=cast.units["CB01"]),
                },
            )

    def test_refuses_a_unit_that_is_gone(self, cast: Cast) -> None:
        from cast import SETUP
        from liem.spine.units import actions as units

        directive, task = directive_with_task(cast)
        units.merge_units(
            actor=SETUP,
            at=AT,
            old_ids=[cast.units["CB02"].pk],
            new_id=cast.units["CB01"].pk,
            on=date(2026, 11, 1),
            basis="Quyết định 10-QĐ/ĐU",
        )
        cast.units["CB02"].refresh_from_db()
        with pytest.raises(Invalid, match="không còn hoạt động"):
            directives.assign_tasks(
                actor=cast.actor("office_head"),
                at=AT,
                directive_id=directive.pk,
                assignments={task.pk: Assignment(lead_unit=cast.units["CB02"])},
            )
