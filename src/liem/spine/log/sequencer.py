"""The sequencer: entries that wait get their places, the new head is signed. One at a time.

Rows, tiles and head stand or fall in one transaction. What was written is read back and rehashed before the
signature, because a head once signed cannot be taken back. Nothing is signed while the database is behind
what was published or what a witness has seen: a restored backup would otherwise fork the log.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.log import (
    Checkpoint,
    Invalid,
    Note,
    TileNodes,
    VerifierKey,
    append,
    audit,
    sign_checkpoint,
    tree_root,
)
from liem.kernel.log.cosign import verify_signature
from liem.spine.ledger.transaction import atomic

from . import cover, incidents, place
from .store import DatabaseStore, lock

if TYPE_CHECKING:
    from datetime import datetime

    from liem.kernel.log import Head

    from .models import Log

BATCH = 2000  # one write transaction lasts some tenths of a second on an old machine


def sequence(*, at: datetime, limit: int = BATCH) -> Head | None:
    """Give at most ``limit`` due entries their places and sign the head; None when nothing was due.

    Raises ``incidents.Stopped`` while an incident is open or when one is found now, ``keys.NoKey``.
    """
    try:
        with atomic():
            return _step(at, limit)
    except incidents.Found as found:
        raise incidents.opened(found, at=at) from None


def sequence_all(*, at: datetime) -> Head | None:
    """Sequence until nothing due is left; give the last head signed, None when nothing was due."""
    with atomic():
        cover.fill(at=at)
    last = None
    while (head := sequence(at=at)) is not None:
        last = head
    return last


def _step(at: datetime, limit: int) -> Head | None:
    lock()
    incidents.refuse_while_open()
    log = place.begin(at=at)
    store = DatabaseStore(log.generation, at=at)
    head = store.head()
    require_ahead_of_published(log, store, head)
    waiting = store.waiting(limit)
    if not waiting:
        return None
    try:
        new = append(store.read, store.write, old=head.size, entries=[one.entry for one in waiting])
        store.place([one.id for one in waiting], first=head.size)
        audit(store.read, new, since=head)
    except Invalid as fault:
        raise incidents.Found("broken", fault.vi) from fault
    signed = sign_checkpoint(Checkpoint(log.origin, new.size, new.root), place.key_of(log))
    store.keep(signed.encode(), new)
    return new


def require_ahead_of_published(log: Log, store: DatabaseStore, head: Head) -> None:
    """Make sure what was published is the beginning of what the database holds. Raises ``Found``."""
    published = place.folder_of(log).checkpoint()
    if published is None:
        return
    try:
        note = Note.parse(published)
        seen = Checkpoint.parse(note.text)
    except Invalid as fault:
        words = _("Tệp đầu sổ đang công bố hỏng: %(why)s") % {"why": fault.vi}
        raise incidents.Found("broken", words, published.decode(errors="replace")) from fault
    require_own_signature(log, note)
    if seen.size > head.size:
        words = _("Đã công bố đầu sổ có %(published)s mục, cơ sở dữ liệu chỉ còn %(held)s mục.")
        raise incidents.Found(
            "behind", words % {"published": seen.size, "held": head.size}, published.decode()
        )
    if seen.size and tree_root(TileNodes(store.read, seen.size), seen.size) != seen.root:
        words = _("%(size)s mục đầu trong cơ sở dữ liệu không còn như khi đã công bố.")
        raise incidents.Found("forked", words % {"size": seen.size}, published.decode())


def require_own_signature(log: Log, note: Note) -> None:
    """Make sure a head in the name of this log was signed by its key. Raises ``Found``."""
    if not _holds(str(place.key_of(log).key), note) or Checkpoint.parse(note.text).origin != log.origin:
        words = _("Đầu sổ đang công bố không phải do khóa của sổ này ký: tệp bị sửa hoặc là của nơi khác.")
        raise incidents.Found("forked", words, str(note))


@lru_cache(maxsize=8)
def _holds(vkey: str, note: Note) -> bool:
    """Say whether this key signed; the published head is asked about at each step and rarely changes."""
    key = VerifierKey.parse(vkey)
    try:
        return any(one.by(key) and verify_signature(key, one, note.text) is None for one in note.signatures)
    except Invalid:
        return False
