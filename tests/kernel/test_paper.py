from datetime import date
from fractions import Fraction

import pytest

from adapters.papers.offices import PARTY, PARTY_VALUES, STATE, STATE_VALUES
from liem.kernel.paper import (
    Column,
    Layout,
    LayoutError,
    PaperError,
    Proof,
    Run,
    Table,
)


class TestLayoutFromLaw:
    def test_read_a_complete_provision(self) -> None:
        layout = Layout.from_provision(STATE_VALUES)
        assert layout.motto[1] == "Độc lập - Tự do - Hạnh phúc"
        assert layout.faces["recipients_label"].italic

    def test_read_exact_shares_as_the_law_book_gives_them(self) -> None:
        layout = Layout.from_provision(STATE_VALUES | {"line_spacing": Fraction(23, 20)})
        assert layout.line_spacing == pytest.approx(1.15)

    @pytest.mark.parametrize("name", sorted(STATE_VALUES))
    def test_refuse_a_provision_without_any_one_value(self, name: str) -> None:
        values = {k: v for k, v in STATE_VALUES.items() if k != name}
        with pytest.raises(LayoutError) as refusal:
            Layout.from_provision(values)
        assert any(name in fault for fault in refusal.value.faults)
        assert refusal.value.code == "paper.layout"

    @pytest.mark.parametrize("face", sorted(STATE_VALUES["faces"]))
    def test_refuse_a_provision_without_any_one_face(self, face: str) -> None:
        faces = {k: v for k, v in STATE_VALUES["faces"].items() if k != face}
        with pytest.raises(LayoutError, match=face):
            Layout.from_provision(STATE_VALUES | {"faces": faces})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("side", "church"),
            ("issuer_mark", "wave"),
            ("margin_left_mm", "30"),
            ("margin_left_mm", True),
            ("page_number_from", 1.5),
            ("annex_restarts_numbering", 1),
            ("number_form", None),
            ("sign_forms", {"on_behalf": 1}),
            ("motto", "CỘNG HÒA"),
            ("motto", [{"size": 13, "bold": True, "italic": False}]),
            ("colour", "red"),
        ],
    )
    def test_name_the_value_that_does_not_fit(self, name: str, value: object) -> None:
        with pytest.raises(LayoutError, match=name):
            Layout.from_provision(STATE_VALUES | {name: value})

    def test_list_all_faults_at_once(self) -> None:
        with pytest.raises(LayoutError) as refusal:
            Layout.from_provision(
                {k: v for k, v in PARTY_VALUES.items() if k not in {"font", "place"}} | {"x": 1}
            )
        assert len(refusal.value.faults) == 2


class TestPrintedForms:
    def test_number_of_a_party_paper(self) -> None:
        assert PARTY.number_line("5", "NQ/ĐU") == "Số 05-NQ/ĐU"

    def test_number_of_a_state_paper(self) -> None:
        assert STATE.number_line("12", "KH-UBND") == "Số: 12/KH-UBND"

    def test_number_with_a_letter_stays_as_given(self) -> None:
        assert STATE.number_line("12a", "KH-UBND") == "Số: 12a/KH-UBND"

    def test_missing_number_leaves_room_for_the_pen(self) -> None:
        line = STATE.number_line(None, "KH-UBND")
        assert line.startswith("Số: \u00a0\u00a0")
        assert line.endswith("/KH-UBND")

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 11, 5), "An Liêm, ngày 05 tháng 11 năm 2026"),
            (date(2026, 2, 10), "An Liêm, ngày 10 tháng 02 năm 2026"),
            (date(2026, 3, 9), "An Liêm, ngày 09 tháng 3 năm 2026"),
        ],
    )
    def test_date_line_puts_zeros_where_a_digit_could_be_added(self, day: date, words: str) -> None:
        assert STATE.date_line("An Liêm", day) == words

    def test_date_line_without_a_day_leaves_room(self) -> None:
        assert "năm \u00a0" in PARTY.date_line("An Liêm", None)

    def test_capacity_in_the_form_of_each_side(self) -> None:
        assert PARTY.authority("on_behalf", "Đảng ủy") == "T/M ĐẢNG ỦY"
        assert STATE.authority("on_behalf", "Ủy ban nhân dân") == "TM. ỦY BAN NHÂN DÂN"

    def test_refuse_a_capacity_this_side_does_not_know(self) -> None:
        with pytest.raises(LayoutError, match="acting"):
            PARTY.authority("acting", "Chủ tịch")


class TestPaperThatContradictsItself:
    def test_refuse_a_row_with_more_cells_than_columns(self) -> None:
        with pytest.raises(PaperError, match="hàng 2 có 2 ô"):
            Table(columns=(Column("STT", 1),), rows=(("1",), ("2", "thừa")))

    def test_refuse_a_table_without_columns(self) -> None:
        with pytest.raises(PaperError):
            Table(columns=(), rows=())

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "//x", ""])
    def test_refuse_a_link_that_is_no_web_address(self, link: str) -> None:
        with pytest.raises(PaperError):
            Run("x", link=link)

    def test_refuse_a_code_too_dense_to_scan(self) -> None:
        with pytest.raises(PaperError, match="78"):
            Proof(address="https://liem.example.vn/" + "a" * 60, line="Sổ #1")
