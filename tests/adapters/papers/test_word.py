import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from adapters.papers.offices import PARTY_VALUES, letter, notice, tasks_table
from liem.adapters.papers import docx, report_docx
from liem.kernel.paper import Heading, Layout, Paper, Paragraph, Run, Signature, SignatureList

PARTS_WITH_NAMES = ("docProps/core.xml", "docProps/app.xml", "word/settings.xml", "word/document.xml")
# The order Word insists on (ISO/IEC 29500-1, CT_PPr, CT_SectPr, CT_TblPr), for the children we write.
ORDERS = {
    "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd",
            "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"],
    "sectPr": ["headerReference", "footerReference", "type", "pgSz", "pgMar", "paperSrc", "pgBorders",
               "lnNumType", "pgNumType", "cols", "titlePg", "docGrid"],
    "tblPr": ["tblStyle", "tblpPr", "bidiVisual", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout",
              "tblCellMar", "tblLook"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign"],
    "rPr": ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "strike", "color", "sz", "szCs", "u", "lang"],
}  # fmt: skip


def opened(paper: Paper) -> Any:
    return Document(BytesIO(docx(paper)))


def part(made: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(made)) as package:
        return package.read(name).decode()


def all_text(document: Any) -> str:
    return "\n".join("".join(p.itertext(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


class TestWordsOfThePaper:
    def test_state_letter_reads_in_order(self) -> None:
        text = all_text(opened(letter()))
        wanted = [
            "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI", "Số: 07/UBND-VP", "V/v triển khai",
            "An Liêm, ngày 05 tháng 02 năm 2026", "Kính gửi:", "- Phòng Kinh tế;", "thực hiện./.",
            "Nơi nhận:", "- Lưu: VT, VP.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lường Thị Ngưỡng", "Phụ lục",
        ]  # fmt: skip
        places = [text.index(words) for words in wanted]
        assert places == sorted(places)

    def test_party_notice_has_no_ending_mark(self) -> None:
        text = all_text(opened(notice()))
        assert "Số 05-TB/ĐU" in text
        assert "T/M BAN THƯỜNG VỤ" in text
        assert "./." not in text

    def test_markup_in_words_stays_words(self) -> None:
        words = '<w:p/>&amp; ]]> {{ x }} "«»"'
        assert words in all_text(opened(letter(blocks=(Paragraph(words), Paragraph("Hết")))))

    def test_control_characters_do_not_lose_the_paper(self) -> None:
        assert "một hai" in all_text(opened(letter(blocks=(Paragraph("mộ\x00t\x1b hai"),))))


class TestEditableForm:
    def test_every_part_has_a_named_style(self) -> None:
        used = {p.style.name for p in opened(letter()).paragraphs}
        assert {"Kính gửi", "Nội dung", "Tên phụ lục"} <= used
        names = {s.name for s in opened(letter()).styles}
        assert {"Quốc hiệu", "Tiêu ngữ", "Cơ quan ban hành", "Nơi nhận", "Họ tên người ký"} <= names

    def test_styles_carry_the_sizes_of_the_layout(self) -> None:
        styles = opened(letter()).styles
        assert styles["Danh sách nơi nhận"].font.size.pt == 11
        assert styles["Nơi nhận"].font.italic
        assert styles["Nội dung"].font.name == "Times New Roman"

    def test_headings_are_real_and_black(self) -> None:
        document = opened(notice())
        heads = [p for p in document.paragraphs if p.style.name == "Heading 1"]
        assert [p.text for p in heads] == ["I- Nhiệm vụ", "II- Tổ chức thực hiện"]
        assert str(heads[0].style.font.color.rgb) == "000000"
        assert heads[0].style.font.color.theme_color is None

    def test_head_of_a_table_repeats_and_rows_stay_whole(self) -> None:
        table = opened(letter()).tables[-1]
        first, *rest = [row._tr.trPr for row in table.rows]
        assert first.find(qn("w:tblHeader")) is not None
        assert all(p.find(qn("w:tblHeader")) is None for p in rest)
        assert all(p.find(qn("w:cantSplit")) is not None for p in [first, *rest])

    def test_figures_open_to_their_rows(self) -> None:
        document = opened(letter())
        links = [
            document.part.rels[e.get(qn("r:id"))].target_ref
            for e in document.element.body.iter(qn("w:hyperlink"))
        ]
        assert links[:2] == ["https://liem.example.vn/nhiem-vu/1", "https://liem.example.vn/nhiem-vu/2"]
        assert len(links) == 40

    def test_weights_within_a_line_are_kept(self) -> None:
        runs = opened(letter(blocks=(Paragraph((Run("a", bold=True), Run("b", italic=True), Run("c"))),)))
        made = next(p for p in runs.paragraphs if p.text.startswith("abc"))
        assert [(r.bold, r.italic) for r in made.runs] == [(True, None), (None, True), (None, None)]

    def test_last_words_stay_with_the_signature(self) -> None:
        made = next(p for p in opened(letter()).paragraphs if p.text.endswith("./."))
        assert made.paragraph_format.keep_with_next

    def test_last_rows_of_a_table_stay_with_the_signature(self) -> None:
        rows = opened(letter(annexes=(), blocks=(tasks_table(5),))).tables[1].rows
        kept = [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells) for row in rows]
        assert kept == [True, False, False, False, True, True]


class TestPage:
    def test_margins_are_those_of_the_rule(self) -> None:
        first, annex = opened(letter()).sections
        margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
        assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
        assert annex.page_width > annex.page_height

    def test_number_stands_on_top_from_the_second_page(self) -> None:
        section = opened(notice()).sections[0]
        assert section.different_first_page_header_footer
        assert "PAGE" in etree.tostring(section.header._element).decode()
        assert "PAGE" not in etree.tostring(section.first_page_header._element).decode()

    def test_number_stands_on_the_first_page_where_the_rule_says_so(self) -> None:
        layout = Layout.from_provision(PARTY_VALUES | {"page_number_from": 1})
        assert not opened(notice(layout=layout)).sections[0].different_first_page_header_footer

    def test_annex_is_numbered_anew(self) -> None:
        annex = opened(letter()).sections[1]._sectPr
        assert annex.find(qn("w:pgNumType")).get(qn("w:start")) == "1"

    def test_code_and_log_line_stand_on_first_and_later_pages(self) -> None:
        for section in opened(letter()).sections:
            for footer in (section.footer, section.first_page_footer):
                assert "Sổ #48.197" in footer.paragraphs[0].text
                anchor = footer._element.find(f".//{qn('wp:anchor')}")
                extent = anchor.find(qn("wp:extent"))
                assert int(extent.get("cx")) / 36000 == pytest.approx(14.5)  # 29 modules of 0.5 mm
                bottom = int(anchor.find(qn("wp:positionV")).find(qn("wp:posOffset")).text)
                height = section.page_height
                assert (height - bottom - int(extent.get("cy"))) / 36000 == pytest.approx(8, abs=0.1)

    def test_a_paper_without_proof_has_no_picture(self) -> None:
        with zipfile.ZipFile(BytesIO(docx(letter(proof=None)))) as package:
            assert not [n for n in package.namelist() if "media" in n]

    def test_report_lies_down(self) -> None:
        section = Document(BytesIO(report_docx(letter(annexes=())))).sections[0]
        assert section.page_width > section.page_height


class TestFileAsWordWantsIt:
    @pytest.mark.parametrize("name", sorted(ORDERS))
    def test_children_stand_in_the_order_of_the_standard(self, name: str) -> None:
        minutes = SignatureList((Signature("CHỦ TỌA", "Hà Thị Na"),) * 3)
        paper = letter(blocks=(Heading("I"), tasks_table(2), minutes, Paragraph("x")), urgency="khẩn")
        for piece in ("document", "footer1", "header1", "styles"):
            tree = etree.fromstring(part(docx(paper), f"word/{piece}.xml").encode())
            for element in tree.iter(qn(f"w:{name}")):
                found = [etree.QName(child).localname for child in element]
                known = [child for child in found if child in ORDERS[name]]
                assert known == sorted(known, key=ORDERS[name].index), (piece, found)

    def test_each_cell_ends_with_a_paragraph(self) -> None:
        tree = opened(letter(recipients=())).element.body
        assert all(cell[-1].tag == qn("w:p") for cell in tree.iter(qn("w:tc")))

    def test_same_paper_gives_the_same_bytes(self) -> None:
        assert docx(letter()) == docx(letter())

    def test_nothing_of_machine_template_or_user_is_inside(self) -> None:
        made = docx(letter())
        core = part(made, "docProps/core.xml")
        assert "ỦY BAN NHÂN DÂN XÃ AN LIÊM" in core
        for name in PARTS_WITH_NAMES:
            assert not re.search(r"python-docx|Macintosh|Normal\.dotm|Steve", part(made, name))
        with zipfile.ZipFile(BytesIO(made)) as package:
            assert not [n for n in package.namelist() if "thumbnail" in n]

    def test_language_is_vietnamese(self) -> None:
        assert 'w:lang w:val="vi-VN"' in part(docx(notice()), "word/styles.xml")


class TestUrgency:
    def test_be_printed_in_a_frame(self) -> None:
        made = next(p for p in opened(letter(urgency="hỏa tốc")).paragraphs if p.text == "HỎA TỐC")
        assert made._p.pPr.find(qn("w:pBdr")) is not None


def test_a_table_of_two_thousand_rows_is_written_in_seconds() -> None:
    made = opened(letter(annexes=(), blocks=(tasks_table(2000),)))
    assert len(made.tables[1]._tbl.findall(qn("w:tr"))) == 2001
