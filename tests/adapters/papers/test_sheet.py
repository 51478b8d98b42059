import unicodedata

import pytest

from adapters.papers.offices import PARTY, STATE, letter, notice
from liem.adapters.papers.measure import broken, width_mm
from liem.adapters.papers.sheet import sheet
from liem.kernel.paper import Face, Heading, Paragraph, Run, Table, Text, runs


def words(text: Text) -> str:
    return "".join(run.text for run in runs(text))


def last_words(*blocks: object, layout: object = STATE) -> str:
    made = sheet(letter(blocks=blocks, layout=layout)).blocks[-1]
    assert isinstance(made, Paragraph)
    return words(made.text)


class TestEndingMark:
    @pytest.mark.parametrize("end", ["", ".", ";", " .", "./.", "/.", " ./. "])
    def test_stand_once_at_the_end_of_a_state_paper(self, end: str) -> None:
        assert last_words(Paragraph("Yêu cầu thực hiện" + end)) == "Yêu cầu thực hiện./."

    def test_follow_the_last_run_that_has_words(self) -> None:
        text = (Run("Thực hiện ", bold=True), Run("nghiêm."), Run(" "))
        assert last_words(Paragraph(text)) == "Thực hiện nghiêm./."

    def test_follow_a_table_on_a_line_of_its_own(self) -> None:
        table = letter().annexes[0].blocks[0]
        assert isinstance(table, Table)
        assert last_words(table) == "./."

    def test_be_absent_from_a_party_paper(self) -> None:
        assert last_words(Paragraph("Thực hiện."), layout=PARTY) == "Thực hiện."

    def test_not_hang_on_a_heading(self) -> None:
        made = sheet(letter(blocks=(Heading("I. Kết quả"),))).blocks
        assert made == (Heading("I. Kết quả"),)


class TestLists:
    def test_recipients_get_dashes_semicolons_and_a_full_stop(self) -> None:
        made = sheet(letter(recipients=("Như trên;", "- Chủ tịch", "Lưu: VT."))).recipients
        assert made == ("- Như trên;", "- Chủ tịch;", "- Lưu: VT.")

    def test_one_addressee_stands_beside_the_label(self) -> None:
        assert sheet(letter(addressees=("Phòng Kinh tế",))).addressees == ("Phòng Kinh tế.",)

    def test_several_addressees_stand_as_a_list(self) -> None:
        assert sheet(letter()).addressees == ("- Phòng Kinh tế;", "- Trưởng các thôn.")


class TestWordsAtTheDoor:
    def test_be_composed_so_marks_never_part_from_letters(self) -> None:
        loose = unicodedata.normalize("NFD", "Đảng ủy xã Ngưỡng Ễnh")
        made = sheet(letter(issuer=(loose,), blocks=(Paragraph(loose),)))
        assert made.issuer == unicodedata.normalize("NFC", made.issuer)
        assert last_words(Paragraph(loose)) == "Đảng ủy xã Ngưỡng Ễnh./."

    def test_lose_characters_no_format_can_carry(self) -> None:
        assert last_words(Paragraph("mộ\x00t\x0b hai\ufffe ba\ud800")) == "một hai ba./."

    def test_show_a_box_for_a_sign_the_faces_do_not_have(self) -> None:
        assert last_words(Paragraph("a 👨\u200d👩 漢 ✓ ☐ → ≥ ₫ ½ Ộ")) == "a □□ □ √ □ → ≥ ₫ ½ Ộ./."

    def test_cannot_turn_the_reading_order(self) -> None:
        assert last_words(Paragraph("số \u202e21\u2066 đồng")) == "số 21 đồng./."

    def test_set_the_kind_and_bodies_in_capitals(self) -> None:
        made = sheet(notice())
        assert made.kind_title == "THÔNG BÁO"
        assert made.superiors == ("ĐẢNG BỘ TỈNH THANH VÂN",)

    def test_put_the_subject_of_a_letter_under_its_number(self) -> None:
        made = sheet(letter())
        assert made.letter_subject is not None
        assert made.letter_subject.startswith("V/v triển khai")
        assert sheet(notice()).letter_subject is None


class TestBreakingTheNameOfABody:
    FACE = Face(13, bold=True, italic=False)

    def test_break_before_the_place(self) -> None:
        assert broken("ỦY BAN NHÂN DÂN XÃ AN LIÊM", self.FACE, 60) == "ỦY BAN NHÂN DÂN\nXÃ AN LIÊM"

    def test_keep_a_name_that_fits(self) -> None:
        assert broken("ĐẢNG ỦY XÃ AN LIÊM", self.FACE, 60) == "ĐẢNG ỦY XÃ AN LIÊM"

    def test_keep_the_breaks_of_the_clerk(self) -> None:
        assert broken("ỦY BAN\nNHÂN DÂN XÃ AN LIÊM THƯỢNG", self.FACE, 40).count("\n") == 1

    def test_use_as_many_lines_as_needed_and_lose_no_word(self) -> None:
        name = "BAN CHỈ ĐẠO PHÒNG CHỐNG THAM NHŨNG LÃNG PHÍ TIÊU CỰC " * 3
        made = broken(name.strip(), self.FACE, 60)
        assert made.replace("\n", " ") == name.strip()
        assert all(width_mm(line, self.FACE) <= 60 for line in made.split("\n"))
