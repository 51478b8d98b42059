"""What a column of an import means: its names, whether it must be filled, how its cells become values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from liem.kernel.text import search_key

Raw = str | int | float | date | bool | None
"""What a file holds in a cell; a datetime is a date too."""

_EXCEL_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(367, 80_000)  # 1901 … 2119
_DAY: Final = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as read: where it stands and what it holds. ``text`` is NFC and trimmed."""

    sheet: str
    row: int
    letter: str
    raw: Raw
    text: str

    @property
    def place(self) -> str:
        """Where to look: ``Hàng 17, cột C``."""
        return f"Hàng {self.row}, cột {self.letter}"


Convert = Callable[[Cell], object]
"""Turns a filled cell into a value; raises ValueError with a Vietnamese sentence that says how to mend it."""


def text(cell: Cell) -> str:
    """Give the words of the cell, blanks inside made single."""
    return " ".join(cell.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A wanted column. ``aliases`` are other headings it goes by; marks, case and signs do not matter."""

    name: str
    title: str
    aliases: Sequence[str] = ()
    required: bool = False
    unique: bool = False
    convert: Convert = text

    @property
    def keys(self) -> frozenset[str]:
        """The folded headings that name this column."""
        return frozenset(search_key(heading) for heading in (self.title, *self.aliases))


def whole(cell: Cell) -> int:
    """Give a whole number; ``1.250`` and ``1 250`` are one thousand two hundred and fifty."""
    if isinstance(cell.raw, bool):
        raise ValueError(f"«{cell.text}» không phải số nguyên. Hãy nhập số, ví dụ 1250.")
    if isinstance(cell.raw, int):
        return cell.raw
    if isinstance(cell.raw, float) and cell.raw.is_integer():
        return int(cell.raw)
    sign = -1 if cell.text.startswith(("-", "−")) else 1
    digits = cell.text.lstrip("-−").strip()
    if not isinstance(cell.raw, float) and _GROUPED.fullmatch(digits):
        return sign * int(re.sub(r"\D", "", digits))
    raise ValueError(f"«{cell.text}» không phải số nguyên. Hãy nhập số, ví dụ 1250.")


def dong(cell: Cell) -> int:
    """Give an amount in whole đồng, with or without ``đ``, ``₫``, ``đồng``; never negative."""
    bare = re.sub(r"\s*(₫|đồng|đ|vnđ|vnd)\s*$", "", cell.text, flags=re.IGNORECASE)
    amount = whole(Cell(cell.sheet, cell.row, cell.letter, cell.raw if bare == cell.text else bare, bare))
    if amount < 0:
        raise ValueError(f"«{cell.text}» là số âm. Hãy nhập số tiền bằng đồng, ví dụ 1.250.000.")
    return amount


def day(cell: Cell) -> date:
    """Give a day from dd/mm/yyyy text, an ISO text, an Excel date or an Excel serial number.

    A two-digit year is refused: 05/11/26 may be 1926, and a guess would be wrong for somebody.
    """
    if isinstance(cell.raw, datetime):
        return cell.raw.date()
    if isinstance(cell.raw, date):
        return cell.raw
    if isinstance(cell.raw, int | float) and not isinstance(cell.raw, bool) and int(cell.raw) in _SERIALS:
        if int(cell.raw) in range(1900, 2101):
            raise ValueError(f"«{cell.text}» chỉ có năm. Hãy nhập đủ ngày/tháng/năm, ví dụ 05/11/2026.")
        return _EXCEL_EPOCH + timedelta(days=int(cell.raw))
    found = _DAY.fullmatch(cell.text)
    iso = _ISO.fullmatch(cell.text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        raise ValueError(f"«{cell.text}» không có trong lịch. Hãy soát lại ngày và tháng.") from None
    raise ValueError(f"«{cell.text}» không phải ngày. Hãy nhập ngày/tháng/năm, ví dụ 05/11/2026.")


def choice(options: Mapping[str, object]) -> Convert:
    """Make a converter for a closed list: heading words → value; marks and case do not matter."""
    known = {search_key(words): value for words, value in options.items()}
    listed = ", ".join(options)

    def convert(cell: Cell) -> object:
        key = search_key(cell.text)
        if key not in known:
            raise ValueError(f"«{cell.text}» không có trong danh mục. Chỉ nhận: {listed}.")
        return known[key]

    return convert
