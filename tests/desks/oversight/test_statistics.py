"""Pages of statistics: the year of the paper from imported cases, figures to their cases, small figures."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from cast import AT, Cast, assemble
from commission import with_commission
from liem.adapters.tables import Column, Sheet, write_xlsx
from liem.analysis.statistics import default_tables
from liem.analysis.statistics.dimensions import DIMENSIONS
from liem.desks.oversight.statistics import past
from liem.desks.oversight.statistics.words import TITLES
from liem.domains.discipline.models import DisciplineCase
from liem.spine.units.importing import keep_preview
from liem.spine.vault import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.test import Client

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DISCIPLINES = (
    "Mã cơ quan quyết định", "Đối tượng", "Mã đơn vị của đối tượng", "Họ và tên", "Là cấp ủy viên",
    "Hình thức kỷ luật", "Mức độ", "Nội dung vi phạm", "Ngày quyết định",
)  # fmt: skip
INSPECTIONS = (
    "Mã cơ quan kiểm tra", "Hình thức", "Đối tượng", "Mã đơn vị của đối tượng", "Nội dung", "Ngày quyết định",
    "Ngày kết luận", "Kết quả", "Đã khắc phục xong",
)  # fmt: skip


def disciplined() -> list[list[object]]:
    """18 members: 1 expulsion, 4 warnings, 13 reprimands, 3 of them committee members; 20 the year before."""
    forms = ["khai trừ", *["cảnh cáo"] * 4, *["khiển trách"] * 13]
    rows: list[list[object]] = []
    for at, form in enumerate(forms):
        decides = "XCR" if at < 10 else "CB01"
        member = "có" if at in (1, 2, 5) else "không"
        rows.append([decides, "đảng viên chính thức", "CB01", "Ngân Văn Đức", member, form, "nghiêm trọng",
                     "thiếu trách nhiệm; đất đai, tài nguyên", date(2023, 1 + at % 12, 1 + at)])  # fmt: skip
    earlier = [
        ["UBKT", "đảng viên chính thức", "CB01", "Ngân Văn Đức", "", "khiển trách", "", "đạo đức, lối sống",
         date(2022, 1 + at % 12, 1 + at)]
        for at in range(20)
    ]  # fmt: skip
    return [*rows, *earlier]


def inspected() -> list[list[object]]:
    """15 administrative inspections of the inspectorate's year 2023, two on its edges; one outside."""
    days = [date(2022, 12, 15), date(2023, 12, 14), *(date(2023, 5, 1 + at) for at in range(13))]
    days.append(date(2022, 12, 14))
    return [
        ["UBND", "administrative_inspection", "tổ chức", "UBND", "Đầu tư, xây dựng, đấu thầu", day, day,
         "thực hiện tốt, không có vi phạm", ""]
        for day in days
    ]  # fmt: skip


