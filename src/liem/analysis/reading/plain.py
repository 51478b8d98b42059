"""A source from plain text: paragraphs or wrapped lines, two-column heads drawn with blanks, tables drawn
with bars."""

from __future__ import annotations

import re
import unicodedata

from .source import Cell, Line, Page, Source
from .spelling import nfc

_COLUMN_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{3,}|\t+)(?=\S)")
_A4_POINTS = (595.3, 841.9)


def _columns(raw: str) -> list[str]:
    """Left and right part of a line drawn in two columns; a blank left open in "Số:    -CV/ĐU" is no
    column."""
    gap = _COLUMN_GAP.search(raw)
    if gap is None:
        return [raw]
    left, right = raw[: gap.start()], raw[gap.end() :]
    opens_a_gap = (
        right.lstrip()[:1] in "-–/" or right[:1].islower() or left.rstrip().endswith(("ngày", "tháng"))
    )
    return [raw] if opens_a_gap else [left, *_columns(right)]


def _bar_cells(raw: str) -> list[str] | None:
    if raw.count("|") < 2:
        return None
    return [cell.strip() for cell in raw.strip().strip("|").split("|")]


def source_from_text(text: str) -> Source:
    """Read plain text as a :class:`Source`.

    A form feed starts a new page. An empty line is kept as an empty :class:`Line` (it ends a paragraph).
    Lines
    with two or more bars are rows of a table. Nothing is refused: an empty text gives a source without words.
    """
    pages: list[Page] = []
    table, row, in_table = -1, 0, False
    for number, page_text in enumerate(unicodedata.normalize("NFC", text).split("\f"), start=1):
        lines: list[Line] = []
        for raw in page_text.splitlines():
            cells = _bar_cells(raw)
            if cells is not None:
                if set("".join(cells)) <= set("-=+: "):
                    continue  # a ruler between rows
                if not in_table:
                    table, row, in_table = table + 1, 0, True
                lines.extend(
                    Line(text=nfc(cell), page=number, cell=Cell(table, row, column))
                    for column, cell in enumerate(cells)
                )
                row += 1
                continue
            in_table = in_table and not raw.strip()
            lines.extend(Line(text=nfc(part), page=number) for part in _columns(raw))
        pages.append(Page(number, *_A4_POINTS, tuple(lines)))
    return Source(pages=tuple(pages), origin="text")
