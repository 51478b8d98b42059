"""The verbs of a case as pages: read what was typed, do one action, go back to the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.procedures.words import note_of, title_of
from liem.domains.inspections import actions, clocks, contents, policy, readers, team
from liem.domains.inspections.openings import openings
from liem.domains.inspections.papers import subject_name
from liem.domains.inspections.parts import basis_of
from liem.domains.programmes import actions as programmes
from liem.kernel.clock import local_day
from liem.spine.access import NotFound, NotPermitted, Refusal
from liem.ui.formatting import vn_date

from . import shown
from .forms import AsideForm, ExtendForm, ReasonForm, SignForm, StepForm, StopForm, TeamForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from liem.domains.inspections.models import Inspection

BOTH = ["GET", "HEAD", "POST"]


def _case(request: OfficeRequest, inspection_id: UUID) -> Inspection:
    """Return a case seen from the inspecting side; the subject has no such page."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    if readers.seen_as(request.actor, inspection, at=request.at) == "subject":
        raise NotFound(_("Không có trang này."))
    return inspection


def decided(request: OfficeRequest, inspection_id: UUID) -> Inspection:
    """Return a case the actor decides on; told why not before a form is shown."""
    inspection = _case(request, inspection_id)
    policy.demand(policy.may_decide(request.actor, inspection, at=request.at), inspection)
    return inspection


@office()
@require_http_methods(BOTH)
def step(request: OfficeRequest, inspection_id: UUID, key: str) -> HttpResponse:
    """Record a step of the procedure as done on a day."""
    inspection = _case(request, inspection_id)
    procedure = clocks.procedure_of(inspection)
    if not procedure.has(key):
        raise NotFound(_("Quy trình của cuộc này không có bước đó."))
    policy.demand(policy.may_step(request.actor, inspection, key, at=request.at), inspection)
    asked = procedure.step(key)
    now = openings(request.actor, inspection, at=request.at)
    form = shown.bound(
        request,
        StepForm,
        initial={"on": local_day(request.at), "revision": inspection.revision},
    )
    limit = now.clock if now.next is not None and now.next.key == key else None
    return shown.act(
        request,
        inspection,
        form,
        title=_("Ghi bước: %(step)s") % {"step": title_of(asked)},
        button=_("Ghi bước này"),
        note=" ".join(
            each
            for each in (note_of(asked), shown.clock_words(limit, at=request.at) if limit else "")
            if each
        ),
        ground=str(procedure.basis),
        do=lambda: actions.take(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            key=key,
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            revision=form.cleaned_data["revision"],
        ),
        done=_("Đã ghi bước “%(step)s”") % {"step": title_of(asked)},
        to=lambda _made: _after(request, inspection.pk),
    )


