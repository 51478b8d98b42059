"""Pages: open, rename, merge, close a unit."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.kernel.clock import local_day
from liem.spine.access import Duty, NotFound, Refusal
from liem.spine.people import readers as people
from liem.spine.tasks.readers import left_behind
from liem.spine.units import actions
from liem.spine.units import readers as units
from liem.spine.units.models import Level
from liem.ui.formatting import vn_date
from liem.ui.shell import Tab

from .asking import Question, ask, done, refuse
from .forms import CloseForm, MergeForm, OpenUnitForm, RenameForm, unit_choices
from .tree import unit_url

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from liem.spine.units.models import Unit

_both = require_http_methods(["GET", "HEAD", "POST"])


def _managed(request: OfficeRequest, unit_id: UUID) -> Unit:
    """Return a unit within the actor's own; the line above is seen but never changed."""
    unit = units.get_unit(request.actor, unit_id)
    if not request.actor.over(unit.path):
        raise NotFound(_("Không có đơn vị này."))
    return unit


def _crumbs(unit: Unit | None = None) -> list[tuple[str, str]]:
    top = [(_("Đơn vị, nhân sự"), reverse("office:units"))]
    return [*top, (unit.name, unit_url(unit.pk))] if unit else top


@office(Duty.MANAGE_UNITS)
@_both
def open_unit(request: OfficeRequest) -> HttpResponse:
    """Open a unit."""
    day = local_day(request.at)
    first = {"parent": request.GET.get("cha", ""), "valid_from": day}
    form = OpenUnitForm(request.POST or None, actor=request.actor, day=day, initial=first)

    def act(told: dict[str, Any]) -> HttpResponse:
        parent = units.get_unit(request.actor, told.pop("parent"))
        new = actions.NewUnit(parent_code=parent.code, **told)
        unit, receipt = actions.open_unit(actor=request.actor, at=request.at, new=new)
        words = _("Đã thành lập %(name)s.") % {"name": unit.name}
        return done(request, words, unit_url(unit.pk), seq=receipt.seq)

    question = Question(
        title=_("Thành lập đơn vị"),
        submit=_("Thành lập đơn vị"),
        crumbs=_crumbs(),
        back=reverse("office:units"),
    )
    return ask(request, form, question, act)


@office(Duty.MANAGE_UNITS)
@_both
def rename(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Rename a unit from a day on."""
    unit = _managed(request, unit_id)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "valid_from": local_day(request.at)})

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.rename_unit(actor=request.actor, at=request.at, unit_id=unit.pk, **told)
        words = _("Đã đổi tên thành %(name)s.") % {"name": told["name"]}
        return done(request, words, unit_url(unit.pk), seq=receipt.seq)

    question = Question(
        title=_("Đổi tên %(name)s") % {"name": unit.name},
        submit=_("Đổi tên đơn vị"),
        crumbs=_crumbs(unit),
        back=unit_url(unit.pk),
        intro=_("Tên cũ vẫn được giữ cùng ngày của nó; văn bản và nhiệm vụ không đổi."),
    )
    return ask(request, form, question, act)


@office(Duty.MANAGE_UNITS)
@_both
def close(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Close a unit that nothing follows."""
    unit = _managed(request, unit_id)
    form = CloseForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.close_unit(actor=request.actor, at=request.at, unit_id=unit.pk, **told)
        words = _("%(name)s kết thúc hoạt động từ ngày %(day)s.")
        said = words % {"name": unit.name, "day": vn_date(told["on"])}
        return done(request, said, unit_url(unit.pk), seq=receipt.seq)

    day = local_day(request.at)
    question = Question(
        title=_("Kết thúc hoạt động %(name)s") % {"name": unit.name},
        submit=_("Kết thúc hoạt động"),
        crumbs=_crumbs(unit),
        back=unit_url(unit.pk),
        intro=_(
            "Đơn vị không có đơn vị kế thừa. Nếu được sáp nhập vào đơn vị khác, hãy dùng trang sáp nhập "
            "để việc còn dở được bàn giao."
        ),
        extra=_consequences([unit], day=day, told={"on": day}),
        danger=True,
    )
    return ask(request, form, question, act)


def _consequences(olds: list[Unit], *, day: Any, told: dict[str, Any]) -> dict[str, Any]:
    """Return what ends with units: posts, open tasks, units below."""
    ids = [unit.pk for unit in olds]
    tasks = reduce(or_, [left_behind(pk) for pk in ids])
    return {
        "day": day,
        "ending": people.ending_with(ids, on=told["on"]),
        "left": list(tasks.select_related("lead_unit", "giver_unit").order_by("due_at")[:100]),
        "left_count": tasks.count(),
        "below_olds": [
            child for unit in olds for child in units.open_on(day).filter(parent=unit).order_by("path")
        ],
    }


@office(Duty.MANAGE_UNITS)
@_both
def merge(request: OfficeRequest) -> HttpResponse:
    """Merge several units into one: first the form, then what will happen, then the act."""
    day = local_day(request.at)
    every = unit_choices(request.actor, day=day)
    own = str(request.actor.unit_id)
    level = _level(request, every, day=day)
    at_level = set(units.managed(request.actor, day=day).filter(level=level).values_list("pk", flat=True))
    choices = [(pk, label) for pk, label in every if pk != own and UUID(pk) in at_level]
    first = {"olds": request.GET.getlist("cu"), "into": request.GET.get("vao", ""), "on": day}
    form = MergeForm(request.POST or None, choices=choices, every=every, initial=first)
    context: dict[str, Any] = {"form": form, "crumbs": _crumbs(), "preview": None, "day": day}
    context["tabs"] = [
        Tab(str(Level(one).label), f"?cap={one}", current=one == level) for one in _levels(request, day=day)
    ]
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        elif "confirm" in request.POST:
            try:
                return _merged(request, form.cleaned_data)
            except NotFound:
                raise
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
        else:
            told = form.cleaned_data
            olds = [units.get_unit(request.actor, UUID(pk)) for pk in told["olds"]]
            into = units.get_unit(request.actor, told["into"])
            context |= {"preview": {"olds": olds, "into": into, "on": told["on"]}}
            context |= _consequences(olds, day=day, told=told)
    return render(request, "office/units/merge.html", context, status=status)


def _levels(request: OfficeRequest, *, day: date) -> list[str]:
    """Return the levels at which the actor has units, from the top."""
    present = set(units.managed(request.actor, day=day).values_list("level", flat=True))
    return [level for level in Level.values if level in present]


def _level(request: OfficeRequest, every: list[tuple[str, str]], *, day: date) -> str:
    """Return the level whose units are offered: asked for, else of the unit one came from, else cells."""
    levels = _levels(request, day=day)
    if request.GET.get("cap") in levels:
        return str(request.GET["cap"])
    came_from = request.GET.get("cu", "")
    if came_from in dict(every):
        return units.get_unit(request.actor, UUID(came_from)).level
    return str(Level.CELL) if Level.CELL in levels else (levels[-1] if levels else "")


def _merged(request: OfficeRequest, told: dict[str, Any]) -> HttpResponse:
    receipts = actions.merge_units(
        actor=request.actor,
        at=request.at,
        old_ids=[UUID(pk) for pk in told["olds"]],
        new_id=told["into"],
        on=told["on"],
        basis=told["basis"],
    )
    words = _("Đã sáp nhập %(count)s đơn vị từ ngày %(day)s. Việc còn dở được tự động bàn giao vào ngày đó.")
    said = words % {"count": len(receipts), "day": vn_date(told["on"])}
    return done(request, said, unit_url(told["into"]), seq=receipts[-1].seq)
