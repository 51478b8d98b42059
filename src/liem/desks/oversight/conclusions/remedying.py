"""What became of the requirements: the list with proof, confirming, sending back, withdrawing, re-check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.desks.office.uploads import keep_file
from liem.domains.inspections import conclusion_readers as readers
from liem.domains.inspections import policy, remedies
from liem.domains.inspections.conclusion_actions import AUTHORS
from liem.domains.inspections.conclusion_known import areas_of
from liem.domains.inspections.conclusion_papers import KIND
from liem.domains.inspections.models import Finding
from liem.domains.inspections.papers import number_words
from liem.domains.inspections.readers import seen_as
from liem.domains.inspections.remedies import How
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Invalid, NotFound, Refusal
from liem.spine.tasks.flow import OPEN_STATES
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.policy import may_work
from liem.spine.tasks.readers import reports_of

from .forms import ConfirmForm, ReasonForm, RecheckForm
from .writing import common, page_of

if TYPE_CHECKING:
    from datetime import date

    from django import forms

    from liem.domains.inspections.models import Inspection, Requirement


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement as the list shows it."""

    requirement: Requirement
    level: str
    state: str
    done: date | None


def row_of(requirement: Requirement, *, today: date) -> Row:
    """Return where a requirement stands, in words and colour."""
    if requirement.confirmed_at is not None:
        done = local_day(requirement.confirmed_at)
        if requirement.confirmed_how == How.WITHDRAWN:
            return Row(requirement, "neutral", str(How.WITHDRAWN.label), done)
        return Row(requirement, "ok", _("đã khắc phục"), done)
    task = requirement.task
    if task is not None and task.state == TaskState.FINISHED:
        return Row(requirement, "warn", _("chờ xác nhận"), None)
    late = requirement.due_on < today
    words = str(TaskState(task.state).label) if task is not None else _("chưa giao")
    return Row(requirement, "bad" if late else "info", words, None)


def sees_evidence(request: OfficeRequest, inspection: Inspection) -> bool:
    """Say whether the actor is not the subject, who reads the conclusion but no file of theirs."""
    return seen_as(request.actor, inspection, at=request.at) != "subject"


