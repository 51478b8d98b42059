"""Giving tasks through pages: sáu rõ, one unit for several, one for many, undo, the letter, the overview."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast, directive_with_task
from liem.domains.directives import actions, papers, receivers, taking_back
from liem.domains.directives.models import Directive, Letter
from liem.spine.access import Conflict
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.tasks import actions as task_actions
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Assignment, NewTask

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


def as_(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role))
    return client


def page(directive: Directive, name: str = "one", *more: object) -> str:
    return reverse(f"office:directives_{name}", args=[directive.pk, *more])


def filled(task: Task, **typed: object) -> dict[str, object]:
    """What the page sends for a task that nobody changed, with ``typed`` on top."""
    prefix = f"n{str(task.pk)[-12:]}"
    kept = task.due_rule
    first: dict[str, object] = {
        "give": "on",
        "text": task.text,
        "product": task.product,
        "due_kind": task.deadline_kind,
        "due_words": task.due_words,
        "due_unit": "d",
    }
    if kept.get("date"):
        first["due_date"] = f"{date.fromisoformat(kept['date']):%d/%m/%Y}"
    return {f"{prefix}-{name}": value for name, value in (first | typed).items()}


def text(response: Response) -> str:
    return response.content.decode()


@pytest.fixture
def asked(cast: Cast) -> tuple[Directive, Task]:
    made: tuple[Directive, Task] = directive_with_task(
        cast, at=datetime.now(UTC) - timedelta(minutes=5), due=date(2031, 11, 28)
    )
    return made


class TestGivingATask:
    def test_reaches_the_chosen_unit_with_its_helpers_person_and_six_clear_things(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        khanh = cast.actor("cell_secretary")
        sent = filled(
            task,
            lead_unit=cast.units["CB01"].pk,
            co_units=[str(cast.units["CB02"].pk)],
            person=khanh.person_id,
            responsibility="Bí thư chi bộ chịu trách nhiệm",
            authority="Được yêu cầu thủ quỹ cung cấp sổ",
        )
        response = as_(cast, "office_head").post(page(directive, "assign"), {**sent, "do": "give"})
        assert response.status_code == 302
        task.refresh_from_db()
        assert (task.state, task.lead_unit_id) == (TaskState.ASSIGNED, cast.units["CB01"].pk)
        assert [unit.code for unit in task.co_units.all()] == ["CB02"]
        assert task.person_id == khanh.person_id
        assert task.authority == "Được yêu cầu thủ quỹ cung cấp sổ"
        assert task.product == "Báo cáo"
        assert task.due_rule["date"] == "2031-11-28"

    def test_without_a_lead_unit_is_refused_and_keeps_what_was_typed(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        sent = filled(task, lead_unit="", authority="Tự quyết định thứ tự")
        response = as_(cast, "office_head").post(page(directive, "assign"), {**sent, "do": "give"})
        assert response.status_code == 422
        assert "Chọn đơn vị chủ trì" in text(response)
        assert "Tự quyết định thứ tự" in text(response)
        task.refresh_from_db()
        assert task.state == TaskState.PLANNED

    def test_with_no_deadline_on_purpose_is_never_late(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        sent = filled(task, lead_unit=cast.units["CB01"].pk, due_kind="none", due_date="")
        as_(cast, "office_head").post(page(directive, "assign"), {**sent, "do": "give"})
        task.refresh_from_db()
        assert (task.deadline_kind, task.due_at) == ("none", None)
        assert not task.is_overdue(datetime(2090, 1, 1, tzinfo=UTC))

    def test_computes_a_changed_deadline_by_its_rule(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        sent = filled(
            task,
            lead_unit=cast.units["CB01"].pk,
            due_kind="date",
            due_date="25/11/2031",
            due_before="on",
            due_words="trước ngày 25/11/2031",
        )
        as_(cast, "office_head").post(page(directive, "assign"), {**sent, "do": "give"})
        task.refresh_from_db()
        assert task.due_at is not None
        assert task.due_at.date() == date(2031, 11, 24)

    def test_to_a_unit_outside_the_giver_is_not_offered(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        sent = filled(task, lead_unit=cast.units["ST01"].pk)
        response = as_(cast, "office_head").post(page(directive, "assign"), {**sent, "do": "give"})
        assert response.status_code == 422
        task.refresh_from_db()
        assert task.state == TaskState.PLANNED

    def test_is_closed_to_who_may_not_give(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, _task = asked
        for role in ("clerk", "specialist", "stranger_head", "cell_secretary", "auditor"):
            assert as_(cast, role).get(page(directive, "assign")).status_code == 404, role


class TestOffersToTheGiver:
    def test_name_the_unit_printed_with_its_abbreviation(self, cast: Cast) -> None:
        units = receivers.units_to_give(cast.actor("office_head"), day=date(2026, 11, 23))
        found = receivers.suggestions("UBND xã", units)
        assert [unit.code for unit in found] == ["UBND"]

    def test_name_nobody_where_nothing_fits(self, cast: Cast) -> None:
        units = receivers.units_to_give(cast.actor("office_head"), day=date(2026, 11, 23))
        assert receivers.suggestions("Hợp tác xã Nà Bó", units) == []

    def test_do_not_pick_one_cell_where_all_cells_are_meant(self, cast: Cast) -> None:
        units = receivers.units_to_give(cast.actor("office_head"), day=date(2026, 11, 23))
        assert receivers.suggestions("Các chi bộ trực thuộc", units) == []
        assert receivers.kinds_meant("Các chi bộ trực thuộc") == ("party_cell", "base_cell")

    def test_are_chosen_only_when_pressed(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        Task.objects.filter(pk=task.pk).update(assignee="Chi bộ thôn Ghềnh")
        client = as_(cast, "office_head")
        shown = client.get(page(directive, "assign"))
        assert "Có phải:" in text(shown)
        assert f'value="{cast.units["CB01"].pk}" selected' not in text(shown)
        order = f"take:{task.pk}:{cast.units['CB01'].pk}"
        taken = client.post(page(directive, "assign"), {**filled(task), "do": order})
        assert f'value="{cast.units["CB01"].pk}" selected' in text(taken)
        assert "Vi Văn Khánh" in text(taken)
        task.refresh_from_db()
        assert task.state == TaskState.PLANNED

    def test_fill_one_unit_into_all_marked_tasks(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        other, _ = actions.add_task(
            actor=cast.actor("office_head"),
            at=datetime.now(UTC),
            directive_id=directive.pk,
            new=NewTask(text="Niêm yết danh sách", number="2"),
        )
        unit = str(cast.units["CB02"].pk)
        sent = {**filled(task), **filled(other), "one_unit": unit, "do": "apply"}
        response = as_(cast, "office_head").post(page(directive, "assign"), sent)
        assert text(response).count(f'value="{unit}" selected') == 2


class TestOneTaskForManyUnits:
    def test_shows_exactly_who_gets_it_before_it_is_given(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        response = as_(cast, "office_head").get(
            page(directive, "distribute", task.pk), {"loai": "party_cell"}
        )
        shown = text(response)
        assert "2 đơn vị nhận" in shown
        assert "Chi bộ thôn Ghềnh" in shown
        assert "Chi bộ thôn Suối" not in shown  # a cell of the neighbouring commune

    def test_gives_each_chosen_unit_its_part_and_keeps_the_head(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        sent = {"units": [str(cast.units["CB01"].pk), str(cast.units["CB02"].pk)]}
        response = as_(cast, "office_head").post(page(directive, "distribute", task.pk), sent)
        assert response.status_code == 302
        task.refresh_from_db()
        assert task.lead_unit_id == cast.units["XCR"].pk
        parts = list(task.children.order_by("lead_unit__code"))
        assert [part.lead_unit.code for part in parts if part.lead_unit] == ["CB01", "CB02"]
        assert {part.due_at for part in parts} == {task.due_at}

    def test_refuses_an_empty_choice(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        response = as_(cast, "office_head").post(page(directive, "distribute", task.pk), {})
        assert response.status_code == 422
        assert "Chọn ít nhất một đơn vị" in text(response)


class TestUndo:
    def test_withdraws_as_given_by_mistake_and_plans_again(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        client = as_(cast, "office_head")
        client.post(
            page(directive, "assign"), {**filled(task, lead_unit=cast.units["CB01"].pk), "do": "give"}
        )
        assert "Hoàn tác" in text(client.get(page(directive)))
        assert client.post(page(directive, "undo")).status_code == 302
        task.refresh_from_db()
        assert task.state == TaskState.WITHDRAWN
        again = Task.objects.get(case=directive.case, state=TaskState.PLANNED)
        assert (again.text, again.due_at, again.number) == (task.text, task.due_at, task.number)
        told = [values for entry, values in opened(list(Entry.objects.filter(subject=task.pk))) if values]
        assert told[-1] == {"reason": "giao nhầm"}

    def test_is_refused_once_the_receiver_has_acknowledged(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        client = as_(cast, "office_head")
        client.post(
            page(directive, "assign"), {**filled(task, lead_unit=cast.units["CB01"].pk), "do": "give"}
        )
        task_actions.acknowledge(actor=cast.actor("cell_secretary"), at=datetime.now(UTC), task_id=task.pk)
        response = client.post(page(directive, "undo"), follow=True)
        assert "đã nhận việc này nên không hoàn tác được" in text(response)
        task.refresh_from_db()
        assert task.state == TaskState.ACKNOWLEDGED

    def test_is_over_after_its_time(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        at = datetime.now(UTC)
        actions.assign_tasks(
            actor=cast.actor("office_head"),
            at=at,
            directive_id=directive.pk,
            assignments={task.pk: Assignment(lead_unit=cast.units["CB01"])},
        )
        task.refresh_from_db()
        assert taking_back.moment_given([task], at=at + timedelta(seconds=31)) is None
        with pytest.raises(Conflict, match="quá thời gian"):
            taking_back.take_back(
                actor=cast.actor("office_head"), at=at + timedelta(seconds=60), directive_id=directive.pk
            )

    def test_takes_back_a_task_given_to_many_with_all_its_parts(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        client = as_(cast, "office_head")
        sent = {"units": [str(cast.units["CB01"].pk), str(cast.units["CB02"].pk)]}
        client.post(page(directive, "distribute", task.pk), sent)
        client.post(page(directive, "undo"))
        states = Task.objects.filter(case=directive.case).values_list("state", flat=True)
        assert sorted(states) == ["planned", "withdrawn", "withdrawn", "withdrawn"]


def given(cast: Cast, directive: Directive, task: Task, unit: str = "CB01") -> None:
    actions.assign_tasks(
        actor=cast.actor("office_head"),
        at=datetime.now(UTC),
        directive_id=directive.pk,
        assignments={task.pk: Assignment(lead_unit=cast.units[unit], product="Báo cáo bằng văn bản")},
    )


def chosen(cast: Cast, task: Task, **more: str) -> dict[str, str | list[str]]:
    [signer] = [
        each
        for each in receivers.signers(cast.units["XCR"].pk, day=datetime.now(UTC).date())
        if each.post == "secretary"
    ]
    return {"tasks": [str(task.pk)], "signer": str(signer.pk), "closing": "Báo cáo kết quả.", **more}


class TestTheLetter:
    def test_is_looked_at_before_it_takes_a_number(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        given(cast, directive, task)
        response = as_(cast, "office_head").get(page(directive, "letter"), {**chosen(cast, task), "xem": "1"})
        shown = text(response)
        assert "ĐẢNG BỘ TỈNH AN LIÊM" in shown
        assert "T/M BAN THƯỜNG VỤ" in shown
        assert "Kính gửi: Chi bộ thôn Ghềnh" in shown
        assert Letter.objects.count() == 0

    def test_is_numbered_by_the_partys_rule_for_a_party_body(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        client = as_(cast, "office_head")
        assert client.post(page(directive, "letter"), chosen(cast, task)).status_code == 302
        client.post(page(directive, "letter"), chosen(cast, task))
        first, second = Letter.objects.order_by("number")
        assert [papers.number_words(each) for each in (first, second)] == ["01-CV/ĐU", "02-CV/ĐU"]
        assert first.side == "party"
        assert first.signer == "Vi Văn Thắng"

    def test_takes_one_number_when_the_button_is_pressed_twice(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        client = as_(cast, "office_head")
        sent = {**chosen(cast, task), "known": "0"}
        assert client.post(page(directive, "letter"), sent).status_code == 302
        again = client.post(page(directive, "letter"), sent)
        assert again.status_code == 409
        assert "Đã ra văn bản giao việc số 01-CV/ĐU" in text(again)
        assert Letter.objects.count() == 1

    def test_names_every_unit_of_a_task_given_to_many(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        client = as_(cast, "office_head")
        units = {"units": [str(cast.units["CB01"].pk), str(cast.units["CB02"].pk)]}
        client.post(page(directive, "distribute", task.pk), units)
        shown = text(client.get(page(directive, "letter"), {**chosen(cast, task), "xem": "1"}))
        assert "Kính gửi: Chi bộ thôn Ghềnh; Chi bộ thôn Nà Lành" in shown
        assert "Chủ trì: Đảng ủy xã Cửa Rừng" not in shown

    def test_runs_by_term_for_the_party_and_by_year_for_the_state(self, cast: Cast) -> None:
        assert papers.period_of(cast.units["XCR"], date(2026, 11, 25)) == "2025-2030"
        assert papers.period_of(cast.units["UBND"], date(2026, 11, 25)) == "2026"
        assert papers.symbol_of(cast.units["UBND"], date(2026, 11, 25)) == "UBND"
        assert papers.sign_lines(cast.units["UBND"], "deputy_head", day=date(2026, 11, 25)) == (
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
        )

    def test_comes_as_docx_and_pdf_with_its_number_and_tasks(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        client = as_(cast, "office_head")
        client.post(page(directive, "letter"), chosen(cast, task))
        letter = Letter.objects.get()
        word = client.get(reverse("office:directives_letter_file", args=[letter.pk, "docx"]))
        document = zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
        assert "Rà soát sổ quỹ chi bộ" in document
        assert "01-CV/ĐU" in document
        printed = client.get(reverse("office:directives_letter_file", args=[letter.pk, "pdf"]))
        assert printed.content.startswith(b"%PDF-")

    def test_marks_what_will_be_printed_as_vietnamese_on_an_english_page(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        client = as_(cast, "office_head")
        client.cookies["liem_language"] = "en"
        shown = text(client.get(page(directive, "letter")))
        for name in ("sign_authority", "sign_title", "closing"):
            assert re.search(rf'<(?:textarea|input)[^>]*name="{name}"[^>]*lang="vi"', shown), name
        assert '<article class="card" lang="vi"' in text(
            client.get(page(directive, "letter"), {**chosen(cast, task), "xem": "1"})
        )

    @pytest.mark.parametrize(
        ("host", "query", "coded"),
        [
            ("xa.example.vn", "?dong=", True),
            (f"{'cua-rung.' * 6}vn", "", True),
            (f"{'cua-rung.' * 9}vn", "", False),
        ],
    )
    def test_never_prints_an_address_that_was_cut(
        self,
        cast: Cast,
        asked: tuple[Directive, Task],
        settings: SettingsWrapper,
        host: str,
        query: str,
        *,
        coded: bool,
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        settings.LIEM = replace(settings.LIEM, public_url=f"https://{host}")
        client = as_(cast, "office_head")
        client.post(page(directive, "letter"), chosen(cast, task))
        letter = Letter.objects.get()
        word = client.get(reverse("office:directives_letter_file", args=[letter.pk, "docx"]))
        foot = zipfile.ZipFile(io.BytesIO(word.content)).read("word/footer1.xml").decode()
        ledger = f"https://{host}/so-nhat-ky/"
        named = sorted(set(re.findall(r"Mã QR: ([^\"]*)", foot)))
        assert named == ([f"{ledger}{query}{letter.entry_seq if query else ''}"] if coded else [])
        assert (f" · {ledger}" in foot) is not coded

    def test_reads_the_same_after_its_task_has_changed(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        client = as_(cast, "office_head")
        client.post(page(directive, "letter"), chosen(cast, task))
        address = reverse("office:directives_letter_file", args=[Letter.objects.get().pk, "docx"])
        before = client.get(address).content
        task_actions.withdraw(
            actor=cast.actor("office_head"), at=datetime.now(UTC), task_id=task.pk, reason="đổi đơn vị"
        )
        Task.objects.filter(pk=task.pk).update(text="khác hẳn")
        assert client.get(address).content == before

    def test_is_refused_before_anything_was_given(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, _task = asked
        response = as_(cast, "office_head").get(page(directive, "letter"), follow=True)
        assert "Giao ít nhất một nhiệm vụ" in text(response)

    def test_is_hidden_from_the_neighbouring_commune(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        given(cast, directive, task)
        as_(cast, "office_head").post(page(directive, "letter"), chosen(cast, task))
        letter = Letter.objects.get()
        stranger = as_(cast, "stranger_head")
        assert stranger.get(reverse("office:directives_letter_one", args=[letter.pk])).status_code == 404
        assert (
            stranger.get(reverse("office:directives_letter_file", args=[letter.pk, "pdf"])).status_code == 404
        )


class TestTheOverview:
    def test_begins_headings_with_a_capital_and_keeps_what_was_read(self, cast: Cast) -> None:
        directive, task = directive_with_task(cast, subject="rà soát sổ quỹ")
        Task.objects.filter(pk=task.pk).update(heading="đối chiếu sổ quỹ chi bộ")
        given(cast, directive, task)
        client = as_(cast, "office_head")
        shown = text(client.get(page(directive)))
        assert re.search(r"<h1[^>]*>Rà soát sổ quỹ</h1>", shown)
        assert ">Đối chiếu sổ quỹ chi bộ<" in shown
        assert "Đối chiếu sổ quỹ chi bộ" in text(client.get(reverse("office:tree", args=[directive.pk])))
        assert "Đối chiếu sổ quỹ chi bộ" in text(client.get(reverse("office:tasks")))
        directive.refresh_from_db()
        task.refresh_from_db()
        assert (directive.subject, task.heading) == ("rà soát sổ quỹ", "đối chiếu sổ quỹ chi bộ")

    def test_leads_from_each_moment_to_its_line_of_the_ledger(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, _task = asked
        client = as_(cast, "office_head")
        moment = client.get(page(directive)).context["moments"][-1]
        first = client.get(moment.seal_url).context["lines"][0]
        assert f"?dong={first.seq}" in moment.seal_url

    def test_tells_who_did_what_in_which_post_and_where_in_the_ledger(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        given(cast, directive, task)
        shown = text(as_(cast, "secretary").get(page(directive)))
        assert "Lò Thị Mai, Văn thư, tổng hợp, Đảng ủy xã Cửa Rừng" in shown
        assert "Xác nhận nội dung" in shown
        assert f"Giao nhiệm vụ: {task.number}. {task.heading}" in shown
        assert "sổ #" in shown
        assert "Chi bộ thôn Ghềnh" in shown

    def test_opens_to_the_unit_that_got_a_task_and_to_no_other(
        self, cast: Cast, asked: tuple[Directive, Task]
    ) -> None:
        directive, task = asked
        assert as_(cast, "cell_secretary").get(page(directive)).status_code == 404
        given(cast, directive, task)
        assert as_(cast, "cell_secretary").get(page(directive)).status_code == 200
        assert as_(cast, "other_cell_secretary").get(page(directive)).status_code == 404
        assert as_(cast, "stranger").get(page(directive)).status_code == 404

    def test_lets_a_missed_task_be_added(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, _task = asked
        sent = {"text": "Lập danh sách hộ", "number": "3", "due_kind": "none", "due_unit": "d"}
        response = as_(cast, "office_head").post(page(directive, "add_task"), sent)
        assert response.status_code == 302
        assert Task.objects.filter(case=directive.case, text="Lập danh sách hộ").count() == 1

    def test_closes_only_when_nothing_is_left_to_do(self, cast: Cast, asked: tuple[Directive, Task]) -> None:
        directive, task = asked
        client = as_(cast, "office_head")
        assert "chưa hoàn thành" in text(client.post(page(directive, "close"), follow=True))
        task_actions.withdraw(
            actor=cast.actor("office_head"), at=datetime.now(UTC), task_id=task.pk, reason="trùng"
        )
        client.post(page(directive, "close"))
        directive.refresh_from_db()
        assert directive.state == "closed"
