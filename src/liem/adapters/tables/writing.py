"""Bảng kê ra XLSX và CSV: typed columns, figures that open to their rows, text never run as formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final, Literal
from zoneinfo import ZoneInfo

import xlsxwriter

Kind = Literal["text", "int", "dong", "percent", "date", "datetime"]
Plain = str | int | float | Decimal | date | datetime | None

LOCAL: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "int": "#,##0",
    "dong": "#,##0\\ [$₫-42A]",
    "percent": "0.0%",
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
_LONGEST_TEXT: Final = 32_000  # Excel holds 32,767 characters in a cell
_MOST_LINKS: Final = 65_000  # Excel holds 65,530 links in a sheet
_EXACT: Final = 10**15  # Excel keeps 15 digits of a number
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_A4: Final = 9
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Linked:
    """A value whose cell opens the rows behind it; ``address`` is a full http(s) address."""

    value: Plain
    address: str

    def __post_init__(self) -> None:
        if not self.address.startswith(("https://", "http://")):
            msg = f"a cell may open only an http(s) address, not {self.address[:40]!r}"
            raise ValueError(msg)


Value = Plain | Linked


@dataclass(frozen=True, slots=True)
class Column:
    """A column: printed title, what its values are, width in characters."""

    title: str
    kind: Kind = "text"
    width: float = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. ``rows`` may be a generator: they are written as they come, never all held in memory.

    ``heading`` and ``notes`` stand above the table; ``name`` is the tab (shortened to what Excel allows).
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    heading: str | None = None
    notes: Sequence[str] = field(default=())
    landscape: bool = True


def write_xlsx(sheets: Sequence[Sheet], *, at: datetime | None = None, into: BinaryIO | None = None) -> bytes:
    """Write sheets as one XLSX file, rows streamed.

    ``at`` is the aware moment put into the file's properties (none: a fixed one, so that equal sheets give
    equal bytes). With ``into`` the file is written there and the answer is empty. Numbers of more than 15
    digits become text, because Excel would change their last digits. Raises ValueError for a naive datetime
    or a row that does not fit its columns.
    """
    target = into or io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {"created": (at or datetime(1980, 1, 1, tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)}
    )
    taken: set[str] = set()
    for sheet in sheets:
        _Writer(book, sheet, _tab(sheet.name, taken)).write()
    book.close()
    return b"" if into is not None else target.getvalue()  # type: ignore[attr-defined]  # BytesIO here


class _Writer:
    """One sheet being written, row after row."""

    def __init__(self, book: Any, sheet: Sheet, tab: str) -> None:
        self.sheet = sheet
        self.page = book.add_worksheet(tab)
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "border": 1}
        self.formats = {
            kind: book.add_format(base | {"num_format": code, "text_wrap": kind == "text"})
            for kind, code in _FORMATS.items()
        }
        self.linked = {
            kind: book.add_format(base | {"num_format": code, "font_color": "#17498A", "underline": 1})
            for kind, code in _FORMATS.items()
        }
        self.head = book.add_format(
            base
            | {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F6F3EE"}
        )
        self.heading = book.add_format({"font_name": "Times New Roman", "font_size": 14, "bold": True})
        self.note = book.add_format({"font_name": "Times New Roman", "font_size": 11, "italic": True})
        self.links = 0

    def write(self) -> None:
        sheet, page = self.sheet, self.page
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, column.width)
        at = 0
        for words, look in [(sheet.heading, self.heading), *((note, self.note) for note in sheet.notes)]:
            if words:
                page.write_string(at, 0, _text(words), look)
                at += 1
        at += 1 if at else 0
        for number, column in enumerate(sheet.columns):
            page.write_string(at, number, _text(column.title), self.head)
        last = at
        for last, row in enumerate(sheet.rows, start=at + 1):
            if len(row) != len(sheet.columns):
                msg = f"row {last - at} of {sheet.name!r}: {len(row)} values, {len(sheet.columns)} columns"
                raise ValueError(msg)
            for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                self._cell(last, number, value, column.kind)
        self._page(at, last)

    def _page(self, head: int, last: int) -> None:
        page = self.page
        page.freeze_panes(head + 1, 0)
        page.autofilter(head, 0, last, len(self.sheet.columns) - 1)
        page.set_paper(_A4)
        if self.sheet.landscape:
            page.set_landscape()
        page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(head)
        page.set_footer("&C&P/&N")

    def _cell(self, row: int, number: int, value: Value, kind: Kind) -> None:
        look = self.formats[kind]
        if isinstance(value, Linked):
            if self.links < _MOST_LINKS:
                self.links += 1
                look = self.linked[kind]
                # The link first, then the value over it: so a figure stays a number that can be added up.
                self.page.write_url(row, number, value.address, look, string=" ")
            value = value.value
        match value:
            case None:
                self.page.write_blank(row, number, None, look)
            case str():
                self.page.write_string(row, number, _text(value), look)
            case bool():
                self.page.write_string(row, number, "có" if value else "không", look)
            case int() if abs(value) >= _EXACT:
                self.page.write_string(row, number, str(value), look)
            case int() | float() | Decimal():
                self.page.write_number(row, number, value, look)
            case datetime():
                self.page.write_datetime(row, number, local(value).replace(tzinfo=None), look)
            case date():
                self.page.write_datetime(row, number, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001


def local(moment: datetime) -> datetime:
    """Give an aware moment in Vietnamese time; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        msg = "a moment without time zone cannot be written: pass an aware datetime"
        raise ValueError(msg)
    return moment.astimezone(LOCAL)


def _text(words: str) -> str:
    """What a cell can hold: one form of line break, no control characters, not too long."""
    words = _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    if len(words) <= _LONGEST_TEXT:
        return words
    return words[:_LONGEST_TEXT] + " … (đã cắt bớt vì ô Excel không chứa hết)"


def _tab(name: str, taken: set[str]) -> str:
    """Give a tab name Excel takes: at most 31 signs, none of []:*?/\\, no quote at an edge, not used yet."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:31].strip(" '") or "Bảng"
    made, number = base, 1
    while made.casefold() in taken:
        number += 1
        made = f"{base[: 30 - len(str(number))]} {number}"
    taken.add(made.casefold())
    return made


def write_csv(sheet: Sheet, *, separator: Literal[";", ","] = ";") -> bytes:
    """Write the head and rows of a sheet as CSV: UTF-8 with BOM, CRLF, days as dd/mm/yyyy.

    ``;`` opens in columns on a Vietnamese Excel, ``,`` on an English one. Text that a spreadsheet would run
    as a formula gets a ``'`` in front.
    """
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=separator, lineterminator="\r\n")
    writer.writerow([_guarded(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow(
            [_plain(value, column.kind) for value, column in zip(row, sheet.columns, strict=True)]
        )
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _plain(value: Value, kind: Kind) -> str:
    match value.value if isinstance(value, Linked) else value:
        case None:
            return ""
        case str() as words:
            return _guarded(words)
        case bool() as yes:
            return "có" if yes else "không"
        case datetime() as moment:
            return local(moment).strftime("%d/%m/%Y %H:%M")
        case date() as day:
            return day.strftime("%d/%m/%Y")
        case number:
            if kind == "percent":
                return f"{number * 100:.1f}%".replace(".", ",")
            return str(number).replace(".", ",")


def _guarded(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA_STARTS) and len(words) > 1 else words
