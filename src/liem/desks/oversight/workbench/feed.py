"""Pages: the own calendar under a secret address (RFC 5545), to make, to replace and to end."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.tasks import queries
from liem.desks.office.tasks.calendar import escaped, folded
from liem.desks.oversight.tabs import INSPECTORS, tabs
from liem.spine.notices import actions, readers

from .gather import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from .gather import Line


@office(*INSPECTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: OfficeRequest) -> HttpResponse:
    """Show whether there is an address; make a new one, shown this once; or end it."""
    fresh = ""
    if request.method == "POST":
        if request.POST.get("lam") == "thu-hoi":
            actions.revoke_feed(actor=request.actor, at=request.at)
            messages.success(request, _("Đã thu hồi địa chỉ lịch; phần mềm lịch không đọc được nữa."))
            return HttpResponseRedirect(reverse("oversight:workbench_calendar"))
        secret, _receipt = actions.open_feed(actor=request.actor, at=request.at)
        fresh = queries.absolute(reverse("oversight:workbench_feed", args=[secret]))
    context = {
        "oversight_tabs": tabs(request),
        "feed": readers.feed_of(request.actor),
        "fresh": fresh,
        "back": reverse("oversight:workbench"),
    }
    response = render(request, "oversight/workbench/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the limits of whoever made this address: no session, dossier number and step only.

    A wrong address, an ended one, an ended mandate: the same 404 as for a page that never was.
    """
    at: datetime = request.at  # type: ignore[attr-defined]
    actor = readers.feed_actor(secret, at=at)
    if actor is None:
        return render(request, "404.html", {}, status=404)
    made = written(lines(actor, at=at), name=_("Liêm: hạn kiểm tra, giám sát"), at=at)
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def written(found: Iterable[Line], *, name: str, at: datetime) -> str:
    """Return a calendar with one whole-day event for each line that has a day."""
    made = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Liem//Kiem tra//VI", f"X-WR-CALNAME:{escaped(name)}"]
    for line in found:
        made += _event(line, at=at)
    made.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in made)


def _event(line: Line, *, at: datetime) -> Iterator[str]:
    if line.due is None:
        return
    step: Any = line.step if line.binding else _("%(step)s (hạn tham khảo)") % {"step": line.step}
    yield "BEGIN:VEVENT"
    yield f"UID:{line.kind}-{line.pk}-{line.due:%Y%m%d}@liem"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{line.due:%Y%m%d}"
    yield f"SUMMARY:{escaped(f'{line.dossier}: {step}')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
