"""The brake on guessing passwords, which nobody can use to lock out somebody else.

Never by user name alone. Three counts over the last fifteen minutes:

- *pair*: one user name from one address, five failures;
- *address*: all user names from one address, thirty failures (a spray is slowed to two tries a minute);
- *device*: a browser in which this person has signed in before carries a signed cookie and has a count of its
  own, five failures. The other two counts do not touch it, so neither a stranger far away nor a colleague
  behind the same router can close the door of somebody who works there ("device cookies", OWASP).

Only digests of user names are stored: people type passwords into the wrong field. django-axes keeps the rows.
"""

from __future__ import annotations

import ipaddress
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

from liem.kernel.text import nfc
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs
from liem.spine.people.jobs import TELL
from liem.spine.people.readers import account_named

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

COOL_OFF: Final = timedelta(minutes=15)
PAIR_LIMIT: Final = 5
ADDRESS_LIMIT: Final = 30
DEVICE_COOKIE: Final = "liem_device"
DEVICE_DAYS: Final = 180
PEOPLE_PER_DEVICE: Final = 8  # persons who share one computer, the last ones to sign in
_DEVICE: Final = "liem-device:"


def visitor_address(request: HttpRequest) -> str:
    """Give the address that counts as one visitor: IPv4 whole, IPv6 its /64, which is what one line is given.

    ``REMOTE_ADDR`` is right already: ``liem.site.proxies`` believes the office's own proxies and no others. A
    peer on a Unix socket is this machine.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "127.0.0.1"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def named(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Give the digest under which a typed user name is counted, however it is spelt."""
    typed = (credentials or {}).get("username")
    if typed is None:
        typed = request.POST.get("login", "") if request is not None else ""
    return _digest(str(typed))


def _digest(username: str) -> str:
    return salted_hmac("liem.lock-out", nfc(username).strip().lower(), algorithm="sha256").hexdigest()


def _seal(username: str, mark: str) -> str:
    return salted_hmac("liem.device", f"{_digest(username)}\n{mark}", algorithm="sha256").hexdigest()


def _marks(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the pairs (mark, seal) of the device cookie; a forged one fails by its seal later."""
    parts = request.COOKIES.get(DEVICE_COOKIE, "").split("|")[:PEOPLE_PER_DEVICE]
    pairs = [part.split(".", 1) for part in parts if part.count(".") == 1 and len(part) < 200]
    return [(pair[0], pair[1]) for pair in pairs]


def known_device(request: HttpRequest, *, username: str) -> str | None:
    """Give the mark of this browser if this person has signed in with it before, else None."""
    for mark, seal in _marks(request):
        if constant_time_compare(seal, _seal(username, mark)):
            return mark
    return None


def remember_device(request: HttpRequest, response: HttpResponse, *, username: str) -> None:
    """Write the device cookie after a sign-in, with the newest person first. It gives no access by itself."""
    mark = known_device(request, username=username) or secrets.token_hex(16)
    mine = (mark, _seal(username, mark))
    others = [pair for pair in _marks(request) if pair != mine][: PEOPLE_PER_DEVICE - 1]
    response.set_cookie(
        DEVICE_COOKIE,
        "|".join(f"{mark}.{seal}" for mark, seal in [mine, *others]),
        max_age=DEVICE_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class Brake(AxesDatabaseHandler):  # type: ignore[misc]  # it has no types
    """Counts failures as the module says; axes stores them and asks before every try."""

    def filter_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> list[QuerySet[AccessAttempt]]:
        """Give the rows of the one count this try belongs to: the device's, else the pair's."""
        digest = named(request, credentials)
        mark = self._recognise(request, credentials)
        if mark is not None:
            return [AccessAttempt.objects.filter(username=digest, user_agent=_DEVICE + mark)]
        return [
            AccessAttempt.objects.filter(username=digest, ip_address=visitor_address(request)).exclude(
                user_agent__startswith=_DEVICE
            )
        ]

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Say whether this try has to wait, and keep until when in ``request.liem_until``."""
        counted = self.get_user_attempts(request, credentials)[0]
        until = _free_at(counted, limit=PAIR_LIMIT)
        if until is None and self._recognise(request, credentials) is None:
            now: datetime = request.axes_attempt_time  # type: ignore[attr-defined]  # set by axes
            nearby = AccessAttempt.objects.filter(
                ip_address=visitor_address(request), attempt_time__gte=now - COOL_OFF
            ).exclude(user_agent__startswith=_DEVICE)
            until = _free_at(nearby, limit=ADDRESS_LIMIT)
        request.liem_until = until  # type: ignore[attr-defined]
        return until is not None

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **more: Any,
    ) -> None:
        """Count a failure; one that makes somebody wait is told to the ledger, by a job."""
        if request is None:
            super().user_login_failed(sender, credentials, request, **more)
            return
        self._recognise(request, credentials)
        with atomic():
            super().user_login_failed(sender, credentials, request, **more)
            if getattr(request, "axes_locked_out", False):
                self.is_locked(request, credentials)
                self._tell(request, credentials)

    def _tell(self, request: HttpRequest, credentials: dict[str, Any]) -> None:
        """Put the job, the same for a name that exists and one that does not; once a quarter of an hour."""
        now: datetime = request.at  # type: ignore[attr-defined]  # the door has read the clock
        until: datetime = getattr(request, "liem_until", None) or now + COOL_OFF
        many = _free_at(self.get_user_attempts(request, credentials)[0], limit=PAIR_LIMIT) is None
        account = account_named(str((credentials or {}).get("username", "")))
        args = {
            "account": str(account.pk) if account and not many else None,
            "many": many,
            "until": until.isoformat(),
        }
        whom = "many" if many else named(request, credentials)
        key = f"{TELL}:{whom}:{int(now.timestamp() // COOL_OFF.total_seconds())}"
        with suppress(IntegrityError), transaction.atomic():  # another try was faster
            jobs.put(TELL, at=now, args=args, key=key)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
        """Forget the failures of the count of whoever signed in; other counts stay."""
        self._recognise(request, {"username": user.get_username()})
        super().user_logged_in(sender, request, user, **more)

    @staticmethod
    def _recognise(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
        """Find the device's mark, and let its row be told from all others by the column of the browser."""
        typed = (credentials or {}).get("username")
        mark = known_device(request, username=str(typed)) if typed else None
        # What a browser says of itself is free text: it must neither look like a mark nor split the count.
        request.axes_user_agent = _DEVICE + mark if mark else "-"  # type: ignore[attr-defined]
        return mark


def _free_at(rows: QuerySet[AccessAttempt], *, limit: int) -> datetime | None:
    """Give when the failures of ``rows`` fall below ``limit``, or None if they are below it now."""
    kept = list(rows.order_by("attempt_time").values_list("failures_since_start", "attempt_time"))
    left = sum(count for count, _last in kept)
    free_at: datetime | None = None
    for count, last in kept:
        if left < limit:
            break
        left -= count
        free_at = last + COOL_OFF
    return free_at


def locked_page(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer 429: that one has to wait, and until when. The same for names that do not exist."""
    del original, credentials
    now: datetime = request.at  # type: ignore[attr-defined]  # the door has read the clock
    until: datetime = getattr(request, "liem_until", None) or now + COOL_OFF
    response = render(request, "office/account/locked.html", {"until": until}, status=429)
    response["Retry-After"] = str(max(1, int((until - now).total_seconds())))
    response["Cache-Control"] = "no-store"
    return response
