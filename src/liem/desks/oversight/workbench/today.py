"""Pages: the inspector's day; the list of a day for printing; what waits for the one who signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import INSPECTORS, tabs
from liem.domains.inspections import readers as inspections
from liem.domains.inspections import work
from liem.domains.reminders import repeating
from liem.domains.reminders import terms as reminder_terms
from liem.kernel.clock import local_day
from liem.law import NoLawInForce
from liem.spine.access import Duty, Invalid
from liem.spine.notices import readers as notices
from liem.ui.formatting import vn_date, vn_number
from liem.ui.shell import Kpi

from .gather import GROUPS, Line, first_of, lines, pressing, restored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

# the words of the four counts as they stand in the address
_FILTERS: Final = {"qua-han": "late", "sap-han": "soon", "cho-ky": "sign", "cho-nguoi-khac": "others"}
MOST: Final = 100
YEAR: Final = timedelta(days=365)
EARLIEST: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page draws it."""

    line: Line
    late: int


def _shown(found: Sequence[Line], today: date) -> list[Shown]:
    return [Shown(line, line.days_late(today)) for line in found]


def _tiles(found: Sequence[Line], today: date, chosen: str) -> list[Kpi]:
    counts = {group: sum(group in line.groups(today) for line in found) for group in GROUPS}
    labels = {
        "late": (_("quá hạn"), "bad"),
        "soon": (_("hạn trong 3 ngày tới"), "warn"),
        "sign": (_("chờ tôi ký, quyết định"), ""),
        "others": (_("đang chờ người khác"), ""),
    }
    return [
        Kpi(
            value=vn_number(counts[group]),
            label=labels[group][0],
            url=reverse("oversight:workbench") if chosen == word else f"?cho={word}",
            level=labels[group][1] if counts[group] else "",
            current=chosen == word,
        )
        for word, group in _FILTERS.items()
    ]


@office(*INSPECTORS)
@require_safe
def workbench(request: OfficeRequest) -> HttpResponse:
    """Show what waits: the first thing to do, four counts that filter, what presses, everything else."""
    today = local_day(request.at)
    found = lines(request.actor, at=request.at)
    chosen = request.GET.get("cho", "")
    if chosen in _FILTERS:
        listed, signs, rest = [line for line in found if _FILTERS[chosen] in line.groups(today)], [], []
    else:
        chosen = ""
        listed = pressing(found, today)
        signs = [line for line in found if line.turn == "sign" and line not in listed]
        rest = [line for line in found if line not in listed and line not in signs]
    first = first_of(found, today)
    context = {
        "oversight_tabs": tabs(request),
        "tiles": _tiles(found, today, chosen),
        "chosen": chosen,
        "first": Shown(first, first.days_late(today)) if first else None,
        "listed": _shown(listed[:MOST], today),
        "to_sign": _shown(signs[:MOST], today),
        "rest": _shown(rest[:MOST], today),
        "more": sum(max(0, len(part) - MOST) for part in (listed, signs, rest)),
        "today": today,
        "yesterday": today - timedelta(days=1),
        "signs": request.actor.has(Duty.DECIDE_INSPECTIONS),
        "unread": notices.unread_count(request.actor),
    }
    return render(request, "oversight/workbench/today.html", context)


def _day(request: OfficeRequest, today: date) -> date:
    given = request.GET.get("ngay", "")
    if not given:
        return today
    try:
        day = date.fromisoformat(given)
    except ValueError as fault:
        raise Invalid(_("Ngày không đúng."), next_step=_("Mở lại từ bàn việc.")) from fault
    if not today - EARLIEST <= day <= today:
        raise Invalid(_("Chỉ giữ danh sách của 31 ngày gần nhất."), next_step=_("Mở lại từ bàn việc."))
    return day


@office(*INSPECTORS)
@require_safe
def day_list(request: OfficeRequest) -> HttpResponse:
    """Show the list of a day made for paper: today's as it is now, an earlier one as it was that morning."""
    today = local_day(request.at)
    day = _day(request, today)
    hidden, made_at, found = 0, request.at, None
    if day == today:
        found = lines(request.actor, at=request.at)
    else:
        row = notices.list_of(request.actor, day)
        if row is not None:
            made_at = row.made_at
            found, hidden = restored(request.actor, row.rows, at=request.at)
    context = {
        "rows": None if found is None else _shown(found, day),
        "day": day,
        "made_at": made_at,
        "hidden": hidden,
        "now": request.at,
        "back": reverse("oversight:workbench"),
    }
    return render(request, "oversight/workbench/list.html", context)


@office(Duty.DECIDE_INSPECTIONS)
@require_safe
def signing(request: OfficeRequest) -> HttpResponse:
    """Show the one who signs: what needs a signature, what is late in the reach, where faults repeat."""
    actor, at, today = request.actor, request.at, local_day(request.at)
    found = lines(actor, at=at)
    own = [line for line in found if line.turn == "sign"]
    late = inspections.standing(inspections.inspecting_for(actor, at=at), "late", at=at)
    listed = inspections.in_order(late).select_related("case", "unit", "subject_unit", "subject_person")
    context = {
        "oversight_tabs": tabs(request),
        "signs": _shown(own[:MOST], today),
        "first": _shown(own[:1], today),
        "late": [
            {
                "url": reverse("oversight:inspections_one", args=[each.pk]),
                "dossier": each.case.dossier,
                "unit": each.unit.name,
                "due": local_day(each.last_moment) if each.last_moment else None,
            }
            for each in listed[:50]
        ],
        "late_lines": _shown([one for one in found if one.days_late(today)][:50], today),
        "repeats": _repeats(request),
        "today": today,
        "since": vn_date(today - YEAR),
    }
    return render(request, "oversight/workbench/signing.html", context)


def _repeats(request: OfficeRequest) -> list[dict[str, Any]]:
    since = local_day(request.at) - YEAR
    rows = [
        *((_("nhắc nhở"), *row) for row in repeating.repeated(request.actor, since=since, at=request.at)),
        *((_("kết luận"), *row) for row in work.repeated_findings(request.actor, since=since, at=request.at)),
    ]
    try:
        names = reminder_terms.contents(request.actor.unit_path, local_day(request.at)) if rows else {}
    except NoLawInForce:
        names = {}
    made = [
        {"source": source, "unit": unit, "content": names.get(content, content), "count": count}
        for source, unit, content, count in rows
    ]
    return sorted(made, key=lambda row: -int(row["count"]))
