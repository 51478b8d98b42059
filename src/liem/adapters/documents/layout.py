"""From words with places to lines in reading order; the same for digital text and for recognised text.

Coordinates are points with y downwards. A *strip* is a run of words on one baseline with no wide gap in it,
so the issuer on the left and the motto on the right of a letterhead are two strips, never one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from liem.kernel.text import fold

_LABEL = re.compile(r"^(?:[-–+•*○]|\(?[\w.]{1,6}[.)\-:]?|Điều \d+[.:]?|Câu \d+[.:]?)$")
_RIGHT_HEADS = (
    "cong hoa xa hoi chu nghia",
    "dang cong san viet nam",
    "doc lap - tu do",
    "doc lap tu do",
)
_PLACE_DATE = re.compile(r"ngay\s*[\d.…_\s]{0,8}\s*thang\s*[\d.…_\s]{0,8}\s*nam")


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns page-as-shown coordinates into an upright reading frame and back; ``turn`` counts quarter
    turns.
    """

    width: float
    height: float
    turn: int = 0

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """Give the place in the reading frame of a place on the page as shown."""
        if self.turn == 1:
            return y, self.width - x
        if self.turn == 2:
            return self.width - x, self.height - y
        if self.turn == 3:
            return self.height - y, x
        return x, y

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """Give the place on the page as shown of a place in the reading frame."""
        if self.turn == 1:
            return self.width - y, x
        if self.turn == 2:
            return self.width - x, self.height - y
        if self.turn == 3:
            return y, self.height - x
        return x, y


@dataclass(slots=True)
class Placed:
    """One word on a page: its edges in points, type size, confidence 0…1 and dress."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    confidence: float = 1.0
    bold: bool = False
    italic: bool = False


@dataclass(slots=True)
class Strip:
    """Words of one baseline without a wide gap between them."""

    words: list[Placed]
    left: float = field(init=False)
    top: float = field(init=False)
    right: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = min(word.left for word in self.words)
        self.top = min(word.top for word in self.words)
        self.right = max(word.right for word in self.words)
        self.bottom = max(word.bottom for word in self.words)

    @property
    def text(self) -> str:
        """The words with single blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        """The middle type size of the words, points."""
        return median(word.size for word in self.words)

    @property
    def middle(self) -> float:
        """The height of the strip's centre line."""
        return (self.top + self.bottom) / 2


def part_columns(words: list[Placed], *, in_head: bool) -> list[Strip]:
    """Part the words of one baseline (left to right) wherever a gap is too wide for a blank.

    Justified lines have wide blanks all along, so a gap counts only when it stands out from its neighbours. A
    number or dash before an item keeps its text. In the head of a first page the motto and the place-date
    part from what stands left of them at a much smaller gap.
    """
    gaps = [after.left - before.right for before, after in pairwise(words)]
    strips: list[Strip] = []
    start = 0
    for index, gap in enumerate(gaps, start=1):
        em = max(words[index - 1].size, words[index].size, 1.0)
        others = [other for at, other in enumerate(gaps, start=1) if at != index]
        usual = median(others) if len(others) >= 3 else 0.3 * em
        wide = gap > max(1.6 * em, 3.0 * usual)
        if wide and start == index - 1 and start == 0 and gap < 6 * em:
            wide = _LABEL.match(words[0].text) is None
        if not wide and in_head:
            wide = _starts_motto(words, index) or (gap > 0.45 * em and _starts_right_head(words, index))
        if wide:
            strips.append(Strip(words[start:index]))
            start = index
    strips.append(Strip(words[start:]))
    return strips


def _starts_motto(words: Sequence[Placed], index: int) -> bool:
    """Tell whether the State's motto in capitals begins here: then no gap is too narrow to part."""
    rest = " ".join(word.text for word in words[index : index + 6])
    return rest.isupper() and fold(rest).startswith("cong hoa xa hoi chu nghia")


def _starts_right_head(words: Sequence[Placed], index: int) -> bool:
    rest = fold(" ".join(word.text for word in words[index : index + 8]))
    if rest.startswith(_RIGHT_HEADS):
        return True
    # "Số 12-KH/ĐU   Bản Mây, ngày …": the gap before the place is the widest of the line.
    if not fold(words[0].text).startswith("so"):
        return False
    gap = words[index].left - words[index - 1].right
    widest = max(after.left - before.right for before, after in pairwise(words))
    return gap >= widest and gap > words[index].size and _PLACE_DATE.search(rest) is not None


