"""The verbs of a case as pages: one form, one action, back to the case. The table of them makes the
addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.uploads import keep_file
from liem.desks.oversight.tabs import tabs
from liem.domains.directives.papers import sign_lines
from liem.domains.discipline import (
    actions,
    appeals,
    carrying_out,
    deciding,
    law,
    policy,
    readers,
    suspensions,
    voting,
)
from liem.domains.discipline.models import DisciplineCase
from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.spine.access import Duty, NotFound, NotPermitted, Refusal, sentence_of
from liem.ui.formatting import vn_time

from . import forms as asked
from .shown import form_choices, who

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.utils.functional import _StrOrPromise

    from liem.spine.vault.models import Blob


@dataclass(frozen=True, slots=True)
class Call:
    """What an action gets from a page: the request, the case, what was typed."""

    request: OfficeRequest
    case: DisciplineCase
    told: dict[str, Any]

    @property
    def common(self) -> dict[str, Any]:
        """Actor, moment and case: the arguments every verb has."""
        return {"actor": self.request.actor, "at": self.request.at, "discipline_id": self.case.pk}

    def attached(self) -> dict[str, Any]:
        """Store the file of the form in the vault, if there is one; give it as arguments."""
        blob, name = stored(self.request, self.told.get("file"))
        return {"blob": blob, "file_name": name}


def stored(request: OfficeRequest, given: Any) -> tuple[Blob | None, str]:
    """Store an uploaded file, if there is one. Raises ``Refusal`` for one too large."""
    if not given:
        return None, ""
    return keep_file(request, given), given.name


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb as a page: address, words, form, what the form needs to know, the action."""

    name: str
    slug: str
    title: _StrOrPromise
    done: _StrOrPromise
    form: type[forms.Form]
    act: Callable[[Call], Any]
    options: Callable[[OfficeRequest, DisciplineCase], dict[str, Any]] = field(default=lambda _r, _c: {})
    initial: Callable[[OfficeRequest, DisciplineCase], dict[str, Any]] = field(default=lambda _r, _c: {})
    danger: bool = False
    note: _StrOrPromise = ""


def _today(request: OfficeRequest, _case: DisciplineCase) -> dict[str, Any]:
    return {"on": local_day(request.at)}


def _forms(request: OfficeRequest, case: DisciplineCase) -> list[tuple[str, str]]:
    found = law.forms_of(
        case.subject, holds_post=case.holds_party_post, day=local_day(request.at), unit=case.unit
    )
    return form_choices(found.forms)


