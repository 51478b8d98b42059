"""What a public draw puts into the ledger. Nothing here names a person: lists stand as their hashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class DrawAnnounced(Event):
    """List, exclusions and terms were fixed before any digit was thrown."""

    CLASS: ClassVar[str] = "draw"
    KIND: ClassVar[str] = "draws.ceremony.announced"

    ceremony: str
    purpose: str
    frame_sha256: str
    size: int
    excluded_sha256: str
    excluded: int
    rate: str
    count: int
    leaders: bool
    reserves: int
    method: str
    beacon: str
    bodies: tuple[str, ...]
    place: str
    held_at: str
    drawn_from: str
    repeats: str


@dataclass(frozen=True, slots=True)
class DigitsCommitted(Event):
    """A body fixed its digits without showing them."""

    CLASS: ClassVar[str] = "draw"
    KIND: ClassVar[str] = "draws.ceremony.committed"

    ceremony: str
    turn: int
    body: str
    commitment: str


@dataclass(frozen=True, slots=True)
class DigitsThrown(Event):
    """A body threw its digits, or opened what it had committed to."""

    CLASS: ClassVar[str] = "draw"
    KIND: ClassVar[str] = "draws.ceremony.thrown"

    ceremony: str
    turn: int
    body: str
    digits: str
    nonce: str


@dataclass(frozen=True, slots=True)
class DrawHeld(Event):
    """The seed is whole, the result is drawn."""

    CLASS: ClassVar[str] = "draw"
    KIND: ClassVar[str] = "draws.ceremony.held"

    ceremony: str
    seed: str
    result_sha256: str
    chosen: int
    witnesses: str


@dataclass(frozen=True, slots=True)
class ReserveMovedUp(Event):
    """Somebody drawn cannot be taken, on a stated ground; the next reserve takes the place."""

    CLASS: ClassVar[str] = "draw"
    KIND: ClassVar[str] = "draws.ceremony.replaced"

    ceremony: str
    unit: str
    out: str
    into: str
    ground: str


@dataclass(frozen=True, slots=True)
class DrawGivenUp(Event):
    """An announced draw did not take place; ``absent`` names the body that did not open, if that is why."""

    CLASS: ClassVar[str] = "draw"
    KIND: ClassVar[str] = "draws.ceremony.given_up"

    ceremony: str
    reason: str
    absent: str
