"""A second look into table cells: lone figures in the number column, which layout analysis takes for dirt."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from PIL import Image

from liem.adapters.documents import picture
from liem.adapters.documents.ruling import Grid
from liem.adapters.documents.tesseract import OcrWord, Tesseract

_MOST = 80
_MOST_ALONE = 12
# Page segmentation modes of Tesseract.
_ONE_BLOCK, _ONE_WORD = 6, 8
_INSET = 8
_BLOCK = 100_000
# A column this narrow (share of the page) at the left of a table numbers its rows.
_NARROW = 0.12
_NUMBER = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zđ])[.)]?$")
_FIGURES = "0123456789."


class _Cut(NamedTuple):
    """A piece of the page around some ink, and the words read there so far."""

    left: int
    top: int
    image: Image.Image
    words: list[OcrWord]


def second_look(
    page: Image.Image, grids: list[Grid], words: list[OcrWord], dpi: int, tesseract: Tesseract
) -> list[OcrWord]:
    """Give the words of a page with cells read again where ink gave no word or a number column no number.

    The cut-out cells are stacked under each other and read as one column; number columns with figures only. A
    new reading of a number replaces the old one only when it is a number.
    """
    empty: list[_Cut] = []
    numbers: list[_Cut] = []
    for grid in grids:
        held = _by_cell(grid, words)
        numbering = len(grid.xs) > 2 and grid.xs[1] - grid.xs[0] < _NARROW * page.width
        for cell, (left, top, right, bottom) in grid.cells().items():
            inside = held.get(cell, [])
            # A cell merged across the table begins in the number column but names a group of rows.
            narrow = right - left < _NARROW * page.width
            in_number_column = numbering and narrow and cell[1] == 0 and cell[0] > 0
            if inside and not (in_number_column and not _is_number(inside)):
                continue
            box = (int(left) + _INSET, int(top) + _INSET, int(right) - _INSET, int(bottom) - _INSET)
            ink = picture.ink_box(page, box)
            if ink is None or len(empty) + len(numbers) >= _MOST:
                continue
            cut = _Cut(ink[0], ink[1], page.crop(ink), inside)
            (numbers if in_number_column else empty).append(cut)
    out = list(words)
    alone = 0
    for cut, read in zip(numbers, _read(numbers, dpi, tesseract, only=_FIGURES), strict=True):
        found = read
        if not _is_number(found) and alone < _MOST_ALONE:
            alone += 1
            found = _read_alone(cut, dpi, tesseract)
        if found and _is_number(found):
            out = [word for word in out if word not in cut.words] + found
        elif not cut.words:
            empty.append(cut)
    for found in _read(empty, dpi, tesseract, only=""):
        out.extend(found)
    return out


def _by_cell(grid: Grid, words: list[OcrWord]) -> dict[tuple[int, int], list[OcrWord]]:
    held: dict[tuple[int, int], list[OcrWord]] = {}
    for word in words:
        cell = grid.cell_at((word.left + word.right) / 2, (word.top + word.bottom) / 2)
        if cell is not None:
            held.setdefault(cell, []).append(word)
    return held


def _is_number(words: list[OcrWord]) -> bool:
    return _NUMBER.match("".join(word.text for word in words)) is not None


def _read_alone(cut: _Cut, dpi: int, tesseract: Tesseract) -> list[OcrWord]:
    """Read one cut-out piece as a single number: slower, but a lone figure is not lost among its like."""
    found = tesseract.words(picture.framed(cut.image), dpi=dpi, layout=_ONE_WORD, only=_FIGURES)
    line = (_BLOCK + 2 * cut.top + 1, 0, 0)
    return [
        replace(word.moved(cut.left - picture.FRAME, cut.top - picture.FRAME), line=line) for word in found
    ]


def _read(cuts: list[_Cut], dpi: int, tesseract: Tesseract, *, only: str) -> list[list[OcrWord]]:
    """Read cut-out pieces stacked under each other; give the words of each, placed on the page."""
    if not cuts:
        return []
    gap = max(30, dpi // 8)
    width = max(cut.image.width for cut in cuts) + 4 * gap
    stack = Image.new("L", (width, sum(cut.image.height + gap for cut in cuts) + gap), 255)
    tops: list[int] = []
    at = gap
    for cut in cuts:
        stack.paste(cut.image, (gap, at))
        tops.append(at)
        at += cut.image.height + gap
    found: list[list[OcrWord]] = [[] for _ in cuts]
    for word in tesseract.words(stack, dpi=dpi, layout=_ONE_BLOCK, only=only):
        index = max((i for i, top in enumerate(tops) if top <= (word.top + word.bottom) / 2), default=0)
        line = (_BLOCK + 2 * cuts[index].top + bool(only), *word.line[1:])
        moved = word.moved(cuts[index].left - gap, cuts[index].top - tops[index])
        found[index].append(replace(moved, line=line))
    return found
