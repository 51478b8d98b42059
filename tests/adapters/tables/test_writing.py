import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.adapters.tables import Column, Linked, Sheet, read_table, write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+84 912",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


def sheet(*rows: tuple[Any, ...], columns: tuple[Column, ...] = (Column("Nội dung"),), **more: Any) -> Sheet:
    return Sheet(name=more.pop("name", "Bảng"), columns=columns, rows=rows, **more)


def opened(made: bytes, **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made), **options).worksheets[0]


class TestXlsx:
    def test_each_kind_keeps_its_value_and_shows_it_the_vietnamese_way(self) -> None:
        columns = (
            Column("Việc"),
            Column("Số", "int"),
            Column("Tiền", "dong"),
            Column("Tỷ lệ", "percent"),
            Column("Ngày", "date"),
            Column("Lúc", "datetime"),
        )
        moment = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
        page = opened(
            write_xlsx(
                [sheet(("Rà soát", 12, 486_000_000, 0.125, date(2026, 11, 5), moment), columns=columns)]
            )
        )
        row = page[2]
        assert [cell.value for cell in row[:4]] == ["Rà soát", 12, 486_000_000, 0.125]
        assert row[4].value == datetime(2026, 11, 5)  # noqa: DTZ001
        assert row[5].value == datetime(2026, 11, 26, 0, 30)  # noqa: DTZ001
        assert "₫" in row[2].number_format
        assert row[4].number_format == "dd/mm/yyyy"
        assert row[5].number_format == "dd/mm/yyyy hh:mm"

    @pytest.mark.parametrize("words", DANGEROUS)
    def test_text_that_looks_like_a_formula_stays_text(self, words: str) -> None:
        made = write_xlsx([sheet((words,), (Linked(words, "https://liem.example.vn/1"),))])
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        for cell in (opened(made)["A2"], opened(made)["A3"]):
            assert cell.data_type == "s"
            assert cell.value == words.replace("\r", "\n")

    def test_web_addresses_in_text_do_not_become_links(self) -> None:
        assert opened(write_xlsx([sheet(("https://la.example.org",))]))["A2"].hyperlink is None

    def test_a_linked_figure_stays_a_number_and_opens_its_rows(self) -> None:
        columns = (Column("Số việc trễ", "int"),)
        page = opened(
            write_xlsx([sheet((Linked(17, "https://liem.example.vn/nhiem-vu?tre=1"),), columns=columns)])
        )
        assert page["A2"].value == 17
        assert page["A2"].data_type == "n"
        assert page["A2"].hyperlink.target == "https://liem.example.vn/nhiem-vu?tre=1"

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "file:///etc/passwd", "internal:A1", "/nhiem-vu"]
    )
    def test_refuse_a_link_that_is_no_web_address(self, address: str) -> None:
        with pytest.raises(ValueError, match="http"):
            Linked(1, address)

    def test_money_beyond_fifteen_digits_is_not_rounded(self) -> None:
        columns = (Column("Tiền", "dong"),)
        page = opened(write_xlsx([sheet((12_345_678_901_234_567,), (999_999_999_999_999,), columns=columns)]))
        assert page["A2"].value == "12345678901234567"
        assert page["A3"].value == 999_999_999_999_999

    def test_head_is_frozen_filtered_and_repeated_on_a4_lying_down(self) -> None:
        page = opened(write_xlsx([sheet(("x",), heading="BÁO CÁO", notes=("Tính đến 25/11/2026",))]))
        assert page["A1"].value == "BÁO CÁO"
        assert page["A2"].value == "Tính đến 25/11/2026"
        assert page["A4"].value == "Nội dung"
        assert page.freeze_panes == "A5"
        assert page.auto_filter.ref == "A4:A5"
        assert page.print_title_rows == "$4:$4"
        assert page.page_setup.orientation == "landscape"
        assert str(page.page_setup.paperSize) == "9"

    def test_tab_names_fit_excel_and_never_collide(self) -> None:
        names = [
            "Nhiệm vụ: quý I/2026 [tổng hợp] toàn xã An Liêm",
            "nhiệm vụ  quý I 2026  tổng hợp",
            "'",
            "",
            "A",
            "a",
        ]
        made = write_xlsx([sheet(("x",), name=name) for name in names])
        tabs = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
        assert len({tab.casefold() for tab in tabs}) == len(names)
        assert all(0 < len(tab) <= 31 and not set(tab) & set("[]:*?/\\") for tab in tabs)

    def test_text_longer_than_a_cell_is_cut_and_says_so(self) -> None:
        value = opened(write_xlsx([sheet(("ấ" * 40_000,))]))["A2"].value
        assert value.endswith("(đã cắt bớt vì ô Excel không chứa hết)")

    def test_refuse_a_moment_without_time_zone(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            write_xlsx([sheet((datetime(2026, 1, 1),))])  # noqa: DTZ001

    def test_refuse_a_row_that_does_not_fit_its_columns(self) -> None:
        with pytest.raises(ValueError, match="row 2"):
            write_xlsx([sheet(("a",), ("a", "b"))])

    def test_equal_sheets_give_equal_bytes(self) -> None:
        assert write_xlsx([sheet(("x",))]) == write_xlsx([sheet(("x",))])

    def test_rows_are_taken_as_they_come(self) -> None:
        def rows() -> Iterator[tuple[str, int]]:
            yield from (("Việc", n) for n in range(3))

        into = io.BytesIO()
        write_xlsx([Sheet(name="B", columns=(Column("Việc"), Column("Số", "int")), rows=rows())], into=into)
        assert opened(into.getvalue())["B4"].value == 2

    def test_empty_table_still_has_its_head(self) -> None:
        assert opened(write_xlsx([sheet()]))["A1"].value == "Nội dung"


class TestCsv:
    def test_opens_in_a_vietnamese_excel(self) -> None:
        columns = (Column("Việc"), Column("Ngày", "date"), Column("Tỷ lệ", "percent"), Column("Tiền", "dong"))
        made = write_csv(sheet(("Rà soát; cập nhật", date(2026, 11, 5), 0.125, 1_250_000), columns=columns))
        assert made.startswith(b"\xef\xbb\xbf")
        assert made.decode("utf-8-sig").splitlines()[1] == '"Rà soát; cập nhật";05/11/2026;12,5%;1250000'

    @pytest.mark.parametrize("words", DANGEROUS)
    def test_text_that_looks_like_a_formula_is_guarded(self, words: str) -> None:
        made = write_csv(sheet((words,), (Linked(words, "https://x.example"),)), separator=",")
        rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
        assert rows[1] == rows[2] == ["'" + words]

    def test_negative_numbers_are_not_guarded(self) -> None:
        made = write_csv(sheet((-5, Decimal("1.5")), columns=(Column("a", "int"), Column("b"))))
        assert made.decode("utf-8-sig").splitlines()[1] == "-5;1,5"


# Without the signs by which text in a TCVN3 font is known: three such words are refused on purpose.
CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="¨©ª¬®µ¶·¸¹¼½¾Æ×Þßåæ÷øþ\ufffe\uffff"),
    max_size=30,
)


class TestThereAndBack:
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
    def test_words_survive_xlsx(self, rows: list[tuple[str, str]]) -> None:
        columns = (Column("Một"), Column("Hai"))
        table = read_table(write_xlsx([sheet(*rows, columns=columns)]), filename="a.xlsx")
        seen = {row.number: row.texts for row in table.rows}
        for number, row in enumerate(rows, start=2):
            wanted = [nfc_trimmed(words) for words in row]
            while wanted and not wanted[-1]:
                wanted.pop()
            assert seen.get(number, ()) == tuple(wanted)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.just("x"), CELLS), min_size=3, max_size=5))
    def test_words_survive_csv(self, rows: list[tuple[str, str]]) -> None:
        columns = (Column("Một"), Column("Hai"))
        table = read_table(write_csv(sheet(*rows, columns=columns)), filename="a.csv")
        assert [row.texts[1] for row in table.rows[1:]] == [nfc_trimmed(words) for _, words in rows]


def nfc_trimmed(words: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", words).replace("\u00a0", " ").strip()
