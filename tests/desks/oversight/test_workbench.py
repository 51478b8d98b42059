"""The inspector's day, the one who signs, calendar, notices, search, the printed dossier: pages in whole."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

import concluding
from cast import AT, Cast
from commission import with_commission
from inspecting import brought_to, decision, opened, paper, staffed
from liem.desks.oversight.workbench import gather, jobs
from liem.domains.inspections import conclusion_actions as conclusions
from liem.domains.inspections import dossier, printing, printing_jobs, team
from liem.spine.access import NotFound
from liem.spine.cases.models import Printing
from liem.spine.notices import actions as notices
from liem.spine.notices.steps import tell_step
from liem.spine.vault import files

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from liem.domains.inspections.models import Inspection

    Open = Callable[..., HttpResponse]

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def commission(cast: Cast) -> Cast:
    return with_commission(cast)


@pytest.fixture
def case(commission: Cast) -> Inspection:
    return staffed(commission)


@pytest.fixture
def go(client: Client, commission: Cast) -> Open:
    def get(name: str, *args: Any, role: str = "inspector", post: bool = False, **given: str) -> HttpResponse:
        client.force_login(commission.account(role), backend=BACKEND)
        ask: Any = client.post if post else client.get
        answer: HttpResponse = ask(reverse(f"oversight:{name}", args=args), given)
        return answer

    return get


def html(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


class TestDay:
    def test_shows_what_is_the_actors_turn(self, commission: Cast, case: Inspection, go: Open) -> None:
        assert case.case.dossier in html(go("workbench"))
        found = gather.lines(commission.actor("inspector"), at=AT)
        assert [(line.turn, line.dossier) for line in found] == [("mine", case.case.dossier)]

    def test_waits_for_the_chair_to_name_a_head(self, commission: Cast) -> None:
        opened(commission)
        chair = gather.lines(commission.actor("ubkt_chair"), at=AT)
        other = gather.lines(commission.actor("inspector"), at=AT)
        assert [line.step for line in chair] == [line.step for line in other] == ["cử trưởng đoàn"]
        assert [line.turn for line in chair] == ["mine"]
        assert [line.turn for line in other] == ["others"]

    def test_puts_a_step_with_all_papers_before_the_one_who_signs(
        self, commission: Cast, case: Inspection, go: Open
    ) -> None:
        decision(commission, case)
        paper(commission, case, "plan")
        assert [line.turn for line in gather.lines(commission.actor("ubkt_chair"), at=AT)] == ["sign"]
        assert case.case.dossier in html(go("workbench_signing", role="ubkt_chair"))
        assert case.case.dossier in html(go("workbench", role="ubkt_chair", cho="cho-ky"))

    def test_filters_by_a_count_that_may_be_empty(self, case: Inspection, go: Open) -> None:
        assert (
            case.case.dossier
            not in html(go("workbench", cho="cho-ky")).split("</header>")[-1].split("Theo nhóm đã chọn")[1]
        )

    def test_costs_the_same_for_one_case_and_for_five(
        self, commission: Cast, django_assert_max_num_queries: Any
    ) -> None:
        for _each in range(5):
            staffed(commission)
        with django_assert_max_num_queries(45):
            assert len(gather.lines(commission.actor("inspector"), at=AT)) == 5

    @pytest.mark.parametrize("role", ["inspector_two", "member", "stranger_head"])
    def test_says_nothing_of_a_case_to_whom_it_is_closed(self, commission: Cast, role: str) -> None:
        staffed(commission, person="member")
        assert gather.lines(commission.actor(role), at=AT) == []

    @pytest.mark.parametrize("name", ["workbench", "workbench_list", "workbench_calendar"])
    def test_has_no_bench_for_who_does_not_inspect(self, go: Open, name: str) -> None:
        assert go(name, role="clerk").status_code == 404

    def test_does_not_exist_for_signing_without_the_duty(self, go: Open) -> None:
        assert go("workbench_signing", role="inspector").status_code == 404


def _line(step: str, turn: str, due: date | None = None, *, binding: bool = True) -> gather.Line:
    return gather.Line("inspection", "", "HS", step, "", turn, "", due, binding)


class TestUrgency:
    TODAY = date(2026, 11, 23)

    def first(self, *found: gather.Line) -> str:
        listed = sorted(found, key=lambda line: gather.order(line, self.TODAY))
        first = gather.first_of(listed, self.TODAY)
        return first.step if first else ""

    def test_puts_what_is_late_before_a_recheck_far_off(self) -> None:
        recheck = _line("phúc tra", "mine", self.TODAY + timedelta(days=75))
        old = _line("khắc phục", "others", self.TODAY - timedelta(days=9))
        late = _line("báo cáo", "mine", self.TODAY - timedelta(days=2))
        assert self.first(recheck, late, old) == "khắc phục"
        assert self.first(recheck, late) == "báo cáo"

    def test_puts_a_signature_before_a_day_far_off_and_after_one_near(self) -> None:
        recheck = _line("phúc tra", "mine", self.TODAY + timedelta(days=75))
        sign = _line("ký", "sign")
        near = _line("trả lời", "mine", self.TODAY + timedelta(days=3))
        assert self.first(recheck, sign) == "ký"
        assert self.first(recheck, sign, near) == "trả lời"
        assert self.first(_line("chờ", "others", self.TODAY + timedelta(days=1))) == ""

    def test_presses_only_what_is_late_or_due_within_days(self) -> None:
        vote = _line("biểu quyết", "sign", self.TODAY + timedelta(days=1606))
        doubtful = _line("tham khảo", "mine", self.TODAY - timedelta(days=9), binding=False)
        near = _line("trả lời", "mine", self.TODAY + timedelta(days=1))
        assert gather.pressing([vote, doubtful, near], self.TODAY) == [near]


class TestSubject:
    def test_sees_the_report_that_is_due_on_the_own_day_and_nothing_after_it(
        self, commission: Cast, case: Inspection, client: Client
    ) -> None:
        brought_to(commission, case, "decide")
        told = case.papers.get(kind="decision")
        dossier.serve_paper(
            actor=commission.actor("inspector"), at=AT, inspection_id=case.pk, paper_id=told.pk
        )
        brought_to(commission, case, "notify")
        secretary = commission.actor("cell_secretary")
        steps = [line.step for line in gather.lines(secretary, at=AT)]
        assert steps == ["xác nhận đã nhận giấy tờ", "gửi báo cáo theo đề cương"]
        client.force_login(commission.account("cell_secretary"), backend=BACKEND)
        assert "gửi báo cáo theo đề cương" in html(client.get("/"))
        assert gather.lines(commission.actor("stranger_head"), at=AT) == []


class TestConclusion:
    def test_waits_for_the_team_until_there_is_a_draft_and_then_for_the_signature(
        self, commission: Cast
    ) -> None:
        inspection = concluding.heard(commission)
        who = {role: commission.actor(role) for role in ("inspector", "ubkt_chair")}

        def turns() -> list[str]:
            return [gather.lines(actor, at=AT)[0].turn for actor in who.values()]

        assert turns() == ["mine", "others"]
        conclusions.save_draft(
            actor=who["inspector"],
            at=AT,
            inspection_id=inspection.pk,
            content=concluding.whole(commission),
            parent=None,
        )
        assert turns() == ["mine", "sign"]
        # who leads the team and signs has it under what waits for the signature
        inspection.team.update(person=commission.account("ubkt_chair").person)
        assert gather.lines(who["ubkt_chair"], at=AT)[0].turn == "sign"


class TestYesterday:
    def test_prints_the_list_of_a_morning_again(self, commission: Cast, case: Inspection, go: Open) -> None:
        now = datetime.now(UTC)
        jobs.keep_day_lists(at=now - timedelta(days=1))
        jobs.keep_day_lists(at=now - timedelta(days=1))
        day = (now - timedelta(days=1) + timedelta(hours=7)).date()
        brought_to(commission, case, "decide")
        shown = html(go("workbench_list", ngay=day.isoformat()))
        assert case.case.dossier in shown
        assert f"{day:%d/%m/%Y}" in shown

    def test_keeps_back_lines_no_longer_seen(self, commission: Cast, case: Inspection) -> None:
        rows = gather.kept(gather.lines(commission.actor("inspector"), at=AT))
        assert gather.restored(commission.actor("stranger_head"), rows, at=AT) == ([], 1)
        same, hidden = gather.restored(commission.actor("inspector"), rows, at=AT)
        assert (len(same), hidden) == (1, 0)

    @pytest.mark.parametrize("day", ["hom-qua", "2020-01-01"])
    def test_refuses_a_day_that_is_none(self, go: Open, day: str) -> None:
        assert go("workbench_list", ngay=day).status_code == 422

    def test_says_when_a_day_has_no_list(self, go: Open) -> None:
        day = (datetime.now(UTC) - timedelta(days=5)).date()
        assert "không giữ danh sách" in html(go("workbench_list", ngay=day.isoformat()))


class TestCalendar:
    def address(self, go: Open) -> str:
        found = re.search(r'value="([^"]+\.ics)"', html(go("workbench_calendar", post=True)))
        assert found is not None
        return "/" + found[1].split("/", 3)[3]

    def test_gives_limits_without_a_session_and_without_content(
        self, commission: Cast, case: Inspection, go: Open
    ) -> None:
        case.due_at, case.due_binding = AT + timedelta(days=400), True
        case.save(update_fields=["due_at", "due_binding"])
        address = self.address(go)
        answer = Client().get(address)
        assert answer["Content-Type"].startswith("text/calendar")
        text = answer.content.decode().replace("\r\n ", "")
        assert case.case.dossier in text
        assert "CB01" not in text
        assert "quỹ" not in text
        assert "thôn Ghềnh" not in text

    def test_shows_the_address_once_and_ends_with_it(self, go: Open) -> None:
        address = self.address(go)
        assert address not in html(go("workbench_calendar"))
        second = self.address(go)
        assert Client().get(address).status_code == 404
        assert Client().get(second).status_code == 200
        go("workbench_calendar", post=True, lam="thu-hoi")
        assert Client().get(second).status_code == 404

    def test_ends_with_the_account(self, commission: Cast, go: Open) -> None:
        address = self.address(go)
        account = commission.account("inspector")
        account.is_active = False
        account.save(update_fields=["is_active"])
        assert Client().get(address).status_code == 404

    def test_refuses_to_end_what_is_not(self, go: Open) -> None:
        assert go("workbench_calendar", post=True, lam="thu-hoi").status_code == 409


class TestNotices:
    def tell(self, commission: Cast, path: str = "/kiem-tra/cuoc/") -> None:
        persons = [commission.account("inspector").person_id]
        tell_step(at=AT, persons=persons, key="k:1", kind="test", words="Có việc đang chờ", path=path)

    def test_shows_the_own_ones_only_and_counts_the_unread(self, commission: Cast, go: Open) -> None:
        self.tell(commission)
        shown = html(go("notices"))
        assert "Có việc đang chờ" in shown
        assert "Thông báo (1)" in shown
        assert "Có việc đang chờ" not in html(go("notices", role="member"))

    def test_opens_one_and_marks_it_read(self, commission: Cast, go: Open) -> None:
        self.tell(commission)
        notice = notices.Notice.objects.get()
        assert go("notices_open", notice.pk, role="member", post=True).status_code == 404
        answer = go("notices_open", notice.pk, post=True)
        assert answer["Location"] == "/kiem-tra/cuoc/"
        assert "Có việc đang chờ" not in html(go("notices"))
        assert "Có việc đang chờ" in html(go("notices", xem="tat-ca"))

    def test_never_leads_to_another_house(self, commission: Cast, go: Open) -> None:
        self.tell(commission, path="//evil.example/x")
        answer = go("notices_open", notices.Notice.objects.get().pk, post=True)
        assert answer["Location"] == reverse("oversight:notices")

    def test_marks_all(self, commission: Cast, go: Open) -> None:
        self.tell(commission)
        go("notices_read", post=True, role="member")
        assert notices.Notice.objects.filter(read_at=None).exists()
        go("notices_read", post=True)
        assert not notices.Notice.objects.filter(read_at=None).exists()


class TestSearch:
    def find(self, client: Client, commission: Cast, text: str, role: str = "inspector") -> str:
        client.force_login(commission.account(role), backend=BACKEND)
        return html(client.get(reverse("office:search"), {"q": text})).split("</form>", 1)[1]

    @pytest.mark.parametrize("text", ["sổ quỹ", "so quy", unicodedata.normalize("NFD", "SỔ QUỸ")])
    def test_finds_evidence_typed_in_any_way(
        self, client: Client, commission: Cast, case: Inspection, text: str
    ) -> None:
        new = dossier.NewEvidence(
            kind="file",
            title=unicodedata.normalize("NFD", "Ảnh sổ quỹ"),
            file=dossier.File(files.store([b"x"], at=AT), "a.jpg"),
        )
        dossier.add_evidence(actor=commission.actor("inspector"), at=AT, inspection_id=case.pk, new=new)
        assert "CC01" in self.find(client, commission, text)
        assert "CC01" not in self.find(client, commission, text, role="stranger_head")

    def test_says_nothing_to_the_subject_of_what_lies_inside(
        self, client: Client, commission: Cast, case: Inspection
    ) -> None:
        made = paper(commission, case, "minutes")
        served = decision(commission, case)
        dossier.serve_paper(
            actor=commission.actor("inspector"), at=AT, inspection_id=case.pk, paper_id=served.pk
        )
        assert made.title in self.find(client, commission, "giay minutes")
        shown = self.find(client, commission, "giay minutes", role="cell_secretary")
        assert made.title not in shown

    def test_finds_a_case_by_its_subject(self, client: Client, commission: Cast, case: Inspection) -> None:
        assert case.case.dossier in self.find(client, commission, "ghenh")
        assert case.case.dossier not in self.find(client, commission, "ghenh", role="stranger")


class TestWholeDossier:
    def test_binds_what_lies_in_the_case_and_keeps_it(
        self, commission: Cast, case: Inspection, go: Open
    ) -> None:
        decision(commission, case)
        assert go("inspections_print", case.pk, post=True).status_code == 302
        made = Printing.objects.get()
        assert "Đang đóng" in html(go("inspections_print", case.pk)) or made.state == "waiting"
        printing_jobs.print_dossier(at=AT, printing_id=str(made.pk))
        printing_jobs.print_dossier(at=AT, printing_id=str(made.pk))
        made.refresh_from_db()
        assert (made.state, made.done, made.total) == ("done", 1, 1)
        assert made.pages >= 2
        assert "Tải tệp PDF" in html(go("inspections_print", case.pk))
        answer = go("inspections_print_file", case.pk)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]

    def test_gives_the_same_file_until_something_is_added(self, commission: Cast, case: Inspection) -> None:
        actor = commission.actor("inspector")
        first, receipt = printing.ask_printing(actor=actor, at=AT, inspection_id=case.pk)
        again, none = printing.ask_printing(actor=actor, at=AT, inspection_id=case.pk)
        assert (again.pk, none) == (first.pk, None)
        printing_jobs.print_dossier(at=AT, printing_id=str(first.pk))
        assert printing.ask_printing(actor=actor, at=AT, inspection_id=case.pk) == (first, None)
        decision(commission, case)
        later, more = printing.ask_printing(actor=actor, at=AT, inspection_id=case.pk)
        assert later.pk != first.pk
        assert more is not None
        assert receipt is not None

    def test_never_prints_an_altered_original(self, commission: Cast, case: Inspection) -> None:
        made = paper(commission, case, "plan")
        asked, _receipt = printing.ask_printing(
            actor=commission.actor("inspector"), at=AT, inspection_id=case.pk
        )
        place = files.place(made.blob_id)
        path = files.storages["vault"].path(place)
        Path(path).chmod(0o640)
        Path(path).write_bytes(b"other")
        printing_jobs.print_dossier(at=AT, printing_id=str(asked.pk))
        asked.refresh_from_db()
        assert asked.state == "failed"
        assert "thay đổi" in asked.words

    @pytest.mark.parametrize("role", ["inspector_two", "member", "stranger_head"])
    def test_is_no_page_for_whom_the_case_is_closed(self, commission: Cast, go: Open, role: str) -> None:
        about = staffed(commission, person="member")
        assert go("inspections_print", about.pk, role=role).status_code == 404

    def test_is_no_page_for_the_subject(self, commission: Cast, case: Inspection) -> None:
        served = decision(commission, case)
        dossier.serve_paper(
            actor=commission.actor("inspector"), at=AT, inspection_id=case.pk, paper_id=served.pk
        )
        with pytest.raises(NotFound):
            printing.ask_printing(actor=commission.actor("cell_secretary"), at=AT, inspection_id=case.pk)

    def test_is_refused_to_who_stepped_aside(self, commission: Cast, case: Inspection, go: Open) -> None:
        team.step_aside(
            actor=commission.actor("inspector"), at=AT, inspection_id=case.pk, words="Có việc chung"
        )
        assert go("inspections_print", case.pk).status_code == 403
