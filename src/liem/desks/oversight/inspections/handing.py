"""Hand-overs as pages: send, and the page where the other end signs or refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.inspections import contents, handing, policy, readers
from liem.kernel.clock import local_day
from liem.spine.access import NotFound, NotPermitted, Refusal
from liem.spine.units.readers import open_on

from . import shown
from .acts import BOTH, decided
from .forms import AnswerForm, HandOverForm

if TYPE_CHECKING:
    from liem.domains.inspections.models import HandOver, Inspection
    from liem.spine.ledger.append import Receipt

MOST = 2000


def _receivers(request: OfficeRequest, inspection: Inspection) -> list[tuple[str, str]]:
    """Return the bodies of the same province, the conducting one left out."""
    top = inspection.unit.path.split("/")[1]
    found = open_on(local_day(request.at)).filter(path__startswith=f"/{top}/").exclude(pk=inspection.unit_id)
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")[:MOST]]


@office()
@require_http_methods(BOTH)
def send(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Send the case, or papers of it, to another body."""
    inspection = decided(request, inspection_id)
    form = shown.bound(
        request,
        HandOverForm,
        units=_receivers(request, inspection),
        initial={"papers": "\n".join(contents.paper_titles(inspection))},
    )
    return shown.act(
        request,
        inspection,
        form,
        title=_("Chuyển giao hồ sơ"),
        button=_("Chuyển giao"),
        note=_("Việc chuyển giao chỉ có giá trị khi nơi nhận đã ký nhận."),
        combobox="to_unit",
        do=lambda: handing.hand_over(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            reason=form.cleaned_data["reason"],
            papers=form.cleaned_data["papers"].splitlines(),
            to_unit_id=UUID(form.cleaned_data["to_unit"]) if form.cleaned_data["to_unit"] else None,
            to_name=form.cleaned_data["to_name"],
        ),
        done=_("Đã chuyển giao, đang chờ nơi nhận ký"),
    )


@office()
@require_http_methods(BOTH)
def handed(request: OfficeRequest, hand_over_id: UUID) -> HttpResponse:
    """Show a hand-over; the receiving body signs for it or refuses it here."""
    sent = readers.get_hand_over(request.actor, hand_over_id, at=request.at)
    outside = sent.to_unit_id is None
    may = (
        policy.may_decide(request.actor, sent.inspection, at=request.at)
        if outside
        else policy.may_take_in(request.actor, sent.to_unit_id)
    )
    waits = sent.received_at is None and not sent.refused_reason
    form = shown.bound(request, AnswerForm, outside=outside, initial={"answer": "yes"})
    status = 200
    if request.method == "POST":
        if not may:
            raise NotPermitted(may.reason)
        status = 422
        if form.is_valid():
            try:
                receipt = _answer(request, sent, form)
            except NotFound:
                raise
            except Refusal as refusal:
                shown.refuse(form, refusal)
                status = refusal.status
            else:
                shown.said(request, _("Đã trả lời việc chuyển giao"), receipt.seq)
                return HttpResponseRedirect(reverse("oversight:inspections_handed", args=[sent.pk]))
    context = {
        "sent": sent,
        "waits": waits,
        "form": form if may and waits else None,
        "multipart": form.is_multipart(),
        "case_url": _case_url(request, sent),
    }
    return shown.page(request, "handed.html", context, status=status)


def _answer(request: OfficeRequest, sent: HandOver, form: AnswerForm) -> Receipt:
    told = form.cleaned_data
    if told["answer"] == "no":
        return handing.refuse_hand_over(
            actor=request.actor, at=request.at, hand_over_id=sent.pk, reason=told["reason"]
        )
    proof = shown.attached(request, form) if "file" in form.fields else None
    return handing.receive_hand_over(
        actor=request.actor,
        at=request.at,
        hand_over_id=sent.pk,
        received_by=told.get("received_by", ""),
        proof=proof.blob if proof else None,
    )


def _case_url(request: OfficeRequest, sent: HandOver) -> str:
    seen = readers.inspections_for(request.actor, at=request.at).filter(pk=sent.inspection_id)
    return reverse("oversight:inspections_one", args=[sent.inspection_id]) if seen.exists() else ""
