"""One PDF page: its text layer as a sheet, and the verdict whether that layer can be believed."""

from __future__ import annotations

import ctypes
import enum
import re
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium

from liem.adapters.documents.layout import Frame
from liem.adapters.documents.pdf_chars import Char, PageChars, chars_of
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
    """Read one page. The sheet of a scanned page holds only its size and the stamps that are real text."""
    chars = chars_of(page)
    drawing = drawing_of(page, chars.frame)
    width, height = page.get_size()
    verdict = verdict_on(chars, drawing)
    lines: list[Line] = []
    grids = []
    if verdict is Verdict.TEXT:
        grids = grids_of(drawing.horizontal, drawing.vertical)
        head = _reading_height(chars.frame) * _HEAD_SHARE if number == 1 else 0.0
        strips = strips_of(chars.chars, head_below=head)
        lines = lines_of(strips, grids, _place(chars.frame, number), sized=True)
        for frame, odd in chars.odd:
            lines.extend(_aside(odd, frame, number))
        lines.extend(_slanting(chars, number))
    # Flattening changes the page in memory, so it comes last and only where something is laid over it.
    lines.extend(_overlays(page, chars, number))
    return Sheet(number, width, height, tuple(lines), tuple(grids)), verdict


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
    """Give text written up or down the side of the page as margin lines."""
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


def _overlays(page: Any, before: PageChars, number: int) -> list[Line]:
    """Give the words of digital seals and other overlays, which are not part of the page's own content.

    What a signature or a stamp shows is margin: a number that lives only there is not the printed number.
    Text typed onto the page with a comment tool, or into a form field, is body text.
    """
    areas = _annotation_areas(page)
    if not areas or pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return []
    # The handle at hand still shows the page as it was.
    fresh_page = page.pdf[number - 1]
    try:
        after = chars_of(fresh_page)
    finally:
        fresh_page.close()
    known = {_key(char) for chars in (before.chars, *(odd for _, odd in before.odd)) for char in chars}
    fresh = [char for char in after.chars if _key(char) not in known]
    fresh += [char for _, odd in after.odd for char in odd if _key(char) not in known]
    lines = lines_of(strips_of(fresh, head_below=0.0), (), _place(after.frame, number), sized=True)
    return [replace(line, margin=_in_seal(line, areas)) for line in lines]


def _key(char: Char) -> tuple[str, int, int]:
    return char.text, round(char.left), round(char.baseline)


def _in_seal(line: Line, areas: list[tuple[bool, tuple[float, float, float, float]]]) -> bool:
    box = line.box
    if box is None:
        return True
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    inside = [seal for seal, (left, top, right, bottom) in areas if left <= x <= right and top <= y <= bottom]
    return not inside or any(inside)


def _annotation_areas(page: Any) -> list[tuple[bool, tuple[float, float, float, float]]]:
    """Give (is a seal, area in fractions of the page) of each annotation that shows text."""
    from liem.adapters.documents.pdf_chars import page_affine

    width, height = page.get_size()
    affine = page_affine(page)
    found: list[tuple[bool, tuple[float, float, float, float]]] = []
    rect = pdfium.FS_RECTF()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), 500)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
            if subtype not in {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT}:
                continue
            pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
            x1, y1 = affine.point(rect.left, rect.top)
            x2, y2 = affine.point(rect.right, rect.bottom)
            seal = subtype == pdfium.FPDF_ANNOT_STAMP or (
                subtype == pdfium.FPDF_ANNOT_WIDGET and not _is_text_field(annotation)
            )
            area = (min(x1, x2) / width, min(y1, y2) / height, max(x1, x2) / width, max(y1, y2) / height)
            found.append((seal, (area[0] - 0.005, area[1] - 0.005, area[2] + 0.005, area[3] + 0.005)))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _is_text_field(annotation: Any) -> bool:
    """Read /FT of a widget; without it (the type sits on a parent) the widget counts as a seal."""
    length = pdfium.FPDFAnnot_GetStringValue(annotation, b"FT", None, 0)
    if length <= 2:
        return False
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, b"FT", ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
    )
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0") in {"Tx", "Ch"}
