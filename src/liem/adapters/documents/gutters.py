"""Two-column blocks in a picture of a page: the letterhead, and recipients beside the signature.

Left and right lines of such a block rarely stand level, and recognition then mixes them up; each side is
better read for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

_WIDTH = 400
_NARROWEST = 9
_LOWEST_SHARE = 0.018
_INK = bytes(1 if value < 205 else 0 for value in range(256))
_BLANK = re.compile(rb"\x00+")


class Block(NamedTuple):
    """Rows ``top`` to ``bottom`` of a picture parted at column ``gutter``; pixels."""

    top: int
    bottom: int
    gutter: int


def two_column_blocks(grey: Image.Image, *, skip: Sequence[tuple[float, float]]) -> list[Block]:
    """Find the blocks of a level picture; areas in ``skip`` (top, bottom of tables) are not looked at."""
    scale = grey.width / _WIDTH
    height = max(1, round(grey.height / scale))
    small = grey.resize((_WIDTH, height), Image.Resampling.BOX).tobytes().translate(_INK)
    rows = [small[y * _WIDTH : (y + 1) * _WIDTH] for y in range(height)]
    barred = [any(top <= y * scale <= bottom for top, bottom in skip) for y in range(height)]
    found: list[Block] = []
    y = 0
    while y < height:
        end, block = _grow(rows, barred, y)
        if block is not None and (block.bottom - block.top) > _LOWEST_SHARE * height:
            top, bottom, gutter = (round(value * scale) for value in block)
            found.append(Block(top, bottom, gutter))
        y = max(end, y + 1)
    return found


def _grow(rows: Sequence[bytes], barred: Sequence[bool], start: int) -> tuple[int, Block | None]:
    """Go down from a row while a gutter stays open; give the row that shut it and the block, if it is one."""
    ink = 0
    y = start
    while y < len(rows) and not barred[y]:
        grown = ink | int.from_bytes(rows[y], "big")
        if _gutter(grown) is None:
            break
        ink = grown
        y += 1
    gutter = _gutter(ink)
    if gutter is None or y == start:
        return y, None
    # Begin and end on paper, so that no tip of a letter of the lines around is cut off.
    top, bottom = start, y
    while top < y and any(rows[top]) and top > 0 and any(rows[top - 1]):
        top += 1
    while bottom > top and bottom < len(rows) and any(rows[bottom - 1]):
        bottom -= 1
    inked = [row for row in rows[top:bottom] if any(row)]
    beside = sum(1 for row in inked if any(row[:gutter]) and any(row[gutter:]))
    if beside < 3:
        return y, None
    return y, Block(top, bottom, gutter)


def _gutter(ink: int) -> int | None:
    """Give the middle of the widest blank strip in the middle half of the page, ``None`` when all are
    narrow.
    """
    row = ink.to_bytes(_WIDTH, "big")
    widest = max(
        (run.span() for run in _BLANK.finditer(row, _WIDTH // 4, 3 * _WIDTH // 4)),
        key=lambda span: span[1] - span[0],
        default=(0, 0),
    )
    if widest[1] - widest[0] < _NARROWEST:
        return None
    return (widest[0] + widest[1]) // 2
