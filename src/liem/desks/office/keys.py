"""Pages: a reader's own keys, the list of readers, opening a sealed letter. Private keys stay in the browser.

The pages run under a policy of their own: one script of this house, no markup made from text. Nothing a
person does here sends a secret to the server; the server sees public keys and signatures.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from csp.constants import NONE, SELF
from csp.decorators import csp
from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liem.kernel.seal import roster
from liem.kernel.seal.shares import COUNT
from liem.spine.access import Conflict, Duty, NotPermitted
from liem.spine.escrow import readers as escrow
from liem.spine.roster import actions, policy, readers
from liem.spine.roster.models import Change, ReaderKey, State
from liem.spine.units.readers import get_unit

from .door import OfficeRequest, office
from .units.asking import Question, ask, done

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from liem.spine.units.models import Unit

_POLICY: Final = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "require-trusted-types-for": ["'script'"],
}
_LONGEST: Final = 4096  # characters of one posted field; a hybrid public key has 1,959


def page(
    *methods: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in who inspects, under the policy of these pages, never from a cache."""

    def dress(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        guarded = office(Duty.INSPECT)(require_http_methods([*methods])(view))
        return cast("Callable[..., HttpResponse]", never_cache(csp(_POLICY)(guarded)))

    return dress


def _unit(request: OfficeRequest) -> Unit:
    unit_id, _person = policy.reading_for(request.actor)
    return get_unit(request.actor, unit_id)


def _posted(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:_LONGEST].strip(" ")


def context_of(request: OfficeRequest) -> dict[str, Any]:
    """What the scripts of every page of keys read: whose browser, which unit."""
    own = readers.signing_key(request.actor)
    return {
        "owner": str(request.actor.person_id),
        "login": request.user.username,
        "unit": _unit(request),
        "origin": readers.origin(),
        "own": own,
        "reader": own.pk.hex if own else "",
    }


@page("GET", "HEAD")
def mine(request: OfficeRequest) -> HttpResponse:
    """Show the own key and its state; make a new one and hand in its public half."""
    context = context_of(request)
    newest = readers.own_key(request.actor)
    waiting = newest if newest is not None and newest.state == State.PENDING else None
    counts = newest is not None and newest.state in (State.PENDING, State.STANDING)
    return render(
        request,
        "office/keys/mine.html",
        {
            **context,
            "newest": newest,
            "waiting": waiting,
            "counts": counts,
            "today": request.at,
            "sheets": range(1, COUNT + 1),
        },
    )


@office(Duty.INSPECT)
@require_POST
def enrol(request: OfficeRequest) -> HttpResponse:
    """Hand in the public half of a key made in the browser."""
    _key, receipt = actions.enrol_key(
        actor=request.actor,
        at=request.at,
        device=_posted(request, "device"),
        recovery=_posted(request, "recovery"),
        sign=_posted(request, "sign"),
        claim=_posted(request, "claim").replace("\r\n", "\n"),
    )
    words = _("Đã ghi khóa. Nhờ hai người đọc đối chiếu mã và ký.")
    return done(request, words, reverse("office:keys"), seq=receipt.seq)


@office(Duty.INSPECT)
@require_POST
def withdraw(request: OfficeRequest, reader_id: UUID) -> HttpResponse:
    """Take back one's own key that waits."""
    reason = _posted(request, "reason")
    receipt = actions.withdraw_key(actor=request.actor, at=request.at, key_id=reader_id, reason=reason)
    return done(request, _("Đã rút khóa đang chờ."), reverse("office:keys"), seq=receipt.seq)


@page("GET", "HEAD")
def listing(request: OfficeRequest) -> HttpResponse:
    """Show who can read what is sealed to the unit, and what waits for signatures."""
    context = context_of(request)
    unit = context["unit"]
    keys = readers.keys_of(unit.pk, State.PENDING, State.STANDING)
    gone = readers.without_mandate(keys, at=request.at)
    assembled = escrow.assembled(request.actor)
    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "left": key.pk in gone,
            "assembled": key.pk in assembled,
            "mine": key.person_id == request.actor.person_id,
        }
        for key in keys
    ]
    signs = _signs(keys, context["own"])
    return render(
        request,
        "office/keys/list.html",
        {
            **context,
            "standing": [row for row in rows if row["key"].state == State.STANDING],
            "waiting": [row for row in rows if row["key"].state == State.PENDING],
            "newest": readers.newest(unit.pk),
            "signs": signs,
            "may_drop": signs and sum(key.state == State.STANDING for key in keys) > roster.NEEDED,
            "may_begin_again": bool(policy.may_begin_again(request.actor, unit)),
        },
    )


def _signs(keys: list[ReaderKey], own: ReaderKey | None) -> bool:
    """Say whether the person may sign lists now: one who stands, or who waits while nobody stands yet."""
    if own is None:
        return False
    return own.state == State.STANDING or not any(key.state == State.STANDING for key in keys)


