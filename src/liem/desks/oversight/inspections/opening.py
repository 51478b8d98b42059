"""Page: open a case, from a programme item (``?muc=<id>``) or free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.procedures.words import title_of
from liem.domains.inspections import actions, contents, opening
from liem.domains.inspections.models import Origin, Subject
from liem.domains.programmes import actions as programmes
from liem.domains.programmes import readers as programme_readers
from liem.kernel.clock import local_day
from liem.spine.access import Duty, NotFound, NotPermitted, Refusal

from . import shown
from .forms import OpenForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from liem.domains.inspections.models import Inspection
    from liem.domains.programmes.models import Item
    from liem.spine.units.models import Unit


def _own(request: OfficeRequest) -> Unit:
    unit = contents.own_body(request.actor)
    if unit is None:
        raise NotPermitted(_("Chức danh hiện tại không thuộc đơn vị nào."))
    return unit


@office(Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: OfficeRequest) -> HttpResponse:
    """Open a case: the form, or the programme item that is to be started."""
    asked = request.GET.get("muc") or request.POST.get("muc")
    if asked:
        return _of_item(request, asked)
    unit = _own(request)
    day = local_day(request.at)
    form = shown.bound(
        request,
        OpenForm,
        procedures=[(each.id, title_of(each)) for each in opening.procedures_for(unit, day)],
        units=[(str(pk), name) for pk, name in opening.units_within(unit, day=day)],
        persons=[
            (str(each.person_id), f"{each.person.name}, {each.unit.name}")
            for each in opening.persons_within(unit, day=day)
            if each.person_id != request.actor.person_id
        ],
        areas=list(opening.areas(unit, day).items()),
        initial={
            "proposed_on": day,
            "subject": "unit",
            "origin": Origin.OTHER,
            "procedure": request.GET.get("quy-trinh", ""),
        },
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _opened(request, *_open(request, unit, form.cleaned_data))
            except NotFound:
                raise
            except Refusal as refusal:
                shown.refuse(form, refusal)
                status = refusal.status
    return shown.page(request, "open.html", {"form": form, "unit": unit}, status=status)


def _open(request: OfficeRequest, unit: Unit, told: dict[str, Any]) -> tuple[Inspection, Any]:
    person = told["subject"] == "person"
    chosen = told["subject_person"] if person else told["subject_unit"]
    subject = _person_kind(unit, told["procedure"], request) if person else Subject.ORGANISATION
    return actions.open_inspection(
        actor=request.actor,
        at=request.at,
        unit_id=unit.pk,
        procedure=told["procedure"],
        subject=subject,
        subject_unit_id=UUID(chosen) if chosen and not person else None,
        subject_person_id=UUID(chosen) if chosen and person else None,
        contents=tuple(told.get("contents") or ()),
        lookback_from=told["lookback_from"],
        lookback_to=told["lookback_to"],
        origin=told["origin"],
        sign=told["sign"],
        purpose=told["purpose"],
        proposed_on=told["proposed_on"],
    )


def _person_kind(unit: Unit, procedure: str, request: OfficeRequest) -> str:
    """Return which kind of person a procedure is about: a member on the Party's side, else an official."""
    found = opening.procedure_for(unit, procedure, local_day(request.at))
    return next((each for each in found.subjects if each != Subject.ORGANISATION), Subject.MEMBER)


def _opened(request: OfficeRequest, inspection: Inspection, receipt: Any) -> HttpResponse:
    shown.said(
        request,
        _("Đã mở hồ sơ %(dossier)s") % {"dossier": inspection.case.dossier},
        getattr(receipt, "seq", None),
    )
    return shown.back_to(inspection.pk)


def _of_item(request: OfficeRequest, asked: str) -> HttpResponse:
    """Start a programme item: its dossier, then the case in it. Each is made once, so that a click after a
    power cut ends what the first began."""
    try:
        item = programme_readers.get_item(request.actor, UUID(asked), at=request.at)
    except ValueError:
        raise NotFound(_("Không có cuộc này trong chương trình.")) from None
    if request.method != "POST":
        context = {"item": item, "unit": item.programme.unit, "procedure": _title(item, request)}
        known = contents.in_case(item.inspection_case_id)
        if known is not None:
            return HttpResponseRedirect(reverse("oversight:inspections_one", args=[known.pk]))
        return shown.page(request, "open_item.html", context)
    item, case, _receipt = programmes.start_item(actor=request.actor, at=request.at, item_id=item.pk)
    unit = item.programme.unit
    person = item.subject_person_id is not None
    inspection, receipt = actions.open_inspection(
        actor=request.actor,
        at=request.at,
        unit_id=case.unit_id,
        procedure=item.procedure,
        subject=_person_kind(unit, item.procedure, request) if person else Subject.ORGANISATION,
        subject_unit_id=item.subject_unit_id,
        subject_person_id=item.subject_person_id,
        case=case,
        contents=tuple(item.contents),
        origin=Origin.PROGRAMME,
        planned_to=item.planned_to,
    )
    return _opened(request, inspection, receipt)


def _title(item: Item, request: OfficeRequest) -> str:
    return title_of(opening.procedure_for(item.programme.unit, item.procedure, local_day(request.at)))
