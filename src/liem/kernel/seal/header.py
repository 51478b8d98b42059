"""The head of an age v1 file (c2sp.org/age): for each reader one stanza that wraps the file key, and a MAC.

age-encryption.org/v1
-> type argument …
base64 of the wrapped file key, 64 characters a line, the last line shorter
--- base64 of the MAC
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import IO, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liem.kernel.seal.invalid import altered, malformed

VERSION: Final = b"age-encryption.org/v1\n"
FILE_KEY_SIZE: Final = 16
MOST_STANZAS: Final = 1_000
LONGEST_HEAD: Final = 1 << 21  # a thousand stanzas of the hybrid kind
_LONGEST_LINE: Final = 2_048
_COLUMNS: Final = 64
_ARGUMENTS: Final = re.compile(r"-> ([!-~]+(?: [!-~]+)*)\n")
_END: Final = re.compile(r"--- ([A-Za-z0-9+/]{43})\n")


def to_base64(data: bytes) -> str:
    """Give standard base64 without padding, as heads hold it."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def from_base64(text: str, size: int | None = None) -> bytes:
    """Read the one unpadded base64 form of some bytes, `size` of them if given. Raises Invalid."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise malformed() from None
    if to_base64(data) != text or size not in (None, len(data)):
        raise malformed()
    return data


def derived(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """Give 32 bytes derived with HKDF-SHA-256 (RFC 5869)."""
    return HKDF(SHA256(), length=32, salt=salt, info=info).derive(secret)


@dataclass(frozen=True, slots=True)
class Stanza:
    """The file key wrapped for one reader: kind first among the arguments, `body` what only she can read.

    Kinds unknown here are kept as they stand: another reader's program may know them.
    """

    arguments: tuple[str, ...]
    body: bytes

    @property
    def kind(self) -> str:
        """What kind of key opens this stanza."""
        return self.arguments[0]

    def __str__(self) -> str:
        body = to_base64(self.body)
        # A last line of 64 columns would not end the stanza, so an empty one follows it.
        lines = [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
        return "\n".join((f"-> {' '.join(self.arguments)}", *lines)) + "\n"


@dataclass(frozen=True, slots=True)
class Header:
    """All stanzas in their order, and the 32 bytes over them."""

    stanzas: tuple[Stanza, ...]
    mac: bytes

    @classmethod
    def made(cls, stanzas: tuple[Stanza, ...], file_key: bytes) -> Header:
        """Give the head of these stanzas with its MAC."""
        return cls(stanzas, _mac(stanzas, file_key))

    def require(self, file_key: bytes) -> None:
        """Make sure that nobody without the file key wrote or changed this head. Raises Invalid."""
        if not hmac.compare_digest(self.mac, _mac(self.stanzas, file_key)):
            raise altered()

    def encode(self) -> bytes:
        """Give the bytes of the head; `read` gives the same head back."""
        return _covered(self.stanzas) + f" {to_base64(self.mac)}\n".encode()

    @classmethod
    def read(cls, source: IO[bytes]) -> Header:
        """Read a head and leave `source` at the first byte of the content. Raises Invalid."""
        lines = _Lines(source)
        if lines.next() != VERSION.decode():
            raise malformed()
        stanzas: list[Stanza] = []
        while not (end := _END.fullmatch(line := lines.next())):
            stanzas.append(_stanza(line, lines))
        if not 0 < len(stanzas) <= MOST_STANZAS:
            raise malformed()
        return cls(tuple(stanzas), from_base64(end[1], 32))


class _Lines:
    """Lines of a head, read so that nothing behind it is taken from the source."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._left = LONGEST_HEAD

    def next(self) -> str:
        line = self._source.readline(min(_LONGEST_LINE, self._left))
        self._left -= len(line)
        if not line.endswith(b"\n") or not line.isascii():
            raise malformed()
        return line.decode("ascii")


def _stanza(line: str, lines: _Lines) -> Stanza:
    found = _ARGUMENTS.fullmatch(line)
    if not found:
        raise malformed()
    body = ""
    while len(part := lines.next()[:-1]) == _COLUMNS:
        body += part
    if len(part) > _COLUMNS:
        raise malformed()
    return Stanza(tuple(found[1].split(" ")), from_base64(body + part))


def _covered(stanzas: tuple[Stanza, ...]) -> bytes:
    return VERSION + "".join(map(str, stanzas)).encode() + b"---"


def _mac(stanzas: tuple[Stanza, ...], file_key: bytes) -> bytes:
    key = derived(file_key, salt=b"", info=b"header")
    return hmac.digest(key, _covered(stanzas), hashlib.sha256)
