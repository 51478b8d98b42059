import ctypes
import time
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest
import segno
from PIL import Image, ImageChops, ImageStat

from adapters.papers.offices import PROOF, letter, notice, tasks_table
from liem.adapters.papers import docx, pdf, report_pdf
from liem.adapters.papers.qr import MODULE_MM
from liem.kernel.paper import Annex, Heading, Paper, Paragraph, Proof, Side, Sign, Signature, SignatureList
from liem.law import documents

REFERENCES = Path(__file__).parent / "references"
LETTERS = (
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
)


def pages(made: bytes) -> list[str]:
    with pypdfium2.PdfDocument(made) as document:
        return [page.get_textpage().get_text_range() for page in document]


def picture(made: bytes, *, page: int = 0, dpi: int = 100) -> Image.Image:
    with pypdfium2.PdfDocument(made) as document:
        drawn: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("L")
        return drawn


def c_links(page: Any) -> set[str]:
    """Addresses of the link annotations of a page."""
    found: set[str] = set()
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, ctypes.byref(place), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(page.pdf.raw, action, None, 0)
        words = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(page.pdf.raw, action, words, size)
        found.add(words.value.decode())
    return found


def body(words: str, **changes: object) -> Paper:
    return letter(blocks=(Paragraph(words),), annexes=(), **changes)


class TestArchiveForm:
    def test_declare_pdf_a_2b_in_its_metadata(self) -> None:
        made = pdf(notice())
        assert b"<pdfaid:part>2</pdfaid:part>" in made
        assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made

    def test_be_tagged_and_vietnamese(self) -> None:
        made = pdf(notice())
        assert b"/StructTreeRoot" in made
        assert b"/Lang (vi-VN)" in made or b"/Lang(vi-VN)" in made

    def test_carry_every_face_it_uses(self) -> None:
        made = pdf(letter())
        assert made.count(b"/FontFile") >= 3
        assert b"Libertinus" not in made

    def test_give_the_same_bytes_for_the_same_paper(self) -> None:
        assert pdf(letter()) == pdf(letter())

    def test_say_title_and_issuer_and_nobody_else(self) -> None:
        with pypdfium2.PdfDocument(pdf(notice())) as document:
            known = document.get_metadata_dict()
        assert known["Author"] == "ĐẢNG ỦY XÃ AN LIÊM"
        assert known["Title"].startswith("THÔNG BÁO phân công")
        assert "20261105" in known["CreationDate"]


class TestWordsAreNeverExecuted:
    @pytest.mark.parametrize(
        "words",
        [
            '#panic("dừng")',
            '#read("/etc/passwd")',
            "]#{sys.version}[",
            "$ x^2 $ *đậm* _nghiêng_ `mã` <nhãn> @nhãn // bỏ",
            '\\ " \' {"a": 1} \\u{41}',
            "= Tiêu đề",
            "https://example.org/#x",
        ],
    )
    def test_print_typesetting_commands_as_text(self, words: str) -> None:
        printed = pages(pdf(body(words, subject=words, recipients=(words,), issuer=(words,))))[0]
        assert words.split(" ", maxsplit=1)[0] in printed.replace("\r\n", "")
        assert "root:" not in printed

    def test_print_control_characters_and_line_breaks_without_failing(self) -> None:
        printed = pages(pdf(body("dòng một\r\ndòng hai\x00\x1b\ttab")))[0]
        assert "dòng một\r\ndòng hai" in printed


class TestLookOfThePage:
    @pytest.mark.parametrize(
        ("name", "paper"), [("state", letter()), ("party", notice())], ids=["state", "party"]
    )
    def test_match_the_reference_picture_of_the_head(self, name: str, paper: Paper) -> None:
        drawn = picture(pdf(paper)).crop((0, 50, 827, 480))
        with Image.open(REFERENCES / f"{name}-head.png") as kept:
            apart = ImageChops.difference(drawn, kept.convert("L"))
        assert ImageStat.Stat(apart).mean[0] < 0.5

    def test_a_shifted_or_other_glyph_is_noticed_by_that_comparison(self) -> None:
        drawn = picture(pdf(letter(place="Bn Liêm", number="8"))).crop((0, 50, 827, 480))
        with Image.open(REFERENCES / "state-head.png") as kept:
            apart = ImageChops.difference(drawn, kept.convert("L"))
        assert ImageStat.Stat(apart).extrema[0][1] > 128

    def test_every_vietnamese_letter_has_its_own_drawing(self) -> None:
        made = pdf(body("\n".join(LETTERS[i : i + 24] for i in range(0, len(LETTERS), 24)), addressees=()))
        printed = "".join(pages(made))
        assert all(letter_ in printed for letter_ in LETTERS)
        drawn = picture(made, dpi=100).crop((110, 150, 827, 420))
        with Image.open(REFERENCES / "letters.png") as kept:
            apart = ImageChops.difference(drawn, kept.convert("L"))
        assert ImageStat.Stat(apart).mean[0] < 0.5

    def test_any_pasted_sign_can_be_printed(self) -> None:
        signs = "✓ ☐ 😀 漢 \u202e\u200d\ufeff \ufffd → ≥ a\u0331 \u0e01 \U0010ffff"
        paper = letter(
            subject=signs, issuer=(signs,), place=signs, symbol=signs, addressees=(signs,),
            recipients=(signs,), blocks=(Paragraph(signs), Heading(signs)),
            proof=Proof(address="https://x.example", line=signs),
        )  # fmt: skip
        assert "→ ≥" in pages(pdf(paper))[0]
        assert docx(paper).startswith(b"PK")

    def test_no_ink_outside_the_margins_but_the_code(self) -> None:
        drawn = picture(pdf(letter(proof=None, annexes=())), dpi=254)
        assert drawn.crop((0, 0, 295, drawn.height)).getextrema()[0] > 200
        assert drawn.crop((1955, 0, drawn.width, drawn.height)).getextrema()[0] > 200
        assert drawn.crop((0, 0, drawn.width, 195)).getextrema()[0] > 200


