"""Pages of those who decide: approve or send back, record a change with its reason, sum up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.procedures.words import title_of
from liem.domains.programmes import actions, deviations, policy, proposals, readers, terms
from liem.domains.programmes.deviations import Change
from liem.domains.programmes.drafting import NewItem
from liem.domains.programmes.models import DeviationKind, Programme, Source
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.ui.shell import Tab

from .drafts import put_refusal, revision_of
from .forms import ApproveForm, DeviationForm, ReasonForm, SummaryForm
from .shown import Words, crumbs, row_of, show

if TYPE_CHECKING:
    from collections.abc import Mapping


def _decided(request: OfficeRequest, programme_id: UUID) -> Programme:
    """Return a programme the actor may decide on; raises ``NotFound``."""
    programme = readers.get_programme(request.actor, programme_id)
    if not policy.may_decide(request.actor, programme.unit):
        raise NotFound(_("Không có chương trình này."))
    return programme


def _back(programme: Programme) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("oversight:programmes_one", args=[programme.pk]))


@office(Duty.DECIDE_INSPECTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Look at what was submitted; approve it, or send it back with the reason."""
    programme = _decided(request, programme_id)
    returning = request.POST.get("act") == "return"
    form = ApproveForm(request.POST if request.method == "POST" and not returning else None)
    back_form = ReasonForm(request.POST if returning else None)
    used: Any = back_form if returning else form
    if request.method == "POST" and used.is_valid():
        try:
            if returning:
                receipt = actions.send_back(
                    actor=request.actor,
                    at=request.at,
                    programme_id=programme.pk,
                    reason=back_form.cleaned_data["reason"],
                )
                words = _("Đã trả lại dự thảo · sổ #%(seq)s.")
            else:
                receipt = actions.approve(
                    actor=request.actor,
                    at=request.at,
                    programme_id=programme.pk,
                    decision_number=form.cleaned_data["decision_number"],
                    revision=revision_of(request),
                )
                words = _("Đã phê duyệt chương trình · sổ #%(seq)s.")
        except (Invalid, Conflict, NotPermitted) as refusal:
            put_refusal(used, refusal)
        else:
            messages.success(request, words % {"seq": receipt.seq})
            return _back(programme)
    day = local_day(request.at)
    words_of = Words(programme, day=day)
    items = readers.items_of(request.actor, programme, at=request.at)
    context = {
        "programme": programme,
        "crumbs": crumbs(programme),
        "form": form,
        "back_form": back_form,
        "rows": [row_of(item, words_of, today=day) for item in items.seen],
        "contents": words_of.contents(programme.contents),
        "hidden": items.hidden,
        "draws": readers.draws_of(programme),
        "waiting": programme.state == "submitted",
    }
    return show(request, "approve", context, status=422 if used.errors else 200)


def _choices(request: OfficeRequest, programme: Programme) -> dict[str, Any]:
    day = local_day(request.at)
    items = readers.items_of(request.actor, programme, at=request.at).seen
    units = [
        *proposals.subjects(programme.unit, day=day),
        *proposals.further_subjects(programme.unit, day=day),
    ]
    return {
        "item": [
            (str(item.pk), f"{item.number}. {item.subject_person or item.subject_unit}") for item in items
        ],
        "lead": [(str(one.person_id), one.name) for one in readers.candidates(programme, at=request.at)],
        "unit": [(str(unit.pk), unit.name) for unit in units],
        "procedure": [(one.id, title_of(one)) for one in terms.procedures(programme.unit, day=day)],
        "contents": list(terms.area_titles(programme.unit, day=day).items()),
    }


def _change(told: Mapping[str, Any]) -> Change:
    """Return what the form says as a change; the form has only the fields its kind needs."""
    lead = UUID(told["lead"]) if told.get("lead") else None
    contents = tuple(told.get("contents", ()))
    first, last = told.get("planned_from"), told.get("planned_to")
    new = None
    if told["kind"] == DeviationKind.ADDED and first is not None and last is not None:
        new = NewItem(
            procedure=told["procedure"],
            subject_unit=UUID(told["unit"]),
            planned_from=first,
            planned_to=last,
            contents=contents,
            lead=lead,
            source=Source.CHOSEN,
            reason={"words": told["reason"], "parts": []},
        )
    return Change(
        kind=told["kind"],
        reason=told["reason"],
        item_id=UUID(told["item"]) if told.get("item") else None,
        new=new,
        planned_from=first,
        planned_to=last,
        lead=lead,
        contents=contents,
    )


def _contents(request: OfficeRequest, item: str) -> list[str]:
    """Return the content areas of the item chosen beforehand, so that a change starts from them."""
    try:
        return list(readers.get_item(request.actor, UUID(item), at=request.at).contents)
    except (ValueError, NotFound):
        return []


def _kind(request: OfficeRequest) -> str:
    asked = request.POST.get("kind") or request.GET.get("loai", "")
    return asked if asked in DeviationKind.values else DeviationKind.MOVED


@office(Duty.DECIDE_INSPECTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def deviate(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Record a change of an approved programme; ``?muc=`` and ``?loai=`` choose item and kind."""
    programme = _decided(request, programme_id)
    kind = _kind(request)
    item = request.GET.get("muc", "")
    form = DeviationForm(
        request.POST or None,
        initial={"item": item, "contents": _contents(request, item)},
        kind=kind,
        choices=_choices(request, programme),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made, receipt = deviations.deviate(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                change=_change(form.cleaned_data),
            )
        except (Invalid, Conflict) as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Đã ghi thay đổi: %(what)s · sổ #%(seq)s.")
                % {"what": made.get_kind_display(), "seq": receipt.seq},
            )
            return _back(programme)
    query = {"muc": item} if item else {}
    kinds = [
        Tab(capfirst(str(label)), f"?{urlencode({'loai': key, **query})}", current=key == kind)
        for key, label in DeviationKind.choices
    ]
    context = {"programme": programme, "crumbs": crumbs(programme), "form": form, "kinds": kinds}
    return show(request, "deviate", context, status=422 if form.errors else 200)


@office(Duty.DECIDE_INSPECTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Sum a programme up."""
    programme = _decided(request, programme_id)
    form = SummaryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.close(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                summary=form.cleaned_data["summary"],
            )
        except (Invalid, Conflict) as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Đã tổng kết chương trình · sổ #%(seq)s.") % {"seq": receipt.seq})
            return _back(programme)
    context = {"programme": programme, "crumbs": crumbs(programme), "form": form}
    return show(request, "close", context, status=422 if form.errors else 200)
