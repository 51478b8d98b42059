"""Rebuild the states of programmes and items from their ledger entries and hold them against the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .flow import ItemState, State
from .models import DeviationKind, Item, Programme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from liem.spine.ledger.models import Entry

_PROGRAMME: Final = {
    "programmes.programme.drafted": State.DRAFT,
    "programmes.programme.submitted": State.SUBMITTED,
    "programmes.programme.sent_back": State.DRAFT,
    "programmes.programme.approved": State.APPROVED,
    "programmes.programme.closed": State.CLOSED,
}
_ITEM: Final = {
    "programmes.item.proposed": ItemState.PLANNED,
    "programmes.item.dropped": ItemState.DROPPED,
    "programmes.item.started": ItemState.RUNNING,
    "programmes.item.finished": ItemState.DONE,
}
_SILENT: Final = frozenset(
    {
        "programmes.item.changed",
        "programmes.member.assigned",
        "programmes.draw.announced",
        "programmes.draw.finished",
        "programmes.draw.abandoned",
    }
)
_CHANGES: Final = {DeviationKind.ADDED: ItemState.PLANNED, DeviationKind.DROPPED: ItemState.DROPPED}


class RebuiltProgrammes:
    """The states of programmes and items as the ledger tells them."""

    def __init__(self) -> None:
        self.states: dict[UUID, str] = {}
        self.erased: set[UUID] = set()
        self.unknown: list[Difference] = []

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; an event this version does not know is itself a difference."""
        state = _PROGRAMME.get(entry.kind) or _ITEM.get(entry.kind)
        if entry.kind == "programmes.deviation.recorded":
            state = _CHANGES.get(values["change"])
        elif state is None and entry.kind not in _SILENT:
            words = _("Dòng sổ #%(seq)s: loại “%(kind)s” chưa biết cách dựng lại.")
            self.unknown.append(
                Difference("unknown_kind", words % {"seq": entry.seq, "kind": entry.kind}, entry.seq)
            )
        if state is not None:
            self.states[entry.subject] = state

    def skip(self, entry: Entry) -> None:
        """Remember a subject whose entries were erased by law: nothing can be said of its row."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many rows were rebuilt."""
        return len(self.states)

    def compare(self) -> Iterator[Difference]:
        """Compare the state of each row with what was rebuilt."""
        yield from self.unknown
        seen: set[UUID] = set()
        for model in (Programme, Item):
            name = str(model._meta.verbose_name)
            for pk, state in model.objects.values_list("pk", "state").iterator(chunk_size=2000):
                seen.add(pk)
                if pk in self.erased:
                    continue
                told = self.states.get(pk)
                if told is None:
                    words = _("%(what)s %(id)s không có dòng sổ nào.") % {"what": name, "id": pk}
                    yield Difference("row_without_entry", words, None, pk)
                elif told != state:
                    words = _("%(what)s %(id)s: trạng thái trong bảng là %(row)s, theo sổ là %(told)s.")
                    told_words = words % {"what": name, "id": pk, "row": state, "told": str(told)}
                    yield Difference("row_differs", told_words, None, pk)
        for pk in self.states.keys() - seen - self.erased:
            yield Difference("row_missing", _("%(id)s có trong sổ nhưng mất dòng.") % {"id": pk}, None, pk)


rebuilds("programmes.", RebuiltProgrammes)
