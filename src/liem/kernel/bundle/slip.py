"""The slip of a bundle (phiếu gửi, ``liem-bundle/v1``): from whom, to whom, which number and bytes; signed.

It is readable on the way, so it names nothing but offices, a number and hashes of sealed bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from liem.kernel.bundle.invalid import Invalid
from liem.kernel.log import ed25519
from liem.kernel.log.invalid import Invalid as BadNote
from liem.kernel.log.note import ED25519, Note, Signer, VerifierKey, require_name, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER: Final = "liem-bundle/v1"
NONE: Final = "0" * 64
PART: Final = 1 << 20
MOST_PARTS: Final = 4096
_FIELDS: Final = ("stream", "number", "previous", "from", "to", "kind", "created", "size")
_STREAM: Final = re.compile(r"[0-9a-f]{32}")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_SIZE: Final = re.compile(r"[1-9][0-9]{0,9}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = re.compile(r"[a-z][a-z-]{0,30}")
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Slip:
    """One bundle of a stream. ``created`` is aware, whole seconds; ``parts`` the SHA-256 (hex) of each 1 MiB
    of the ``size`` sealed bytes; ``previous`` the ``id`` of the bundle before, zeros for the first."""

    stream: str
    number: int
    previous: str
    sender: str
    receiver: str
    kind: str
    created: datetime
    size: int
    parts: tuple[str, ...]

    def __str__(self) -> str:
        values = (
            *(self.stream, str(self.number), self.previous, self.sender, self.receiver, self.kind),
            self.created.astimezone(UTC).strftime(_TIME),
            str(self.size),
        )
        lines = [HEADER, *(f"{name} {value}" for name, value in zip(_FIELDS, values, strict=True))]
        return "\n".join([*lines, *(f"part {each}" for each in self.parts)]) + "\n"

    @property
    def id(self) -> str:
        """The name of the bundle: hex of the SHA-256 of the slip's text."""
        return hashlib.sha256(str(self).encode()).hexdigest()

    @classmethod
    def parse(cls, text: str) -> Slip:
        """Read a slip; only the spelling that is written is read. Raises Invalid."""
        head, *lines = text.split("\n")
        if head != HEADER or len(lines) < len(_FIELDS) + 2 or lines[-1]:
            raise malformed()
        told = dict(line.partition(" ")[::2] for line in lines[: len(_FIELDS)])
        parts = tuple(line.removeprefix("part ") for line in lines[len(_FIELDS) : -1])
        forms = (
            ("stream", _STREAM),
            ("number", _NUMBER),
            ("previous", _HASH),
            ("kind", _KIND),
            ("size", _SIZE),
        )
        good = tuple(told) == _FIELDS and all(form.fullmatch(told[name]) for name, form in forms)
        if not good or not all(_HASH.fullmatch(part) for part in parts):
            raise malformed()
        for name in ("from", "to"):
            require_office(told[name])
        slip = cls(
            stream=told["stream"],
            number=int(told["number"]),
            previous=told["previous"],
            sender=told["from"],
            receiver=told["to"],
            kind=told["kind"],
            created=_moment(told["created"]),
            size=int(told["size"]),
            parts=parts,
        )
        if len(parts) != -(-slip.size // PART) or len(parts) > MOST_PARTS or str(slip) != text:
            raise malformed()
        return slip

    def part_size(self, number: int) -> int:
        """Give the bytes of part ``number`` (from 0)."""
        return PART if number < len(self.parts) - 1 else self.size - PART * (len(self.parts) - 1)

    def require_part(self, number: int, data: bytes) -> None:
        """Make sure that ``data`` is part ``number`` (from 0). Raises Invalid."""
        fits = 0 <= number < len(self.parts) and len(data) == self.part_size(number)
        if not fits or hashlib.sha256(data).hexdigest() != self.parts[number]:
            raise Invalid(
                "bad_part",
                vi=f"Phần {number + 1} của gói đã bị sửa hoặc bị hỏng trên đường đi. Xin lấy lại phần này.",
                en=f"Part {number + 1} of the bundle was altered or damaged on its way. Fetch it again.",
            )


def signed(slip: Slip, signer: Signer) -> Note:
    """Give the slip with the signature of its sender. Raises Invalid for a slip that cannot be read back."""
    Slip.parse(str(slip))
    return Note(str(slip), (sign(str(slip), signer),))


def parse_note(data: bytes) -> tuple[Note, Slip]:
    """Read a signed slip without believing it. Raises Invalid."""
    try:
        note = Note.parse(data)
    except BadNote:
        raise malformed() from None
    if len(note.signatures) != 1 or note.encode() != data:  # a second line would be a second spelling
        raise malformed()
    return note, Slip.parse(note.text)


def require_signed(note: Note, keys: Sequence[VerifierKey]) -> VerifierKey:
    """Make sure that one of ``keys`` signed, and say which. Raises Invalid."""
    (line,) = note.signatures
    for key in keys:
        if line.by(key) and key.type == ED25519 and ed25519.verify(key.key, line.value, note.text.encode()):
            return key
    raise Invalid(
        "forged",
        vi="Chữ ký trên phiếu gửi không phải của nơi gửi đã ghi: gói bị giả mạo hoặc nơi gửi đã đổi khóa.",
        en="The signature on the slip is not the sender's: the bundle is forged, or the sender changed keys.",
    )


def require_office(code: str) -> None:
    """Make sure ``code`` can name an office on a slip and its key: 1 to 60 characters, no blank. Raises
    Invalid."""
    try:
        require_name(code)
    except BadNote:
        raise malformed() from None
    if len(code) > 60 or unicodedata.normalize("NFC", code) != code:
        raise malformed()


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise malformed() from None


def malformed() -> Invalid:
    """Give the refusal of what is no bundle."""
    return Invalid(
        "bad_bundle",
        vi="Không phải gói gửi đúng dạng liem-bundle/v1, hoặc phần đầu gói bị hỏng.",
        en="Not a bundle of the form liem-bundle/v1, or its beginning is damaged.",
    )
