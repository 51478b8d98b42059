"""What sealed letters put into the ledger: hashes of sealed bytes; the class is that of the cover traffic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event
from liem.spine.log import cover


@dataclass(frozen=True, slots=True)
class ReportDeposited(Event):
    """A sealed report came in for these units; without a sealed name the last four are empty."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "sealed.report.deposited"
    VERSION: ClassVar[int] = 2

    locator: str
    auth_hash: str
    sha256: str
    units: tuple[UUID, ...]
    identity_sha256: str
    custodian: UUID | None
    inner_sha256: str
    opened_hash: str


@dataclass(frozen=True, slots=True)
class MessageLeft(Event):
    """A sealed letter was added to the mailbox of a report."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "sealed.message.left"

    message: UUID
    number: int
    by_reader: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportRewrapped(Event):
    """A reader sealed the same report anew, for those who read now."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "sealed.report.rewrapped"

    before_sha256: str
    sha256: str
    reason: str
