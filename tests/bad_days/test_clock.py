"""The clock of the machine jumps back: the order of the ledger is that of its numbers, and work goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import AT, Cast, assigned_task
from liem.spine.ledger.models import Entry
from liem.spine.tasks import actions
from liem.spine.tasks.models import Task

pytestmark = pytest.mark.django_db


class TestClockSetBack:
    def test_keeps_the_order_of_what_happened(self, cast: Cast) -> None:
        task = assigned_task(cast)
        worker, giver = cast.actor("cell_secretary"), cast.actor("office_head")
        moments = [AT + timedelta(hours=5), AT - timedelta(days=2), AT + timedelta(hours=1)]
        receipts = [
            actions.report_progress(
                actor=worker, at=at, task_id=task.pk, percent=10 * (place + 1), text="xong"
            )
            for place, at in enumerate(moments)
        ]
        receipts.append(
            actions.finish(actor=worker, at=AT - timedelta(days=30), task_id=task.pk, text="Đã xong")
        )
        receipts.append(actions.accept(actor=giver, at=AT - timedelta(days=31), task_id=task.pk))
        numbers = [receipt.seq for receipt in receipts]
        assert numbers == list(range(numbers[0], numbers[0] + 5))
        kinds = list(Entry.objects.filter(subject=task.pk).order_by("seq").values_list("kind", flat=True))
        assert kinds[-5:] == [
            *["tasks.task.progress_reported"] * 3,
            "tasks.task.finished",
            "tasks.task.accepted",
        ]
        assert Task.objects.get(pk=task.pk).state == "accepted"
        assert Task.objects.get(pk=task.pk).percent == 100
