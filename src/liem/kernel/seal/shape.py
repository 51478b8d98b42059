"""What can be seen of a sealed file from outside, and what must not differ: kinds of keys, size."""

from __future__ import annotations

import io
from dataclasses import dataclass

from liem.kernel.seal.header import Header
from liem.kernel.seal.invalid import Invalid
from liem.kernel.seal.keys import SCRYPT
from liem.kernel.seal.padding import SMALLEST, bucket
from liem.kernel.seal.stream import NONCE_SIZE, PIECE, TAG


@dataclass(frozen=True, slots=True)
class Shape:
    """How many keys open the file, and how many bytes lie inside."""

    keys: int
    inside: int


def shape(data: bytes) -> Shape:
    """Return what the outside of a sealed file tells. Raises ``Invalid``: not a file sealed for keys."""
    source = io.BytesIO(data)
    header = Header.read(source)
    sealed = len(data) - source.tell() - NONCE_SIZE
    pieces = max(1, -(-sealed // (PIECE + TAG)))
    if any(stanza.kind == SCRYPT for stanza in header.stanzas) or sealed < TAG:
        raise _unusual()
    return Shape(len(header.stanzas), sealed - pieces * TAG)


def require_bucket(found: Shape) -> None:
    """Make sure the size is one that many files share. Raises ``Invalid``."""
    if found.inside < SMALLEST or bucket(found.inside) != found.inside:
        raise _unusual()


def _unusual() -> Invalid:
    return Invalid(
        "unusual_seal",
        vi="Tệp niêm phong có kích thước hoặc loại khóa khác thường; hệ thống này không tạo tệp như vậy.",
        en="The sealed file has an unusual size or kind of key; this system makes none such.",
    )
