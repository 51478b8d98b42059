"""Page: one programme, as a board, as twelve months, as a list or for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.lines import line_url, moments_of_entries
from liem.desks.oversight.tabs import INSPECTORS
from liem.domains.programmes import policy, readers
from liem.domains.programmes.flow import ItemState, State
from liem.kernel.clock import local_day
from liem.ui.shell import Fact, Kpi, Tab

from . import stages
from .shown import STATE_LEVELS, Row, Words, change_words, crumbs, lead_names, row_of, show

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from liem.domains.inspections.models import Inspection
    from liem.domains.programmes.models import Item, Programme

VIEWS = (
    ("bang", gettext_lazy("Bảng")),
    ("lich", gettext_lazy("Lịch 12 tháng")),
    ("danh-sach", gettext_lazy("Danh sách")),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """An item on the board: its words, what comes next, and what the menu "Chuyển bước" offers."""

    row: Row
    stage: str
    coming: str
    case_url: str
    may_start: bool
    may_finish: bool
    case_id: UUID | None


def tile_of(row: Row, inspection: Inspection | None, *, runs: bool) -> Tile:
    """Return an item as the board shows it; ``runs``: the actor may start and finish."""
    stage = stages.stage_of(row.item, inspection)
    return Tile(
        row=row,
        stage=stage,
        coming=stages.next_words(inspection) if stage != stages.DONE else "",
        case_url=stages.case_url(inspection) if inspection else "",
        may_start=runs and (stage == stages.PLAN or (stage == stages.RUN and inspection is None)),
        may_finish=runs and stages.may_finish(row.item, stage),
        case_id=row.item.inspection_case_id,
    )


@office(*INSPECTORS)
@require_safe
def one(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Show a programme: next step, counts, items, changes, draws."""
    programme = readers.get_programme(request.actor, programme_id)
    today = local_day(request.at)
    words = Words(programme, day=today)
    items = readers.items_of(request.actor, programme, at=request.at)
    cases = stages.inspections(request.actor, items.seen, at=request.at)
    approved = programme.state == State.APPROVED
    runs = approved and stages.may_run(request.actor, programme)
    tiles = [
        tile_of(
            row_of(item, words, today=today),
            cases.get(item.inspection_case_id) if item.inspection_case_id else None,
            runs=runs,
        )
        for item in items.seen
    ]
    seen = request.GET.get("xem")
    view = seen if seen in dict(VIEWS) else "bang"
    context: dict[str, Any] = {
        "programme": programme,
        "level": STATE_LEVELS[programme.state],
        "words": words,
        "crumbs": crumbs(),
        "today": today,
        "hidden": items.hidden,
        "tiles": tiles,
        "view": view,
        "views": [Tab(str(label), f"?xem={key}", current=key == view) for key, label in VIEWS],
        "kpis": _kpis(items.seen, today=today),
        "facts": _facts(programme, words),
        "step": _next(request, programme, tiles),
        "may_draft": programme.state == State.DRAFT and bool(policy.may_draft(request.actor, programme.unit)),
        "may_deviate": approved and bool(policy.may_decide(request.actor, programme.unit)),
        "draws": readers.draws_of(programme),
        "moments": moments_of_entries(readers.history(programme), request.actor),
        **_deviations(request, programme, words),
        **_shown(view, tiles, programme, request, today=today),
    }
    return show(request, "one", context)


def _shown(
    view: str, tiles: list[Tile], programme: Programme, request: OfficeRequest, *, today: date
) -> dict[str, Any]:
    if view == "lich":
        return _calendar(tiles, programme, request.GET.get("nam", ""), today=today)
    columns = [(key, label, [tile for tile in tiles if tile.stage == key]) for key, label in stages.COLUMNS]
    return {"columns": columns if view == "bang" else ()}


def _calendar(tiles: list[Tile], programme: Programme, wanted: str, *, today: date) -> dict[str, Any]:
    """Return the twelve months of one year of the programme, each with what runs in it."""
    years = list(range(programme.first.year, programme.last.year + 1))
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 4 else today.year
    year = min(max(year, years[0]), years[-1])
    months = []
    for month in range(1, 13):
        here = (year, month)
        running = [
            tile
            for tile in tiles
            if (tile.row.item.planned_from.year, tile.row.item.planned_from.month)
            <= here
            <= (tile.row.item.planned_to.year, tile.row.item.planned_to.month)
        ]
        months.append((month, running))
    tabs = [Tab(str(each), f"?xem=lich&nam={each}", current=each == year) for each in years]
    return {"months": months, "year": year, "years": tabs if len(years) > 1 else ()}


def _kpis(items: list[Item], *, today: date) -> list[Kpi]:
    by_state = {state: sum(item.state == state for item in items) for state in ItemState.values}
    late = sum(
        item.state in (ItemState.PLANNED, ItemState.RUNNING) and item.planned_to < today for item in items
    )
    return [
        Kpi(str(len(items)), _("cuộc trong chương trình")),
        Kpi(str(by_state[ItemState.PLANNED]), _("chưa làm")),
        Kpi(str(by_state[ItemState.RUNNING]), _("đang làm")),
        Kpi(str(late), _("trễ so với kế hoạch"), level="bad" if late else ""),
        Kpi(str(by_state[ItemState.DONE]), _("đã xong"), level="ok"),
    ]


