"""The signed head of a log (C2SP tlog-checkpoint): whose log, how many entries, the root over them."""

from __future__ import annotations

from dataclasses import dataclass

from liem.kernel.log.coding import LARGEST, from_base64, from_decimal, to_base64
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import EMPTY_ROOT, HASH_SIZE
from liem.kernel.log.note import Note, Signer, require_text, sign
from liem.kernel.log.tiles import Head


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Origin (the log's name), number of entries, root of 32 bytes, extension lines (best none)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        fits = all(lines) and not any("\n" in line for line in lines) and 0 <= self.size <= LARGEST
        if not fits or len(self.root) != HASH_SIZE or (self.size == 0 and self.root != EMPTY_ROOT):
            raise _malformed()

    @property
    def head(self) -> Head:
        """Size and root."""
        return Head(self.size, self.root)

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a note as a head. Raises Invalid."""
        require_text(text)
        origin, *rest = text[:-1].split("\n")
        if len(rest) < 2:
            raise _malformed()
        return cls(origin, from_decimal(rest[0]), from_base64(rest[1], size=HASH_SIZE), tuple(rest[2:]))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """Give the head signed by its log. Raises Invalid when the key's name is not the origin.

    Never sign a head that does not continue the last one: call `audit(read, head, since=last)` before.
    """
    if signer.key.name != checkpoint.origin:
        raise Invalid(
            "wrong_origin",
            vi="Tên khóa ký phải trùng với tên sổ.",
            en="The signing key must bear the name of the log.",
        )
    return Note(checkpoint.text, (sign(checkpoint.text, signer),))


def _malformed() -> Invalid:
    return Invalid(
        "bad_checkpoint",
        vi="Không phải đầu sổ đúng dạng: tên sổ, số mục, mã gốc, mỗi thứ một dòng.",
        en="Not a checkpoint: origin, size and root, a line each.",
    )
