"""Pages: sessions of maintenance (ask, agree, end, look), and jobs that failed for good."""

from __future__ import annotations

from functools import wraps
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
from liem.desks.office.units.asking import Question, ask, done
from liem.spine.access import Duty
from liem.spine.maintenance import actions, readers
from liem.spine.maintenance.models import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

SEEN = 100


class AskForm(forms.Form):
    """Why, and for how long."""

    reason = forms.CharField(
        label=gettext_lazy("Sẽ làm gì, vì sao"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("Ghi vào sổ. Người thứ hai đọc rồi mới đồng ý."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Trong bao nhiêu phút"),
        min_value=5,
        max_value=actions.LONGEST,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class RefuseForm(forms.Form):
    """Why not."""

    words = forms.CharField(
        label=gettext_lazy("Vì sao không đồng ý"), max_length=400, widget=forms.Textarea(attrs={"rows": "3"})
    )


def in_session(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the keeper through only in a running session, and write each request down."""

    @wraps(view)
    def inner(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = request.resolver_match.view_name if request.resolver_match else ""
        actions.require(actor=request.actor, at=request.at, page=page, method=request.method or "")
        return view(request, *args, **kwargs)

    return inner


@office(Duty.KEEP_SYSTEM, *readers.SECOND)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show sessions: one's own for the keeper, those within reach for who may agree."""
    sessions = list(readers.sessions_for(request.actor)[:SEEN])
    deciding = set(readers.deciding(request.actor).values_list("pk", flat=True))
    asked = Session.State.ASKED
    context = {
        "keeps": request.actor.has(Duty.KEEP_SYSTEM),
        "ask_url": reverse("office:maintenance_ask"),
        "running": readers.running(request.actor, at=request.at),
        "waiting": [
            one
            for one in sessions
            if one.state == asked and one.pk in deciding and one.asked_at > request.at - actions.WAITS
        ],
        "sessions": [
            {"one": one, "mine": request.actor.person_id in {one.keeper_id, one.second_id}}
            for one in sessions
        ],
        "failed": readers.failed_jobs().count() if request.actor.has(Duty.KEEP_SYSTEM) else 0,
    }
    return render(request, "office/maintenance/list.html", context)


@office(Duty.KEEP_SYSTEM)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: OfficeRequest) -> HttpResponse:
    """Ask for a session."""
    form = AskForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        _session, receipt = actions.ask(actor=request.actor, at=request.at, **told)
        words = _("Đã xin. Phiên mở khi người thứ hai đồng ý.")
        return done(request, words, reverse("office:maintenance"), seq=receipt.seq)

    question = Question(
        title=_("Xin phiên bảo trì"),
        submit=_("Xin phiên"),
        crumbs=[(_("Bảo trì"), reverse("office:maintenance"))],
        back=reverse("office:maintenance"),
        intro=_("Phiên có giờ đóng. Mỗi lần dùng trang là một dòng sổ; phiên không mở hồ sơ nào."),
    )
    return ask(request, form, question, act)


@office(*readers.SECOND)
@require_http_methods(["POST"])
def agree(request: OfficeRequest, session_id: UUID) -> HttpResponse:
    """Agree, as the second person."""
    receipt = actions.agree(actor=request.actor, at=request.at, session_id=session_id)
    return done(request, _("Phiên bảo trì đã mở."), reverse("office:maintenance"), seq=receipt.seq)


@office(*readers.SECOND)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: OfficeRequest, session_id: UUID) -> HttpResponse:
    """Say no."""
    readers.to_decide(request.actor, session_id)
    form = RefuseForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.refuse(actor=request.actor, at=request.at, session_id=session_id, **told)
        return done(request, _("Đã từ chối."), reverse("office:maintenance"), seq=receipt.seq)

    question = Question(
        title=_("Không đồng ý phiên bảo trì"),
        submit=_("Từ chối"),
        crumbs=[(_("Bảo trì"), reverse("office:maintenance"))],
        back=reverse("office:maintenance"),
    )
    return ask(request, form, question, act)


@office(Duty.KEEP_SYSTEM, *readers.SECOND)
@require_http_methods(["POST"])
def end(request: OfficeRequest, session_id: UUID) -> HttpResponse:
    """Close a session before its time."""
    receipt = actions.end(actor=request.actor, at=request.at, session_id=session_id)
    return done(request, _("Phiên bảo trì đã đóng."), reverse("office:maintenance"), seq=receipt.seq)


@office(Duty.KEEP_SYSTEM)
@require_safe
def jobs(request: OfficeRequest) -> HttpResponse:
    """Show jobs that failed for good: kind, when, the fault; never what they were about."""
    context = {
        "jobs": readers.failed_jobs()[:SEEN],
        "running": readers.running(request.actor, at=request.at),
        "crumbs": [(_("Bảo trì"), reverse("office:maintenance"))],
    }
    return render(request, "office/maintenance/jobs.html", context)


@office(Duty.KEEP_SYSTEM)
@require_http_methods(["POST"])
def settle_job(request: OfficeRequest, job_id: UUID) -> HttpResponse:
    """Put a failed job back, or drop it."""
    readers.failed_job(job_id)
    return _settle(request, job_id)


@in_session
def _settle(request: OfficeRequest, job_id: UUID) -> HttpResponse:
    drop = request.POST.get("do") == "drop"
    actions.settle_job(actor=request.actor, at=request.at, job_id=job_id, drop=drop)
    messages.success(request, _("Đã bỏ việc nền.") if drop else _("Đã cho việc nền chạy lại."))
    return HttpResponseRedirect(reverse("office:maintenance_jobs"))


urlpatterns = [
    path("bao-tri/", listing, name="maintenance"),
    path("bao-tri/xin/", ask_for, name="maintenance_ask"),
    path("bao-tri/<uuid:session_id>/dong-y/", agree, name="maintenance_agree"),
    path("bao-tri/<uuid:session_id>/tu-choi/", refuse, name="maintenance_refuse"),
    path("bao-tri/<uuid:session_id>/dong/", end, name="maintenance_end"),
    path("bao-tri/viec-nen/", jobs, name="maintenance_jobs"),
    path("bao-tri/viec-nen/<uuid:job_id>/", settle_job, name="maintenance_job"),
]
