"""What inspections put into the ledger, from the opening to the hand-over; the conclusion has events of its
own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class InspectionOpened(Event):
    """A dossier was opened: which procedure of which day, who inspects whom, on what ground."""

    KIND: ClassVar[str] = "inspections.inspection.opened"

    dossier: str
    procedure: str
    title: str
    procedure_on: date
    unit: UUID
    body: str
    subject: str
    subject_unit: UUID | None
    subject_person: UUID | None
    proposed_on: date
    origin: str
    origin_case: UUID | None
    sign: str
    purpose: str


@dataclass(frozen=True, slots=True)
class SlipGiven(Event):
    """Who sent the letter was given the slip with the promise and the key of the case's tags.

    ``reason`` says why again; empty the first time.
    """

    KIND: ClassVar[str] = "inspections.slip.given"

    reason: str


@dataclass(frozen=True, slots=True)
class MemberAppointed(Event):
    """A person was put into the team, or given another part in it."""

    KIND: ClassVar[str] = "inspections.team.appointed"

    person: UUID
    role: str


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    """A person left the team: replaced, or stepped aside."""

    KIND: ClassVar[str] = "inspections.team.left"

    person: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ConflictDeclared(Event):
    """A person declared an interest of their own and takes no part from here on."""

    KIND: ClassVar[str] = "inspections.conflict.declared"

    person: UUID
    ground: str
    words: str


@dataclass(frozen=True, slots=True)
class StepRecorded(Event):
    """A step of the procedure was done on a day; ``due_at`` was its own limit, if a rule sets one."""

    KIND: ClassVar[str] = "inspections.step.recorded"

    step: str
    title: str
    on: date
    due_at: datetime | None
    due_basis: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperAdded(Event):
    """A paper came into the dossier: written here or brought as a file."""

    KIND: ClassVar[str] = "inspections.paper.added"

    paper: UUID
    form: str
    title: str
    number: int | None
    symbol: str
    issued_on: date | None
    signer: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class PaperServed(Event):
    """A paper was handed to the subject, who was told in the product at the same moment."""

    KIND: ClassVar[str] = "inspections.paper.served"

    paper: UUID
    title: str


@dataclass(frozen=True, slots=True)
class PaperReceived(Event):
    """The subject confirmed having received a paper."""

    KIND: ClassVar[str] = "inspections.paper.received"

    paper: UUID
    title: str


@dataclass(frozen=True, slots=True)
class EvidenceAdded(Event):
    """An item of evidence was numbered and kept."""

    KIND: ClassVar[str] = "inspections.evidence.added"

    number: int
    form: str
    title: str
    place: str
    happened_at: datetime | None
    file_sha256: str


@dataclass(frozen=True, slots=True)
class StatementKept(Event):
    """Words of the subject were kept as given."""

    KIND: ClassVar[str] = "inspections.statement.kept"

    form: str
    words: str
    said_on: date
    by_subject: bool
    file_sha256: str


@dataclass(frozen=True, slots=True)
class InspectionExtended(Event):
    """The whole was extended, once."""

    KIND: ClassVar[str] = "inspections.inspection.extended"

    old_due_at: datetime
    new_due_at: datetime
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class InspectionStopped(Event):
    """The inspection was stopped before a conclusion."""

    KIND: ClassVar[str] = "inspections.inspection.stopped"

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class SignReferred(Event):
    """Supervision found a sign of violation, for which a dossier of its own was opened."""

    KIND: ClassVar[str] = "inspections.sign.referred"

    case_opened: UUID
    dossier: str
    sign: str


@dataclass(frozen=True, slots=True)
class HandOverSent(Event):
    """The case or a part of it was sent to another body; it waits for the other end's signature."""

    KIND: ClassVar[str] = "inspections.hand_over.sent"

    hand_over: UUID
    to_unit: UUID | None
    to_name: str
    reason: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOverReceived(Event):
    """The other end signed for what was handed over."""

    KIND: ClassVar[str] = "inspections.hand_over.received"

    hand_over: UUID
    received_by: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class HandOverRefused(Event):
    """The other end did not take what was handed over, with the reason."""

    KIND: ClassVar[str] = "inspections.hand_over.refused"

    hand_over: UUID
    refused_by: str
    reason: str
