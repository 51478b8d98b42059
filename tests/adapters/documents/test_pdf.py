"""PDF pages with a text layer are read by their place on paper, not by their order in the file."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from adapters.documents.conftest import Saved
from adapters.documents.samples import (
    BODY,
    FOOT,
    PARTY_HEAD,
    PREAMBLE,
    STATE_HEAD,
    joined_pdf,
    picture_pdf,
    pictures,
    plan_pdf,
    raw_pdf,
    shown,
    table,
    turned_pdf,
    typeset,
)
from liem.adapters.documents import open_document
from liem.analysis.reading.source import Cell, Line


def lines(path: Path) -> list[Line]:
    return [line for page in open_document(path, ocr=False).pages for line in page.lines]


def body(path: Path) -> list[str]:
    return [line.text for line in lines(path) if not line.margin]


class TestTwoColumnHeads:
    def test_of_the_party_read_left_then_right(self, saved: Saved) -> None:
        assert body(saved("a.pdf", plan_pdf()))[:5] == [
            "ĐẢNG BỘ TỈNH AN SƠN",
            "ĐẢNG ỦY XÃ BẢN MÂY",
            "Số 12-KH/ĐU",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Bản Mây, ngày 05 tháng 9 năm 2026",
        ]

    def test_of_the_state_part_though_the_gap_is_narrow(self, saved: Saved) -> None:
        found = body(saved("a.pdf", typeset(PREAMBLE + STATE_HEAD + BODY)))
        assert found[:6] == [
            "ỦY BAN NHÂN DÂN TỈNH",
            "SỞ NỘI VỤ AN SƠN",
            "Số: 417/SNV-TL",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "An Sơn, ngày 12 tháng 10 năm 2026",
        ]

    def test_at_the_foot_keep_recipients_apart_from_the_signature(self, saved: Saved) -> None:
        found = body(saved("a.pdf", plan_pdf()))
        at = found.index("Nơi nhận:")
        assert found[at:] == [
            "Nơi nhận:",
            "- Ban Thường vụ Tỉnh ủy (để báo cáo),",
            "- Các chi bộ trực thuộc,",
            "- Lưu.",
            "T/M BAN THƯỜNG VỤ",
            "BÍ THƯ",
            "Lò Văn Mẫu",
        ]


class TestPairs:
    def test_of_names_and_values_stay_together(self, saved: Saved) -> None:
        source = PREAMBLE + (
            "#grid(columns: (5cm, 1fr), row-gutter: 8pt, [Thời gian:], [08 giờ 00, ngày 12/10/2026],"
            " [Địa điểm:], [Hội trường xã Bản Mây], [Chủ trì:], [Đồng chí Bí thư])"
        )
        assert body(saved("a.pdf", typeset(source))) == [
            "Thời gian:",
            "08 giờ 00, ngày 12/10/2026",
            "Địa điểm:",
            "Hội trường xã Bản Mây",
            "Chủ trì:",
            "Đồng chí Bí thư",
        ]


class TestLines:
    def test_carry_places_size_and_dress(self, saved: Saved) -> None:
        found = lines(saved("a.pdf", plan_pdf()))
        title = next(line for line in found if line.text == "KẾ HOẠCH")
        assert (title.bold, title.centered, title.size) == (True, True, 14.0)
        assert title.box is not None
        assert 0.45 < title.box.left < title.box.right < 0.62
        assert [word.text for word in title.words] == ["KẾ", "HOẠCH"]
        place = next(line for line in found if line.text.startswith("Bản Mây, ngày"))
        assert place.italic

    def test_get_back_blanks_that_the_file_has_lost(self, saved: Saved) -> None:
        words = ["Đề", "nghị", "các", "tổ", "chức", "chính", "trị", "rà", "soát"]
        glued = "#h(0.22em)".join(f"#box[{word}]" for word in words)
        assert body(saved("a.pdf", typeset(PREAMBLE + glued))) == [" ".join(words)]

    def test_hold_letter_spaced_words_together(self, saved: Saved) -> None:
        source = PREAMBLE + "#text(tracking: 2pt)[QUYẾT ĐỊNH thành lập đoàn kiểm tra]"
        assert body(saved("a.pdf", typeset(source))) == ["QUYẾT ĐỊNH thành lập đoàn kiểm tra"]

    def test_are_printed_once_when_the_file_prints_them_twice(self, saved: Saved) -> None:
        twice = "#place(dx: 0.3pt)[Điều 1. Thành lập đoàn]Điều 1. Thành lập đoàn"
        found = lines(saved("a.pdf", typeset(PREAMBLE + twice)))
        assert [line.text for line in found] == ["Điều 1. Thành lập đoàn"]

    def test_do_not_glue_footnote_figures_to_numbers_but_keep_square_metres(self, saved: Saved) -> None:
        source = PREAMBLE + "Theo Quyết định số 12-QĐ/TU#super[1], diện tích 45 m#super[2] đất ở"
        assert body(saved("a.pdf", typeset(source))) == ["Theo Quyết định số 12-QĐ/TU, diện tích 45 m² đất ở"]

    @pytest.mark.parametrize("degrees", [90, 180, 270])
    def test_read_the_same_on_a_page_shown_turned(self, saved: Saved, degrees: int) -> None:
        straight = body(saved("a.pdf", plan_pdf()))
        turned = lines(saved("b.pdf", turned_pdf(plan_pdf(), degrees)))
        assert [line.text for line in turned if not line.margin] == straight
        head = turned[0].box
        assert head is not None
        corner = {90: (0.9, 0.3), 180: (0.7, 0.93), 270: (0.07, 0.7)}[degrees]
        assert abs((head.left + head.right) / 2 - corner[0]) < 0.05
        assert abs((head.top + head.bottom) / 2 - corner[1]) < 0.05

    def test_written_up_the_page_are_read_when_the_whole_page_is(self, saved: Saved) -> None:
        turned = "#rotate(-90deg, reflow: true)"
        text = "#box(width: 20cm)[Phụ lục kèm theo Kế hoạch \\ Giao các chi bộ rà soát]"
        source = f'#set page(paper: "a4")\n#set text(font: "Tinos")\n{turned}[{text}]'
        assert body(saved("a.pdf", typeset(source))) == [
            "Phụ lục kèm theo Kế hoạch",
            "Giao các chi bộ rà soát",
        ]

    def test_of_a_slanting_watermark_are_margin(self, saved: Saved) -> None:
        source = PREAMBLE + "#place(dy: 6cm, rotate(-35deg)[#text(60pt)[DỰ THẢO]])" + PARTY_HEAD + BODY
        found = lines(saved("a.pdf", typeset(source)))
        assert [line.text for line in found if line.margin] == ["DỰ THẢO"]


class TestTables:
    def test_keep_number_and_rows_over_the_page_and_set_repeated_heads_aside(self, saved: Saved) -> None:
        found = lines(saved("a.pdf", plan_pdf(rows=45)))
        assert {line.page for line in found} == {1, 2, 3}
        cells = [line for line in found if line.cell is not None]
        assert {line.cell.table for line in cells if line.cell} == {0}
        numbers = [
            (line.cell.row, line.text)
            for line in cells
            if line.cell and line.cell.column == 0 and not line.margin
        ]
        assert numbers == [(0, "TT"), *((i, str(i)) for i in range(1, 46))]
        assert [line.text for line in cells if line.margin] == ["TT", "Nội dung", "Chủ trì", "Thời hạn"] * 2

    def test_carry_on_a_row_that_the_page_breaks(self, saved: Saved) -> None:
        long = "Rà soát toàn bộ hồ sơ hộ nghèo, hộ cận nghèo của bản. " * 110
        source = (
            PREAMBLE
            + PARTY_HEAD
            + BODY
            + (
                f"#table(columns: (1.2cm, 1fr, 3cm), [TT], [Nội dung], [Chủ trì], [1], [{long}],"
                " [Chi bộ bản 1], [2], [Báo cáo kết quả], [Văn phòng])"
            )
        )
        cells = {}
        for line in lines(saved("a.pdf", typeset(source))):
            if line.cell is not None:
                cells.setdefault((line.cell.row, line.cell.column), []).append(line)
        assert {line.page for line in cells[1, 1]} == {1, 2, 3}
        assert " ".join(line.text for line in cells[1, 1]) == long.strip()
        assert cells[2, 1][0].text == "Báo cáo kết quả"

    def test_see_merged_cells(self, saved: Saved) -> None:
        source = PREAMBLE + (
            "#table(columns: (3cm, 3cm, 3cm), table.cell(colspan: 2)[ngang], table.cell(rowspan: 2)[dọc],"
            " [trái], [phải])"
        )
        found = lines(saved("a.pdf", typeset(source)))
        assert [(line.text, line.cell) for line in found] == [
            ("ngang", Cell(0, 0, 0)),
            ("dọc", Cell(0, 0, 2)),
            ("trái", Cell(0, 1, 0)),
            ("phải", Cell(0, 1, 1)),
        ]
        assert [line.cell.rows for line in found if line.cell] == [1, 2, 1, 1]

    def test_without_rules_are_known_by_their_titles_and_numbers(self, saved: Saved) -> None:
        source = PREAMBLE + PARTY_HEAD + BODY + table(12, ruled=False) + FOOT
        found = lines(saved("a.pdf", typeset(source)))
        cells: dict[tuple[int, int], str] = {}
        for line in found:
            if line.cell is not None:
                key = (line.cell.row, line.cell.column)
                cells[key] = f"{cells.get(key, '')} {line.text}".strip()
        assert [cells[0, column] for column in range(4)] == ["TT", "Nội dung", "Chủ trì", "Thời hạn"]
        for row in range(1, 13):
            assert cells[row, 0] == str(row)
            assert (
                cells[row, 1]
                == f"Rà soát hồ sơ hộ nghèo của bản số {row}, đối chiếu với danh sách đã niêm yết."
            )
            assert cells[row, 2] == f"Chi bộ bản {row}"
        outside = [line.text for line in found if line.cell is None]
        assert "3. Văn phòng Đảng ủy theo dõi, đôn đốc việc thực hiện Kế hoạch này." in outside
        assert not any("Rà soát" in text for text in outside)

    def test_are_not_seen_in_a_frame_around_the_page_or_under_a_motto(self, saved: Saved) -> None:
        source = PREAMBLE + "#rect(width: 100%, height: 90%)[" + PARTY_HEAD + BODY + "]"
        assert all(line.cell is None for line in lines(saved("a.pdf", typeset(source))))


class TestMargins:
    def test_hold_page_numbers_and_running_heads(self, saved: Saved) -> None:
        source = PREAMBLE.replace(
            "#counter(page).display()", "Kế hoạch kiểm tra năm 2026 - trang #counter(page).display()"
        )
        for copies, pages in ((4, 2), (12, 4)):
            found = lines(saved("a.pdf", typeset(source + PARTY_HEAD + BODY * copies)))
            margins = [line.text for line in found if line.margin]
            assert margins == [f"Kế hoạch kiểm tra năm 2026 - trang {n}" for n in range(2, pages + 1)]

    def test_hold_footnotes(self, saved: Saved) -> None:
        source = (
            PREAMBLE + PARTY_HEAD + BODY + "Theo quy định#footnote[Quy định số 22-QĐ/TW, ngày 28/7/2021.]."
        )
        found = lines(saved("a.pdf", typeset(source)))
        assert [line.text for line in found if line.margin] == ["1 Quy định số 22-QĐ/TW, ngày 28/7/2021."]

    def test_hold_the_text_of_digital_seals_but_not_typed_notes(self, saved: Saved) -> None:
        seal = "/Subtype /Widget /FT /Sig /T (ky so) /Rect [300 700 600 760]"
        note = "/Subtype /FreeText /Rect [60 600 360 660] /Contents (So 31)"
        data = raw_pdf(
            shown("So", 65, 630) + shown("-GM/DU", 100, 630) + shown("Kinh gui cac chi bo", 80, 560),
            annotations=[
                (seal, shown("So: 125 Ky boi: UBND xa", 5, 30, 10)),
                (note, shown("31", 25, 30)),
            ],
        )
        found = {line.text: line.margin for line in lines(saved("a.pdf", data))}
        assert found == {
            "So 31 -GM/DU": False,
            "So: 125 Ky boi: UBND xa": True,
            "Kinh gui cac chi bo": False,
        }

    def test_hold_what_signing_tools_print_into_the_page(self, saved: Saved) -> None:
        source = (
            PREAMBLE
            + PARTY_HEAD
            + BODY
            + "#text(9pt)[Người ký: Văn phòng Đảng ủy \\ Thời gian ký: 05.09.2026 16:20:11]"
        )
        found = lines(saved("a.pdf", typeset(source)))
        assert [line.text for line in found if line.margin] == [
            "Người ký: Văn phòng Đảng ủy",
            "Thời gian ký: 05.09.2026 16:20:11",
        ]


class TestScannedPages:
    def test_are_named_in_a_warning_when_recognition_is_off(self, saved: Saved) -> None:
        mixed = joined_pdf(plan_pdf(), picture_pdf(pictures(plan_pdf(), dpi=80)))
        source = open_document(saved("a.pdf", mixed), ocr=False)
        assert source.origin == "pdf_text"
        assert [bool(page.lines) for page in source.pages] == [True, False]
        assert source.warnings == ("1 trang là bản chụp (2), chưa nhận dạng chữ vì việc này đang tắt.",)

    def test_keep_the_text_of_a_seal_as_margin(self, saved: Saved) -> None:
        picture = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q\n"
        seal = "/Subtype /Widget /FT /Sig /T (ky so) /Rect [300 700 600 760]"
        data = raw_pdf(picture, annotations=[(seal, shown("So: 125 Ky boi: UBND xa", 5, 30, 10))])
        found = lines(saved("a.pdf", data))
        assert [(line.text, line.margin) for line in found] == [("So: 125 Ky boi: UBND xa", True)]

    def test_are_those_whose_layer_has_no_vietnamese_marks_under_a_picture(self, saved: Saved) -> None:
        layer = "".join(
            shown("Thuc hien ke hoach cua Ban Thuong vu ve kiem tra", 60, 800 - 20 * i) for i in range(12)
        )
        with pypdfium2.PdfDocument(raw_pdf(layer)) as document:
            assert len(document) == 1
        plain = open_document(saved("a.pdf", raw_pdf(layer)), ocr=False)
        assert plain.pages[0].lines
        # The same words over a picture of the sheet are a scanner's guess.
        over = raw_pdf(layer + "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q\n")
        assert not open_document(saved("b.pdf", over), ocr=False).pages[0].lines

    def test_are_not_those_whose_hidden_layer_reads_well(self, saved: Saved) -> None:
        hidden = "".join(
            f"BT 3 Tr /F1 12 Tf 60 {800 - 20 * i} Td (De nghi bao cao) Tj 0 Tr ET\n" for i in range(3)
        )
        visible = saved("a.pdf", raw_pdf(hidden + shown("Co chu nhin thay", 60, 500)))
        assert body(visible) == ["Co chu nhin thay"]
        assert body(saved("b.pdf", raw_pdf(hidden))) == ["De nghi bao cao"] * 3
