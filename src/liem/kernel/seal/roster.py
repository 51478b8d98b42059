"""The list of readers of one unit (``liem-roster/v1``): who can open reports, with their public keys.

Every list but the first of a generation is signed by two who stood on the list before it; the first by two
of its own. One list has one spelling, so that its SHA-256 names it. The same is checked in the browser
before anything is sealed (assets/seal/src/roster.js); docs/reference/roster-format.md has the bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liem.kernel.errors import KernelError
from liem.kernel.log import ed25519
from liem.kernel.log.invalid import Invalid as BadNote
from liem.kernel.log.note import ED25519, Note, VerifierKey
from liem.kernel.seal.invalid import Invalid as BadKey
from liem.kernel.seal.keys import parse_recipient

HEADER: Final = "liem-roster/v1"
NEEDED: Final = 2  # signatures under a list, and readers on it
NONE: Final = "0" * 64
_FIELDS: Final = ("person", "post", "device", "recovery", "sign")
_LIST: Final = re.compile(r"([1-9][0-9]{0,8})\.([1-9][0-9]{0,8})")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_LENGTH: Final = re.compile(rb"=== ([1-9][0-9]{0,6})")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_CONTROL: Final = re.compile(r"[\x00-\x1f]")


class BadRoster(KernelError):
    """A list of readers is of a wrong form, does not follow the one before, or is not signed by two."""


def _bad(code: str, vi: str, en: str) -> BadRoster:
    return BadRoster(code, vi=vi, en=en)


def _malformed() -> BadRoster:
    return _bad(
        "bad_roster", "Không phải danh sách người đọc đúng dạng.", "Not a list of readers in its only form."
    )


def is_recipient(text: str) -> bool:
    """Say whether a text is a reader's public key: hybrid (age1pq1…) or X25519 (age1…)."""
    try:
        return str(parse_recipient(text)) == text
    except BadKey:
        return False


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader: ``id`` 32 hex digits, two age recipients, ``sign`` the Ed25519 key in base64."""

    id: str
    person: str
    post: str
    device: str
    recovery: str
    sign: str

    @property
    def verifier(self) -> VerifierKey:
        """The key this reader signs lists with, under the name on its signature lines."""
        return VerifierKey(f"reader-{self.id}", ED25519, base64.b64decode(self.sign))


def fingerprint(*, device: str, recovery: str, sign: str) -> str:
    """Return what two people read to each other to be sure of a key: 40 hex digits in groups of four."""
    digits = hashlib.sha256(f"{device}\n{recovery}\n{sign}\n".encode()).hexdigest()[:40]
    return " ".join(digits[start : start + 4] for start in range(0, 40, 4))


def claim_text(*, unit: str, device: str, recovery: str, sign: str) -> str:
    """Return what a new reader signs with the key handed in: that it is hers, for this unit."""
    return f"liem-reader/v1\nunit {unit}\ndevice {device}\nrecovery {recovery}\nsign {sign}\n"


def require_claim(line: str, *, unit: str, device: str, recovery: str, sign: str) -> None:
    """Make sure the signature line under a claim holds. Raises ``BadRoster``."""
    text = claim_text(unit=unit, device=device, recovery=recovery, sign=sign)
    good = is_recipient(device) and is_recipient(recovery) and device != recovery
    try:
        key = VerifierKey(unit, ED25519, base64.b64decode(sign, validate=True))
        good = good and base64.b64encode(key.key).decode() == sign and _holds(text, line, key)
    except (BadNote, ValueError):
        good = False
    if not good:
        raise _bad(
            "bad_claim",
            "Khóa gửi lên không dùng được: sai dạng hoặc chữ ký kèm theo không khớp.",
            "The key handed in cannot be used: of a wrong form, or its own signature does not hold.",
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """One list. ``since`` is an ISO day; ``previous`` the SHA-256 of the list before it, zeros for none."""

    origin: str
    unit: str
    name: str
    generation: int
    number: int
    previous: str
    since: str
    readers: tuple[Reader, ...]

    def __str__(self) -> str:
        head = [
            HEADER,
            f"origin {self.origin}",
            f"unit {self.unit}",
            f"name {self.name}",
            f"list {self.generation}.{self.number}",
            f"previous {self.previous}",
            f"since {self.since}",
        ]
        blocks = [
            [f"reader {each.id}", *(f"{name} {getattr(each, name)}" for name in _FIELDS)]
            for each in sorted(self.readers, key=lambda reader: reader.id)
        ]
        return "\n\n".join("\n".join(block) for block in (head, *blocks)) + "\n"

    @property
    def sha256(self) -> str:
        """The name of the list: hex of the SHA-256 of its text."""
        return hashlib.sha256(str(self).encode()).hexdigest()

    @property
    def place(self) -> tuple[int, int]:
        """Generation and number: later lists are greater."""
        return self.generation, self.number

    def next(self, readers: Sequence[Reader], *, since: str) -> Roster:
        """Return the list that follows this one with other readers."""
        return Roster(
            self.origin,
            self.unit,
            self.name,
            self.generation,
            self.number + 1,
            self.sha256,
            since,
            _sorted(readers),
        )


def first(
    *,
    origin: str,
    unit: str,
    name: str,
    since: str,
    readers: Sequence[Reader],
    generation: int = 1,
    previous: str = NONE,
) -> Roster:
    """Return the first list of a unit, or of a further generation after the list named ``previous``."""
    return Roster(origin, unit, name, generation, 1, previous, since, _sorted(readers))


def _sorted(readers: Sequence[Reader]) -> tuple[Reader, ...]:
    return tuple(sorted(readers, key=lambda reader: reader.id))


def parse(text: str) -> Roster:
    """Read the text of a list; only the spelling that is written is read. Raises ``BadRoster``."""
    if not text.endswith("\n"):
        raise _malformed()
    head, *blocks = (block.split("\n") for block in text[:-1].split("\n\n"))
    if len(head) != 7 or head[0] != HEADER:
        raise _malformed()
    names = ("origin", "unit", "name", "list", "previous", "since")
    origin, unit, name, place, previous, since = (
        _field(line, each) for line, each in zip(head[1:], names, strict=True)
    )
    found = _LIST.fullmatch(place)
    if not (found and _HASH.fullmatch(previous) and _DAY.fullmatch(since)):
        raise _malformed()
    readers = tuple(_reader(block) for block in blocks)
    keys = [key for each in readers for key in (each.id, each.device, each.recovery, each.sign)]
    roster = Roster(origin, unit, name, int(found[1]), int(found[2]), previous, since, readers)
    if len(readers) < NEEDED or len(set(keys)) != len(keys) or str(roster) != text:
        raise _malformed()
    return roster


def _field(line: str, name: str) -> str:
    value = line.removeprefix(f"{name} ")
    plain = unicodedata.normalize("NFC", value).strip() == value and not _CONTROL.search(value)
    if value == line or not value or not plain:
        raise _malformed()
    return value


def _reader(lines: list[str]) -> Reader:
    if len(lines) != 1 + len(_FIELDS):
        raise _malformed()
    values = [_field(line, name) for line, name in zip(lines, ("reader", *_FIELDS), strict=True)]
    reader = Reader(*values)
    try:
        _ = reader.verifier
        one_spelling = base64.b64encode(base64.b64decode(reader.sign, validate=True)).decode() == reader.sign
    except (BadNote, ValueError):
        raise _malformed() from None
    good = _ID.fullmatch(reader.id) and is_recipient(reader.device) and is_recipient(reader.recovery)
    if not (good and one_spelling):
        raise _malformed()
    return reader


def _holds(text: str, line: str, key: VerifierKey) -> bool:
    """Say whether ``line`` is one signature line in its only form, by this key, and good."""
    signatures = Note.parse(f"{text}\n{line}".encode()).signatures
    if len(signatures) != 1 or signatures[0].line != line:
        return False
    return signatures[0].by(key) and ed25519.verify(key.key, signatures[0].value, text.encode())


def signed_by(text: str, line: str, reader: Reader) -> bool:
    """Say whether a signature line (with its line end) under a list is by this reader, and holds."""
    try:
        return _holds(text, line, reader.verifier)
    except BadNote:
        return False


def check(note: Note, *, after: Roster | None) -> Roster:
    """Check a signed list against the one before it (``None``: there was none) and return it.

    Raises ``BadRoster``: a wrong form, a number that does not follow, or fewer than two good signatures of
    those entitled.
    """
    roster = parse(note.text)
    follows = after is not None and roster.place == (after.generation, after.number + 1)
    begins = roster.number == 1 and (after is None or roster.generation > after.generation)
    same = after is None or (after.origin, after.unit) == (roster.origin, roster.unit)
    linked = roster.previous == (after.sha256 if after is not None else NONE)
    if not ((follows or begins) and same and linked):
        raise _bad(
            "roster_gap",
            "Danh sách không nối tiếp danh sách trước nó.",
            "The list does not follow the one before it.",
        )
    entitled = after.readers if follows and after is not None else roster.readers
    good = sum(any(signed_by(note.text, one.line, reader) for one in note.signatures) for reader in entitled)
    if good < NEEDED:
        raise _bad(
            "roster_unsigned",
            "Danh sách chưa có đủ hai chữ ký của người đang đứng trong danh sách trước.",
            "The list lacks two good signatures of readers on the list before it.",
        )
    return roster


def handed_out(notes: Sequence[Note]) -> str:
    """Return all lists of a unit in the one file that browsers fetch: each behind "=== <bytes>"."""
    return "".join(f"=== {len(note.encode())}\n{note}" for note in notes)


def check_all(whole: bytes) -> Roster:
    """Check every list of a handed-out file from the first to the newest and return the newest.

    Raises ``BadRoster``.
    """
    last: Roster | None = None
    while whole:
        head, _, rest = whole.partition(b"\n")
        found = _LENGTH.fullmatch(head)
        size = int(found[1]) if found else 0
        if not found or len(rest) < size:
            raise _malformed()
        try:
            last = check(Note.parse(rest[:size]), after=last)
        except BadNote:
            raise _malformed() from None
        whole = rest[size:]
    if last is None:
        raise _malformed()
    return last
