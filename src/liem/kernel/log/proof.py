"""A receipt that is checked offline (C2SP tlog-proof@v1), as text and, packed, as one QR code.

c2sp.org/tlog-proof@v1
extra <base64>              left out when there is none; signed by nobody
index <number>
<base64 hash>…              from the sibling of the entry up to the child of the root
(empty line)
<signed checkpoint>
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liem.kernel.log.checkpoint import Checkpoint
from liem.kernel.log.coding import (
    Frame,
    from_base45,
    from_base64,
    from_decimal,
    to_base45,
    to_base64,
    to_uvarint,
)
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import HASH_SIZE, Nodes, inclusion_proof, leaf_hash, verify_inclusion
from liem.kernel.log.note import Note, Signature
from liem.kernel.log.policy import Judged, Policy

HEADER: Final = "c2sp.org/tlog-proof@v1"
QR_HEADER: Final = "LIEM1:"
# Sizes are below 2**63, so no way to a root is longer.
LONGEST_PATH: Final = 63
LARGEST_PROOF: Final = 1_100_000
_FRAME_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Proof:
    """Place of the entry (from 0), hashes up to the root, the signed head, and unsigned `extra` bytes."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    def __post_init__(self) -> None:
        # No data, no line: else "none" and "empty" would be two spellings, and nobody signs the difference.
        if self.extra == b"":
            raise _malformed()

    @classmethod
    def make(
        cls, nodes: Nodes, *, index: int, checkpoint: bytes, entry: bytes, extra: bytes | None = None
    ) -> Proof:
        """Make the receipt of `entry` at `index` under a signed checkpoint. Raises Invalid.

        The path is checked before it is handed out, so a damaged tile gives a refusal and not a bad receipt.
        """
        note = Note.parse(checkpoint)
        head = Checkpoint.parse(note.text).head
        path = tuple(inclusion_proof(nodes, index, head.size))
        verify_inclusion(leaf_hash(entry), index=index, size=head.size, path=path, root=head.root)
        return cls(index, path, note, extra)

    @classmethod
    def parse(cls, data: bytes) -> Proof:
        """Read the text form. Raises Invalid."""
        try:
            whole = data.decode("utf-8") if len(data) <= LARGEST_PROOF else ""
        except UnicodeDecodeError:
            raise _malformed() from None
        head, gap, note = whole.partition("\n\n")
        header, *lines = head.split("\n")
        if not gap or header != HEADER or not lines:
            raise _malformed()
        extra = None
        if lines[0].startswith("extra "):
            extra = from_base64(lines.pop(0).removeprefix("extra "))
        if not lines or not lines[0].startswith("index ") or len(lines) - 1 > LONGEST_PATH:
            raise _malformed()
        index = from_decimal(lines[0].removeprefix("index "))
        path = tuple(from_base64(line, size=HASH_SIZE) for line in lines[1:])
        signed = Note.parse(note.encode())
        Checkpoint.parse(signed.text)
        return cls(index, path, signed, extra)

    @classmethod
    def read(cls, data: bytes) -> Proof:
        """Read either form, told apart by its beginning; a QR text may end in a line end. Raises Invalid."""
        if data.startswith(QR_HEADER.encode()):
            return cls.parse_qr(data.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1"))
        return cls.parse(data)

    def encode(self) -> bytes:
        """Give the text form, file name ending `.tlog-proof`."""
        extra = "" if self.extra is None else f"extra {to_base64(self.extra)}\n"
        path = "".join(f"{to_base64(one)}\n" for one in self.path)
        return f"{HEADER}\n{extra}index {self.index}\n{path}\n{self.note}".encode()

    def encode_qr(self) -> str:
        """Give the packed form in characters of a QR code's alphanumeric mode. Raises Invalid if too long.

        Nothing is lost: `Proof.parse_qr` gives the same proof, hence the same text, back.
        """
        head = Checkpoint.parse(self.note.text)
        parts = [bytes([_FRAME_VERSION]), to_uvarint(self.index), bytes([len(self.path)]), *self.path]
        parts += [_sized(self.extra or b"")]
        parts += [_sized(head.origin.encode()), to_uvarint(head.size), head.root]
        parts += [to_uvarint(len(head.extensions)), *(_sized(line.encode()) for line in head.extensions)]
        parts.append(to_uvarint(len(self.note.signatures)))
        for one in self.note.signatures:
            name = b"" if one.name == head.origin else one.name.encode()
            parts += [_sized(name), one.key_id, _sized(one.value)]
        return QR_HEADER + to_base45(b"".join(parts))

    @classmethod
    def parse_qr(cls, text: str) -> Proof:
        """Read the packed form. Raises Invalid; a text that is not the one form of its proof is refused."""
        if not text.startswith(QR_HEADER) or len(text) > LARGEST_PROOF:
            raise _malformed()
        frame = Frame(from_base45(text.removeprefix(QR_HEADER)))
        if frame.byte() != _FRAME_VERSION:
            raise _malformed()
        index, length = frame.uvarint(), frame.byte()
        path = tuple(frame.take(HASH_SIZE) for _ in range(min(length, LONGEST_PATH + 1)))
        extra = frame.take(frame.uvarint()) or None
        note = _note(frame)
        frame.end()
        proof = cls(index, path, note, extra)
        # What a text could not say, or says in other bytes, must not come in by the side door.
        if cls.parse(proof.encode()) != proof or proof.encode_qr() != text:
            raise _malformed()
        return proof

    def check(self, entry: bytes | None, policy: Policy) -> Judged:
        """Make sure log and quorum signed the head, and `entry` stands in it at `index`. Raises Invalid.

        Without `entry` only the signatures are checked: then the receipt proves nothing about an entry.
        `extra` is not looked at.
        """
        if entry is not None:
            self.check_entry(entry)
        return policy.judge(self.note)

    def check_entry(self, entry: bytes) -> None:
        """Make sure `entry` stands at `index` under the head, whoever signed that. Raises Invalid."""
        head = Checkpoint.parse(self.note.text).head
        verify_inclusion(leaf_hash(entry), index=self.index, size=head.size, path=self.path, root=head.root)


def _note(frame: Frame) -> Note:
    origin = frame.text(frame.uvarint())
    size, root = frame.uvarint(), frame.take(HASH_SIZE)
    extensions = tuple(frame.text(frame.uvarint()) for _ in range(frame.uvarint()))
    signatures: Sequence[Signature] = [_signature(frame, origin) for _ in range(frame.uvarint())]
    return Note(Checkpoint(origin, size, root, extensions).text, tuple(signatures))


def _signature(frame: Frame, origin: str) -> Signature:
    name = frame.text(frame.uvarint()) or origin
    return Signature(name, frame.take(4), frame.take(frame.uvarint()))


def _sized(data: bytes) -> bytes:
    return to_uvarint(len(data)) + data


def _malformed() -> Invalid:
    return Invalid(
        "bad_proof",
        vi="Không phải biên nhận đúng dạng, hoặc tệp bị cắt, bị sửa.",
        en="Not a receipt in form: cut, changed, or another kind of file.",
    )
