"""What stands inside the seal (``liem-contents/v1``): a sheet of data, files, zeros up to a common size.

"liem-contents/v1\\n" · length of the JSON · "\\n" · canonical JSON · the files, one after the other · zeros.
The sheet repeats sender, receiver and kind: who takes sealed bytes and signs them as his own is found out.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from liem.kernel.bundle.container import filled
from liem.kernel.bundle.invalid import Invalid
from liem.kernel.canon import Json, NotCanonical, canonical_json
from liem.kernel.seal.padding import bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAGIC: Final = b"liem-contents/v1\n"
LARGEST_SHEET: Final = 1 << 26
MOST_FILES: Final = 10_000
_STEP: Final = 1 << 20
_LENGTH: Final = re.compile(rb"([1-9][0-9]{0,8})\n")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a bundle: the name it had, its bytes counted and hashed (SHA-256, hex)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Who to whom, of what kind, what is said, which files follow."""

    sender: str
    receiver: str
    kind: str
    data: Mapping[str, Any]
    files: tuple[Attached, ...] = ()

    def encode(self) -> bytes:
        """Give the canonical JSON. Raises Invalid for data without a canonical form."""
        told: dict[str, Json] = {
            "data": self.data,
            "files": [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in self.files],
            "from": self.sender,
            "kind": self.kind,
            "to": self.receiver,
        }
        try:
            return canonical_json(told)
        except NotCanonical:
            raise _malformed() from None


def write(target: BinaryIO, sheet: Sheet, sources: Sequence[IO[bytes]]) -> None:
    """Write contents; ``sources`` are the files of the sheet in its order. Raises Invalid if they differ."""
    text = sheet.encode()
    head = MAGIC + b"%d\n" % len(text) + text
    target.write(head)
    for told, source in zip(sheet.files, sources, strict=True):
        digest, size = hashlib.sha256(), 0
        while data := source.read(_STEP):
            digest.update(data)
            size += len(data)
            target.write(data)
        if (size, digest.hexdigest()) != (told.size, told.sha256):
            raise _malformed()
    whole = len(head) + sum(one.size for one in sheet.files)
    for _ in range(rest := bucket(whole) - whole, 0, -_STEP):
        target.write(bytes(min(rest, _STEP)))
        rest -= _STEP


class Reading:
    """Contents being read, once, from front to back."""

    def __init__(self, source: BinaryIO) -> None:
        """Read the sheet. Raises Invalid."""
        found = _LENGTH.fullmatch(source.readline(16)) if source.read(len(MAGIC)) == MAGIC else None
        length = int(found[1]) if found else 0
        if not 0 < length <= LARGEST_SHEET:
            raise _malformed()
        text = filled(source, length)
        self.sheet = _sheet(text)
        if self.sheet.encode() != text:
            raise _malformed()
        self._source = source
        self._head = len(MAGIC) + len(b"%d\n" % length) + length

    def files(self) -> Iterator[tuple[Attached, Iterator[bytes]]]:
        """Give each file with its bytes, which must be taken before the next; ends with the zeros checked.

        Raises Invalid where bytes differ from what the sheet says, are missing, or too many.
        """
        for told in self.sheet.files:
            yield told, self._bytes(told)
        whole = self._head + sum(one.size for one in self.sheet.files)
        rest = bucket(whole) - whole
        while rest:
            data = self._source.read(min(rest, _STEP))
            if not data or data.strip(b"\0"):
                raise _malformed()
            rest -= len(data)
        if self._source.read(1):
            raise _malformed()

    def _bytes(self, told: Attached) -> Iterator[bytes]:
        digest, left = hashlib.sha256(), told.size
        while left:
            data = self._source.read(min(left, _STEP))
            if not data:
                raise _malformed()
            digest.update(data)
            left -= len(data)
            yield data
        if digest.hexdigest() != told.sha256:
            raise _malformed()


def _sheet(text: bytes) -> Sheet:
    try:
        told = json.loads(text.decode("utf-8"))
        files = tuple(_attached(each) for each in told["files"])
        words = tuple(told[name] for name in ("from", "to", "kind"))
        data = told["data"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise _malformed() from None
    if not all(isinstance(word, str) for word in words) or not isinstance(data, dict):
        raise _malformed()
    if len(files) > MOST_FILES:
        raise _malformed()
    sender, receiver, kind = words
    return Sheet(sender, receiver, kind, data, files)


def _attached(told: Mapping[str, Any]) -> Attached:
    name, size, sha256 = told["name"], told["size"], told["sha256"]
    good = isinstance(name, str) and type(size) is int and 0 < size < 1 << 40 and isinstance(sha256, str)
    if not good or not _HASH.fullmatch(sha256):
        raise ValueError("file")
    return Attached(name, size, sha256)


def _malformed() -> Invalid:
    return Invalid(
        "bad_contents",
        vi="Mở được niêm phong nhưng bên trong không phải nội dung đúng dạng liem-contents/v1.",
        en="The seal opened, but inside are no contents of the form liem-contents/v1.",
    )
