"""Text signed by one or more keys (C2SP signed-note), with keys and signatures of type Ed25519 (0x01).

text, last line end included
(empty line)
— key name base64(key id ‖ signature)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from liem.kernel.log.coding import from_base64, to_base64
from liem.kernel.log.ed25519 import usable_key
from liem.kernel.log.invalid import Invalid

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
COSIGNATURE_ML_DSA: Final = 0x06
# Bytes of the public key by type. ML-DSA-44 is known by its sizes only: see cosign.py.
KEY_SIZES: Final = {ED25519: 32, COSIGNATURE: 32, COSIGNATURE_ML_DSA: 1312}
MOST_SIGNATURES: Final = 100
LARGEST_NOTE: Final = 1_000_000
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY: Final = re.compile(r"([^+]+)\+([0-9a-f]{8})\+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; `type` is one of KEY_SIZES."""

    name: str
    type: int
    key: bytes

    def __post_init__(self) -> None:
        require_name(self.name)
        usable = len(self.key) == KEY_SIZES.get(self.type, -1)
        if usable and self.type != COSIGNATURE_ML_DSA:
            usable = usable_key(self.key)
        if not usable:
            raise Invalid(
                "bad_key", vi="Khóa công khai không dùng được.", en="Not a public key that can be used."
            )

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; not a proof of anything."""
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.key
        return hashlib.sha256(named).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.type]) + self.key)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read `name+id+base64(type ‖ key)`, the form keys are handed out in. Raises Invalid."""
        found = _KEY.fullmatch(text)
        data = from_base64(found.group(3)) if found else b""
        if found and data:
            key = cls(found.group(1), data[0], data[1:])
            if key.id.hex() == found.group(2):
                return key
        raise Invalid(
            "bad_vkey",
            vi="Khóa kiểm chứng không đúng dạng tên+mã+base64, hoặc mã không khớp khóa.",
            en="Not a verifier key name+id+base64, or its id does not fit the key.",
        )


class Signer(Protocol):
    """Who signs: holds the private half, which this package never sees."""

    @property
    def key(self) -> VerifierKey:
        """The public half, with the name that goes on the signature line."""

    def sign(self, message: bytes) -> bytes:
        """Give the 64 bytes of the Ed25519 signature over `message`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, by which key id (4 bytes), and the bytes after the id."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, with its end."""
        return f"— {self.name} {to_base64(self.key_id + self.value)}\n"

    def by(self, key: VerifierKey) -> bool:
        """Tell whether the line claims to be by `key`; whether it is, only checking tells."""
        return self.name == key.name and self.key_id == key.id


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a line end) and its signatures, unchecked."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)

    def encode(self) -> bytes:
        """Give the bytes of the note; `Note.parse` gives the same note back."""
        return str(self).encode()

    def signed(self, *signatures: Signature) -> Note:
        """Give the note with further signature lines; one that is there already is not repeated."""
        more = dict.fromkeys((*self.signatures, *signatures))
        return Note(self.text, tuple(more))

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """Read a note of at most 1,000,000 bytes and 100 signatures. Raises Invalid."""
        if len(data) > LARGEST_NOTE:
            raise _malformed()
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _malformed() from None
        # The text may hold empty lines itself; the last one in the note ends it.
        text, gap, lines = whole.rpartition("\n\n")
        if not gap or not lines.endswith("\n") or _CONTROL.search(whole):
            raise _malformed()
        found = lines[:-1].split("\n")
        if len(found) > MOST_SIGNATURES:
            raise _malformed()
        return cls(text + "\n", tuple(parse_signature(line) for line in found))


def parse_signature(line: str) -> Signature:
    """Read one signature line without its line end. Raises Invalid."""
    dash, _, rest = line.partition(" ")
    name, _, value = rest.partition(" ")
    if dash != "—":
        raise _malformed()
    require_name(name)
    data = from_base64(value)
    if len(data) < 5:
        raise _malformed()
    return Signature(name, data[:4], data[4:])


def require_name(name: str) -> None:
    """Make sure `name` may name a key: not empty, no blank of any kind, plus or control. Raises Invalid."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = ""
    if not name or "+" in name or any(char.isspace() or char < " " for char in name):
        raise Invalid(
            "bad_name",
            vi="Tên khóa phải có ít nhất một ký tự, không có khoảng trắng hay dấu cộng.",
            en="A key name is not empty and has neither blank nor plus.",
        )


def sign(text: str, signer: Signer) -> Signature:
    """Sign a text as the log does (type 0x01). Raises Invalid when the text cannot be a note's."""
    require_text(text)
    if signer.key.type != ED25519:
        raise Invalid("wrong_type", vi="Khóa này không ký được sổ.", en="This key does not sign notes.")
    return Signature(signer.key.name, signer.key.id, signer.sign(text.encode()))


def require_text(text: str) -> None:
    """Make sure `text` can be signed as it stands: a line end last, no control character. Raises Invalid."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise _malformed()


def signatures_by(note: Note, keys: Sequence[VerifierKey]) -> list[tuple[VerifierKey, Signature]]:
    """Give the signature lines that claim to be by one of `keys`; all others are strangers, to be ignored."""
    return [(key, one) for one in note.signatures for key in keys if one.by(key)]


def _malformed() -> Invalid:
    return Invalid(
        "bad_note",
        vi="Không phải văn bản có chữ ký đúng dạng (văn bản, một dòng trống, các dòng “— tên chữ-ký”).",
        en="Not a signed note: text, one empty line, lines “— name signature”.",
    )
