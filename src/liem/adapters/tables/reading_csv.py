"""CSV as a table: encoding and separator are found out, broken quoting is refused."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from liem.adapters.tables.legacy import decoded, is_tcvn3, refuse_tcvn3
from liem.adapters.tables.problem import TableError
from liem.adapters.tables.reading import Limits, Row, Table, no_rows, too_many
from liem.kernel.text import nfc

_SEPARATORS: Final = ";\t,|"
_GUARDED: Final = ("'=", "'+", "'-", "'@")


def read(content: bytes, *, filename: str, limits: Limits) -> Table:
    """Read CSV bytes; row numbers count records from 1, as a spreadsheet shows them."""
    words = decoded(content, filename)
    separator, words = _separator(words)
    rows: list[Row] = []
    try:
        for number, record in enumerate(
            csv.reader(io.StringIO(words, newline=""), delimiter=separator), start=1
        ):
            texts = tuple(_text(cell) for cell in record)
            if len(record) > limits.columns and any(texts[limits.columns :]):
                raise too_many(filename, "cột", limits.columns)
            if any(texts):
                rows.append(Row(number, texts, texts))
            if len(rows) > limits.rows:
                raise too_many(filename, "hàng", limits.rows)
    except csv.Error as fault:
        raise TableError(
            "table.broken",
            vi=f"Tệp «{filename}» sai dạng CSV ở sau hàng {rows[-1].number if rows else 0} (có thể thiếu "
            "dấu nháy kép). Hãy mở bằng Excel và lưu thành .xlsx rồi chọn lại.",
            en=f"The CSV is broken: {fault}. Save it as .xlsx and choose it again.",
        ) from fault
    if not rows:
        raise no_rows(filename)
    if is_tcvn3(text for row in rows[:200] for text in row.texts):
        raise refuse_tcvn3(filename)
    return Table(filename=filename, sheet="", rows=tuple(rows))


def _text(cell: str) -> str:
    """NFC, trimmed; the quote that our own CSV puts before a dangerous sign is taken off again."""
    bare = nfc(cell).replace("\u00a0", " ").strip()
    return bare[1:] if bare.startswith(_GUARDED) else bare


def _separator(words: str) -> tuple[str, str]:
    """Find the separator: Excel's ``sep=`` line, or the sign that cuts the first records most evenly."""
    first, _, rest = words.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], "\n" + rest  # the emptied line keeps the row numbers
    best, most = ";", 0.0
    for sign in _SEPARATORS:
        widths = _widths(words[:20_000], sign)
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        if width > 1 and times / len(widths) * width > most:
            best, most = sign, times / len(widths) * width
    return best, words


def _widths(sample: str, sign: str) -> list[int]:
    try:
        records = list(csv.reader(io.StringIO(sample, newline=""), delimiter=sign))
    except csv.Error:
        return []
    return [len(record) for record in records[:30] if any(cell.strip() for cell in record)]
