"""Page: the slip for who sent a denunciation, asked for with a form and printed once.

The key stands only in the answer to the form: no address leads to it, no cache keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liem.adapters.papers import qr
from liem.desks.office.door import OfficeRequest, office
from liem.domains.inspections import policy, readers, slips

from . import shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from liem.domains.inspections.models import Inspection
    from liem.spine.ledger.append import Receipt
    from liem.spine.log.slips import Slip

_GROUP = 8


class SlipForm(forms.Form):
    """Why a slip is given again."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do giao lại"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ khi đã giao một lần: mất, rách… Không ghi tên người gửi."),
    )


@office()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Give the slip: the form first, then the sheet to print."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    policy.demand(slips.may_give(request.actor, inspection, at=request.at), inspection)
    form = shown.bound(request, SlipForm)
    if not slips.was_given(inspection):
        del form.fields["reason"]
    return shown.act(
        request,
        inspection,
        form,
        title=_("Phiếu theo dõi cho người gửi đơn"),
        button=_("Làm phiếu để in"),
        do=lambda: slips.give_slip(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            reason=form.cleaned_data.get("reason", ""),
        ),
        done=_("Đã làm phiếu theo dõi"),
        to=lambda made: _sheet(request, *made),
        note=_(
            "Phiếu có khóa bí mật của vụ: ai cầm phiếu xem được khi nào có việc mới, không xem được nội "
            "dung hay tên ai. In ra, giao tận tay, đóng trang này; hệ thống không giữ phiếu."
        ),
    )


def _sheet(request: OfficeRequest, slip: Slip, inspection: Inspection, receipt: Receipt) -> HttpResponse:
    del receipt
    promised, secret = qr.sized(slip.promise), qr.sized(slip.key)
    context = {
        "dossier": inspection.case.dossier,
        "events": slip.events,
        "promise_qr": mark_safe(promised.svg),  # noqa: S308 - drawn by us from base45
        "promise_mm": round(promised.size_mm),
        "key_qr": mark_safe(secret.svg),  # noqa: S308 - drawn by us from hex
        "key_mm": round(secret.size_mm),
        "key": " ".join(slip.key[at : at + _GROUP] for at in range(0, len(slip.key), _GROUP)),
        "promise": slip.promise,
        "check_url": request.build_absolute_uri(reverse("public:my_case")),
        "back": reverse("oversight:inspections_one", args=[inspection.pk]),
        "at": request.at,
    }
    return render(request, "oversight/inspections/slip.html", context)
