"""Plain text files: the simplest documents, as saved by a messenger or copied out of a web page."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from liem.adapters.documents.refusal import DocumentRefused, Limits, too_many_pages
from liem.analysis.reading.source import Line, Page, Source

_BLANKS = re.compile(r"[^\S\n]+|\u200b|\ufeff")
# A4 in points; a text file has no size of its own.
A4 = (595.3, 841.9)


def read_text(path: Path, *, limits: Limits) -> Source:
    """Read a text file: one line per printed line, a form feed starts a new page."""
    text, warnings = _decoded(path.read_bytes())
    sheets = unicodedata.normalize("NFC", text).split("\f")
    if len(sheets) > limits.pages:
        raise too_many_pages(len(sheets), limits.pages)
    pages = tuple(
        Page(number, *A4, lines=tuple(_lines(sheet, number))) for number, sheet in enumerate(sheets, start=1)
    )
    if not any(page.lines for page in pages):
        raise DocumentRefused("empty", "Tệp văn bản không có chữ nào.", "Hãy kiểm tra lại tệp rồi gửi lại.")
    return Source(pages, "text", warnings)


def _lines(sheet: str, number: int) -> list[Line]:
    stripped = (_BLANKS.sub(" ", raw).strip() for raw in sheet.splitlines())
    return [Line(text, number) for text in stripped if text]


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    # Windows Vietnamese: what Notepad of old offices saved.
    return data.decode("cp1258", errors="replace"), (
        "Tệp văn bản không ở bảng mã UTF-8; đã đọc theo bảng mã Windows-1258, hãy đối chiếu chữ có dấu.",
    )
