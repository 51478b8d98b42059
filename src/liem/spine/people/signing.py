"""What happens at the door: signing in, being refused, ending sessions, a password of one's own.

Nothing here says from where somebody came or with which browser: the ledger is read by others than the office
that runs the machine. Wrong passwords are no entries, or anybody could fill the ledger; that a guesser was
stopped is one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from liem.spine.access import Actor
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.models import Entry
from liem.spine.ledger.remembered import changes_no_figure
from liem.spine.ledger.transaction import atomic

from .events import (
    GuessingHeld,
    PasswordChanged,
    SecondFactorRefused,
    SessionsEnded,
    SignedIn,
    SignInLocked,
)
from .models import Account

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from allauth.usersessions.models import UserSession

    from .ways import Way

TOLD_ONCE_IN: Final = timedelta(minutes=15)
DOOR: Final = UUID("01a21500-0000-7000-8000-000000000d00")  # what concerns no account but the door as a whole

changes_no_figure(*(event.KIND for event in (
    SignedIn, SecondFactorRefused, SignInLocked, GuessingHeld, SessionsEnded, PasswordChanged,
)))  # fmt: skip


def nobody() -> Actor:
    """Return the actor of what the door does by itself to somebody who is not known yet."""
    return Actor.of_schedule("sign-in")


def sign_in(*, actor: Actor, at: datetime, account: Account, way: Way, begin: Callable[[], None]) -> Receipt:
    """Let a person in: ``begin`` opens the session, in one transaction with the entry."""
    with atomic():
        begin()
        event = SignedIn(account=account.pk, way=str(way))
        return append(actor=actor, at=at, event=event, subject=account.person_id)


def refuse_second_factor(*, actor: Actor, at: datetime, account: Account) -> Receipt:
    """Record that the password was right and the second factor was not. Tries are limited by the door."""
    with atomic():
        event = SecondFactorRefused(account=account.pk)
        return append(actor=actor, at=at, event=event, subject=account.person_id)


def tell_locked_out(*, actor: Actor, at: datetime, account_id: UUID, until: datetime) -> Receipt | None:
    """Record that guessing at an account was stopped; nothing if that was told a moment ago."""
    with atomic():
        account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
        if _told(SignInLocked.KIND, account.person_id, at):
            return None
        event = SignInLocked(account=account.pk, until=until)
        return append(actor=actor, at=at, event=event, subject=account.person_id)


def tell_guessing(*, actor: Actor, at: datetime, until: datetime) -> Receipt | None:
    """Record that one place guessed at many names and was stopped; nothing if that was told a moment ago."""
    with atomic():
        if _told(GuessingHeld.KIND, DOOR, at):
            return None
        return append(actor=actor, at=at, event=GuessingHeld(until=until), subject=DOOR)


def _told(kind: str, subject: UUID, at: datetime) -> bool:
    return Entry.objects.filter(kind=kind, subject=subject, recorded_at__gt=at - TOLD_ONCE_IN).exists()


def end_sessions(
    *, actor: Actor, at: datetime, account: Account, sessions: Sequence[UserSession]
) -> Receipt | None:
    """End other sessions of one's own; nothing happens when there are none."""
    if not sessions:
        return None
    with atomic():
        for session in sessions:
            session.end()
        event = SessionsEnded(account=account.pk, sessions=len(sessions))
        return append(actor=actor, at=at, event=event, subject=account.person_id)


def change_password(*, actor: Actor, at: datetime, account: Account, password: str) -> Receipt:
    """Keep a password that the person chose and that the rules of passwords have let through."""
    first = account.must_change_password
    account.set_password(password)  # slow on purpose: before others have to wait for the transaction
    account.must_change_password = False
    with atomic():
        account.save(update_fields=["password", "must_change_password"])
        event = PasswordChanged(account=account.pk, first=first)
        return append(actor=actor, at=at, event=event, subject=account.person_id)
