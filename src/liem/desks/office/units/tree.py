"""Pages: the tree of units as of a day, and one unit with its history."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives.readers import directives_for
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.people import readers as people
from liem.spine.tasks.readers import TASK_DUTIES, tasks_for
from liem.spine.units import readers as units
from liem.spine.units.models import Level
from liem.ui.formatting import vn_date, vn_number
from liem.ui.shell import Branch, Fact, Kpi

from .forms import TreeForm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.http import HttpResponse

    from liem.spine.access import Actor
    from liem.spine.units.models import Unit

MOST_IN_TREE = 800


def unit_url(unit_id: UUID) -> str:
    """Return the address of a unit's page."""
    return reverse("office:units_one", args=[unit_id])


@office()
@require_safe
def tree(request: OfficeRequest) -> HttpResponse:
    """Show the units the actor sees, as of a day, with what ceased before it."""
    actor, today = request.actor, local_day(request.at)
    form = TreeForm(request.GET or None, auto_id="f_%s")
    asked = form.cleaned_data if form.is_valid() else {}
    day: date = asked.get("ngay") or today
    text: str = asked.get("q") or ""
    seen = units.with_history(actor) & units.open_on(day)
    listed = list(seen[: MOST_IN_TREE + 1])
    shortened = len(listed) > MOST_IN_TREE
    if shortened:  # too many for one page: the two nearest levels, the others on the pages of their units
        depth = actor.unit_path.count("/") + 1
        listed = [unit for unit in seen.iterator() if unit.path.count("/") <= depth]
    names = units.names_on(listed, day=day)
    context = {
        "form": form,
        "active": _active(text, asked.get("ngay")),
        "day": day,
        "past": day != today,
        "found": units.find(actor, text) if text else None,
        "text": text,
        "branches": _branches(listed, names, open_path=actor.unit_path),
        "shortened": shortened,
        "ceased": units.ceased_before(actor, day=day),
        "tiles": _tiles(actor, listed, shortened=shortened),
        "may_manage": actor.has(Duty.MANAGE_UNITS),
        "may_people": actor.has(Duty.MANAGE_PEOPLE),
    }
    return render(request, "office/units/tree.html", context)


def _active(text: str, day: date | None) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address without it."""
    active = []
    if text:
        left = urlencode({"ngay": vn_date(day)}) if day else ""
        active.append((_("có chữ “%(text)s”") % {"text": text}, f"?{left}"))
    if day:
        left = urlencode({"q": text}) if text else ""
        active.append((_("tại ngày %(day)s") % {"day": vn_date(day)}, f"?{left}"))
    return active


def _tiles(actor: Actor, listed: Sequence[Unit], *, shortened: bool) -> list[Kpi]:
    own = [unit for unit in listed if actor.over(unit.path) or not actor.unit_path.startswith(unit.path)]
    if shortened:
        return []
    tiles = [Kpi(value=vn_number(len(own)), label=_("đơn vị đang hoạt động"))]
    cells = sum(unit.level == Level.CELL for unit in own)
    if cells:
        tiles.append(Kpi(value=vn_number(cells), label=_("chi bộ")))
    households = sum(unit.households or 0 for unit in own if unit.level == Level.VILLAGE)
    if households:
        tiles.append(Kpi(value=vn_number(households), label=_("hộ dân")))
    border = sum(unit.border and unit.level == Level.VILLAGE for unit in own)
    if border:
        tiles.append(Kpi(value=vn_number(border), label=_("thôn biên giới")))
    return tiles


def _branches(listed: Sequence[Unit], names: dict[UUID, str], *, open_path: str) -> list[Branch]:
    """Build the tree from units in path order; a unit whose parent is not shown stands at the top."""
    children: dict[UUID | None, list[Unit]] = {}
    shown = {unit.pk for unit in listed}
    for unit in listed:
        children.setdefault(unit.parent_id if unit.parent_id in shown else None, []).append(unit)

    def branch(unit: Unit) -> Branch:
        parts = [unit.get_kind_display()]
        if unit.households is not None:
            parts.append(_("%(count)s hộ") % {"count": vn_number(unit.households)})
        if unit.border:
            parts.append(_("biên giới"))
        return Branch(
            label=names.get(unit.pk, unit.name),
            url=unit_url(unit.pk),
            who=" · ".join(parts),
            children=[branch(child) for child in children.get(unit.pk, ())],
            open=open_path.startswith(unit.path),
        )

    return [branch(unit) for unit in children.get(None, ())]


@office()
@require_safe
def one(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Show one unit: what it is, its names over time, what it came from and went into, who holds posts."""
    actor, today = request.actor, local_day(request.at)
    unit = units.get_unit_in_history(actor, unit_id)
    names, went_in, went_into = units.history(unit)
    within = actor.over(unit.path)
    manages = within and actor.has(Duty.MANAGE_PEOPLE)
    now, others = people.posts_in(unit.pk, day=today) if within else ([], [])
    context = {
        "unit": unit,
        "pk_text": str(unit.pk),
        "today": today,
        "open": unit.is_open(today),
        "facts": _facts(actor, unit),
        "names": names[::-1],
        "came_from": went_in,
        "went_into": went_into,
        "below": list(units.with_history(actor).filter(parent=unit).order_by("valid_to", "path")[:300]),
        "within": within,
        "now": now,
        "others": others,
        "sees_contacts": manages,
        "may_manage": within and actor.has(Duty.MANAGE_UNITS),
        "may_people": manages,
        "work_url": _work_url(unit.pk) if any(actor.has(duty) for duty in TASK_DUTIES) else "",
        "tasks": tasks_for(actor).filter(lead_unit=unit).count(),
        "documents": directives_for(actor).filter(unit=unit).count(),
        "crumbs": [(_("Đơn vị, nhân sự"), reverse("office:units"))],
    }
    return render(request, "office/units/one.html", context)


def _work_url(unit_id: UUID) -> str:
    """Return the address of the unit's board of work."""
    try:
        return reverse("office:unit_work", args=[unit_id])
    except NoReverseMatch:
        return ""


def _facts(actor: Actor, unit: Unit) -> list[Fact]:
    lines = [
        Fact(_("Mã"), unit.code),
        Fact(_("Loại"), unit.get_kind_display()),
        Fact(_("Cấp"), unit.get_level_display()),
        Fact(_("Khối"), unit.get_side_display()),
    ]
    if unit.parent is not None:
        above = units.with_history(actor).filter(pk=unit.parent.pk).exists()
        lines.append(Fact(_("Trực thuộc"), unit.parent.name, url=unit_url(unit.parent.pk) if above else ""))
    if unit.document_symbol:
        lines.append(Fact(_("Ký hiệu văn bản"), unit.document_symbol))
    if unit.households is not None:
        lines.append(Fact(_("Số hộ"), vn_number(unit.households)))
    if unit.inhabitants is not None:
        lines.append(Fact(_("Số nhân khẩu"), vn_number(unit.inhabitants)))
    if unit.border:
        lines.append(Fact(_("Địa bàn"), _("biên giới")))
    lines.append(Fact(_("Hoạt động từ"), vn_date(unit.valid_from)))
    if unit.valid_to:
        lines.append(Fact(_("Kết thúc từ"), vn_date(unit.valid_to)))
    return lines
