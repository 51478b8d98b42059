"""XLSX as a table: read as a stream, refused before unpacking if it could swell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import openpyxl
from openpyxl.utils.cell import range_boundaries

from liem.adapters.tables.fields import Raw
from liem.adapters.tables.legacy import is_tcvn3, refuse_tcvn3
from liem.adapters.tables.problem import TableError
from liem.adapters.tables.reading import Limits, Row, Table, no_rows, too_many
from liem.kernel.text import nfc

_MOST_PARTS: Final = 2_000
_LAST_ROW: Final = 1_048_576
_HEAD_ROWS: Final = 40
"""Merged cells are filled in within this many rows: that is where headings are."""

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How Office writes characters that XML cannot carry (ISO/IEC 29500-1, 22.9.2.19)."""

_ZEROS: Final = re.compile(r"0{2,}")
# openpyxl has no error of its own for files that break the standard: these are what it raises.
_OPENPYXL_FAULTS: Final = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile, OSError,
)  # fmt: skip
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')


def read(content: bytes, *, filename: str, sheet: str | None, limits: Limits) -> Table:
    """Read one sheet of XLSX bytes; cached values only."""
    _inspect(content, filename, limits)
    book = _opened(content, filename)
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    pages = visible if sheet is None else [page for page in book.worksheets if page.title == sheet]
    if not pages:
        raise _no_sheet(filename, sheet, [page.title for page in visible])
    for page in pages:
        rows = tuple(_rows(page, content, filename, limits))
        if rows:
            break
    others = tuple(other.title for other in visible if other.title != page.title)
    if not rows:
        raise no_rows(filename)
    if is_tcvn3(text for row in rows[:200] for text in row.texts):
        raise refuse_tcvn3(filename)
    return Table(filename=filename, sheet=page.title, rows=rows, other_sheets=others)


def _opened(content: bytes, filename: str) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except _OPENPYXL_FAULTS as fault:
        raise _broken(filename) from fault


def _streamed(rows: Iterator[Any], filename: str) -> Iterator[Any]:
    """Hand on rows as they are parsed; a fault in the file, and only that, becomes a refusal."""
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except _OPENPYXL_FAULTS as fault:
            raise _broken(filename) from fault
        yield cells


def _inspect(content: bytes, filename: str, limits: Limits) -> None:
    """Look at the package without unpacking it: kind, number of parts, size when unpacked, no DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or unpacked > limits.unpacked_bytes:
                raise TableError(
                    "table.bomb",
                    vi=f"Tệp «{filename}» khi mở ra nặng {unpacked / 1e6:.0f} MB, quá mức cho phép. "
                    "Hãy xóa các trang tính và hình ảnh không cần rồi lưu lại.",
                    en=f"The file unpacks to {unpacked / 1e6:.0f} MB. Remove what is not needed "
                    "and save it again.",
                )
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names and not any(name.endswith("workbook.xml") for name in names):
                raise TableError(
                    "table.kind",
                    vi=f"Tệp «{filename}» không phải bảng tính .xlsx. Hãy mở bằng chương trình đã tạo "
                    "ra nó và lưu dưới dạng .xlsx.",
                    en="The file is no .xlsx workbook. Save it as .xlsx.",
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        start = opened.read(4096)
                    if b"<!DOCTYPE" in start or b"<\x00!\x00D" in start or b"\x00<\x00!\x00D" in start:
                        raise _broken(filename)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as e:
        if isinstance(e, TableError):
            raise
        raise _broken(filename) from e


def _rows(page: Any, content: bytes, filename: str, limits: Limits) -> Iterator[Row]:
    page.reset_dimensions()
    merged = _merges(page, content)
    kept: dict[tuple[int, int], tuple[Raw, str]] = {}
    count = 0
    rows = page.iter_rows(max_row=_LAST_ROW, max_col=limits.columns + 1)
    blank: Any = None
    for number, cells in enumerate(_streamed(rows, filename), start=1):
        if cells is blank and number > 2 * _HEAD_ROWS:
            continue  # openpyxl gives one and the same object for each row that is not in the file
        raws: list[Raw] = []
        texts: list[str] = []
        for cell in cells:
            raw = _raw(cell.value)
            raws.append(raw)
            texts.append("" if raw is None else _text(raw, cell))
        _fill(number, raws, texts, merged, kept)
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            blank = cells
            continue
        if len(texts) > limits.columns:
            raise too_many(filename, "cột", limits.columns)
        count += 1
        if count > limits.rows:
            raise too_many(filename, "hàng", limits.rows)
        yield Row(number, tuple(raws[: len(texts)]), tuple(texts))


def _merges(page: Any, content: bytes) -> list[tuple[int, int, int, int]]:
    """Merged ranges within the head: a streamed sheet does not tell them, its XML does."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found = _MERGE.findall(package.read(page._worksheet_path.lstrip("/")))
    ranges = [range_boundaries(reference.decode()) for reference in found]
    return [
        (left, top, right, bottom)
        for left, top, right, bottom in ranges
        if left and top and right and bottom and top <= _HEAD_ROWS and bottom - top < _HEAD_ROWS
    ]


