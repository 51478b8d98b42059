"""Pages: the transparency log as officials see it, its keeping, and the proof of one line of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.maintenance import in_session
from liem.desks.public.log import sheet_of
from liem.spine.access import Duty, NotFound, Refusal
from liem.spine.ledger import readers as ledger
from liem.spine.log import actions, place, publishing, receipts, state, witnesses
from liem.ui.files import TEXT, attached
from liem.ui.formatting import vn_number
from liem.ui.shell import Fact

from .shown import wanted

if TYPE_CHECKING:
    from liem.spine.ledger.models import Entry


class PolicyForm(forms.Form):
    """A policy in the words of tlog-policy, and why it changes."""

    text = forms.CharField(
        label=gettext_lazy("Chính sách"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "hash"}),
        help_text=gettext_lazy("Mỗi dòng một ý: log, witness, group, quorum. Sổ này phải có tên trong đó."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do đổi"), help_text=gettext_lazy("Ghi vào sổ, ai cũng đọc được.")
    )


class LinesForm(forms.Form):
    """Signature lines brought back from a witness without a network."""

    lines = forms.CharField(
        label=gettext_lazy("Dòng chữ ký mang về"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "hash"}),
        help_text=gettext_lazy("Dòng bắt đầu bằng “— ”, chép nguyên văn."),
    )


@office(Duty.READ_LEDGER, Duty.READ_REPORTS, Duty.KEEP_SYSTEM)
@require_safe
def overview(request: OfficeRequest) -> HttpResponse:
    """Show the state of the log; who keeps the system also sets the policy and carries requests."""
    return _page(request)


def _page(
    request: OfficeRequest,
    *,
    policy: PolicyForm | None = None,
    lines: LinesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    keeps = request.actor.has(Duty.KEEP_SYSTEM)
    context: dict[str, Any] = {
        "log": state.shown(at=request.at),
        "keeps": keeps,
        "policy_form": policy or PolicyForm(initial={"text": place.policy_text()}),
        "lines_form": lines or LinesForm(),
        "ledger_url": reverse("office:ledger") if not keeps else "",
    }
    return render(request, "office/ledger/log.html", context, status=status)


@office(Duty.KEEP_SYSTEM)
@require_http_methods(["POST"])
@in_session
def set_policy(request: OfficeRequest) -> HttpResponse:
    """Put another policy in force."""
    form = PolicyForm(request.POST)
    if form.is_valid():
        try:
            actions.set_policy(actor=request.actor, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            publishing.publish(at=request.at)
            messages.success(request, _("Chính sách mới có hiệu lực từ bây giờ và được công bố cùng đầu sổ."))
            return HttpResponseRedirect(reverse("office:log"))
    return _page(request, policy=form, status=422)


@office(Duty.KEEP_SYSTEM)
@require_http_methods(["POST"])
def take_lines(request: OfficeRequest) -> HttpResponse:
    """Take signature lines brought back by hand."""
    form = LinesForm(request.POST)
    if form.is_valid():
        try:
            names = witnesses.take_lines(form.cleaned_data["lines"], at=request.at)
        except Refusal as refusal:
            form.add_error("lines", refusal.message)
        else:
            publishing.publish(at=request.at)
            messages.success(request, _("Đã nhận chữ ký của %(names)s.") % {"names": ", ".join(names)})
            return HttpResponseRedirect(reverse("office:log"))
    return _page(request, lines=form, status=422)


@office(Duty.KEEP_SYSTEM)
@require_safe
def request_file(request: OfficeRequest) -> HttpResponse:
    """Give the request to carry to a witness; ``da-thay`` is how many entries it has seen."""
    seen = request.GET.get("da-thay", "0")
    old = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else 0
    data = witnesses.newest_request(old=old, at=request.at)
    return attached(data, "yeu-cau-chung-kien.txt", TEXT)


def _entry(request: OfficeRequest, seq: int) -> Entry:
    return ledger.entry(wanted(request.actor), seq)


def _proven(request: OfficeRequest, seq: int) -> receipts.Proven:
    found = receipts.proven(_entry(request, seq), at=request.at)
    if found is None:
        raise NotFound(_("Dòng này chưa có biên nhận: đang chờ vào sổ hoặc chờ bên chứng kiến ký."))
    return found


@office(Duty.READ_LEDGER, Duty.READ_REPORTS)
@require_safe
def proof(request: OfficeRequest, seq: int) -> HttpResponse:
    """Give the proof of a line as a file (C2SP tlog-proof)."""
    return attached(_proven(request, seq).proof.encode(), f"dong-so-{seq}.tlog-proof", TEXT)


@office(Duty.READ_LEDGER, Duty.READ_REPORTS)
@require_safe
def leaf(request: OfficeRequest, seq: int) -> HttpResponse:
    """Give the 152 bytes of a line as a file: what its proof is about."""
    return attached(bytes(_entry(request, seq).leaf), f"dong-so-{seq}.leaf")


@office(Duty.READ_LEDGER, Duty.READ_REPORTS)
@require_safe
def slip(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show the receipt of a line as a sheet to print, with its QR at the size that reads back."""
    found = _proven(request, seq)
    context = sheet_of(found) | {"seq": seq, "at": request.at, "by": request.actor.name}
    return render(request, "office/ledger/slip.html", context)


def facts_of(entry: Entry) -> list[Fact]:
    """Give where a line stands in the log, for its page."""
    stands = receipts.place_of(entry)
    if stands is None:
        return [Fact(_("Chỗ trong sổ minh bạch"), _("đang chờ, trong vòng một phút"))]
    url = reverse("public:log_entry", kwargs={"generation": stands.generation, "index": stands.index})
    return [
        Fact(_("Chỗ trong sổ minh bạch"), _("mục %(index)s") % {"index": vn_number(stands.index)}, url=url)
    ]


urlpatterns = [
    path("so-nhat-ky/minh-bach/", overview, name="log"),
    path("so-nhat-ky/minh-bach/chinh-sach/", set_policy, name="log_policy"),
    path("so-nhat-ky/minh-bach/chu-ky/", take_lines, name="log_lines"),
    path("so-nhat-ky/minh-bach/yeu-cau.txt", request_file, name="log_request"),
    path("so-nhat-ky/<int:seq>/bien-nhan", proof, name="ledger_proof"),
    path("so-nhat-ky/<int:seq>/la", leaf, name="ledger_leaf"),
    path("so-nhat-ky/<int:seq>/phieu/", slip, name="ledger_slip"),
]