def sheet(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    columns = [Column(title, "date" if title.startswith("Ngày") else "text", 20) for title in head]
    return write_xlsx([Sheet(name="Nhập liệu", columns=columns, rows=rows)])  # type: ignore[arg-type]


def enter(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend=BACKEND)
    return client


def send(client: Client, what: str, content: bytes) -> Any:
    answer = client.post(
        reverse("oversight:statistics_import"),
        {"what": what, "file": SimpleUploadedFile("bang.xlsx", content)},
    )
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    page.address = answer["Location"]
    return page


def confirm(client: Client, page: Any, **more: str) -> Any:
    return client.post(page.address, {"expected": str(page.context["looked"].good)} | more)


def store(cast: Cast, what: str, content: bytes) -> None:
    """Take a table in as the page does, without the page."""
    actor = cast.actor("ubkt_chair")
    blob = files.store([content], at=AT)
    kept = keep_preview(actor=actor, at=AT, what=what, blob=blob, file_name="bang.xlsx")
    with files.on_disk(blob) as place:
        looked = past.look(place, file_name="bang.xlsx", what=what, actor=actor, at=AT)
    assert not looked.faulty, looked.checked.faults[:3]
    act = (
        past.inspections.import_inspections if what == "inspections" else past.disciplines.import_disciplines
    )
    act(actor=actor, at=AT, preview_id=kept.pk, rows=looked.rows, expected=looked.good)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The commune with two years of past cases, once for all; rolled back: entries cannot be deleted."""
    with django_db_blocker.unblock():
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # actions ask for the outermost one
        with undone:
            made = with_commission(assemble())
            store(made, "disciplines", sheet(DISCIPLINES, disciplined()))
            store(made, "inspections", sheet(INSPECTIONS, inspected()))
            yield made
            transaction.set_rollback(True)


def line(page: Any, title: str) -> Any:
    return next(row for row in page.context["rows"] if row.title == title)


def test_the_year_table_is_that_of_the_paper_and_opens_to_its_cases(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    page = client.get(reverse("oversight:statistics"), {"ky": "nam", "nam": "2023"})
    figures = {row.title: row.cells[0].words for row in reversed(page.context["rows"])}
    assert figures["Đảng viên bị thi hành kỷ luật"] == "18"
    parts = ("- Khai trừ", "- Cảnh cáo", "- Khiển trách", "- Trong đó: cấp ủy viên")
    assert [figures[form] for form in parts] == ["1", "4", "13", "3"]
    assert figures["Cuộc thanh tra, kiểm tra hành chính"] == "15"
    members = line(page, "Đảng viên bị thi hành kỷ luật")
    assert (members.before.words, members.change, members.percent) == ("20", "−2", "−10,0%")
    assert [cell.words for cell in members.cells] == ["18", "10", "0", "8", "0"]
    shown = client.get(members.cells[0].url)
    assert shown.context["total"] == 18
    assert len(shown.context["rows"]) == 18
    assert {row.unit for row in shown.context["rows"]} == {"Đảng ủy xã Cửa Rừng", "Chi bộ thôn Ghềnh"}
    before = client.get(members.before.url)
    assert before.context["total"] == 20
    assert "Ngân Văn Đức" not in shown.content.decode()


def test_every_link_of_the_table_lists_as_many_cases_as_the_figure_says(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    page = client.get(reverse("oversight:statistics"), {"nam": "2023", "bang": "member_discipline"})
    cells = [cell for row in page.context["rows"] for cell in (*row.cells, row.before) if cell.url]
    assert len(cells) > 20
    for cell in cells[::5]:
        assert client.get(cell.url).context["total"] == int(cell.words), cell


def test_periods_and_units_narrow_the_figures(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    url = reverse("oversight:statistics")

    def members(**asked: str) -> str:
        return line(client.get(url, {"nam": "2023", **asked}), "Đảng viên bị thi hành kỷ luật").cells[0].words

    assert members(ky="quy-1") == "6"
    assert members(ky="thang", thang="1") == "2"
    assert members(ky="6-thang") == "12"
    assert members(ky="nhiem-ky") == "38"
    assert members(dv="CB01") == "8"
    month = client.get(url, {"nam": "2023", "ky": "thang", "thang": "5"})
    assert line(month, "Cuộc thanh tra, kiểm tra hành chính").cells[0].words == "–"


def test_who_may_not_open_the_cases_sees_no_figure_that_names_somebody(client: Client, office: Cast) -> None:
    enter(client, office, "office_head")
    page = client.get(reverse("oversight:statistics"), {"nam": "2023", "ky": "thang", "dv": "CB01"})
    figures = {row.title: row.cells[0] for row in reversed(page.context["rows"])}
    assert figures["Đảng viên bị thi hành kỷ luật"].words == "18"
    assert figures["- Khai trừ"].words == "*"
    assert figures["- Cảnh cáo"].words == "*"
    assert figures["- Trong đó: cấp ủy viên"].words == "*"
    assert not any(cell.url for row in page.context["rows"] for cell in (*row.cells, row.before))
    assert page.context["hidden"]
    assert (
        client.get(reverse("oversight:statistics_cases"), {"dong": "members", "cot": "all"}).status_code
        == 404
    )


def test_a_case_of_ones_kin_counts_and_stays_shut(client: Client, office: Cast) -> None:
    enter(client, office, "inspector_two")
    page = client.get(reverse("oversight:statistics"), {"nam": "2023"})
    members = line(page, "Đảng viên bị thi hành kỷ luật")
    assert members.cells[0].words == "18"
    assert line(page, "- Khai trừ").cells[0].words == "*"
    shown = client.get(members.cells[0].url)
    assert (shown.context["total"], shown.context["kept_back"]) == (18, 18)
    assert shown.context["rows"] == []
    asked = {"nam": "2023", "bang": "year_summary", "dong": "members.form.expulsion", "cot": "all"}
    assert client.get(reverse("oversight:statistics_cases"), asked).status_code == 404


def test_months_and_units_show_a_barred_inspector_nothing_the_year_does_not(
    client: Client, office: Cast
) -> None:
    enter(client, office, "inspector_two")
    url, name = reverse("oversight:statistics"), "Đảng viên bị thi hành kỷ luật"
    parts = [{"ky": "thang", "thang": str(month)} for month in (1, 2, 12)]
    parts += [{"ky": "quy-1"}, {"ky": "6-thang"}, {"ky": "9-thang"}, {"dv": "CB01"}]
    for asked in parts:
        page = client.get(url, {"nam": "2023", **asked})
        assert line(page, name).cells[0].words == "*", asked
        assert page.context["cases"] == (0 if "dv" in asked else page.context["cases"])
        behind = {"bang": "year_summary", "dong": "members", "cot": "all", "nam": "2023", **asked}
        assert client.get(reverse("oversight:statistics_cases"), behind).status_code == 404
        # what holds no case of kin stays open
        admin = line(page, "Cuộc thanh tra, kiểm tra hành chính").cells[0].words
        assert admin != "*", asked
    whole = client.get(url, {"nam": "2023", "ky": "nhiem-ky"})
    assert line(whole, name).cells[0].words == "38"  # its years added up


def test_a_neighbour_counts_nothing_of_this_commune(client: Client, office: Cast) -> None:
    enter(client, office, "stranger_head")
    page = client.get(reverse("oversight:statistics"), {"nam": "2023", "dv": "XCR"})
    assert page.context["cases"] == 0
    assert line(page, "Đảng viên bị thi hành kỷ luật").cells[0].words == "0"


@pytest.mark.parametrize("role", ["member", "keeper", "auditor", "committee_member"])
def test_is_absent_for_who_neither_inspects_nor_reads_reports(
    client: Client, office: Cast, role: str
) -> None:
    assert enter(client, office, role).get(reverse("oversight:statistics")).status_code == 404


def moved(rows: list[list[object]], year: int) -> list[list[object]]:
    """The same rows of another year."""
    return [[each.replace(year=year) if isinstance(each, date) else each for each in row] for row in rows]


def test_figures_follow_a_new_case_at_once(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    url = reverse("oversight:statistics")
    assert client.get(url, {"nam": "2019"}).context["cases"] == 0
    store(office, "disciplines", sheet(DISCIPLINES, moved(disciplined()[:3], 2019)))
    assert client.get(url, {"nam": "2019"}).context["cases"] == 3


def test_queries_do_not_grow_with_the_cases(
    client: Client, office: Cast, django_assert_max_num_queries: Any
) -> None:
    enter(client, office, "ubkt_chair")
    with django_assert_max_num_queries(40):
        client.get(reverse("oversight:statistics"), {"nam": "2023"})


def test_the_files_say_what_the_page_says(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    asked = {"nam": "2023"}
    answer = client.get(reverse("oversight:statistics_xlsx"), asked)
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 13
    rows = {str(row[0].value).strip(): row for row in book.worksheets[0].iter_rows() if row[0].value}
    assert rows["Đảng viên bị thi hành kỷ luật"][1].value == 18
    assert rows["- Khai trừ"][1].hyperlink is not None
    assert rows["Cuộc thanh tra, kiểm tra hành chính"][1].value == 15
    word = client.get(reverse("oversight:statistics_docx"), asked)
    assert word.status_code == 200
    assert word.content[:2] == b"PK"
    import docx

    paper = docx.Document(io.BytesIO(word.content))
    words = " ".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "Đảng viên bị thi hành kỷ luật" in words
    assert any("năm 2023" in each.text for each in paper.paragraphs)


def test_the_report_prints_as_pdf(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    answer = client.get(reverse("oversight:statistics_pdf"), {"nam": "2023"})
    assert answer.content[:5] == b"%PDF-"


def test_the_import_names_each_faulty_cell_and_keeps_nothing_before_it_is_confirmed(
    client: Client, office: Cast
) -> None:
    enter(client, office, "ubkt_chair")
    rows = moved(disciplined()[:3], 2018)
    rows[1][5], rows[2][8] = "phạt tiền", "32/13/2018"
    before = DisciplineCase.objects.count()
    page = send(client, "disciplines", sheet(DISCIPLINES, rows))
    places = {(fault.row, fault.title) for fault in page.context["faults"]}
    assert places == {(3, "Hình thức kỷ luật"), (4, "Ngày quyết định")}
    assert confirm(client, page).status_code == 422
    assert DisciplineCase.objects.count() == before
    assert client.get(page.address + "hang-loi.xlsx").status_code == 200
    assert confirm(client, page, only_good="1").status_code == 302
    assert DisciplineCase.objects.get(decided_on__year=2018).imported
    assert confirm(client, page).status_code == 409


def test_the_sample_files_name_every_column_and_are_read_back(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    for name, what in (("inspections", "inspections"), ("disciplines", "disciplines")):
        content = client.get(reverse(f"oversight:statistics_import_{name}")).content
        page = send(client, what, content)
        assert page.context["looked"].unreadable == 0, page.context["faults"]
        assert page.context["ignored"] == ()


def test_only_who_decides_takes_in_past_cases(client: Client, office: Cast) -> None:
    url = reverse("oversight:statistics_import")
    assert enter(client, office, "inspector").get(url).status_code == 404
    assert enter(client, office, "clerk").get(url).status_code == 404
    page = send(enter(client, office, "ubkt_chair"), "disciplines", sheet(DISCIPLINES, disciplined()[:1]))
    assert enter(client, office, "secretary").get(page.address).status_code == 404


def test_every_title_of_the_tables_is_in_the_catalogue_of_messages() -> None:
    shown = {text for values in DIMENSIONS.values() for text in values.values.values()}
    for table in default_tables():
        shown |= {table.title, table.about, *(axis.title for axis in (*table.lines, *table.columns))}
    assert shown - {""} == set(TITLES)


def test_an_address_of_a_figure_that_does_not_exist_is_absent(client: Client, office: Cast) -> None:
    enter(client, office, "ubkt_chair")
    url = reverse("oversight:statistics_cases")
    for asked in ({}, {"dong": "x", "cot": "all"}, {"dong": "members", "cot": "x"}):
        assert client.get(url, asked).status_code == 404
    nonsense = {"nam": "abc", "ky": "tuan", "thang": "99", "dv": "khong", "bang": "khong"}
    assert client.get(reverse("oversight:statistics"), nonsense).status_code == 200
