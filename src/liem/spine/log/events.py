"""What the log puts into the ledger about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class LogCounted(Event):
    """How many entries of each class stand in the log: anybody can count the leaves and compare."""

    CLASS: ClassVar[str] = "log"
    KIND: ClassVar[str] = "log.log.counted"

    size: int
    classes: dict[str, int]


@dataclass(frozen=True, slots=True)
class PolicySet(Event):
    """Another policy holds from now on: whom to believe, how many witnesses."""

    CLASS: ClassVar[str] = "log"
    KIND: ClassVar[str] = "log.policy.set"

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class IncidentClosed(Event):
    """An incident of the log was settled; ``lost`` entries are known only by their leaves."""

    CLASS: ClassVar[str] = "log"
    KIND: ClassVar[str] = "log.incident.closed"

    incident: str
    outcome: str
    size: int
    lost: int


@dataclass(frozen=True, slots=True)
class LogBegun(Event):
    """A further log begins where the last one could not be continued; ``before`` is its last known head."""

    CLASS: ClassVar[str] = "log"
    KIND: ClassVar[str] = "log.log.begun"

    origin: str
    before: str
    reason: str
