"""Rehashing of everything the log holds and has published, against the ledger. Changes nothing but its
outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _

from liem.kernel.log import Checkpoint as Signed
from liem.kernel.log import Invalid, Note, TileNodes, audit, tree_root
from liem.spine.ledger.models import Entry
from liem.spine.ledger.replay import reading

from . import place, sequencer
from .counting import leaves
from .incidents import Found
from .models import Checkpoint, Log, LogAudit, Place, Waiting
from .receipts import WITHIN
from .store import DatabaseStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

CHUNK: Final = 1000
MOST_SHOWN: Final = 20


def check(*, at: datetime, tell: Callable[[int], None] = lambda _done: None) -> list[str]:
    """Rehash every log and hold it against ledger and published files; give what does not hold, in sentences.

    ``tell`` hears how many entries were compared, for progress. What a damaged file no longer gives is named.
    """
    faults: list[str] = []
    logs: list[Log] = []
    with reading(_("Sổ minh bạch"), faults.append):
        logs = list(Log.objects.order_by("generation"))
    for log in logs:
        with reading(log.origin, faults.append):
            faults.extend(_of(log, at, tell))
    with reading(_("Sổ nhật ký"), faults.append):
        faults.extend(_unplaced(at))
    return faults


def _of(log: Log, at: datetime, tell: Callable[[int], None]) -> Iterator[str]:
    store = DatabaseStore(log.generation, at=at)
    head = store.head()
    try:
        audit(store.read, head)
        _heads(log, store)
        sequencer.require_ahead_of_published(log, store, head)
        _published(log)
    except Invalid as fault:
        yield f"{log.origin}: {fault.vi}"
        return
    except Found as fault:
        yield f"{log.origin}: {fault.words}"
    yield from _places(log, store, head.size, tell)


def remember(faults: list[str], *, at: datetime) -> LogAudit:
    """Keep the outcome for the pages and the doctor."""
    log = place.current()
    generation, size = (log.generation, DatabaseStore(log.generation, at=at).head().size) if log else (0, 0)
    return LogAudit.objects.create(
        at=at, generation=generation, size=size, fault="\n".join(faults[:MOST_SHOWN])
    )


def _heads(log: Log, store: DatabaseStore) -> None:
    """Make sure every signed head is a beginning of the same tree and was signed by the log's key."""
    key = place.key_of(log)
    public = key.private.public_key()
    nodes = TileNodes(store.read, store.head().size)
    for row in Checkpoint.objects.filter(generation=log.generation).order_by("size").iterator(CHUNK):
        note = Note.parse(row.note.encode())
        said = Signed.parse(note.text)
        words = _("đầu sổ đã ký cho %(size)s mục không khớp cây hiện nay.")
        if said.size != row.size or tree_root(nodes, row.size) != said.root or said.root != bytes(row.root):
            raise Found("forked", words % {"size": row.size}, row.note)
        try:
            # One head a minute makes half a million a year: by the library, ten times faster than our own
            # check.
            (line,) = (one for one in note.signatures if one.by(key.key))
            public.verify(line.value, note.text.encode())
        except (InvalidSignature, ValueError):
            raise Found("forked", words % {"size": row.size}, row.note) from None


def _published(log: Log) -> None:
    folder = place.folder_of(log)
    published = folder.checkpoint()
    if published is not None:
        audit(folder.read, Signed.parse(Note.parse(published).text).head)


def _places(log: Log, store: DatabaseStore, size: int, tell: Callable[[int], None]) -> Iterator[str]:
    """Compare each place with the leaf of its ledger entry."""
    rows = Place.objects.filter(generation=log.generation).order_by("index")
    expected = 0
    held = leaves(store, size)
    while expected < size:
        chunk = list(rows.filter(index__gte=expected)[:CHUNK])
        entries = Entry.objects.filter(pk__in=[row.entry for row in chunk if row.entry])
        known = {pk: bytes(leaf) for pk, leaf in entries.values_list("pk", "leaf")}
        for row in chunk:
            leaf = next(held, b"") if row.index == expected else b""
            told = _place_fault(row, expected, leaf, known)
            if told:
                yield f"{log.origin}: {told}"
            if row.index != expected:
                return
            expected += 1
        tell(expected)
        if not chunk:
            yield _("%(origin)s: mục %(index)s không có chỗ ghi nhận.") % {
                "origin": log.origin,
                "index": expected,
            }
            return


def _place_fault(row: Place, expected: int, leaf: bytes, known: dict[int, bytes]) -> str:
    if row.index != expected:
        return _("mục %(index)s không có chỗ ghi nhận.") % {"index": expected}
    if row.entry is not None and known.get(row.entry) != leaf:
        return _("mục %(index)s khác dòng nhật ký #%(entry)s.") % {"index": row.index, "entry": row.entry}
    return ""


def _unplaced(at: datetime) -> Iterator[str]:
    """Find ledger entries that neither stand in a log nor wait, and those that wait too long."""
    placed = Place.objects.exclude(entry=None).count()
    waiting = Waiting.objects.exclude(entry=None).count()
    if placed + waiting < Entry.objects.count():
        words = _("Nhật ký có %(entries)s dòng, nhưng chỉ %(known)s dòng đã vào sổ hoặc đang chờ.")
        yield words % {"entries": Entry.objects.count(), "known": placed + waiting}
    newest = Checkpoint.objects.order_by("-signed_at").first()
    due = Waiting.objects.filter(not_before__lte=at)
    if newest is not None and (at - newest.signed_at).total_seconds() > WITHIN and due.exists():
        words = _("Có mục chờ vào sổ, nhưng lần ký cuối là %(at)s, quá một ngày.")
        yield words % {"at": f"{newest.signed_at:%d/%m/%Y}"}
