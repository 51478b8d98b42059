"""The brake on guessing slows the guesser and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory

from cast import PASSWORD, Cast
from liem.site import lock_out
from liem.site.proxies import BelievedProxies

LOGIN = "/tai-khoan/dang-nhap/"
LOGOUT = "/tai-khoan/dang-xuat/"
GUESS = "đoán bừa một câu dài"
FAR, OFFICE = "203.0.113.9", "198.51.100.20"


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def attempt(
    client: Client, username: str, password: str = "đoán bừa một câu dài", *, at: str = FAR, **more: Any
) -> int:
    """One try from an address; gives the status: 200 wrong, 302 in, 429 has to wait."""
    answer = client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=at, **more)
    return answer.status_code


def sign_in(client: Client, username: str, *, at: str = OFFICE) -> int:
    return attempt(client, username, PASSWORD, at=at)


def _later(minutes: float) -> None:
    """Let time pass for what was counted."""
    for row in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=row.pk).update(
            attempt_time=row.attempt_time - timedelta(minutes=minutes)
        )


class TestGuesserFarAway:
    def test_fails_fifty_times_and_the_owner_still_signs_in(self, cast: Cast) -> None:
        statuses = [attempt(Client(), "clerk") for _ in range(50)]
        assert statuses[:4] == [200] * 4
        assert set(statuses[5:]) == {429}
        assert sign_in(Client(), "clerk") == 302

    def test_is_locked_even_with_the_right_password(self, cast: Cast) -> None:
        for _ in range(lock_out.PAIR_LIMIT):
            attempt(Client(), "clerk")
        assert attempt(Client(), "clerk", PASSWORD) == 429

    def test_gains_nothing_by_spelling_or_by_another_browser(self, cast: Cast) -> None:
        spelt = ["clerk", "CLERK", " clerk ", "Clerk", "cLERK"]
        for name in spelt:
            attempt(Client(), name, HTTP_USER_AGENT=f"browser {name}")
        assert attempt(Client(), "clerk", HTTP_USER_AGENT="one more") == 429

    def test_cannot_pretend_to_be_the_known_browser(self, cast: Cast) -> None:
        owner = Client()
        sign_in(owner, "clerk")
        mark = owner.cookies[lock_out.DEVICE_COOKIE].value.split(".")[0]
        for _ in range(lock_out.PAIR_LIMIT):
            forger = Client()
            forger.cookies[lock_out.DEVICE_COOKIE] = f"{mark}.{'0' * 64}"
            attempt(forger, "clerk", HTTP_USER_AGENT=f"liem-device:{mark}")
        assert attempt(Client(), "clerk") == 429
        assert sign_in(owner, "clerk") == 302

    def test_waits_a_quarter_of_an_hour_and_is_told_until_when(self, cast: Cast) -> None:
        for _ in range(lock_out.PAIR_LIMIT):
            attempt(Client(), "clerk")
        before = datetime.now(UTC)
        answer = Client().post(LOGIN, {"login": "clerk", "password": PASSWORD}, REMOTE_ADDR=FAR)
        assert answer.status_code == 429
        until = answer.context["until"]
        assert timedelta(minutes=14) < until - before <= timedelta(minutes=15)
        assert 800 < int(answer["Retry-After"]) <= 900
        assert "Thử lại từ" in answer.content.decode()
        _later(14)
        assert attempt(Client(), "clerk", PASSWORD) == 429
        _later(1.1)
        assert attempt(Client(), "clerk", PASSWORD) == 302

    def test_makes_it_no_longer_by_trying_on(self, cast: Cast) -> None:
        for _ in range(lock_out.PAIR_LIMIT + 20):
            attempt(Client(), "clerk")
        _later(15.1)
        assert attempt(Client(), "clerk", PASSWORD) == 302

    def test_learns_nothing_about_names_from_being_locked(self, cast: Cast) -> None:
        for name in ("clerk", "khong.co.ai"):
            statuses = [attempt(Client(), name, at=f"203.0.113.{len(name)}") for _ in range(7)]
            assert statuses == [200] * 4 + [429] * 3, name


class TestSpray:
    def test_over_many_names_is_slowed(self, cast: Cast) -> None:
        statuses = [attempt(Client(), f"nguoi{number}") for number in range(40)]
        assert statuses == [200] * lock_out.ADDRESS_LIMIT + [429] * 10
        assert sign_in(Client(), "clerk", at=OFFICE) == 302

    def test_gains_nothing_by_signing_in_between(self, cast: Cast) -> None:
        statuses = []
        for number in range(40):
            if number % 4 == 0:
                sign_in(Client(), "stranger", at=FAR)
            statuses.append(attempt(Client(), f"nguoi{number}"))
        assert statuses.count(200) == lock_out.ADDRESS_LIMIT

    def test_from_a_line_with_many_ipv6_addresses_is_one_visitor(self, cast: Cast) -> None:
        statuses = [attempt(Client(), "clerk", at=f"2001:db8:7:1::{number:x}") for number in range(1, 8)]
        assert statuses == [200] * 4 + [429] * 3
        assert attempt(Client(), "clerk", at="2001:db8:7:2::1") == 200


class TestColleagueBehindTheSameRouter:
    def test_cannot_close_the_door_of_a_known_browser(self, cast: Cast) -> None:
        owner = Client()
        sign_in(owner, "clerk")
        owner.post(LOGOUT)
        for number in range(60):
            attempt(Client(), "clerk" if number < 10 else f"nguoi{number}", at=OFFICE)
        assert attempt(Client(), "clerk", PASSWORD, at=OFFICE) == 429
        assert sign_in(owner, "clerk", at=OFFICE) == 302

    def test_sharing_the_computer_does_not_share_the_count(self, cast: Cast) -> None:
        shared = Client()
        for name in ("clerk", "office.head"):
            sign_in(shared, name)
            shared.post(LOGOUT)
        for _ in range(lock_out.PAIR_LIMIT):
            attempt(shared, "clerk", at=OFFICE)
        assert attempt(shared, "clerk", PASSWORD, at=OFFICE) == 429
        assert sign_in(shared, "office.head") == 302

    def test_the_known_browser_itself_is_no_free_pass(self, cast: Cast) -> None:
        thief = Client()
        sign_in(thief, "clerk")
        thief.post(LOGOUT)
        statuses = [attempt(thief, "clerk", at=f"203.0.113.{number}") for number in range(10)]
        assert statuses.count(200) == lock_out.PAIR_LIMIT - 1


class TestSuccess:
    def test_resets_the_count(self, cast: Cast) -> None:
        for _ in range(3):
            for _ in range(lock_out.PAIR_LIMIT - 1):
                assert attempt(Client(), "clerk", at=OFFICE) == 200
            assert attempt(Client(), "clerk", PASSWORD, at=OFFICE) == 302


class TestWhatIsKept:
    def test_is_neither_a_name_nor_a_password(self, cast: Cast) -> None:
        attempt(Client(), "mật khẩu gõ nhầm ô", "một bí mật khác hẳn")
        row = AccessAttempt.objects.get()
        kept = " ".join(str(getattr(row, field.name)) for field in row._meta.fields)
        for secret in ("gõ nhầm ô", "bí mật"):
            assert secret not in kept
        assert len(row.username) == 64

    def test_goes_after_a_quarter_of_an_hour(self, cast: Cast) -> None:
        attempt(Client(), "clerk")
        _later(16)
        attempt(Client(), "stranger")
        assert AccessAttempt.objects.count() == 1


class TestAddress:
    def ask(self, peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
        """The address of a visitor behind ``peer`` that sends ``forwarded``."""
        seen: list[str] = []

        def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            request = RequestFactory().get("/")
            request.META["REMOTE_ADDR"] = environ["REMOTE_ADDR"]
            seen.append(lock_out.visitor_address(request))
            return []

        environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "wsgi.url_scheme": "http"}
        BelievedProxies(application, trusted)(environ, lambda *_: None)
        return seen[0]

    def test_told_by_a_believed_proxy_counts(self) -> None:
        assert self.ask("127.0.0.1", FAR, ("127.0.0.1",)) == FAR

    def test_told_by_anybody_else_does_not(self) -> None:
        assert self.ask(OFFICE, FAR, ("127.0.0.1",)) == OFFICE

    def test_put_in_front_of_what_the_proxy_saw_does_not(self) -> None:
        assert self.ask("127.0.0.1", f"10.0.0.1, {FAR}", ("127.0.0.1",)) == FAR

    @pytest.mark.parametrize(
        ("peer", "counted"),
        [
            ("", "127.0.0.1"),
            ("localhost", "127.0.0.1"),
            ("::ffff:203.0.113.9", FAR),
            ("2001:db8:7:1:aaaa::1", "2001:db8:7:1::"),
        ],
    )
    def test_is_one_per_line(self, peer: str, counted: str) -> None:
        assert self.ask(peer, "", ()) == counted


class TestAgreement:
    def test_of_the_limits_with_those_axes_is_told(self) -> None:
        assert (settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME) == (
            lock_out.PAIR_LIMIT,
            lock_out.COOL_OFF,
        )
