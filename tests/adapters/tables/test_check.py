from collections.abc import Iterable, Mapping
from datetime import date, datetime

import pytest

from liem.adapters.tables import (
    Checked,
    Field,
    TableError,
    check,
    choice,
    day,
    dong,
    faults_xlsx,
    read_table,
    whole,
)
from liem.adapters.tables.check import column_letter
from liem.adapters.tables.fields import Cell, Raw

FIELDS = (
    Field(name="code", title="Mã đơn vị", aliases=("Mã", "Mã ĐV"), required=True, unique=True),
    Field(name="name", title="Tên đơn vị", aliases=("Tên",), required=True),
    Field(name="level", title="Cấp", required=True, convert=choice({"Tỉnh": 1, "Xã": 2, "Chi bộ": 3})),
    Field(name="since", title="Từ ngày", aliases=("Ngày thành lập",), convert=day),
    Field(name="members", title="Số đảng viên", convert=whole),
)
HEAD = "Mã đơn vị;Tên đơn vị;Cấp;Từ ngày;Số đảng viên\n"


def checked(words: str, fields: tuple[Field, ...] = FIELDS) -> Checked:
    return check(read_table(words.encode(), filename="đơn vị.csv"), fields)


def cell(raw: Raw, words: str | None = None) -> Cell:
    return Cell("", 17, "C", raw, str(raw) if words is None else words)


class TestHeadings:
    @pytest.mark.parametrize(
        "head",
        [
            "Mã đơn vị;Tên đơn vị;Cấp;Từ ngày;Số đảng viên",
            "MÃ ĐƠN VỊ;TÊN ĐƠN VỊ;CẤP;TỪ NGÀY;SỐ ĐẢNG VIÊN",
            "ma don vi;ten don vi;cap;tu ngay;so dang vien",
            "Mã ĐV;Tên;Cấp;Ngày thành lập (dd/mm/yyyy);Số đảng viên *",
            "Mã  đơn-vị:;Tên đơn vị.;Cấp;Từ ngày;Số đảng viên",
        ],
    )
    def test_go_by_any_alias_without_marks_or_case(self, head: str) -> None:
        assert checked(head + "\nA1;Chi bộ Sậy;Chi bộ;05/11/2026;12\n").rows[0].values == {
            "code": "A1",
            "name": "Chi bộ Sậy",
            "level": 3,
            "since": date(2026, 11, 5),
            "members": 12,
        }

    def test_stand_below_titles_and_above_numbering(self) -> None:
        made = checked(
            "DANH SÁCH ĐƠN VỊ;;;;\nTính đến 2026;;;;\n" + HEAD + "(1);(2);(3);(4);(5)\nA1;Sậy;Xã;;\n"
        )
        assert [row.number for row in made.rows] == [5]
        assert made.read == 1

    def test_may_fill_two_rows(self) -> None:
        fields = (
            Field(name="name", title="Họ tên", required=True),
            Field(name="village", title="Thôn", required=True),
            Field(name="father", title="Họ tên cha", aliases=("Cha Họ tên",)),
        )
        made = checked("Họ tên;Địa chỉ;Địa chỉ;Cha\nHọ tên;Thôn;Xã;Họ tên\nNa;Sậy;An Liêm;Pó\n", fields)
        assert made.rows[0].values == {"name": "Na", "village": "Sậy", "father": "Pó"}

    def test_in_any_order_with_columns_nobody_asked_for(self) -> None:
        made = checked("Ghi chú;Cấp;Mã;Tên\nx;Xã;A1;Sậy\n")
        assert made.rows[0].values["code"] == "A1"
        assert made.ignored == ("Ghi chú",)

    def test_missing_are_all_named(self) -> None:
        with pytest.raises(TableError) as caught:
            checked("Mã;Ghi chú\nA1;x\n")
        assert caught.value.code == "table.header"
        assert "«Tên đơn vị», «Cấp»" in caught.value.vi

    def test_standing_twice_are_refused(self) -> None:
        with pytest.raises(TableError, match="2 cột tên «Mã đơn vị»"):
            checked("Mã;Mã đơn vị;Tên;Cấp\nA1;A2;Sậy;Xã\n")


