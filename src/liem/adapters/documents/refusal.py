"""Why a file is not read, and the limits that keep one bad file from hurting the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from liem.kernel.errors import KernelError

RefusalCode = Literal[
    "empty", "corrupt", "encrypted", "too_large", "too_many_pages", "bomb", "unsupported", "no_ocr"
]

MIB = 1024 * 1024


_ENGLISH: dict[str, str] = {
    "empty": "The file has nothing to read. Check it and send it again.",
    "corrupt": "The file is damaged or incomplete. Ask the sender for the original.",
    "encrypted": "The file is protected by a password. Save it without one and send it again.",
    "too_large": "The file is too large or takes too long. Split it or scan it at 300 dpi in grey.",
    "too_many_pages": "The document has too many pages to be read at once. Split it into several files.",
    "bomb": "The file is built to swell up when opened. Save a fresh copy; if in doubt do not open it.",
    "unsupported": "This kind of file is not read. Save it as DOCX, PDF, JPEG, PNG, WebP, TIFF or text.",
    "no_ocr": "Text recognition is missing: apt-get install tesseract-ocr tesseract-ocr-vie.",
}


class DocumentRefused(KernelError):
    """A file that will not be read.

    ``code`` is stable, ``message`` says in Vietnamese what is wrong and why, ``advice`` how to go on.
    ``str()`` and ``vi`` give both sentences, ``en`` the gist in English.
    """

    def __init__(self, code: RefusalCode, message: str, advice: str) -> None:
        super().__init__(code, vi=f"{message} {advice}", en=_ENGLISH[code])
        self.message = message
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a single document may cost. Bytes, pages, pixels and seconds.

    The defaults leave room for a term's programme with appendices (the longest official paper seen had
    about 120 pages) and refuse what could only be a mistake or an attack.
    """

    file_bytes: int = 50 * MIB
    pages: int = 200
    zip_entries: int = 4000
    zip_bytes: int = 200 * MIB
    # Word's own XML shrinks 8 to 30 times; a hundredfold is only reached by padding.
    zip_ratio: int = 100
    xml_bytes: int = 32 * MIB
    pixels: int = 60_000_000
    ocr_page_seconds: float = 60.0
    # The two below bind only in a child process (open_document_isolated).
    seconds: float = 900.0
    memory_bytes: int = 1024 * MIB


DEFAULT_LIMITS = Limits()


def corrupt(what: str) -> DocumentRefused:
    """Give the refusal for a file that is damaged; ``what`` names the kind of file in Vietnamese."""
    return DocumentRefused(
        "corrupt",
        f"Tệp {what} bị hỏng hoặc chưa tải về hết nên không mở được.",
        "Hãy tải lại hoặc xin nơi gửi gửi lại tệp gốc.",
    )


def bomb(why: str) -> DocumentRefused:
    """Give the refusal for a file built to swell up when opened; ``why`` is a Vietnamese clause."""
    return DocumentRefused(
        "bomb",
        f"Tệp bị từ chối vì {why}; mở ra có thể làm treo máy.",
        "Hãy mở tệp trong Word, lưu thành một bản .docx mới rồi gửi lại; nếu không rõ nguồn thì đừng mở.",
    )


def too_many_pages(count: int, limit: int) -> DocumentRefused:
    """Give the refusal for a document with more pages than are read at once."""
    return DocumentRefused(
        "too_many_pages",
        f"Tài liệu có {count} trang, nhiều hơn mức {limit} trang đọc được trong một lần.",
        "Hãy tách thành nhiều tệp, hoặc chỉ gửi phần văn bản chính không kèm phụ lục.",
    )
