"""Check the ledger against itself and the rows against the ledger. Changes nothing.

An entry agrees when its leaf, its commitments, its columns and its sealed values all say the same, and the
tags of its key run 1, 2, 3 … without a gap. Rooms register how their rows are rebuilt from entries
(:func:`rebuilds`); what differs from the rows was written behind the ledger's back.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cryptography.exceptions import InvalidTag
from django.db import DatabaseError
from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel import canon

from .append import column_facts, secrets_of, unseal
from .models import AuditRun, Entry, Key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
    from datetime import datetime
    from uuid import UUID

CHUNK = 1000
MOST_KEPT = 200
COVERED = "sealed"  # the class whose leaves take a random hour (liem.spine.log.cover)
LONGEST_COVER = timedelta(hours=25)
# What reading a damaged file gives: SQLite's own complaint, or a value of another kind than its column.
UNREADABLE = (DatabaseError, ValueError, TypeError, LookupError, AttributeError, OverflowError)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree. ``code`` is stable, ``words`` a sentence; ``seq`` the entry, if one."""

    code: str
    words: str
    seq: int | None = None
    subject: UUID | None = None


@dataclass(slots=True)
class Found:
    """What a check saw: how many entries and rebuilt rows, and everything that differs."""

    entries: int = 0
    rows: int = 0
    differences: list[Difference] = field(default_factory=list)

    def unreadable(self, words: str, seq: int | None = None) -> None:
        """Take note of what the database no longer gives."""
        self.differences.append(Difference("unreadable", words, seq))

    @property
    def agrees(self) -> bool:
        """Say whether nothing differs."""
        return not self.differences


