"""Rebuild requests to open a sealed name from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import CHUNK, Difference, held_against, rebuilds

from .models import IdentityRequest, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry

_STATES: Final = {
    "identity.approved": State.APPROVED,
    "identity.refused": State.REFUSED,
    "identity.handed_over": State.HANDED_OVER,
    "identity.ended": State.ENDED,
}


@dataclass(slots=True)
class _Request:
    """What the entries say of a request."""

    report: str
    unit: str
    asker: str
    reason: str
    about: frozenset[str]
    ends_at: str
    state: str = State.ASKED.value
    decider: str = ""
    words: str = ""
    inner: str = ""


class RebuiltRequests:
    """The requests as the ledger tells them."""

    def __init__(self) -> None:
        self.requests: dict[UUID, _Request] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "identity.asked":
            named = {name: values[name] for name in ("report", "unit", "asker", "reason", "ends_at")}
            self.requests[entry.subject] = _Request(about=frozenset(values["about"]), **named)
            return
        told = self.requests.get(entry.subject)
        if told is None or entry.kind not in _STATES:
            return
        told.state = _STATES[entry.kind].value
        told.decider = values.get("decider", told.decider)
        told.words = values.get("words", told.words)
        told.inner = values.get("sha256", told.inner)

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many requests were rebuilt."""
        return len(self.requests)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        return held_against(
            ((row.pk, _of(row)) for row in IdentityRequest.objects.prefetch_related("about").iterator(CHUNK)),
            self.requests,
            erased=self.erased,
            differs=_("Yêu cầu mở danh tính %(id)s trong bảng khác với sổ."),
            missing=_("Yêu cầu mở danh tính %(id)s có trong sổ nhưng mất dòng."),
        )


def _of(row: IdentityRequest) -> _Request:
    return _Request(
        report=str(row.report_id),
        unit=str(row.unit_id),
        asker=str(row.asker_id),
        reason=row.reason,
        about=frozenset(str(person.pk) for person in row.about.all()),
        ends_at=row.ends_at.isoformat(),
        state=row.state,
        decider=str(row.decider_id or ""),
        words=row.words,
        inner=row.inner_id or "",
    )


rebuilds("identity.", RebuiltRequests)
