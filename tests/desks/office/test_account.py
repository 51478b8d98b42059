"""The pages of the account: first password, second factor, mandates, sessions, no mandate at all."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import BORN, PASSWORD, SETUP, Cast
from liem.spine.people import actions as people

NEW = "chuoi chin rung vuon sau"
MINE = "/tai-khoan/cua-toi/"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> None:
    cache.clear()


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def by_password(client: Client, name: str, password: str, **more: Any) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password}, **more)


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


class TestFirstPassword:
    @pytest.fixture
    def fresh(self, cast: Cast) -> tuple[Client, str]:
        """A person whose password was just replaced by someone else, signed in with it."""
        account = cast.account("specialist")
        secret, _ = people.reset_password(
            actor=SETUP, at=datetime.now(UTC), account_id=account.pk, reason="quên"
        )
        client = Client()
        assert by_password(client, account.username, secret).status_code == 302
        return client, secret

    def test_is_changed_before_anything_else(self, fresh: tuple[Client, str]) -> None:
        client, _ = fresh
        for address in ("/", MINE, reverse("mfa_index"), reverse("usersessions_list"), "/nhiem-vu/"):
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert answer["Location"] == reverse("account_change_password"), address

    def test_changed_opens_the_way_and_keeps_the_session(self, cast: Cast, fresh: tuple[Client, str]) -> None:
        client, secret = fresh
        answer = client.post(
            reverse("account_change_password"), {"oldpassword": secret, "password1": NEW, "password2": NEW}
        )
        assert answer.status_code == 302
        account = cast.account("specialist")
        account.refresh_from_db()
        assert not account.must_change_password
        assert account.check_password(NEW)
        assert client.get(MINE).status_code == 200

    @pytest.mark.parametrize(
        "weak",
        [
            "ngan-qua",
            "matkhau123456",
            "Mật khẩu 2026!",
            "anhyeuem1990anhyeuem",
            "ThanhHoa2026!!",
            "123456789012",
            "specialist2026",
            "Lục Văn Pao 1990",
            "thonghenh2026",
            "aaaaaaaaaaaaaa",
        ],
    )
    def test_is_not_replaced_by_one_that_is_easily_guessed(
        self, cast: Cast, fresh: tuple[Client, str], weak: str
    ) -> None:
        client, secret = fresh
        answer = client.post(
            reverse("account_change_password"), {"oldpassword": secret, "password1": weak, "password2": weak}
        )
        assert answer.status_code == 200
        assert 'class="summary"' in text(answer)
        account = cast.account("specialist")
        account.refresh_from_db()
        assert account.must_change_password

    @pytest.mark.parametrize("good", [NEW, "sáng nay mưa rào trên nương", "7$kQ9!2xLp#4wZ"])
    def test_may_be_a_sentence_with_marks_or_a_made_up_one(
        self, fresh: tuple[Client, str], good: str
    ) -> None:
        client, secret = fresh
        answer = client.post(
            reverse("account_change_password"), {"oldpassword": secret, "password1": good, "password2": good}
        )
        assert answer.status_code == 302

    def test_cannot_be_kept_as_the_new_one(self, fresh: tuple[Client, str]) -> None:
        client, secret = fresh
        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": secret, "password1": secret, "password2": secret},
        )
        assert answer.status_code == 200

    def test_rules_are_on_the_page_before_anything_is_typed(self, fresh: tuple[Client, str]) -> None:
        client, _ = fresh
        assert "Ít nhất 12 ký tự" in text(client.get(reverse("account_change_password")))


class TestChangeOfPassword:
    def test_signs_out_every_other_session(self, cast: Cast) -> None:
        here, elsewhere = Client(), Client()
        for client in (here, elsewhere):
            by_password(client, "clerk", PASSWORD)
            assert client.get(MINE).status_code == 200
        here.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        )
        assert here.get(MINE).status_code == 200
        assert elsewhere.get(MINE).status_code == 302

    def test_typed_with_marks_apart_it_is_the_same_password(self, cast: Cast) -> None:
        composed = "mưa rào trên nương sớm"
        apart = unicodedata.normalize("NFD", composed)
        assert composed != apart
        client = Client()
        by_password(client, "clerk", PASSWORD)
        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": apart, "password2": apart},
        )
        assert by_password(Client(), "clerk", composed).status_code == 302


class TestSessions:
    AGENT = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
    )

    def two(self) -> tuple[Client, Client]:
        here, elsewhere = Client(), Client(HTTP_USER_AGENT=self.AGENT)
        for client in (here, elsewhere):
            by_password(client, "clerk", PASSWORD)
        return here, elsewhere

    def test_are_listed_in_words(self, cast: Cast) -> None:
        here, _ = self.two()
        html = text(here.get(reverse("usersessions_list")))
        assert "Chrome trên Windows" in html
        assert "Phiên này" in html

    def test_one_is_ended(self, cast: Cast) -> None:
        here, elsewhere = self.two()
        row = next(
            each for each in here.get(reverse("usersessions_list")).context["rows"] if not each["current"]
        )
        here.post(reverse("usersessions_end", args=[row["row"].pk]))
        assert elsewhere.get(MINE).status_code == 302
        assert here.get(MINE).status_code == 200

    def test_all_others_are_ended(self, cast: Cast) -> None:
        here, elsewhere = self.two()
        here.post(reverse("usersessions_list"))
        assert elsewhere.get(MINE).status_code == 302
        assert here.get(MINE).status_code == 200

    def test_of_someone_else_are_absent(self, cast: Cast) -> None:
        here, _ = self.two()
        row = here.get(reverse("usersessions_list")).context["rows"][0]["row"]
        answer = signed_in(cast, "secretary").post(reverse("usersessions_end", args=[row.pk]))
        assert answer.status_code == 404
        assert here.get(MINE).status_code == 200


class TestLanguage:
    def test_chosen_is_kept_with_the_account(self, cast: Cast) -> None:
        signed_in(cast, "clerk").post(reverse("set_language"), {"language": "en", "next": MINE})
        account = cast.account("clerk")
        account.refresh_from_db()
        assert account.language == "en"

    def test_of_the_account_is_used_on_a_new_machine(self, cast: Cast) -> None:
        account = cast.account("clerk")
        account.language = "en"
        account.save(update_fields=["language"])
        client = Client()
        by_password(client, "clerk", PASSWORD)
        assert '<html lang="en"' in text(client.get(MINE))


class TestSecondFactor:
    @pytest.fixture
    def asked(self, settings: Any) -> None:
        """Let the office ask a second factor of whoever receives documents."""
        settings.LIEM_MFA_DUTIES = ("receive_documents",)

    @pytest.mark.usefixtures("asked")
    def test_is_set_up_before_work_where_a_duty_asks(self, cast: Cast) -> None:
        client = Client()
        by_password(client, "clerk", PASSWORD)
        assert client.get("/")["Location"] == reverse("mfa_index")
        assert "bắt buộc" in text(client.get(reverse("mfa_index")))
        page = client.get(reverse("mfa_activate_totp"))
        assert page.status_code == 200
        assert page.context["form"].secret in text(page)

    @pytest.mark.usefixtures("asked")
    def test_is_not_asked_of_others(self, cast: Cast) -> None:
        client = Client()
        by_password(client, "cell.secretary", PASSWORD)
        assert client.get("/").status_code == 200

    @pytest.mark.usefixtures("asked")
    def test_is_asked_by_any_mandate_not_only_by_the_one_in_use(self, cast: Cast) -> None:
        mandate, _ = people.give_mandate(
            actor=SETUP,
            at=datetime.now(UTC),
            person_id=cast.account("cell_secretary").person_id,
            unit_id=cast.units["XCR"].pk,
            post="clerk",
            valid_from=BORN,
        )
        client = Client()
        by_password(client, "cell.secretary", PASSWORD)
        assert client.get("/")["Location"] == reverse("mfa_index")
        assert client.get(MINE).wsgi_request.actor.mandate_id != mandate.pk
