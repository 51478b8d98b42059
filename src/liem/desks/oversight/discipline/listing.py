"""The list of discipline cases an actor handles, and the way to the own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline import policy, readers
from liem.domains.discipline.flow import BEFORE
from liem.domains.discipline.models import State
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.ui.shell import Kpi

from .shown import row

if TYPE_CHECKING:
    from django.http import HttpResponse

PAGE = 50
_GROUPS: dict[str, tuple[str, ...]] = {
    "dang-xem-xet": (*BEFORE, State.DEFERRED),
    "cho-giao": (State.DECIDED,),
    "khieu-nai": (State.APPEALED,),
    "da-xong": (State.NOTIFIED, State.ENDED, State.REFUSED, State.CANCELLED),
}


@office()
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List the cases in reach; who handles none sees only whether there is a file about themselves."""
    handles = request.actor.has(Duty.INSPECT) or request.actor.has(Duty.DECIDE_DISCIPLINE)
    seen = readers.disciplines_for(request.actor, at=request.at)
    chosen = request.GET.get("nhom", "")
    words = request.GET.get("q", "").strip()
    found = seen.filter(state__in=_GROUPS[chosen]) if chosen in _GROUPS else seen
    if words:
        found = readers.search(found, words)
    page = Paginator(readers.listed(found), PAGE).get_page(request.GET.get("trang"))
    context: dict[str, Any] = {
        "oversight_tabs": tabs(request),
        "handles": handles,
        "rows": [row(case) for case in page],
        "page": page,
        "tiles": _tiles(seen, chosen) if handles else [],
        "q": words,
        "chosen": chosen,
        "mine": readers.own_files(request.actor).count(),
        "may_propose": bool(policy.may_propose(request.actor)),
        "today": local_day(request.at),
    }
    return render(request, "oversight/discipline/list.html", context)


def _tiles(seen: Any, chosen: str) -> list[Kpi]:
    labels = {
        "dang-xem-xet": _("đang xem xét"),
        "cho-giao": _("chờ công bố, giao"),
        "khieu-nai": _("đang khiếu nại"),
        "da-xong": _("đã xong"),
    }
    counts = readers.count_by_state(seen)
    return [
        Kpi(
            value=str(sum(counts.get(str(state), 0) for state in states)),
            label=labels[name],
            url=f"?nhom={name}",
            current=name == chosen,
        )
        for name, states in _GROUPS.items()
    ]
