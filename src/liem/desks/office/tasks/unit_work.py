"""Page: the work of one unit. Today, overdue, waiting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives.rows import Rows, tasks
from liem.kernel.clock import local_day
from liem.spine.access import NotFound
from liem.spine.tasks import lists
from liem.spine.tasks.flow import State
from liem.spine.tasks.lists import Sieve, Term
from liem.spine.tasks.readers import TASK_DUTIES
from liem.spine.units.readers import get_unit
from liem.ui.formatting import vn_number
from liem.ui.shell import Kpi

from . import queries
from .shown import Line, lines

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: its title, its first rows, and where all of them are."""

    title: str
    count: int
    url: str
    rows: list[Line]
    empty: str
    level: str = ""


@office(*TASK_DUTIES)
@require_safe
def unit_work(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Show what a unit has today, what is overdue and what waits for somebody."""
    unit = get_unit(request.actor, unit_id)
    if not request.actor.over(unit.path):
        raise NotFound(_("Không có đơn vị này."))
    own = Sieve(lead_unit=unit.pk)
    wanted = (
        (_("Quá hạn"), replace(own, term=Term.OVERDUE), _("Không có việc quá hạn."), "bad"),
        (_("Hạn hôm nay"), replace(own, term=Term.TODAY), _("Không có việc nào đến hạn hôm nay."), "warn"),
        (
            _("Chưa nhận việc"),
            replace(own, states=(State.ASSIGNED,), leaves=True),
            _("Mọi việc đã được nhận."),
            "",
        ),
        (
            _("Chờ nghiệm thu"),
            replace(own, states=(State.FINISHED,)),
            _("Không có việc nào chờ nghiệm thu."),
            "",
        ),
    )
    parts = []
    for title, sieve, empty, level in wanted:
        found = lists.urgent_first(tasks(request.actor, Rows(sieve=sieve), at=request.at))
        ids = list(found.values_list("pk", flat=True)[: SHOWN + 1])
        count = len(ids) if len(ids) <= SHOWN else found.order_by().count()
        parts.append(
            Part(
                title=title,
                count=count,
                url=queries.address(Rows(sieve=sieve)),
                rows=lines(ids[:SHOWN], at=request.at),
                empty=empty,
                level=level if count else "",
            )
        )
    context = {
        "unit": unit,
        "parts": parts,
        "tiles": [
            Kpi(vn_number(part.count), part.title.lower(), part.url, level=part.level) for part in parts
        ],
        "all_url": queries.address(Rows(sieve=own)),
        "units_url": reverse("office:units"),
        "today": local_day(request.at),
    }
    return render(request, "office/tasks/unit_work.html", context)
