"""What questions put into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class QuestionRaised(Event):
    """The record raised a question."""

    KIND: ClassVar[str] = "questions.question.raised"

    kind: str
    key: str
    title: str
    to_unit: UUID
    about_unit: UUID | None
    about_person: UUID | None
    evidence: tuple[dict[str, Any], ...]
    basis: str


@dataclass(frozen=True, slots=True)
class EvidenceGrew(Event):
    """More evidence came to an undecided question; ``added`` is only what is new."""

    KIND: ClassVar[str] = "questions.evidence.grew"

    added: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class QuestionClimbed(Event):
    """Everybody who handles questions in the body is in conflict with this one: a body above has it now."""

    KIND: ClassVar[str] = "questions.question.climbed"

    from_unit: UUID
    to_unit: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """The person or unit concerned was asked; from here on they see the question."""

    KIND: ClassVar[str] = "questions.question.asked"

    text: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """The person or unit concerned answered, in their own words."""

    KIND: ClassVar[str] = "questions.question.answered"

    text: str


@dataclass(frozen=True, slots=True)
class QuestionDismissed(Event):
    """A person found nothing to follow, and said why."""

    KIND: ClassVar[str] = "questions.question.dismissed"

    reason: str


@dataclass(frozen=True, slots=True)
class QuestionFollowed(Event):
    """A person opened a dossier because of the question."""

    KIND: ClassVar[str] = "questions.question.followed"

    opened_case: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionMerged(Event):
    """The question asks the same as another one, which took its evidence."""

    KIND: ClassVar[str] = "questions.question.merged"

    into: UUID
    reason: str
