"""What requests to open a sealed name put into the ledger, under the cover of sealed letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event
from liem.spine.log import cover


@dataclass(frozen=True, slots=True)
class IdentityAsked(Event):
    """A leader of a body that reads the report asked ``custodian`` to open the name beside it."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "identity.asked"

    report: UUID
    unit: UUID
    custodian: UUID
    asker: UUID
    name: str
    reason: str
    about: tuple[UUID, ...]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityApproved(Event):
    """A reader of the custodian agreed, with a reason."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "identity.approved"

    decider: UUID
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class IdentityRefused(Event):
    """A reader of the custodian said no, with a reason."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "identity.refused"

    decider: UUID
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class IdentityHandedOver(Event):
    """The custodian took off its seal; what is left, still sealed, went to who asked."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "identity.handed_over"

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IdentityRequestEnded(Event):
    """A request ended: by who asked, or by the clock."""

    CLASS: ClassVar[str] = cover.CLASS
    KIND: ClassVar[str] = "identity.ended"

    by_clock: bool
