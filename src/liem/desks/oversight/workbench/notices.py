"""Pages: one's own notices, read and unread."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.kernel.clock import local_day
from liem.spine.access import NotFound
from liem.spine.notices import actions, readers
from liem.ui.shell import Tab

PAGE = 50


@office()
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the notices of the person, the unread ones unless all are asked for."""
    every = request.GET.get("xem") == "tat-ca"
    found = readers.notices_for(request.actor, unread=not every)
    unread = readers.unread_count(request.actor)
    url = reverse("oversight:notices")
    context = {
        "views": [
            Tab(_("Chưa đọc"), url, current=not every, count=unread),
            Tab(_("Tất cả"), f"{url}?xem=tat-ca", current=every),
        ],
        "page": (page := Paginator(found, PAGE).get_page(request.GET.get("trang"))),
        "rows": list(page.object_list),
        "unread": unread,
        "today": local_day(request.at),
    }
    return render(request, "oversight/workbench/notices.html", context)


@office()
@require_POST
def read_all(request: OfficeRequest) -> HttpResponse:
    """Mark every own notice as read."""
    actions.mark_read(actor=request.actor, at=request.at)
    return HttpResponseRedirect(reverse("oversight:notices"))


@office()
@require_POST
def follow(request: OfficeRequest, notice_id: UUID) -> HttpResponse:
    """Mark one own notice as read and go where it leads."""
    notice = readers.notices_for(request.actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(_("Không có thông báo này."))
    actions.mark_read(actor=request.actor, at=request.at, notice_ids=[notice.pk])
    leads = notice.path.startswith("/") and not notice.path.startswith("//")
    return HttpResponseRedirect(notice.path if leads else reverse("oversight:notices"))
