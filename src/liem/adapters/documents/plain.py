"""Plain text files: the simplest documents, as saved by a messenger or copied out of a web page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from liem.adapters.documents.refusal import DocumentRefused, Limits, too_many_pages
from liem.analysis.reading import source_from_text
from liem.analysis.reading.source import Source

_UNSEEN = re.compile("[\u200b\ufeff]")


def read_text(path: Path, *, limits: Limits) -> Source:
    """Read a text file: one line per printed line, a form feed starts a new page, bars draw a table."""
    text, warnings = _decoded(path.read_bytes())
    source = source_from_text(_UNSEEN.sub("", text))
    if len(source.pages) > limits.pages:
        raise too_many_pages(len(source.pages), limits.pages)
    if not any(line.text for page in source.pages for line in page.lines):
        raise DocumentRefused("empty", "Tệp văn bản không có chữ nào.", "Hãy kiểm tra lại tệp rồi gửi lại.")
    return replace(source, warnings=warnings)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    # Windows Vietnamese: what Notepad of old offices saved.
    return data.decode("cp1258", errors="replace"), (
        "Tệp văn bản không ở bảng mã UTF-8; đã đọc theo bảng mã Windows-1258, hãy đối chiếu chữ có dấu.",
    )
