"""What tasks put into the ledger: one frozen dataclass per thing that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class _TaskEvent(Event):
    CLASS: ClassVar[str] = "task"


@dataclass(frozen=True, slots=True)
class TaskPlanned(_TaskEvent):
    """A task was taken from a confirmed directive, not yet given to anybody."""

    KIND: ClassVar[str] = "tasks.task.planned"

    number: str
    heading: str
    text: str
    deadline_kind: str
    due_words: str


@dataclass(frozen=True, slots=True)
class TaskAssigned(_TaskEvent):
    """A task was given: the six clear things as they stood."""

    KIND: ClassVar[str] = "tasks.task.assigned"

    giver_unit: UUID
    lead_unit: UUID
    co_units: tuple[UUID, ...]
    person: UUID | None
    text: str
    deadline_kind: str
    due_at: datetime | None
    due_basis: str
    calendar_version: str
    responsibility: str
    product: str
    authority: str
    parent: UUID | None


@dataclass(frozen=True, slots=True)
class TaskAcknowledged(_TaskEvent):
    """The lead unit said that it has the task."""

    KIND: ClassVar[str] = "tasks.task.acknowledged"


@dataclass(frozen=True, slots=True)
class ProgressReported(_TaskEvent):
    """The lead unit said how far it is."""

    KIND: ClassVar[str] = "tasks.task.progress_reported"

    percent: int
    text: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ExtensionRequested(_TaskEvent):
    """The lead unit asked for a later deadline, with a reason."""

    KIND: ClassVar[str] = "tasks.extension.requested"

    old_due_at: datetime
    new_due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionDecided(_TaskEvent):
    """The giver granted or refused an extension."""

    KIND: ClassVar[str] = "tasks.extension.decided"

    granted: bool
    due_at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class TaskFinished(_TaskEvent):
    """The lead unit reported the work as finished; the outcome against the deadline is fixed here."""

    KIND: ClassVar[str] = "tasks.task.finished"

    outcome: str
    text: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class TaskAccepted(_TaskEvent):
    """The giver accepted the finished work."""

    KIND: ClassVar[str] = "tasks.task.accepted"

    note: str


@dataclass(frozen=True, slots=True)
class TaskReturned(_TaskEvent):
    """The giver returned the work with a reason."""

    KIND: ClassVar[str] = "tasks.task.returned"

    reason: str


@dataclass(frozen=True, slots=True)
class TaskUrged(_TaskEvent):
    """The task was urged at a level; level 0 is the lead unit, each further level the unit above."""

    KIND: ClassVar[str] = "tasks.task.urged"

    level: int
    to_unit: UUID
    note: str


@dataclass(frozen=True, slots=True)
class TaskWithdrawn(_TaskEvent):
    """The giver withdrew the task with a reason."""

    KIND: ClassVar[str] = "tasks.task.withdrawn"

    reason: str


@dataclass(frozen=True, slots=True)
class TaskHandedOver(_TaskEvent):
    """An open task passed from a unit that ceased to its successor, as giver, as lead, or both."""

    KIND: ClassVar[str] = "tasks.task.handed_over"

    old_unit: UUID
    new_unit: UUID
    as_giver: bool
    as_lead: bool
    basis: str


@dataclass(frozen=True, slots=True)
class DeadlineRecomputed(_TaskEvent):
    """An open deadline moved because the calendar changed."""

    KIND: ClassVar[str] = "tasks.deadline.recomputed"

    old_due_at: datetime
    due_at: datetime
    calendar_version: str
