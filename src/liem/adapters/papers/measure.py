"""How wide words are, and where the name of a body may be broken, so that both formats break alike.

Tinos has the widths of Times New Roman, so a measurement here also holds in Word.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

from liem.kernel.paper import Face

FONTS = Path(__file__).parent / "fonts"
"""Tinos (OFL 1.1): the widths of Times New Roman, every Vietnamese letter, free to ship."""

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
    cuts = [i for i in range(1, len(parts)) if _fits(parts, i, face, room_mm)]
    before_place = [
        i for i in cuts if " ".join(parts[i:]).upper().startswith(tuple(f"{w} " for w in _PLACE_WORDS))
    ]
    if before_place:
        return _join(parts, before_place[0])
    if cuts:
        return _join(parts, min(cuts, key=lambda i: _longer(parts, i, face)))
    return _greedy(parts, face, room_mm)


def _join(parts: list[str], cut: int) -> str:
    return " ".join(parts[:cut]) + "\n" + " ".join(parts[cut:])


def _longer(parts: list[str], cut: int, face: Face) -> float:
    return max(width_mm(" ".join(parts[:cut]), face), width_mm(" ".join(parts[cut:]), face))


def _fits(parts: list[str], cut: int, face: Face, room_mm: float) -> bool:
    return _longer(parts, cut, face) <= room_mm


def _greedy(parts: list[str], face: Face, room_mm: float) -> str:
    lines = [parts[0]]
    for part in parts[1:]:
        if width_mm(f"{lines[-1]} {part}", face) <= room_mm:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return "\n".join(lines)
