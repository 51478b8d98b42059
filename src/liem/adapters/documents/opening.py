"""One door for every kind of document: file in, pages of lines out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from liem.adapters.documents.kinds import Kind, kind_of
from liem.adapters.documents.refusal import DEFAULT_LIMITS, DocumentRefused, Limits, corrupt
from liem.analysis.reading.source import Source

if TYPE_CHECKING:
    from PIL.Image import Image

Progress = Callable[[int, int], None]

_NAMES: dict[Kind, str] = {"docx": "văn bản Word", "pdf": "PDF", "image": "ảnh", "text": "văn bản thuần"}
_KINDS_BY_NAME: dict[str, Kind] = {
    ".docx": "docx",
    ".pdf": "pdf",
    ".txt": "text",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"), "image"),
}


def open_document(
    path: Path, *, limits: Limits = DEFAULT_LIMITS, ocr: bool = True, progress: Progress | None = None
) -> Source:
    """Read a DOCX, PDF, photo or text file into a :class:`Source`, told apart by content.

    ``ocr=False`` leaves scanned pages empty with a warning. ``progress(done, total)`` is called after each
    page. Raises :class:`DocumentRefused` when the file cannot or must not be read, ``OSError`` when it
    cannot be opened at all. A name that says another kind than the content is warned of. Runs in this
    process: for files of strangers use ``open_document_isolated``.
    """
    kind = kind_of(path, limits=limits)
    source = _read(path, kind, limits=limits, ocr=ocr, progress=progress)
    warning = _misnamed(path, kind)
    return replace(source, warnings=(warning, *source.warnings)) if warning else source


def _misnamed(path: Path, kind: Kind) -> str | None:
    suffix = path.suffix.lower()
    if _KINDS_BY_NAME.get(suffix, kind) == kind:
        return None
    return (
        f"Tên tệp có đuôi {suffix} nhưng nội dung là {_NAMES[kind]}; đã đọc theo nội dung, "
        "hãy hỏi nơi gửi xem có đúng tệp cần gửi không."
    )


def _read(path: Path, kind: Kind, *, limits: Limits, ocr: bool, progress: Progress | None) -> Source:
    if kind == "docx":
        from liem.adapters.documents.word import read_word

        try:
            source = read_word(path, limits=limits, ocr=ocr, progress=progress)
        except RecursionError as deep:
            raise corrupt("DOCX") from deep
    elif kind == "pdf":
        from liem.adapters.documents.pdf import read_pdf

        return read_pdf(path, limits=limits, ocr=ocr, progress=progress)
    elif kind == "image":
        from liem.adapters.documents.photo import read_photo

        if not ocr:
            raise DocumentRefused(
                "no_ocr",
                "Ảnh chụp trang giấy chỉ đọc được bằng nhận dạng chữ, mà việc này đang tắt.",
                "Hãy bật nhận dạng chữ (bỏ --no-ocr) rồi đọc lại.",
            )
        return read_photo(path, limits=limits, progress=progress)
    else:
        from liem.adapters.documents.plain import read_text

        source = read_text(path, limits=limits)
    if progress:
        progress(len(source.pages), len(source.pages))
    return source


def page_count(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> int:
    """Give how many page images ``render_page`` can make; 0 for Word and text, which are shown as
    paragraphs.
    """
    kind = kind_of(path, limits=limits)
    if kind == "pdf":
        from liem.adapters.documents.pdf import pdf_page_count

        return pdf_page_count(path)
    if kind == "image":
        from liem.adapters.documents.photo import photo_count

        return photo_count(path, limits=limits)
    return 0


def render_page(path: Path, number: int, *, width: int, limits: Limits = DEFAULT_LIMITS) -> bytes | None:
    """Draw page ``number`` (from 1) of a PDF or photo as a WebP image ``width`` pixels wide.

    ``None`` for Word and text files. Boxes of a :class:`Source` are fractions of exactly this image. Raises
    :class:`DocumentRefused` for unreadable files, ``IndexError`` for a page the file does not have and
    ``ValueError`` for a width outside 16…4000.
    """
    if not 16 <= width <= 4000:
        raise ValueError(f"width {width} is outside 16…4000")
    kind = kind_of(path, limits=limits)
    if kind == "pdf":
        from liem.adapters.documents.pdf import render_pdf_page

        return _webp(render_pdf_page(path, number, width=width))
    if kind == "image":
        from liem.adapters.documents.photo import render_photo

        return _webp(render_photo(path, number, width=width, limits=limits))
    return None


def _webp(image: Image) -> bytes:
    out = io.BytesIO()
    # Method 2: a third larger than the best, five times faster; the page is looked at now.
    image.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()
