"""Pages: what one's office exchanges with others by bundle. What came, what went, what they know of it.

The office is the unit of the mandate one acts in; its keys lie on this machine. Bundles too large for a form
go by `liem bundle`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liem.adapters.papers import qr
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.units.asking import Question, ask, done
from liem.desks.office.uploads import limit
from liem.domains.directives import exchange
from liem.kernel.bundle import Invalid as BadBundle
from liem.kernel.bundle import frames
from liem.kernel.log.note import LARGEST_NOTE
from liem.spine.access import Duty, Invalid, NotFound, Refusal, sentence_of
from liem.spine.bundles import acknowledged, actions, policy, readers, receiving, sealing
from liem.spine.bundles.keys import here
from liem.spine.bundles.kinds import ACKNOWLEDGEMENT, kind_of
from liem.spine.bundles.models import Role
from liem.spine.bundles.receiving import State
from liem.spine.tasks.lists import Standing
from liem.spine.units.readers import get_unit
from liem.ui.files import attached
from liem.ui.formatting import vn_datetime, vn_number
from liem.ui.shell import Fact, Kpi

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from liem.spine.bundles.keys import Here
    from liem.spine.bundles.kinds import Packed
    from liem.spine.bundles.models import Peer, Received, Sent
    from liem.spine.bundles.receiving import Step
    from liem.spine.units.models import Unit

PAGE: Final = 50
MOST_FILES: Final = 100
SCANNED: Final = ".txt"
_TOLD = {
    State.TAKEN: messages.success,
    State.KNOWN: messages.info,
    State.WAITING: messages.warning,
    State.PARTIAL: messages.warning,
    State.REFUSED: messages.error,
}
_both = require_http_methods(["GET", "HEAD", "POST"])


class TrustForm(forms.Form):
    """The card of another office, its fingerprint as heard on the telephone, and where it stands."""

    card = forms.FileField(label=gettext_lazy("Thẻ khóa của cơ quan kia"))
    fingerprint = forms.CharField(
        label=gettext_lazy("Vân tay khóa nghe đọc qua điện thoại"),
        help_text=gettext_lazy(
            "Gọi theo số đã biết từ trước. Gõ đúng những gì nghe được, đừng chép từ tệp hay thư vừa nhận."
        ),
        max_length=100,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Cơ quan ấy là"), choices=Role.choices, widget=forms.RadioSelect
    )
    new_stream = forms.BooleanField(
        label=gettext_lazy("Đánh số gói lại từ đầu"),
        help_text=gettext_lazy("Chỉ khi một bên vừa khôi phục từ bản sao lưu cũ; hai bên cùng làm."),
        required=False,
    )


class DirectiveForm(forms.Form):
    """Which directive goes down."""

    directive = forms.ChoiceField(label=gettext_lazy("Văn bản có việc giao cho nơi nhận"))

    def __init__(self, *args: Any, own: Unit, peer: Peer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["directive"].choices = [  # type: ignore[attr-defined]
            (one.case.dossier, f"{one.full_symbol or one.case.dossier}: {one.subject or one.file_name}")
            for one in exchange.given_to(own, peer.office)
        ]


def _own(request: OfficeRequest) -> Unit:
    if request.actor.unit_id is None:
        raise NotFound(_("Chức danh hiện tại không thuộc đơn vị nào."))
    return get_unit(request.actor, request.actor.unit_id)


def _here(request: OfficeRequest) -> Here:
    """Give the office one acts for. Raises ``NotFound`` where it has no keys yet."""
    return here(_own(request).code, make=False)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Trao đổi gói"), reverse("office:bundles")), *more]


@office(Duty.RECEIVE_DOCUMENTS, Duty.KEEP_SYSTEM)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show with whom bundles are exchanged, how far each row is, and where to bring one."""
    own = _own(request)
    context: dict[str, Any] = {"own": own, **_may(request, own)}
    try:
        at = here(own.code, make=False)
    except NotFound:
        return render(request, "office/bundles/none.html", context)
    context |= {
        "fingerprint": at.card.fingerprint,
        "standings": readers.standings(at),
        "max_bytes": limit(),
        "sealed": len(readers.delivered(own)),
    }
    return render(request, "office/bundles/list.html", context)


