"""What happens at the door stands in the ledger, and nothing of where somebody came from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from cast import PASSWORD, Cast
from liem.site import lock_out
from liem.site.sign_in import SecondFactorAdapter
from liem.spine.ledger import sentences
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.ledger.remembered import remembered
from liem.spine.ledger.replay import check
from liem.spine.outbox import jobs
from liem.spine.outbox.models import Job
from liem.spine.people.jobs import TELL
from liem.spine.people.models import Account

LOGIN = "/tai-khoan/dang-nhap/"
SECOND = "/tai-khoan/hai-lop/nhap-ma/"
NEW = "nước suối chảy qua bản vắng"
FAR, BROWSER = "203.0.113.9", "Mozilla/5.0 (Door; Nowhere) Chrome/1"


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def told(kind: str = "") -> list[tuple[Entry, dict[str, Any]]]:
    """The entries of accounts that are new, with their values."""
    found = Entry.objects.filter(entry_class="account").order_by("seq")
    return [(one, values or {}) for one, values in opened(list(found)) if one.kind.endswith(kind)]


def sign_in(client: Client, username: str = "clerk", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, HTTP_USER_AGENT=BROWSER, **more)


def guess(username: str, times: int, *, at: str = FAR) -> None:
    for _ in range(times):
        sign_in(Client(), username, "đoán bừa một câu dài", REMOTE_ADDR=at)


def run_jobs() -> None:
    jobs.run_due(at=datetime.now(UTC) + timedelta(seconds=1))


def with_app(account: Account) -> str:
    secret = generate_totp_secret()
    sealed = {"secret": SecondFactorAdapter().encrypt(secret)}
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=sealed)
    return secret


def code_of(secret: str) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


class TestSigningIn:
    def test_is_one_entry_of_the_person_with_the_way_and_nothing_of_the_place(
        self, cast: Cast, client: Client
    ) -> None:
        sign_in(client, REMOTE_ADDR=FAR)
        ((entry, values),) = told()
        assert (entry.kind, entry.subject) == ("people.account.signed_in", cast.account("clerk").person_id)
        assert entry.actor_person == entry.subject
        assert entry.actor_unit == cast.actor("clerk").unit_id
        assert values == {"account": str(cast.account("clerk").pk), "way": "password"}
        assert check().agrees

    def test_with_a_wrong_password_is_no_entry(self, cast: Cast, client: Client) -> None:
        sign_in(client, password="sai mật khẩu hoàn toàn")
        sign_in(client, "khong.co.ai")
        assert told() == []
        assert not Job.objects.filter(kind=TELL).exists()

    def test_with_a_code_says_so_and_a_wrong_code_is_told_first(self, cast: Cast, client: Client) -> None:
        secret = with_app(cast.account("clerk"))
        sign_in(client)
        assert told() == []
        client.post(SECOND, {"code": "000000" if code_of(secret) != "000000" else "111111"})
        ((refused, values),) = told()
        assert refused.kind == "people.account.second_factor_refused"
        assert refused.actor_person is None  # who typed it is not known
        assert values == {"account": str(cast.account("clerk").pk)}
        client.post(SECOND, {"code": code_of(secret)})
        assert [values["way"] for _entry, values in told("signed_in")] == ["app"]

    def test_opens_no_session_when_the_entry_cannot_be_written(
        self, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(**_given: Any) -> None:
            raise RuntimeError("no room")

        monkeypatch.setattr("liem.spine.people.signing.append", full)
        client.raise_request_exception = False
        assert sign_in(client).status_code == 500
        assert not UserSession.objects.exists()

    def test_makes_no_figure_anew(self, cast: Cast, client: Client) -> None:
        head, at = cast.actor("office_head"), datetime.now(UTC).replace(second=0, microsecond=0)
        first = remembered(object, "here", actor=head, at=at)
        sign_in(client)
        assert remembered(object, "here", actor=head, at=at + timedelta(seconds=1)) is first


class TestBeingLockedOut:
    def test_is_told_once_however_long_somebody_tries(self, cast: Cast) -> None:
        guess("clerk", lock_out.PAIR_LIMIT + 8)
        run_jobs()
        guess("clerk", 3, at="203.0.113.77")
        guess("clerk", lock_out.PAIR_LIMIT, at="203.0.113.78")
        run_jobs()
        ((entry, values),) = told()
        assert (entry.kind, entry.subject) == ("people.account.locked_out", cast.account("clerk").person_id)
        assert set(values) == {"account", "until"}
        assert entry.actor_person is None

    def test_for_a_name_that_does_not_exist_is_no_entry_but_the_same_work(self, cast: Cast) -> None:
        guess("khong.co.ai", lock_out.PAIR_LIMIT)
        (unknown,) = Job.objects.filter(kind=TELL)
        assert "khong.co.ai" not in f"{unknown.key} {unknown.args}"
        assert unknown.args["account"] is None
        run_jobs()
        assert told() == []

    def test_after_many_names_from_one_place_is_told_of_the_door_and_of_no_person(self, cast: Cast) -> None:
        for number in range(lock_out.ADDRESS_LIMIT // 3 + 2):
            guess(f"nguoi.{number}", 3)
        run_jobs()
        ((entry, values),) = told()
        assert (entry.kind, set(values)) == ("people.sign_in.guessing_held", {"until"})


class TestOneSelf:
    def test_changing_the_password_is_an_entry_without_the_password(self, cast: Cast, client: Client) -> None:
        sign_in(client)
        given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        client.post("/tai-khoan/mat-khau/", given)
        ((entry, values),) = told("password_changed")
        assert values == {"account": str(cast.account("clerk").pk), "first": False}
        assert entry.actor_person == cast.account("clerk").person_id

    def test_ending_other_sessions_says_how_many(self, cast: Cast, client: Client) -> None:
        sign_in(Client())
        sign_in(Client())
        sign_in(client)
        client.post("/tai-khoan/phien/")
        client.post("/tai-khoan/phien/")  # nothing is left to end: no entry
        assert [values["sessions"] for _entry, values in told("sessions_ended")] == [2]

    def test_ending_one_session_is_an_entry_too(self, cast: Cast, client: Client) -> None:
        other = Client()
        sign_in(other)
        key = other.session.session_key
        sign_in(client)
        row = UserSession.objects.get(session_key=key)
        client.post(f"/tai-khoan/phien/{row.pk}/ket-thuc/")
        assert [values["sessions"] for _entry, values in told("sessions_ended")] == [1]
        assert not UserSession.objects.filter(pk=row.pk).exists()


class TestSentences:
    def test_name_the_way_in_words(self) -> None:
        said = sentences.full("people.account.signed_in", {"account": "x", "way": "app"}, name_of=str)
        assert said == "Đăng nhập bằng mật khẩu và mã của ứng dụng"
