"""A code of an application is taken once, also by another process and after half a minute."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Cast


def code(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def secret(cast: Cast) -> str:
    """The secret of the clerk's application of codes."""
    cache.clear()
    made: str = generate_totp_secret()
    TOTP.activate(cast.account("clerk"), made)
    return made


def tried(typed: str) -> bool:
    """Sign in as the clerk with a code; whether it was taken. The cache is emptied as in a new process."""
    cache.clear()
    client = Client()
    client.post(reverse("account_login"), {"login": "clerk", "password": PASSWORD})
    answer: Any = client.post(reverse("mfa_authenticate"), {"code": typed})
    return bool(answer.status_code == 302)


@pytest.mark.usefixtures("cast")
class TestCode:
    def test_is_taken_once_whatever_process_sees_it(self, secret: str) -> None:
        typed = code(secret)
        assert tried(typed)
        assert not tried(typed)

    def test_of_an_earlier_step_is_refused_after_a_later_one(self, secret: str) -> None:
        assert tried(code(secret, steps=1))
        assert not tried(code(secret))

    def test_of_a_clock_half_a_minute_slow_is_taken(self, secret: str) -> None:
        assert tried(code(secret, steps=-1))

    def test_leaves_recovery_codes_to_their_own_list(self, cast: Cast, secret: str) -> None:
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        first = RecoveryCodes.activate(cast.account("clerk")).get_unused_codes()[0]
        assert tried(first)
        assert not tried(first)
        assert Authenticator.objects.get(type="totp").data.get("step") is None
