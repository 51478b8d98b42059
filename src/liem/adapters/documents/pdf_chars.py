"""Characters of a PDF page with their places, as PDFium knows them, brought upright and made clean.

All calls into PDFium happen under one lock: the library is not safe for threads.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from liem.adapters.documents.layout import Frame

# One lock for the whole process; PDFium keeps global state.
PDFIUM_LOCK = threading.RLock()

_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "\u00a0": " ",
    "\u2011": "-",
    "\u2010": "-",
}
_INVISIBLE = 3
_FILL_AND_STROKE = 2
_DEVICE = 1_000_000


@dataclass(slots=True)
class Char:
    """One printed character in the upright frame of its page: points, y down."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    italic: bool


@dataclass(slots=True)
class PageChars:
    """What stands on a page: upright characters, turned and slanting ones, what is hidden or unmapped."""

    frame: Frame
    chars: list[Char]
    odd: list[tuple[Frame, list[Char]]]
    slanting: list[Char]
    hidden: bool
    unmapped: int


@dataclass(slots=True)
class _Style:
    turn: int
    size: float
    bold: bool
    italic: bool
    hidden: bool


class _Affine:
    """Page space → page as shown (points, y down), with crop box and /Rotate already applied."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        x0, y0 = _device(page, 0, 0, width, height)
        x1, y1 = _device(page, 100, 0, width, height)
        x2, y2 = _device(page, 0, 100, width, height)
        self.a, self.b, self.c, self.d = (x1 - x0) / 100, (y1 - y0) / 100, (x2 - x0) / 100, (y2 - y0) / 100
        self.x0, self.y0 = x0, y0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.x0, self.b * x + self.d * y + self.y0

    def vector(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y, self.b * x + self.d * y


def _device(page: Any, x: float, y: float, width: float, height: float) -> tuple[float, float]:
    out_x, out_y = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(
        page.raw, 0, 0, _DEVICE, _DEVICE, 0, x, y, ctypes.byref(out_x), ctypes.byref(out_y)
    )
    return out_x.value * width / _DEVICE, out_y.value * height / _DEVICE


def page_affine(page: Any) -> _Affine:
    """Give the map from page space to the page as shown."""
    width, height = page.get_size()
    return _Affine(page, width, height)


def chars_of(page: Any) -> PageChars:
    """Read the characters of a page; hidden ones (an OCR layer) only when nothing else is printed."""
    width, height = page.get_size()
    affine = _Affine(page, width, height)
    textpage = page.get_textpage()
    try:
        visible, hidden, unmapped = _collect(textpage, affine)
    finally:
        textpage.close()
    is_hidden = not any(text.strip() for _, text, *_ in visible) and bool(hidden)
    found = hidden if is_hidden else visible
    turns = Counter(style.turn for style, text, *_ in found if text.strip())
    main = turns.most_common(1)[0][0] if turns else 0
    main = max(main, 0)
    by_turn: dict[int, list[Char]] = {}
    for style, text, box, origin in found:
        frame = Frame(width, height, max(style.turn, 0))
        by_turn.setdefault(style.turn, []).append(_char(frame, style, text, box, origin))
    slanting = by_turn.pop(-1, [])
    odd = [(Frame(width, height, t), chars) for t, chars in by_turn.items() if t != main]
    return PageChars(
        frame=Frame(width, height, main),
        chars=_cleaned(by_turn.get(main, [])),
        odd=[(frame, _cleaned(chars)) for frame, chars in odd],
        slanting=_cleaned(slanting),
        hidden=is_hidden,
        unmapped=unmapped,
    )


_Found = tuple[_Style, str, tuple[float, float, float, float], tuple[float, float]]


def _collect(textpage: Any, affine: _Affine) -> tuple[list[_Found], list[_Found], int]:
    raw = textpage.raw
    styles: dict[int, _Style] = {}
    visible: list[_Found] = []
    hidden: list[_Found] = []
    unmapped = 0
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    rect_ref, x_ref, y_ref = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        # PDFium makes up blanks and line ends of its own; ours come from the gaps.
        if pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        if (
            pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1
            or code in {0, 0xFFFD}
            or 0xE000 <= code <= 0xF8FF
        ):
            unmapped += 1
            continue
        if code == 2:
            code = 0x2D
        if code < 32 or code in {0xAD, 0x200B, 0xFEFF, 0xFFFE}:
            continue
        text = chr(code)
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, rect_ref):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x_ref, y_ref)
        thing = pdfium.FPDFText_GetTextObject(raw, index)
        key = ctypes.addressof(thing.contents) if thing else 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(thing, affine)
        x1, y1 = affine.point(rect.left, rect.top)
        x2, y2 = affine.point(rect.right, rect.bottom)
        box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        found = (style, _LIGATURES.get(text, text), box, affine.point(x.value, y.value))
        (hidden if style.hidden else visible).append(found)
    return visible, hidden, unmapped


def _style(thing: Any, affine: _Affine) -> _Style:
    if not thing:
        return _Style(0, 12.0, bold=False, italic=False, hidden=False)
    matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(thing, ctypes.byref(matrix))
    pdfium.FPDFTextObj_GetFontSize(thing, ctypes.byref(size))
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    font = pdfium.FPDFTextObj_GetFont(thing)
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("latin-1").lower()
    across = affine.vector(matrix.a, matrix.b)
    up = affine.vector(matrix.c, matrix.d)
    scale = math.hypot(*up) or 1.0
    return _Style(
        turn=_turn(*across),
        size=abs(size.value) * scale,
        bold=mode == _FILL_AND_STROKE or any(word in name for word in ("bold", "black", "heavy", "-demi")),
        italic="italic" in name or "oblique" in name,
        hidden=mode == _INVISIBLE,
    )


def _turn(x: float, y: float) -> int:
    """Give the quarter turns of a writing direction on the page as shown; −1 for a slanting one."""
    angle = math.degrees(math.atan2(y, x))
    nearest = round(angle / 90)
    if abs(angle - nearest * 90) > 8:
        return -1
    return nearest % 4


def _char(
    frame: Frame,
    style: _Style,
    text: str,
    box: tuple[float, float, float, float],
    origin: tuple[float, float],
) -> Char:
    x1, y1 = frame.upright(box[0], box[1])
    x2, y2 = frame.upright(box[2], box[3])
    return Char(
        text, min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), frame.upright(*origin)[1], style.size,
        style.bold, style.italic,
    )  # fmt: skip


def _cleaned(chars: list[Char]) -> list[Char]:
    """Drop characters printed twice at one place: a poor man's bold, which then counts as bold."""
    seen: dict[tuple[str, int, int], Char] = {}
    out: list[Char] = []
    for char in chars:
        step = max(char.size * 0.15, 0.5)
        column, row = round(char.left / step), round(char.baseline / step)
        twin = next(
            (
                seen[key]
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
                if (key := (char.text, column + dx, row + dy)) in seen
                and abs(seen[key].left - char.left) < step
                and abs(seen[key].baseline - char.baseline) < step
            ),
            None,
        )
        if twin is not None and char.text.strip():
            twin.bold = True
            continue
        seen[(char.text, column, row)] = char
        out.append(char)
    return out
