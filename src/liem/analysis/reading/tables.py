"""Tables of tasks: TT | Nội dung | Chủ trì | Phối hợp | Thời hạn | Sản phẩm, whatever the heads are called.

The head row repeats on each page, rows run over page ends, rows that fill one cell name a group. Tables of
figures
have no such heads and are left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from .bodies import Span, is_command, lead_unit, split_list
from .deadlines import cell_deadline
from .drafts import Draft, Words, read_fields
from .paragraphs import Paragraph, paragraph_of
from .spelling import shadow

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("no", re.compile(r"(?:s?tt|so tt|so thu tu|muc|#)\.?")),
    ("co", re.compile(r".*phoi hop.*")),
    (
        "lead",
        re.compile(
            r".*(?:chu tri|thuc hien|phu trach|trach nhiem|dau moi|duoc giao|phan cong|tham muu|"
            r"nguoi lam).*|don vi|co quan"
        ),
    ),
    ("deadline", re.compile(r".*(?:thoi gian|thoi han|han |^han|tien do|hoan thanh|ngay xong|thoi diem).*")),
    ("product", re.compile(r".*(?:san pham|dau ra|ket qua).*")),
    (
        "what",
        re.compile(r".*(?:nhiem vu|noi dung|cong viec|viec|yeu cau|hoat dong|giai phap|ket luan|chi tieu).*"),
    ),
)
_CHECK_DEADLINE_FIRST = re.compile(r"(?:thoi gian|thoi han|tien do|ngay)\b")
_POINTS_DOWN = re.compile(r"\b(?:bang|bieu)\b[^.]{0,30}\b(?:sau|duoi day|kem theo)\b|nhu sau\W*$")
_ROMAN_OR_CAP = re.compile(r"(?:[IVX]{1,5}|[A-E])\.?")


@dataclass(slots=True)
class Grid:
    """One table: cells by row and column, each a list of paragraphs, and its place among the paragraphs."""

    rows: list[dict[int, list[Paragraph]]]
    order: int

    def text(self, row: int, column: int | None) -> str:
        """Printed text of a cell, blanks for line breaks."""
        return " ".join(p.text for p in self.rows[row].get(column, [])) if column is not None else ""


def grids(paras: list[Paragraph]) -> list[Grid]:
    """The tables among ``paras``; ``order`` is the position of the first cell."""
    out: dict[int, Grid] = {}
    places: dict[tuple[int, int], int] = {}
    for position, para in enumerate(paras):
        if para.cell is None:
            continue
        grid = out.setdefault(para.cell.table, Grid([], position))
        key = (para.cell.table, para.cell.row)
        if key not in places:
            places[key] = len(grid.rows)
            grid.rows.append({})
        # A label inside a cell ("1.") is text there.
        whole = paragraph_of([row for row, _, _ in para.rows])
        grid.rows[places[key]].setdefault(para.cell.column, []).append(whole)
    for grid in out.values():
        _cut_at_bars(grid)
        _spread(grid)
    return list(out.values())


def _cut_at_bars(grid: Grid) -> None:
    """Cut a row that a scan gave as one cell at the rules it read as bars ("4 | Công khai quỹ | Các thôn").

    The whole row is then the place of each part.
    """
    columns = sorted(grid.rows[0])
    for row in grid.rows:
        if list(row) != columns[:1] or len(row[columns[0]]) != 1:
            continue
        printed = row[columns[0]][0].rows[0][0]
        parts = [part.strip() for part in printed.text.split("|")]
        if len(parts) != len(columns) or len(parts) < 3 or len(row[columns[0]][0].rows) != 1:
            continue
        whole = replace(printed.line, words=())
        for column, part in zip(columns, parts, strict=True):
            row[column] = [paragraph_of([replace(printed, text=part, low=shadow(part), line=whole)])]


def _spread(grid: Grid) -> None:
    """Let a cell merged downwards speak for every row it covers ("Phòng Kinh tế" beside three tasks)."""
    numbers = {number: at for at, row in enumerate(grid.rows) if (number := _row_number(row)) is not None}
    for row in list(grid.rows):
        for column, paras in list(row.items()):
            cell = paras[0].cell
            if cell is None or cell.rows == 1 or cell.row != _row_number(row):
                continue
            for below in range(cell.row + 1, cell.row + cell.rows):
                if below in numbers:
                    grid.rows[numbers[below]].setdefault(column, list(paras))


def _row_number(row: dict[int, list[Paragraph]]) -> int | None:
    """The row as the source counts it: that of its last cell, since a spread cell keeps its first row."""
    return max((para.cell.row for paras in row.values() for para in paras if para.cell), default=None)


def _head_of(low: str) -> str | None:
    if _CHECK_DEADLINE_FIRST.match(low):
        return "deadline"
    return next((name for name, pattern in _HEADS if pattern.fullmatch(low)), None)


def columns_of(grid: Grid, row: int) -> dict[str, int] | None:
    """Which column holds what, when ``row`` is the head of a table of tasks; else None."""
    found: dict[str, int] = {}
    for column, paras in grid.rows[row].items():
        low = " ".join(para.low for para in paras).strip(" .:")
        if not low or len(low) > 70:
            return None if len(low) > 70 else found or None
        name = _head_of(low)
        if name and name not in found:
            found[name] = column
    return found if "what" in found and ({"lead", "deadline"} & found.keys()) else None


def _joined(grid: Grid, first: int, columns: dict[str, int]) -> list[dict[int, list[Paragraph]]]:
    """Rows after the head, with repeated heads left out and cells that run over a page put together."""
    out: list[dict[int, list[Paragraph]]] = []
    head = {column: " ".join(p.low for p in paras) for column, paras in grid.rows[first].items()}
    what_head = grid.rows[first].get(columns["what"], [])
    for row in grid.rows[first + 1 :]:
        words = row.get(columns["what"], [])
        if words and what_head and words[0] is what_head[0]:
            continue  # the second row of a head of two rows
        if out and words and (above := out[-1].get(columns["what"], [])) and words[0] is above[0]:
            # One task over several rows: what differs beside it belongs to it.
            for column, paras in row.items():
                held = out[-1].setdefault(column, [])
                held.extend(para for para in paras if not any(para is one for one in held))
            continue
        if {column: " ".join(p.low for p in paras) for column, paras in row.items() if paras} == head:
            continue
        number = " ".join(p.text for p in row.get(columns.get("no", -1), []))
        what = " ".join(p.text for p in row.get(columns["what"], []))
        runs_on = (
            not number and (not what or what[:1].islower() or not what[:1].isalpha()) and any(row.values())
        )
        if out and "no" in columns and runs_on:
            for column, paras in row.items():
                out[-1].setdefault(column, []).extend(paras)
            continue
        out.append({column: list(paras) for column, paras in row.items()})
    return out


def _counts_on(grid: Grid, before: Grid) -> bool:
    numbers = [int(text) for row in range(len(before.rows)) if (text := _number(before, row)).isdigit()]
    first = _number(grid, 0)
    return bool(numbers) and first.isdigit() and int(first) == numbers[-1] + 1


def _number(grid: Grid, row: int) -> str:
    return grid.text(row, 0).strip(" .)")


def _continues(grid: Grid, before: Grid) -> bool:
    """Whether a table goes on with the one before it, cut by the end of a page."""
    if columns_of(grid, 0) is not None:
        return False
    widest = max(max(row, default=0) for row in grid.rows)
    had = max(max(row, default=0) for row in before.rows)
    # A last column that is empty in every row leaves no trace; the number that counts on does.
    return widest == had or (1 < widest < had and _counts_on(grid, before))


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of column names, of two rows of names the lower ("Đơn vị" above "Chủ trì", "Phối hợp")."""
    for row in range(min(3, len(grid.rows))):
        columns = columns_of(grid, row)
        if columns is None:
            continue
        if row + 1 < len(grid.rows):
            below = grid.rows[row + 1].get(columns["what"], [])
            if below and below[0] is grid.rows[row][columns["what"]][0]:
                return row + 1, columns_of(grid, row + 1) or columns
        return row, columns
    return None


