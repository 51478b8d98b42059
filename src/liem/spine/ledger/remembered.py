"""Figures kept until the ledger grows: each change appends an entry, so the newest one says what still holds.

Counting and ordering 100,000 tasks costs a tenth of a second of a core; between two changes the answer is
the same. Kept per process, for the actor's mandate and the minute (deadlines pass without an entry).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .models import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor

T = TypeVar("T")
MOST = 1000  # each is a few numbers or the ids of one page
_kept: OrderedDict[Hashable, tuple[UUID, Any]] = OrderedDict()
_lock = threading.Lock()
# One thread makes, the others wait for it: eight visitors at once must not count the same rows eight times.
# Patience is short, because figures within figures could wait for each other.
_making = tuple(threading.RLock() for _ in range(64))
PATIENCE = 2.0  # seconds
_here = threading.local()


_still: set[str] = set()


def changes_no_figure(*kinds: str) -> None:
    """Let a room name kinds of entries that change nothing anybody counts or lists, such as sign-ins."""
    _still.update(kinds)


def _newest(at: datetime) -> UUID | None:
    """Return the id of the newest entry that can change a figure, looked up once for all those of one page.

    A page then shows one state of affairs, and its later figures ask nothing. An entry this thread appends
    itself ends that at once.
    """
    told: tuple[datetime, UUID | None] | None = getattr(_here, "newest", None)
    if told is None or told[0] is not at:
        told = (at, _latest())
        _here.newest = told
    return told[1]


def _latest() -> UUID | None:
    newest = Entry.objects.order_by("-seq").values_list("id", "kind")
    for many in (1, 50):  # nearly always the very first, or one after a few sign-ins
        for entry, kind in newest[:many]:
            if kind not in _still:
                return entry
    return newest.exclude(kind__in=_still).values_list("id", flat=True).first()


def grown() -> None:
    """Take note that this thread has appended an entry: what it read of the newest one holds no longer."""
    _here.newest = None


def remembered(make: Callable[[], T], *key: Hashable, actor: Actor, at: datetime) -> T:
    """Return what ``make`` gave for this key, mandate and minute, or make it anew if the ledger has grown.

    The newest entry is looked up before ``make`` runs: what is kept can be newer than its mark, never older.
    ``make`` must return something that nobody changes afterwards.
    """
    newest = _newest(at)
    if newest is None or actor.mandate_id is None:
        return make()
    whole = (*key, actor.mandate_id, actor.unit_id, at.replace(second=0, microsecond=0))
    held = _making[hash(whole) % len(_making)]
    found = _kept.get(whole)
    if found is not None and found[0] == newest:
        return cast("T", found[1])
    waited = held.acquire(timeout=PATIENCE)
    try:
        found = _kept.get(whole)
        if found is not None and found[0] == newest:
            return cast("T", found[1])
        made = make()
        with _lock:
            _kept[whole] = (newest, made)
            _kept.move_to_end(whole)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
        return made
    finally:
        if waited:
            held.release()