def _refer(request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
    return {
        "units": readers.superiors(case),
        "form_choices": [("", _("theo kết quả biểu quyết")), *_forms(request, case)],
    }


def _read(_request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
    vote = voting.last_vote(case)
    how = vote.how if vote is not None else {}
    return {"form_choices": form_choices(one for one in (how.get("candidate"), how.get("fallback")) if one)}


def _decide(request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
    vote = voting.last_vote(case)
    if vote is not None and vote.result:
        return {"form_choices": form_choices([vote.result])}
    return {"form_choices": _forms(request, case)}


def _signer(request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
    _authority, title = sign_lines(case.unit, request.actor.post, day=local_day(request.at))
    return {"on": local_day(request.at), "signed_by": request.actor.name, "sign_title": title}


def _do_decide(call: Call) -> Any:
    authority, title = sign_lines(call.case.unit, call.request.actor.post, day=call.told["on"])
    return deciding.decide(
        **call.common,
        decided_on=call.told["on"],
        form=call.told["form"],
        number=call.told["number"],
        gravity=call.told["gravity"],
        signed_by=call.told["signed_by"],
        sign_authority=authority,
        sign_title=call.told["sign_title"] or title,
    )


def _grounds(key: str) -> Callable[[OfficeRequest, DisciplineCase], dict[str, Any]]:
    def options(request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
        return {"grounds": law.listed(law.ask(key, local_day(request.at), case.unit))}

    return options


def _settle(request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
    return {"form_choices": [("", _("không đổi")), *_forms(request, case)]}


def _units(_request: OfficeRequest, case: DisciplineCase) -> dict[str, Any]:
    return {"units": appeals.addressees(case)}


VERBS: Final = (
    Verb(
        "examine",
        "xem-xet",
        _lazy("Bắt đầu xem xét"),
        _lazy("Đã bắt đầu xem xét"),
        asked.EmptyForm,
        lambda call: actions.examine(**call.common),
    ),
    Verb(
        "hear",
        "nghe-trinh-bay",
        _lazy("Ghi lời trình bày của đối tượng"),
        _lazy("Đã ghi lời trình bày"),
        asked.HearForm,
        lambda call: actions.hear(
            **call.common,
            said_on=call.told["on"],
            words=call.told["words"],
            refused=call.told["refused"],
            **call.attached(),
        ),
        initial=_today,
    ),
    Verb(
        "read_vote",
        "ket-luan-phieu",
        _lazy("Kết luận kết quả phiếu theo văn bản"),
        _lazy("Đã kết luận kết quả phiếu"),
        asked.ReadVoteForm,
        lambda call: voting.read_vote(**call.common, result=call.told["result"], basis=call.told["basis"]),
        options=_read,
        note=_lazy("Tỷ lệ phiếu của hình thức này chưa kiểm chứng, nên người chủ trì đối chiếu văn bản gốc."),
    ),
    Verb(
        "decide",
        "quyet-dinh",
        _lazy("Ra quyết định kỷ luật"),
        _lazy("Đã ra quyết định"),
        asked.DecideForm,
        _do_decide,
        options=_decide,
        initial=_signer,
    ),
    Verb(
        "refer",
        "de-nghi-cap-tren",
        _lazy("Đề nghị cấp có thẩm quyền quyết định"),
        _lazy("Đã chuyển hồ sơ đến cấp có thẩm quyền"),
        asked.ReferForm,
        lambda call: deciding.refer(
            **call.common, to_unit_id=UUID(call.told["to_unit"]), form=call.told["form"]
        ),
        options=_refer,
        note=_lazy(
            "Sau khi chuyển, nơi nhận xử lý hồ sơ; người cùng đơn vị với đối tượng không còn xem được."
        ),
    ),
    Verb(
        "decide_on_judgment",
        "theo-ban-an",
        _lazy("Khai trừ theo bản án phạt tù"),
        _lazy("Đã ra quyết định theo bản án"),
        asked.JudgmentForm,
        lambda call: deciding.decide_on_judgment(
            **call.common,
            decided_on=call.told["on"],
            judgment=call.told["judgment"],
            number=call.told["number"],
        ),
        initial=_today,
        danger=True,
    ),
    Verb(
        "notify",
        "giao-quyet-dinh",
        _lazy("Ghi việc công bố, giao quyết định"),
        _lazy("Đã ghi việc giao quyết định"),
        asked.NotifyForm,
        lambda call: carrying_out.notify(
            **call.common,
            to=call.told["to"],
            how=call.told["how"],
            on=call.told["on"],
            **call.attached(),
        ),
        initial=_today,
    ),
    Verb(
        "publish",
        "cong-khai",
        _lazy("Ghi việc công khai"),
        _lazy("Đã ghi việc công khai"),
        asked.PublishForm,
        lambda call: carrying_out.publish(
            **call.common, where=call.told["where"], on=call.told["on"], basis=call.told["basis"]
        ),
        initial=_today,
    ),
    Verb(
        "appeal",
        "nhan-khieu-nai",
        _lazy("Ghi khiếu nại nhận bằng giấy"),
        _lazy("Đã ghi khiếu nại"),
        asked.AppealForm,
        lambda call: appeals.appeal(
            **call.common,
            words=call.told["words"],
            filed_on=call.told["on"],
            to_unit_id=UUID(call.told["to_unit"]),
            **call.attached(),
        ),
        options=_units,
        initial=_today,
    ),
    Verb(
        "accept_appeal",
        "thu-ly",
        _lazy("Thụ lý khiếu nại"),
        _lazy("Đã thụ lý khiếu nại"),
        asked.AcceptForm,
        lambda call: appeals.accept_appeal(**call.common, accepted_on=call.told["on"]),
        initial=_today,
    ),
    Verb(
        "settle_appeal",
        "giai-quyet-khieu-nai",
        _lazy("Giải quyết khiếu nại"),
        _lazy("Đã giải quyết khiếu nại"),
        asked.SettleForm,
        lambda call: appeals.settle_appeal(
            **call.common,
            outcome=call.told["outcome"],
            words=call.told["words"],
            settled_on=call.told["on"],
            new_form=call.told["new_form"],
        ),
        options=_settle,
        initial=_today,
    ),
    Verb(
        "reject_appeal",
        "khong-thu-ly",
        _lazy("Không thụ lý khiếu nại"),
        _lazy("Đã trả lời không thụ lý"),
        asked.RejectForm,
        lambda call: appeals.reject_appeal(
            **call.common, ground=call.told["ground"], words=call.told["words"]
        ),
        options=_grounds("party.complaint.not_handled"),
        danger=True,
    ),
    Verb(
        "restore_rights",
        "phuc-hoi-quyen-loi",
        _lazy("Ghi việc xin lỗi, phục hồi quyền lợi"),
        _lazy("Đã ghi việc phục hồi quyền lợi"),
        asked.RestoreForm,
        lambda call: carrying_out.restore_rights(
            **call.common, words_given=call.told["words"], on=call.told["on"], **call.attached()
        ),
        initial=_today,
    ),
    Verb(
        "resume",
        "xem-xet-tro-lai",
        _lazy("Xem xét trở lại"),
        _lazy("Đã xem xét trở lại"),
        asked.EmptyForm,
        lambda call: actions.resume(**call.common),
    ),
    Verb(
        "end_effect",
        "het-hieu-luc",
        _lazy("Ghi quyết định hết hiệu lực"),
        _lazy("Đã ghi quyết định hết hiệu lực"),
        asked.EndForm,
        lambda call: carrying_out.end_effect(**call.common, basis=call.told["basis"]),
    ),
    Verb(
        "add_paper",
        "them-giay-to",
        _lazy("Thêm giấy tờ"),
        _lazy("Đã thêm giấy tờ"),
        asked.PaperForm,
        lambda call: actions.add_paper(
            **call.common,
            kind=call.told["kind"],
            title=call.told["title"],
            withheld=call.told["withheld"],
            **call.attached(),
        ),
    ),
    Verb(
        "release_paper",
        "cho-xem-giay-to",
        _lazy("Cho đối tượng xem giấy tờ đang giữ kín"),
        _lazy("Đã cho đối tượng xem giấy tờ"),
        asked.ReleaseForm,
        lambda call: actions.release_paper(
            **call.common, paper_id=UUID(call.told["paper"]), reason=call.told["reason"]
        ),
        options=lambda _request, case: {"papers": readers.withheld_papers(case)},
        danger=True,
        note=_lazy("Giấy tờ nêu người tố cáo, người làm chứng được luật giữ bí mật; lý do được ghi vào sổ."),
    ),
    Verb(
        "suspend",
        "dinh-chi",
        _lazy("Đình chỉ sinh hoạt, hoạt động"),
        _lazy("Đã ghi quyết định đình chỉ"),
        asked.SuspendForm,
        lambda call: suspensions.suspend(
            **call.common, since=call.told["since"], until=call.told["until"], reason=call.told["reason"]
        ),
        danger=True,
    ),
    Verb(
        "extend_suspension",
        "gia-han-dinh-chi",
        _lazy("Gia hạn đình chỉ"),
        _lazy("Đã gia hạn đình chỉ"),
        asked.ExtendForm,
        lambda call: suspensions.extend_suspension(
            **call.common, until=call.told["until"], reason=call.told["reason"]
        ),
    ),
    Verb(
        "lift_suspension",
        "cham-dut-dinh-chi",
        _lazy("Chấm dứt đình chỉ"),
        _lazy("Đã chấm dứt đình chỉ"),
        asked.LiftForm,
        lambda call: suspensions.lift_suspension(
            **call.common, on=call.told["on"], reason=call.told["reason"]
        ),
        initial=_today,
    ),
    Verb(
        "defer",
        "tam-dung",
        _lazy("Chưa xem xét kỷ luật"),
        _lazy("Đã ghi chưa xem xét kỷ luật"),
        asked.DeferForm,
        lambda call: actions.defer(**call.common, ground=call.told["ground"], words=call.told["words"]),
        options=_grounds("party.discipline.defer"),
    ),
    Verb(
        "cancel",
        "huy-quyet-dinh",
        _lazy("Hủy quyết định sai"),
        _lazy("Đã hủy quyết định"),
        asked.CancelForm,
        lambda call: carrying_out.cancel(**call.common, reason=call.told["reason"], on=call.told["on"]),
        initial=_today,
        danger=True,
    ),
    Verb(
        "refuse",
        "khong-ky-luat",
        _lazy("Kết thúc, không kỷ luật"),
        _lazy("Đã kết thúc, không kỷ luật"),
        asked.ReasonForm,
        lambda call: actions.refuse(**call.common, reason=call.told["reason"]),
    ),
)
# The vote has a page of its own, and its place is after the hearing.
SHOWN_ORDER: Final = (
    "examine",
    "hear",
    "record_vote",
    *(verb.name for verb in VERBS if verb.name not in ("examine", "hear")),
)


def titles() -> dict[str, str]:
    """Return the words of each verb, that of the vote included."""
    return {verb.name: str(verb.title) for verb in VERBS} | {"record_vote": _("Ghi kết quả bỏ phiếu kín")}


def back_to(case: DisciplineCase) -> HttpResponseRedirect:
    """Go to the page of a case; whoever gave it away goes to the list."""
    return HttpResponseRedirect(reverse("oversight:discipline_one", args=[case.pk]))


def refuse_form(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal with its article beside the field it concerns, or on top."""
    words = f"{refusal.message} {refusal.next_step}".strip()
    if refusal.citation:
        words += " " + _("Căn cứ: %(basis)s.") % {"basis": refusal.citation}
    form.add_error(refusal.field if refusal.field in form.fields else None, words)


def said(request: OfficeRequest, words: _StrOrPromise) -> None:
    """Say on the next page what happened and when."""
    messages.success(request, _("%(what)s lúc %(time)s.") % {"what": words, "time": vn_time(request.at)})


def view_of(verb: Verb) -> Callable[..., HttpResponse]:
    """Make the page of a verb."""

    @office(Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
        case = readers.get_discipline(request.actor, discipline_id, at=request.at)
        answer = policy.may(request.actor, case, verb.name, at=request.at)
        if not answer:
            raise NotPermitted(answer.reason, next_step=_("Tải lại trang để xem bước tiếp theo."))
        options = verb.options(request, case)
        if request.method != "POST":
            form = verb.form(initial=verb.initial(request, case), **options)
            return _show(request, case, verb, form)
        form = verb.form(request.POST, request.FILES, **options)
        if not form.is_valid():
            return _show(request, case, verb, form, status=422)
        try:
            verb.act(Call(request, case, form.cleaned_data))
        except NotFound:
            raise
        except Refusal as refusal:
            refuse_form(form, refusal)
            return _show(request, case, verb, form, status=refusal.status)
        except KernelError as fault:
            form.add_error(None, sentence_of(fault))
            return _show(request, case, verb, form, status=422)
        said(request, verb.done)
        if verb.name == "refer":
            return HttpResponseRedirect(reverse("oversight:discipline"))
        return back_to(case)

    return view


def _show(
    request: OfficeRequest, case: DisciplineCase, verb: Verb, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    context = {
        "oversight_tabs": tabs(request),
        "case": case,
        "who": who(case),
        "form": form,
        "title": verb.title,
        "note": verb.note,
        "danger": verb.danger,
        "back": reverse("oversight:discipline_one", args=[case.pk]),
    }
    return render(request, "oversight/discipline/act.html", context, status=status)
