"""Sessions: they end by themselves when nobody works, and each can be told from the others."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SEEN: Final = "seen"
STEP: Final = timedelta(seconds=60)  # written at most once a minute: a page view must not cost a write

_SYSTEMS: Final = (
    (r"Android", "Android"),
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
)
_BROWSERS: Final = (  # the first that fits: nearly every browser calls itself Chrome and Safari as well
    (r"coc_coc_browser", "Cốc Cốc"),
    (r"Edg[A-Za-z]*/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)


def device_words(user_agent: str) -> str:
    """Say in words what a browser says of itself: "Chrome trên Windows", or "Thiết bị chưa rõ"."""
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, user_agent)), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, user_agent)), "")
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Thiết bị chưa rõ")


class IdleMiddleware:
    """Sign out a session in which nothing was asked for ``LIEM.idle_minutes``, and keep when it was seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.patience = timedelta(minutes=settings.LIEM.idle_minutes)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End or touch the session, then go on."""
        if request.user.is_authenticated:
            self._look(request, cast("Any", request).at)  # the door has read the clock
        return self.get_response(request)

    def _look(self, request: HttpRequest, now: datetime) -> None:
        told = request.session.get(SEEN)
        seen = datetime.fromtimestamp(told, UTC) if told is not None else None
        if seen is not None and now - seen > self.patience:
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
            cast("Any", request).actor = None
            messages.warning(
                request,
                _("Đã tự đăng xuất vì hơn %(minutes)d phút không thao tác. Đăng nhập lại để làm tiếp.")
                % {"minutes": int(self.patience.total_seconds() // 60)},
            )
            return
        # a clock set back makes the next touch come at once instead of never
        if seen is None or not timedelta(0) <= now - seen < STEP:
            request.session[SEEN] = int(now.timestamp())
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