def _fill(
    number: int,
    raws: list[Raw],
    texts: list[str],
    merged: list[tuple[int, int, int, int]],
    kept: dict[tuple[int, int], tuple[Raw, str]],
) -> None:
    """Repeat the value of a merged range in each of its places."""
    if number > 2 * _HEAD_ROWS:
        return
    for left, top, right, bottom in merged:
        if not top <= number <= bottom:
            continue
        if number == top and left <= len(texts):
            kept[left, top] = (raws[left - 1], texts[left - 1])
        if (left, top) in kept and kept[left, top][1]:
            while len(texts) < min(right, 200):
                raws.append(None)
                texts.append("")
            for place in range(left - 1, min(right, len(texts))):
                raws[place], texts[place] = kept[left, top]


def _raw(value: object) -> Raw:
    match value:
        case None | bool() | int() | float() | datetime() | date():
            return value
        case str():
            words = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
            return nfc(words).replace("\u00a0", " ").strip() or None
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)


def _text(raw: Raw, cell: Any) -> str:
    match raw:
        case str():
            return raw
        case bool():
            return "TRUE" if raw else "FALSE"
        case datetime():
            return raw.strftime("%d/%m/%Y" if raw.time() == time() else "%d/%m/%Y %H:%M")
        case date():
            return raw.strftime("%d/%m/%Y")
        case int() | float():
            return _digits(raw, cell)
        case None:
            return ""


def _digits(number: float, cell: Any) -> str:
    """Digits as a person sees them: no exponent, no ``.0``, and the zeros that a format like 00000 shows."""
    if isinstance(number, float):
        if not number.is_integer():
            return repr(number)
        number = int(number)
    shown = str(number)
    form = cell.number_format or ""
    return shown.zfill(len(form)) if number >= 0 and _ZEROS.fullmatch(form) else shown


def _broken(filename: str) -> TableError:
    return TableError(
        "table.broken",
        vi=f"Tệp «{filename}» hỏng hoặc không đúng chuẩn .xlsx. Hãy mở bằng Excel, lưu thành tệp mới "
        "rồi chọn lại.",
        en="The workbook is damaged. Open it in Excel, save it as a new file and choose that.",
    )


def _no_sheet(filename: str, wanted: str | None, names: list[str]) -> TableError:
    listed = ", ".join(f"«{name}»" for name in names) or "(không có)"
    return TableError(
        "table.sheet",
        vi=f"Tệp «{filename}» không có trang tính {f'«{wanted}»' if wanted else 'nào hiện ra'}. "
        f"Các trang tính: {listed}.",
        en=f"The workbook has no such sheet. Sheets: {listed}.",
    )