class TestFaults:
    def test_are_all_listed_with_place_and_reason(self) -> None:
        made = checked(HEAD + "A1;Sậy;Xã;05/11/2026;12\n;;Huyện;31/02/2026;mười\n\nA1;Nứa;Xã;05/11/26;\n")
        assert [(f.row, f.letter) for f in made.faults] == [
            (3, "A"), (3, "B"), (3, "C"), (3, "D"), (3, "E"), (5, "D"), (5, "A"),
        ]  # fmt: skip
        assert str(made.faults[0]) == "Hàng 3, cột A (Mã đơn vị): ô trống, cần điền."
        assert "Chỉ nhận: Tỉnh, Xã, Chi bộ" in made.faults[2].reason
        assert "không có trong lịch" in made.faults[3].reason
        assert "đã có ở hàng 2" in made.faults[6].reason
        assert made.wrong_rows == (3, 5)
        assert [row.number for row in made.rows] == [2]

    def test_of_a_formula_are_told_from_words(self) -> None:
        assert "#REF!" in checked(HEAD + "A1;#REF!;Xã;;\n").faults[0].reason

    def test_across_a_row_come_from_the_rule_of_the_caller(self) -> None:
        def rule(values: Mapping[str, object]) -> Iterable[tuple[str, str]]:
            if values["level"] == 3 and values["members"] is None:
                yield "members", "chi bộ phải có số đảng viên."

        table = read_table((HEAD + "A1;Sậy;Chi bộ;;\nA2;Nứa;Xã;;\n").encode(), filename="a.csv")
        made = check(table, FIELDS, rule=rule)
        assert str(made.faults[0]) == "Hàng 2, cột E (Số đảng viên): chi bộ phải có số đảng viên."
        assert [row.number for row in made.rows] == [3]

    def test_can_be_taken_away_mended_and_read_again(self) -> None:
        made = checked("Ghi chú;" + HEAD + "g;A1;Sậy;Xã;;\ng;A2;;Xã;;\ng;A3;Nứa;Huyện;;\n")
        back = read_table(faults_xlsx(made), filename="cần sửa.xlsx")
        assert back.rows[0].texts == (
            "Hàng trong tệp", "Ghi chú", "Mã đơn vị", "Tên đơn vị", "Cấp", "Từ ngày", "Số đảng viên", "Lý do",
        )  # fmt: skip
        assert [row.texts[0] for row in back.rows[1:]] == ["3", "4"]
        assert back.rows[1].texts[-1] == "cột C (Tên đơn vị): ô trống, cần điền."
        again = check(back, FIELDS)
        assert len(again.faults) == 2

    def test_keep_leading_zeros_in_the_download(self) -> None:
        made = checked(HEAD + "007;;Xã;;\n")
        assert read_table(faults_xlsx(made), filename="a.xlsx").rows[1].texts[1] == "007"


class TestConverters:
    @pytest.mark.parametrize(
        "given",
        ["05/11/2026", "5/11/2026", "5-11-2026", "05.11.2026", "2026-11-05", "05 / 11 / 2026"],
    )
    def test_day_reads_every_usual_writing(self, given: str) -> None:
        assert day(cell(given)) == date(2026, 11, 5)

    def test_day_reads_excel_dates_and_serials(self) -> None:
        assert day(cell(datetime(2026, 11, 5))) == date(2026, 11, 5)  # noqa: DTZ001
        assert day(cell(46331)) == date(2026, 11, 5)
        assert day(cell(46331.0)) == date(2026, 11, 5)

    @pytest.mark.parametrize("given", ["05/11/26", "11/2026", "tháng 11", "31/02/2026", "00/01/2026", "1975"])
    def test_day_refuses_what_it_would_have_to_guess(self, given: str) -> None:
        with pytest.raises(ValueError, match=given):
            day(cell(given))

    @pytest.mark.parametrize("given", [1975, True, 5, 10**9, -3])
    def test_day_refuses_numbers_that_are_no_day(self, given: Raw) -> None:
        with pytest.raises(ValueError, match="ngày"):
            day(cell(given))

    @pytest.mark.parametrize(
        ("raw", "wanted"),
        [("1.250", 1250), ("1 250", 1250), ("1,250", 1250), ("-3", -3), (12.0, 12), ("0012", 12)],
    )
    def test_whole_reads_grouped_numbers(self, raw: Raw, wanted: int) -> None:
        assert whole(cell(raw)) == wanted

    @pytest.mark.parametrize("raw", ["1.25", "12,5", 12.5, "12a", "", True, "1.2.3", "٣"])
    def test_whole_refuses_everything_else(self, raw: Raw) -> None:
        with pytest.raises(ValueError, match="số nguyên"):
            whole(cell(raw))

    @pytest.mark.parametrize(
        "given", ["1.250.000", "1.250.000 ₫", "1250000đ", "1,250,000 đồng", "1.250.000 VND"]
    )
    def test_dong_reads_whole_amounts(self, given: str) -> None:
        assert dong(cell(given)) == 1_250_000

    @pytest.mark.parametrize("given", ["-5", "1,5 triệu", "12.5"])
    def test_dong_refuses_doubtful_amounts(self, given: str) -> None:
        with pytest.raises(ValueError, match="«"):
            dong(cell(given))

    def test_choice_ignores_marks_and_case(self) -> None:
        assert choice({"Chi bộ": 3})(cell(" CHI BO ")) == 3


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters_are_those_of_a_spreadsheet(place: int, letters: str) -> None:
    assert column_letter(place) == letters
    assert cell("x").place == "Hàng 17, cột C"
