"""What custody puts into the ledger. No value names the person: these entries stay readable for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class ErasureProposed(Event):
    """Somebody asked that a key be destroyed, on a ground of the law."""

    CLASS: ClassVar[str] = "erasure"
    KIND: ClassVar[str] = "custody.erasure.proposed"

    key: UUID
    room: str
    ground: str
    basis: str


@dataclass(frozen=True, slots=True)
class KeyErased(Event):
    """A second person confirmed: from here on what the key sealed can be read by nobody."""

    CLASS: ClassVar[str] = "erasure"
    KIND: ClassVar[str] = "custody.key.erased"

    key: UUID
    room: str
    ground: str
    basis: str
    entries: int


@dataclass(frozen=True, slots=True)
class ErasureRefused(Event):
    """The second person said no; nothing was erased."""

    CLASS: ClassVar[str] = "erasure"
    KIND: ClassVar[str] = "custody.erasure.refused"

    key: UUID
    words: str


@dataclass(frozen=True, slots=True)
class ErasureWithdrawn(Event):
    """Who proposed took the proposal back."""

    CLASS: ClassVar[str] = "erasure"
    KIND: ClassVar[str] = "custody.erasure.withdrawn"

    key: UUID


@dataclass(frozen=True, slots=True)
class FieldsOpened(Event):
    """Fields of an entry were opened to everybody; the others stay shut."""

    CLASS: ClassVar[str] = "opening"
    KIND: ClassVar[str] = "custody.fields.opened"

    entry: UUID
    seq: int
    names: list[str]
    reason: str
    file_sha256: str
