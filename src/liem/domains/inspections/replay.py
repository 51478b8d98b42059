"""Rebuild where each case stands from its ledger entries and hold it against the row."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.law.procedures import OPENED, STOPPED
from liem.spine.ledger.replay import Difference, rebuilds

from .models import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


# A past case taken in from a table has one entry, which says where it stands.
_BEGINS: Final = ("inspections.inspection.opened", "inspections.inspection.imported")


@dataclass(slots=True)
class _Case:
    """What the entries of a case say of it now."""

    state: str = OPENED
    procedure: str = ""
    unit_id: UUID | None = None
    subject: str = ""
    subject_unit_id: UUID | None = None
    subject_person_id: UUID | None = None
    extended_to: datetime | None = None


def _id(value: Any) -> UUID | None:
    return UUID(value) if value else None


class RebuiltInspections:
    """The cases as the ledger tells them."""

    def __init__(self) -> None:
        self.cases: dict[UUID, _Case] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; those of team, papers, evidence and conclusion do not move a case."""
        if entry.kind in _BEGINS:
            self.cases[entry.subject] = _Case(
                state=values.get("state", OPENED),
                procedure=values["procedure"],
                unit_id=_id(values["unit"]),
                subject=values["subject"],
                subject_unit_id=_id(values["subject_unit"]),
                subject_person_id=_id(values["subject_person"]),
            )
            return
        case = self.cases.get(entry.subject)
        if case is None:
            return
        if entry.kind == "inspections.step.recorded":
            case.state = values["step"]
        elif entry.kind == "inspections.inspection.stopped":
            case.state = STOPPED
        elif entry.kind == "inspections.inspection.extended":
            case.extended_to = datetime.fromisoformat(values["new_due_at"])

    def skip(self, entry: Entry) -> None:
        """Remember a case whose entries were erased by law: nothing can be said of its row."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many cases were rebuilt."""
        return len(self.cases)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(asdict(_Case()))
        seen: set[UUID] = set()
        for row in Inspection.objects.values("pk", *names).iterator(chunk_size=2000):
            pk = row.pop("pk")
            seen.add(pk)
            if pk in self.erased:
                continue
            told = self.cases.get(pk)
            if told is None:
                words = _("Cuộc kiểm tra %(id)s không có dòng sổ nào.") % {"id": pk}
                yield Difference("row_without_entry", words, None, pk)
                continue
            for name, value in asdict(told).items():
                if value != row[name]:
                    words = _("Cuộc kiểm tra %(id)s: “%(field)s” trong bảng là %(row)s, theo sổ là %(told)s.")
                    shown = {"id": pk, "field": name, "row": row[name], "told": value}
                    yield Difference("row_differs", words % shown, None, pk)
        for pk in self.cases.keys() - seen - self.erased:
            words = _("Cuộc kiểm tra %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, pk)


rebuilds("inspections.", RebuiltInspections)
