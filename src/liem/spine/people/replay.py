"""Rebuild who holds which post from the ledger and hold it against the rows: access goes by posts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .models import Mandate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Mandate:
    """What the entries say of a post."""

    person_id: UUID
    unit_id: UUID
    post: str
    valid_from: date
    valid_to: date | None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class RebuiltMandates:
    """The posts as the ledger tells them."""

    def __init__(self) -> None:
        self.mandates: dict[UUID, _Mandate] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; those of names and accounts say nothing of posts."""
        if entry.kind == "people.mandate.given":
            self.mandates[UUID(values["mandate"])] = _Mandate(
                person_id=entry.subject,
                unit_id=UUID(values["unit"]),
                post=values["post"],
                valid_from=date.fromisoformat(values["valid_from"]),
                valid_to=_day(values["valid_to"]),
            )
        elif entry.kind == "people.mandate.ended":
            told = self.mandates.get(UUID(values["mandate"]))
            if told is not None:
                told.valid_to = _day(values["valid_to"])

    def skip(self, entry: Entry) -> None:
        """Remember a person whose entries were erased by law: nothing can be said of the posts."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many posts were rebuilt."""
        return len(self.mandates)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(_Mandate.__dataclass_fields__)
        seen: set[UUID] = set()
        for row in Mandate.objects.values("pk", *names).iterator(chunk_size=2000):
            pk = row.pop("pk")
            seen.add(pk)
            told = self.mandates.get(pk)
            if row["person_id"] in self.erased:
                continue
            if told is None:
                words = _("Chức danh %(id)s không có dòng sổ giao chức danh.") % {"id": pk}
                yield Difference("row_without_entry", words, None, row["person_id"])
            elif asdict(told) != row:
                words = _("Chức danh %(id)s trong bảng khác với sổ.") % {"id": pk}
                yield Difference("row_differs", words, None, row["person_id"])
        for pk in self.mandates.keys() - seen:
            words = _("Chức danh %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, self.mandates[pk].person_id)


rebuilds("people.", RebuiltMandates)
