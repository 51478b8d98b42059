"""Bảng kê vào: XLSX and CSV as rows that still know their sheet, row number and column letter.

Formulas give the value Excel last stored; macros and links are not looked at. Sizes are checked before
anything is unpacked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from liem.adapters.tables.fields import Raw
from liem.adapters.tables.problem import TableError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one import may hold: bytes as sent, bytes unpacked, filled rows, columns."""

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 120_000_000
    rows: int = 50_000
    columns: int = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its number as the office program shows it, raw values, and the same as NFC text."""

    number: int
    raws: tuple[Raw, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file holds: filled rows only, values of merged cells repeated in each merged place."""

    filename: str
    sheet: str
    rows: tuple[Row, ...]
    other_sheets: tuple[str, ...] = ()


def read_table(
    source: Path | bytes, *, filename: str, sheet: str | None = None, limits: Limits | None = None
) -> Table:
    """Read one sheet of an XLSX file, or a CSV file, as a table.

    Without ``sheet`` it is the first visible one that is not empty. The kind is told from the bytes, not the
    name. Raises :class:`TableError` saying what is wrong with the file and what to do.
    """
    limits = limits or Limits()
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limits.file_bytes:
        raise TableError(
            "table.too_big",
            vi=f"Tệp «{filename}» nặng {size / 1e6:.0f} MB, quá mức "
            f"{limits.file_bytes / 1e6:.0f} MB cho một lần nhập. Hãy chia tệp thành nhiều phần.",
            en=f"The file has {size / 1e6:.0f} MB; one import takes "
            f"{limits.file_bytes / 1e6:.0f} MB. Split it.",
        )
    content = source.read_bytes() if isinstance(source, Path) else source
    if not content.strip():
        raise TableError(
            "table.empty",
            vi=f"Tệp «{filename}» không có nội dung. Hãy kiểm tra lại tệp.",
            en="The file is empty. Check it.",
        )
    if content.startswith(b"PK\x03\x04"):
        from liem.adapters.tables import reading_xlsx

        return reading_xlsx.read(content, filename=filename, sheet=sheet, limits=limits)
    if content.startswith(_OLE):
        raise _old_or_locked(content, filename)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise TableError(
            "table.kind",
            vi=f"Tệp «{filename}» không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv.",
            en="The file is no table. Choose an .xlsx or .csv file.",
        )
    from liem.adapters.tables import reading_csv

    return reading_csv.read(content, filename=filename, limits=limits)


def _old_or_locked(content: bytes, filename: str) -> TableError:
    if _ENCRYPTED in content:
        return TableError(
            "table.locked",
            vi=f"Tệp «{filename}» đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel rồi chọn lại.",
            en="The file is protected by a password. Remove it in Excel and choose the file again.",
        )
    return TableError(
        "table.old_excel",
        vi=f"Tệp «{filename}» là bảng tính .xls đời cũ. Hãy mở bằng Excel, chọn Lưu dưới dạng .xlsx "
        "rồi chọn lại.",
        en="The file is an old .xls. Open it in Excel, save it as .xlsx and choose it again.",
    )


def too_many(filename: str, what: str, most: int) -> TableError:
    """Make the refusal for a table with more rows or columns than one import takes."""
    return TableError(
        "table.too_big",
        vi=f"Tệp «{filename}» có hơn {most} {what}, quá mức cho một lần nhập. Hãy chia tệp thành nhiều phần.",
        en=f"The file has more than {most} rows or columns. Split it.",
    )


def no_rows(filename: str) -> TableError:
    """Make the refusal for a table without a filled cell."""
    return TableError(
        "table.empty",
        vi=f"Tệp «{filename}» không có hàng nào có chữ. Hãy kiểm tra lại tệp.",
        en="The table has no filled row. Check the file.",
    )
