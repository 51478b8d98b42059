"""What lists of readers put into the ledger: public keys, signatures and lists are public facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class KeyEnrolled(Event):
    """A person handed in the public half of a key; nothing is sealed to it yet."""

    CLASS: ClassVar[str] = "roster"
    KIND: ClassVar[str] = "roster.key.enrolled"

    unit: UUID
    person: UUID
    name: str
    post: str
    device: str
    recovery: str
    sign: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeyWithdrawn(Event):
    """A key that never stood on a list was taken back."""

    CLASS: ClassVar[str] = "roster"
    KIND: ClassVar[str] = "roster.key.withdrawn"

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListSigned(Event):
    """A reader signed the list that adds or drops a key; with the second signature it was ``published``.

    ``sha256`` names the list; ``text`` is the whole of it once published, empty before.
    """

    CLASS: ClassVar[str] = "roster"
    KIND: ClassVar[str] = "roster.list.signed"

    unit: UUID
    key: UUID
    change: str
    name: str
    by_key: UUID
    place: str
    sha256: str
    line: str
    published: bool
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListBegunAgain(Event):
    """The lists of a unit cannot go on (too few can sign): all keys stand down, a first list follows."""

    CLASS: ClassVar[str] = "roster"
    KIND: ClassVar[str] = "roster.list.begun_again"

    unit: UUID
    generation: int
    reason: str
