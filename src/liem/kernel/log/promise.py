"""The promise a log signs the moment it takes an entry in: "this leaf will stand in me by then".

The proof comes with the next cosigned head. Where it never comes, the promise proves that the entry was
dropped. A signed note whose text no checkpoint can have, so that one can never be passed off as the other:

liem-promise/v1
log <origin>
leaf <base64 of the leaf hash>
at <seconds since 1970, UTC>
within <seconds>
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from liem.kernel.log.coding import (
    LARGEST,
    Frame,
    from_base45,
    from_base64,
    from_decimal,
    to_base45,
    to_base64,
    to_uvarint,
)
from liem.kernel.log.cosign import verify_signature
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import HASH_SIZE
from liem.kernel.log.note import ED25519, Note, Signature, Signer, VerifierKey, require_name, sign

HEADER: Final = "liem-promise/v1"
QR_HEADER: Final = "LIEMP1:"
LARGEST_PROMISE: Final = 4096
_WORDS: Final = ("log", "leaf", "at", "within")


@dataclass(frozen=True, slots=True)
class Promise:
    """Whose log, the leaf's hash (32 bytes, RFC 6962), when given, within how many seconds it stands."""

    origin: str
    leaf: bytes
    at: int
    within: int

    def __post_init__(self) -> None:
        require_name(self.origin)
        if len(self.leaf) != HASH_SIZE or not 0 <= self.at <= LARGEST or not 0 < self.within <= LARGEST:
            raise _malformed()

    @property
    def due(self) -> int:
        """The last second at which the entry may still be missing."""
        return self.at + self.within

    @property
    def text(self) -> str:
        """The text that is signed."""
        return (
            f"{HEADER}\nlog {self.origin}\nleaf {to_base64(self.leaf)}\nat {self.at}\nwithin {self.within}\n"
        )

    @classmethod
    def parse(cls, text: str) -> Promise:
        """Read the text of a note as a promise. Raises Invalid."""
        lines = text.split("\n")
        parts = [line.partition(" ") for line in lines[1:5]]
        if len(lines) != 6 or lines[0] != HEADER or lines[5] or tuple(part[0] for part in parts) != _WORDS:
            raise _malformed()
        origin, leaf, at, within = (part[2] for part in parts)
        return cls(origin, from_base64(leaf, size=HASH_SIZE), from_decimal(at), from_decimal(within))


def sign_promise(promise: Promise, signer: Signer) -> Note:
    """Give the promise signed by its log. Raises Invalid when the key's name is not the origin."""
    if signer.key.name != promise.origin:
        raise Invalid(
            "wrong_origin",
            vi="Tên khóa ký phải trùng với tên sổ.",
            en="The signing key must bear the name of the log.",
        )
    return Note(promise.text, (sign(promise.text, signer),))


def check_promise(note: Note, key: VerifierKey) -> Promise:
    """Make sure the log whose key this is gave the promise; whether it was kept, only a proof tells.

    Raises Invalid.
    """
    promise = Promise.parse(note.text)
    lines = [one for one in note.signatures if one.by(key)]
    if promise.origin != key.name or key.type != ED25519 or len(lines) != 1 or len(note.signatures) != 1:
        raise Invalid(
            "not_signed", vi="Lời hứa không có chữ ký của sổ.", en="The log has not signed this promise."
        )
    verify_signature(key, lines[0], note.text)
    return promise


def encode_qr(note: Note) -> str:
    """Give a signed promise in characters of a QR code's alphanumeric mode; nothing is lost."""
    promise, (line,) = Promise.parse(note.text), note.signatures
    name = promise.origin.encode()
    parts = [to_uvarint(len(name)), name, promise.leaf, to_uvarint(promise.at), to_uvarint(promise.within)]
    parts += [line.key_id, line.value]
    return QR_HEADER + to_base45(b"".join(parts))


def parse_qr(text: str) -> Note:
    """Read the packed form. Raises Invalid; a text that is not the one form of its promise is refused."""
    if not text.startswith(QR_HEADER) or len(text) > LARGEST_PROMISE:
        raise _malformed()
    frame = Frame(from_base45(text.removeprefix(QR_HEADER)))
    origin = frame.text(frame.uvarint())
    promise = Promise(origin, frame.take(HASH_SIZE), frame.uvarint(), frame.uvarint())
    line = Signature(origin, frame.take(4), frame.take(64))
    frame.end()
    note = Note(promise.text, (line,))
    if encode_qr(note) != text:
        raise _malformed()
    return note


def _malformed() -> Invalid:
    return Invalid(
        "bad_promise",
        vi="Không phải lời hứa ghi sổ đúng dạng, hoặc bị cắt, bị sửa.",
        en="Not a promise in form: cut, changed, or another kind of file.",
    )