class TestPages:
    def test_repeat_the_head_of_a_table_on_each_page(self) -> None:
        printed = pages(pdf(letter()))
        assert len(printed) == 5
        assert all("Thời hạn" in page for page in printed[1:])

    def test_number_pages_from_the_second_and_annexes_anew(self) -> None:
        printed = pages(pdf(letter()))
        assert [page.split("\r\n")[0].strip() for page in printed[2:]] == ["2", "3", "4"]
        assert printed[0].split("\r\n")[0].strip() != "1"
        assert "Phụ lục" in printed[1].split("\r\n")[0]

    def test_number_annexes_on_where_the_rule_says_so(self) -> None:
        annex = Annex(label="Phụ lục", title="BẢNG", note="(kèm theo)", blocks=(tasks_table(3),))
        printed = pages(pdf(notice(annexes=(annex,))))
        assert printed[1].split("\r\n")[0].strip() == "2"

    def test_print_code_and_log_line_on_every_page(self) -> None:
        assert all("Sổ #48.197" in page for page in pages(pdf(letter())))

    def test_keep_signature_and_last_words_on_one_page(self) -> None:
        for lines in range(20, 34):
            blocks = tuple(Paragraph(f"Nội dung thứ {n}.") for n in range(lines))
            printed = pages(pdf(letter(blocks=blocks, annexes=(), addressees=())))
            assert "Nơi nhận" in printed[-1]
            assert f"Nội dung thứ {lines - 1}" in printed[-1]
            assert "Lường Thị Ngưỡng" in printed[-1]

    def test_figures_open_to_their_rows(self) -> None:
        links = set()
        with pypdfium2.PdfDocument(pdf(letter())) as document:
            for page in document:
                links |= c_links(page)
        assert "https://liem.example.vn/nhiem-vu/40" in links
        assert len(links) == 40

    def test_lay_a_report_down(self) -> None:
        with pypdfium2.PdfDocument(report_pdf(letter(annexes=()))) as document:
            wide, high = document[0].get_size()
        assert wide > high

    def test_print_minutes_with_several_signatures(self) -> None:
        both = SignatureList((Signature("CHỦ TỌA", "Hà Thị Na"), Signature("THƯ KÝ", "Vi Văn Pó")))
        printed = pages(pdf(letter(blocks=(Heading("Biên bản"), both), sign=None, recipients=())))[0]
        assert "Hà Thị Na" in printed
        assert "Vi Văn Pó" in printed

    def test_print_a_draft_without_number_day_and_signature(self) -> None:
        made = pdf(letter(number=None, issued_on=None, sign=None, recipients=(), blocks=(), proof=None))
        assert "UBND-VP" in pages(made)[0]

    def test_break_a_row_longer_than_a_page_instead_of_losing_it(self) -> None:
        table = tasks_table(1)
        long = "Việc rất dài. " * 1200
        rows = ((table.rows[0][0], long + "HẾT", *table.rows[0][2:]),)
        annex = Annex(label="Phụ lục", title="BẢNG", note="", blocks=(type(table)(table.columns, rows),))
        assert any("HẾT" in page for page in pages(pdf(letter(annexes=(annex,)))))


class TestCode:
    def test_draw_each_module_where_the_symbol_has_it(self) -> None:
        dpi = 600
        drawn = picture(pdf(letter()), dpi=dpi)
        matrix = list(segno.make_qr(PROOF.address, error="l").matrix)
        mm = dpi / 25.4
        size = len(matrix) * MODULE_MM
        left, top = (30 - size - 4) * mm, (297 - 8 - size) * mm
        seen = [
            [
                drawn.getpixel(
                    (int(left + (x + 0.5) * MODULE_MM * mm), int(top + (y + 0.5) * MODULE_MM * mm))
                )
                < 128
                for x in range(len(matrix))
            ]
            for y in range(len(matrix))
        ]
        assert seen == [[bool(module) for module in row] for row in matrix]

    def test_is_left_out_where_no_address_is_short_enough(self) -> None:
        line = "Sổ #48.197 · https://mot-ten-mien-dai.example.vn/so-nhat-ky/"
        made = pdf(letter(proof=Proof(address="", line=line)))
        assert all(line in page for page in pages(made))
        assert picture(made, dpi=72).crop((20, 770, 80, 842)).getextrema()[0] > 200

    def test_modules_are_never_under_half_a_millimetre(self) -> None:
        assert MODULE_MM >= 0.5


def test_a_letter_with_a_forty_row_annex_takes_well_under_a_second() -> None:
    pdf(letter())
    began = time.perf_counter()
    pdf(letter(issued_on=date(2026, 3, 9)))
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("side", ["party", "state"])
@pytest.mark.parametrize("day", [date(2021, 3, 9), date(2026, 11, 5)])
def test_the_layout_in_force_on_the_day_draws_a_paper(side: Side, day: date) -> None:
    layout = documents.layout(side, day)
    sign = Sign(authority=(layout.authority("on_behalf", "Cơ quan"),), title="Người ký", name="Hà Thị Na")
    paper = notice(layout=layout, issued_on=day, sign=sign)
    assert layout.date_line("An Liêm", day) in pages(pdf(paper))[0]
    assert docx(paper).startswith(b"PK")
