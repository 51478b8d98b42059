"""One PDF page: its text layer as a sheet, and the verdict whether that layer can be believed."""

from __future__ import annotations

import enum
import re
from dataclasses import replace
from typing import Any

from liem.adapters.documents.layout import Frame
from liem.adapters.documents.loose_tables import loose_tables
from liem.adapters.documents.pdf_chars import Char, PageChars, chars_of
from liem.adapters.documents.pdf_overlays import Overlay, overlay_of
from liem.adapters.documents.pdf_rules import Drawing, drawing_of
from liem.adapters.documents.pdf_words import strips_of
from liem.adapters.documents.ruling import grids_of
from liem.adapters.documents.sheet import Place, Sheet, lines_of
from liem.analysis.reading.source import Line
from liem.kernel.text import nfc

_HEAD_SHARE = 0.33
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
_ODD_SIGNS = re.compile(r"[¸µ¶·¹¨¾»¼½¿©®ª«¬¡¢§£¤¥¦ßåæçëîïðñøûüþäöÿ]")


class Verdict(enum.Enum):
    """What to believe about a page."""

    TEXT = "text"
    SCAN = "scan"


def read_page(page: Any, number: int) -> tuple[Sheet, Verdict]:
    """Read one page. The sheet of a scanned page holds only its size; ask :func:`with_seals` once its
    picture is drawn.
    """
    chars = chars_of(page)
    drawing = drawing_of(page, chars.frame)
    width, height = page.get_size()
    verdict = verdict_on(chars, drawing)
    lines: list[Line] = []
    grids = []
    if verdict is Verdict.TEXT:
        overlay = overlay_of(page, chars, number)
        grids = grids_of(drawing.horizontal, drawing.vertical)
        head = _reading_height(chars.frame) * _HEAD_SHARE if number == 1 else 0.0
        # A number typed into its gap with a comment tool belongs to the line it was typed on.
        strips = strips_of([*chars.chars, *overlay.typed], head_below=head)
        grids = sorted([*grids, *loose_tables(strips, grids)], key=lambda grid: grid.top)
        lines = lines_of(strips, grids, _place(chars.frame, number), sized=True)
        for frame, odd in chars.odd:
            lines.extend(_aside(odd, frame, number))
        lines.extend(_slanting(chars, number))
        lines.extend(_sealed(overlay, number))
    return Sheet(number, width, height, tuple(lines), tuple(grids)), verdict


def with_seals(sheet: Sheet, page: Any) -> Sheet:
    """Add to a scanned sheet what is laid over its picture as text. Changes the page: draw it before."""
    overlay = overlay_of(page, chars_of(page), sheet.number)
    place = _place(overlay.frame, sheet.number)
    typed = lines_of(strips_of(overlay.typed, head_below=0.0), (), place, sized=True)
    return replace(sheet, lines=(*sheet.lines, *typed, *_sealed(overlay, sheet.number)))


def verdict_on(chars: PageChars, drawing: Drawing) -> Verdict:
    """Decide whether the text layer is the page's words.

    A sheet covered by a picture needs a full and plausible layer; a sheet without text but with many
    strokes is text turned into outlines; a layer full of unmapped or old one-byte signs is unreadable
    however long it is.
    """
    text = "".join(char.text for char in chars.chars)
    letters = sum(1 for sign in text if sign.isalpha())
    covered = drawing.picture_share >= 0.5
    if letters < 40:
        return Verdict.SCAN if drawing.picture_share >= 0.25 or drawing.paths >= 300 else Verdict.TEXT
    if chars.unmapped > 0.08 * (letters + chars.unmapped):
        return Verdict.SCAN
    odd = len(_ODD_SIGNS.findall(text))
    if odd > 0.04 * letters:
        return Verdict.SCAN
    if covered:
        marked = sum(1 for sign in text.lower() if sign in _VIETNAMESE)
        # Vietnamese prose has a mark on about every fourth letter; a layer made by an English reader has
        # none.
        if letters < 300 or marked < 0.1 * letters:
            return Verdict.SCAN
    return Verdict.TEXT


def _reading_height(frame: Frame) -> float:
    return frame.width if frame.turn in {1, 3} else frame.height


def _place(frame: Frame, number: int) -> Place:
    return Place(number, frame.width, frame.height, frame.shown)


def _aside(chars: list[Char], frame: Frame, number: int) -> list[Line]:
    """Give text written up or down the side of the page, or by a seal, as margin lines."""
    lines = lines_of(strips_of(chars, head_below=0.0), (), _place(frame, number), sized=True)
    return [replace(line, margin=True) for line in lines if any(sign.isalnum() for sign in line.text)]


def _slanting(chars: PageChars, number: int) -> list[Line]:
    """Give what is written at a slant, a watermark, as one margin line in the order of the file."""
    found = chars.slanting
    text = " ".join("".join(char.text for char in found).split())
    if not text:
        return []
    box = _place(chars.frame, number).box(
        min(char.left for char in found),
        min(char.top for char in found),
        max(char.right for char in found),
        max(char.bottom for char in found),
    )
    return [Line(nfc(text), number, box, size=round(found[0].size, 1), margin=True)]


def _sealed(overlay: Overlay, number: int) -> list[Line]:
    """Give what seals show as margin lines: a number that lives only there is not the printed number."""
    return _aside(overlay.sealed, overlay.frame, number)
