"""Rebuild who is kin of whom from the ledger and hold it against the rows: bars go by it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .models import Kinship

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Kinship:
    """What the entries say of a kinship."""

    person_id: UUID
    other_id: UUID
    relation: str
    ended_on: date | None = None


class RebuiltKinships:
    """The kinships as the ledger tells them."""

    def __init__(self) -> None:
        self.kinships: dict[UUID, _Kinship] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        pk = UUID(values["kinship"])
        if entry.kind == "people.kinship.declared":
            self.kinships[pk] = _Kinship(entry.subject, UUID(values["other"]), values["relation"])
        elif entry.kind == "people.kinship.ended" and pk in self.kinships:
            self.kinships[pk].ended_on = date.fromisoformat(values["ended_on"])

    def skip(self, entry: Entry) -> None:
        """Remember a person whose entries were erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many kinships were rebuilt."""
        return len(self.kinships)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(_Kinship.__dataclass_fields__)
        seen: set[UUID] = set()
        for row in Kinship.objects.values("pk", *names).iterator(chunk_size=2000):
            pk = row.pop("pk")
            seen.add(pk)
            if row["person_id"] in self.erased:
                continue
            told = self.kinships.get(pk)
            if told is None:
                words = _("Quan hệ thân thích %(id)s không có dòng sổ nào.") % {"id": pk}
                yield Difference("row_without_entry", words, None, row["person_id"])
            elif asdict(told) != row:
                words = _("Quan hệ thân thích %(id)s trong bảng khác với sổ.") % {"id": pk}
                yield Difference("row_differs", words, None, row["person_id"])
        for pk in self.kinships.keys() - seen:
            words = _("Quan hệ thân thích %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, self.kinships[pk].person_id)


rebuilds("people.kinship.", RebuiltKinships)
