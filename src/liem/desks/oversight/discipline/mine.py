"""The file about oneself: all of it the rules allow, what is withheld and why; answer, appeal, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline import actions, appeals, clocks, policy, readers
from liem.domains.discipline.models import DisciplineCase
from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.spine.access import NotFound, NotPermitted, Refusal, sentence_of

from . import forms as asked
from . import shown
from .one import file_of, given
from .verbs import refuse_form, said, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.utils.functional import _StrOrPromise


@office()
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List the files about the actor, or about the organisation the actor speaks for."""
    rows = [shown.row(readers.as_concerned(case), mine=True) for case in readers.own_files(request.actor)]
    context = {"oversight_tabs": tabs(request), "rows": rows, "today": local_day(request.at)}
    return render(request, "oversight/discipline/mine.html", context)


@office()
@require_safe
def one(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Show the file about the actor."""
    case = readers.own_file(request.actor, discipline_id)
    seen = readers.papers_for_subject(case)
    level, basis = clocks.final_level(case, at=request.at)
    context: dict[str, Any] = {
        "oversight_tabs": tabs(request),
        "case": case,
        "who": shown.who(case),
        "state": case.get_state_display(),
        "level": shown.level_of(case),
        "clocks": shown.clock_rows(case, at=request.at),
        **file_of(case, readers.votes_for_subject(case)),
        "awaits_decision": readers.awaits_decision(case),
        "papers": seen.shown,
        "withheld": seen.withheld,
        "final_level": level,
        "final_basis": basis,
        "may_appeal": bool(policy.may(request.actor, case, "appeal", at=request.at)),
        "may_withdraw": bool(policy.may(request.actor, case, "withdraw_appeal", at=request.at)),
        "decision_given": case.notified_on is not None and case.decided_on is not None,
        "today": local_day(request.at),
    }
    return render(request, "oversight/discipline/mine_one.html", context)


@office()
@require_safe
def paper(request: OfficeRequest, discipline_id: UUID, paper_id: UUID) -> HttpResponse:
    """Give a paper of the own file; a withheld one does not exist here."""
    case = readers.own_file(request.actor, discipline_id)
    return given(readers.paper_of(case, paper_id, as_subject=True))


def _do(
    request: OfficeRequest,
    discipline_id: UUID,
    *,
    verb: str,
    make: Callable[..., forms.Form],
    act: Callable[[DisciplineCase, dict[str, Any]], Any],
    title: _StrOrPromise,
    done: _StrOrPromise,
    note: _StrOrPromise = "",
) -> HttpResponse:
    case = readers.own_file(request.actor, discipline_id)
    may = policy.may(request.actor, case, verb, at=request.at)
    if not may:
        raise NotPermitted(may.reason)
    back = reverse("oversight:discipline_mine_one", args=[case.pk])
    form = make(case)
    status = 200
    if request.method == "POST":
        form, status = make(case, request.POST, request.FILES), 422
        if form.is_valid():
            try:
                act(case, form.cleaned_data)
            except NotFound:
                raise
            except Refusal as refusal:
                refuse_form(form, refusal)
                status = refusal.status
            except KernelError as fault:
                form.add_error(None, sentence_of(fault))
            else:
                said(request, done)
                return HttpResponseRedirect(back)
    context = {
        "oversight_tabs": tabs(request),
        "case": case,
        "who": shown.who(case),
        "form": form,
        "title": title,
        "note": note,
        "danger": False,
        "back": back,
    }
    return render(request, "oversight/discipline/act.html", context, status=status)


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Write to the file, at any time."""

    def act(case: DisciplineCase, told: dict[str, Any]) -> None:
        blob, name = stored(request, told.get("file"))
        actions.answer(
            actor=request.actor,
            at=request.at,
            discipline_id=case.pk,
            words=told["words"],
            blob=blob,
            file_name=name,
        )

    return _do(
        request,
        discipline_id,
        verb="answer",
        make=lambda _case, *data: asked.OwnAnswerForm(*data),
        act=act,
        title=_("Gửi ý kiến vào hồ sơ"),
        done=_("Đã gửi ý kiến"),
        note=_("Ý kiến được giữ nguyên lời trong hồ sơ; không ai sửa hay xóa được."),
    )


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Complain about the decision: to the body that decided, or above it."""

    def act(case: DisciplineCase, told: dict[str, Any]) -> None:
        blob, name = stored(request, told.get("file"))
        appeals.appeal(
            actor=request.actor,
            at=request.at,
            discipline_id=case.pk,
            words=told["words"],
            to_unit_id=UUID(told["to_unit"]),
            blob=blob,
            file_name=name,
        )

    return _do(
        request,
        discipline_id,
        verb="appeal",
        make=lambda case, *data: asked.OwnAppealForm(*data, units=appeals.addressees(case)),
        act=act,
        title=_("Khiếu nại quyết định kỷ luật"),
        done=_("Đã gửi khiếu nại"),
        note=_("Trong khi chờ giải quyết, quyết định vẫn có hiệu lực; đồng chí vẫn có đủ quyền của mình."),
    )


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Take a complaint back."""
    return _do(
        request,
        discipline_id,
        verb="withdraw_appeal",
        make=lambda _case, *data: asked.WithdrawForm(*data),
        act=lambda case, told: appeals.withdraw_appeal(
            actor=request.actor, at=request.at, discipline_id=case.pk, words=told["words"]
        ),
        title=_("Rút khiếu nại"),
        done=_("Đã rút khiếu nại"),
    )
