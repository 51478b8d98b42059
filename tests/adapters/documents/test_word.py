"""Word files are read as a person sees them."""

from __future__ import annotations

from pathlib import Path

import docx

from adapters.documents.conftest import Saved
from adapters.documents.samples import W, p, word
from liem.adapters.documents import open_document
from liem.analysis.reading.source import Cell, Line

LEVELS = f"""<w:numbering {W}>
 <w:abstractNum w:abstractNumId="5">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1-"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
 </w:abstractNum>
 <w:abstractNum w:abstractNumId="6">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
 </w:abstractNum>
 <w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>
 <w:num w:numId="2"><w:abstractNumId w:val="5"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>
 <w:num w:numId="3"><w:abstractNumId w:val="6"/></w:num>
</w:numbering>"""


def in_list(text: str, level: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def lines(path: Path) -> list[Line]:
    return [line for page in open_document(path).pages for line in page.lines]


def texts(path: Path) -> list[str]:
    return [line.text for line in lines(path)]


class TestAutomaticNumbers:
    def labels(self, saved: Saved, body: str) -> list[str]:
        found = lines(saved("a.docx", word(body, {"numbering.xml": LEVELS})))
        return [line.list_label for line in found]

    def test_show_roman_decimal_and_letters_of_a_nested_list(self, saved: Saved) -> None:
        body = "".join(in_list("x", level) for level in (0, 1, 1, 2, 2, 3, 3, 0, 1))
        assert self.labels(saved, body) == ["I-", "1.", "2.", "2.1.", "2.2.", "a)", "b)", "II-", "1."]

    def test_count_on_over_plain_paragraphs_and_over_empty_numbered_ones(self, saved: Saved) -> None:
        body = in_list("x", 0) + p("giữa") + in_list("", 0) + in_list("x", 0)
        assert self.labels(saved, body) == ["I-", "", "III-"]

    def test_start_where_the_instance_says(self, saved: Saved) -> None:
        body = in_list("x", 0) + in_list("x", 0, 2) + in_list("x", 0, 2)
        assert self.labels(saved, body) == ["I-", "IV-", "V-"]

    def test_turn_symbol_bullets_into_a_dot(self, saved: Saved) -> None:
        assert self.labels(saved, in_list("x", 0, 3)) == ["•"]

    def test_come_from_the_style_when_the_paragraph_has_none(self, saved: Saved) -> None:
        styles = (
            f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:ilvl w:val="1"/>'
            '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
        )
        body = p("x", '<w:pStyle w:val="Muc"/>') * 2 + p(
            "không", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>'
        )
        found = lines(saved("a.docx", word(body, {"numbering.xml": LEVELS, "styles.xml": styles})))
        assert [line.list_label for line in found] == ["1.", "2.", ""]


class TestTrackedChanges:
    def test_leave_deleted_text_out_and_keep_inserted_text(self, saved: Saved) -> None:
        body = (
            "<w:p><w:r><w:t>Hạn </w:t></w:r><w:del><w:r><w:delText>20/9</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>30/9</w:t></w:r></w:ins></w:p>"
        )
        path = saved("a.docx", word(body))
        assert texts(path) == ["Hạn 30/9"]
        assert any("track changes" in warning for warning in open_document(path).warnings)

    def test_join_paragraphs_whose_mark_was_deleted(self, saved: Saved) -> None:
        first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Giao Văn </w:t></w:r></w:p>"
        assert texts(saved("a.docx", word(first + p("phòng chủ trì")))) == ["Giao Văn phòng chủ trì"]

    def test_skip_deleted_table_rows(self, saved: Saved) -> None:
        body = (
            f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('bỏ')}</w:tc></w:tr>"
            f"<w:tr><w:tc>{p('giữ')}</w:tc></w:tr></w:tbl>"
        )
        assert texts(saved("a.docx", word(body))) == ["giữ"]


