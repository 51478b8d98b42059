"""The page of the account: who one is, in which mandate one acts, and no mandate at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import BORN, SETUP, Cast
from liem.spine.people import actions as people

MINE = "/tai-khoan/cua-toi/"


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestMine:
    def test_names_the_person_and_the_mandates_with_dates(self, cast: Cast) -> None:
        html = text(signed_in(cast, "clerk").get(MINE))
        assert "Lò Thị Mai" in html
        assert "Văn thư, tổng hợp" in html
        assert "Đảng ủy xã Cửa Rừng" in html
        assert "01/07/2025" in html
        assert "Đang dùng" in html

    def test_asks_to_sign_in_first(self, db: None) -> None:
        answer = Client().get(MINE)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))

    def test_leads_to_password_second_factor_and_sessions(self, cast: Cast) -> None:
        html = text(signed_in(cast, "clerk").get(MINE))
        for name in ("account_change_password", "mfa_index", "usersessions_list"):
            assert f'href="{reverse(name)}"' in html

    def test_says_whether_signing_in_takes_one_step_or_two(self, cast: Cast, settings: Any) -> None:
        client = signed_in(cast, "clerk")
        assert "Nên thêm lớp thứ hai" in text(client.get(MINE))
        settings.LIEM_MFA_DUTIES = ("receive_documents",)
        assert "bắt buộc đăng nhập hai lớp" in text(client.get(MINE))
        Authenticator.objects.create(user=cast.account("clerk"), type=Authenticator.Type.TOTP, data={})
        assert "cần thêm mã hoặc khóa" in text(client.get(MINE))

    def test_asks_the_database_the_same_number_of_times_for_many_mandates(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(cast, "clerk")
        client.get(MINE)
        with CaptureQueriesContext(connection) as few:
            client.get(MINE)
        for code in ("VP", "UBND", "CB01", "CB02"):
            people.give_mandate(
                actor=SETUP,
                at=datetime.now(UTC),
                person_id=cast.account("clerk").person_id,
                unit_id=cast.units[code].pk,
                post="specialist",
                valid_from=BORN,
            )
        with django_assert_num_queries(len(few)):
            client.get(MINE)


class TestMandates:
    @pytest.fixture
    def second(self, cast: Cast) -> Any:
        """A second post of the clerk, in the office of the committee."""
        mandate, _ = people.give_mandate(
            actor=SETUP,
            at=datetime.now(UTC),
            person_id=cast.account("clerk").person_id,
            unit_id=cast.units["VP"].pk,
            post="specialist",
            valid_from=BORN,
        )
        return mandate

    def test_one_chooses_the_mandate_to_act_in(self, cast: Cast, second: Any) -> None:
        client = signed_in(cast, "clerk")
        assert client.get(MINE).wsgi_request.actor.post == "clerk"
        client.post(reverse("office:account_act_in"), {"mandate": str(second.pk)})
        actor = client.get(MINE).wsgi_request.actor
        assert (actor.post, actor.unit_name) == ("specialist", "Văn phòng Đảng ủy")

    def test_the_mandate_of_someone_else_cannot_be_chosen(self, cast: Cast) -> None:
        client = signed_in(cast, "clerk")
        client.post(reverse("office:account_act_in"), {"mandate": str(cast.actor("secretary").mandate_id)})
        assert client.get(MINE).wsgi_request.actor.post == "clerk"

    def test_nonsense_is_refused_in_words(self, cast: Cast) -> None:
        answer = signed_in(cast, "clerk").post(
            reverse("office:account_act_in"), {"mandate": "x"}, follow=True
        )
        assert "không còn hiệu lực" in text(answer)

    def test_a_mandate_that_ended_cannot_be_chosen_and_is_shown_as_ended(
        self, cast: Cast, second: Any
    ) -> None:
        client = signed_in(cast, "clerk")
        client.post(reverse("office:account_act_in"), {"mandate": str(second.pk)})
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
        people.end_mandate(
            actor=SETUP, at=datetime.now(UTC), mandate_id=second.pk, valid_to=yesterday, basis="QĐ 12"
        )
        page = client.get(MINE)
        assert page.wsgi_request.actor.post == "clerk"
        assert "Đã hết" in text(page)

    def test_without_a_mandate_in_force_a_page_says_why_and_whom_to_ask(self, cast: Cast) -> None:
        mandate = cast.actor("specialist").mandate_id
        assert mandate is not None
        people.end_mandate(
            actor=SETUP,
            at=datetime.now(UTC),
            mandate_id=mandate,
            valid_to=BORN + timedelta(days=9),
            basis="QĐ",
        )
        client = signed_in(cast, "specialist")
        answer = client.get("/", follow=True)
        assert answer.status_code == 403
        assert "cán bộ tổ chức" in text(answer)
        assert client.get(MINE).status_code == 200