def _may(request: OfficeRequest, own: Unit) -> dict[str, bool]:
    return {
        "may_exchange": bool(policy.may_exchange(request.actor, own)),
        "may_trust": bool(policy.may_trust(request.actor, own)),
    }


@office(Duty.RECEIVE_DOCUMENTS, Duty.KEEP_SYSTEM)
@require_POST
def make_keys(request: OfficeRequest) -> HttpResponse:
    """Make the keys of the office, once."""
    here(_own(request).code)
    return done(request, _("Đã có khóa trao đổi gói. Gửi thẻ khóa cho nơi kia."), reverse("office:bundles"))


@office(Duty.RECEIVE_DOCUMENTS, Duty.KEEP_SYSTEM)
@require_safe
def card(request: OfficeRequest) -> HttpResponse:
    """Give the own card as a file."""
    at = _here(request)
    return attached(at.card.encode(at.signer), f"the-khoa-{at.office}.card", "text/plain; charset=utf-8")


@office(Duty.KEEP_SYSTEM)
@_both
def trust(request: OfficeRequest) -> HttpResponse:
    """Take in the card of another office."""
    at = _here(request)
    form = TrustForm(request.POST or None, request.FILES or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        file = told.pop("card")
        if file.size > LARGEST_NOTE:
            raise Invalid(_("Tệp này quá lớn, không phải thẻ khóa."), field="card")
        peer, receipt = actions.trust_peer(
            actor=request.actor, at=request.at, here=at, card=file.read(), **told
        )
        words = _("Đã nhận thẻ khóa của %(peer)s.") % {"peer": peer.name}
        return done(request, words, reverse("office:bundles"), seq=receipt.seq)

    question = Question(
        title=_("Nhận thẻ khóa của cơ quan khác"),
        submit=_("Nhận thẻ khóa"),
        crumbs=_crumbs(),
        back=reverse("office:bundles"),
        intro=_("Vân tay khóa khớp thì gói từ nơi ấy mới được tin. Nhận lại khi nơi ấy đổi khóa."),
    )
    return ask(request, form, question, act)


@office(Duty.RECEIVE_DOCUMENTS)
@require_POST
def bring(request: OfficeRequest) -> HttpResponse:
    """Take bundle files, or texts of scanned codes; each stands by itself, one refused stops no other."""
    at = _here(request)
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Chưa chọn tệp nào. Chọn tệp gói (.liem) rồi bấm “Gửi tệp”."))
    if len(files) > MOST_FILES:
        messages.warning(
            request, _("Mỗi lần gửi nhận %(most)s tệp; các tệp sau chưa được nhận.") % {"most": MOST_FILES}
        )
    for file in files[:MOST_FILES]:
        for say, words in _brought(request, at, file):
            say(request, f"{file.name}: {words}")
    return HttpResponseRedirect(reverse("office:bundles"))


def _brought(request: OfficeRequest, at: Here, file: UploadedFile[Any]) -> list[tuple[Any, str]]:
    try:
        return [(_TOLD[step.state], step.words) for step in _steps(request, at, file)]
    except BadBundle as fault:
        return [(messages.error, sentence_of(fault))]
    except Refusal as refusal:
        if refusal.status == 507:  # no room: the next file would meet it too
            raise
        return [(messages.error, f"{refusal.message} {refusal.next_step}".strip())]


def _steps(request: OfficeRequest, at: Here, file: UploadedFile[Any]) -> list[Step]:
    if (file.size or 0) > limit():
        raise Invalid(
            _("Tệp lớn hơn mức nhận qua trang."),
            next_step=_("Chép tệp vào máy chủ rồi chạy: liem bundle import."),
        )
    if (file.name or "").lower().endswith(SCANNED):
        text = file.read().decode("utf-8", "replace")
        return receiving.bring_scanned(at, text, actor=request.actor, at=request.at)
    source: Any = file  # reads like a stream of bytes
    return receiving.bring(at, source, actor=request.actor, at=request.at)


@office(Duty.RECEIVE_DOCUMENTS, Duty.KEEP_SYSTEM)
@require_safe
def one(request: OfficeRequest, peer_id: UUID) -> HttpResponse:
    """Show one office: how far both rows are, what can be made for it, what went and what came."""
    at = _here(request)
    peer = readers.peer_of(at.unit, peer_id)
    standing = readers.standing(at, peer)
    sent = Paginator(readers.sent_to(peer), PAGE).get_page(request.GET.get("di"))
    arrived = Paginator(readers.came_from(peer), PAGE).get_page(request.GET.get("den"))
    may = _may(request, at.unit)
    down = peer.role == Role.BELOW and may["may_exchange"]
    context = {
        **may,
        "peer": peer,
        "standing": standing,
        "facts": _facts(standing),
        "form": DirectiveForm(own=at.unit, peer=peer) if down else None,
        "up": peer.role == Role.ABOVE,
        "sent": sent,
        "sent_rows": [(row, _label(row)) for row in sent],
        "came": arrived,
        "came_rows": [(row, _label(row), row.kept.get("directive", "")) for row in arrived],
        "crumbs": _crumbs(),
    }
    return render(request, "office/bundles/one.html", context)


def _label(row: Sent | Received) -> str:
    kind = kind_of(row.kind)
    return str(kind.label) if kind else row.kind


def _facts(standing: readers.Standing) -> list[Fact]:
    waiting = "; ".join(
        _("số %(number)s thiếu %(missing)s phần") % {"number": number, "missing": missing}
        if missing
        else _("số %(number)s đã đủ") % {"number": number}
        for number, missing in standing.waiting
    )
    return [
        Fact(_("Vai trò"), standing.peer.get_role_display()),
        Fact(_("Vân tay khóa"), standing.peer.opened_card.fingerprint),
        Fact(_("Đã gửi đến số"), standing.sent),
        Fact(_("Nơi nhận báo đã đến số"), standing.arrived),
        Fact(_("Đã nhận đến số"), standing.received),
        Fact(_("Chưa báo nhận"), standing.untold),
        Fact(_("Đang chờ tại đây"), waiting or _("không có")),
    ]


@office(Duty.RECEIVE_DOCUMENTS)
@require_safe
def came(request: OfficeRequest, peer_id: UUID, received_id: UUID) -> HttpResponse:
    """Show one bundle that came: what it was, what became of it, and of a report its figures and rows."""
    peer = readers.peer_of(_own(request), peer_id)
    row = readers.came_one(peer, received_id)
    kept = row.kept if row.kind == exchange.REPORT else {}
    sums, listed = _listed(kept, "figures", dict), _listed(kept, "rows", list)
    context = {
        "peer": peer,
        "row": row,
        "facts": [
            Fact(_("Loại"), _label(row)),
            Fact(_("Nơi gửi lập lúc"), vn_datetime(row.created_at)),
            Fact(_("Nhận lúc"), vn_datetime(row.at)),
            Fact(_("Tình trạng"), row.get_outcome_display()),
            *([Fact(_("Lý do"), row.reason)] if row.reason else []),
        ],
        "kpis": [
            Kpi(value=vn_number(sums[name]), label=str(label))
            for name, label in (("total", _("nhiệm vụ")), *Standing.choices)
            if isinstance(sums.get(name), int)
        ],
        "lines": [
            (line, Standing(line["standing"]).label if line.get("standing") in Standing.values else "")
            for line in listed
            if isinstance(line, dict)
        ],
        "left_out": _listed(kept, "left_out", list),
        "crumbs": _crumbs((peer.name, reverse("office:bundles_one", args=[peer.pk]))),
    }
    return render(request, "office/bundles/came.html", context)


def _listed(kept: dict[str, Any], name: str, kind: type) -> Any:
    """Give what another office wrote under a name, an empty one where it is not of that kind."""
    value = kept.get(name)
    return value if isinstance(value, kind) else kind()


@office(Duty.RECEIVE_DOCUMENTS)
@require_POST
def make(request: OfficeRequest, peer_id: UUID) -> HttpResponse:
    """Make the next bundle for one office; its file can then be fetched from the list."""
    at = _here(request)
    peer = readers.peer_of(at.unit, peer_id)
    back = reverse("office:bundles_one", args=[peer_id])
    try:
        kind, packed = _packed(request, at.unit, peer)
        sent, receipt = actions.send(
            actor=request.actor,
            at=request.at,
            here=at,
            office=peer.office,
            kind=kind,
            packed=packed,
        )
    except Invalid as refusal:
        messages.error(request, f"{refusal.message} {refusal.next_step}".strip())
        return HttpResponseRedirect(back)
    words = _("Đã lập gói số %(number)s. Tải tệp ở bảng “Đã gửi” rồi chuyển đi.") % {"number": sent.number}
    return done(request, words, back, seq=receipt.seq)


def _packed(request: OfficeRequest, own: Unit, peer: Peer) -> tuple[str, Packed]:
    wanted = request.POST.get("lap", "")
    if wanted == ACKNOWLEDGEMENT:
        return ACKNOWLEDGEMENT, acknowledged.pack(peer)
    if wanted == exchange.REPORT:
        return exchange.REPORT, exchange.pack_report(own, peer, at=request.at)
    dossier = request.POST.get("directive", "")
    if wanted != exchange.DIRECTIVE or not dossier:
        raise Invalid(_("Chưa chọn nội dung của gói."))
    try:
        return exchange.DIRECTIVE, exchange.pack_dossier(own, dossier, office=peer.office)
    except NotFound as absent:
        raise Invalid(absent.message) from None


def _sent(request: OfficeRequest, peer_id: UUID, number: int) -> tuple[Sent, bytes]:
    """Give a bundle that was made and the bytes of its file; ``NotFound`` where the file is gone."""
    at = _here(request)
    peer = readers.peer_of(at.unit, peer_id)
    sent = readers.get_sent(at.unit, peer.office, number)
    try:
        return sent, sealing.file_of(at, sent).read_bytes()
    except OSError:
        raise NotFound(_("Tệp của gói này không còn trên máy.")) from None


@office(Duty.RECEIVE_DOCUMENTS)
@require_safe
def file(request: OfficeRequest, peer_id: UUID, number: int) -> HttpResponse:
    """Give the file of a bundle, the same bytes each time."""
    sent, data = _sent(request, peer_id, number)
    return attached(data, f"{sent.peer.own.code}-{sent.peer.office}-{sent.number:06d}.liem")


@office(Duty.RECEIVE_DOCUMENTS)
@require_safe
def codes(request: OfficeRequest, peer_id: UUID, number: int) -> HttpResponse:
    """Show a small bundle as a sheet of codes to print or to scan from the screen."""
    sent, data = _sent(request, peer_id, number)
    try:
        lines = frames.cut(data)
    except BadBundle as fault:
        raise Invalid(sentence_of(fault)) from None
    context = {
        "sent": sent,
        "codes": [(place, mark_safe(qr.sized(line).svg)) for place, line in enumerate(lines, start=1)],  # noqa: S308 - drawn here from base45
        "count": len(lines),
        "at": request.at,
        "by": request.actor.name,
    }
    return render(request, "office/bundles/codes.html", context)


urlpatterns = [
    path("trao-doi-goi/", listing, name="bundles"),
    path("trao-doi-goi/khoa/lap/", make_keys, name="bundles_keys"),
    path("trao-doi-goi/khoa/the/", card, name="bundles_card"),
    path("trao-doi-goi/khoa/nhan/", trust, name="bundles_trust"),
    path("trao-doi-goi/nhan/", bring, name="bundles_bring"),
    path("trao-doi-goi/<uuid:peer_id>/", one, name="bundles_one"),
    path("trao-doi-goi/<uuid:peer_id>/nhan/<uuid:received_id>/", came, name="bundles_came"),
    path("trao-doi-goi/<uuid:peer_id>/lap/", make, name="bundles_make"),
    path("trao-doi-goi/<uuid:peer_id>/<int:number>/", file, name="bundles_file"),
    path("trao-doi-goi/<uuid:peer_id>/<int:number>/ma/", codes, name="bundles_codes"),
]