class TestTables:
    def test_give_row_and_column_over_merged_cells(self, saved: Saved) -> None:
        across = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
        down, below = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
        body = (
            f"<w:tbl><w:tr><w:tc>{across}{p('A')}</w:tc><w:tc>{down}{p('B')}</w:tc></w:tr>"
            f"<w:tr><w:tc>{p('C')}</w:tc><w:tc>{p('D')}</w:tc><w:tc>{below}{p('cũ')}</w:tc></w:tr></w:tbl>"
        )
        found = lines(saved("a.docx", word(body)))
        assert [(line.text, line.cell) for line in found] == [
            ("A", Cell(0, 0, 0)),
            ("B", Cell(0, 0, 2)),
            ("C", Cell(0, 1, 0)),
            ("D", Cell(0, 1, 1)),
        ]
        assert [line.cell.rows for line in found if line.cell] == [1, 2, 1, 1]

    def test_number_a_nested_table_of_its_own(self, saved: Saved) -> None:
        inner = f"<w:tbl><w:tr><w:tc>{p('trong')}</w:tc></w:tr></w:tbl>"
        body = f"<w:tbl><w:tr><w:tc>{p('ngoài')}{inner}{p('sau')}</w:tc></w:tr></w:tbl>"
        found = lines(saved("a.docx", word(body)))
        assert [(line.text, line.cell and line.cell.table) for line in found] == [
            ("ngoài", 0),
            ("trong", 1),
            ("sau", 0),
        ]

    def test_keep_a_row_broken_by_the_page_on_its_pages(self, saved: Saved) -> None:
        broken = p("đầu") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>cuối</w:t></w:r></w:p>"
        body = f"<w:tbl><w:tr><w:tc>{broken}</w:tc><w:tc>{broken}</w:tc></w:tr></w:tbl>" + p("sau bảng")
        assert [(line.text, line.page) for line in lines(saved("a.docx", word(body)))] == [
            ("đầu", 1),
            ("đầu", 1),
            ("cuối", 2),
            ("cuối", 2),
            ("sau bảng", 2),
        ]


class TestText:
    def test_parts_at_line_breaks_and_reads_tabs_as_blanks(self, saved: Saved) -> None:
        body = "<w:p><w:r><w:t>CÔNG VĂN</w:t><w:br/><w:t>về việc</w:t><w:tab/><w:t>kiểm tra</w:t></w:r></w:p>"
        assert texts(saved("a.docx", word(body))) == ["CÔNG VĂN", "về việc kiểm tra"]

    def test_shows_a_field_by_its_result_only(self, saved: Saved) -> None:
        body = (
            '<w:p><w:r><w:t>ngày </w:t><w:fldChar w:fldCharType="begin"/><w:instrText>DATE \\@ </w:instrText>'
            '<w:t>mã lệnh</w:t><w:fldChar w:fldCharType="separate"/><w:t>05/9/2026</w:t>'
            '<w:fldChar w:fldCharType="end"/></w:r></w:p>'
        )
        assert texts(saved("a.docx", word(body))) == ["ngày 05/9/2026"]

    def test_leaves_hidden_text_out_and_prints_all_caps_as_seen(self, saved: Saved) -> None:
        body = p("ẩn", run="<w:vanish/>") + p("Đảng ủy xã", run="<w:caps/>")
        assert texts(saved("a.docx", word(body))) == ["ĐẢNG ỦY XÃ"]

    def test_reads_a_text_box_once_after_its_paragraph(self, saved: Saved) -> None:
        box = f"<w:txbxContent>{p('HỎA TỐC')}</w:txbxContent>"
        mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        body = (
            f"<w:p><w:r><w:t>thân bài</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}"
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        )
        assert texts(saved("a.docx", word(body))) == ["thân bài", "HỎA TỐC"]

    def test_is_composed_when_the_file_has_letters_and_marks_apart(self, saved: Saved) -> None:
        assert texts(saved("a.docx", word(p("Đa\u0309ng u\u0309y")))) == ["Đảng ủy"]

    def test_turns_old_vn_fonts_into_unicode(self, saved: Saved) -> None:
        body = p("§¶ng ñy x· Bản", run='<w:rFonts w:ascii=".VnTime"/>').replace("Bản", "B¶n")
        body += p("®¶ng bé", run='<w:rFonts w:ascii=".VnTimeH"/>')
        path = saved("a.docx", word(body))
        assert texts(path) == ["Đảng ủy xã Bản", "ĐẢNG BỘ"]
        assert any("TCVN3" in warning for warning in open_document(path).warnings)

    def test_parts_a_head_set_with_tabs(self, saved: Saved) -> None:
        body = (
            "<w:p><w:r><w:t>ĐẢNG ỦY XÃ BẢN MÂY</w:t><w:tab/><w:t>ĐẢNG CỘNG SẢN VIỆT NAM</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>Số 05-CV/ĐU</w:t><w:tab/><w:tab/>"
            "<w:t>Bản Mây, ngày 01 tháng 9 năm 2026</w:t></w:r></w:p>"
        )
        assert texts(saved("a.docx", word(body))) == [
            "ĐẢNG ỦY XÃ BẢN MÂY",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số 05-CV/ĐU",
            "Bản Mây, ngày 01 tháng 9 năm 2026",
        ]

    def test_parts_recipients_and_signature_set_with_tabs(self, saved: Saved) -> None:
        body = "".join(
            f"<w:p><w:r><w:t>{left}</w:t><w:tab/><w:t>{right}</w:t></w:r></w:p>"
            for left, right in (
                ("Thời gian họp", "ngày 20 hằng tháng"),
                ("Nơi nhận:", "T/M BAN THƯỜNG VỤ"),
                ("- Các chi bộ;", "PHÓ BÍ THƯ"),
            )
        )
        assert texts(saved("a.docx", word(p("Thân bài") * 12 + body)))[12:] == [
            "Thời gian họp ngày 20 hằng tháng",
            "Nơi nhận:",
            "T/M BAN THƯỜNG VỤ",
            "- Các chi bộ;",
            "PHÓ BÍ THƯ",
        ]

    def test_knows_bold_centred_and_size_through_the_styles(self, saved: Saved) -> None:
        styles = (
            f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/></w:rPr></w:rPrDefault>'
            '</w:docDefaults><w:style w:type="paragraph" w:styleId="Cha">'
            '<w:pPr><w:jc w:val="center"/></w:pPr>'
            '<w:rPr><w:b/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Con">'
            '<w:basedOn w:val="Cha"/><w:rPr><w:i/></w:rPr></w:style></w:styles>'
        )
        body = p("KẾ HOẠCH", '<w:pStyle w:val="Con"/>') + p(
            "thường", '<w:pStyle w:val="Con"/>', '<w:b w:val="0"/>'
        )
        first, second = lines(saved("a.docx", word(body, {"styles.xml": styles})))
        assert (first.bold, first.italic, first.centered, first.size) == (True, True, True, 14.0)
        assert not second.bold


