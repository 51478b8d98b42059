"""Tables taken in: each fault named with its place, nothing kept before the person confirms."""

from __future__ import annotations

import io
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from cast import AT, SETUP, Cast
from liem.spine.ledger.models import Entry
from liem.spine.people.models import Mandate, Person
from liem.spine.units import actions as units
from liem.spine.units.models import Succession, TablePreview, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django.test import Client

UNIT_HEAD = (
    "Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên", "Loại", "Cấp", "Khối", "Từ ngày", "Kết thúc từ ngày",
    "Mã đơn vị kế thừa", "Số hộ", "Biên giới", "Căn cứ",
)  # fmt: skip
PEOPLE_HEAD = ("Họ và tên", "Mã số", "Mã đơn vị", "Chức danh", "Từ ngày", "Đến trước ngày", "Điện thoại")


def _village(code: str, **other: object) -> list[object]:
    row = {
        "Mã đơn vị": code, "Tên đơn vị": f"Thôn {code}", "Mã đơn vị cấp trên": "XCR", "Loại": "Thôn",
        "Cấp": "Thôn, tổ dân phố", "Khối": "Cộng đồng dân cư", "Từ ngày": "01/07/2025", "Số hộ": 80,
    } | other  # fmt: skip
    return [row.get(title) for title in UNIT_HEAD]


def _xlsx(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    page = book.active
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(
        cast.account("personnel"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def _send(client: Client, what: str, content: bytes, name: str = "bang.xlsx") -> HttpResponse:
    told = {"what": what, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("office:units_import"), told)


def _preview(
    client: Client, what: str, head: Sequence[str], rows: Sequence[Sequence[object]]
) -> HttpResponse:
    answer = _send(client, what, _xlsx(head, rows))
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    page.address = answer["Location"]
    return page


def _confirm(client: Client, page: HttpResponse, **more: str) -> HttpResponse:
    told = {"expected": str(page.context["looked"].good)} | more
    return client.post(page.address, told)


def _reasons(page: HttpResponse) -> dict[tuple[int, str], str]:
    return {(fault.row, fault.title): fault.reason for fault in page.context["faults"]}


@pytest.mark.usefixtures("cast")
class TestPreview:
    def test_keeps_nothing_until_confirmed(self, officer: Client) -> None:
        before = Unit.objects.count(), Entry.objects.count()
        page = _preview(officer, "units", UNIT_HEAD, [_village("T1"), _village("T2")])
        assert page.context["looked"].good == 2
        assert (Unit.objects.count(), Entry.objects.count()) == before
        assert _confirm(officer, page).status_code == 302
        assert Unit.objects.count() == before[0] + 2
        assert Entry.objects.count() == before[1] + 3
        assert Entry.objects.latest("seq").kind == "units.table.imported"

    def test_names_the_row_the_column_and_the_reason(self, officer: Client) -> None:
        rows = [
            _village("T1"),
            _village("T1"),
            _village("CB01"),
            _village("T4", Loại="Làng"),
            _village("T5", **{"Từ ngày": "31/02/2026"}),
            _village("T6", **{"Mã đơn vị cấp trên": "KHONG"}),
            _village("T7", **{"Kết thúc từ ngày": "01/01/2020"}),
            _village("T8", **{"Tên đơn vị": None}),
            _village("có dấu"),
        ]
        page = _preview(officer, "units", UNIT_HEAD, rows)
        found = _reasons(page)
        assert "đã có ở hàng 2" in found[3, "Mã đơn vị"]
        assert "đã có trong hệ thống" in found[4, "Mã đơn vị"]
        assert "Chỉ nhận: Tỉnh ủy" in found[5, "Loại"]
        assert "lịch" in found[6, "Từ ngày"]
        assert "KHONG" in found[7, "Mã đơn vị cấp trên"]
        assert "sau ngày thành lập" in found[8, "Kết thúc từ ngày"]
        assert "cần điền" in found[9, "Tên đơn vị"]
        assert "không dấu" in found[10, "Mã đơn vị"]
        assert page.context["looked"].good == 1
        assert "Hàng 5, cột D" in page.content.decode()

    def test_finds_circles_and_what_hangs_on_faulty_rows(self, officer: Client) -> None:
        rows = [
            _village("A", **{"Mã đơn vị cấp trên": "B"}),
            _village("B", **{"Mã đơn vị cấp trên": "A"}),
            _village("C", **{"Mã đơn vị cấp trên": "A"}),
            _village("D"),
            _village("E", **{"Mã đơn vị cấp trên": "D"}),
        ]
        page = _preview(officer, "units", UNIT_HEAD, rows)
        assert set(page.context["looked"].checked.wrong_rows) == {2, 3, 4}
        assert "vòng lại" in _reasons(page)[2, "Mã đơn vị cấp trên"]
        assert _confirm(officer, page, only_good="1").status_code == 302
        assert Unit.objects.get(code="E").path == "/TAL/XCR/D/E/"

    def test_takes_excel_dates_identifiers_and_decomposed_names(self, officer: Client) -> None:
        import unicodedata

        row = _village(
            "T1",
            **{
                "Loại": "village", "Cấp": "VILLAGE", "Khối": "community", "Từ ngày": date(2025, 7, 1),
                "Tên đơn vị": unicodedata.normalize("NFD", "  Thôn   Cửa Rừng "), "Biên giới": "có",
            },
        )  # fmt: skip
        page = _preview(officer, "units", UNIT_HEAD, [row])
        _confirm(officer, page)
        unit = Unit.objects.get(code="T1")
        assert (unit.name, unit.valid_from, unit.border) == ("Thôn Cửa Rừng", date(2025, 7, 1), True)

    def test_keeps_history_with_successors(self, officer: Client) -> None:
        rows = [
            _village(
                "CU", **{"Kết thúc từ ngày": "01/01/2026", "Mã đơn vị kế thừa": "MOI", "Căn cứ": "NQ 7"}
            ),
            _village("MOI", **{"Từ ngày": "01/01/2026"}),
        ]
        _confirm(officer, _preview(officer, "units", UNIT_HEAD, rows))
        link = Succession.objects.get(old__code="CU")
        assert (link.new.code, link.on, link.basis) == ("MOI", date(2026, 1, 1), "NQ 7")

    def test_is_seen_by_its_maker_only(self, officer: Client, cast: Cast) -> None:
        page = _preview(officer, "units", UNIT_HEAD, [_village("T1")])
        officer.force_login(
            cast.account("secretary"), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        assert officer.get(page.address).status_code == 404

    def test_refuses_units_outside_the_officer_s_own(self, officer: Client) -> None:
        row = _village("NGOAI", **{"Mã đơn vị cấp trên": None})
        page = _preview(officer, "units", UNIT_HEAD, [row])
        assert "ngoài phạm vi" in _reasons(page)[2, "Mã đơn vị cấp trên"]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"%PDF-1.7 x", "không phải bảng tính"),
            (b"a;b\n1;2\n", "Không tìm thấy cột"),
            (b"PK\x03\x04 broken", "không"),
        ],
    )
    def test_says_what_is_wrong_with_a_file(self, officer: Client, content: bytes, words: str) -> None:
        answer = _send(officer, "units", content)
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors["file"])
        assert not TablePreview.objects.exists()

    def test_reads_csv_too(self, officer: Client) -> None:
        lines = [";".join(UNIT_HEAD), ";".join(str(cell or "") for cell in _village("T1"))]
        answer = _send(officer, "units", "\n".join(lines).encode("utf-8-sig"), name="bang.csv")
        assert officer.get(answer["Location"]).context["looked"].good == 1


