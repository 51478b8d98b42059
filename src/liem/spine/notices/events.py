"""What notices put into the ledger: secret addresses of calendars. Reading a notice is no event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class FeedOpened(Event):
    """A person made a secret address for a calendar program; an earlier one of the mandate ended with it."""

    KIND: ClassVar[str] = "notices.feed.opened"

    mandate: UUID


@dataclass(frozen=True, slots=True)
class FeedRevoked(Event):
    """A person ended the secret address of the own calendar."""

    KIND: ClassVar[str] = "notices.feed.revoked"

    mandate: UUID
