"""What is laid over a PDF page: digital seals, stamps, text typed with a comment tool, filled form fields."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from liem.adapters.documents.layout import Frame
from liem.adapters.documents.pdf_chars import Char, PageChars, chars_of, page_affine

_MOST_ANNOTATIONS = 500
_SLACK = 0.005


class _Area(NamedTuple):
    """Where an annotation shows, in fractions of the page, and whether it is a seal."""

    seal: bool
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Overlay:
    """Characters laid over the page: those a person typed on it, and those a seal shows."""

    frame: Frame
    typed: list[Char]
    sealed: list[Char]


def overlay_of(page: Any, before: PageChars, number: int) -> Overlay:
    """Read what annotations show. ``before`` are the page's own characters.

    Flattening changes the page in memory (not the file); draw it before if its own picture is needed.
    """
    areas = _areas(page)
    if not areas or pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return Overlay(before.frame, [], [])
    # The handle at hand still shows the page as it was.
    fresh_page = page.pdf[number - 1]
    try:
        after = chars_of(fresh_page)
    finally:
        fresh_page.close()
    known = {_key(char) for chars in (before.chars, *(odd for _, odd in before.odd)) for char in chars}
    typed: list[Char] = []
    sealed: list[Char] = []
    for char in after.chars:
        if _key(char) in known:
            continue
        x, y = after.frame.shown((char.left + char.right) / 2, (char.top + char.bottom) / 2)
        inside = [area for area in areas if area.holds(x / after.frame.width, y / after.frame.height)]
        is_typed = inside and not any(area.seal for area in inside)
        (typed if is_typed and after.frame == before.frame else sealed).append(char)
    return Overlay(after.frame, typed, sealed)


def _key(char: Char) -> tuple[str, int, int]:
    return char.text, round(char.left), round(char.baseline)


def _areas(page: Any) -> list[_Area]:
    width, height = page.get_size()
    affine = page_affine(page)
    found: list[_Area] = []
    rect = pdfium.FS_RECTF()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
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
            found.append(
                _Area(
                    seal,
                    min(x1, x2) / width - _SLACK,
                    min(y1, y2) / height - _SLACK,
                    max(x1, x2) / width + _SLACK,
                    max(y1, y2) / height + _SLACK,
                )
            )
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
