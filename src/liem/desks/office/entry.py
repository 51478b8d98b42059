"""What comes before the work: a password of one's own, and a second factor where a duty asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from liem.spine.people.readers import FACTORS, duties_held, has_second_factor

if TYPE_CHECKING:
    from datetime import datetime

    from allauth.mfa.models import Authenticator

    from liem.spine.people.models import Account

# What stays open on the way there: the pages of the step itself, leaving, language and theme.
OPEN_ALWAYS: Final = frozenset({"account_logout", "account_login", "set_language", "ui:theme"})
OPEN_FOR_FACTOR: Final = frozenset(
    {
        "account_change_password",
        "account_reauthenticate",
        "usersessions_list",
        "usersessions_end",
        "office:account",
    }
)


def needs_factor(account: Account, *, at: datetime) -> bool:
    """Say whether a mandate of the account in force at ``at`` gives a duty that asks for a second factor."""
    asked = frozenset(settings.LIEM_MFA_DUTIES)
    return bool(asked) and not asked.isdisjoint(duties_held(account, at=at))


def keeps_last_factor(authenticator: Authenticator, *, at: datetime) -> bool:
    """Say whether ``authenticator`` is the last factor of an account that needs one, so that it must stay."""
    if authenticator.type not in FACTORS:
        return False
    account: Account = authenticator.user
    return not has_second_factor(account, beside=authenticator.pk) and needs_factor(account, at=at)


def first_step(account: Account, *, at: datetime, view_name: str) -> str | None:
    """Give the name of the page that has to come first, or None when ``view_name`` may be opened."""
    if view_name in OPEN_ALWAYS:
        return None
    if account.must_change_password:
        return None if view_name == "account_change_password" else "account_change_password"
    if view_name in OPEN_FOR_FACTOR or view_name.startswith("mfa_"):
        return None
    if needs_factor(account, at=at) and not has_second_factor(account):
        return "mfa_index"
    return None
