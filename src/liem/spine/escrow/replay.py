"""Rebuild divided keys from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import CHUNK, Difference, held_against, rebuilds

from .models import DividedKey, State
from .readers import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Divided:
    """What the entries say of a divided key: holders, and each ceremony as (id, reason, purpose, sheets)."""

    key: str
    needed: int
    sheets: dict[str, str]
    state: str = State.HELD.value
    assemblies: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)


class RebuiltDividedKeys:
    """The divided keys as the ledger tells them."""

    def __init__(self) -> None:
        self.divided: dict[UUID, _Divided] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "escrow.key.divided":
            self.divided[entry.subject] = _Divided(values["key"], values["needed"], values["sheets"])
        elif entry.kind == "escrow.sheets.assembled" and entry.subject in self.divided:
            found = self.divided[entry.subject]
            found.state = State.ASSEMBLED.value
            found.assemblies.append(
                (values["assembly"], values["reason"], values["purpose"], values["brought"])
            )

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many divided keys were rebuilt."""
        return len(self.divided)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        rows = DividedKey.objects.prefetch_related("sheets", "assemblies__sheets")
        return held_against(
            ((row.pk, _of(row)) for row in rows.iterator(CHUNK)),
            self.divided,
            erased=self.erased,
            differs=_("Khóa chia mảnh %(id)s trong bảng khác với sổ."),
            missing=_("Khóa chia mảnh %(id)s có trong sổ nhưng mất dòng."),
        )


def _of(row: DividedKey) -> _Divided:
    return _Divided(
        key=str(row.key_id),
        needed=row.needed,
        sheets=told(row.sheets.all()),
        state=row.state,
        assemblies=[
            (str(one.pk), one.reason, one.purpose, told(one.sheets.all()))
            for one in list(row.assemblies.all())[::-1]  # told from the first
        ],
    )


rebuilds("escrow.", RebuiltDividedKeys)
