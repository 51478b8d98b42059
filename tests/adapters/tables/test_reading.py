import io
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from liem.adapters.tables import Column, Limits, Sheet, TableError, check, day, read_table, text, write_xlsx
from liem.adapters.tables.fields import Field

MORNING = datetime(2026, 11, 5, 9, 46)  # noqa: DTZ001  # Excel knows no time zone


def workbook(*rows: list[Any], merge: tuple[str, ...] = (), formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for place, form in (formats or {}).items():
        page[place].number_format = form
    for reference in merge:
        page.merge_cells(reference)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def repacked(made: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            kept.writestr(name, changes.get(name, given.read(name)))
    return out.getvalue()


def refusal(content: bytes | Path, filename: str = "danh sách.xlsx", **more: Any) -> TableError:
    with pytest.raises(TableError) as caught:
        read_table(content, filename=filename, **more)
    assert filename in caught.value.vi
    return caught.value


class TestCellsOfXlsx:
    def test_keep_their_place(self) -> None:
        table = read_table(workbook(["Tên"], [], [None, "Hà Thị Na"]), filename="a.xlsx")
        assert [(row.number, row.texts) for row in table.rows] == [(1, ("Tên",)), (3, ("", "Hà Thị Na"))]
        assert table.sheet == "Sheet"

    def test_keep_leading_zeros_of_text_and_of_zero_formats(self) -> None:
        made = workbook(["007", 7, 7], formats={"B1": "00000", "C1": "0"})
        assert read_table(made, filename="a.xlsx").rows[0].texts == ("007", "00007", "7")

    def test_show_long_numbers_without_exponent(self) -> None:
        made = workbook([38_123_456_789.0, 1.5, 12.0])
        assert read_table(made, filename="a.xlsx").rows[0].texts == ("38123456789", "1.5", "12")

    def test_give_dates_as_dates(self) -> None:
        row = read_table(workbook([date(2026, 11, 5), datetime(2026, 11, 5, 9, 46)]), filename="a.xlsx").rows[  # noqa: DTZ001
            0
        ]
        assert row.texts == ("05/11/2026", "05/11/2026 09:46")
        assert row.raws[0] == datetime(2026, 11, 5)  # noqa: DTZ001

    def test_give_the_stored_value_of_a_formula_and_never_compute(self) -> None:
        made = workbook(["=1+1", "x"])
        sheet_xml = "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            stored = package.read(sheet_xml).replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>")
        assert b"<v>7</v>" in stored
        assert read_table(repacked(made, {sheet_xml: stored}), filename="a.xlsx").rows[0].texts == ("7", "x")
        assert read_table(made, filename="a.xlsx").rows[0].texts == ("", "x")

    def test_come_composed(self) -> None:
        made = workbook(["Đa\u0309ng u\u0309y\u00a0xa\u0303 "])
        assert read_table(made, filename="a.xlsx").rows[0].texts == ("Đảng ủy xã",)

    def test_repeat_the_value_of_merged_headings(self) -> None:
        made = workbook(
            ["TT", "Địa chỉ", None], [None, "Thôn", "Xã"], ["1", "Sậy", "An Liêm"], merge=("A1:A2", "B1:C1")
        )
        rows = read_table(made, filename="a.xlsx").rows
        assert rows[0].texts == ("TT", "Địa chỉ", "Địa chỉ")
        assert rows[1].texts == ("TT", "Thôn", "Xã")

    def test_come_from_the_first_visible_sheet_with_words(self) -> None:
        book = openpyxl.Workbook()
        hidden = book.active
        assert hidden is not None
        hidden["A1"] = "mật"
        hidden.sheet_state = "hidden"
        book.create_sheet("Trống")
        book.create_sheet("Dữ liệu")["A1"] = "Tên"
        made = io.BytesIO()
        book.save(made)
        table = read_table(made.getvalue(), filename="a.xlsx")
        assert table.sheet == "Dữ liệu"
        assert table.other_sheets == ("Trống",)
        assert refusal(made.getvalue(), sheet="Không có").code == "table.sheet"

    def test_can_be_read_from_a_path(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(workbook(["Tên"]))
        assert read_table(tmp_path / "a", filename="a.xlsx").rows[0].texts == ("Tên",)


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    def test_find_encoding_and_separator(self, encoding: str, separator: str) -> None:
        words = "\r\n".join(
            separator.join(row) for row in [("Họ tên", "Mã"), ("Hà Thị Na", "007"), ("Vi Pó", "010")]
        )
        table = read_table(words.encode(encoding), filename="a.csv")
        assert [row.texts for row in table.rows] == [("Họ tên", "Mã"), ("Hà Thị Na", "007"), ("Vi Pó", "010")]

    def test_commas_inside_words_do_not_win_over_semicolons(self) -> None:
        words = (
            "Việc;Nơi\nRà soát, lập danh sách, báo cáo;Thôn Sậy, xã An Liêm\nHọp, bàn, quyết;Nhà văn hóa\n"
        )
        assert [len(row.texts) for row in read_table(words.encode(), filename="a.csv").rows] == [2, 2, 2]

    def test_quoted_line_breaks_stay_in_the_cell(self) -> None:
        assert (
            read_table('Việc;Nơi\n"dòng 1\ndòng 2";x\n'.encode(), filename="a.csv").rows[1].texts[0]
            == "dòng 1\ndòng 2"
        )

    def test_obey_the_separator_line_of_excel(self) -> None:
        table = read_table(b"sep=|\na,b|c\n", filename="a.csv")
        assert [(row.number, row.texts) for row in table.rows] == [(2, ("a,b", "c"))]

    def test_take_off_the_guard_our_own_file_puts_on(self) -> None:
        assert read_table(b"a;b\n'=1;'x\n", filename="a.csv").rows[1].texts == ("=1", "'x")

    def test_name_an_old_windows_encoding(self) -> None:
        made = "Ho\u0323 tên;Đi\u0323a chi\u0309\nVi Văn Đư\u0301c;xa\u0303\n".encode("cp1258")
        fault = refusal(made, "a.csv")
        assert fault.code == "table.encoding"
        assert "Windows-1258" in fault.vi
        assert "CSV UTF-8" in fault.vi

    def test_name_tcvn3_in_bytes_and_in_unicode_clothes(self) -> None:
        words = "Hä tªn;§Þa chØ\nNguyÔn V¨n §øc;x· An Liªm\nUû ban nh©n d©n;huyÖn\n"
        for made in (words.encode("cp1252"), words.encode()):
            fault = refusal(made, "a.csv")
            assert fault.code == "table.encoding"
            assert "TCVN3" in fault.vi

    def test_correct_vietnamese_is_never_taken_for_tcvn3(self) -> None:
        words = "Tên;Ghi chú\nTrần Thị Mỹ Hạnh;«Đã xác minh» ± 5 m²; µ\nCông ty © 2026 ®;¬ «x»\n"
        assert len(read_table(words.encode(), filename="a.csv").rows) == 3

    def test_refuse_broken_quoting_with_the_row(self) -> None:
        fault = refusal(b"a;b\n1;2\n3;" + b'"' + b"x" * 200_000 + b"\n", "a.csv")
        assert fault.code == "table.broken"
        assert "hàng 2" in fault.vi


class TestFilesThatAreRefused:
    def test_empty(self) -> None:
        assert refusal(b"").code == "table.empty"
        assert refusal(workbook([])).code == "table.empty"
        assert refusal(b"\xef\xbb\xbf;;\n;;\n", "a.csv").code == "table.empty"

    def test_old_excel_and_locked(self) -> None:
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        assert refusal(ole).code == "table.old_excel"
        assert refusal(ole + "EncryptedPackage".encode("utf-16-le")).code == "table.locked"

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7", b"\x89PNG\r\n", b"{\\rtf1", bytes(range(256)) * 4, b"a\x00b;c\x00d"]
    )
    def test_no_table_at_all(self, content: bytes) -> None:
        assert refusal(content).code in {"table.kind", "table.encoding"}

    def test_a_zip_that_is_no_workbook(self) -> None:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        assert refusal(made.getvalue()).code == "table.kind"

    @pytest.mark.parametrize("cut", [100, 500, 2000])
    def test_cut_off_in_the_middle(self, cut: int) -> None:
        assert refusal(workbook(["Tên"])[:cut]).code == "table.broken"

    @pytest.mark.parametrize(
        "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
    )
    def test_broken_inside(self, part: str) -> None:
        assert refusal(repacked(workbook(["Tên"]), {part: b"<broken"})).code == "table.broken"

    def test_entities_that_would_swell(self) -> None:
        bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        for made in (bomb, bomb.decode().encode("utf-16")):
            assert (
                refusal(repacked(workbook(["Tên"]), {"xl/worksheets/sheet1.xml": made})).code
                == "table.broken"
            )

    def test_a_small_file_that_unpacks_to_a_flood(self) -> None:
        flood = repacked(workbook(["Tên"]), {"xl/worksheets/sheet1.xml": bytes(130_000_000)})
        assert len(flood) < 1_000_000
        began = time.perf_counter()
        assert refusal(flood).code == "table.bomb"
        assert time.perf_counter() - began < 1

    def test_too_heavy_too_long_too_wide(self) -> None:
        made = workbook(*(["x", "y", "z"] for _ in range(11)))
        assert refusal(made, limits=Limits(file_bytes=100)).code == "table.too_big"
        assert refusal(made, limits=Limits(rows=10)).code == "table.too_big"
        assert refusal(made, limits=Limits(columns=2)).code == "table.too_big"
        assert refusal(b"a;b;c\n1;2;3\n", "a.csv", limits=Limits(columns=2)).code == "table.too_big"
        assert refusal(b"a;b\n1;2\n3;4\n", "a.csv", limits=Limits(rows=2)).code == "table.too_big"

    def test_a_cell_at_the_far_end_of_the_sheet_costs_no_time(self) -> None:
        made = workbook(["Tên"])
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            page = package.read("xl/worksheets/sheet1.xml")
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        began = time.perf_counter()
        table = read_table(
            repacked(made, {"xl/worksheets/sheet1.xml": page.replace(b"</sheetData>", far)}),
            filename="a.xlsx",
        )
        assert table.rows[0].texts == ("Tên",)
        assert time.perf_counter() - began < 5


def test_three_and_a_half_thousand_rows_are_read_and_checked_within_two_seconds() -> None:
    columns = [Column("Mã"), Column("Họ tên"), Column("Ngày sinh", "date"), Column("Thôn"), Column("Ghi chú")]
    rows = (
        (f"{n:05}", f"Vi Văn {n}", date(1980, 1, 1 + n % 28), "Thôn Sậy", "hộ nghèo") for n in range(3500)
    )
    made = write_xlsx([Sheet(name="Hộ", columns=columns, rows=rows)])
    fields = [
        Field(name="code", title="Mã", required=True, unique=True),
        Field(name="name", title="Họ tên", required=True, convert=text),
        Field(name="born", title="Ngày sinh", convert=day),
    ]
    began = time.perf_counter()
    checked = check(read_table(made, filename="hộ.xlsx"), fields)
    assert time.perf_counter() - began < 2
    assert len(checked.rows) == 3500
