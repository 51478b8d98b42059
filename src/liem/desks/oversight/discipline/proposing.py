"""The proposal: whom, which acts, on which ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from liem.analysis.statistics.dimensions import DIMENSIONS, contents_of
from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.statistics import words as counted
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline import actions, law, readers
from liem.domains.discipline.models import Form, Gravity, SubjectKind
from liem.domains.inspections.readers import inspecting_for
from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.law import NoLawInForce
from liem.spine.access import Duty, NotFound, Refusal, sentence_of
from liem.ui.forms import DayField

from .forms import ActForm, area
from .verbs import back_to, refuse_form, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.domains.inspections.models import Inspection
    from liem.spine.people.models import Mandate
    from liem.spine.units.models import Unit

ACTS = 4
_FLAGS = ("holds_party_post", "committee_member", "managed_by_higher", "task_from_above", "also_official")


class ProposalForm(forms.Form):
    """Whom, what kind of subject, which form, with which circumstances."""

    subject = forms.ChoiceField(label=_lazy("Loại đối tượng"), choices=SubjectKind.choices)
    subject_person = forms.ChoiceField(
        label=_lazy("Người"), required=False, help_text=_lazy("để trống nếu đối tượng là tổ chức đảng")
    )
    subject_unit = forms.ChoiceField(
        label=_lazy("Tổ chức đảng"), required=False, help_text=_lazy("chỉ chọn nếu đối tượng là tổ chức đảng")
    )
    proposed_on = DayField(label=_lazy("Ngày đề nghị"))
    concluded_on = DayField(
        label=_lazy("Ngày kết luận phải kỷ luật"),
        required=False,
        help_text=_lazy("nếu cấp có thẩm quyền đã kết luận; thời hiệu tính đến ngày này"),
    )
    proposed_form = forms.ChoiceField(
        label=_lazy("Hình thức đề nghị"),
        required=False,
        choices=[
            ("", _lazy("chưa đề nghị")),
            *((value, label) for value, label in Form.choices if value not in ("", Form.NO_DISCIPLINE)),
        ],
    )
    gravity = forms.ChoiceField(
        label=_lazy("Mức độ vi phạm"), required=False, choices=[("", _lazy("chưa ghi")), *Gravity.choices]
    )
    violation_group = forms.ChoiceField(label=_lazy("Nhóm vi phạm"), required=False)
    contents = forms.MultipleChoiceField(
        label=_lazy("Nội dung thống kê"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    no_limitation_ground = forms.ChoiceField(
        label=_lazy("Trường hợp không áp dụng thời hiệu"), required=False
    )
    holds_party_post = forms.BooleanField(label=_lazy("Đang giữ chức vụ"), required=False)
    committee_member = forms.BooleanField(label=_lazy("Là cấp ủy viên"), required=False)
    managed_by_higher = forms.BooleanField(label=_lazy("Thuộc diện cấp trên quản lý"), required=False)
    task_from_above = forms.BooleanField(
        label=_lazy("Vi phạm khi làm nhiệm vụ cấp trên giao"), required=False
    )
    also_official = forms.BooleanField(label=_lazy("Đồng thời là công chức, viên chức"), required=False)
    mitigating = forms.CharField(
        label=_lazy("Tình tiết giảm nhẹ"),
        required=False,
        widget=area(2),
        help_text=_lazy("mỗi dòng một tình tiết"),
    )
    aggravating = forms.CharField(
        label=_lazy("Tình tiết tăng nặng"),
        required=False,
        widget=area(2),
        help_text=_lazy("mỗi dòng một tình tiết"),
    )
    source_case = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        people: Sequence[Mandate],
        units: Sequence[Unit],
        groups: Sequence[str],
        grounds: Sequence[str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["subject_person"].choices = [
            ("", _("chọn người")),
            *((f"{one.person_id}:{one.unit_id}", f"{one.person.name}, {one.unit.name}") for one in people),
        ]
        fields["subject_unit"].choices = [
            ("", _("chọn tổ chức")),
            *((str(one.pk), one.name) for one in units),
        ]
        areas = DIMENSIONS["content"].values
        fields["contents"].choices = [(key, counted.said(title)) for key, title in areas.items()]
        fields["violation_group"].choices = [("", _("chưa ghi")), *((one, one) for one in groups)]
        fields["no_limitation_ground"].choices = [("", _("không thuộc")), *((one, one) for one in grounds)]

    def clean(self) -> dict[str, Any]:
        """Ask for the person or the organisation, whichever the kind of subject wants."""
        told = dict(self.cleaned_data)
        organisation = told.get("subject") == SubjectKind.ORGANISATION
        if organisation and not told.get("subject_unit"):
            self.add_error("subject_unit", _("Chọn tổ chức đảng"))
        if not organisation and not told.get("subject_person"):
            self.add_error("subject_person", _("Chọn người"))
        return told


def _listed(key: str, request: OfficeRequest) -> tuple[str, ...]:
    """Return a list of the law in force today; empty where it is silent, so that the page still opens."""
    try:
        return law.listed(law.ask(key, local_day(request.at), readers.own_body(request.actor)))
    except NoLawInForce:
        return ()


@office(Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: OfficeRequest) -> HttpResponse:
    """Ask and open the case; ``?cuoc=`` names the inspection dossier it comes from."""
    options: dict[str, Any] = {
        "people": readers.candidates(request.actor, at=request.at),
        "units": readers.organisations(request.actor, at=request.at),
        "groups": _listed("party.violation.groups", request),
        "grounds": tuple(
            dict.fromkeys(
                (*_listed("party.limitation.none", request), *_listed("state.limitation.none", request))
            )
        ),
    }
    if request.method != "POST":
        first = {"proposed_on": local_day(request.at), **_from_source(request, options["people"])}
        acts = [ActForm(prefix=f"act{n}") for n in range(ACTS)]
        return _show(request, ProposalForm(initial=first, **options), acts)
    form = ProposalForm(request.POST, **options)
    acts = [ActForm(request.POST, prefix=f"act{n}") for n in range(ACTS)]
    if not all([form.is_valid(), *(act.is_valid() for act in acts)]):
        return _show(request, form, acts, status=422)
    if form.cleaned_data["source_case"]:
        _inspection(request, form.cleaned_data["source_case"])
    try:
        case, receipt = actions.propose(actor=request.actor, at=request.at, new=_proposal(form, acts))
    except NotFound:
        raise
    except Refusal as refusal:
        refuse_form(form, refusal)
        return _show(request, form, acts, status=refusal.status)
    except KernelError as fault:
        form.add_error(None, sentence_of(fault))
        return _show(request, form, acts, status=422)
    said(request, _("Đã lập hồ sơ kỷ luật") if receipt else _("Hồ sơ này đã có"))
    return back_to(case)


def _inspection(request: OfficeRequest, case_id: UUID) -> Inspection:
    """Return the inspection of a dossier the actor sees from the inspecting side; raises ``NotFound``."""
    found = inspecting_for(request.actor, at=request.at).filter(case_id=case_id)
    inspection = found.select_related("case", "subject_person", "subject_unit").first()
    if inspection is None:
        raise NotFound(_("Không có cuộc kiểm tra này."))
    return inspection


def _from_source(request: OfficeRequest, people: Sequence[Mandate]) -> dict[str, Any]:
    """Return what the inspection of ``?cuoc=`` knows already: subject, day of the conclusion, contents."""
    try:
        case_id = UUID(request.GET.get("cuoc", ""))
    except ValueError:
        return {}
    inspection = _inspection(request, case_id)
    known: dict[str, Any] = {
        "source_case": str(case_id),
        "concluded_on": inspection.concluded_on,
        "contents": list(contents_of(inspection.contents)),
    }
    if inspection.subject_person_id is None:
        return known | {"subject": SubjectKind.ORGANISATION, "subject_unit": str(inspection.subject_unit_id)}
    for mandate in people:
        if mandate.person_id == inspection.subject_person_id:
            return known | {"subject_person": f"{mandate.person_id}:{mandate.unit_id}"}
    return known


def _proposal(form: ProposalForm, acts: Sequence[ActForm]) -> actions.Proposal:
    told = form.cleaned_data
    person: UUID | None = None
    if told["subject"] == SubjectKind.ORGANISATION:
        unit = UUID(told["subject_unit"])
    else:
        chosen, _colon, of_unit = told["subject_person"].partition(":")
        person, unit = UUID(chosen), UUID(of_unit)
    return actions.Proposal(
        subject=told["subject"],
        subject_person_id=person,
        subject_unit_id=unit,
        acts=tuple(
            actions.NewAct(
                text=act.cleaned_data["text"],
                since=act.cleaned_data["since"],
                until=act.cleaned_data["until"],
                ongoing=act.cleaned_data["ongoing"],
                discovered_on=act.cleaned_data["discovered_on"],
                amount=act.cleaned_data["amount"],
            )
            for act in acts
            if act.cleaned_data.get("text")
        ),
        proposed_on=told["proposed_on"],
        concluded_on=told["concluded_on"],
        proposed_form=told["proposed_form"],
        gravity=told["gravity"],
        violation_group=told["violation_group"],
        contents=tuple(told["contents"]),
        no_limitation_ground=told["no_limitation_ground"],
        mitigating=_lines(told["mitigating"]),
        aggravating=_lines(told["aggravating"]),
        source_case_id=told["source_case"],
        **{flag: told[flag] for flag in _FLAGS},
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _show(
    request: OfficeRequest, form: ProposalForm, acts: Sequence[ActForm], *, status: int = 200
) -> HttpResponse:
    context = {
        "oversight_tabs": tabs(request),
        "form": form,
        "first_act": acts[0],
        "more_acts": list(enumerate(acts[1:], start=2)),
        "more_open": any(act.is_bound and act.has_changed() for act in acts[1:]),
        "act_forms": list(acts),
        "back": reverse("oversight:discipline"),
    }
    return render(request, "oversight/discipline/propose.html", context, status=status)
