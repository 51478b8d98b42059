"""Pure decisions about tasks: outcome against a deadline, the date a rule gives, progress rolled up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .flow import DONE_STATES, OPEN_STATES, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def outcome(*, finished_at: datetime, due_at: datetime | None) -> Outcome:
    """Return on time, late, or no deadline: three separate outcomes; without a deadline nothing is late."""
    if due_at is None:
        return Outcome.NO_DEADLINE
    return Outcome.LATE if finished_at > due_at else Outcome.ON_TIME


@dataclass(frozen=True, slots=True)
class Rollup:
    """Progress of a task with all below it: counts of leaves, not of containers."""

    total: int = 0
    done: int = 0
    late: int = 0
    overdue: int = 0
    no_deadline: int = 0
    unacknowledged: int = 0
    percent_sum: int = 0

    @property
    def percent(self) -> int:
        """Return the mean percent of the leaves, 0 when there are none."""
        return self.percent_sum // self.total if self.total else 0

    @property
    def bad(self) -> int:
        """Return how many leaves are overdue or were done late."""
        return self.overdue + self.late

    def __add__(self, other: Rollup) -> Rollup:
        """Add two rollups field by field."""
        return Rollup(
            total=self.total + other.total,
            done=self.done + other.done,
            late=self.late + other.late,
            overdue=self.overdue + other.overdue,
            no_deadline=self.no_deadline + other.no_deadline,
            unacknowledged=self.unacknowledged + other.unacknowledged,
            percent_sum=self.percent_sum + other.percent_sum,
        )


def leaf(*, state: str, percent: int, outcome_value: str, due_at: datetime | None, at: datetime) -> Rollup:
    """Return the rollup of a single task; a withdrawn task counts nowhere."""
    if state == State.WITHDRAWN:
        return Rollup()
    done = state in DONE_STATES
    return Rollup(
        total=1,
        done=int(done),
        late=int(done and outcome_value == Outcome.LATE),
        overdue=int(state in OPEN_STATES and due_at is not None and at > due_at),
        no_deadline=int(due_at is None),
        unacknowledged=int(state == State.ASSIGNED),
        percent_sum=100 if done else percent,
    )


def total(rollups: Iterable[Rollup]) -> Rollup:
    """Add rollups up."""
    return sum(rollups, Rollup())
