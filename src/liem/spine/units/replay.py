"""Rebuild the units from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Unit:
    """What the entries of a unit say of it now."""

    code: str
    name: str
    kind: str
    level: str
    side: str
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None = None


class RebuiltUnits:
    """The units as the ledger tells them."""

    def __init__(self) -> None:
        self.units: dict[UUID, _Unit] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; the entry of a whole table says nothing of a single unit."""
        if entry.kind == "units.unit.opened":
            self.units[entry.subject] = _Unit(
                code=values["code"],
                name=values["name"],
                kind=values["kind"],
                level=values["level"],
                side=values["side"],
                parent_id=UUID(values["parent"]) if values["parent"] else None,
                valid_from=date.fromisoformat(values["valid_from"]),
            )
        elif entry.subject in self.units:
            if entry.kind == "units.unit.renamed":
                self.units[entry.subject].name = values["new_name"]
            elif entry.kind == "units.unit.closed":
                self.units[entry.subject].valid_to = date.fromisoformat(values["valid_to"])

    def skip(self, entry: Entry) -> None:
        """Remember a subject whose entries were erased by law: nothing can be said of its row."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many units were rebuilt."""
        return len(self.units)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(_Unit.__dataclass_fields__)
        seen: set[UUID] = set()
        for row in Unit.objects.values("pk", *names).iterator(chunk_size=2000):
            pk = row.pop("pk")
            seen.add(pk)
            if pk in self.erased:
                continue
            told = self.units.get(pk)
            if told is None:
                words = _("Đơn vị %(code)s không có dòng sổ thành lập.") % {"code": row["code"]}
                yield Difference("row_without_entry", words, None, pk)
                continue
            for name, value in asdict(told).items():
                if value != row[name]:
                    words = _("Đơn vị %(code)s: “%(field)s” trong bảng là %(row)s, theo sổ là %(told)s.")
                    told_words = {"code": told.code, "field": name, "row": row[name], "told": value}
                    yield Difference("row_differs", words % told_words, None, pk)
        for pk in self.units.keys() - seen - self.erased:
            words = _("Đơn vị %(code)s có trong sổ nhưng mất dòng.") % {"code": self.units[pk].code}
            yield Difference("row_missing", words, None, pk)


rebuilds("units.", RebuiltUnits)