def _facts(programme: Programme, words: Words) -> list[Fact]:
    approved_by = programme.signed.get("name", "")
    facts = [
        Fact(_("Cơ quan"), programme.unit.name),
        Fact(_("Hồ sơ"), programme.case.dossier),
        Fact(_("Nội dung"), words.contents(programme.contents) or None),
        Fact(_("Mục đích, yêu cầu"), programme.purpose or None),
        Fact(_("Quy chế, cách làm việc"), programme.working_rules or None),
        Fact(_("Người soạn"), programme.made_by.name if programme.made_by else None),
    ]
    if programme.approved_at is not None:
        facts.append(Fact(_("Người phê duyệt"), approved_by))
        facts.append(Fact(_("Số văn bản phê duyệt"), programme.decision_number or None))
    if programme.state == State.CLOSED:
        facts.append(Fact(_("Kết quả thực hiện"), programme.summary))
    return facts


def _deviations(request: OfficeRequest, programme: Programme, words: Words) -> dict[str, Any]:
    found = readers.deviations_of(request.actor, programme, at=request.at)
    names = lead_names(found)
    return {
        "deviations": [
            {
                "one": one,
                "line_url": line_url(request.actor, one.entry_seq) if one.entry_seq else "",
                "subject": str(one.item.subject_person or one.item.subject_unit),
                "before": change_words(one.before, words, names),
                "after": change_words(one.after, words, names),
            }
            for one in found
        ]
    }


def _next(request: OfficeRequest, programme: Programme, tiles: list[Tile]) -> dict[str, Any]:
    """Return the next step of a programme: title, words, button and address, where the actor may take it."""
    page = {name: reverse(f"oversight:programmes_{name}", args=[programme.pk]) for name in _STEPS}
    if programme.state == State.DRAFT and policy.may_draft(request.actor, programme.unit):
        if not tiles:
            return _step(
                _("chọn đối tượng"), _("Dự thảo chưa có cuộc nào."), _("Chọn đối tượng"), page["subjects"]
            )
        without = sum(tile.row.item.lead_id is None for tile in tiles)
        if without:
            text = _("Còn %(count)s cuộc chưa có người phụ trách.") % {"count": without}
            return _step(_("phân công"), text, _("Phân công người phụ trách"), page["assign"])
        text = _("Mọi cuộc đã có người phụ trách.")
        return _step(_("trình phê duyệt"), text, _("Xem lại và trình"), page["submit"])
    if programme.state == State.SUBMITTED:
        text = _("Dự thảo đã trình. Sau khi phê duyệt, mọi thay đổi đều phải ghi lý do.")
        if policy.may_decide(request.actor, programme.unit):
            return _step(_("phê duyệt"), text, _("Xem để phê duyệt"), page["approve"])
        return _step(_("chờ phê duyệt"), text)
    if programme.state == State.APPROVED:
        return _running(request, programme, tiles, page["close"])
    return _step(_("không còn việc"), _("Chương trình đã tổng kết."))


_STEPS = ("subjects", "assign", "submit", "approve", "close")


def _running(request: OfficeRequest, programme: Programme, tiles: list[Tile], close: str) -> dict[str, Any]:
    coming = min(
        (tile for tile in tiles if tile.stage == stages.PLAN),
        key=lambda tile: tile.row.item.planned_from,
        default=None,
    )
    if coming is not None:
        text = _("%(subject)s, %(procedure)s, dự kiến từ %(day)s.") % {
            "subject": coming.row.subject,
            "procedure": coming.row.procedure,
            "day": f"{coming.row.item.planned_from:%d/%m/%Y}",
        }
        title = _("mở cuộc số %(number)s") % {"number": coming.row.item.number}
        return _step(title, text, _("Xem cuộc này"), coming.row.url, late=coming.row.late)
    running = min(
        (tile for tile in tiles if tile.stage != stages.DONE),
        key=lambda tile: tile.row.item.planned_to,
        default=None,
    )
    if running is not None and local_day(request.at) <= programme.last:
        text = _("%(subject)s, dự kiến xong ngày %(day)s. Không còn cuộc nào chưa mở.") % {
            "subject": running.row.subject,
            "day": f"{running.row.item.planned_to:%d/%m/%Y}",
        }
        title = _("theo dõi cuộc số %(number)s") % {"number": running.row.item.number}
        return _step(title, text, _("Xem cuộc này"), running.row.url, late=running.row.late)
    text = _("Không còn cuộc nào chưa làm.")
    if policy.may_decide(request.actor, programme.unit):
        return _step(_("tổng kết chương trình"), text, _("Tổng kết chương trình"), close)
    return _step(_("chờ tổng kết"), text)


def _step(title: str, text: str, button: str = "", url: str = "", *, late: bool = False) -> dict[str, Any]:
    return {"title": title, "text": text, "button": button, "url": url, "late": late}
