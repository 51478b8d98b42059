"""Sheets → pages of one document: running heads set aside, tables carried over the page break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from liem.adapters.documents.sheet import Sheet
from liem.analysis.reading.source import Line, Page
from liem.kernel.text import fold

_EDGE = 0.12
_OUTER = 0.065
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:trang|page)\s*)?(?:\d{1,3}|[ivxl]{1,6})(?:\s*(?:/|tren|of)\s*\d{1,3})?\W*$"
)
_DIGITS = re.compile(r"\d+")
# What signing tools print into the page beside the picture of the seal.
_STAMP = re.compile(
    r"^(?:(?:duoc )?(?:ky|nguoi ky|ky boi|ky so boi|chu ky so)\s*(?:boi)?\s*:|thoi gian ky\s*:|ngay ky\s*:"
    r"|signature not verified|digitally signed|signed by|signer\s*:|signing time|date:\s*\d{4}\.\d{2})"
)
_NOTE = re.compile(r"^[\[(]?\d{1,3}[\])]?[.\s]")


def pages_of(sheets: Sequence[Sheet]) -> tuple[Page, ...]:
    """Join sheets into pages: margins marked, cells renumbered so a table keeps one number on all its
    pages.
    """
    marked = _margins(sheets)
    joined = _tables(sheets, marked)
    return tuple(
        Page(sheet.number, round(sheet.width, 1), round(sheet.height, 1), tuple(lines), sheet.confidence)
        for sheet, lines in zip(sheets, joined, strict=True)
    )


def _margins(sheets: Sequence[Sheet]) -> list[list[Line]]:
    counts: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        keys = {key for line in sheet.lines for key in _keys(line)}
        counts.update(keys)
    out: list[list[Line]] = []
    for sheet in sheets:
        lines = list(sheet.lines)
        for index, line in enumerate(lines):
            if line.margin or line.box is None or line.cell is not None:
                continue
            repeated = len(sheets) > 1 and any(counts[key] >= 2 for key in _keys(line))
            alone = sheet.number > 1 and _stands_off(line, lines, index)
            if repeated or alone or _is_page_number(line) or _STAMP.match(fold(line.text)):
                lines[index] = replace(line, margin=True)
        out.append(_without_notes(lines))
    return out


def _at_edge(line: Line) -> bool:
    return line.box is not None and (line.box.bottom < _EDGE or line.box.top > 1 - _EDGE)


def _stands_off(line: Line, lines: Sequence[Line], index: int) -> bool:
    """Tell whether a later page's first or last line stands off from the text, near the paper's edge.

    This finds the running head of a document of two pages, where nothing is repeated.
    """
    box = line.box
    if box is None:
        return False
    if box.bottom >= _OUTER and box.top <= 1 - _OUTER:
        return False
    others = sorted(
        (other.box for at, other in enumerate(lines) if at != index and other.box is not None),
        key=lambda other: other.top,
    )
    if len(others) < 3:
        return False
    usual = median(below.top - above.bottom for above, below in pairwise(others))
    gap = others[0].top - box.bottom if box.bottom < _OUTER else box.top - others[-1].bottom
    return gap > max(0.8 * (box.bottom - box.top), 1.6 * usual)


def _is_page_number(line: Line) -> bool:
    return _at_edge(line) and _PAGE_NUMBER.match(fold(line.text)) is not None


def _keys(line: Line) -> tuple[tuple[str, int], ...]:
    """Give the words (digits blurred) with the height at which they stand; two slots, so no edge parts
    twins.
    """
    if line.box is None or not _at_edge(line) or line.cell is not None:
        return ()
    text = _DIGITS.sub("#", fold(line.text))
    slot = line.box.top * 60
    return (text, int(slot)), (text, int(slot + 0.5) + 1000)


def _without_notes(lines: list[Line]) -> list[Line]:
    """Mark footnotes: small print at the foot of the page that starts with a number."""
    sizes = sorted(line.size for line in lines if line.size and not line.margin and line.cell is None)
    if not sizes:
        return lines
    body = sizes[len(sizes) // 2]
    at = len(lines)
    while at > 0 and _is_small(lines[at - 1], body):
        at -= 1
    start = next(
        (i for i in range(at, len(lines)) if not lines[i].margin and _NOTE.match(lines[i].text)), len(lines)
    )
    return [*lines[:start], *(replace(line, margin=True) for line in lines[start:])]


def _is_small(line: Line, body: float) -> bool:
    if line.margin:
        return True
    return (
        line.cell is None
        and line.size is not None
        and line.size <= 0.86 * body
        and (line.box is not None and line.box.top > 0.5)
    )


def _tables(sheets: Sequence[Sheet], marked: list[list[Line]]) -> list[list[Line]]:
    total = 0
    # The table at the foot of the page before: its number, rows so far, column edges and first row's words.
    open_table: _Open | None = None
    out: list[list[Line]] = []
    for sheet, lines in zip(sheets, marked, strict=True):
        body = [line for line in lines if not line.margin]
        first = body[0].cell if body else None
        last = body[-1].cell if body else None
        new: dict[int, _Open] = {}
        for index, grid in enumerate(sheet.grids):
            carried = open_table if first is not None and first.table == index else None
            own = _rows_of(lines, index)
            if carried is not None and carried.same_columns(grid.xs):
                digital = all(line.size is not None for line in body)
                new[index] = carried.onto(own, digital=digital)
            else:
                new[index] = _Open(total, 0, grid.xs, own.get(0, {}))
                total += 1
        out.append([_moved(line, new) for line in lines])
        open_table = None
        if last is not None and last.table in new:
            open_table = new[last.table]
            rows = _rows_of(lines, last.table)
            open_table.base += max(rows) + 1 if rows else 0
    return out


class _Open:
    """A table that may go on: ``base`` is the row number its next page starts from."""

    def __init__(self, table: int, base: int, xs: list[float], head: dict[int, str]) -> None:
        self.table, self.base, self.xs, self.head = table, base, xs, head
        self.repeats_head = False

    def same_columns(self, xs: list[float]) -> bool:
        return len(xs) == len(self.xs) and all(abs(a - b) < 5 for a, b in zip(xs, self.xs, strict=True))

    def onto(self, rows: dict[int, dict[int, str]], *, digital: bool) -> _Open:
        """Lay the rows of the next page behind the ones so far."""
        repeats = _alike(rows.get(0, {}), self.head)
        first = 1 if repeats else 0
        # A row without its number goes on from the page before. Recognition may have missed the number, so on
        # a scan only a row with a single filled cell counts as such.
        begun = rows.get(first, {})
        continues = bool(begun) and 0 in self.head and 0 not in begun and (digital or len(begun) == 1)
        moved = _Open(self.table, self.base - first - (1 if continues else 0), self.xs, self.head)
        moved.repeats_head = repeats
        return moved


def _alike(row: dict[int, str], head: dict[int, str]) -> bool:
    """Tell whether a row repeats the table's head; recognition may have misread a letter or two of either."""
    if not row or not head:
        return False
    texts = [" ".join(cells[column] for column in sorted(cells)) for cells in (row, head)]
    return row == head or SequenceMatcher(None, texts[0], texts[1], autojunk=False).ratio() > 0.85


def _rows_of(lines: Sequence[Line], table: int) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for line in lines:
        if line.cell is not None and line.cell.table == table:
            row = rows.setdefault(line.cell.row, {})
            row[line.cell.column] = f"{row.get(line.cell.column, '')} {fold(line.text)}".strip()
    return rows


def _moved(line: Line, tables: dict[int, _Open]) -> Line:
    if line.cell is None or line.cell.table not in tables:
        return line
    at = tables[line.cell.table]
    if at.repeats_head and line.cell.row == 0:
        return replace(line, margin=True, cell=replace(line.cell, table=at.table, row=0))
    return replace(line, cell=replace(line.cell, table=at.table, row=line.cell.row + at.base))
