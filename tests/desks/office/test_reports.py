"""The review of a term and the report upward: every figure opens exactly the rows it counts."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.test import Client

from cast import AT, Cast, assigned_task, directive_with_task
from liem.desks.office.tasks import queries
from liem.domains.directives import rows as directive_rows
from liem.domains.directives import term, upward
from liem.domains.directives.rows import Origin, Period, Rows
from liem.kernel.clock import end_of_day
from liem.spine.tasks import actions, lists
from liem.spine.tasks.lists import Sieve, Standing
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Assignment, NewTask

YEAR = {"nk": "2025"}
NOVEMBER = {"tu": "01/11/2026", "den": "30/11/2026"}


@pytest.fixture
def work(cast: Cast) -> dict[str, Task]:
    """One task of each standing, one passed on to two cells, one not yet given, one withdrawn."""
    cell, head = cast.actor("cell_secretary"), cast.actor("office_head")
    made: dict[str, Task] = {}
    past = AT - timedelta(days=40)
    for name, due, finished in (
        ("on_time", date(2026, 11, 30), AT),
        ("late", date(2026, 10, 20), AT),
        ("no_deadline", None, AT),
        ("overdue", date(2026, 10, 30), None),
        ("under_way", date(2027, 3, 31), None),
        ("open_without_deadline", None, None),
    ):
        task = assigned_task(cast, at=past, due=due)
        if finished:
            actions.finish(actor=cell, at=finished, task_id=task.pk, text=f"Kết quả {name}")
        past += timedelta(minutes=1)
        made[name] = task
    whole = assigned_task(cast, at=past, unit="XCR", due=date(2026, 12, 15))
    parts = [
        actions.Part(how=Assignment(lead_unit=cast.units[code]), new=NewTask(text=f"Phần của {code}"))
        for code in ("CB01", "CB02")
    ]
    actions.cascade(actor=cast.actor("secretary"), at=past, task_id=whole.pk, parts=parts)
    made["whole"] = whole
    _directive, made["planned"] = directive_with_task(cast, at=past + timedelta(minutes=1))
    gone = assigned_task(cast, at=past + timedelta(minutes=2))
    actions.withdraw(actor=head, at=AT, task_id=gone.pk, reason="Giao nhầm")
    made["withdrawn"] = gone
    return {name: Task.objects.get(pk=task.pk) for name, task in made.items()}


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role))
    return client


def html_of(client: Client, url: str, data: dict[str, str] | None = None) -> str:
    response = client.get(url, data or {})
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def links_of(page: str) -> list[tuple[int, str]]:
    """Every figure of a page that is a link to a list of tasks: its value and address."""
    found = re.findall(r'<a href="(/nhiem-vu/\?[^"]+)"[^>]*>(?:<b>)?([\d.]+)', page)
    return [(int(value.replace(".", "")), unescape(url)) for url, value in found]


def row_count(client: Client, url: str) -> int:
    page = client.get(url).context["page"]
    return int(page.paginator.count)


class TestStandings:
    def test_are_the_same_in_python_and_in_the_database(self, cast: Cast, work: dict[str, Task]) -> None:
        actor = cast.actor("secretary")
        for moment in (AT - timedelta(days=60), AT, AT + timedelta(days=400)):
            for each in Standing:
                rows = Rows(sieve=Sieve(standing=each))
                by_query = set(directive_rows.tasks(actor, rows, at=moment))
                by_rule = {task for task in Task.objects.all() if lists.standing_of(task, at=moment) == each}
                assert by_query == by_rule

    def test_add_up_to_the_total(self, cast: Cast, work: dict[str, Task]) -> None:
        found = directive_rows.tasks(cast.actor("secretary"), Rows(), at=AT)
        counted = lists.figures(found, at=AT)
        assert counted["total"] == sum(counted[each.value] for each in Standing) == 9

    def test_never_call_a_task_without_deadline_late(self, cast: Cast, work: dict[str, Task]) -> None:
        far = AT + timedelta(days=4000)
        actor = cast.actor("secretary")
        actions.finish(
            actor=cast.actor("cell_secretary"), at=far, task_id=work["open_without_deadline"].pk, text="Xong"
        )
        for moment in (AT, far):
            for each in (Standing.OVERDUE, Standing.LATE):
                found = directive_rows.tasks(actor, Rows(sieve=Sieve(standing=each)), at=moment)
                assert not found.filter(due_at__isnull=True).exists()
        done = Task.objects.get(pk=work["open_without_deadline"].pk)
        assert lists.standing_of(done, at=far) == Standing.NO_DEADLINE


class TestTerm:
    def test_counts_each_piece_of_work_once(self, cast: Cast, work: dict[str, Task]) -> None:
        review = term.review(cast.actor("secretary"), term.years_of(2025), at=AT)
        assert review.directives == 9
        # the whole passed on to two cells counts as its two parts, the planned and the withdrawn do not count
        assert review.figures == term.Figures(
            total=8, on_time=1, late=1, no_deadline=1, overdue=1, under_way=4
        )

    def test_opens_every_figure_to_as_many_rows(self, cast: Cast, work: dict[str, Task]) -> None:
        client = signed_in(cast, "secretary")
        figures = links_of(html_of(client, "/nhiem-ky/", YEAR))
        assert len(figures) > 20
        assert [(value, url) for value, url in figures if row_count(client, url) != value] == []

    def test_narrows_to_issuer_and_kind(self, cast: Cast, work: dict[str, Task]) -> None:
        client = signed_in(cast, "secretary")
        page = html_of(client, "/nhiem-ky/", {**YEAR, "loai": "plan"})
        assert "Không có văn bản" in page
        page = html_of(client, "/nhiem-ky/", {**YEAR, "cq": "Tỉnh ủy An Liêm", "loai": "official_letter"})
        assert [url for value, url in links_of(page) if row_count(client, url) != value] == []

    def test_asks_as_many_queries_for_many_directives(
        self, cast: Cast, work: dict[str, Task], django_assert_max_num_queries: Any
    ) -> None:
        client = signed_in(cast, "secretary")
        with django_assert_max_num_queries(20):
            html_of(client, "/nhiem-ky/", YEAR)

    def test_is_for_those_who_read_reports(self, cast: Cast) -> None:
        for role in ("specialist", "member"):
            for url in ("/nhiem-ky/", "/nhiem-ky/tai-ve.xlsx", "/bao-cao/", "/bao-cao/tai-ve.docx"):
                assert signed_in(cast, role).get(url).status_code == 404

    def test_shows_a_neighbour_nothing(self, cast: Cast, work: dict[str, Task]) -> None:
        assert "48-CV/TU" not in html_of(signed_in(cast, "stranger_head"), "/nhiem-ky/", YEAR)

    def test_puts_the_same_figures_into_the_file(self, cast: Cast, work: dict[str, Task]) -> None:
        body = signed_in(cast, "secretary").get("/nhiem-ky/tai-ve.xlsx", YEAR).content
        years, listed = openpyxl.load_workbook(io.BytesIO(body)).worksheets
        assert [cell.value for cell in years[years.max_row]] == ["Cả nhiệm kỳ", 9, 8, 1, 1, 1, 1, 4]
        assert "/nhiem-vu/?" in years.cell(years.max_row, 4).hyperlink.target
        assert listed.max_row >= 9


class TestReport:
    def rows(self, **more: Any) -> Rows:
        return Rows(period=Period(date(2026, 11, 1), date(2026, 11, 30)), report=True, **more)

    def test_shows_wholes_with_their_parts_and_no_row_twice(self, cast: Cast, work: dict[str, Task]) -> None:
        lines = upward.lines(cast.actor("secretary"), self.rows(), at=AT)
        by_task = {line.task.pk: line for line in lines}
        assert len(lines) == len(by_task) == 7
        assert work["withdrawn"].pk not in by_task
        assert work["planned"].pk not in by_task
        whole = by_task[work["whole"].pk]
        assert whole.parts == upward.Parts(total=2, done=0, overdue=0)
        assert "Giao xuống 2, xong 0." in upward.result_words(whole)

    def test_leaves_out_what_ended_before_the_period(self, cast: Cast, work: dict[str, Task]) -> None:
        december = Rows(period=Period(date(2026, 12, 1), date(2026, 12, 31)), report=True)
        shown = {line.task.pk for line in upward.lines(cast.actor("secretary"), december, at=AT)}
        assert shown == {work[name].pk for name in ("overdue", "under_way", "open_without_deadline", "whole")}

    def test_gives_the_reason_of_late_work_from_the_newest_request(
        self, cast: Cast, work: dict[str, Task]
    ) -> None:
        actions.request_extension(
            actor=cast.actor("cell_secretary"),
            at=AT,
            task_id=work["overdue"].pk,
            new_due_at=end_of_day(date(2026, 12, 5)),
            reason="Chờ đối chiếu với kho bạc",
        )
        lines = {line.task.pk: line for line in upward.lines(cast.actor("secretary"), self.rows(), at=AT)}
        assert lines[work["overdue"].pk].reason == "Chờ đối chiếu với kho bạc"
        assert lines[work["on_time"].pk].reason == ""

    @pytest.mark.parametrize("role", ["secretary", "office_head", "cell_secretary", "province_head"])
    def test_opens_every_figure_to_as_many_rows(self, cast: Cast, work: dict[str, Task], role: str) -> None:
        client = signed_in(cast, role)
        figures = links_of(html_of(client, "/bao-cao/", NOVEMBER))
        assert len(figures) == 6
        assert [(value, url) for value, url in figures if row_count(client, url) != value] == []

    def test_of_one_directive_names_it(self, cast: Cast, work: dict[str, Task]) -> None:
        directive = work["overdue"].case.directive
        page = html_of(signed_in(cast, "secretary"), "/bao-cao/", {"vb": str(directive.pk)})
        assert "Kết quả thực hiện Công văn số 48-CV/TU ngày 20/11/2026" in page
        assert "gửi Tỉnh ủy An Liêm" in page

    def test_says_in_words_that_no_deadline_was_given(self, cast: Cast, work: dict[str, Task]) -> None:
        lines = {line.task.pk: line for line in upward.lines(cast.actor("secretary"), self.rows(), at=AT)}
        without = lines[work["open_without_deadline"].pk]
        assert (without.due_words, without.standing) == ("không giao hạn", Standing.UNDER_WAY)

    def test_refuses_a_period_that_ends_before_it_begins(self, cast: Cast) -> None:
        page = html_of(signed_in(cast, "secretary"), "/bao-cao/", {"tu": "30/11/2026", "den": "01/11/2026"})
        assert "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi." in page

    def test_names_no_person_of_the_work(self, cast: Cast, work: dict[str, Task]) -> None:
        person = cast.actor("specialist")
        task = work["overdue"]
        task.person_id = person.person_id
        task.save()
        body = signed_in(cast, "secretary").get("/bao-cao/tai-ve.xlsx", NOVEMBER).content
        words = " ".join(
            str(cell.value)
            for sheet in openpyxl.load_workbook(io.BytesIO(body)).worksheets
            for row in sheet.iter_rows()
            for cell in row
        )
        assert person.name not in words
        assert "Chi bộ thôn Ghềnh" in words

    def test_is_an_official_paper_of_the_side(self, cast: Cast, work: dict[str, Task]) -> None:
        actor = cast.actor("secretary")
        lines = upward.lines(actor, self.rows(), at=AT)
        signer = upward.signers(cast.units["XCR"].pk, day=date(2026, 11, 23))[0]
        form = upward.Form(
            subject="Kết quả thực hiện nhiệm vụ được giao tháng 11/2026",
            receiver="Tỉnh ủy An Liêm",
            signer=signer,
            link=lambda standing: queries.absolute(f"/nhiem-vu/?kq={standing}"),
            row_link=lambda line: queries.absolute(f"/nhiem-vu/{line.task.pk}/"),
        )
        made = upward.paper(actor, lines, form, at=AT)
        assert (made.side, made.place, made.number, made.symbol) == ("party", "Cửa Rừng", None, "BC/ĐU")
        assert made.issuer == ("Tỉnh ủy An Liêm", "Đảng ủy xã Cửa Rừng")
        assert made.layout.number_line(None, made.symbol).replace("\xa0", "") == "Số -BC/ĐU"
        state = upward.paper(cast.actor("chair"), [], form, at=AT)
        assert (state.side, state.symbol) == ("state", "BC-UBND")

    @pytest.mark.parametrize(
        ("form", "magic"), [("docx", b"PK\x03\x04"), ("pdf", b"%PDF-"), ("xlsx", b"PK\x03\x04")]
    )
    def test_comes_as_a_file(self, cast: Cast, work: dict[str, Task], form: str, magic: bytes) -> None:
        response = signed_in(cast, "secretary").get(f"/bao-cao/tai-ve.{form}", NOVEMBER)
        assert response.status_code == 200
        assert response.content.startswith(magic)
        assert f".{form}" in response["Content-Disposition"]

    def test_file_figures_open_their_rows(self, cast: Cast, work: dict[str, Task]) -> None:
        client = signed_in(cast, "secretary")
        body = client.get("/bao-cao/tai-ve.xlsx", NOVEMBER).content
        summary = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
        checked = 0
        for _label, figure in summary.iter_rows(min_col=1, max_col=2):
            if figure.hyperlink is None:
                continue
            url = re.sub(r"^https?://[^/]+", "", figure.hyperlink.target)
            assert row_count(client, url) == figure.value
            checked += 1
        assert checked == 6


class TestPeriods:
    def test_are_whole_months_and_quarters(self) -> None:
        from liem.desks.office.reports.upward import month_of, period_words, quarter_of

        assert month_of(date(2028, 2, 10)) == Period(date(2028, 2, 1), date(2028, 2, 29))
        assert quarter_of(date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2026, 12, 31))
        assert period_words(quarter_of(date(2026, 5, 5))) == "quý II năm 2026"
        assert period_words(Period(date(2026, 1, 1), date(2026, 12, 31))) == "năm 2026"

    def test_year_narrowing_keeps_the_days_asked_for(self) -> None:
        origin = Origin(issued_from=date(2025, 8, 1), issued_to=date(2030, 6, 30), issuer="A")
        assert term.in_year(origin, 2025) == Origin(
            issued_from=date(2025, 8, 1), issued_to=date(2025, 12, 31), issuer="A"
        )
