"""Signing in: what opens the door, what comes before the work, what sessions do."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from allauth.account import app_settings as account_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher, make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from cast import AT, PASSWORD, SETUP, Cast
from liem.site import account_urls
from liem.site.config import ConfigError
from liem.site.duties import duties_named
from liem.site.sessions import SEEN, device_words
from liem.site.sign_in import SecondFactorAdapter
from liem.spine.people import actions
from liem.spine.people.models import Account

LOGIN = "/tai-khoan/dang-nhap/"
CHANGE = "/tai-khoan/mat-khau/"
FACTORS = "/tai-khoan/hai-lop/"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
NEW = "nước suối chảy qua bản vắng"


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    """allauth keeps its counts in the cache; a test must not inherit those of another."""
    cache.clear()


@pytest.fixture
def asked_of_clerks() -> Iterator[None]:
    """An office that asks for a second factor where documents are received."""
    with override_settings(LIEM_MFA_DUTIES=("receive_documents",)):
        yield


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def code_of(secret: str) -> str:
    """The code an application on a telephone would show now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def with_app(account: Account) -> str:
    """Give the account an application of codes; returns its secret."""
    secret = generate_totp_secret()
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.TOTP,
        data={"secret": SecondFactorAdapter().encrypt(secret)},
    )
    return secret


