"""Page: one inspection of a programme: why it is there, its changes, and the step that can be taken now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import INSPECTORS
from liem.domains.inspections.actions import open_inspection
from liem.domains.inspections.models import Subject
from liem.domains.programmes import actions, drafting, policy, readers, terms
from liem.domains.programmes.flow import ItemState, State
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Invalid, NotFound
from liem.ui.shell import Fact

from . import stages
from .drafts import put_refusal, revision_of
from .forms import DropForm, ItemForm
from .shown import Words, crumbs, row_of, show

if TYPE_CHECKING:
    from liem.domains.programmes.models import Item


@office(*INSPECTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, item_id: UUID) -> HttpResponse:
    """Show an item; POST ``act`` is change, drop (drafts), start, finish (approved programmes)."""
    item = readers.get_item(request.actor, item_id, at=request.at)
    drafts = item.programme.state == State.DRAFT and bool(
        policy.may_draft(request.actor, item.programme.unit)
    )
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form, drop_form = _forms(request, item, act)
    if act:
        answer = _done(request, item, act, form, drop_form, drafts=drafts)
        if answer is not None:
            return answer
    return _shown(request, item, form, drop_form, drafts=drafts, act=act)


def _forms(request: OfficeRequest, item: Item, act: str) -> tuple[ItemForm, DropForm]:
    day = local_day(request.at)
    form = ItemForm(
        request.POST if act == "change" else None,
        initial={"planned_from": item.planned_from, "planned_to": item.planned_to, "contents": item.contents},
        areas=list(terms.area_titles(item.programme.unit, day=day).items()),
    )
    return form, DropForm(request.POST if act == "drop" else None)


def _done(
    request: OfficeRequest, item: Item, act: str, form: ItemForm, drop_form: DropForm, *, drafts: bool
) -> HttpResponse | None:
    """Do what was asked; ``None`` when the form has to be shown again."""
    who: dict[str, Any] = {"actor": request.actor, "at": request.at}
    back = reverse("oversight:programmes_one", args=[item.programme_id])
    if act == "start":
        return _start(request, item)
    if act == "finish" and item.inspection_case_id is not None:
        receipt = actions.finish_item(case_id=item.inspection_case_id, **who)
        if receipt is not None:
            messages.success(request, _("Đã ghi xong cuộc này · sổ #%(seq)s.") % {"seq": receipt.seq})
        return HttpResponseRedirect(back)
    if not drafts:
        raise Conflict(
            _("Chương trình không còn là dự thảo nên không sửa cuộc trực tiếp được."),
            next_step=_("Dùng “Ghi thay đổi” ở trang của chương trình."),
        )
    used: Any = form if act == "change" else drop_form
    if act in ("change", "drop") and used.is_valid():
        try:
            if act == "change":
                told = form.cleaned_data
                drafting.change_item(
                    item_id=item.pk,
                    planned_from=told["planned_from"],
                    planned_to=told["planned_to"],
                    contents=told.get("contents", ()),
                    revision=revision_of(request),
                    **who,
                )
            else:
                drafting.drop_item(
                    item_id=item.pk,
                    reason=drop_form.cleaned_data["reason"],
                    revision=revision_of(request),
                    **who,
                )
        except Invalid as refusal:
            put_refusal(used, refusal)
            return None
        return HttpResponseRedirect(back)
    return None


def _start(request: OfficeRequest, item: Item) -> HttpResponse:
    """Open the dossier, then its case. Each is done once: the next click mends a break between them."""
    if not stages.may_run(request.actor, item.programme):
        raise NotFound(_("Không có cuộc này trong chương trình."))
    item, case, _receipt = actions.start_item(actor=request.actor, at=request.at, item_id=item.pk)
    subject = Subject.ORGANISATION
    if item.subject_person_id is not None:
        known = terms.procedures(item.programme.unit, day=local_day(request.at))
        kinds = next((one.subjects for one in known if one.id == item.procedure), ())
        subject = Subject.MEMBER if "member" in kinds else Subject.OFFICIAL
    inspection, _made = open_inspection(
        actor=request.actor,
        at=request.at,
        unit_id=item.programme.unit_id,
        procedure=item.procedure,
        subject=subject,
        subject_unit_id=item.subject_unit_id,
        subject_person_id=item.subject_person_id,
        case=case,
        contents=tuple(item.contents),
        origin_case_id=item.programme.case_id,
        planned_to=item.planned_to,
    )
    messages.success(request, _("Đã mở hồ sơ %(dossier)s.") % {"dossier": case.dossier})
    return HttpResponseRedirect(stages.case_url(inspection))


def _shown(
    request: OfficeRequest, item: Item, form: ItemForm, drop_form: DropForm, *, drafts: bool, act: str
) -> HttpResponse:
    day = local_day(request.at)
    programme = item.programme
    row = row_of(item, Words(programme, day=day), today=day)
    found = stages.inspections(request.actor, [item], at=request.at)
    inspection = found.get(item.inspection_case_id) if item.inspection_case_id else None
    stage = stages.stage_of(item, inspection)
    runs = programme.state == State.APPROVED and stages.may_run(request.actor, programme)
    facts = [
        Fact(_("Đối tượng"), row.subject),
        Fact(_("Quy trình"), row.procedure),
        Fact(_("Nội dung"), row.contents or None),
        Fact(_("Thời gian dự kiến"), f"{item.planned_from:%d/%m/%Y} - {item.planned_to:%d/%m/%Y}"),
        Fact(_("Người phụ trách"), row.lead or None),
        Fact(_("Vì sao chọn"), row.source),
        Fact(_("Lý do"), item.reason.get("words") or None),
    ]
    if item.inspection_case is not None:
        facts.append(
            Fact(
                _("Hồ sơ"),
                item.inspection_case.dossier,
                url=stages.case_url(inspection) if inspection else "",
            )
        )
    if item.state == ItemState.DROPPED:
        facts.append(Fact(_("Lý do đưa ra"), item.dropped_reason or None))
    context = {
        "item": item,
        "programme": programme,
        "row": row,
        "facts": facts,
        "parts": item.reason.get("parts", ()),
        "crumbs": crumbs(programme),
        "form": form,
        "drop_form": drop_form,
        "drafts": drafts and item.state == ItemState.PLANNED,
        "stage": dict(stages.COLUMNS)[stage] if item.state != ItemState.DROPPED else row.state,
        "may_start": runs and (stage == stages.PLAN or (stage == stages.RUN and inspection is None)),
        "half_open": item.state == ItemState.RUNNING and inspection is None,
        "may_finish": runs and stages.may_finish(item, stage),
        "case_url": stages.case_url(inspection) if inspection else "",
        "coming": stages.next_words(inspection),
        "today": day,
        "deviations": [
            one
            for one in readers.deviations_of(request.actor, programme, at=request.at)
            if one.item_id == item.pk
        ],
        "may_deviate": programme.state == State.APPROVED
        and item.state in (ItemState.PLANNED, ItemState.RUNNING)
        and bool(policy.may_decide(request.actor, programme.unit)),
    }
    used: Any = {"change": form, "drop": drop_form}.get(act)
    return show(request, "item", context, status=422 if used is not None and used.errors else 200)