def introduces_table(text: str, low: str) -> bool:
    """Whether an item above a table only names it: a heading, "… như sau:", "… theo bảng dưới đây"."""
    if _POINTS_DOWN.search(low) or text.rstrip().endswith(":"):
        return True
    short = len(text.split()) <= 14 and not text.rstrip().endswith((".", ";"))
    return short and not is_command(text, low)


class TableReader:
    """Drafts of the tasks in a table."""

    def __init__(self, issued: dt.date | None) -> None:
        self.issued = issued

    def read(self, tables: list[Grid]) -> list[Draft]:
        """Tasks of all tables in printed order; tables of anything else give none."""
        merged: list[tuple[Grid, int, dict[str, int]]] = []
        for grid in tables:
            head = _head(grid)
            if head is not None and not (head[0] and merged and _continues(grid, merged[-1][0])):
                merged.append((Grid(list(grid.rows), grid.order), *head))
            elif merged and _continues(grid, merged[-1][0]):
                merged[-1][0].rows.extend(grid.rows)
        drafts = [
            self._row(row, columns, grid.order)
            for grid, first, columns in merged
            for row in _joined(grid, first, columns)
        ]
        return [draft for draft in drafts if draft is not None]

    def _row(self, row: dict[int, list[Paragraph]], columns: dict[str, int], order: int) -> Draft | None:
        what = [para for para in row.get(columns["what"], []) if para.text]
        others = [
            c
            for name, c in columns.items()
            if name not in {"no", "what"} and any(p.text for p in row.get(c, []))
        ]
        number = " ".join(para.text for para in row.get(columns.get("no", -1), [])).strip().rstrip(".)")
        if not what or not any(c.isalpha() for para in what for c in para.text):
            return None
        # A row that fills one cell names a group of tasks; so does a Roman number without a unit or a day.
        if not others and (_ROMAN_OR_CAP.fullmatch(number) or not number):
            return None
        if re.fullmatch(r"\(?\d\)?", what[0].text.strip()) and len(what) == 1:
            return None  # the row of column numbers under the head
        draft = Draft(Words(_sentences(what)), number or None, order, in_table=True)
        read_fields(draft, self.issued)
        self._lead(draft, row, columns)
        if co := self._cell(row, columns.get("co")):
            # "Văn phòng" and, in the row after the page, "các trường học": two units, not one name.
            text = re.sub(r"(?<![,;]) (?=các )", ",", co.text)
            units = split_list(Span(text, 0, len(text)), text, shadow(text))
            draft.co = tuple(co.value(unit.text, unit.start, unit.end) for unit in units)
        if columns.get("deadline") is not None:
            self._deadline(draft, row, columns)
        if product := self._cell(row, columns.get("product")):
            draft.product = product.value(product.text.replace("\n", " "), 0, len(product.text))
        return draft

    def _lead(self, draft: Draft, row: dict[int, list[Paragraph]], columns: dict[str, int]) -> None:
        cell = self._cell(row, columns.get("lead"))
        if cell is None:
            return
        printed = cell.text.replace("\n", " ")
        named = lead_unit(printed, cell.low) if ":" in printed else None
        draft.assignee = cell.value(named.text if named else printed.strip(" .;"), 0, len(cell.text))

    def _deadline(self, draft: Draft, row: dict[int, list[Paragraph]], columns: dict[str, int]) -> None:
        cell = self._cell(row, columns["deadline"])
        if cell is None:
            return
        due = cell_deadline(cell.text.replace("\n", " "), self.issued)
        draft.kind, draft.due = due.kind, due
        printed = due.printed()
        draft.deadline = cell.value(printed, 0, len(cell.text)) if printed is not None else None

    @staticmethod
    def _cell(row: dict[int, list[Paragraph]], column: int | None) -> Words | None:
        paras = [para for para in row.get(column, []) if para.text] if column is not None else []
        words = Words(_sentences(paras)) if paras else None
        return words if words and words.text.strip(" -–.") else None


def _sentences(paras: list[Paragraph]) -> list[Paragraph]:
    """Cell lines that continue a sentence, joined again."""
    out: list[list[Paragraph]] = []
    for para in paras:
        if out and (para.text[:1].islower() or not out[-1][-1].text.rstrip().endswith((".", ";", ":"))):
            out[-1].append(para)
        else:
            out.append([para])
    return [
        group[0] if len(group) == 1 else paragraph_of([row for para in group for row, _, _ in para.rows])
        for group in out
    ]