class TestPages:
    def test_turn_at_hard_breaks_counted_once_with_their_rendered_echo(self, saved: Saved) -> None:
        body = (
            p("một")
            + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r></w:p>"
            + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>ba</w:t></w:r></w:p>"
        )
        assert [(line.text, line.page) for line in lines(saved("a.docx", word(body)))] == [
            ("một", 1),
            ("hai", 2),
            ("ba", 3),
        ]


class TestMargins:
    def test_hold_headers_footers_and_footnotes(self, saved: Saved) -> None:
        notes = (
            f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{p("—")}</w:footnote>'
            f'<w:footnote w:id="1">{p("Kế hoạch số 28-KH/TU.")}</w:footnote></w:footnotes>'
        )
        header = f"<w:hdr {W}>{p('Mật')}</w:hdr>"
        found = lines(saved("a.docx", word(p("thân bài"), {"footnotes.xml": notes, "header1.xml": header})))
        assert [(line.text, line.margin) for line in found] == [
            ("Mật", True),
            ("thân bài", False),
            ("[1] Kế hoạch số 28-KH/TU.", True),
        ]

    def test_do_not_swallow_a_letterhead_put_into_the_page_header(self, saved: Saved) -> None:
        header = f"<w:hdr {W}>{p('ĐẢNG CỘNG SẢN VIỆT NAM')}</w:hdr>"
        found = lines(saved("a.docx", word(p("thân bài"), {"header1.xml": header})))
        assert (found[0].text, found[0].margin) == ("ĐẢNG CỘNG SẢN VIỆT NAM", False)


def test_a_file_written_by_python_docx_is_read_like_one_of_word(tmp_path: Path) -> None:
    made = docx.Document()
    grid = made.add_table(1, 2)
    grid.cell(0, 0).text, grid.cell(0, 1).text = "ĐẢNG ỦY XÃ BẢN MÂY", "ĐẢNG CỘNG SẢN VIỆT NAM"
    made.add_paragraph("Rà soát", style="List Number")
    made.add_paragraph("Báo cáo", style="List Number")
    made.add_page_break()
    made.add_paragraph("Trang hai")
    path = tmp_path / "b.docx"
    made.save(str(path))
    found = lines(path)
    assert [(line.list_label, line.text, line.page) for line in found] == [
        ("", "ĐẢNG ỦY XÃ BẢN MÂY", 1),
        ("", "ĐẢNG CỘNG SẢN VIỆT NAM", 1),
        ("1.", "Rà soát", 1),
        ("2.", "Báo cáo", 1),
        ("", "Trang hai", 2),
    ]
