"""Sizes that many files share, so that the size of a sealed file tells little about what is inside.

Buckets: 4 KiB, then each a quarter larger, rounded up. Inside, a content is `size` in eight bytes (high byte
first), the content, and zeros up to the bucket.
"""

from __future__ import annotations

from typing import Final

from liem.kernel.seal.invalid import Invalid

SMALLEST: Final = 4_096
_SIZE: Final = 8


def bucket(size: int) -> int:
    """Give the smallest bucket that holds `size` bytes."""
    found = SMALLEST
    while found < size:
        found += -(-found // 4)
    return found


def pad(data: bytes) -> bytes:
    """Give `data` behind its size, filled up to its bucket."""
    return (len(data).to_bytes(_SIZE, "big") + data).ljust(bucket(_SIZE + len(data)), b"\0")


def unpad(data: bytes) -> bytes:
    """Give back what `pad` was given; only what it writes is read. Raises Invalid."""
    size = int.from_bytes(data[:_SIZE], "big")
    found = data[_SIZE : _SIZE + size]
    if len(found) != size or pad(found) != data:
        raise Invalid(
            "bad_padding",
            vi="Mở được niêm phong nhưng phần đệm bên trong không đúng dạng.",
            en="The seal opened, but the filling inside is not in its form.",
        )
    return found
