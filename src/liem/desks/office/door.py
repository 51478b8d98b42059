"""The door of the office desk: who comes in, as whom, at what time; and how refusals are answered.

The clock is read here and only here (``request.at``); the actor is made here from the mandates of that
moment (``request.actor``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from liem.kernel.errors import KernelError
from liem.spine.access import Actor, Duty, Refusal, sentence_of
from liem.spine.access.duties import Post
from liem.spine.notices.readers import unread_count
from liem.spine.people.readers import actor_for
from liem.spine.tasks.readers import TASK_DUTIES
from liem.spine.vault.files import FULL, no_room
from liem.ui.shell import Account as ShellAccount
from liem.ui.shell import NavItem, Office

from .entry import first_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from liem.spine.people.models import Account

MANDATE = "mandate"


class OfficeRequest(HttpRequest):
    """A request that came through the door: an account, an actor (or none without a mandate), a moment."""

    actor: Actor
    at: datetime
    user: Account


class DoorMiddleware:
    """Put ``at`` and ``actor`` on each request, and turn refusals into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the clock once and make the actor once."""
        office = cast("Any", request)
        office.at = datetime.now(UTC)
        office.actor = None
        if request.user.is_authenticated:
            chosen = request.session.get(MANDATE)
            office.actor = actor_for(
                cast("Any", request.user), at=office.at, mandate_id=UUID(chosen) if chosen else None
            )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, positional: Any, named: Any
    ) -> HttpResponse | None:
        """Lead to what comes before the work: a password of one's own, a second factor where asked for."""
        del view, positional, named
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        office = cast("Any", request)
        step = first_step(office.user, at=office.at, view_name=request.resolver_match.view_name)
        return HttpResponseRedirect(reverse(step)) if step else None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer a refusal with its status, its sentence, its ground and the next step."""
        if isinstance(fault, Refusal):
            return refused(request, fault)
        if isinstance(fault, KernelError):
            return refused(request, Refusal(sentence_of(fault)))
        if is_full(fault):
            return refused(request, no_room())
        return None


def is_full(fault: BaseException | None) -> bool:
    """Say whether a fault, or what it came from, is a disk without room."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in FULL:
            return True
        words = str(fault).lower()
        if isinstance(fault, DatabaseError) and ("is full" in words or "no space left" in words):
            return True
        fault = fault.__cause__
    return False


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal as a page, or as JSON where a script asked."""
    if request.headers.get("Accept", "").startswith("application/json"):
        body = {
            "code": refusal.code,
            "message": refusal.message,
            "next_step": refusal.next_step,
            "field": refusal.field,
        }
        return JsonResponse(body, status=refusal.status)
    if refusal.status == 404:
        return render(request, "404.html", {}, status=404)
    return render(request, "ui/refused.html", {"refusal": refusal}, status=refusal.status)


def office(
    *duties: Duty,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in signed-in persons with a mandate that holds one of ``duties`` (none named: any mandate).

    Without a session: to the sign-in page. Without a mandate in force: a page that says so. Without the
    duty: 404, as for
    an address that does not exist. The named duties are kept on the view for the matrix of roles and routes.
    """

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(
                    f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
                )
            actor = cast("Any", request).actor
            if actor is None:
                return render(request, "office/no_mandate.html", {}, status=403)
            if duties and not any(actor.has(duty) for duty in duties):
                return render(request, "404.html", {}, status=404)
            return view(request, *args, **kwargs)

        inner.duties = duties  # type: ignore[attr-defined]
        return inner

    return guard


