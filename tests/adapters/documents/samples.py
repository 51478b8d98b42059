"""Makes the documents the tests read: fictional papers in the official layouts, digital, scanned, broken."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pypdfium2
import typst
from PIL import Image, ImageChops, ImageFilter

import liem
from liem.adapters.documents.paper import projection

FONTS = Path(liem.__file__).parent / "adapters" / "papers" / "fonts"

PREAMBLE = """
#set page(paper: "a4", margin: (top: 2cm, bottom: 2cm, left: 3cm, right: 1.5cm),
  header: context if counter(page).get().first() > 1 [#align(center)[#counter(page).display()]])
#set text(font: ("Tinos", "Libertinus Serif"), size: 14pt, lang: "vi")
#set par(justify: true, leading: 0.65em, spacing: 0.9em)
"""

PARTY_HEAD = """
#grid(columns: (2fr, 3fr), align: center, row-gutter: 6pt,
 [ĐẢNG BỘ TỈNH AN SƠN], [*ĐẢNG CỘNG SẢN VIỆT NAM*],
 [*ĐẢNG ỦY XÃ BẢN MÂY*], [#line(length: 50%)],
 [Số 12-KH/ĐU], [_Bản Mây, ngày 05 tháng 9 năm 2026_])
"""

STATE_HEAD = """
#set text(size: 13pt)
#grid(columns: (43fr, 57fr), align: center, row-gutter: 6pt,
 [ỦY BAN NHÂN DÂN TỈNH], [#text(size: 12.4pt)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*]],
 [*SỞ NỘI VỤ AN SƠN*], [*Độc lập - Tự do - Hạnh phúc*],
 [Số: 417/SNV-TL], [_An Sơn, ngày 12 tháng 10 năm 2026_])
"""

BODY = """
#align(center)[*KẾ HOẠCH* \\ *kiểm tra việc thực hiện chính sách hỗ trợ nhà ở*]
Thực hiện Kế hoạch số 28-KH/TU, ngày 20/8/2026 của Ban Thường vụ Tỉnh ủy về tăng cường công tác kiểm tra,
giám sát, Ban Thường vụ Đảng ủy xã xây dựng kế hoạch như sau:

1. Giao Ủy ban kiểm tra Đảng ủy chủ trì, phối hợp với Ban Xây dựng Đảng tham mưu quyết định thành lập đoàn
kiểm tra, hoàn thành trước ngày 20/9/2026.

2. Các chi bộ trực thuộc tự kiểm tra, báo cáo kết quả về Đảng ủy trước 17 giờ 00 ngày 30/9/2026.
"""


def table(rows: int, *, ruled: bool = True) -> str:
    """A table of tasks with a repeated head, long enough to run over the page when asked."""
    cells = "".join(
        f"[{i}], [Rà soát hồ sơ hộ nghèo của bản số {i}, đối chiếu với danh sách đã niêm yết.],"
        f" [Chi bộ bản {i}], [{i % 28 + 1}/10/2026],\n"
        for i in range(1, rows + 1)
    )
    return (
        f"#table(columns: (1.2cm, 1fr, 3cm, 2.7cm), align: left, stroke: {'1pt' if ruled else 'none'},\n"
        f" table.header([*TT*], [*Nội dung*], [*Chủ trì*], [*Thời hạn*]),\n{cells})\n"
    )


FOOT = """
3. Văn phòng Đảng ủy theo dõi, đôn đốc việc thực hiện Kế hoạch này.
#grid(columns: (1fr, 1fr),
 [#text(size: 12pt)[_Nơi nhận:_ \\ - Ban Thường vụ Tỉnh ủy (để báo cáo), \\ - Các chi bộ trực thuộc,
   \\ - Lưu.]],
 align(center)[*T/M BAN THƯỜNG VỤ* \\ *BÍ THƯ* \\ #v(40pt) *Lò Văn Mẫu*])
"""


@cache
def typeset(source: str) -> bytes:
    """Set a page in typst and give the PDF."""
    return bytes(typst.compile(source.encode(), font_paths=[str(FONTS)]))


def plan_pdf(*, rows: int = 3) -> bytes:
    """A party plan: two-column head, numbered items, a table of tasks, recipients and signature."""
    return typeset(PREAMBLE + PARTY_HEAD + BODY + table(rows) + FOOT)


def pictures(pdf: bytes, *, dpi: int = 200) -> list[Image.Image]:
    """Draw every page in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def scanned(picture: Image.Image, *, skew: float = 0.0, grain: float = 0.1) -> Image.Image:
    """Make a clean picture look scanned: turned a little, grainy, soft."""
    turned = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    grainy = Image.blend(turned, Image.effect_noise(turned.size, 40), grain)
    return grainy.filter(ImageFilter.GaussianBlur(0.6))


def shaded(picture: Image.Image) -> Image.Image:
    """Lay the soft shadow of a hand and a lamp over a picture."""
    shade = Image.radial_gradient("L").resize(picture.size).point(lambda v: 235 - v // 2)
    return ImageChops.multiply(picture, shade)


def on_a_desk(picture: Image.Image) -> Image.Image:
    """Photograph a sheet that lies on a dark table, seen at a slant, in falling light."""
    width, height = picture.size
    size = (width + 400, height + 400)
    corners = [(250, 190), (width + 130, 230), (width + 240, height + 210), (160, height + 180)]
    terms = projection(corners, [(0, 0), (width, 0), (width, height), (0, height)])
    desk = Image.effect_noise(size, 30).point(lambda v: v // 3 + 40)
    sheet = picture.transform(size, Image.Transform.PERSPECTIVE, terms, Image.Resampling.BICUBIC)
    where = Image.new("L", picture.size, 255).transform(size, Image.Transform.PERSPECTIVE, terms)
    desk.paste(sheet, mask=where)
    light = Image.linear_gradient("L").resize(size).point(lambda v: 165 + v // 3)
    return ImageChops.multiply(desk, light)


def picture_pdf(pages: Sequence[Image.Image], *, dpi: int = 200) -> bytes:
    """A PDF that holds nothing but pictures, as scanners make it."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=dpi, quality=70)
    return out.getvalue()


def joined_pdf(*parts: bytes) -> bytes:
    """Put PDFs one behind the other."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        with pypdfium2.PdfDocument(part) as document:
            whole.import_pages(document)
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def turned_pdf(pdf: bytes, degrees: int) -> bytes:
    """Set /Rotate on every page."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            page.set_rotation(degrees)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def raw_pdf(
    content: str,
    *,
    annotations: Sequence[tuple[str, str]] = (),
    catalog: str = "",
    trailer: str = "",
) -> bytes:
    """Write a one-page PDF by hand, text in Helvetica.

    ``annotations`` are (dictionary entries, appearance content) pairs.
    """
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        4: _stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    names = []
    for index, (entries, appearance) in enumerate(annotations):
        form, note = 20 + 2 * index, 21 + 2 * index
        objects[form] = _stream(
            appearance,
            "/Type /XObject /Subtype /Form /BBox [0 0 300 60] /Resources << /Font << /F1 5 0 R >> >>",
        )
        objects[note] = f"<< /Type /Annot {entries} /AP << /N {form} 0 R >> /F 4 >>".encode()
        names.append(f"{note} 0 R")
    objects[3] = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        f" /Resources << /Font << /F1 5 0 R >> >> /Annots [{' '.join(names)}] >>"
    ).encode()
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(objects):
        out += b"%d 1\n%010d 00000 n \n" % (number, offsets[number])
    out += (
        f"trailer << /Root 1 0 R /Size {max(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)


def _stream(content: str, entries: str = "") -> bytes:
    data = zlib.compress(content.encode("latin-1"))
    return (
        f"<< {entries} /Filter /FlateDecode /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
    )


def shown(text: str, x: float, y: float, size: float = 12) -> str:
    """PDF operators that print ASCII text at a place (points from the lower left corner)."""
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*entries: tuple[str, str, bool]) -> str:
    """A .rels part out of (type, target, leaves the file) triples, with ids rId1, rId2 …"""
    items = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATION}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if external else ''}/>"
        for i, (kind, target, external) in enumerate(entries, start=1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'


def word(body: str, parts: dict[str, str] | None = None, *, prolog: str = "") -> bytes:
    """Zip a DOCX together by hand from the XML of its body and of further parts (names inside word/)."""
    given = dict(parts or {})
    kinds = {"styles.xml": "styles", "numbering.xml": "numbering", "footnotes.xml": "footnotes"}
    found = [(kinds[name], name, False) for name in given if name in kinds]
    found += [("header", name, False) for name in given if name.startswith("header")]
    given.setdefault("_rels/document.xml.rels", relations(*found))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", relations(("officeDocument", "word/document.xml", False)))
        archive.writestr(
            "word/document.xml", f"{prolog}<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"
        )
        for name, text in given.items():
            archive.writestr(f"word/{name}", text)
    return out.getvalue()


def p(text: str, properties: str = "", run: str = "") -> str:
    """One paragraph of one run."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )
