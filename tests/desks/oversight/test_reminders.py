"""Reminders on pages: noted on a telephone, answered by whom it is about, hidden from everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cast import AT, Cast, assemble
from commission import with_commission
from liem.domains.reminders import actions, readers
from liem.domains.reminders.flow import State
from liem.domains.reminders.models import Reminder
from liem.kernel.clock import local_day
from liem.spine.questions.models import Question
from liem.spine.vault import files

if TYPE_CHECKING:
    from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAY = local_day(AT)


@pytest.fixture
def people(db: None) -> Cast:
    return with_commission(assemble())


def enter(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend=BACKEND)
    return client


def noted(cast: Cast, **changed: Any) -> Reminder:
    told: dict[str, Any] = {
        "subject_unit_id": cast.units["CB01"].pk,
        "subject_person_id": cast.account("member").person_id,
        "content": "working_rules",
        "text": "Vắng họp chi bộ, không báo trước",
        "wanted": "Báo trước với bí thư chi bộ",
        "happened_on": DAY - timedelta(days=2),
    }
    made, _ = actions.note(
        actor=cast.actor("cell_secretary"),
        at=AT,
        new=actions.NewReminder(**{**told, **changed}),
        proof=actions.Proof(files.store([b"bien ban hop"], at=AT), "bien-ban.pdf"),
    )
    return made


def form(cast: Cast, **changed: Any) -> dict[str, Any]:
    person = cast.account("member").person_id
    return {
        "subject": f"{cast.units['CB01'].pk}:{person}",
        "content": "working_rules",
        "text": "Vắng họp chi bộ, không báo trước",
        "wanted": "Báo trước với bí thư chi bộ",
        "happened_on": f"{DAY:%d/%m/%Y}",
        "mend_by": "",
        "sheet": "s1",
        "file": SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff anh"),
        **changed,
    }


def url(name: str, reminder: Reminder, *more: str) -> str:
    return reverse(f"oversight:reminders_{name}", args=[reminder.pk, *more])


class TestNote:
    def test_offers_the_camera_and_the_people_one_supervises(self, client: Client, people: Cast) -> None:
        page = enter(client, people, "cell_secretary").get(reverse("oversight:reminders_note"))
        text = page.content.decode()
        assert 'accept="image/*,.pdf' in text
        assert "Ngân Văn Đức, Đảng viên chính thức, Chi bộ thôn Ghềnh" in text
        assert "Vi Văn Khánh, Bí thư" not in text  # oneself
        assert "Nà Lành" not in text

    def test_leads_to_the_reminder_and_is_taken_once(self, client: Client, people: Cast) -> None:
        enter(client, people, "cell_secretary")
        page = client.post(reverse("oversight:reminders_note"), form(people))
        made = Reminder.objects.get()
        assert (page.status_code, page["Location"]) == (302, url("one", made))
        again = client.post(reverse("oversight:reminders_note"), form(people))
        assert again["Location"] == url("one", made)
        assert Reminder.objects.count() == 1

    def test_says_what_is_missing_beside_what_was_typed(self, client: Client, people: Cast) -> None:
        enter(client, people, "cell_secretary")
        sent = form(people, happened_on="")
        del sent["file"]
        page = client.post(reverse("oversight:reminders_note"), sent)
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"file", "happened_on"}
        assert "Vắng họp chi bộ" in page.content.decode()

    def test_a_refusal_of_the_rule_comes_back_with_the_form(self, client: Client, people: Cast) -> None:
        enter(client, people, "cell_secretary")
        page = client.post(reverse("oversight:reminders_note"), form(people, happened_on="01/01/2099"))
        assert page.status_code == 422
        assert "happened_on" in page.context["form"].errors

    def test_does_not_exist_without_the_duty(self, client: Client, people: Cast) -> None:
        assert enter(client, people, "member").get(reverse("oversight:reminders_note")).status_code == 404


class TestOne:
    def test_offers_the_one_concerned_to_answer_or_to_disagree(self, client: Client, people: Cast) -> None:
        made = noted(people)
        page = enter(client, people, "member").get(url("one", made)).content.decode()
        assert "Bước tiếp theo: trả lời nhắc nhở" in page
        assert url("answer", made) in page
        assert url("contest", made) in page
        assert url("mend", made) not in page
        assert "Nhắc nhở không phải là kỷ luật" in page

    def test_keeps_the_words_of_the_answer(self, client: Client, people: Cast) -> None:
        made = noted(people)
        enter(client, people, "member")
        assert client.post(url("answer", made), {"text": "Tôi đi viện, <b>có giấy</b>"}).status_code == 302
        page = client.get(url("one", made)).content.decode()
        assert "Tôi đi viện, &lt;b&gt;có giấy&lt;/b&gt;" in page

    def test_asks_another_person_to_look_again(self, client: Client, people: Cast) -> None:
        made = noted(people)
        enter(client, people, "member").post(url("contest", made), {"text": "Tôi có báo"})
        giver = enter(client, people, "cell_secretary")
        assert "chờ người khác xem lại" in giver.get(url("one", made)).content.decode()
        assert giver.get(url("uphold", made)).status_code == 403
        page = enter(client, people, "secretary").get(reverse("oversight:reminders"))
        assert [each.pk for each in page.context["waiting"]] == [made.pk]
        client.post(url("uphold", made), {"text": "Không có tin báo"})
        made.refresh_from_db()
        assert made.state == State.ANSWERED

    def test_shows_how_it_repeats_and_that_a_question_is_no_verdict(
        self, client: Client, people: Cast
    ) -> None:
        noted(people, happened_on=DAY - timedelta(days=40))
        made = noted(people)
        page = enter(client, people, "member").get(url("one", made)).content.decode()
        assert "Đang tính 2 lần trong 12 tháng" in page
        assert "câu hỏi không phải là kết luận" in page

    def test_gives_the_proof_to_who_sees_it_only(self, client: Client, people: Cast) -> None:
        made = noted(people)
        page = enter(client, people, "member").get(url("file", made, "proof"))
        assert b"".join(page.streaming_content) == b"bien ban hop"  # type: ignore[attr-defined]
        assert client.get(url("file", made, "answer")).status_code == 404
        assert enter(client, people, "specialist").get(url("file", made, "proof")).status_code == 404

    @pytest.mark.parametrize("role", ["specialist", "other_cell_secretary", "inspector_two", "stranger_head"])
    def test_is_nothing_to_others_and_to_kin(self, client: Client, people: Cast, role: str) -> None:
        made = noted(people)
        enter(client, people, role)
        assert client.get(url("one", made)).status_code == 404
        assert client.post(url("withdraw", made), {"reason": "x"}).status_code == 404
        assert made.case.dossier not in client.get(reverse("oversight:reminders")).content.decode()

    def test_mended_and_withdrawn_by_the_giver(self, client: Client, people: Cast) -> None:
        made = noted(people)
        enter(client, people, "cell_secretary")
        client.post(url("mend", made), {"text": "Đã họp đủ hai tháng"})
        page = client.get(url("one", made)).content.decode()
        assert "Không lặp lại thì hết hiệu lực ngày" in page
        client.post(url("withdraw", made), {"reason": "Ghi nhầm người"})
        page = client.get(url("one", made)).content.decode()
        assert "Ghi nhầm người" in page
        assert "next-step" not in page
        assert client.get(url("mend", made)).status_code == 409


class TestList:
    def test_shows_each_kind_and_filters(self, client: Client, people: Cast) -> None:
        made = noted(people)
        enter(client, people, "cell_secretary")
        page = client.get(reverse("oversight:reminders"))
        assert [row.reminder.pk for row in page.context["rows"]] == [made.pk]
        filtered = client.get(reverse("oversight:reminders"), {"xem": "da-nhac", "nd": "finance"})
        assert filtered.context["rows"] == []
        page = enter(client, people, "member").get(reverse("oversight:reminders"))
        assert page.context["view"] == "ve-toi"
        assert [row.reminder.pk for row in page.context["rows"]] == [made.pk]
        assert 'aria-current="page">Nhắc nhở' in page.content.decode()

    def test_asks_the_same_number_of_queries_for_more_rows(self, client: Client, people: Cast) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        enter(client, people, "cell_secretary")
        noted(people)
        counts = []
        for _more in range(2):
            client.get(reverse("oversight:reminders"))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(reverse("oversight:reminders"))
            counts.append(len(asked))
            for _each in range(2):
                noted(people, content="finance")
        assert counts[0] == counts[1]


def test_the_third_is_on_the_commission_s_page_and_not_on_the_person_s(client: Client, people: Cast) -> None:
    for days in (60, 30, 1):
        noted(people, happened_on=DAY - timedelta(days=days))
    question = Question.objects.get()
    page = enter(client, people, "ubkt_chair").get(reverse("oversight:questions")).content.decode()
    assert question.title in page
    assert (
        question.title
        not in enter(client, people, "member").get(reverse("oversight:questions")).content.decode()
    )
    assert question.kind == readers.QUESTION
    first = Reminder.objects.earliest("happened_on")
    actions.withdraw(actor=people.actor("cell_secretary"), at=AT, reminder_id=first.pk, reason="ghi nhầm")
    page = enter(client, people, "ubkt_chair").get(reverse("oversight:questions_one", args=[question.pk]))
    assert [link.state for _each, _day, link in page.context["evidence"]] == [
        "đã rút",
        "đã nhắc, chờ trả lời",
        "đã nhắc, chờ trả lời",
    ]
    assert url("one", first) in page.content.decode()
