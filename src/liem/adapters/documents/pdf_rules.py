"""What else is drawn on a PDF page: table rules, and how much of the sheet is a picture."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from liem.adapters.documents.layout import Frame
from liem.adapters.documents.pdf_chars import page_affine
from liem.adapters.documents.ruling import Rule

_THIN = 2.5
_MOST_PATHS = 20_000
_DEEPEST_FORM = 6


@dataclass(slots=True)
class Drawing:
    """Rules in the reading frame, the share of the sheet under its largest picture, the path count."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    picture_share: float = 0.0
    paths: int = 0


def drawing_of(page: Any, frame: Frame) -> Drawing:
    """Read the paths and pictures of a page. Stops looking at paths after twenty thousand (a map, not a
    table).
    """
    affine = page_affine(page)
    found = Drawing()
    area = max(frame.width * frame.height, 1.0)
    for thing in page.get_objects(
        filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST_FORM
    ):
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(thing.raw)
            x1, y1 = affine.point(left, bottom)
            x2, y2 = affine.point(right, top)
            found.picture_share = max(found.picture_share, abs(x2 - x1) * abs(y2 - y1) / area)
            continue
        found.paths += 1
        if found.paths > _MOST_PATHS:
            break
        for x1, y1, x2, y2 in _segments(thing.raw):
            ax, ay = frame.upright(*affine.point(x1, y1))
            bx, by = frame.upright(*affine.point(x2, y2))
            width, height = abs(ax - bx), abs(ay - by)
            if height <= _THIN and width > height:
                found.horizontal.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif width <= _THIN:
                found.vertical.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))
    return found


def _bounds(raw: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(
        raw, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
    )
    return left.value, bottom.value, right.value, top.value


def _segments(raw: Any) -> list[tuple[float, float, float, float]]:
    """Give the straight strokes of a path; a thin filled bar counts as one stroke along its length."""
    left, bottom, right, top = _bounds(raw)
    if min(right - left, top - bottom) <= _THIN:
        return [(left, bottom, right, top)]
    mode, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(raw, ctypes.byref(mode), ctypes.byref(stroke))
    count = pdfium.FPDFPath_CountSegments(raw)
    if not stroke.value or count > 400:
        return []
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(raw, ctypes.byref(matrix))
    out: list[tuple[float, float, float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    at = start = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            out.append((*at, *here))
        if pdfium.FPDFPathSegment_GetClose(segment):
            out.append((*here, *start))
        at = here
    return out
