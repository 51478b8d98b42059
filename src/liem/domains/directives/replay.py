"""Rebuild state and head of directives from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .flow import State
from .models import Directive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from liem.spine.ledger.models import Entry

_STATES: Final = {
    "directives.directive.received": State.RECEIVED,
    "directives.reading.recorded": State.READ,
    "directives.reading.failed": State.UNREADABLE,
    "directives.reading.wanted": State.RECEIVED,
    "directives.directive.confirmed": State.CONFIRMED,
    "directives.tasks.assigned": State.ASSIGNED,
    "directives.directive.closed": State.CLOSED,
    "directives.directive.set_aside": State.SET_ASIDE,
}
_SILENT: Final = frozenset({"directives.letter.issued"})
_CORRECTED: Final = "directives.directive.corrected"
_HEAD: Final = ("number", "symbol", "issuer", "issued_on", "kind", "subject")


@dataclass(slots=True)
class _Directive:
    """What the entries say of a directive; ``head`` stays empty until a person confirmed it."""

    state: str = State.RECEIVED
    head: dict[str, Any] = field(default_factory=dict)


class RebuiltDirectives:
    """The directives as the ledger tells them."""

    def __init__(self) -> None:
        self.directives: dict[UUID, _Directive] = {}
        self.erased: set[UUID] = set()
        self.unknown: list[Difference] = []

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; an event this version does not know is itself a difference."""
        state = _STATES.get(entry.kind)
        if state is None and entry.kind != _CORRECTED and entry.kind not in _SILENT:
            words = _("Dòng sổ #%(seq)s: loại “%(kind)s” chưa biết cách dựng lại.")
            self.unknown.append(
                Difference("unknown_kind", words % {"seq": entry.seq, "kind": entry.kind}, entry.seq)
            )
            return
        told = self.directives.setdefault(entry.subject, _Directive())
        if state is not None:
            told.state = state
        if state == State.CONFIRMED:
            told.head = _head(values)
        elif entry.kind == _CORRECTED:
            told.head |= _head(values["after"])

    def skip(self, entry: Entry) -> None:
        """Remember a directive whose entries were erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many directives were rebuilt."""
        return len(self.directives)

    def compare(self) -> Iterator[Difference]:
        """Compare state and confirmed head of each row with what was rebuilt."""
        yield from self.unknown
        seen: set[UUID] = set()
        for row in Directive.objects.values("pk", "state", *_HEAD).iterator(chunk_size=2000):
            pk = row["pk"]
            seen.add(pk)
            if pk in self.erased:
                continue
            told = self.directives.get(pk)
            if told is None:
                words = _("Văn bản %(id)s không có dòng sổ nào.") % {"id": pk}
                yield Difference("row_without_entry", words, None, pk)
                continue
            for name, value in {"state": str(told.state), **told.head}.items():
                if row[name] != value:
                    words = _("Văn bản %(id)s: “%(field)s” trong bảng là %(row)s, theo sổ là %(told)s.")
                    shown = {"id": pk, "field": name, "row": row[name], "told": value}
                    yield Difference("row_differs", words % shown, None, pk)
        for pk in self.directives.keys() - seen - self.erased:
            words = _("Văn bản %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, pk)


def _head(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the columns keep of a confirmed or corrected head: trimmed, cut to their width."""
    told: dict[str, Any] = {name: values[name] for name in _HEAD if name in values}
    for name, value in told.items():
        if name == "issued_on":
            told[name] = date.fromisoformat(value) if value else None
        elif name != "kind":
            width = getattr(Directive._meta.get_field(name), "max_length", None)
            told[name] = value.strip()[:width]
    return told


rebuilds("directives.", RebuiltDirectives)
