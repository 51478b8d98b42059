"""What the conclusion and its remedies put into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class DraftSaved(Event):
    """A version of the conclusion was saved: which versions it follows, and the SHA-256 of what it says."""

    KIND: ClassVar[str] = "inspections.draft.saved"

    number: int
    follows: int | None
    merges: int | None
    content_sha256: str
    note: str


@dataclass(frozen=True, slots=True)
class DraftMended(Event):
    """The office mended the form of a version; figures and content are the same."""

    KIND: ClassVar[str] = "inspections.draft.mended"

    number: int
    follows: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class AuthorAsked(Event):
    """The office asked the author about content or a figure."""

    KIND: ClassVar[str] = "inspections.author.asked"

    question: UUID
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class AuthorAnswered(Event):
    """The author answered a question of the office."""

    KIND: ClassVar[str] = "inspections.author.answered"

    question: UUID
    answer: str


@dataclass(frozen=True, slots=True)
class ConclusionIssued(Event):
    """The conclusion was issued: its number, which version it was, what it found and requires."""

    KIND: ClassVar[str] = "inspections.conclusion.issued"

    number: int
    symbol: str
    issued_on: date
    signer: str
    outcome: str
    draft: int
    content_sha256: str
    findings: tuple[dict[str, object], ...]
    requirements: tuple[dict[str, object], ...]
    layout: str


@dataclass(frozen=True, slots=True)
class RemedyConfirmed(Event):
    """A person confirmed a remedy: on the spot, or by evidence (a file)."""

    KIND: ClassVar[str] = "inspections.remedy.confirmed"

    number: int
    how: str
    words: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class RemedyReturned(Event):
    """A reported remedy was not enough and went back to its owner with a reason."""

    KIND: ClassVar[str] = "inspections.remedy.returned"

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class RequirementWithdrawn(Event):
    """The deciding body no longer requires it, with the reason."""

    KIND: ClassVar[str] = "inspections.requirement.withdrawn"

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecheckScheduled(Event):
    """A day was set on which the remedies are looked at again."""

    KIND: ClassVar[str] = "inspections.recheck.scheduled"

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class RecheckRecorded(Event):
    """The remedies were looked at again: what was found."""

    KIND: ClassVar[str] = "inspections.recheck.recorded"

    on: date
    words: str
