"""Figures are kept until the ledger grows: never for another mandate, never past the minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import AT, Cast, assigned_task
from liem.spine.ledger.remembered import remembered
from liem.spine.tasks import actions, lists

pytestmark = pytest.mark.django_db


class TestRemembered:
    def test_figures_are_made_once_while_nothing_happens_and_anew_after_a_change(self, cast: Cast) -> None:
        task = assigned_task(cast)
        head = cast.actor("office_head")
        made: list[int] = []

        def ask() -> int:
            return remembered(lambda: made.append(1) or len(made), "here", actor=head, at=AT)

        assert [ask(), ask(), ask()] == [1, 1, 1]
        actions.acknowledge(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)
        assert [ask(), ask()] == [2, 2]

    def test_figures_are_not_shared_between_mandates_or_minutes(self, cast: Cast) -> None:
        asked = [
            remembered(object, "here", actor=cast.actor(role), at=AT + timedelta(minutes=minutes))
            for role in ("office_head", "cell_secretary")
            for minutes in (0, 1)
        ]
        assert len({id(each) for each in asked}) == 4

    def test_counts_of_the_day_follow_each_step(self, cast: Cast) -> None:
        task = assigned_task(cast)
        head, cell = cast.actor("office_head"), cast.actor("cell_secretary")
        assert lists.counts(head, at=AT).unacknowledged == 1
        actions.acknowledge(actor=cell, at=AT, task_id=task.pk)
        assert lists.counts(head, at=AT).unacknowledged == 0
        actions.finish(actor=cell, at=AT, task_id=task.pk, text="xong")
        assert lists.counts(head, at=AT).to_accept == 1
