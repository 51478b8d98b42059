"""One sheet on its way to becoming a page: strips and tables in the reading frame → lines with places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liem.adapters.documents.layout import (
    Placed,
    Strip,
    is_centered,
    reading_order,
    text_edges,
)
from liem.adapters.documents.ruling import Grid
from liem.analysis.reading.source import Box, Cell, Line, Word
from liem.kernel.text import nfc

Shown = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page not yet joined with its neighbours: lines whose cells count tables from 0 on this page alone."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """How reading-frame points become fractions of the page image as shown."""

    page: int
    width: float
    height: float
    shown: Shown

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Give the box on the page image around a rectangle of the reading frame."""
        corners = [self.shown(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = [x / self.width for x, _ in corners], [y / self.height for _, y in corners]
        return Box(self.page, _share(min(xs)), _share(min(ys)), _share(max(xs)), _share(max(ys)))


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5)


def lines_of(strips: Sequence[Strip], grids: Sequence[Grid], place: Place, *, sized: bool) -> list[Line]:
    """Give the lines of a page in reading order: text around the tables, each table row by row.

    ``sized`` says whether type sizes are known (digital text) or only guessed (recognised text).
    """
    if not strips:
        return []
    edges = text_edges(strips)
    free: list[Strip] = []
    tables: list[list[tuple[int, int, Strip]]] = [[] for _ in grids]
    for strip in strips:
        home = next((i for i, grid in enumerate(grids) if grid.top <= strip.middle <= grid.bottom), None)
        if home is None:
            free.append(strip)
            continue
        outside = _into_cells(strip, grids[home], tables[home])
        free.extend(outside)
    out: list[Line] = []
    pending = sorted(range(len(grids)), key=lambda i: grids[i].top)
    chunk: list[Strip] = []
    for strip in sorted(free, key=lambda s: s.middle):
        while pending and grids[pending[0]].top < strip.middle:
            out.extend(_plain(chunk, edges, place, sized=sized))
            chunk = []
            index = pending.pop(0)
            out.extend(_table(tables[index], grids[index], index, place, sized=sized))
        chunk.append(strip)
    out.extend(_plain(chunk, edges, place, sized=sized))
    for index in pending:
        out.extend(_table(tables[index], grids[index], index, place, sized=sized))
    return out


def _into_cells(strip: Strip, grid: Grid, table: list[tuple[int, int, Strip]]) -> list[Strip]:
    """Cut a strip at the rules of the grid; give back what stands outside of it."""
    groups: list[tuple[tuple[int, int] | None, list[Placed]]] = []
    for word in strip.words:
        cell = grid.cell_at((word.left + word.right) / 2, (word.top + word.bottom) / 2)
        if groups and groups[-1][0] == cell:
            groups[-1][1].append(word)
        else:
            groups.append((cell, [word]))
    outside: list[Strip] = []
    for cell, words in groups:
        if cell is None:
            outside.append(Strip(words))
        else:
            table.append((*cell, Strip(words)))
    return outside


def _plain(strips: list[Strip], edges: tuple[float, float], place: Place, *, sized: bool) -> list[Line]:
    return [
        _line(strip, place, centered=is_centered(strip, edges), cell=None, sized=sized)
        for strip in reading_order(strips)
    ]


def _table(
    parts: list[tuple[int, int, Strip]], grid: Grid, index: int, place: Place, *, sized: bool
) -> list[Line]:
    cells: dict[tuple[int, int], list[Strip]] = {}
    for row, column, strip in parts:
        cells.setdefault((row, column), []).append(strip)
    out: list[Line] = []
    for row, column in sorted(cells):
        covered = sum(anchors[column] == (row, column) for anchors in grid.anchors)
        cell = Cell(index, row, column, max(1, covered))
        out.extend(
            _line(strip, place, centered=False, cell=cell, sized=sized)
            for strip in _joined(cells[row, column])
        )
    return out


def _joined(strips: list[Strip]) -> list[Strip]:
    """Join strips of one baseline inside a cell: a narrow justified cell has gaps as wide as a column's."""
    out: list[Strip] = []
    for strip in sorted(strips, key=lambda s: (s.middle, s.left)):
        if out and abs(out[-1].middle - strip.middle) < 0.3 * strip.size:
            words = sorted([*out[-1].words, *strip.words], key=lambda word: word.left)
            out[-1] = Strip(words)
        else:
            out.append(strip)
    return out


def _line(strip: Strip, place: Place, *, centered: bool, cell: Cell | None, sized: bool) -> Line:
    letters = sum(len(word.text) for word in strip.words)
    bold = sum(len(word.text) for word in strip.words if word.bold)
    italic = sum(len(word.text) for word in strip.words if word.italic)
    words = tuple(
        Word(nfc(w.text), place.box(w.left, w.top, w.right, w.bottom), round(w.confidence, 3))
        for w in strip.words
    )
    return Line(
        nfc(strip.text),
        place.page,
        place.box(strip.left, strip.top, strip.right, strip.bottom),
        words,
        cell,
        bold=bold * 5 >= letters * 4,
        italic=italic * 5 >= letters * 4,
        centered=centered,
        size=round(strip.size, 1) if sized else None,
    )
