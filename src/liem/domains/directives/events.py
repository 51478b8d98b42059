"""What directives put into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class _DirectiveEvent(Event):
    CLASS: ClassVar[str] = "document"


@dataclass(frozen=True, slots=True)
class DirectiveReceived(_DirectiveEvent):
    """A file was registered as an incoming document."""

    KIND: ClassVar[str] = "directives.directive.received"

    dossier: str
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class ReadingRecorded(_DirectiveEvent):
    """The reader's result was kept: how many pages and tasks, what stayed unknown."""

    KIND: ClassVar[str] = "directives.reading.recorded"

    pages: int
    tasks: int
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingFailed(_DirectiveEvent):
    """The file could not be read; a person enters it by hand."""

    KIND: ClassVar[str] = "directives.reading.failed"

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadingWanted(_DirectiveEvent):
    """A person asked to read the file again."""

    KIND: ClassVar[str] = "directives.reading.wanted"


@dataclass(frozen=True, slots=True)
class DirectiveConfirmed(_DirectiveEvent):
    """A person confirmed what the document says; ``corrected`` names the fields that differ from the
    reading."""

    KIND: ClassVar[str] = "directives.directive.confirmed"

    number: str
    symbol: str
    issuer: str
    issued_on: date | None
    kind: str
    subject: str
    base_documents: tuple[str, ...]
    tasks: int
    corrected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectiveCorrected(_DirectiveEvent):
    """A correcting line after confirmation: the old values stay visible here."""

    KIND: ClassVar[str] = "directives.directive.corrected"

    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class TasksAssigned(_DirectiveEvent):
    """Tasks of the directive were given; each has its own entry too."""

    KIND: ClassVar[str] = "directives.tasks.assigned"

    tasks: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class LetterIssued(_DirectiveEvent):
    """An assignment letter was numbered and issued."""

    KIND: ClassVar[str] = "directives.letter.issued"

    number: int
    symbol: str
    period: str
    issued_on: date
    tasks: tuple[UUID, ...]
    layout: str


@dataclass(frozen=True, slots=True)
class DirectiveClosed(_DirectiveEvent):
    """The directive was closed."""

    KIND: ClassVar[str] = "directives.directive.closed"

    note: str


@dataclass(frozen=True, slots=True)
class DirectiveSetAside(_DirectiveEvent):
    """The document needs no handling here (duplicate, not for us), with the reason."""

    KIND: ClassVar[str] = "directives.directive.set_aside"

    reason: str
