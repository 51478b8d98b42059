"""PDF documents → pages: each page by its text layer when that is sound, else by recognising its picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from liem.adapters.documents.joining import pages_of
from liem.adapters.documents.pdf_chars import PDFIUM_LOCK
from liem.adapters.documents.pdf_page import Verdict, read_page, with_seals
from liem.adapters.documents.refusal import DocumentRefused, Limits, corrupt, too_many_pages
from liem.adapters.documents.sheet import Sheet
from liem.analysis.reading.source import Origin, Source

# Enough for A3 at 300 dpi; a larger sheet is read at a lower resolution.
_MOST_PIXELS = 18_000_000
_DPI = 300


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a PDF for as long as the block lasts. Raises :class:`DocumentRefused` (encrypted, corrupt)."""
    with PDFIUM_LOCK:
        try:
            pdf = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
                raise DocumentRefused(
                    "encrypted",
                    "Tệp PDF được đặt mật khẩu nên không đọc được.",
                    "Hãy mở bằng mật khẩu, in ra PDF mới không mật khẩu rồi gửi lại.",
                ) from error
            raise corrupt("PDF") from error
    try:
        yield pdf
    finally:
        with PDFIUM_LOCK:
            pdf.close()


def read_pdf(
    path: Path, *, limits: Limits, ocr: bool, progress: Callable[[int, int], None] | None = None
) -> Source:
    """Read a PDF into a :class:`Source`; origin ``pdf_scan`` when most pages had to be recognised."""
    with opened(path) as pdf:
        total = len(pdf)
        if total > limits.pages:
            raise too_many_pages(total, limits.pages)
        sheets: dict[int, Sheet] = {}
        warnings: list[str] = []
        scans = _read_pages(pdf, total, sheets, limits=limits, ocr=ocr, progress=progress)
    if scans and not ocr:
        warnings.append(
            f"{len(scans)} trang là bản chụp ({_numbers(scans)}), chưa nhận dạng chữ vì việc này đang tắt."
        )
    weak = [n for n in scans if ocr and sheets[n].lines and sheets[n].confidence < 0.6]
    if weak:
        warnings.append(f"Bản chụp mờ hoặc nghiêng ở trang {_numbers(weak)}: chữ nhận dạng có thể sai nhiều.")
    lost = [n for n in scans if ocr and not sheets[n].lines and sheets[n].confidence == 0]
    if lost:
        warnings.append(f"Không nhận dạng được chữ ở trang {_numbers(lost)}: hãy đọc trên ảnh trang.")
    ordered = [sheets[number] for number in sorted(sheets)]
    if not any(sheet.lines for sheet in ordered) and not (scans and not ocr):
        raise DocumentRefused(
            "empty", "Tệp PDF không có chữ nào đọc được.", "Hãy kiểm tra tệp hoặc quét lại rõ hơn."
        )
    origin: Origin = "pdf_scan" if len(scans) * 2 > total else "pdf_text"
    return Source(pages_of(ordered), origin, tuple(warnings))


def _read_pages(
    pdf: Any,
    total: int,
    sheets: dict[int, Sheet],
    *,
    limits: Limits,
    ocr: bool,
    progress: Callable[[int, int], None] | None,
) -> list[int]:
    """Fill ``sheets`` and give the numbers of the scanned pages. Recognition runs beside the reading."""
    from liem.adapters.documents.recognition import Recognizer

    scans: list[int] = []
    recognizer: Recognizer | None = None

    def keep(done: Sheet) -> None:
        sheets[done.number] = done
        if progress:
            progress(len(sheets), total)

    try:
        for number in range(1, total + 1):
            sheet, verdict, picture = _read_one(pdf, number, ocr=ocr)
            if verdict is Verdict.SCAN:
                scans.append(number)
            if picture is None:
                keep(sheet)
                continue
            recognizer = recognizer or Recognizer(limits=limits)
            recognizer.submit(picture, sheet)
            # No more pictures in memory than there are processors to read them.
            for done in recognizer.finished(keep=recognizer.workers):
                keep(done)
        if recognizer is not None:
            for done in recognizer.finished(keep=0):
                keep(done)
    finally:
        if recognizer is not None:
            recognizer.close()
    return scans


def _read_one(pdf: Any, number: int, *, ocr: bool) -> tuple[Sheet, Verdict, Any]:
    """Read page ``number``; the third value is its picture when it has to be recognised."""
    with PDFIUM_LOCK:
        page = _page(pdf, number)
        try:
            sheet, verdict = read_page(page, number)
            picture = None
            if verdict is Verdict.SCAN:
                picture = _picture(page) if ocr else None
                sheet = with_seals(sheet, page)
        except pypdfium2.PdfiumError as error:
            raise corrupt("PDF") from error
        finally:
            page.close()
    return sheet, verdict, picture


def _page(pdf: Any, number: int) -> Any:
    try:
        return pdf[number - 1]
    except pypdfium2.PdfiumError as error:
        raise corrupt("PDF") from error


def _picture(page: Any) -> Any:
    """Draw a page at 300 dpi without its annotations: a digital seal over the text must not be read."""
    from liem.adapters.documents.picture import grey_of

    width, height = page.get_size()
    scale = _DPI / 72
    if width * height * scale * scale > _MOST_PIXELS:
        scale = (_MOST_PIXELS / (width * height)) ** 0.5
    # One channel from here on: the coloured picture is three times as large.
    return grey_of(_drawn(page, scale, annotations=False))


def _drawn(page: Any, scale: float, *, annotations: bool) -> Any:
    try:
        bitmap = page.render(scale=scale, may_draw_forms=annotations, draw_annots=annotations)
    except pypdfium2.PdfiumError as error:
        raise corrupt("PDF") from error
    try:
        return bitmap.to_pil().copy()
    finally:
        bitmap.close()


def render_pdf_page(path: Path, number: int, *, width: int) -> Any:
    """Draw page ``number`` (from 1) ``width`` pixels wide, as a reader program shows it; gives a Pillow
    image.
    """
    with opened(path) as pdf, PDFIUM_LOCK:
        if not 1 <= number <= len(pdf):
            raise IndexError(f"no page {number}")
        page = _page(pdf, number)
        try:
            points, height = page.get_size()
            scale = width / max(points, 1.0)
            if width * height * scale > _MOST_PIXELS:
                scale *= (_MOST_PIXELS / (width * height * scale)) ** 0.5
            return _drawn(page, scale, annotations=True)
        finally:
            page.close()


def pdf_page_count(path: Path) -> int:
    """Give the number of pages."""
    with opened(path) as pdf, PDFIUM_LOCK:
        return len(pdf)


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(str(number) for number in pages[:12])
    return f"{shown}…" if len(pages) > 12 else shown