# Pages that stand under another part of the navigation than their name, or its beginning, says.
_UNDER = {
    "office:bundles": "office:directives",
    "office:tree": "office:tasks",
    "office:unit_work": "office:tasks",
}
# Words for the tab bar of a phone, where some nine letters fit.
_SHORT = {
    "office:directives": pgettext_lazy("thanh dưới", "Văn bản"),
    "office:term": pgettext_lazy("thanh dưới", "Nhiệm kỳ"),
    "office:units": pgettext_lazy("thanh dưới", "Đơn vị"),
}
INSPECTING = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
NOTICES = "oversight:notices"
_NAV: tuple[tuple[str, Any, str, str, tuple[Duty, ...]], ...] = (
    ("office:today", _lazy("Hôm nay"), "house", "h", ()),
    (
        "office:directives",
        _lazy("Văn bản đến"),
        "inbox",
        "v",
        (Duty.RECEIVE_DOCUMENTS, Duty.ASSIGN_TASKS, Duty.READ_REPORTS),
    ),
    ("office:tasks", _lazy("Nhiệm vụ"), "list-check", "n", TASK_DUTIES),
    ("office:report", _lazy("Báo cáo"), "report", "b", (Duty.READ_REPORTS,)),
    ("office:term", _lazy("Cả nhiệm kỳ"), "calendar", "k", (Duty.READ_REPORTS,)),
    ("oversight:workbench", _lazy("Kiểm tra"), "shield-check", "t", INSPECTING),
    ("oversight:inspections", _lazy("Kiểm tra"), "shield-check", "t", ()),
    ("office:units", _lazy("Đơn vị, nhân sự"), "units", "d", ()),
    ("office:log", _lazy("Sổ minh bạch"), "ledger", "s", (Duty.KEEP_SYSTEM,)),
    ("office:maintenance", _lazy("Bảo trì"), "gear", "m", (Duty.KEEP_SYSTEM, Duty.READ_LEDGER)),
    ("office:ledger", _lazy("Sổ nhật ký"), "ledger", "s", (Duty.READ_LEDGER, Duty.READ_REPORTS)),
)


def _is_of(here: str, name: str) -> bool:
    return here == name or here.startswith(f"{name}_")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shells what they read: the office, the navigation, the account, the actor."""
    actor: Actor | None = getattr(request, "actor", None)
    line = actor.unit_name if actor else settings.LIEM.office
    office_shown = Office(name="Liêm", line=line, demo=settings.LIEM_DEMO)
    links = (NavItem(label=_("Tài khoản, chức danh"), url=reverse("office:account"), icon="person"),)
    if actor is None:
        # somebody without a mandate in force must still be able to leave
        user = cast("Any", getattr(request, "user", None))
        stranded = (
            ShellAccount(name=user.person.name, links=links, sign_out_url=reverse("account_logout"))
            if user is not None and user.is_authenticated
            else None
        )
        return {"nav": [], "actor": None, "account": stranded, "office": office_shown}
    here = request.resolver_match.view_name if request.resolver_match else ""
    here = next((part for name, part in _UNDER.items() if _is_of(here, name)), here)
    inspects = any(actor.has(duty) for duty in INSPECTING)
    if here.startswith("oversight:") and here != NOTICES:  # one entry for the whole desk
        here = "oversight:workbench" if inspects else "oversight:inspections"
    nav = [
        NavItem(
            label=str(label),
            url=reverse(name),
            icon=icon,
            key=key,
            short=str(_SHORT.get(name, "")),
            current=_is_of(here, name),
        )
        for name, label, icon, key, duties in _NAV
        if (not duties or any(actor.has(duty) for duty in duties))
        and not (inspects and name == "oversight:inspections")
    ]
    unread = unread_count(actor)
    account = ShellAccount(
        name=actor.name,
        duty=f"{Post(actor.post).label} · {actor.unit_name}",
        links=links,
        sign_out_url=reverse("account_logout"),
    )
    return {
        "nav": nav,
        "actor": actor,
        "account": account,
        "office": office_shown,
        "search_url": reverse("office:search"),
        "masthead_links": [
            NavItem(label=_("Thông báo"), url=reverse(NOTICES), icon="bell", count=unread or None)
        ],
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    del exception
    return render(request, "400.html", {}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    del exception
    return render(request, "403.html", {}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    del exception
    return render(request, "404.html", {}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that needs nothing."""
    return render(request, "500.html", {}, status=500)
