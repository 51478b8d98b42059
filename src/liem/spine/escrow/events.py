"""What divided keys put into the ledger: who holds a sheet, and each putting together, are public facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class KeyDivided(Event):
    """The recovery key of a reader stands on sheets; ``sheets`` says by number which body and who."""

    CLASS: ClassVar[str] = "roster"
    KIND: ClassVar[str] = "escrow.key.divided"

    unit: UUID
    key: UUID
    name: str
    needed: int
    sheets: dict[str, str]


@dataclass(frozen=True, slots=True)
class SheetsAssembled(Event):
    """Sheets are put together at a ceremony: ``brought`` says by number which body and who."""

    CLASS: ClassVar[str] = "roster"
    KIND: ClassVar[str] = "escrow.sheets.assembled"

    assembly: UUID
    name: str
    leader: str
    brought: dict[str, str]
    reason: str
    purpose: str
