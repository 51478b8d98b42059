"""Pages: sealed letters to the own unit. Bytes come and go sealed; words exist in the browser alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from liem.spine.access import Duty, Invalid, NotFound
from liem.spine.identity.policy import leads
from liem.spine.roster import readers as roster
from liem.spine.sealed import actions, files, readers
from liem.ui.files import attached

from .door import OfficeRequest, office
from .keys import context_of, page
from .units.asking import done

if TYPE_CHECKING:
    from uuid import UUID


MOST = 200  # letters on one page; the newest hours first


@page("GET", "HEAD")
def listing(request: OfficeRequest) -> HttpResponse:
    """List the sealed letters the own key may open: hour and number of letters, nothing of what is inside."""
    found = readers.listed_for(request.actor, limit=MOST)
    context = {**context_of(request), "reports": found, "most": MOST}
    return render(request, "office/keys/letters.html", context)


@page("GET", "HEAD")
def one(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """Show the mailbox of one report: each sealed letter opens in the browser, a reply is sealed there."""
    report = readers.one_for(request.actor, letter_id)
    context = {
        **context_of(request),
        "report": report,
        "units": list(report.units.all()),
        "messages_in": list(report.messages.all()),
        "may_ask_name": report.identity_id is not None and leads(request.actor),
        "crumbs": [(_("Thư niêm phong"), reverse("office:keys_letters"))],
    }
    return render(request, "office/keys/letter.html", context)


@office(Duty.INSPECT)
@require_GET
@never_cache
def sealed(request: OfficeRequest, letter_id: UUID, sealed_id: str) -> HttpResponse:
    """Give the sealed bytes of a report or of a letter in its mailbox."""
    report = readers.one_for(request.actor, letter_id)
    return attached(files.fetched(report, sha256=sealed_id), "thu.age")


@office(Duty.INSPECT)
@require_POST
def reply(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """Take a reply that was sealed in the browser."""
    report = readers.one_for(request.actor, letter_id)
    absent = Invalid(
        _("Không có câu trả lời đã niêm phong."), next_step=_("Mở thư, ghi trả lời rồi niêm phong.")
    )
    blob = files.keep(sealed_bytes(request, absent), at=request.at)
    _message, receipt = actions.reply(actor=request.actor, at=request.at, report_id=report.pk, blob=blob)
    here = reverse("office:keys_letter", args=[report.pk])
    return done(request, _("Đã gửi câu trả lời niêm phong."), here, seq=receipt.seq)


def sealed_bytes(request: OfficeRequest, absent: Invalid, *, largest: int = files.LARGEST) -> bytes:
    """Read what the browser sealed and handed in. Raises ``absent`` for nothing or too much."""
    given = request.FILES.get("sealed")
    if given is None or given.size is None or given.size > largest:
        raise absent
    return bytes(given.read())


@office(Duty.INSPECT)
@require_POST
def rewrap(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """Take the same report, sealed anew in the browser for who reads now."""
    report = readers.one_for(request.actor, letter_id)
    absent = Invalid(_("Không có thư đã niêm phong lại."), next_step=_("Mở thư đầu rồi niêm phong lại."))
    receipt = actions.rewrap(
        actor=request.actor,
        at=request.at,
        report_id=report.pk,
        before=request.POST.get("before", "")[:64],
        blob=files.keep(sealed_bytes(request, absent), at=request.at),
        reason=request.POST.get("reason", ""),
    )
    here = reverse("office:keys_letter", args=[report.pk])
    return done(request, _("Đã niêm phong lại cho người đọc hiện nay."), here, seq=receipt.seq)


@office(Duty.INSPECT)
@require_GET
@never_cache
def lists(request: OfficeRequest, letter_id: UUID, unit_id: UUID) -> HttpResponse:
    """Give all signed lists of a unit that the report was sent to, for the browser to check."""
    report = readers.one_for(request.actor, letter_id)
    if not report.units.filter(pk=unit_id).exists():
        raise NotFound(_("Không có thư này."))
    return HttpResponse(roster.handed_out(unit_id), content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("khoa/thu/", listing, name="keys_letters"),
    path("khoa/thu/<uuid:letter_id>/", one, name="keys_letter"),
    path("khoa/thu/<uuid:letter_id>/tra-loi/", reply, name="keys_letter_reply"),
    path("khoa/thu/<uuid:letter_id>/niem-phong-lai/", rewrap, name="keys_letter_rewrap"),
    path("khoa/thu/<uuid:letter_id>/danh-sach/<uuid:unit_id>.txt", lists, name="keys_letter_lists"),
    path("khoa/thu/<uuid:letter_id>/<str:sealed_id>.age", sealed, name="keys_letter_sealed"),
]
