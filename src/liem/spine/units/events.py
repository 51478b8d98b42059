"""What units put into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class UnitOpened(Event):
    """A unit came into being."""

    CLASS: ClassVar[str] = "unit"
    KIND: ClassVar[str] = "units.unit.opened"

    code: str
    name: str
    kind: str
    level: str
    side: str
    parent: UUID | None
    valid_from: date
    basis: str


@dataclass(frozen=True, slots=True)
class UnitRenamed(Event):
    """A unit got another name from a day on."""

    CLASS: ClassVar[str] = "unit"
    KIND: ClassVar[str] = "units.unit.renamed"

    old_name: str
    new_name: str
    valid_from: date
    basis: str


@dataclass(frozen=True, slots=True)
class UnitClosed(Event):
    """A unit ceased on a day, going into its successors if there are any."""

    CLASS: ClassVar[str] = "unit"
    KIND: ClassVar[str] = "units.unit.closed"

    valid_to: date
    how: str
    successors: tuple[UUID, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class UnitsImported(Event):
    """A confirmed table of units was taken in; each row also has its own entry."""

    CLASS: ClassVar[str] = "unit"
    KIND: ClassVar[str] = "units.table.imported"

    file_sha256: str
    rows: int
