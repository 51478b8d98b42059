"""What maintenance puts into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class SessionAsked(Event):
    """The keeper asked for a time in which to change the system, and said why."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.session.asked"

    reason: str
    minutes: int


@dataclass(frozen=True, slots=True)
class SessionOpened(Event):
    """A second person agreed; the session runs until ``ends_at``."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.session.opened"

    ends_at: str


@dataclass(frozen=True, slots=True)
class SessionRefused(Event):
    """A second person did not agree."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.session.refused"

    words: str


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """The session was closed, by the keeper or by the clock; ``requests`` were made in it."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.session.ended"

    by_clock: bool
    requests: int


@dataclass(frozen=True, slots=True)
class RequestMade(Event):
    """The keeper did or looked at something in a session: which page, never what was typed."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.request.made"

    page: str
    method: str


@dataclass(frozen=True, slots=True)
class SchemaUpgraded(Event):
    """The tables were changed for another version of the product."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.schema.upgraded"

    version: str
    migrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommandRun(Event):
    """A command that can change anything was run at the machine, by which user of it, and why.

    ``emergency`` tells that no session was open.
    """

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.command.run"

    command: str
    machine_user: str
    reason: str
    emergency: bool


@dataclass(frozen=True, slots=True)
class JobPutBack(Event):
    """A job that had failed for good was put back, or dropped."""

    CLASS: ClassVar[str] = "system"
    KIND: ClassVar[str] = "maintenance.job.settled"

    job_kind: str
    dropped: bool
