"""Rebuild the erasures from the ledger; find keys that are gone without one, or back after one."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.append import secrets_of
from liem.spine.ledger.models import Key
from liem.spine.ledger.replay import CHUNK, Difference, rebuilds

from .models import Erasure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry

_STATES: Final = {
    "custody.erasure.proposed": Erasure.State.PROPOSED,
    "custody.key.erased": Erasure.State.CONFIRMED,
    "custody.erasure.refused": Erasure.State.REFUSED,
    "custody.erasure.withdrawn": Erasure.State.WITHDRAWN,
}


class RebuiltErasures:
    """The erasures as the ledger tells them, and the keys they destroyed."""

    def __init__(self) -> None:
        self.erasures: dict[UUID, tuple[UUID, str]] = {}
        self.lawful: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; an opening changes no row."""
        state = _STATES.get(entry.kind)
        if state is None:
            return
        key = UUID(values["key"])
        self.erasures[entry.subject] = (key, str(state))
        if state == Erasure.State.CONFIRMED:
            self.lawful.add(key)

    def skip(self, entry: Entry) -> None:
        """Nothing here is erased by law: these entries name nobody. One without a key is found below."""

    def count(self) -> int:
        """Say how many erasures were rebuilt."""
        return len(self.erasures)

    def compare(self) -> Iterator[Difference]:
        """Compare rows and keys with what was rebuilt."""
        seen: set[UUID] = set()
        for pk, key, state in Erasure.objects.values_list("pk", "key", "state").iterator(chunk_size=CHUNK):
            seen.add(pk)
            if self.erasures.get(pk) != (key, state):
                words = _("Việc xóa theo luật %(id)s trong bảng khác với sổ.") % {"id": pk}
                yield Difference("row_differs", words, None, pk)
        for pk in self.erasures.keys() - seen:
            words = _("Việc xóa theo luật %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, pk)
        yield from self._keys()

    def _keys(self) -> Iterator[Difference]:
        keys = Key.objects.values_list("pk", "erased_at").iterator(chunk_size=CHUNK)
        while part := list(islice(keys, CHUNK)):
            held = secrets_of(pk for pk, _erased_at in part)
            for pk, erased_at in part:
                if pk in self.lawful and erased_at is None:
                    words = _(
                        "Khóa %(id)s đã xóa theo luật mà bảng lại ghi là còn: bản sao cũ được phục hồi?"
                    )
                    yield Difference("key_back", words % {"id": pk}, None, pk)
                elif pk not in self.lawful and pk not in held:
                    words = _("Khóa %(id)s không còn mở được dù không có việc xóa theo luật nào.")
                    yield Difference("key_lost", words % {"id": pk}, None, pk)


rebuilds("custody.", RebuiltErasures)
