"""Word documents → pages of paragraphs, as a person sees them with tracked changes accepted.

Source: ECMA-376 part 1 (WordprocessingML). Only text is taken out of the file: macros, embedded objects,
fields and links are never run, opened or followed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from liem.adapters.documents.refusal import DocumentRefused, Limits, corrupt, too_many_pages
from liem.adapters.documents.word_body import BodyWalker
from liem.adapters.documents.word_names import NS, W, number
from liem.adapters.documents.word_numbering import Numbering
from liem.adapters.documents.word_package import WordPackage
from liem.adapters.documents.word_styles import Styles
from liem.analysis.reading.source import Line, Page, Source
from liem.kernel.text import fold

if TYPE_CHECKING:
    from PIL.Image import Image

# Below this, pictures in the file are taken for the document itself.
_FEW_LETTERS = 40
# Relations that fetch something when Word opens the file; a plain hyperlink is harmless until clicked.
_FETCHING = frozenset({"attachedTemplate", "image", "oleObject", "frame", "subDocument", "aFChunk"})
_MOTTOES = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam")

# A4 in points: for a document that says no size of its own
A4 = (595.3, 841.9)


def read_word(
    path: Path, *, limits: Limits, ocr: bool = True, progress: Callable[[int, int], None] | None = None
) -> Source:
    """Read a DOCX or DOCM into a :class:`Source` with origin ``docx``.

    A file that holds little but pictures of pages is recognised like a scan (origin ``image``).

    Raises :class:`DocumentRefused` for damaged files, bombs and documents of more pages than allowed. Page
    numbers are those of the last time Word laid the document out; a file that never was has one page per
    hard page break.
    """
    with WordPackage(path, limits=limits) as package:
        part = package.main_part
        root = package.xml(part)
        body = None if root is None else root.find("w:body", NS)
        if body is None:
            raise DocumentRefused(
                "corrupt", "Tệp Word không có phần thân văn bản.", "Hãy mở bằng Word, lưu lại rồi gửi lại."
            )
        relations = package.relations(part)
        by_type: dict[str, list[str]] = {}
        for relation in relations.values():
            if not relation.external:
                by_type.setdefault(relation.type, []).append(relation.target)
        styles = Styles(_first(package, by_type, "styles"))
        numbering = Numbering(_first(package, by_type, "numbering"))
        walker = BodyWalker(styles, numbering, most_pages=limits.pages)
        paragraphs = walker.walk(body)
        if walker.page > limits.pages:
            raise too_many_pages(walker.page, limits.pages)
        running = _running_lines(package, by_type, styles)
        notes = _notes(package, by_type, styles, page=walker.page)
        warnings = _warnings(package, part, walker)
        letters = sum(sum(sign.isalpha() for sign in paragraph.text) for paragraph in paragraphs)
        pictures = [relations[name].target for name in walker.images if name in relations]
        if pictures and letters < _FEW_LETTERS:
            if ocr:
                return _pictures_only(package, pictures, warnings, limits=limits, progress=progress)
            warnings = (*warnings, "Tệp Word chỉ có ảnh chụp trang giấy; việc nhận dạng chữ đang tắt.")
    if not paragraphs:
        raise DocumentRefused(
            "empty", "Tệp Word không có chữ nào để đọc.", "Hãy mở tệp kiểm tra lại rồi gửi lại bản đúng."
        )
    # A letterhead put into the page header is still the letterhead.
    head = [line for line in running if line.margin]
    if not any(motto in fold(p.text) for p in paragraphs for motto in _MOTTOES):
        head = [Line(line.text, 1) if _has_motto(running) else line for line in head]
    lines = [*head, *(paragraph.line() for paragraph in paragraphs), *notes]
    return Source(_pages(lines, body), "docx", warnings)


def _pictures_only(
    package: WordPackage,
    parts: list[str],
    warnings: tuple[str, ...],
    *,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
) -> Source:
    """Recognise a document made of pasted pictures, one page each."""
    from liem.adapters.documents.joining import pages_of
    from liem.adapters.documents.photo import embedded, recognised

    if len(parts) > limits.pages:
        raise too_many_pages(len(parts), limits.pages)

    def picture(number: int) -> Image:
        data = package.read(parts[number - 1], limit=limits.file_bytes)
        if data is None:
            raise corrupt("DOCX")
        return embedded(data, limits=limits)

    sheets = recognised(len(parts), picture, limits=limits, progress=progress)
    if not any(sheet.lines for sheet in sheets):
        raise DocumentRefused(
            "empty",
            "Tệp Word chỉ có ảnh mà không nhận ra chữ nào trong ảnh.",
            "Hãy quét lại trang giấy rõ hơn rồi gửi lại dưới dạng PDF hoặc ảnh.",
        )
    note = "Tệp Word chỉ chứa ảnh chụp trang giấy; chữ đọc bằng nhận dạng."
    return Source(pages_of(sheets), "image", (*warnings, note))


def _has_motto(lines: list[Line]) -> bool:
    return any(motto in fold(line.text) for line in lines for motto in _MOTTOES)


def _first(package: WordPackage, by_type: dict[str, list[str]], kind: str) -> etree._Element | None:
    return package.xml(by_type[kind][0]) if by_type.get(kind) else None


def _running_lines(package: WordPackage, by_type: dict[str, list[str]], styles: Styles) -> list[Line]:
    """Give headers and footers once each, as margin lines of page 1; the same words are not repeated."""
    seen: dict[str, Line] = {}
    for part in by_type.get("header", []) + by_type.get("footer", []):
        root = package.xml(part)
        if root is None:
            continue
        for paragraph in BodyWalker(styles, Numbering(None), most_pages=1).walk(root):
            seen.setdefault(paragraph.text, Line(paragraph.text, 1, margin=True))
    return list(seen.values())


def _notes(package: WordPackage, by_type: dict[str, list[str]], styles: Styles, *, page: int) -> list[Line]:
    """Give foot- and endnotes as margin lines after the last paragraph: they explain, they never order."""
    found: list[Line] = []
    for kind in ("footnotes", "endnotes"):
        root = _first(package, by_type, kind)
        if root is None:
            continue
        for note in root:
            # Notes −1 and 0 are the rules drawn above the notes.
            if note.get(W + "type") in {"separator", "continuationSeparator", "continuationNotice"}:
                continue
            paragraphs = BodyWalker(styles, Numbering(None), most_pages=1).walk(note)
            text = " ".join(paragraph.text for paragraph in paragraphs)
            if text:
                found.append(Line(f"[{len(found) + 1}] {text}", page, margin=True))
    return found


def _warnings(package: WordPackage, part: str, walker: BodyWalker) -> tuple[str, ...]:
    found: list[str] = []
    if package.has_macros:
        found.append("Tệp có macro; Liêm không chạy macro, chỉ đọc chữ.")
    settings = package.relations(part.replace("document", "settings"))
    outside = [*package.relations(part).values(), *settings.values()]
    if any(relation.external and relation.type in _FETCHING for relation in outside):
        found.append("Tệp có liên kết tự tải nội dung từ bên ngoài; Liêm không mở liên kết nào.")
    if walker.tracked:
        found.append("Tệp còn sửa đổi chưa chốt (track changes): đã đọc phần thêm vào, bỏ phần bị xóa.")
    if walker.legacy_font:
        found.append(
            "Tệp dùng phông cũ .Vn (TCVN3); chữ đã được đổi sang Unicode, hãy đối chiếu với bản gốc."
        )
    if walker.skipped_chunk:
        found.append("Tệp có phần chèn từ tệp khác (altChunk); phần đó không được đọc.")
    return tuple(found)


def _pages(lines: list[Line], body: etree._Element) -> tuple[Page, ...]:
    size = body.find(".//w:sectPr/w:pgSz", NS)
    width = number(size.get(W + "w"), 0) / 20 if size is not None else 0
    height = number(size.get(W + "h"), 0) / 20 if size is not None else 0
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return tuple(
        Page(page, width or A4[0], height or A4[1], tuple(by_page.get(page, ())))
        for page in range(1, max(by_page) + 1)
    )
