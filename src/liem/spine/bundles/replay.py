"""Rebuild peers and bundles from their ledger entries and hold them against the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .models import Delivered, Peer, Received, Sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from liem.spine.ledger.models import Entry

_SAID: dict[str, tuple[str, tuple[str, ...]]] = {
    "bundles.peer.trusted": ("peer", ("office", "role", "card")),
    "bundles.bundle.sent": ("sent", ("stream", "number", "bundle", "kind")),
    "bundles.bundle.taken": ("received", ("stream", "number", "bundle", "kind")),
    "bundles.bundle.refused": ("received", ("stream", "number", "bundle", "kind", "code")),
    "bundles.sealed.delivered": ("delivered", ("file_sha256",)),
}


class RebuiltBundles:
    """What the ledger tells of each row: the table it stands in and the columns that never change."""

    def __init__(self) -> None:
        self.told: dict[UUID, tuple[str, ...]] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        table, names = _SAID[entry.kind]
        self.told[entry.subject] = (table, *(str(values[name]) for name in names))

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many rows were rebuilt."""
        return len(self.told)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        rows = _rows()
        for pk in (rows.keys() | self.told.keys()) - self.erased:
            if pk not in self.told:
                yield Difference(
                    "row_without_entry", _("Gói %(id)s không có dòng sổ nào.") % {"id": pk}, None, pk
                )
            elif pk not in rows:
                yield Difference(
                    "row_missing", _("Gói %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}, None, pk
                )
            elif rows[pk] != self.told[pk]:
                yield Difference(
                    "row_differs", _("Gói %(id)s trong bảng khác với sổ.") % {"id": pk}, None, pk
                )


def _rows() -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for peer in Peer.objects.iterator(chunk_size=2000):
        found[peer.pk] = ("peer", peer.office, peer.role, peer.card)
    for sent in Sent.objects.iterator(chunk_size=2000):
        found[sent.pk] = ("sent", sent.stream, str(sent.number), sent.bundle, sent.kind)
    for came in Received.objects.iterator(chunk_size=2000):
        words = ("received", came.stream, str(came.number), came.bundle, came.kind)
        refused = came.outcome == Received.Outcome.REFUSED
        found[came.pk] = (*words, came.code) if refused else words
    for one in Delivered.objects.iterator(chunk_size=2000):
        found[one.pk] = ("delivered", one.blob_id)
    return found


rebuilds("bundles.", RebuiltBundles)
