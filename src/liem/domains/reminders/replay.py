"""Rebuild the reminders from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, held_against, rebuilds

from .flow import State
from .models import Reminder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Reminder:
    """What the entries say of a reminder."""

    unit_id: UUID
    subject_unit_id: UUID
    subject_person_id: UUID | None
    content: str
    text: str
    happened_on: date
    state: str = State.TOLD
    answer: str = ""
    contest: str = ""
    lapse_on: date | None = None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class RebuiltReminders:
    """The reminders as the ledger tells them."""

    def __init__(self) -> None:
        self.reminders: dict[UUID, _Reminder] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "reminders.reminder.noted":
            self.reminders[entry.subject] = _Reminder(
                unit_id=UUID(values["unit"]),
                subject_unit_id=UUID(values["subject_unit"]),
                subject_person_id=UUID(values["subject_person"]) if values["subject_person"] else None,
                content=values["content"],
                text=values["text"],
                happened_on=date.fromisoformat(values["happened_on"]),
            )
            return
        told = self.reminders.get(entry.subject)
        if told is not None:
            _apply(told, entry.kind.rpartition(".")[2], values)

    def skip(self, entry: Entry) -> None:
        """Remember a reminder whose entries were erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many reminders were rebuilt."""
        return len(self.reminders)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(_Reminder.__dataclass_fields__)
        rows = Reminder.objects.values_list("pk", *names).iterator(chunk_size=2000)
        return held_against(
            ((pk, _Reminder(*values)) for pk, *values in rows),
            self.reminders,
            erased=self.erased,
            differs=_("Nhắc nhở %(id)s trong bảng khác với sổ."),
            missing=_("Nhắc nhở %(id)s có trong sổ nhưng mất dòng."),
            without=_("Nhắc nhở %(id)s không có dòng sổ nào."),
        )


def _apply(told: _Reminder, verb: str, values: dict[str, Any]) -> None:
    if verb == "answered":
        told.state, told.answer = State.ANSWERED, values["text"]
    elif verb == "contested":
        told.state, told.contest = State.CONTESTED, values["text"]
    elif verb == "upheld":
        told.state = State.MENDED if values["mended"] else State.ANSWERED
    elif verb == "mended":
        told.state, told.lapse_on = State.MENDED, _day(values["lapse_on"])
    elif verb == "put_off":
        told.lapse_on = _day(values["lapse_on"])
    elif verb == "lapsed":
        told.state = State.LAPSED
    elif verb == "withdrawn":
        told.state = State.WITHDRAWN


rebuilds("reminders.", RebuiltReminders)