@pytest.mark.usefixtures("cast")
class TestConfirmation:
    def test_asks_before_leaving_out_wrong_rows(self, officer: Client) -> None:
        page = _preview(officer, "units", UNIT_HEAD, [_village("T1"), _village("T2", Cấp="?")])
        assert _confirm(officer, page).status_code == 422
        assert not Unit.objects.filter(code="T1").exists()
        assert _confirm(officer, page, only_good="1").status_code == 302
        assert Unit.objects.filter(code="T1").exists()

    def test_twice_takes_nothing_twice(self, officer: Client) -> None:
        page = _preview(officer, "units", UNIT_HEAD, [_village("T1")])
        _confirm(officer, page)
        entries = Entry.objects.count()
        assert _confirm(officer, page).status_code == 409
        again = _preview(officer, "units", UNIT_HEAD, [_village("T1")])
        assert again.context["looked"].good == 0
        assert _confirm(officer, again).status_code == 422
        assert Entry.objects.count() == entries

    def test_sees_what_another_clerk_did_meanwhile(self, officer: Client) -> None:
        page = _preview(officer, "units", UNIT_HEAD, [_village("T1"), _village("T2")])
        new = units.NewUnit(
            code="T2", name="Thôn khác", kind="village", level="village", side="community",
            valid_from=date(2026, 1, 1), parent_code="XCR",
        )  # fmt: skip
        units.open_unit(actor=SETUP, at=AT, new=new)
        answer = _confirm(officer, page, only_good="1")
        assert answer.status_code == 409
        assert "trước có 2 hàng đúng, nay có 1" in answer.content.decode()
        assert not Unit.objects.filter(code="T1").exists()

    def test_is_all_or_nothing(self, officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """The connection breaks at the last row: no row of the table stays."""
        from django.db import IntegrityError, connection

        page = _preview(officer, "units", UNIT_HEAD, [_village("T1"), _village("T2"), _village("T3")])

        def broken(execute: object, sql: str, params: object, many: object, context: object) -> object:
            if sql.startswith("INSERT") and 'units_unit"' in sql and "T3" in str(params):
                raise IntegrityError("pulled")
            return execute(sql, params, many, context)  # type: ignore[operator]

        with connection.execute_wrapper(broken), pytest.raises(IntegrityError):
            _confirm(officer, page)
        assert not Unit.objects.filter(code__startswith="T1").exists()
        assert TablePreview.objects.get().confirmed_at is None


@pytest.mark.usefixtures("cast")
class TestFiles:
    def test_give_back_wrong_rows_that_can_be_mended_and_sent_again(self, officer: Client) -> None:
        page = _preview(officer, "units", UNIT_HEAD, [_village("T1"), _village("T2", Cấp="?")])
        content = officer.get(page.address + "hang-loi.xlsx").content
        sheet = load_workbook(io.BytesIO(content)).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert "không có trong danh mục" in str(rows[-1][-1])
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "?":
                    cell.value = "Thôn, tổ dân phố"
        out = io.BytesIO()
        sheet.parent.save(out)
        again = _send(officer, "units", out.getvalue())
        assert officer.get(again["Location"]).context["looked"].good == 1

    @pytest.mark.parametrize(
        ("name", "what"), [("units_import_units", "units"), ("units_import_people", "people")]
    )
    def test_of_samples_can_be_sent_back(self, officer: Client, name: str, what: str) -> None:
        content = officer.get(reverse(f"office:{name}")).content
        page = officer.get(_send(officer, what, content)["Location"])
        reasons = {fault.reason for fault in page.context["faults"]}
        assert all("phạm vi" in reason or "còn lỗi" in reason for reason in reasons), reasons
        listed = load_workbook(io.BytesIO(content))["Danh mục"]
        assert listed.max_row > 5


@pytest.mark.usefixtures("cast")
class TestExport:
    def test_holds_the_own_units_in_the_columns_of_the_import(self, client: Client, cast: Cast) -> None:
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(cast.account("secretary"), backend=backend)
        sheet = load_workbook(io.BytesIO(client.get(reverse("office:units_xlsx")).content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert {row[0] for row in rows[1:]} == {"XCR", "VP", "UBND", "CB01", "CB02"}
        assert set(UNIT_HEAD) <= set(rows[0])
        assert "Chi bộ thôn Ghềnh" in client.get(reverse("office:units_csv")).content.decode("utf-8-sig")

    def test_can_be_read_in_again(self, officer: Client) -> None:
        content = officer.get(reverse("office:units_xlsx")).content
        page = officer.get(_send(officer, "units", content)["Location"])
        reasons = {fault.reason for fault in page.context["faults"]}
        assert all("đã có trong hệ thống" in reason or "phạm vi" in reason for reason in reasons), reasons


@pytest.mark.usefixtures("cast")
class TestPeople:
    def test_are_taken_in_with_their_posts(self, officer: Client) -> None:
        rows = [
            ("Lò Thị Tươi", "CB-1", "CB01", "Bí thư", "01/08/2025", None, "0912 345 678"),
            ("Lò Thị Tươi", "CB-1", "CB02", "Chuyên viên", "01/08/2025", None, None),
            ("Hà Văn Sơn", None, "CB02", "village_head", "01/08/2025", None, None),
        ]
        before = Entry.objects.count()
        assert _confirm(officer, _preview(officer, "people", PEOPLE_HEAD, rows)).status_code == 302
        assert Person.objects.get(code="CB-1").mandates.count() == 2
        assert Mandate.objects.get(person__name="Hà Văn Sơn").post == "village_head"
        assert Entry.objects.count() == before + 2 + 3 + 1

    def test_are_refused_with_the_reason(self, officer: Client) -> None:
        rows = [
            ("Lò", None, "CB01", "Bí thư", "01/08/2025", None, None),
            ("Vi Văn Khánh", None, "CB01", "Bí thư", "01/08/2025", None, None),
            ("Lò Văn A", "M1", "CB01", "Chuyên viên", "01/08/2025", None, None),
            ("Lò Văn B", "M1", "CB01", "Chuyên viên", "01/08/2025", None, None),
            ("Lò Văn C", None, "XXX", "Chuyên viên", "01/08/2025", None, None),
            ("Lò Văn D", None, "CB01", "Chuyên viên", "01/08/2024", None, None),
            ("Lò Văn E", None, "CB01", "Chuyên viên", "01/08/2025", "01/07/2025", None),
            ("Lò Văn G", None, "CB01", "Chuyên viên", "01/08/2025", None, "gọi sau"),
        ]
        found = _reasons(_preview(officer, "people", PEOPLE_HEAD, rows))
        assert "họ và tên" in found[2, "Họ và tên"]
        assert "đang giữ" in found[3, "Chức danh"]
        assert "tên khác ở hàng 4" in found[5, "Mã số"]
        assert "phạm vi" in found[6, "Mã đơn vị"]
        assert "không hoạt động" in found[7, "Từ ngày"]
        assert "sau ngày bắt đầu" in found[8, "Đến trước ngày"]
        assert "chữ số" in found[9, "Điện thoại"]


@pytest.mark.usefixtures("cast")
class TestPeopleAlike:
    HEAD = (*PEOPLE_HEAD, "Năm sinh")

    def told(self, officer: Client, *rows: tuple[str | None, ...]) -> list[tuple[int, str]]:
        """What the page asks about: row and who it may be. Name, code, telephone, year of birth are given."""
        full = [
            (name, code, "CB01", "Chuyên viên", "01/08/2025", None, phone, year)
            for name, code, phone, year in rows
        ]
        page = _preview(officer, "people", self.HEAD, full)
        for one in page.context["alike"]:
            assert one.reasons
            assert one.other.split(" (")[0] in page.content.decode()
        assert page.context["looked"].good == len(rows)  # asked about, never refused
        return [(one.row, one.other) for one in page.context["alike"]]

    def test_are_asked_about_under_another_spelling_and_taken_in_all_the_same(
        self, officer: Client, cast: Cast
    ) -> None:
        person = Person.objects.get(pk=cast.actor("clerk").person_id)
        person.born_in, person.phone = 1988, "0912345678"
        person.save()
        assert self.told(
            officer, ("LO THI MAI", None, "912 345 678", "1988"), ("Tòng Văn Nghĩa", None, None, "1990")
        ) == [(2, person.name)]

    def test_are_asked_about_when_a_table_spells_one_person_twice(self, officer: Client) -> None:
        rows = [
            ("Cầm Thị Quý", None, "0988777666", "1979"),
            ("Ng. Văn Hùng", None, None, "1985"),
            ("Cầm Thị Quí", None, "0988 777 666", "1979"),
        ]
        assert self.told(officer, *rows) == [(4, "Cầm Thị Quý ở hàng 2")]

    def test_are_not_asked_about_when_codes_tell_them_apart_or_the_code_is_known(
        self, officer: Client, cast: Cast
    ) -> None:
        person = Person.objects.get(pk=cast.actor("clerk").person_id)
        person.code, person.born_in, person.phone = "CB-77", 1988, "0912345678"
        person.save()
        rows = [
            (person.name, "CB-77", "0912345678", "1988"),
            ("Cầm Thị Quý", "CB-1", "0988777666", "1979"),
            ("Cầm Thị Quí", "CB-2", "0988777666", "1979"),
        ]
        assert self.told(officer, *rows) == []


@pytest.mark.slow
@pytest.mark.usefixtures("cast")
class TestSize:
    @pytest.mark.parametrize(
        ("what", "head", "rows"),
        [
            ("units", UNIT_HEAD, [_village(f"T{number:04}") for number in range(3500)]),
            (
                "people",
                PEOPLE_HEAD,
                [
                    (f"Lò Văn {number:04}", None, "CB01", "Chuyên viên", "01/08/2025", None, f"09{number:08}")
                    for number in range(3500)
                ],
            ),
        ],
        ids=["units", "people"],
    )
    def test_previews_3500_rows_within_five_seconds(
        self, officer: Client, what: str, head: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        content = _xlsx(head, rows)
        start = time.perf_counter()
        answer = _send(officer, what, content)
        page = officer.get(answer["Location"])
        spent = time.perf_counter() - start
        assert page.context["looked"].good == 3500
        assert spent < 10, f"{spent:.1f} s for upload and preview together (two looks)"
