"""What reminders put into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class ReminderNoted(Event):
    """A small fault was noted with its proof, and told to the person or unit."""

    KIND: ClassVar[str] = "reminders.reminder.noted"

    dossier: str
    unit: UUID
    subject_unit: UUID
    subject_person: UUID | None
    content: str
    text: str
    wanted: str
    happened_on: date
    mend_by: date | None
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ReminderAnswered(Event):
    """The person or unit answered, in their own words."""

    KIND: ClassVar[str] = "reminders.reminder.answered"

    text: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ReminderContested(Event):
    """The person or unit says that it is not so; it counts for nothing until somebody else has looked."""

    KIND: ClassVar[str] = "reminders.reminder.contested"

    text: str


@dataclass(frozen=True, slots=True)
class ReminderUpheld(Event):
    """Another person looked at a contested reminder and kept it; ``mended`` tells whether it was mended."""

    KIND: ClassVar[str] = "reminders.reminder.upheld"

    text: str
    mended: bool


@dataclass(frozen=True, slots=True)
class ReminderMended(Event):
    """The fault was mended; ``lapse_on`` is empty where no rule in force says when it ends."""

    KIND: ClassVar[str] = "reminders.reminder.mended"

    text: str
    file_sha256: str
    lapse_on: date | None


@dataclass(frozen=True, slots=True)
class LapsePutOff(Event):
    """The day a mended reminder ends moved: the fault came again, or a rule came into force."""

    KIND: ClassVar[str] = "reminders.lapse.put_off"

    lapse_on: date


@dataclass(frozen=True, slots=True)
class ReminderLapsed(Event):
    """A mended reminder ended by itself and counts no more."""

    KIND: ClassVar[str] = "reminders.reminder.lapsed"

    basis: str


@dataclass(frozen=True, slots=True)
class ReminderWithdrawn(Event):
    """The reminder was taken back with a reason and counts no more."""

    KIND: ClassVar[str] = "reminders.reminder.withdrawn"

    reason: str