@office()
@require_safe
def remedies_page(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Show the issued conclusion: findings, requirements with state and proof, the re-check."""
    inspection = readers.get_for_following(request.actor, inspection_id, at=request.at)
    paper = inspection.papers.filter(kind=KIND).order_by("-at").first() if inspection.concluded_on else None
    if paper is not None:
        paper.inspection = inspection
    today = local_day(request.at)
    rows = [row_of(each, today=today) for each in readers.requirements_of(inspection)]
    waiting = [each for each in rows if each.level == "warn"]
    still = [each for each in rows if each.requirement.confirmed_at is None]
    areas = areas_of(inspection)
    context = common(
        request,
        inspection,
        to_report=next((each.requirement for each in still if _may_report(request, each.requirement)), None),
        paper=paper,
        number=number_words(paper) if paper else "",
        rows=rows,
        waiting=waiting,
        still=len(still),
        late=any(each.level == "bad" for each in rows),
        findings=[
            (each, areas.get(each.content, each.content), Finding.Grade(each.grade).label)
            for each in inspection.findings.prefetch_related("evidence")
        ],
        may_work=bool(policy.may(request.actor, inspection, AUTHORS, at=request.at)),
        sees_evidence=sees_evidence(request, inspection),
    )
    return render(request, "oversight/conclusions/remedies.html", context)


def _may_report(request: OfficeRequest, requirement: Requirement) -> bool:
    """Say whether the actor reports on this requirement: somebody of the owner, while its task is open."""
    task = requirement.task
    return task is not None and task.state in OPEN_STATES and bool(may_work(request.actor, task))


def _proof(request: OfficeRequest, form: forms.Form) -> Any:
    given = form.cleaned_data.get("proof")
    if not given:
        return None
    return keep_file(request, given)


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, requirement_id: UUID) -> HttpResponse:
    """Show a requirement with its reports; POST confirms, sends back or withdraws it."""
    requirement = readers.get_requirement(request.actor, requirement_id, at=request.at)
    inspection = requirement.inspection
    given: dict[str, forms.Form] = {
        "confirm": ConfirmForm(),
        "return": ReasonForm(prefix="return"),
        "withdraw": ReasonForm(prefix="withdraw"),
    }
    refusal: Refusal | None = None
    status = 200
    if request.method == "POST":
        if not policy.may(request.actor, inspection, AUTHORS, at=request.at):
            raise NotFound(_("Không có trang này."))
        order = request.POST.get("do", "")
        form = _bound(order, request)
        if form is None:
            raise NotFound(_("Không có việc này."))
        if order == "withdraw":  # before the form, so that nobody fills in one that is refused anyway
            policy.demand(policy.may_decide(request.actor, inspection, at=request.at), inspection)
        given[order] = form
        if form.is_valid():
            try:
                words, receipt = _done(request, requirement, order, form)
            except (Invalid, Conflict) as fault:
                refusal, status = fault, fault.status
                if fault.field in form.fields:
                    form.add_error(fault.field, fault.message)
            else:
                messages.success(request, _("%(what)s · sổ #%(seq)s.") % {"what": words, "seq": receipt.seq})
                return HttpResponseRedirect(page_of("remedies", inspection))
        else:
            status = 422
    today = local_day(request.at)
    whole = readers.follows(request.actor, inspection, at=request.at)
    context = common(
        request,
        inspection,
        requirement=requirement,
        row=row_of(requirement, today=today),
        how=How(requirement.confirmed_how).label if requirement.confirmed_how else "",
        reports=reports_of(requirement.task) if requirement.task else [],
        confirm=given["confirm"],
        send_back=given["return"],
        withdraw=given["withdraw"],
        refusal=refusal,
        may_work=bool(policy.may(request.actor, inspection, AUTHORS, at=request.at)),
        **({} if whole else {"crumbs": [(_("Nhiệm vụ"), reverse("office:tasks"))]}),
        may_decide=bool(policy.may_decide(request.actor, inspection, at=request.at)),
        is_open=requirement.confirmed_at is None,
        sees_evidence=whole and sees_evidence(request, inspection),
        whole=whole,
        is_reported=requirement.task is not None and requirement.task.state == TaskState.FINISHED,
    )
    return render(request, "oversight/conclusions/remedy.html", context, status=status)


def _bound(order: str, request: OfficeRequest) -> forms.Form | None:
    if order == "confirm":
        return ConfirmForm(request.POST, request.FILES)
    return ReasonForm(request.POST, prefix=order) if order in ("return", "withdraw") else None


def _done(request: OfficeRequest, requirement: Requirement, order: str, form: forms.Form) -> tuple[str, Any]:
    told, number = form.cleaned_data, {"number": requirement.number}
    if order == "confirm":
        receipt = remedies.confirm_remedy(
            actor=request.actor,
            at=request.at,
            requirement_id=requirement.pk,
            how=told["how"],
            words=told["words"],
            proof=_proof(request, form),
        )
        return _("Đã xác nhận yêu cầu %(number)s khắc phục xong") % number, receipt
    verb = remedies.return_remedy if order == "return" else remedies.withdraw_requirement
    receipt = verb(actor=request.actor, at=request.at, requirement_id=requirement.pk, reason=told["reason"])
    if order == "return":
        return _("Đã trả lại yêu cầu %(number)s để bổ sung") % number, receipt
    return _("Đã thôi yêu cầu %(number)s") % number, receipt


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Set the day of the re-check, or record what it found."""
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    if not policy.may(request.actor, inspection, AUTHORS, at=request.at) or inspection.concluded_on is None:
        raise NotFound(_("Không có trang này."))
    plan = RecheckForm(prefix="plan", initial={"on": inspection.recheck_on})
    found = RecheckForm(prefix="found", initial={"on": local_day(request.at)})
    status = 200
    if request.method == "POST":
        recording = request.POST.get("do") == "record"
        form = RecheckForm(request.POST, prefix="found" if recording else "plan")
        plan, found = (plan, form) if recording else (form, found)
        if form.is_valid():
            verb = remedies.record_recheck if recording else remedies.schedule_recheck
            try:
                receipt = verb(
                    actor=request.actor,
                    at=request.at,
                    inspection_id=inspection.pk,
                    on=form.cleaned_data["on"],
                    words=form.cleaned_data["words"],
                )
            except Invalid as fault:
                form.add_error(fault.field if fault.field in form.fields else None, fault.message)
            else:
                words = _("Đã ghi kết quả phúc tra") if recording else _("Đã đặt ngày phúc tra")
                messages.success(request, _("%(what)s · sổ #%(seq)s.") % {"what": words, "seq": receipt.seq})
                return HttpResponseRedirect(page_of("remedies", inspection))
        status = 422
    context = common(request, inspection, plan=plan, found=found)
    return render(request, "oversight/conclusions/recheck.html", context, status=status)


@office()
@require_safe
def proof_file(request: OfficeRequest, requirement_id: UUID) -> HttpResponse:
    """Give the file that proves a remedy, every byte checked before the first is sent."""
    requirement = readers.get_requirement(request.actor, requirement_id, at=request.at)
    blob = requirement.proof
    whole = readers.follows(request.actor, requirement.inspection, at=request.at)
    if blob is None or not whole or not sees_evidence(request, requirement.inspection):
        raise NotFound(_("Không có tệp này."))
    return original(blob, f"khac-phuc-{requirement.number}")
