"""Tables without (visible) rules: found by a head row of known column titles and by numbers down the left.

Careful on purpose: what is not plainly such a table stays ordinary lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from liem.adapters.documents.layout import Strip, rows_of
from liem.adapters.documents.ruling import Grid
from liem.kernel.text import fold

# How tables of tasks title their columns; two known titles make a head row.
_TITLES = re.compile(
    r"^(?:s?tt|so tt|noi dung.*|nhiem vu.*|cong viec.*|.*chu tri.*|.*phoi hop.*|thoi (?:han|gian).*|han .*"
    r"|san pham.*|ket qua.*|don vi.*|co quan.*|ghi chu|trach nhiem.*)$"
)
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,2})*[.)]?$")
_FEWEST_ROWS = 2


def loose_tables(strips: Sequence[Strip], ruled: Sequence[Grid]) -> list[Grid]:
    """Give grids for the tables among these strips that no ruled grid covers."""
    free = [s for s in strips if not any(grid.top <= s.middle <= grid.bottom for grid in ruled)]
    rows = rows_of(free)
    found: list[Grid] = []
    at = 0
    while at < len(rows):
        head = _parted(rows[at])
        grid, after = _table(head, rows, at) if _is_head(head) else (None, at + 1)
        if grid is not None:
            found.append(grid)
        at = after
    return found


def _parted(row: list[Strip]) -> list[Strip]:
    """Part "TT" from the title after it: as a short first word it was taken for the number of an item."""
    first = row[0]
    if len(first.words) > 1 and fold(first.words[0].text) in {"tt", "stt"}:
        return [Strip(first.words[:1]), Strip(first.words[1:]), *row[1:]]
    return row


def _is_head(row: list[Strip]) -> bool:
    return len(row) >= 3 and sum(_TITLES.match(fold(strip.text)) is not None for strip in row) >= 2


def _table(head: list[Strip], rows: list[list[Strip]], start: int) -> tuple[Grid | None, int]:
    # Between titles a column may end anywhere; its texts, not its title, tell where.
    columns = [(strip.left, strip.right) for strip in head]
    tops: list[float] = []
    bottom = max(strip.bottom for strip in head)
    at = start + 1
    while at < len(rows) and rows[at][0].top - bottom < 2.5 * rows[at][0].size:
        grown = _widened(columns, rows[at])
        if grown is None:
            break
        columns = grown
        first = rows[at][0]
        if first.left < (columns[0][1] + columns[1][0]) / 2 and _NUMBER.match(first.words[0].text):
            tops.append(min(strip.top for strip in rows[at]))
        bottom = max(bottom, *(strip.bottom for strip in rows[at]))
        at += 1
    if len(tops) < _FEWEST_ROWS:
        return None, start + 1
    edges = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    xs = [min(columns[0][0], edges[0]) - 2, *edges, columns[-1][1] + 2]
    ys = [min(strip.top for strip in head) - 1, *(top - 1 for top in tops), bottom + 1]
    anchors = [[(row, column) for column in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    return Grid(xs, ys, anchors), at


def _widened(columns: list[tuple[float, float]], row: list[Strip]) -> list[tuple[float, float]] | None:
    """Let each word of a row widen the column it stands in; ``None`` when one would bridge two columns."""
    out = list(columns)
    for strip in row:
        for word in strip.words:
            shares = [min(right, word.right) - max(left, word.left) for left, right in out]
            touched = [index for index, share in enumerate(shares) if share > 0]
            if len(touched) > 1:
                return None
            middle = (word.left + word.right) / 2
            home = touched[0] if touched else min(range(len(out)), key=lambda i: _distance(out[i], middle))
            left, right = out[home]
            out[home] = (min(left, word.left), max(right, word.right))
    apart = all(right[0] - left[1] > 0.4 * row[0].size for left, right in pairwise(out))
    return out if apart else None


def _distance(column: tuple[float, float], x: float) -> float:
    return max(column[0] - x, x - column[1], 0.0)
