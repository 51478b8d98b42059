"""Rebuild the states of sessions from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import CHUNK, Difference, rebuilds

from .models import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry

_STATES: Final = {
    "maintenance.session.asked": Session.State.ASKED,
    "maintenance.session.opened": Session.State.RUNNING,
    "maintenance.session.refused": Session.State.REFUSED,
    "maintenance.session.ended": Session.State.ENDED,
}


class RebuiltSessions:
    """The sessions as the ledger tells them: state, and how many requests were made in each."""

    def __init__(self) -> None:
        self.sessions: dict[UUID, list[Any]] = {}

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        del values
        state = _STATES.get(entry.kind)
        if state is not None:
            self.sessions.setdefault(entry.subject, ["", 0])[0] = str(state)
        elif entry.kind == "maintenance.request.made":
            self.sessions.setdefault(entry.subject, ["", 0])[1] += 1

    def skip(self, entry: Entry) -> None:
        """Nothing here is erased by law."""

    def count(self) -> int:
        """Say how many sessions were rebuilt."""
        return len(self.sessions)

    def compare(self) -> Iterator[Difference]:
        """Compare the rows with what was rebuilt."""
        words = _("Phiên bảo trì %(id)s trong bảng khác với sổ.")
        left = dict(self.sessions)
        for pk, state, requests in Session.objects.values_list("pk", "state", "requests").iterator(CHUNK):
            if left.pop(pk, None) != [state, requests]:
                yield Difference("row_differs", words % {"id": pk}, subject=pk)
        for pk in left:
            yield Difference("row_missing", words % {"id": pk}, subject=pk)


rebuilds("maintenance.", RebuiltSessions)
