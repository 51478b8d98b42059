"""Soát bảng trước khi nhập: every faulty cell is listed with place and reason; nothing is kept by this."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from liem.adapters.tables.fields import Cell, Field
from liem.adapters.tables.problem import TableError
from liem.adapters.tables.reading import Row, Table
from liem.adapters.tables.writing import Column, Sheet, Value, write_xlsx
from liem.kernel.text import search_key

_SEARCHED_ROWS: Final = 30
_EXCEL_FAULTS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)

Rule = Callable[[Mapping[str, object]], Iterable[tuple[str, str]]]
"""A check across a row: gives (field name, Vietnamese reason) for each thing wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where, what stands there, why it cannot be taken."""

    row: int
    letter: str
    title: str
    given: str
    reason: str

    def __str__(self) -> str:
        place = f"Hàng {self.row}, cột {self.letter}" if self.letter else f"Hàng {self.row}"
        return f"{place} ({self.title}): {self.reason}"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row whose every cell could be taken: field name → value, None for an empty cell."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome: good rows, all faults, columns nobody asked for, and the table itself for the download."""

    rows: tuple[CheckedRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    table: Table
    head: tuple[str, ...]
    read: int

    @property
    def wrong_rows(self) -> tuple[int, ...]:
        """Numbers of the rows with at least one fault."""
        return tuple(sorted({fault.row for fault in self.faults}))


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the headings stand: index of the first data row, column index of each field."""

    first: int
    places: Mapping[str, int]
    titles: tuple[str, ...]


def check(table: Table, fields: Sequence[Field], *, rule: Rule | None = None) -> Checked:
    """Find the headings, convert every cell, and list every fault (not only the first).

    Raises :class:`TableError` (``table.header``) when a required column is missing or a heading stands twice.
    """
    head = _find_head(table, fields)
    rows: list[CheckedRow] = []
    faults: list[Fault] = []
    seen: dict[str, dict[object, int]] = {field.name: {} for field in fields if field.unique}
    data = [row for row in table.rows[head.first :] if not _is_numbering(row.texts)]
    for row in data:
        values, wrong = _convert(table, row, fields, head)
        wrong += _twice(row, fields, head, values, seen)
        if not wrong and rule is not None:
            wrong += _by_rule(rule, row, fields, head, values)
        if wrong:
            faults += wrong
        else:
            rows.append(CheckedRow(row.number, values))
    used = set(head.places.values())
    return Checked(
        rows=tuple(rows),
        faults=tuple(faults),
        ignored=tuple(t for place, t in enumerate(head.titles) if t and place not in used),
        table=table,
        head=head.titles,
        read=len(data),
    )


def faults_xlsx(checked: Checked) -> bytes:
    """Give the wrong rows as XLSX: row number, the row as it was, the reasons; mended, readable again."""
    reasons: dict[int, list[str]] = {}
    for fault in checked.faults:
        where = f"cột {fault.letter} ({fault.title})" if fault.letter else fault.title
        reasons.setdefault(fault.row, []).append(f"{where}: {fault.reason}")
    width = max([len(checked.head), *(len(row.texts) for row in checked.table.rows)])
    titles = [*checked.head, *("" for _ in range(width - len(checked.head)))]
    columns = [
        Column("Hàng trong tệp", "int", 10),
        *(Column(t, "text", 18) for t in titles),
        Column("Lý do", "text", 60),
    ]

    def lines() -> Iterator[Sequence[Value]]:
        for row in checked.table.rows:
            if row.number in reasons:
                blank = [""] * (width - len(row.texts))
                yield [row.number, *row.texts, *blank, "\n".join(reasons[row.number])]

    return write_xlsx([Sheet(name="Hàng cần sửa", columns=columns, rows=lines())])


def _find_head(table: Table, fields: Sequence[Field]) -> _Head:
    """Take the row (or the two merged rows) in which most columns are recognised."""
    best: tuple[int, int, dict[str, int], list[tuple[str, ...]]] = (0, 0, {}, [])
    for at in range(min(len(table.rows), _SEARCHED_ROWS)):
        for depth in (1, 2):
            titles = _titles(table.rows[at : at + depth], depth)
            if titles is None:
                continue
            places = _places(titles, fields)
            if len(places) > len(best[2]):
                best = (at, depth, places, titles)
    at, depth, places, titles = best
    for field in fields:
        same = sum(bool(_keys(names) & field.keys) for names in titles)
        if field.name not in places and same > 1:
            raise TableError(
                "table.header",
                vi=f"Tệp «{table.filename}» có {same} cột tên «{field.title}». Hãy giữ lại một cột.",
                en=f"There are {same} columns named {field.title!r}. Keep one.",
            )
    missing = [field.title for field in fields if field.required and field.name not in places]
    if missing or not places:
        listed = ", ".join(f"«{title}»" for title in missing or [field.title for field in fields])
        raise TableError(
            "table.header",
            vi=f"Không tìm thấy cột {listed} trong tệp «{table.filename}». Hãy đặt tên cột ở một "
            "hàng tiêu đề, như trong tệp mẫu.",
            en=f"The columns {listed} were not found. Put the headings in one row, as in the sample file.",
        )
    return _Head(at + depth, places, _shown(titles, places, fields))


def _shown(
    titles: list[tuple[str, ...]], places: Mapping[str, int], fields: Sequence[Field]
) -> tuple[str, ...]:
    """The headings to give back: ours where a column was recognised, theirs elsewhere."""
    ours = {places[field.name]: field.title for field in fields if field.name in places}
    return tuple(ours.get(place, names[-1]) for place, names in enumerate(titles))


def _titles(rows: Sequence[Row], depth: int) -> list[tuple[str, ...]] | None:
    """For each column the headings it may go by; the last is the one shown."""
    if len(rows) < depth:
        return None
    if depth == 1:
        return [(title,) for title in rows[0].texts]
    upper, lower = rows
    if lower.number != upper.number + 1:
        return None
    width = max(len(upper.texts), len(lower.texts))
    over = [*upper.texts, *[""] * (width - len(upper.texts))]
    under = [*lower.texts, *[""] * (width - len(lower.texts))]
    return [(a, b, a if a == b else f"{a} {b}".strip()) for a, b in zip(over, under, strict=True)]


def _places(titles: list[tuple[str, ...]], fields: Sequence[Field]) -> dict[str, int]:
    """Column of each field: by the whole heading, else by one of its two rows if that is unmistakable."""
    whole = [search_key(_bare(names[-1])) for names in titles]
    places: dict[str, int] = {}
    for field in fields:
        found = [place for place, key in enumerate(whole) if key in field.keys]
        if len(found) == 1:
            places[field.name] = found[0]
    for field in fields:
        free = set(range(len(titles))) - set(places.values())
        found = [place for place in free if _keys(titles[place]) & field.keys]
        if field.name not in places and len(found) == 1:
            places[field.name] = found[0]
    return places


def _keys(names: tuple[str, ...]) -> set[str]:
    return {search_key(_bare(name)) for name in names if name}


def _bare(title: str) -> str:
    """A heading without its hint: «Ngày sinh (dd/mm/yyyy) *» → «Ngày sinh»."""
    return re.sub(r"\([^)]*\)|\*", " ", title)


def _is_numbering(texts: tuple[str, ...]) -> bool:
    """Say whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
    filled = [text.strip("() ") for text in texts if text]
    if len(filled) < 3 or not all(re.fullmatch(r"[0-9]{1,2}|[A-ZĐ]", text) for text in filled):
        return False
    numbers = [int(text) for text in filled if text.isdigit()]
    return len(numbers) > 1 and numbers[0] == 1 and all(b == a + 1 for a, b in pairwise(numbers))


def _cell(table: Table, row: Row, place: int) -> Cell:
    inside = place < len(row.texts)
    return Cell(
        table.sheet,
        row.number,
        column_letter(place),
        row.raws[place] if inside else None,
        row.texts[place] if inside else "",
    )


def column_letter(place: int) -> str:
    """Letter of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _convert(
    table: Table, row: Row, fields: Sequence[Field], head: _Head
) -> tuple[dict[str, object], list[Fault]]:
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field in fields:
        if field.name not in head.places:
            values[field.name] = None
            continue
        cell = _cell(table, row, head.places[field.name])
        reason = ""
        if not cell.text:
            values[field.name] = None
            reason = "ô trống, cần điền." if field.required else ""
        elif cell.text in _EXCEL_FAULTS:
            reason = f"công thức trong ô báo lỗi {cell.text}. Hãy nhập giá trị."
        else:
            try:
                values[field.name] = field.convert(cell)
            except ValueError as fault:
                reason = str(fault)
        if reason:
            faults.append(Fault(row.number, cell.letter, field.title, cell.text, reason))
    return values, faults


def _twice(
    row: Row,
    fields: Sequence[Field],
    head: _Head,
    values: Mapping[str, object],
    seen: dict[str, dict[object, int]],
) -> list[Fault]:
    faults = []
    for field in fields:
        value = values.get(field.name)
        if not field.unique or value is None:
            continue
        first = seen[field.name].setdefault(value, row.number)
        if first != row.number:
            shown = value.strftime("%d/%m/%Y") if isinstance(value, date) else value
            faults.append(
                Fault(
                    row.number,
                    column_letter(head.places[field.name]),
                    field.title,
                    str(shown),
                    f"«{shown}» đã có ở hàng {first}. Mỗi giá trị chỉ được ghi một lần.",
                )
            )
    return faults


def _by_rule(
    rule: Rule, row: Row, fields: Sequence[Field], head: _Head, values: Mapping[str, object]
) -> list[Fault]:
    titles = {field.name: field.title for field in fields}
    faults = []
    for name, reason in rule(values):
        place = head.places.get(name)
        given = row.texts[place] if place is not None and place < len(row.texts) else ""
        letter = column_letter(place) if place is not None else ""
        faults.append(Fault(row.number, letter, titles.get(name, name), given, reason))
    return faults