class TestSignIn:
    def test_leads_to_the_page_that_was_asked_for(self, cast: Cast, client: Client) -> None:
        asked = client.get("/", follow=False)
        assert asked.status_code == 302
        assert asked["Location"].startswith(LOGIN)
        done = client.post(
            f"{LOGIN}?next=/nhiem-vu/",
            {"login": "cell.secretary", "password": PASSWORD, "next": "/nhiem-vu/"},
        )
        assert (done.status_code, done["Location"]) == (302, "/nhiem-vu/")

    def test_never_leads_to_another_site(self, cast: Cast, client: Client) -> None:
        done = client.post(
            LOGIN, {"login": "cell.secretary", "password": PASSWORD, "next": "https://evil.example/"}
        )
        assert (done.status_code, done["Location"]) == (302, "/")

    def test_takes_the_name_in_any_letter_case_and_with_blanks(self, cast: Cast, client: Client) -> None:
        assert sign_in(client, " Cell.Secretary ").status_code == 302

    def test_takes_a_password_in_either_coding_of_marks(self, cast: Cast, client: Client) -> None:
        account = cast.account("clerk")
        account.set_password(unicodedata.normalize("NFD", NEW))
        account.save()
        assert sign_in(client, "clerk", unicodedata.normalize("NFC", NEW)).status_code == 302
        client.logout()
        assert sign_in(client, "clerk", unicodedata.normalize("NFD", NEW)).status_code == 302

    def test_answers_alike_for_a_wrong_password_and_an_unknown_name(self, cast: Cast, client: Client) -> None:
        wrong = sign_in(client, "clerk", "sai mật khẩu hoàn toàn")
        unknown = sign_in(client, "khong.co.ai", "sai mật khẩu hoàn toàn")
        assert wrong.status_code == unknown.status_code == 200
        about_known = _without_tokens(wrong.content.decode().replace("clerk", "?"))
        about_unknown = _without_tokens(unknown.content.decode().replace("khong.co.ai", "?"))
        assert about_known == about_unknown
        assert "không đúng" in about_known

    def test_spends_the_same_work_on_an_unknown_name(self, cast: Cast, client: Client) -> None:
        with override_settings(PASSWORD_HASHERS=[f"{__name__}.Counting"]):
            account = cast.account("clerk")
            account.set_password(PASSWORD)
            account.save()
            Counting.made.clear()
            sign_in(client, "clerk", "sai mật khẩu hoàn toàn")
            for_known = len(Counting.made)
            Counting.made.clear()
            sign_in(client, "khong.co.ai", "sai mật khẩu hoàn toàn")
        assert (for_known, len(Counting.made)) == (1, 1)

    def test_of_a_closed_account_says_that_it_is_closed(self, cast: Cast, client: Client) -> None:
        account = cast.account("clerk")
        account.is_active = False
        account.save()
        done = sign_in(client, "clerk")
        assert done["Location"] == reverse("account_inactive")
        assert "đã đóng" in client.get(done["Location"]).content.decode()
        assert "_auth_user_id" not in client.session

    def test_brings_the_language_of_the_account_to_a_new_browser(self, cast: Cast, client: Client) -> None:
        account = cast.account("clerk")
        account.language = "en"
        account.save()
        sign_in(client, "clerk")
        assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"

    def test_choosing_a_language_keeps_it_with_the_account(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        client.post(reverse("set_language"), {"language": "en", "next": "/"})
        account = cast.account("clerk")
        account.refresh_from_db()
        assert account.language == "en"

    def test_with_a_stale_page_says_what_to_do(self, cast: Cast) -> None:
        strict = Client(enforce_csrf_checks=True)
        answer = sign_in(strict, "clerk")
        assert answer.status_code == 403
        assert "Trang đã mở quá lâu" in answer.content.decode()


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


class Counting(MD5PasswordHasher):
    """A hasher that tells how often it worked."""

    algorithm = "counting"
    made: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.made.append(password)
        return super().encode(password, salt)


class TestUnusedFlows:
    @pytest.mark.parametrize("name", sorted(account_urls.UNUSED))
    def test_answer_404(self, cast: Cast, client: Client, name: str) -> None:
        assert client.get(reverse(name)).status_code == 404
        sign_in(client, "cell.secretary")
        assert client.get(reverse(name)).status_code == 404
        assert client.post(reverse(name), {"email": "a@b.example"}).status_code == 404

    def test_that_are_not_even_named_do_not_exist(self) -> None:
        for name in ("account_request_login_code", "mfa_signup_webauthn", "account_signup_by_passkey"):
            with pytest.raises(NoReverseMatch):
                reverse(name)

    def test_every_page_in_use_answers_whoever_is_signed_in(self, cast: Cast, client: Client) -> None:
        with_app(cast.account("clerk"))
        client.force_login(cast.account("clerk"))
        for entry in account_urls.urlpatterns:
            if entry.name in account_urls.UNUSED or "<int:pk>" in str(entry.pattern):
                continue
            assert client.get(reverse(entry.name)).status_code in {200, 302, 404}, entry.name


class TestCookiesAndSessions:
    def test_the_session_gets_a_new_key_at_sign_in(self, cast: Cast, client: Client) -> None:
        client.get(LOGIN)
        session = client.session
        session["before"] = 1
        session.save()
        before = session.session_key
        client.cookies[settings.SESSION_COOKIE_NAME] = before
        sign_in(client, "clerk")
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_cookies_are_kept_from_scripts_and_from_other_sites(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        for name in (settings.SESSION_COOKIE_NAME, "liem_device"):
            assert client.cookies[name]["httponly"], name
            assert client.cookies[name]["samesite"] == "Lax", name
        # the session ends with the browser: no Max-Age
        assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""

    def test_over_https_cookies_are_secure(self, cast: Cast, client: Client) -> None:
        with override_settings(SESSION_COOKIE_SECURE=True):
            sign_in(client, "clerk", secure=True)
        assert client.cookies[settings.SESSION_COOKIE_NAME]["secure"]
        assert client.cookies["liem_device"]["secure"]

    def test_an_idle_session_ends(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        assert client.get(reverse("usersessions_list")).status_code == 200
        session = client.session
        session[SEEN] = int(time.time()) - settings.LIEM.idle_minutes * 60 - 5
        session.save()
        away = client.get(reverse("usersessions_list"), follow=True)
        assert "_auth_user_id" not in client.session
        assert "Đã tự đăng xuất" in away.content.decode()
        assert not UserSession.objects.filter(user=cast.account("clerk")).exists()

    def test_working_keeps_the_session(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        client.get(reverse("usersessions_list"))
        session = client.session
        almost = int(time.time()) - settings.LIEM.idle_minutes * 60 + 30
        session[SEEN] = almost
        session.save()
        assert client.get(reverse("usersessions_list")).status_code == 200
        assert client.session[SEEN] > almost

    def test_looking_at_pages_writes_nothing_within_a_minute(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        client.get(reverse("office:account"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("office:account"))
        words = [query["sql"].split()[0] for query in asked.captured_queries]
        assert set(words) == {"SELECT"}

    def test_changing_the_password_ends_every_other_session(self, cast: Cast, client: Client) -> None:
        other = Client()
        sign_in(other, "clerk")
        sign_in(client, "clerk")
        done = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        assert (done.status_code, done["Location"]) == (302, reverse("office:account"))
        assert client.get(reverse("usersessions_list")).status_code == 200
        assert other.get(reverse("usersessions_list")).status_code == 302
        assert UserSession.objects.filter(user=cast.account("clerk")).count() == 1

    def test_one_other_session_can_be_ended_and_nobody_elses(self, cast: Cast, client: Client) -> None:
        other, stranger = Client(), Client()
        sign_in(other, "clerk", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko/1 Firefox/140.0")
        sign_in(stranger, "stranger")
        sign_in(client, "clerk")
        page = client.get(reverse("usersessions_list")).content.decode()
        assert "Firefox trên Windows" in page
        mine = UserSession.objects.get(session_key=other.session.session_key)
        theirs = UserSession.objects.get(session_key=stranger.session.session_key)
        assert client.get(reverse("usersessions_end", args=[mine.pk])).status_code == 405
        assert client.post(reverse("usersessions_end", args=[theirs.pk])).status_code == 404
        assert client.post(reverse("usersessions_end", args=[mine.pk])).status_code == 302
        assert other.get(reverse("usersessions_list")).status_code == 302
        assert stranger.get(reverse("usersessions_list")).status_code == 200

    def test_all_others_can_be_ended_at_once(self, cast: Cast, client: Client) -> None:
        others = [Client(), Client()]
        for each in [*others, client]:
            sign_in(each, "clerk")
        client.post(reverse("usersessions_list"))
        assert [each.get(reverse("usersessions_list")).status_code for each in others] == [302, 302]
        assert client.get(reverse("usersessions_list")).status_code == 200

    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            (
                f"Mozilla/5.0 (Windows NT 10.0; Win64) {KIT} Chrome/141.0 Safari/5 Edg/141.0",
                "Edge trên Windows",
            ),
            (f"Mozilla/5.0 (Windows NT 10.0) {KIT} coc_coc_browser/130 Chrome/124.0", "Cốc Cốc trên Windows"),
            (
                f"Mozilla/5.0 (iPhone; CPU OS 18 like Mac OS X) {KIT} Safari/604",
                "Safari trên iPhone",
            ),
            (f"Mozilla/5.0 (Linux; Android 14; SM-A155F) {KIT} Chrome/141.0 Mobile", "Chrome trên Android"),
            ("", "Thiết bị chưa rõ"),
        ],
    )
    def test_devices_are_told_in_words(self, agent: str, words: str) -> None:
        assert device_words(agent) == words


class TestFirstPassword:
    def test_has_to_be_changed_before_anything_else(self, cast: Cast, client: Client) -> None:
        account = cast.account("clerk")
        account.must_change_password = True
        account.save()
        sign_in(client, "clerk")
        for address in (
            "/",
            reverse("office:tasks"),
            FACTORS,
            reverse("office:account"),
            reverse("usersessions_list"),
        ):
            answer = client.get(address)
            assert (answer.status_code, answer["Location"]) == (302, CHANGE), address
        page = client.get(CHANGE).content.decode()
        assert "Ít nhất 12 ký tự" in page
        assert 'href="/nhiem-vu/"' not in page
        done = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        assert (done.status_code, done["Location"]) == (302, reverse("office:today"))
        account.refresh_from_db()
        assert not account.must_change_password
        assert client.get(reverse("office:account")).status_code == 200

    def test_cannot_be_kept(self, cast: Cast, client: Client) -> None:
        account = cast.account("clerk")
        account.must_change_password = True
        account.save()
        sign_in(client, "clerk")
        page = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD})
        assert "trùng mật khẩu đang dùng" in page.content.decode()
        account.refresh_from_db()
        assert account.must_change_password

    def test_leaving_and_the_language_stay_open(self, cast: Cast, client: Client) -> None:
        account = cast.account("clerk")
        account.must_change_password = True
        account.save()
        sign_in(client, "clerk")
        assert client.post(reverse("set_language"), {"language": "en", "next": CHANGE})["Location"] == CHANGE
        assert client.post(reverse("account_logout"))["Location"] == LOGIN

    def test_two_different_new_ones_are_refused_with_the_rules_in_sight(
        self, cast: Cast, client: Client
    ) -> None:
        sign_in(client, "clerk")
        page = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": f"{NEW} khác"})
        text = page.content.decode()
        assert "không giống nhau" in text
        assert "Ít nhất 12 ký tự" in text


class TestSecondFactor:
    def test_is_asked_for_at_sign_in_once_set_up(self, cast: Cast, client: Client) -> None:
        secret = with_app(cast.account("clerk"))
        answer = sign_in(client, "clerk")
        assert answer["Location"] == reverse("mfa_authenticate")
        assert "_auth_user_id" not in client.session
        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "Mã không đúng" in wrong.content.decode()
        done = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert (done.status_code, done["Location"]) == (302, "/")
        assert client.session["_auth_user_id"] == str(cast.account("clerk").pk)

    def test_a_code_works_once(self, cast: Cast, client: Client) -> None:
        secret = with_app(cast.account("clerk"))
        code = code_of(secret)
        sign_in(client, "clerk")
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        second = Client()
        sign_in(second, "clerk")
        assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200

    def test_guessing_codes_stops_after_ten(self, cast: Cast, client: Client) -> None:
        secret = with_app(cast.account("clerk"))
        sign_in(client, "clerk")
        for number in range(10):
            client.post(reverse("mfa_authenticate"), {"code": f"{number:06d}"})
        late = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert "quá nhiều lần" in late.content.decode()
        assert "_auth_user_id" not in client.session

    def test_secrets_are_not_readable_in_the_database(self, cast: Cast) -> None:
        secret = with_app(cast.account("clerk"))
        assert secret not in str(Authenticator.objects.get().data)

    def test_is_set_up_and_gives_recovery_codes_that_work_once(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        page = client.get(reverse("mfa_activate_totp"))
        assert page.status_code == 200
        secret = page.context["form"].secret
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert done["Location"] == reverse("mfa_view_recovery_codes")
        codes = client.get(done["Location"]).context["unused_codes"]
        assert len(codes) == 10
        other = Client()
        sign_in(other, "clerk")
        assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
        third = Client()
        sign_in(third, "clerk")
        assert third.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200

    def test_changing_it_asks_for_the_password_again_after_five_minutes(
        self, cast: Cast, client: Client
    ) -> None:
        sign_in(client, "clerk")
        assert client.get(reverse("mfa_activate_totp")).status_code == 200
        session = client.session
        records = session["account_authentication_methods"]
        records[-1]["at"] -= 600
        session["account_authentication_methods"] = records
        session.save()
        asked = client.get(reverse("mfa_activate_totp"))
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        again = client.post(asked["Location"], {"password": PASSWORD})
        assert again["Location"] == reverse("mfa_activate_totp")
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.usefixtures("asked_of_clerks")
class TestDutyThatAsksForASecondFactor:
    def test_leads_there_before_the_work(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        for address in ("/", reverse("office:tasks"), reverse("office:directives")):
            answer = client.get(address)
            assert (answer.status_code, answer["Location"]) == (302, FACTORS), address
        page = client.get(FACTORS).content.decode()
        assert "bắt buộc đăng nhập hai lớp" in page

    def test_lets_others_work(self, cast: Cast, client: Client) -> None:
        sign_in(client, "cell.secretary")
        assert client.get(reverse("office:account")).status_code == 200
        assert client.get("/").status_code == 200

    def test_is_satisfied_by_an_application_of_codes(self, cast: Cast, client: Client) -> None:
        sign_in(client, "clerk")
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert client.get("/").status_code == 200

    def test_keeps_the_last_factor(self, cast: Cast, client: Client) -> None:
        with_app(cast.account("clerk"))
        client.force_login(cast.account("clerk"))
        _just_confirmed(client, cast.account("clerk"))
        page = client.get(reverse("mfa_deactivate_totp"))
        assert "giữ ít nhất một cách" in page.content.decode()
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=cast.account("clerk"), type="totp").exists()

    def test_keeps_the_last_key_as_well(self, cast: Cast, client: Client) -> None:
        key = Authenticator.objects.create(
            user=cast.account("clerk"),
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Khóa", "credential": {}},
        )
        client.force_login(cast.account("clerk"))
        _just_confirmed(client, cast.account("clerk"))
        client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
        assert Authenticator.objects.filter(pk=key.pk).exists()
        with_app(cast.account("clerk"))
        client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
        assert not Authenticator.objects.filter(pk=key.pk).exists()

    def test_lets_a_person_without_that_duty_remove_it(self, cast: Cast, client: Client) -> None:
        with_app(cast.account("cell_secretary"))
        client.force_login(cast.account("cell_secretary"))
        _just_confirmed(client, cast.account("cell_secretary"))
        client.post(reverse("mfa_deactivate_totp"))
        assert not Authenticator.objects.filter(user=cast.account("cell_secretary")).exists()

    def test_counts_every_mandate_not_only_the_chosen_one(self, cast: Cast, client: Client) -> None:
        person = cast.account("cell_secretary").person
        actions.give_mandate(
            actor=SETUP,
            at=AT,
            person_id=person.pk,
            unit_id=cast.units["XCR"].pk,
            post="clerk",
            valid_from=date(2025, 7, 1),
        )
        sign_in(client, "cell.secretary")
        session = client.session
        session["mandate"] = str(cast.actor("cell_secretary").mandate_id)
        session.save()
        assert client.get("/")["Location"] == FACTORS


def _just_confirmed(client: Client, account: Account) -> None:
    """What allauth writes when somebody has just shown the password."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": datetime.now(UTC).timestamp(), "username": account.username}
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()


class TestSettings:
    def test_a_misspelt_duty_is_refused(self) -> None:
        with pytest.raises(ConfigError, match="receive_document"):
            duties_named(["keep_system", "receive_document"])

    def test_the_default_duties_exist(self) -> None:
        assert duties_named(("keep_system", "manage_people", "manage_units"))

    def test_nothing_in_allauth_counts_by_user_name_before_the_password_is_right(self) -> None:
        assert account_settings.RATE_LIMITS["login"] is None

    def test_sessions_have_an_end(self) -> None:
        assert timedelta(seconds=settings.SESSION_COOKIE_AGE) <= timedelta(hours=12)

    def test_passwords_are_kept_with_argon2(self) -> None:
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
            assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"
