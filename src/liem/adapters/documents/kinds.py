"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from liem.adapters.documents.refusal import MIB, DocumentRefused, Limits, corrupt

Kind = Literal["docx", "pdf", "image", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES: tuple[bytes, ...] = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"BM",
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def kind_of(path: Path, *, limits: Limits) -> Kind:
    """Tell what the file holds, reading little of it.

    Raises :class:`DocumentRefused` for an empty, oversized, encrypted or unknown file. The size is asked of
    the file system first, so a 200 MB file is refused without being loaded.
    """
    size = path.stat().st_size
    if size == 0:
        raise DocumentRefused(
            "empty", "Tệp rỗng (0 byte), không có gì để đọc.", "Hãy tải lại hoặc xin nơi gửi gửi lại."
        )
    if size > limits.file_bytes:
        raise DocumentRefused(
            "too_large",
            f"Tệp nặng {size / MIB:.0f} MB, vượt mức {limits.file_bytes / MIB:.0f} MB cho một tài liệu.",
            "Hãy quét lại ở 300 dpi đen trắng hoặc thang xám, hoặc tách thành nhiều tệp.",
        )
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        raise _ole_refusal(path)
    # Scanners and mail gateways put bytes before the PDF mark; readers accept it in the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _is_image(head):
        return "image"
    _refuse_known(head)
    if _looks_like_text(head):
        return "text"
    raise DocumentRefused(
        "unsupported",
        "Không nhận ra loại tệp này (xem theo nội dung, không theo đuôi tên tệp).",
        "Liêm đọc DOCX, PDF, ảnh JPEG, PNG, WebP, TIFF, văn bản thuần; hãy lưu thành một trong các loại đó.",
    )


def _is_image(head: bytes) -> bool:
    return (
        head.startswith(_IMAGES)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] == b"avif")
    )


def _refuse_known(head: bytes) -> None:
    """Refuse kinds that are recognised but not read, each with its own way out."""
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        raise DocumentRefused(
            "unsupported",
            "Ảnh ở định dạng HEIC của iPhone chưa đọc được.",
            "Vào Cài đặt > Camera > Định dạng, chọn “Tương thích nhất” rồi chụp lại hoặc lưu thành JPEG.",
        )
    if head.startswith(b"{\\rtf"):
        raise DocumentRefused(
            "unsupported", "Tệp RTF chưa đọc được.", "Hãy mở bằng Word và lưu lại thành .docx rồi gửi lại."
        )
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise corrupt("nén")


def _zip_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as broken:
        raise corrupt("DOCX") from broken
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        advice = "Bảng tính: hãy dùng chức năng nhập dữ liệu từ Excel, hoặc in ra PDF rồi gửi lại."
    elif any(name.startswith("ppt/") for name in names):
        advice = "Bài trình chiếu: hãy xuất ra PDF rồi gửi lại."
    elif "content.xml" in names:
        advice = "Tệp OpenDocument: hãy lưu lại thành .docx rồi gửi lại."
    else:
        advice = "Tệp nén: hãy giải nén và gửi từng văn bản bên trong."
    raise DocumentRefused("unsupported", "Tệp không phải là văn bản Word, PDF hay ảnh.", advice)


def _ole_refusal(path: Path) -> DocumentRefused:
    """Tell a password-protected DOCX from an old .doc: both are OLE containers, the stream names differ."""
    directory = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in directory:
        return DocumentRefused(
            "encrypted",
            "Tệp Word được đặt mật khẩu nên không đọc được.",
            "Hãy mở bằng Word, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ tài liệu), lưu lại rồi gửi lại.",
        )
    if "WordDocument".encode("utf-16-le") in directory:
        return DocumentRefused(
            "unsupported",
            "Tệp .doc là định dạng Word cũ (trước năm 2007), chưa đọc được.",
            "Hãy mở bằng Word, chọn Lưu thành (Save As) và lưu lại thành .docx rồi gửi lại.",
        )
    return DocumentRefused(
        "unsupported",
        "Tệp ở định dạng Office cũ, không phải văn bản Word đọc được.",
        "Hãy lưu lại thành .docx hoặc PDF rồi gửi lại.",
    )


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(1 for byte in head if byte < 32 and byte not in {9, 10, 12, 13})
    return controls == 0
