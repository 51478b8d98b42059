"""What programmes put into the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class _ProgrammeEvent(Event):
    CLASS: ClassVar[str] = "plan"


@dataclass(frozen=True, slots=True)
class ProgrammeDrafted(_ProgrammeEvent):
    """A programme was begun or its scope changed."""

    KIND: ClassVar[str] = "programmes.programme.drafted"

    dossier: str
    period: str
    first: date
    last: date
    contents: tuple[str, ...]
    purpose: str
    working_rules: str


@dataclass(frozen=True, slots=True)
class ItemProposed(_ProgrammeEvent):
    """An inspection was put into a programme, with why."""

    KIND: ClassVar[str] = "programmes.item.proposed"

    number: int
    procedure: str
    subject_unit: UUID | None
    subject_person: UUID | None
    contents: tuple[str, ...]
    planned_from: date
    planned_to: date
    source: str
    reason: str
    points: int


@dataclass(frozen=True, slots=True)
class ItemChanged(_ProgrammeEvent):
    """An inspection of a draft was changed."""

    KIND: ClassVar[str] = "programmes.item.changed"

    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemDropped(_ProgrammeEvent):
    """An inspection was taken out of a draft."""

    KIND: ClassVar[str] = "programmes.item.dropped"

    reason: str


@dataclass(frozen=True, slots=True)
class MemberAssigned(_ProgrammeEvent):
    """Who leads an inspection was set."""

    KIND: ClassVar[str] = "programmes.member.assigned"

    lead: UUID
    before: UUID | None


@dataclass(frozen=True, slots=True)
class DrawAnnounced(_ProgrammeEvent):
    """The list of a draw was published with its hash, before any seed; ``reason``: for an approved one."""

    KIND: ClassVar[str] = "programmes.draw.announced"

    ceremony: str
    frame_sha256: str
    size: int
    count: int
    reserves: int
    excluded: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DrawFinished(_ProgrammeEvent):
    """The seed was thrown; who was drawn."""

    KIND: ClassVar[str] = "programmes.draw.finished"

    ceremony: str
    frame_sha256: str
    seed: str
    chosen: tuple[str, ...]
    witnesses: str


@dataclass(frozen=True, slots=True)
class DrawAbandoned(_ProgrammeEvent):
    """An announced draw did not take place."""

    KIND: ClassVar[str] = "programmes.draw.abandoned"

    ceremony: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeSubmitted(_ProgrammeEvent):
    """The draft went to those who approve."""

    KIND: ClassVar[str] = "programmes.programme.submitted"

    items: int


@dataclass(frozen=True, slots=True)
class ProgrammeSentBack(_ProgrammeEvent):
    """A decider sent the draft back."""

    KIND: ClassVar[str] = "programmes.programme.sent_back"

    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeApproved(_ProgrammeEvent):
    """The programme was approved; ``items`` is the whole of what was approved."""

    KIND: ClassVar[str] = "programmes.programme.approved"

    decision_number: str
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProgrammeDeviated(_ProgrammeEvent):
    """An approved programme was changed, with the reason."""

    KIND: ClassVar[str] = "programmes.deviation.recorded"

    number: int
    change: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemStarted(_ProgrammeEvent):
    """The dossier of an inspection was opened."""

    KIND: ClassVar[str] = "programmes.item.started"

    dossier: str


@dataclass(frozen=True, slots=True)
class ItemFinished(_ProgrammeEvent):
    """An inspection of the programme is done."""

    KIND: ClassVar[str] = "programmes.item.finished"

    dossier: str


@dataclass(frozen=True, slots=True)
class ProgrammeClosed(_ProgrammeEvent):
    """The programme was summed up."""

    KIND: ClassVar[str] = "programmes.programme.closed"

    done: int
    running: int
    dropped: int
    summary: str
