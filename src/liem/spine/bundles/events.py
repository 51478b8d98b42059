"""What bundles put into the ledger: with whom, which numbers, which hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class _BundleEvent(Event):
    CLASS: ClassVar[str] = "exchange"


@dataclass(frozen=True, slots=True)
class PeerTrusted(_BundleEvent):
    """The card of another office was compared and taken in; ``new_stream``: bundles are counted anew."""

    KIND: ClassVar[str] = "bundles.peer.trusted"

    office: str
    name: str
    role: str
    fingerprint: str
    card: str
    new_stream: bool


@dataclass(frozen=True, slots=True)
class BundleSent(_BundleEvent):
    """A bundle was made for another office; ``about`` says what it is in a few words."""

    KIND: ClassVar[str] = "bundles.bundle.sent"
    VERSION: ClassVar[int] = 2

    office: str
    kind: str
    stream: str
    number: int
    bundle: str
    size: int
    files: int
    about: str


@dataclass(frozen=True, slots=True)
class BundleTaken(_BundleEvent):
    """A bundle came in its turn and its contents were taken."""

    KIND: ClassVar[str] = "bundles.bundle.taken"

    office: str
    kind: str
    stream: str
    number: int
    bundle: str
    created_at: datetime
    files: int


@dataclass(frozen=True, slots=True)
class ContentsRefused(_BundleEvent):
    """A bundle came in its turn, but its contents could not be taken; ``code`` and ``reason`` say why."""

    KIND: ClassVar[str] = "bundles.bundle.refused"

    office: str
    kind: str
    stream: str
    number: int
    bundle: str
    created_at: datetime
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class BundlesArrived(_BundleEvent):
    """The receiver acknowledged what came up to ``number``; ``refused`` holds, for each bundle whose contents
    it could not use, ``number``, ``code`` and ``reason``."""

    KIND: ClassVar[str] = "bundles.sent.arrived"

    office: str
    stream: str
    number: int
    bundle: str
    refused: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SealedDelivered(_BundleEvent):
    """A sealed file was put into the vault unopened."""

    KIND: ClassVar[str] = "bundles.sealed.delivered"

    office: str
    name: str
    file_sha256: str
