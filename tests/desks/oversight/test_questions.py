"""Questions on pages: both sides beside each other, a person decides, the one concerned answers first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import reverse

from cast import AT, Cast, assemble
from commission import with_commission
from liem.spine.access import Actor
from liem.spine.notices.models import Notice
from liem.spine.questions.flow import State
from liem.spine.questions.models import Question
from liem.spine.questions.steps import path_of, raise_step

if TYPE_CHECKING:
    from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def people(db: None) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def question(people: Cast) -> Question:
    with transaction.atomic():
        raised = raise_step(
            actor=Actor.of_schedule("test"),
            at=AT,
            kind="test",
            key="one",
            title="Ba lần chậm nộp quỹ trong năm",
            to_unit=people.units["UBKT"],
            about_unit=people.units["CB01"],
            about_person=people.account("member").person,
            evidence=[{"words": "NNS-26-00001: nộp quỹ chậm 20 ngày"}],
            innocent=["Sổ quỹ có thể ghi ngày nộp bù"],
            basis="Quy định 21-QĐ/TW năm 2026",
        )
    assert raised is not None
    return raised[0]


def enter(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend=BACKEND)
    return client


def url(name: str, question: Question) -> str:
    return reverse(f"oversight:questions_{name}", args=[question.pk])


class TestOne:
    def test_shows_both_sides_and_the_verbs(self, client: Client, people: Cast, question: Question) -> None:
        assert path_of(question) == url("one", question)
        page = enter(client, people, "ubkt_chair").get(url("one", question)).content.decode()
        assert "nộp quỹ chậm 20 ngày" in page
        assert "Sổ quỹ có thể ghi ngày nộp bù" in page
        for verb in ("ask", "dismiss", "follow"):
            assert url(verb, question) in page
        assert url("merge", question) not in page  # nothing to merge with

    def test_is_hidden_from_the_one_concerned_until_asked(
        self, client: Client, people: Cast, question: Question
    ) -> None:
        assert enter(client, people, "member").get(url("one", question)).status_code == 404
        enter(client, people, "inspector").post(url("ask", question), {"text": "Vì sao nộp chậm?"})
        page = enter(client, people, "member").get(url("one", question)).content.decode()
        assert "Vì sao nộp chậm?" in page
        assert url("answer", question) in page
        assert url("dismiss", question) not in page
        assert "Dòng thời gian" not in page
        client.post(url("answer", question), {"text": "Tôi nộp bù ngày 3"})
        page = enter(client, people, "ubkt_chair").get(url("one", question)).content.decode()
        assert "Tôi nộp bù ngày 3" in page
        assert "xem trả lời và quyết định" in page

    def test_is_dismissed_with_a_reason_by_who_decides(
        self, client: Client, people: Cast, question: Question
    ) -> None:
        assert enter(client, people, "inspector").get(url("dismiss", question)).status_code == 404
        chair = enter(client, people, "ubkt_chair")
        assert chair.post(url("dismiss", question), {"reason": " "}).status_code == 422
        chair.post(url("dismiss", question), {"reason": "Đã nộp bù đủ"})
        page = chair.get(url("one", question)).content.decode()
        assert "Đã nộp bù đủ" in page
        assert "next-step" not in page
        listed = chair.get(reverse("oversight:questions"), {"xem": "da-khep"})
        assert "1 câu hỏi đã quyết định, 0 mở việc, 1 không có vấn đề" in listed.content.decode()
        assert not Notice.objects.filter(person=people.account("member").person).exists()

    @pytest.mark.parametrize("role", ["inspector_two", "cell_secretary", "clerk", "stranger_head"])
    def test_is_nothing_to_kin_colleagues_and_others(
        self, client: Client, people: Cast, question: Question, role: str
    ) -> None:
        enter(client, people, role)
        assert client.get(url("one", question)).status_code == 404
        assert client.post(url("answer", question), {"text": "x"}).status_code == 404
        assert question.title not in client.get(reverse("oversight:questions")).content.decode()

    def test_follows_only_with_a_dossier_of_the_body(
        self, client: Client, people: Cast, question: Question
    ) -> None:
        chair = enter(client, people, "ubkt_chair")
        page = chair.post(
            url("follow", question), {"case": "00000000-0000-7000-8000-000000000000", "reason": "x"}
        )
        assert page.status_code == 422
        assert reverse("oversight:inspections_open") in page.content.decode()
        question.refresh_from_db()
        assert question.state == State.OPEN
