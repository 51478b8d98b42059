"""Rebuild keys and lists of readers from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.kernel.seal import roster
from liem.spine.ledger.replay import Difference, rebuilds

from .models import ReaderKey, ReaderList, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Key:
    """What the entries say of a key."""

    unit_id: UUID
    person_id: UUID
    device: str
    recovery: str
    sign: str
    state: str = State.PENDING


class RebuiltKeys:
    """Keys and published lists as the ledger tells them."""

    def __init__(self) -> None:
        self.keys: dict[UUID, _Key] = {}
        self.lists: dict[UUID, str] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "roster.key.enrolled":
            self.keys[entry.subject] = _Key(
                unit_id=UUID(values["unit"]),
                person_id=UUID(values["person"]),
                device=values["device"],
                recovery=values["recovery"],
                sign=values["sign"],
            )
        elif entry.kind == "roster.key.withdrawn" and entry.subject in self.keys:
            self.keys[entry.subject].state = State.WITHDRAWN
        elif entry.kind == "roster.list.begun_again":
            self._stand_down(UUID(values["unit"]), set())
        elif entry.kind == "roster.list.signed" and values["published"]:
            self.lists[entry.subject] = values["text"]
            listed = {UUID(each.id) for each in roster.parse(values["text"]).readers}
            self._stand_down(UUID(values["unit"]), listed)
            for pk in listed & self.keys.keys():
                self.keys[pk].state = State.STANDING

    def _stand_down(self, unit_id: UUID, but: set[UUID]) -> None:
        for pk, key in self.keys.items():
            if key.unit_id == unit_id and key.state == State.STANDING and pk not in but:
                key.state = State.RETIRED

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law: nothing can be said of it."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many rows were rebuilt."""
        return len(self.keys) + len(self.lists)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(_Key.__dataclass_fields__)
        seen: set[UUID] = set()
        for row in ReaderKey.objects.values("pk", *names).iterator(chunk_size=2000):
            pk = row.pop("pk")
            seen.add(pk)
            told = self.keys.get(pk)
            if pk in self.erased:
                continue
            if told is None:
                words = _("Khóa người đọc %(id)s không có dòng sổ nào.") % {"id": pk}
                yield Difference("row_without_entry", words, None, pk)
            elif asdict(told) != row:
                words = _("Khóa người đọc %(id)s trong bảng khác với sổ.") % {"id": pk}
                yield Difference("row_differs", words, None, pk)
        rows = dict(ReaderList.objects.filter(published_at__isnull=False).values_list("pk", "text"))
        for pk, text in rows.items():
            if pk not in self.erased and self.lists.get(pk) != text:
                words = _("Danh sách người đọc %(id)s trong bảng khác với sổ.") % {"id": pk}
                yield Difference("row_differs", words, None, pk)
        for pk in (self.keys.keys() | self.lists.keys()) - seen - rows.keys() - self.erased:
            words = _("Khóa hoặc danh sách người đọc %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, pk)


rebuilds("roster.", RebuiltKeys)