def reading_order(strips: Iterable[Strip]) -> list[Strip]:
    """Order strips as a person reads them: down the page, and in a two-column block left side before right.

    A block begins where two strips stand side by side and lasts while each following strip stays on one side
    of the gutter between them.
    """
    rows = rows_of(strips)
    out: list[Strip] = []
    block: list[list[Strip]] = []
    gutter = (0.0, 0.0)
    for index, row in enumerate(rows):
        grown = _gutter(row, gutter) if block else None
        near = not block or row[0].top - max(s.bottom for s in block[-1]) < 3.0 * row[0].size
        if block and grown and near:
            gutter = grown
            block.append(row)
            continue
        out.extend(_columns(block, gutter))
        block = []
        if len(row) == 2:
            block, gutter = [row], (row[0].right, row[1].left)
        elif (shift := _shifted(rows, index)) is not None:
            block, gutter = [row], shift
        else:
            out.extend(row)
    out.extend(_columns(block, gutter))
    return out


def _shifted(rows: list[list[Strip]], index: int) -> tuple[float, float] | None:
    """Give the gutter when the next row stands beside this one, half a line lower; ``None`` when it does
    not.
    """
    if index + 1 >= len(rows) or len(rows[index]) != 1 or len(rows[index + 1]) != 1:
        return None
    one, other = rows[index][0], rows[index + 1][0]
    if other.top >= one.bottom - 0.1 * one.size:
        return None
    low, high = (one.right, other.left) if one.left < other.left else (other.right, one.left)
    return (low, high) if high - low > 0.3 * one.size else None


def rows_of(strips: Iterable[Strip]) -> list[list[Strip]]:
    """Gather strips that stand beside each other, rows from the top, each from the left."""
    rows: list[list[Strip]] = []
    for strip in sorted(strips, key=lambda s: s.middle):
        if rows and _beside(rows[-1], strip):
            rows[-1].append(strip)
        else:
            rows.append([strip])
    for row in rows:
        row.sort(key=lambda s: s.left)
    rows.sort(key=lambda row: row[0].middle)
    return rows


def _beside(row: list[Strip], strip: Strip) -> bool:
    for other in row:
        shared = min(other.bottom, strip.bottom) - max(other.top, strip.top)
        if shared < 0.5 * min(other.bottom - other.top, strip.bottom - strip.top):
            return False
        if min(other.right, strip.right) - max(other.left, strip.left) > 0.5 * strip.size:
            return False
    return True


def _gutter(row: list[Strip], gutter: tuple[float, float]) -> tuple[float, float] | None:
    """Narrow the gutter by one more row; ``None`` when the row crosses it."""
    low, high = gutter
    for strip in row:
        if strip.right <= high and (strip.left + strip.right) / 2 < (low + high) / 2:
            low = max(low, strip.right)
        elif strip.left >= low and (strip.left + strip.right) / 2 > (low + high) / 2:
            high = min(high, strip.left)
        else:
            return None
    return (low, high) if low < high else None


def _columns(block: list[list[Strip]], gutter: tuple[float, float]) -> list[Strip]:
    # "Thời gian:   08 giờ" and the like: names on the left belong to the values beside them.
    pairs = [row for row in block if len(row) == 2]
    if sum(row[0].text.endswith(":") for row in pairs) > max(1, len(pairs) // 2):
        return [strip for row in block for strip in row]
    middle = sum(gutter) / 2
    strips = [strip for row in block for strip in row]
    left = [strip for strip in strips if (strip.left + strip.right) / 2 < middle]
    right = [strip for strip in strips if (strip.left + strip.right) / 2 >= middle]
    return left + right


def text_edges(strips: Sequence[Strip]) -> tuple[float, float]:
    """Give the left and right edge of the type area: the middle of the outermost tenth of the strips."""
    lefts = sorted(strip.left for strip in strips)
    rights = sorted(strip.right for strip in strips)
    at = len(strips) // 20
    return lefts[at], rights[-1 - at]


def is_centered(strip: Strip, edges: tuple[float, float]) -> bool:
    """Tell whether a strip stands in the middle of the type area with room on both sides."""
    low, high = edges
    width = high - low
    before, after = strip.left - low, high - strip.right
    return width > 0 and min(before, after) > 0.06 * width and abs(before - after) < 0.04 * width