class Rebuilt(Protocol):
    """Rows of one room being rebuilt from entries, in order."""

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry whose ``kind`` begins with the registered word."""

    def skip(self, entry: Entry) -> None:
        """Take note of an entry whose values were erased by law: nothing can be rebuilt of its subject."""

    def compare(self) -> Iterable[Difference]:
        """Compare with the rows, once all entries were taken."""

    def count(self) -> int:
        """Say how many rows were rebuilt."""


_rooms: dict[str, Callable[[], Rebuilt]] = {}
_lost: Callable[[], Collection[str]] = tuple


def rebuilds(prefix: str, make: Callable[[], Rebuilt]) -> None:
    """Register how the rows of a room are rebuilt from the entries whose kind begins with ``prefix``."""
    _rooms[prefix] = make


def held_against(
    rows: Iterable[tuple[UUID, T]],
    told: Mapping[UUID, T],
    *,
    erased: Set[UUID],
    differs: str,
    missing: str,
    without: str = "",
) -> Iterator[Difference]:
    """Compare rows, by their ids, with what the entries tell of them, but for what was erased by law.

    The sentences hold ``%(id)s``: a row that differs, an entry whose row is missing, and a row without an
    entry, which is said like one that differs where ``without`` is empty.
    """
    left = told.keys() - erased
    for pk, row in rows:
        left.discard(pk)
        if pk in erased:
            continue
        if pk not in told:
            yield Difference("row_without_entry", (without or differs) % {"id": pk}, subject=pk)
        elif told[pk] != row:
            yield Difference("row_differs", differs % {"id": pk}, subject=pk)
    for pk in left:
        yield Difference("row_missing", missing % {"id": pk}, subject=pk)


def lost_are(find: Callable[[], Collection[str]]) -> None:
    """Register who knows the tags (hex) of entries that stand in the log and were lost with a database."""
    global _lost  # noqa: PLW0603 - one room registers once, at the start
    _lost = find


def check() -> Found:
    """Read the whole ledger in order, check each entry, rebuild rows and compare them.

    Memory grows with the number of rows rebuilt, not with the entries. Rows that changed while the check
    ran are left to the next one. What a damaged file no longer gives is named, and the rest is checked.
    """
    found = Found()
    rooms = {prefix: make() for prefix, make in _rooms.items()}
    tags: dict[UUID, int] = {}
    lost: set[str] = set()
    with reading(_("Các mục đã mất"), found.unreadable):
        lost.update(_lost())
    last = 0
    while True:
        numbers, chunk = _chunk(last, found)
        found.entries += len(numbers)
        if not numbers:
            break
        secrets: dict[UUID, bytes] = {}
        with reading(_("Khóa của các hồ sơ"), found.unreadable):
            secrets = secrets_of(entry.key for entry in chunk)
        for entry in chunk:
            secret = secrets.get(entry.key)
            number = tags[entry.key] = _past_lost(secret, tags.get(entry.key, 0) + 1, lost)
            faults, values = _faults(entry, secret, number)
            found.differences += faults
            for prefix, room in rooms.items():
                if entry.kind.startswith(prefix):
                    if values is not None:
                        room.take(entry, values)
                    elif entry.key not in secrets:
                        room.skip(entry)
        last = numbers[-1]
    with reading(_("Khóa của các hồ sơ"), found.unreadable):
        found.differences += _missing(tags, last, lost)
    for prefix, room in rooms.items():
        found.rows += room.count()
        what = _("Dữ liệu dựng lại từ các dòng “%(kind)s”") % {"kind": prefix.rstrip(".")}
        with reading(what, found.unreadable):
            found.differences += _settled(room.compare(), last)
    return found


@contextmanager
def reading(what: str, tell: Callable[[str], object]) -> Iterator[None]:
    """Where the database cannot be read, that is what was found: ``tell`` hears it, and the check goes on."""
    try:
        yield
    except UNREADABLE as fault:
        words = _("%(what)s: không đọc được, cơ sở dữ liệu hỏng (%(why)s).")
        tell(words % {"what": what, "why": fault})


def _chunk(last: int, found: Found) -> tuple[list[int], list[Entry]]:
    """Read the next entries: their numbers, and those that can be read; the others are told to ``found``."""
    following = Entry.objects.filter(seq__gt=last).order_by("seq")
    entries: list[Entry] = []
    try:
        entries = list(following[:CHUNK])
        return [entry.seq for entry in entries], entries
    except UNREADABLE:
        pass  # one of them spoils all: each by itself
    numbers: list[int] = []
    with reading(_("Sổ nhật ký"), found.unreadable):
        numbers = list(following.values_list("seq", flat=True)[:CHUNK])
    for seq in numbers:
        with reading(_("Dòng sổ #%(seq)s") % {"seq": seq}, partial(found.unreadable, seq=seq)):
            entries.append(Entry.objects.get(seq=seq))
    return numbers, entries


def _faults(
    entry: Entry, secret: bytes | None, number: int
) -> tuple[list[Difference], dict[str, Any] | None]:
    """Check one entry; gives its values where they can be read and agree."""

    def differs(code: str, words: str) -> Difference:
        sentence = _("Dòng sổ #%(seq)s: %(words)s") % {"seq": entry.seq, "words": words}
        return Difference(code, sentence, entry.seq, entry.subject)

    kept: object = entry.commitments  # text, where a damaged file no longer holds JSON
    if not isinstance(kept, dict) or not all(isinstance(one, str) for one in kept.values()):
        return [differs("commitments", _("cam kết của các trường không khớp lá."))], None
    try:
        leaf = canon.parse_leaf(bytes(entry.leaf))
        whole = canon.event_commitment(entry.commitments)
    except canon.BadLeaf as fault:
        return [differs("bad_leaf", str(fault))], None
    faults = []
    if leaf.commitment != whole:
        faults.append(differs("commitments", _("cam kết của các trường không khớp lá.")))
    if leaf.cls != entry.entry_class or not _hour_fits(leaf, entry):
        faults.append(differs("leaf_columns", _("lớp hoặc giờ ghi không khớp lá.")))
    if secret is None:  # erased by law: only the outside can be checked
        return faults, None
    if leaf.tag != canon.case_tag(canon.tag_key(secret), number):
        faults.append(differs("tag", _("thẻ không nối tiếp: có dòng bị bỏ hoặc bị chèn.")))
    try:
        values: dict[str, Any] = json.loads(unseal(entry, secret))
    except (InvalidTag, ValueError):
        return [*faults, differs("payload", _("giá trị niêm phong đã bị sửa."))], None
    told = column_facts(entry) | values
    right = canon.field_commitments(secret, event_id=str(entry.id), values=told)
    known = True
    for name in sorted(set(told) | set(entry.commitments)):
        if name not in told or entry.commitments.get(name) != right[name]:
            known &= name != "@kind"
            faults.append(
                differs("field", _("trường “%(name)s” không khớp cam kết.") % {"name": name.lstrip("@")})
            )
    return faults, values if known else None  # no room can tell what another kind's values say


def _hour_fits(leaf: canon.Leaf, entry: Entry) -> bool:
    """A leaf bears the hour of its recording; one under cover traffic may bear a later one of the day."""
    at: datetime | None = entry.recorded_at  # none, where a damaged file no longer holds a moment
    if at is None:
        return False
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    later = leaf.hour - hour
    return timedelta(0) <= later <= LONGEST_COVER if leaf.cls == COVERED else not later


def _past_lost(secret: bytes | None, number: int, lost: Collection[str]) -> int:
    """Give the next number of a dossier that was not lost with a database."""
    while lost and secret is not None and canon.case_tag(canon.tag_key(secret), number) in lost:
        number += 1
    return number


def _missing(tags: dict[UUID, int], last: int, lost: Collection[str]) -> list[Difference]:
    """Find keys that gave more tags than entries are left: the newest lines of a dossier were taken away."""
    words = _("Hồ sơ %(key)s có %(given)s dòng đã ghi nhưng sổ còn %(left)s.")
    found = []
    for key in Key.objects.all().only("pk", "tags").iterator(chunk_size=CHUNK):
        left = tags.get(key.pk, 0)
        if key.tags != left and lost:
            left = _past_lost(secrets_of([key.pk]).get(key.pk), left + 1, lost) - 1
        if key.tags != left and not Entry.objects.filter(key=key.pk, seq__gt=last).exists():
            told = words % {"key": key.pk, "given": key.tags, "left": left}
            found.append(Difference("entries_missing", told, subject=key.pk))
    return found


def _settled(differences: Iterable[Difference], last: int) -> list[Difference]:
    """Leave out rows that a later entry has changed meanwhile."""
    listed = list(differences)
    moved: set[UUID] = set()
    subjects = [one.subject for one in listed if one.subject is not None]
    for start in range(0, len(subjects), 500):
        part = subjects[start : start + 500]
        moved |= set(
            Entry.objects.filter(Q(subject__in=part) | Q(case__in=part), seq__gt=last).values_list(
                "subject", flat=True
            )
        )
    return [one for one in listed if one.subject not in moved]


def remember(found: Found, *, at: datetime) -> AuditRun:
    """Keep the outcome of a check (at most 200 differences) for the page and the doctor."""
    return AuditRun.objects.create(
        at=at,
        entries=found.entries,
        rows=found.rows,
        faults=len(found.differences),
        first_faults=[
            {"code": one.code, "words": one.words, "seq": one.seq} for one in found.differences[:MOST_KEPT]
        ],
    )


def last_run() -> AuditRun | None:
    """Return the newest kept outcome."""
    return AuditRun.objects.order_by("-at").first()
