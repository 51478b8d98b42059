"""Pages of tasks: today, the list, one task and its verbs, passing on, the tree, the work of a unit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import AT, Cast, directive_with_task
from liem.domains.directives import actions as directives
from liem.spine.tasks import actions
from liem.spine.tasks.flow import State
from liem.spine.tasks.models import Progress, Task
from liem.spine.tasks.steps import Assignment

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_AGO = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)


@pytest.fixture
def enter(cast: Cast) -> Callable[[str], Client]:
    """Return a client signed in as a role of the cast."""

    def signed_in(role: str) -> Client:
        client = Client()
        client.force_login(cast.account(role))
        return client

    return signed_in


def assigned_task(
    cast: Cast, *, at: datetime = AT, unit: str = "CB01", due: date | None = date(2026, 11, 30)
) -> Task:
    """Return a task of a directive of its own, given to a unit."""
    subject = f"Rà soát sổ quỹ chi bộ lần {Task.objects.count() + 1}"
    directive, task = directive_with_task(cast, at=at, due=due, subject=subject)
    directives.assign_tasks(
        actor=cast.actor("office_head"),
        at=at,
        directive_id=directive.pk,
        assignments={task.pk: Assignment(lead_unit=cast.units[unit])},
    )
    task.refresh_from_db()
    return task


def late_task(cast: Cast, *, unit: str = "CB01") -> Task:
    return assigned_task(cast, at=LONG_AGO, unit=unit, due=date(2026, 11, 6))


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"office:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


class TestToday:
    def test_begins_with_the_most_urgent_lawful_step(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = late_task(cast)
        shown = page(enter("cell_secretary"), "today")
        assert "Bước tiếp theo: nhận việc" in shown
        assert reverse("office:tasks_acknowledge", args=[task.pk]) in shown
        assert "06/11/2026" in shown

    def test_offers_the_giver_to_urge_what_is_late(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = late_task(cast)
        shown = page(enter("office_head"), "today")
        assert "đôn đốc đơn vị chủ trì" in shown
        assert reverse("office:tasks_urge_one", args=[task.pk]) in shown

    def test_never_presses_a_task_without_a_deadline(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = assigned_task(cast, at=LONG_AGO, due=None)
        actions.acknowledge(actor=cast.actor("cell_secretary"), at=LONG_AGO, task_id=task.pk)
        answer = enter("cell_secretary").get("/")
        assert answer.context["rows"] == []
        assert [tile.value for tile in answer.context["tiles"]] == ["0", "0", "0", "0"]

    def test_counts_open_to_lists_of_that_length(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        late_task(cast)
        assigned_task(cast, due=None)
        client = enter("cell_secretary")
        tiles = client.get("/").context["tiles"]
        assert [tile.value for tile in tiles][:3] == ["1", "0", "2"]
        for tile in tiles:
            assert client.get(tile.url).context["page"].paginator.count == int(tile.value)

    def test_has_a_page_for_a_post_without_tasks(self, enter: Callable[[str], Client]) -> None:
        assert "Chức danh này không nhận, không giao nhiệm vụ" in page(enter("auditor"), "today")

    def test_tells_the_clerk_what_waits_to_be_confirmed(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        directive_with_task(cast)
        tiles = enter("office_head").get("/").context["inbox_tiles"]
        assert [tile.value for tile in tiles] == ["0", "0", "0", "1"]


class TestTheList:
    def test_finds_words_typed_without_marks(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        assigned_task(cast)
        client = enter("cell_secretary")
        assert "Rà soát sổ quỹ chi bộ" in page(client, "tasks", q="ra soat so quy")
        assert "Không có nhiệm vụ nào như vậy" in page(client, "tasks", q="lũ quét")

    def test_calls_nothing_late_that_has_no_deadline(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        assigned_task(cast, at=LONG_AGO, due=None)
        client = enter("cell_secretary")
        assert client.get(reverse("office:tasks"), {"han": "overdue"}).context["rows"] == []
        assert len(client.get(reverse("office:tasks"), {"han": "none"}).context["rows"]) == 1
        assert client.get(reverse("office:tasks"), {"kq": "late"}).context["rows"] == []

    def test_asks_the_same_number_of_questions_for_one_row_and_for_forty(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        client = enter("office_head")
        late_task(cast)
        page(client, "tasks")  # the first page of a session asks once who has signed in
        late_task(cast)  # and what was counted holds only until the ledger grows
        with CaptureQueriesContext(connection) as few:
            page(client, "tasks")
        for _ in range(39):
            late_task(cast)
        with CaptureQueriesContext(connection) as many:
            page(client, "tasks")
        assert len(many) == len(few)

    def test_says_what_it_is_narrowed_to(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        late_task(cast)
        shown = page(enter("office_head"), "tasks", han="overdue", dv=str(cast.units["CB01"].pk))
        assert "bỏ lọc này" in shown
        assert "Chi bộ thôn Ghềnh" in shown

    def test_gives_exactly_its_rows_as_a_file(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        late_task(cast)
        assigned_task(cast, unit="CB02", due=None)
        client = enter("office_head")
        body = client.get(reverse("office:tasks_csv"), {"han": "overdue"}).content.decode("utf-8-sig")
        assert len(body.strip().splitlines()) == 2
        assert "06/11/2026" in body
        assert client.get(reverse("office:tasks_xlsx")).content.startswith(b"PK")

    def test_shows_a_neighbour_nothing(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = late_task(cast)
        client = enter("stranger_head")
        assert client.get(reverse("office:tasks")).context["rows"] == []
        absent = client.get(reverse("office:tasks_one", args=["00000000-0000-4000-8000-000000000000"]))
        forbidden = client.get(reverse("office:tasks_one", args=[task.pk]))
        assert (forbidden.status_code, absent.status_code) == (404, 404)

    def test_urges_many_and_tells_which_failed(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        late, done = late_task(cast), late_task(cast, unit="CB02")
        other = cast.actor("other_cell_secretary")
        actions.finish(actor=other, at=LONG_AGO, task_id=done.pk, text="xong")
        client = enter("office_head")
        answer = client.post(
            reverse("office:tasks_urge"), {"ids": [late.pk, done.pk], "action": "urge"}, follow=True
        )
        shown = answer.content.decode()
        assert "Đã đôn đốc 1 việc." in shown
        assert "không còn đang thực hiện" in shown
        late.refresh_from_db()
        client.get(reverse("office:tasks_urged"))
        late.refresh_from_db()
        assert late.urgings_count == 1

    def test_refuses_more_than_two_hundred_at_once(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(201)]
        assert enter("office_head").post(reverse("office:tasks_urge"), {"ids": ids}).status_code == 422


class TestATaskFromEndToEnd:
    def test_goes_from_acknowledged_to_accepted(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = assigned_task(cast, at=datetime.now(UTC), due=date(2099, 1, 30))
        cell, office = enter("cell_secretary"), enter("office_head")
        cell.post(reverse("office:tasks_acknowledge", args=[task.pk]))
        answer = cell.post(
            reverse("office:tasks_progress", args=[task.pk]),
            {
                "percent": "40",
                "text": "Đã rà soát 2 quỹ",
                "file": SimpleUploadedFile("bảng kê.txt", "hai quỹ".encode()),
            },
        )
        assert answer.status_code == 302
        cell.post(reverse("office:tasks_finish", args=[task.pk]), {"text": "Báo cáo số 12"})
        assert "Nghiệm thu kết quả" in page(office, "tasks_one", task.pk)
        office.post(reverse("office:tasks_return", args=[task.pk]), {"reason": "Thiếu chữ ký"})
        cell.post(reverse("office:tasks_finish", args=[task.pk]), {"text": "Báo cáo số 13"})
        office.post(reverse("office:tasks_accept", args=[task.pk]))
        task.refresh_from_db()
        assert (task.state, task.outcome) == (State.ACCEPTED, "on_time")
        shown = page(office, "tasks_one", task.pk)
        for words in ("Thiếu chữ ký", "Đã rà soát 2 quỹ", "Vi Văn Khánh, Bí thư, Chi bộ thôn Ghềnh", "sổ #"):
            assert words in shown

    @pytest.mark.parametrize("due", [None, date(2099, 1, 30)])
    def test_never_proposes_to_withdraw(
        self, cast: Cast, enter: Callable[[str], Client], due: date | None
    ) -> None:
        task = assigned_task(cast, due=due)
        giver = enter("office_head")
        shown = page(giver, "tasks_one", task.pk)
        assert "Bước tiếp theo: chờ đơn vị nhận việc" in shown
        assert "Đang chờ Chi bộ thôn Ghềnh nhận việc." in shown
        assert reverse("office:tasks_withdraw", args=[task.pk]) in shown
        assert reverse("office:tasks_urge_one", args=[task.pk]) in shown
        actions.acknowledge(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk)
        assert "Bước tiếp theo: chờ đơn vị thực hiện" in page(giver, "tasks_one", task.pk)

    def test_takes_a_progress_form_sent_twice_once(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = late_task(cast)
        client, url = enter("cell_secretary"), reverse("office:tasks_progress", args=[task.pk])
        sheet = client.get(url).context["form"]["sheet"].value()
        told = {"percent": "40", "text": "Đã rà soát 2 quỹ", "sheet": sheet}
        assert sheet
        assert client.post(url, told).status_code == 302
        answer = client.post(url, told, follow=True)
        assert "không ghi thêm lần nữa" in answer.content.decode()
        assert task.progress.count() == 1
        client.post(url, {**told, "text": "Đã rà soát 3 quỹ"})
        assert task.progress.count() == 2

    def test_gives_the_file_of_a_report_only_to_who_sees_the_task(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = late_task(cast)
        cell = enter("cell_secretary")
        cell.post(
            reverse("office:tasks_progress", args=[task.pk]),
            {"percent": "10", "file": SimpleUploadedFile("ke.txt", b"mot hai ba")},
        )
        url = reverse("office:tasks_file", args=[task.pk, Progress.objects.get(kind="progress").pk])
        answer = enter("office_head").get(url)
        assert b"".join(answer.streaming_content) == b"mot hai ba"  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith("attachment")
        assert enter("stranger_head").get(url).status_code == 404
        assert enter("other_cell_secretary").get(url).status_code == 404

    def test_keeps_what_was_typed_when_it_is_refused(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = late_task(cast)
        answer = enter("cell_secretary").post(
            reverse("office:tasks_extension", args=[task.pk]),
            {"new_due": "01/11/2026", "reason": "Mưa lũ chia cắt đường"},
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "Hạn mới phải sau hạn hiện tại." in shown
        assert "Mưa lũ chia cắt đường" in shown
        assert "01/11/2026" in shown

    def test_moves_the_deadline_when_the_giver_agrees(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = late_task(cast)
        cell, office = enter("cell_secretary"), enter("office_head")
        form = {"new_due": "20/12/2026", "reason": "Mưa lũ chia cắt đường"}
        cell.post(reverse("office:tasks_extension", args=[task.pk]), form)
        assert "Chờ tôi trả lời gia hạn" in page(office, "today")
        url = reverse("office:tasks_decide", args=[task.pk])
        assert office.post(url, {"granted": "no"}).status_code == 422
        assert office.post(url, {"granted": "yes"}).status_code == 302
        task.refresh_from_db()
        assert task.due_at is not None
        assert task.due_at.astimezone(UTC).date() == date(2026, 12, 20)

    def test_offers_no_verb_that_would_be_refused(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = assigned_task(cast, due=None)
        shown = page(enter("cell_secretary"), "tasks_one", task.pk)
        assert "Nhận việc" in shown
        assert "Xin gia hạn" not in shown
        assert "Nghiệm thu kết quả" not in shown
        assert "Không giao hạn" in shown

    def test_answers_a_verb_of_the_other_side_with_a_refusal(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = late_task(cast)
        assert enter("cell_secretary").post(reverse("office:tasks_accept", args=[task.pk])).status_code == 403

    def test_says_which_of_the_six_clear_things_is_missing(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = late_task(cast)
        shown = page(enter("office_head"), "tasks_one", task.pk)
        assert "Chưa rõ: trách nhiệm, thẩm quyền." in shown


class TestPassingOn:
    def task_of_the_commune(self, cast: Cast) -> Task:
        return assigned_task(cast, unit="XCR", due=date(2099, 1, 30))

    def test_shows_each_part_before_any_is_given(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = self.task_of_the_commune(cast)
        client = enter("office_head")
        url = reverse("office:tasks_cascade", args=[task.pk])
        answer = client.post(
            url, {"step": "choose", "kinds": ["party_cell"], "text": "Rà soát quỹ", "due": "20/01/2099"}
        )
        shown = answer.content.decode()
        assert "2 đơn vị sẽ nhận việc" in shown
        assert "Chi bộ thôn Ghềnh" in shown
        assert not task.children.exists()

    def confirmed(self, cast: Cast, client: Client, task: Task, *, due: str = "20/01/2099") -> Any:
        first, second = cast.units["CB01"].pk, cast.units["CB02"].pk
        return client.post(
            reverse("office:tasks_cascade", args=[task.pk]),
            {
                "step": "confirm",
                "units": [first, second],
                f"{first}-text": "Rà soát quỹ của Ghềnh",
                f"{first}-due": due,
                f"{second}-text": "Rà soát quỹ của Nà Lành",
                f"{second}-due": "",
            },
        )

    def test_gives_each_unit_its_own_words(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = self.task_of_the_commune(cast)
        assert self.confirmed(cast, enter("office_head"), task).status_code == 302
        parts = {part.lead_unit.code: part for part in task.children.all() if part.lead_unit}
        assert parts["CB01"].text == "Rà soát quỹ của Ghềnh"
        assert parts["CB02"].due_at is None

    def test_gives_nothing_twice_when_the_form_is_sent_twice(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        task = self.task_of_the_commune(cast)
        client = enter("office_head")
        self.confirmed(cast, client, task)
        answer = self.confirmed(cast, client, task)
        assert answer.status_code == 409
        assert "đã được giao đúng phần việc này" in answer.content.decode()
        assert task.children.count() == 2

    def test_refuses_a_day_after_that_of_the_whole(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = self.task_of_the_commune(cast)
        answer = self.confirmed(cast, enter("office_head"), task, due="01/02/2099")
        assert answer.status_code == 422
        assert "Hạn giao xuống không được sau hạn 30/01/2099" in answer.content.decode()
        assert not task.children.exists()

    def test_can_be_undone_at_once(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = self.task_of_the_commune(cast)
        client = enter("office_head")
        self.confirmed(cast, client, task)
        undo = reverse("office:tasks_take_back", args=[task.pk])
        assert undo in page(client, "tasks_one", task.pk)
        client.post(undo)
        assert {part.state for part in task.children.all()} == {State.WITHDRAWN}

    def test_cannot_be_undone_after_half_a_minute(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = self.task_of_the_commune(cast)
        client = enter("office_head")
        self.confirmed(cast, client, task)
        Task.objects.filter(parent=task).update(assigned_at=datetime.now(UTC) - timedelta(seconds=31))
        undo = reverse("office:tasks_take_back", args=[task.pk])
        assert undo not in page(client, "tasks_one", task.pk)
        assert client.post(undo).status_code == 409


class TestTheTree:
    def spread(self, cast: Cast) -> Any:
        directive, task = directive_with_task(cast, at=LONG_AGO, due=date(2026, 11, 6))
        directives.distribute(
            actor=cast.actor("office_head"),
            at=LONG_AGO,
            directive_id=directive.pk,
            task_id=task.pk,
            assignments=[Assignment(lead_unit=cast.units[code]) for code in ("CB01", "CB02")],
        )
        part = task.children.get(lead_unit=cast.units["CB02"])
        actions.finish(
            actor=cast.actor("other_cell_secretary"), at=LONG_AGO, task_id=part.pk, text="Báo cáo số 3"
        )
        return directive

    def test_rolls_parts_up_and_opens_where_something_is_late(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        directive = self.spread(cast)
        answer = enter("office_head").get(reverse("office:tree", args=[directive.pk]))
        (top,) = answer.context["nodes"]
        assert (top.done, top.late, top.open) == (50, 1, True)
        head = Task.objects.get(parent=None, case=directive.case)
        shown = page(enter("office_head"), "tasks_one", head.pk)
        assert reverse("office:tasks_urge_one", args=[head.pk]) not in shown  # nobody urges the own unit
        assert [child.label for child in top.children] == ["Chi bộ thôn Ghềnh", "Chi bộ thôn Nà Lành"]
        assert "xong 1/2" in answer.content.decode()

    def test_figures_open_to_lists_of_that_length(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        directive = self.spread(cast)
        client = enter("office_head")
        tiles = client.get(reverse("office:tree", args=[directive.pk])).context["tiles"]
        assert [tile.value for tile in tiles][:4] == ["2", "1", "1", "1"]
        for tile in tiles[:4]:
            assert client.get(tile.url).context["page"].paginator.count == int(tile.value)

    def test_urges_all_that_is_late_and_nothing_else(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        directive = self.spread(cast)
        client = enter("office_head")
        answer = client.post(reverse("office:tree_urge", args=[directive.pk]), follow=True)
        assert "Đã đôn đốc 1 việc." in answer.content.decode()
        urged = Task.objects.filter(urgings_count__gt=0).values_list("lead_unit__code", flat=True)
        assert list(urged) == ["CB01"]

    def test_goes_out_as_a_file(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        directive = self.spread(cast)
        answer = enter("office_head").get(reverse("office:tree_xlsx", args=[directive.pk]))
        assert answer.content.startswith(b"PK")

    def test_waits_for_nobody_to_acknowledge_what_the_giver_keeps(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        self.spread(cast)
        answer = enter("office_head").get("/")
        shown = {tile.label: tile for tile in answer.context["tiles"]}
        assert shown["chưa nhận việc"].value == "1"

    def test_keeps_a_part_that_is_alive_below_a_withdrawn_one(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        directive = self.spread(cast)
        head = Task.objects.get(parent=None, case=directive.case)
        actions.withdraw(actor=cast.actor("office_head"), at=LONG_AGO, task_id=head.pk, reason="Giao lại")
        client = enter("office_head")
        answer = client.get(reverse("office:tree", args=[directive.pk]))
        assert [tile.value for tile in answer.context["tiles"]][:4] == ["2", "1", "1", "1"]
        assert [child.label for child in answer.context["nodes"][0].children] == [
            "Chi bộ thôn Ghềnh",
            "Chi bộ thôn Nà Lành",
        ]

    def test_is_absent_for_a_neighbour(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        directive = self.spread(cast)
        assert enter("stranger_head").get(reverse("office:tree", args=[directive.pk])).status_code == 404


class TestTheWorkOfAUnit:
    def test_shows_what_is_overdue_and_what_waits(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        late_task(cast)
        assigned_task(cast, due=None)
        answer = enter("secretary").get(reverse("office:unit_work", args=[cast.units["CB01"].pk]))
        assert [part.count for part in answer.context["parts"]] == [1, 0, 2, 0]
        client = enter("secretary")
        for part in answer.context["parts"]:
            assert client.get(part.url).context["page"].paginator.count == part.count

    def test_stands_under_tasks_in_the_navigation(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        task = late_task(cast)
        client = enter("secretary")
        for name, pk in (("unit_work", cast.units["CB01"].pk), ("tree", task.case.directive.pk)):
            nav = client.get(reverse(f"office:{name}", args=[pk])).context["nav"]
            assert [item.label for item in nav if item.current] == ["Nhiệm vụ"]

    def test_is_absent_for_a_unit_beside_or_above(self, cast: Cast, enter: Callable[[str], Client]) -> None:
        client = enter("cell_secretary")
        for code in ("CB02", "XCR", "XST"):
            assert client.get(reverse("office:unit_work", args=[cast.units[code].pk])).status_code == 404


class TestTheCalendar:
    def test_holds_the_deadlines_of_the_unit_folded_at_75_octets(
        self, cast: Cast, enter: Callable[[str], Client]
    ) -> None:
        late_task(cast)
        assigned_task(cast, due=None)
        body = enter("cell_secretary").get(reverse("office:tasks_calendar")).content
        assert body.count(b"BEGIN:VEVENT") == 1
        assert b"DTSTART;VALUE=DATE:20261106\r\n" in body
        assert all(len(line) <= 75 for line in body.split(b"\r\n"))
