"""What is inside a sealed file (``liem-letter/v1``): words, files, and zeros up to a size many letters have.

"liem-letter/v1\\n" · length of the JSON in decimal · "\\n" · JSON · the files, one after the other · zeros.
The same in the browser: assets/seal/src/report.js; docs/reference/letter-format.md has the bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from liem.kernel.errors import KernelError
from liem.kernel.seal.padding import bucket

MAGIC: Final = b"liem-letter/v1\n"
_OPENED: Final = b"liem-opened/v1\n"
KINDS: Final = ("report", "reply", "identity")
_LENGTH: Final = re.compile(rb"[1-9][0-9]{0,9}")


class BadLetter(KernelError):
    """What came out of the seal is not a letter: another form, a wrong size, or something behind it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file in a letter. Names are what the sender wrote: never a path to write to without care."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A report, a reply, or who reported. ``reply_to`` is the age recipient of replies, if one is wished;
    ``readers`` the recipients it was sealed to, ``roster`` the SHA-256 of the list they stood on."""

    kind: str
    words: str
    reply_to: str = ""
    readers: tuple[str, ...] = ()
    roster: str = ""
    files: tuple[File, ...] = field(default=())


def pack(letter: Letter) -> bytes:
    """Return the padded bytes of a letter. Raises ``BadLetter`` for an unknown kind."""
    if letter.kind not in KINDS:
        raise _bad()
    head = {
        "files": [
            {"name": _nfc(each.name), "size": len(each.data), "type": each.type} for each in letter.files
        ],
        "kind": letter.kind,
        "readers": list(letter.readers),
        "reply_to": letter.reply_to,
        "roster": letter.roster,
        "words": _nfc(letter.words),
    }
    told = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = MAGIC + f"{len(told)}\n".encode() + told + b"".join(each.data for each in letter.files)
    return body.ljust(bucket(len(body)), b"\0")


def unpack(data: bytes) -> Letter:
    """Read a letter. Raises ``BadLetter``."""
    rest = data.removeprefix(MAGIC)
    written, gap, _rest = rest.partition(b"\n")
    if rest == data or not gap or not _LENGTH.fullmatch(written):
        raise _bad()
    start = len(MAGIC) + len(written) + 1
    end = start + int(written)
    try:
        head = json.loads(data[start:end].decode("utf-8"))
        files, at = _files(head["files"], data, end)
        letter = Letter(
            kind=_text(head["kind"]),
            words=_text(head["words"]),
            reply_to=_text(head["reply_to"]),
            readers=tuple(_text(each) for each in head["readers"]),
            roster=_text(head["roster"]),
            files=files,
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise _bad() from None
    if letter.kind not in KINDS or len(data) != bucket(at) or any(data[at:]):
        raise _bad()
    return letter


def opened_word(inside: bytes) -> bytes:
    """Return the word of 32 bytes that only who opened a letter can say: a hash over its padded bytes.

    A report holds the key of its sender's receipt code, so nobody guesses its bytes from what he suspects.
    A server that keeps the SHA-256 of this word asks for the word and learns nothing of the letter.
    """
    return hashlib.sha256(_OPENED + inside).digest()


def _files(told: list[dict[str, Any]], data: bytes, at: int) -> tuple[tuple[File, ...], int]:
    files = []
    for each in told:
        size = each["size"]
        if type(size) is not int or not 0 <= size <= len(data) - at:
            raise ValueError("size")
        files.append(File(_text(each["name"]), _text(each["type"]), data[at : at + size]))
        at += size
    return tuple(files), at


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _bad() -> BadLetter:
    return BadLetter(
        "bad_letter",
        vi="Mở được niêm phong nhưng bên trong không phải thư đúng dạng liem-letter/v1.",
        en="The seal opened, but inside is no letter of the form liem-letter/v1.",
    )