@office(Duty.INSPECT)
@require_GET
@never_cache
def lists(request: OfficeRequest) -> HttpResponse:
    """Give all signed lists of the unit, for the browser to check."""
    whole = readers.handed_out(_unit(request).pk)
    return HttpResponse(whole, content_type="text/plain; charset=utf-8")


@page("GET", "HEAD", "POST")
def confirm(request: OfficeRequest, reader_id: UUID) -> HttpResponse:
    """Sign the list that adds a key, once its code was compared face to face."""
    return _sign(request, reader_id, Change.ADD)


@page("GET", "HEAD", "POST")
def retire(request: OfficeRequest, reader_id: UUID) -> HttpResponse:
    """Sign the list that drops a key, with the reason."""
    return _sign(request, reader_id, Change.DROP)


def _sign(request: OfficeRequest, reader_id: UUID, change: Change) -> HttpResponse:
    if request.method == "POST":
        told: dict[str, Any] = {
            "actor": request.actor,
            "at": request.at,
            "key_id": reader_id,
            "sha256": _posted(request, "sha256"),
            "line": _posted(request, "line"),
        }
        if change == Change.ADD:
            row, receipt = actions.confirm_key(**told)
        else:
            row, receipt = actions.retire_key(**told, reason=_posted(request, "reason"))
        words = _("Đã ký. Còn chờ một người đọc khác ký.")
        if row.published_at is not None:
            words = _("Đã ký. Danh sách mới đủ hai chữ ký và đã có hiệu lực.")
        return done(request, words, reverse("office:keys_list"), seq=receipt.seq)
    context = context_of(request)
    key = readers.get_key(request.actor, reader_id)
    if key.state != (State.PENDING if change == Change.ADD else State.STANDING):
        raise Conflict(
            _("Khóa này không còn ở trạng thái ấy."),
            next_step=_("Xem danh sách người đọc hiện nay."),
        )
    own = context["own"]
    standing = readers.keys_of(key.unit_id, State.STANDING)
    if not _signs(standing, own) or (change == Change.ADD and own.pk == key.pk):
        raise NotPermitted(_("Chỉ người đang đứng trong danh sách người đọc mới ký được."))
    if change == Change.DROP:
        policy.require_third(standing)
    made, _change = readers.proposed(context["unit"], key, signer=own, at=request.at)
    signed = readers.signatures_under(key.unit_id, made)
    context |= {"key": key, "made": made, "signed": signed, "adds": change == Change.ADD}
    return render(request, "office/keys/sign.html", context)


@page("GET", "HEAD")
def opening(request: OfficeRequest) -> HttpResponse:
    """Open a sealed file with the key of this browser, or one typed from paper, and seal a reply."""
    return render(request, "office/keys/open.html", {**context_of(request), "tool_sha256": _tool()})


@cache
def _tool() -> str:
    """The SHA-256 of the stand-alone tool as it is handed out, to compare with the one of the release."""
    return hashlib.sha256(Path(cast("str", finders.find("seal/open.html"))).read_bytes()).hexdigest()


class AgainForm(forms.Form):
    """The reason why the lists of a unit cannot go on."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("ví dụ: hai trong ba người đọc mất máy cùng lúc"),
    )


@page("GET", "HEAD", "POST")
def again(request: OfficeRequest) -> HttpResponse:
    """Begin the lists of the own unit again: all keys stand down."""
    unit = _unit(request)
    may = policy.may_begin_again(request.actor, unit)
    if not may:
        raise NotPermitted(may.reason)
    back = reverse("office:keys_list")

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.begin_again(
            actor=request.actor, at=request.at, unit_id=unit.pk, reason=told["reason"]
        )
        return done(request, _("Đã kết thúc danh sách cũ. Lập danh sách đầu mới."), back, seq=receipt.seq)

    question = Question(
        title=_("Lập lại danh sách người đọc từ đầu"),
        submit=_("Lập lại từ đầu"),
        crumbs=[(_("Danh sách người đọc"), back)],
        back=back,
        intro=_(
            "Chỉ dùng khi không còn đủ hai người ký được. Mọi khóa đang dùng thôi hiệu lực; danh sách đầu "
            "mới phải được thông báo trên giấy, vì trình duyệt của người dân sẽ từ chối nó cho tới khi biết."
        ),
        danger=True,
    )
    return ask(request, AgainForm(request.POST or None), question, act)


urlpatterns = [
    path("khoa/", mine, name="keys"),
    path("khoa/ghi/", enrol, name="keys_enrol"),
    path("khoa/mo-thu/", opening, name="keys_open"),
    path("khoa/danh-sach/", listing, name="keys_list"),
    path("khoa/danh-sach.txt", lists, name="keys_lists"),
    path("khoa/lap-lai/", again, name="keys_again"),
    path("khoa/<uuid:reader_id>/rut/", withdraw, name="keys_withdraw"),
    path("khoa/<uuid:reader_id>/xac-nhan/", confirm, name="keys_confirm"),
    path("khoa/<uuid:reader_id>/thoi/", retire, name="keys_retire"),
]
