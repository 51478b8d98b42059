"""Catching up after a restored backup: the log is fetched back from a mirror; never is a smaller tree signed.

Mirrors hold commitments, nothing of what the entries said. So the places come back and every receipt stays
true; what the entries said is lost and counted, in public.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel import canon
from liem.kernel.log import (
    ENTRIES,
    Checkpoint,
    Folder,
    Head,
    Invalid,
    Note,
    Tile,
    TileNodes,
    audit,
    tree_root,
)
from liem.kernel.log import append as grow
from liem.kernel.log.note import Signature
from liem.kernel.log.tiles import WIDTH, fetch, split_bundle
from liem.spine.access import Conflict
from liem.spine.ledger.append import append
from liem.spine.ledger.transaction import atomic

from . import incidents, keys, models, place, sequencer, tags, witnesses
from .counting import SUBJECT
from .events import IncidentClosed, LogBegun
from .store import DatabaseStore, lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.kernel.log import Read
    from liem.spine.access import Actor

LARGEST_FILE: Final = 32 << 20
PATIENCE: Final = 60  # seconds
FIRST_OF_ALL: Final = datetime(1960, 1, 1, tzinfo=UTC)  # before the moment the trigger writes


@dataclass(frozen=True, slots=True)
class Source:
    """A mirror or published log: its files, and its signed head."""

    read: Read
    note: Note


@dataclass(frozen=True, slots=True)
class Recovered:
    """From which size to which; how many of the entries between are lost, known only by their leaves."""

    old: int
    new: int
    lost: int


def open_source(where: str) -> Source:
    """Open a folder or a web address. Raises ``Conflict`` when no readable signed head is there."""
    if where.startswith(("http://", "https://")):
        base = where.rstrip("/")
        read: Read = lambda tile: _get(f"{base}/{tile.path}")  # noqa: E731
        head = _get(f"{base}/checkpoint")
    else:
        folder = Folder(Path(where))
        read, head = folder.read, folder.checkpoint()
    try:
        return Source(read, Note.parse(head or b""))
    except Invalid as fault:
        raise Conflict(
            _("Không đọc được đầu sổ đã ký ở %(where)s: %(why)s") % {"where": where, "why": fault.vi}
        ) from None


def _get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as reply:  # noqa: S310 - http(s) only, see above
            return bytes(reply.read(LARGEST_FILE))
    except urllib.error.HTTPError as fault:
        fault.close()
        if fault.code == 404:
            return None
        raise


def recover(*, actor: Actor, at: datetime, source: Source) -> Recovered:
    """Bring the log up to the head of a mirror and close the incidents "behind".

    Raises ``Conflict`` when the mirror is shorter than this log, when it is no continuation of it (then
    only a new log helps: :func:`begin_again`), or when its files do not hold.
    """
    with atomic():
        lock()
        log = place.current()
        if log is None:
            raise Conflict(_("Chưa có sổ nào để khôi phục."))
        store = DatabaseStore(log.generation, at=at)
        old = store.head()
        try:
            new = _checked(log, store, source, old)
            lost = _fetch(store, source, old, new)
        except Invalid as fault:
            raise Conflict(_("Bản soi không dùng được: %(why)s") % {"why": fault.vi}) from None
        except incidents.Found as fault:
            raise Conflict(fault.words) from None
        own = tuple(one for one in source.note.signatures if one.name == log.origin)
        if new.size > old.size:
            store.keep(Note(source.note.text, own).encode(), new)
        _keep_cosignatures(log, new, source.note.signatures, at)
        if lost:
            tags.bump({canon.parse_leaf(leaf).tag for leaf in _leaves(store.read, old.size, new.size)})
        for row in models.Incident.objects.filter(kind="behind", closed_at=None):
            row.closed_at, row.outcome = at, "recovered"
            row.save(update_fields=["closed_at", "outcome"])
        event = IncidentClosed(incident="behind", outcome="recovered", size=new.size, lost=lost)
        append(actor=actor, at=at, event=event, subject=SUBJECT)
    incidents.ask_anew()
    return Recovered(old.size, new.size, lost)


def _checked(log: models.Log, store: DatabaseStore, source: Source, old: Head) -> Head:
    """Make sure the mirror's head was signed by this log and continues ours. Raises ``Conflict``,
    ``Invalid``.
    """
    sequencer.require_own_signature(log, source.note)
    new = Checkpoint.parse(source.note.text).head
    if new.size < old.size:
        words = _("Bản soi chỉ có %(seen)s mục, sổ ở đây đã có %(held)s mục: không có gì để lấy về.")
        raise Conflict(words % {"seen": new.size, "held": old.size})
    if old.size and tree_root(TileNodes(source.read, new.size), old.size) != old.root:
        raise Conflict(
            _("Sổ ở đây và bản soi khác nhau ngay trong %(size)s mục đầu: không nối tiếp được.")
            % {"size": old.size},
            next_step=_("Giữ lại cả hai bản làm chứng cứ rồi mở sổ mới: liem log begin-again."),
        )
    return new


def _fetch(store: DatabaseStore, source: Source, old: Head, new: Head) -> int:
    """Write the missing entries and their places; give how many have no row in the ledger any more."""
    waiting = {bytes(row.leaf): row for row in models.Waiting.objects.all()}
    lost, first = 0, old.size
    before = old
    for batch in _batches(_leaves(source.read, old.size, new.size)):
        head = grow(store.read, store.write, old=first, entries=batch)
        audit(store.read, head, since=before)
        known = [waiting.get(leaf) for leaf in batch]
        models.Place.objects.bulk_create(
            models.Place(
                generation=store.generation,
                index=first + at,
                entry=row.entry if row else None,
                lost=row is None,
            )
            for at, row in enumerate(known)
        )
        models.Waiting.objects.filter(pk__in=[row.pk for row in known if row]).delete()
        lost += sum(row is None for row in known)
        first, before = head.size, head
    if before != new:
        raise Invalid(
            "bad_root",
            vi="Mã gốc tính từ các mục lấy về khác mã gốc đã ký.",
            en="The root over the fetched entries differs from the signed one.",
        )
    return lost


def _leaves(read: Read, first: int, size: int) -> Iterator[bytes]:
    for index in range(first // WIDTH, -(-size // WIDTH)):
        tile = Tile(ENTRIES, index, min(WIDTH, size - index * WIDTH))
        yield from split_bundle(tile, fetch(read, tile))[max(first - index * WIDTH, 0) :]


def _batches(leaves: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for leaf in leaves:
        batch.append(leaf)
        if len(batch) == sequencer.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _keep_cosignatures(log: models.Log, head: Head, lines: tuple[Signature, ...], at: datetime) -> None:
    row = models.Checkpoint.objects.filter(generation=log.generation, size=head.size).first()
    policy = place.policy()
    if row is not None and policy is not None:
        for party in policy.witnesses.values():
            own = tuple(one for one in lines if one.by(party.key))
            witnesses.keep(row, party.key, own, at=at)


def begin_again(*, actor: Actor, at: datetime, reason: str) -> models.Log:
    """Freeze the log and begin the next one, whose first entry says why and names the last known head.

    Entries that stand in the old log stay there: its receipts stay true for ever.
    """
    with atomic():
        lock()
        before = place.current()
        if before is None:
            raise Conflict(_("Chưa có sổ nào."))
        last = DatabaseStore(before.generation, at=at).checkpoint() or b""
        generation = before.generation + 1
        origin = f"{place.ours().origin}/{generation}"
        key = keys.make(place.key_path(generation), origin=origin)
        before.frozen_at = at
        before.save(update_fields=["frozen_at"])
        log = models.Log.objects.create(
            generation=generation, origin=origin, vkey=str(key.key), started_at=at
        )
        models.Incident.objects.filter(closed_at=None).update(closed_at=at, outcome="begun_again")
        event = LogBegun(origin=origin, before=last.decode(), reason=reason)
        receipt = append(actor=actor, at=at, event=event, subject=SUBJECT)
        # In front of everything that waits: whoever reads the new log learns first why it is there.
        incidents.ask_anew()
        models.Waiting.objects.filter(entry=receipt.seq).update(not_before=FIRST_OF_ALL)
    return log
