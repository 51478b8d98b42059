"""Rebuild peers and bundles from their ledger entries and hold them against the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, held_against, rebuilds

from .models import Delivered, Peer, Received, Sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from liem.spine.ledger.models import Entry

_SAID: dict[str, tuple[str, tuple[str, ...]]] = {
    "bundles.peer.trusted": ("peer", ("office", "role", "card")),
    "bundles.bundle.sent": ("sent", ("stream", "number", "bundle", "kind", "about")),
    "bundles.bundle.taken": ("received", ("stream", "number", "bundle", "kind")),
    "bundles.bundle.refused": ("received", ("stream", "number", "bundle", "kind", "code")),
    "bundles.sealed.delivered": ("delivered", ("file_sha256",)),
}
_NOT_ARRIVED = ("", "", "")


class RebuiltBundles:
    """What the ledger tells of each row: the table it stands in and the columns that never change."""

    def __init__(self) -> None:
        self.told: dict[UUID, tuple[str, ...]] = {}
        self.erased: set[UUID] = set()
        self._sent: dict[str, dict[int, UUID]] = {}  # by stream and number
        self._arrived: dict[str, int] = {}

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "bundles.sent.arrived":
            self._arrive(values)
            return
        table, names = _SAID[entry.kind]
        told = (table, *(str(values.get(name, "")) for name in names))  # `about` came with version 2
        if table == "sent":
            self._sent.setdefault(values["stream"], {})[values["number"]] = entry.subject
            told += _NOT_ARRIVED
        self.told[entry.subject] = told

    def _arrive(self, values: dict[str, Any]) -> None:
        """Mark what was acknowledged."""
        stream, last = values["stream"], values["number"]
        sent = self._sent.get(stream, {})
        known = [
            sent[number] for number in range(self._arrived.get(stream, 0) + 1, last + 1) if number in sent
        ]
        for pk in known:
            self.told[pk] = (*self.told[pk][:-3], "arrived", "", "")
        for each in values["refused"]:
            pk = sent[each["number"]]
            self.told[pk] = (*self.told[pk][:-3], "arrived", each["code"], each["reason"])
        self._arrived[stream] = max(last, self._arrived.get(stream, 0))

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many rows were rebuilt."""
        return len(self.told)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        return held_against(
            _rows().items(),
            self.told,
            erased=self.erased,
            differs=_("Gói %(id)s trong bảng khác với sổ."),
            missing=_("Gói %(id)s có trong sổ nhưng mất dòng."),
            without=_("Gói %(id)s không có dòng sổ nào."),
        )


def _rows() -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for peer in Peer.objects.iterator(chunk_size=2000):
        found[peer.pk] = ("peer", peer.office, peer.role, peer.card)
    for sent in Sent.objects.iterator(chunk_size=2000):
        made = ("sent", sent.stream, str(sent.number), sent.bundle, sent.kind, sent.about)
        arrived = "arrived" if sent.arrived_at else ""
        found[sent.pk] = (*made, arrived, sent.refused_code, sent.refused_reason)
    for came in Received.objects.iterator(chunk_size=2000):
        words = ("received", came.stream, str(came.number), came.bundle, came.kind)
        refused = came.outcome == Received.Outcome.REFUSED
        found[came.pk] = (*words, came.code) if refused else words
    for one in Delivered.objects.iterator(chunk_size=2000):
        found[one.pk] = ("delivered", one.blob_id)
    return found


rebuilds("bundles.", RebuiltBundles)
