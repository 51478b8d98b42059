"""Which characters the shipped faces can draw, and what stands in for the others.

A character without a glyph would stop a PDF/A or vanish from it; here it becomes a visible box, the same in
every format, so that nobody signs a paper whose words quietly went missing.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
"""Tinos (OFL 1.1): the widths of Times New Roman, every Vietnamese letter, free to ship."""

BOX: Final = "□"
# Ticks and boxes that clerks paste from forms and messages, as the nearest sign the faces have.
_NEAREST: Final = {"✓": "√", "✔": "√", "☑": "■", "☒": "■", "☐": "□", "⁃": "-", "‐": "-", "‑": "-", "➢": "-"}
# XML cannot hold the first group; the second only joins or colours emoji; the third turns the reading order,
# by which a printed number could be made to differ from the stored one.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]"
    "|[\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
    "|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def drawable(text: str) -> str:
    """Give the text with nothing left that the faces cannot draw."""
    text = _UNPRINTABLE.sub("", text)
    if text.isascii():
        return text
    known = _known()
    return "".join(c if c in "\n\t" or ord(c) in known else _NEAREST.get(c, BOX) for c in text)


@cache
def _known() -> frozenset[int]:
    """Code points that all four faces have."""
    return frozenset.intersection(
        *(frozenset(_code_points(face.read_bytes())) for face in FONTS.glob("*.ttf"))
    )


def _code_points(font: bytes) -> set[int]:
    """Read from the ``cmap`` table (OpenType 1.9, format 4) which code points have a glyph."""
    tables = {
        name: at
        for name, _, at, _ in (
            struct.unpack_from(">4sLLL", font, 12 + 16 * n)
            for n in range(struct.unpack_from(">H", font, 4)[0])
        )
    }
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * n)
        if (platform, encoding) == (3, 1):
            found |= _format_4(font, cmap + offset)
    return found


def _format_4(font: bytes, at: int) -> set[int]:
    form, _, _, doubled = struct.unpack_from(">HHHH", font, at)
    if form != 4:
        return set()
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * doubled)
    ranges_at = at + 16 + 3 * doubled
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    found = set()
    for n in range(count):
        for point in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = point
            if ranges[n]:
                glyph = struct.unpack_from(
                    ">H", font, ranges_at + 2 * n + ranges[n] + 2 * (point - starts[n])
                )[0]
            if glyph and (glyph + deltas[n]) % 65536:
                found.add(point)
    return found
