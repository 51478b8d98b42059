"""The counted secret vote: type the figures, see the count explained, then record it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline import law, policy, readers, votes, voting
from liem.domains.discipline.words import form_name, told
from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.spine.access import Duty, NotFound, NotPermitted, Refusal, sentence_of
from liem.ui.forms import DayField

from .shown import who
from .verbs import back_to, refuse_form, said, stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from liem.domains.discipline.models import DisciplineCase


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=32000,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": _lazy("Ghi số nguyên"), "min_value": _lazy("Ghi số từ 0")},
    )


class VoteForm(forms.Form):
    """The figures of the counters' minutes; one field for each form the subject can receive."""

    held_on = DayField(label=_lazy("Ngày bỏ phiếu"))
    entitled = _number(
        _lazy("Tổng số người có quyền biểu quyết"),
        _lazy("tất cả, kể cả người vắng mặt; tỷ lệ tính trên số này"),
    )
    present = _number(_lazy("Số người có mặt"))
    issued = _number(_lazy("Số phiếu phát ra"))
    collected = _number(_lazy("Số phiếu thu về"))
    invalid = _number(_lazy("Số phiếu không hợp lệ"))
    counters = forms.CharField(
        label=_lazy("Tổ kiểm phiếu"), max_length=300, help_text=_lazy("họ tên từng người")
    )
    file = forms.FileField(
        label=_lazy("Biên bản kiểm phiếu"), required=False, help_text=_lazy("chọn lại tệp ở bước ghi")
    )

    def __init__(self, *args: Any, options: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.options = options
        for option in options:
            label = _("Phiếu %(form)s") % {"form": form_name(option)}
            self.fields[f"count_{option}"] = _number(label)
        self.order_fields(
            ["held_on", "entitled", "present", "issued", "collected", "invalid"]
            + [f"count_{option}" for option in options]
        )

    def ballots(self) -> votes.Ballots:
        """Return the figures as ballots."""
        given = self.cleaned_data
        return votes.Ballots(
            entitled=given["entitled"],
            present=given["present"],
            issued=given["issued"],
            collected=given["collected"],
            invalid=given["invalid"],
            counts={option: given[f"count_{option}"] for option in self.options},
        )


@office(Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Show the form; count what was typed (``xem``); record it (``ghi``)."""
    case = readers.get_discipline(request.actor, discipline_id, at=request.at)
    answer = policy.may(request.actor, case, "record_vote", at=request.at)
    if not answer:
        raise NotPermitted(answer.reason)
    found = law.forms_of(
        case.subject, holds_post=case.holds_party_post, day=local_day(request.at), unit=case.unit
    )
    options = (*reversed(found.forms), votes.NONE)
    if request.method != "POST":
        first = {"held_on": local_day(request.at), "invalid": 0} | {f"count_{one}": 0 for one in options}
        return _show(request, case, VoteForm(initial=first, options=options))
    form = VoteForm(request.POST, request.FILES, options=options)
    if not form.is_valid():
        return _show(request, case, form, status=422)
    try:
        if "ghi" not in request.POST:
            counted = voting.preview(
                case, form.ballots(), held_on=form.cleaned_data["held_on"], at=request.at
            )
            return _show(request, case, form, counted=counted)
        blob, name = stored(request, form.cleaned_data.get("file"))
        made, _receipt = voting.record_vote(
            actor=request.actor,
            at=request.at,
            discipline_id=case.pk,
            held_on=form.cleaned_data["held_on"],
            ballots=form.ballots(),
            counters=form.cleaned_data["counters"],
            blob=blob,
            file_name=name,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        refuse_form(form, refusal)
        return _show(request, case, form, status=refusal.status)
    except KernelError as fault:
        form.add_error(None, sentence_of(fault))
        return _show(request, case, form, status=422)
    said(request, _("Đã ghi kết quả bỏ phiếu: %(result)s") % {"result": form_name(made.result)})
    return back_to(case)


def _show(
    request: OfficeRequest, case: DisciplineCase, form: VoteForm, *, counted: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "oversight_tabs": tabs(request),
        "case": case,
        "who": who(case),
        "form": form,
        "counted": counted,
        "lines": told(counted.how) if counted else [],
        "result": form_name(counted.result) if counted and counted.result else "",
        "needs_person": bool(counted and counted.how["needs_person"]),
        "basis": counted.how["basis"] if counted else "",
        "badge": counted.how["badge"] if counted else "",
        "back": reverse("oversight:discipline_one", args=[case.pk]),
    }
    return render(request, "oversight/discipline/vote.html", context, status=status)
