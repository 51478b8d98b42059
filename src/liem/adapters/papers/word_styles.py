"""Named Word styles of a paper, so that an office changes one style and not eighty paragraphs."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from liem.adapters.papers.word_xml import element
from liem.kernel.paper import Face, Layout

STYLES: Final = {
    "superior": "Cơ quan chủ quản",
    "issuer": "Cơ quan ban hành",
    "number": "Số ký hiệu",
    "dateline": "Địa danh ngày tháng",
    "kind_title": "Tên loại",
    "subject": "Trích yếu",
    "letter_subject": "Trích yếu công văn",
    "addressees": "Kính gửi",
    "body": "Nội dung",
    "table": "Ô bảng",
    "authority": "Quyền hạn",
    "sign_title": "Chức vụ",
    "signer": "Họ tên người ký",
    "recipients_label": "Nơi nhận",
    "recipients": "Danh sách nơi nhận",
    "page_number": "Số trang",
    "urgency": "Độ khẩn",
    "annex_title": "Tên phụ lục",
    "annex_note": "Ghi chú phụ lục",
    "proof": "Dòng đối chiếu",
}
"""Face of the layout → name of the Word style that carries it."""

CLOSE: Final = "Dòng kẻ"
"""Style of the empty paragraphs that carry a drawn line."""

_LEFT = {"recipients_label", "recipients", "table", "urgency", "proof"}


def motto_style(line: int) -> str:
    """Name of the style of the n-th line (from 0) of the motto."""
    return "Quốc hiệu" if line == 0 else "Tiêu ngữ" if line == 1 else f"Tiêu ngữ {line}"


def make_styles(document: Any, layout: Layout) -> None:
    """Put every style of a layout into a new document; the default style carries font, size, language."""
    _defaults(document, layout)
    for name, face in layout.faces.items():
        if name != "heading":
            _paragraph(document, STYLES[name], face, layout, centred=name not in _LEFT)
    for line, face in enumerate(layout.motto_faces):
        _paragraph(document, motto_style(line), face, layout, centred=True)
    body = document.styles[STYLES["body"]].paragraph_format
    body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.first_line_indent = Mm(layout.first_line_mm)
    body.space_after = Pt(layout.paragraph_gap_pt)
    body.line_spacing = layout.line_spacing
    rule = _paragraph(document, CLOSE, Face(2, bold=False, italic=False), layout, centred=True)
    rule.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    rule.paragraph_format.line_spacing = Pt(4)
    cell = document.styles[STYLES["table"]].paragraph_format
    cell.space_before = cell.space_after = Pt(2)
    _headings(document, layout)


def _defaults(document: Any, layout: Layout) -> None:
    normal = document.styles["Normal"]
    _font(normal, layout.faces["body"], layout.font)
    normal.paragraph_format.space_after = Pt(0)
    fonts = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in fonts.findall(qn("w:lang")):
        fonts.remove(old)
    fonts.append(element("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"))


def _font(style: Any, face: Face, font: str) -> None:
    style.font.name = font
    style.font.size = Pt(face.size)
    style.font.bold = face.bold
    style.font.italic = face.italic
    style.font.underline = face.underline
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:color")):  # a theme colour would win over ours
        properties.remove(old)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = properties.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def _paragraph(document: Any, name: str, face: Face, layout: Layout, *, centred: bool) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _font(style, face, layout.font)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    return style


def _headings(document: Any, layout: Layout) -> None:
    face = layout.faces["heading"]
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        for link in style.element.findall(qn("w:link")):  # its character twin keeps the template's blue
            style.element.remove(link)
        bold, italic = face.bold and level < 3, face.italic or level == 3
        _font(style, Face(face.size, bold=bold, italic=italic), layout.font)
        style.paragraph_format.first_line_indent = Mm(layout.first_line_mm)
        style.paragraph_format.space_before = Pt(layout.paragraph_gap_pt / 2)
        style.paragraph_format.space_after = Pt(layout.paragraph_gap_pt)
        style.paragraph_format.keep_with_next = True