def _after(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Mark the item of the programme done once there is a conclusion or an end, and go back to the case.

    It is done each time and changes nothing the second: a click after a power cut ends what one began.
    """
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    if inspection.concluded_on is not None or inspection.closed_at is not None:
        try:
            programmes.finish_item(actor=request.actor, at=request.at, case_id=inspection.case_id)
        except Refusal as refusal:
            messages.warning(request, refusal.message)
    return shown.back_to(inspection_id)


@office()
@require_http_methods(BOTH)
def appoint(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Put a person into the team."""
    inspection = decided(request, inspection_id)
    people = team.candidates(inspection, day=local_day(request.at))
    head = contents.has_head(inspection)
    form = shown.bound(
        request,
        TeamForm,
        people=people,
        initial={"role": "member" if head else "head", "revision": inspection.revision},
    )
    limit = clocks.rule(inspection, clocks.procedure_of(inspection).team_max)
    return shown.act(
        request,
        inspection,
        form,
        title=_("Cử người vào đoàn"),
        button=_("Cử vào đoàn"),
        note=_("Đoàn có tối đa %(most)s người.") % {"most": limit.number()} if limit else "",
        ground=str(limit.basis) if limit else "",
        combobox="person",
        do=lambda: team.appoint(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            person_id=UUID(form.cleaned_data["person"]),
            role=form.cleaned_data["role"],
            revision=form.cleaned_data["revision"],
        ),
        done=_("Đã cử vào đoàn"),
    )


@office()
@require_http_methods(BOTH)
def remove(request: OfficeRequest, inspection_id: UUID, person_id: UUID) -> HttpResponse:
    """Take a person out of the team."""
    inspection = decided(request, inspection_id)
    member = contents.member(inspection, person_id)
    return _with_reason(
        request,
        inspection,
        title=_("Đưa %(name)s ra khỏi đoàn") % {"name": member.person.name},
        button=_("Đưa ra khỏi đoàn"),
        done=_("Đã đưa ra khỏi đoàn"),
        do=lambda told: team.remove(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            person_id=person_id,
            reason=told["reason"],
            revision=told["revision"],
        ),
    )


def _with_reason(
    request: OfficeRequest,
    inspection: Inspection,
    *,
    do: Callable[[dict[str, Any]], Any],
    form_class: type[ReasonForm] = ReasonForm,
    initial: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    form = shown.bound(request, form_class, initial={"revision": inspection.revision, **(initial or {})})
    return shown.act(request, inspection, form, do=lambda: do(form.cleaned_data), **more)


@office()
@require_http_methods(BOTH)
def aside(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Declare an interest of one's own and step aside: at any time, without anybody's leave."""
    inspection = _case(request, inspection_id)
    wanted = sorted(policy.INSPECTING)
    policy.demand(policy.may(request.actor, inspection, wanted, at=request.at), inspection)
    form = shown.bound(request, AsideForm)
    return shown.act(
        request,
        inspection,
        form,
        title=_("Khai xung đột lợi ích, xin rút"),
        button=_("Khai và rút khỏi cuộc này"),
        note=_("Sau khi khai, bạn không còn tham gia xử lý cuộc này; người quyết định được báo ngay."),
        ground=basis_of(inspection),
        do=lambda: team.step_aside(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            words=form.cleaned_data["words"],
            kind=form.cleaned_data["kind"],
        ),
        done=_("Đã khai và rút khỏi cuộc này"),
        to=lambda _made: HttpResponseRedirect(reverse("oversight:inspections")),
    )


@office()
@require_http_methods(BOTH)
def extend(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Extend the whole, once."""
    inspection = decided(request, inspection_id)
    room = clocks.room_to_extend(inspection, clocks.procedure_of(inspection))
    last = vn_date(room.last) if room and room.last else ""
    return _with_reason(
        request,
        inspection,
        form_class=ExtendForm,
        title=_("Gia hạn cuộc này"),
        button=_("Gia hạn"),
        note=_("Chỉ được gia hạn một lần, đến hết ngày %(day)s.") % {"day": last}
        if last
        else _("Chỉ được gia hạn một lần."),
        ground=str(room.provision.basis) if room else "",
        done=_("Đã gia hạn"),
        do=lambda told: actions.extend(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            new_due=told["new_due"],
            reason=told["reason"],
            revision=told["revision"],
        ),
    )


@office()
@require_http_methods(BOTH)
def stop(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Stop a case before its conclusion."""
    inspection = decided(request, inspection_id)
    return _with_reason(
        request,
        inspection,
        form_class=StopForm,
        initial={"on": local_day(request.at)},
        title=_("Đình chỉ cuộc này"),
        button=_("Đình chỉ cuộc này"),
        danger=True,
        note=_("Cuộc dừng lại, không có kết luận. Hồ sơ và lý do được giữ."),
        done=_("Đã đình chỉ"),
        do=lambda told: actions.stop(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            on=told["on"],
            reason=told["reason"],
            revision=told["revision"],
        ),
        to=lambda _made: _after(request, inspection.pk),
    )


@office()
@require_http_methods(BOTH)
def refer(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Open an inspection on a sign of violation that this case found."""
    inspection = decided(request, inspection_id)
    if "refer_sign" not in openings(request.actor, inspection, at=request.at).verbs:
        raise NotPermitted(_("Quy trình này không chuyển sang kiểm tra khi có dấu hiệu vi phạm."))
    form = shown.bound(request, SignForm)
    return shown.act(
        request,
        inspection,
        form,
        title=_("Chuyển dấu hiệu vi phạm"),
        button=_("Mở cuộc kiểm tra khi có dấu hiệu vi phạm"),
        note=_("Một hồ sơ mới được mở về %(subject)s; hai hồ sơ dẫn đến nhau.")
        % {"subject": subject_name(inspection)},
        do=lambda: actions.refer_sign(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            sign=form.cleaned_data["sign"],
        ),
        done=_("Đã mở cuộc kiểm tra khi có dấu hiệu vi phạm"),
        to=lambda made: shown.back_to(made[0].pk),
    )
