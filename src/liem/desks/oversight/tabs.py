"""The tabs above every page of this desk: each leads to one kind of work, and is there for whom it
concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liem.spine.access import Duty
from liem.ui.shell import Tab

if TYPE_CHECKING:
    from liem.desks.office.door import OfficeRequest

INSPECTORS: Final = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
TABS: Final[tuple[tuple[str, Any, tuple[Duty, ...]], ...]] = (
    ("oversight:workbench", _("Bàn việc"), INSPECTORS),
    ("oversight:programmes", _("Chương trình"), INSPECTORS),
    ("oversight:inspections", _("Cuộc kiểm tra"), ()),
    ("oversight:reminders", _("Nhắc nhở"), ()),
    ("oversight:discipline", _("Kỷ luật"), ()),
    ("oversight:questions", _("Câu hỏi"), ()),
    ("oversight:draws", _("Bốc thăm"), (*INSPECTORS, Duty.ASSIGN_TASKS)),
    ("oversight:statistics", _("Thống kê"), (*INSPECTORS, Duty.READ_REPORTS)),
    ("oversight:procedures", _("Quy trình"), ()),
)


def tabs(request: OfficeRequest) -> list[Tab]:
    """Return the tabs for the actor; the one whose pages are open is marked."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        Tab(str(label), reverse(name), current=here == name or here.startswith(f"{name}_"))
        for name, label, duties in TABS
        if not duties or any(request.actor.has(duty) for duty in duties)
    ]
