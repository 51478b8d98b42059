"""How wide words are, and where the name of a body may be broken, so that both formats break alike.

Tinos has the widths of Times New Roman, so a measurement here also holds in Word.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from PIL import ImageFont

from liem.adapters.papers.glyphs import FONTS
from liem.kernel.paper import Face, Table, runs

__all__ = ["CELL_PAD_MM", "FONTS", "broken", "column_widths", "width_mm"]

CELL_PAD_MM = 1.4
"""White on each side of the words in a table cell."""

_MM_PER_PT = 25.4 / 72
_UNITS = 1000
# A clerk breaks "ỦY BAN NHÂN DÂN | XÃ AN LIÊM", never "ỦY BAN NHÂN | DÂN XÃ AN LIÊM".
_PLACE_WORDS = (
    "XÃ", "PHƯỜNG", "ĐẶC KHU", "TỈNH", "THÀNH PHỐ", "HUYỆN", "QUẬN", "THỊ XÃ", "THỊ TRẤN", "THÔN", "BẢN",
)  # fmt: skip


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Tinos-{name}.ttf", _UNITS, layout_engine=ImageFont.Layout.BASIC)


def width_mm(words: str, face: Face) -> float:
    """Width in millimetres of one line of words set in a face."""
    name = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic"}.get(
        (face.bold, face.italic), "BoldItalic"
    )
    return _font(name).getlength(words) / _UNITS * face.size * _MM_PER_PT


def broken(words: str, face: Face, room_mm: float) -> str:
    """Break words over as few lines as fit the room, before a place name if possible, else evenly.

    Words that already carry a line break, or fit, come back as they are.
    """
    if "\n" in words or width_mm(words, face) <= room_mm:
        return words
    parts = words.split(" ")
    fewest = _greedy(parts, face, room_mm)
    # best[i] = (cost, lines) of parts[i:] for each number of lines still allowed
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(len(parts), 0): (0.0, [])}
    for count in range(1, fewest + 1):
        for start in range(len(parts) - 1, -1, -1):
            found = [
                (_cost(parts, start, end, face, room_mm) + best[end, count - 1][0], end)
                for end in range(start + 1, len(parts) + 1)
                if (end, count - 1) in best
                and (end == start + 1 or width_mm(" ".join(parts[start:end]), face) <= room_mm)
            ]
            if found:
                cost, end = min(found)
                best[start, count] = (cost, [" ".join(parts[start:end]), *best[end, count - 1][1]])
    return "\n".join(best[0, fewest][1])


def _cost(parts: list[str], start: int, end: int, face: Face, room_mm: float) -> float:
    """Unevenness of one line in square millimetres; a cut that parts no place name costs nothing more."""
    rest = " ".join(parts[end:]).upper()
    natural = not rest or rest.startswith(tuple(f"{word} " for word in _PLACE_WORDS))
    return (room_mm - width_mm(" ".join(parts[start:end]), face)) ** 2 + (0 if natural else room_mm * 20)


def _greedy(parts: list[str], face: Face, room_mm: float) -> int:
    """The least number of lines that hold the words."""
    lines, line = 1, parts[0]
    for part in parts[1:]:
        if width_mm(f"{line} {part}", face) <= room_mm:
            line += f" {part}"
        else:
            lines, line = lines + 1, part
    return lines


def column_widths(table: Table, face: Face, room_mm: float) -> tuple[float, ...]:
    """Share the room between columns as asked, but never so that a word must be cut (up to 40 mm a word)."""
    bold = replace(face, bold=True)
    shares = [column.width * room_mm / sum(c.width for c in table.columns) for column in table.columns]
    least = []
    for place, column in enumerate(table.columns):
        words = {word for row in table.rows for run in runs(row[place]) for word in run.text.split()}
        widest = max((width_mm(word, face) for word in words), default=0.0)
        title = max((width_mm(word, bold) for word in column.title.split()), default=0.0)
        least.append(min(max(widest, title), 40.0) + 2 * CELL_PAD_MM + 0.2)
    if sum(least) >= room_mm:
        return tuple(shares)
    short = {place for place, share in enumerate(shares) if share < least[place]}
    while short:
        free = room_mm - sum(least[place] for place in short)
        asked = sum(shares[place] for place in range(len(shares)) if place not in short)
        made = [least[p] if p in short else shares[p] * free / asked for p in range(len(shares))]
        more = {place for place in range(len(made)) if made[place] < least[place] - 1e-9}
        if not more:
            return tuple(made)
        short |= more
    return tuple(shares)
