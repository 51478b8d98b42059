"""Real Word tables: the head repeats on every page, rows stay whole, long tables are built fast."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from liem.adapters.papers.measure import CELL_PAD_MM
from liem.adapters.papers.word_xml import TWIPS_PER_MM, Links, element, paragraph_element, put_runs
from liem.kernel.paper import Column, Run, Table, Text, runs


def put_table(document: Any, table: Table, *, widths_mm: tuple[float, ...], style: str, links: Links) -> None:
    """Append a table with columns of given widths in millimetres.

    Rows are written as elements: asking python-docx for each cell takes time that grows with the square
    of the rows.
    """
    style_id = document.styles[style].style_id
    widths = [round(wide * TWIPS_PER_MM) for wide in widths_mm]
    made = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    made.autofit = False
    padding = element("tblCellMar")
    for side in ("left", "right"):
        padding.append(element(side, w=round(CELL_PAD_MM * TWIPS_PER_MM), type="dxa"))
    made._tbl.tblPr.insert_element_before(padding, "w:tblLook")
    grid = made._tbl
    for column, width in zip(grid.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    head = tuple((Run(column.title, bold=True),) for column in table.columns)
    grid.append(_row(head, table.columns, widths, style_id, links, is_head=True, keep=True))
    for number, row in enumerate(table.rows, start=1):
        # The last two rows go with what follows, so that no signature stands alone on its page.
        keep = number > len(table.rows) - 2
        grid.append(_row(row, table.columns, widths, style_id, links, is_head=False, keep=keep))


def _row(
    cells: tuple[Text, ...],
    columns: tuple[Column, ...],
    widths: list[int],
    style_id: str,
    links: Links,
    *,
    is_head: bool,
    keep: bool,
) -> Any:
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    if is_head:
        properties.append(element("tblHeader"))
    row.append(properties)
    for cell, column, width in zip(cells, columns, widths, strict=True):
        made = element("tc")
        shape = element("tcPr")
        shape.append(element("tcW", w=width, type="dxa"))
        if is_head:
            shape.append(element("vAlign", val="center"))
        made.append(shape)
        paragraph = paragraph_element(style_id, align="center" if is_head else column.align, keep=keep)
        put_runs(paragraph, runs(cell), links)
        made.append(paragraph)
        row.append(made)
    return row
