"""Pages: the list of tasks, its files, and urging many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from liem.adapters.tables import Column, Linked, Sheet, write_csv, write_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import readers as directives
from liem.domains.directives.rows import tasks
from liem.kernel.clock import local_day
from liem.spine.access import Duty, Invalid
from liem.spine.ledger.remembered import remembered
from liem.spine.tasks import bulk, lists
from liem.spine.tasks.flow import Outcome, State
from liem.spine.tasks.lists import Role, Standing, Term
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.readers import TASK_DUTIES
from liem.spine.units.readers import open_on, units_for
from liem.ui.files import XLSX, attached
from liem.ui.formatting import vn_datetime

from . import queries
from .shown import DOCUMENT, HEAVY, document_of, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from liem.domains.directives.rows import Rows
    from liem.spine.access import Actor
    from liem.spine.tasks.models import Task

PER_PAGE = 50
MOST_UNITS = 400
MOST_ROWS = 50_000
RESULT = "bulk-urge"


class FilterForm(forms.Form):
    """The filters that stand above the list; the letters are those of the address."""

    q = forms.CharField(label=gettext_lazy("Từ khóa"), required=False)
    tt = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    han = forms.ChoiceField(label=gettext_lazy("Hạn"), required=False)
    kq = forms.ChoiceField(label=gettext_lazy("Kết quả"), required=False)
    vai = forms.ChoiceField(label=gettext_lazy("Vai trò"), required=False)
    dv = forms.ChoiceField(label=gettext_lazy("Đơn vị chủ trì"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        every = ("", _("tất cả"))
        for name, choices in (
            ("tt", State.choices),
            ("han", Term.choices),
            ("kq", Standing.choices),
            ("vai", Role.choices),
            ("dv", units),
        ):
            cast("forms.ChoiceField", self.fields[name]).choices = [every, *choices]


def _units(actor: Actor, *, day: date) -> list[tuple[str, str]]:
    below = open_on(day).filter(path__startswith=actor.unit_path)
    return [(str(pk), name) for pk, name in below.values_list("pk", "name")[:MOST_UNITS]]


def _names(actor: Actor, rows: Rows) -> dict[UUID, str]:
    """Return the names the chips need: of a unit and of a directive the actor sees."""
    names: dict[UUID, str] = {}
    if rows.sieve.lead_unit:
        names.update(units_for(actor).filter(pk=rows.sieve.lead_unit).values_list("pk", "name"))
    if rows.origin.directive:
        found = directives.directives_for(actor).filter(pk=rows.origin.directive).defer("reading").first()
        if found is not None:
            names[found.pk] = str(found)
    return names


class _Counted:
    """The ids of a list by their places, for a paginator that is told how many there are."""

    def __init__(self, count: int, part: Callable[[int, int], tuple[UUID, ...]]) -> None:
        self._count, self._part = count, part

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, places: slice) -> tuple[UUID, ...]:
        return self._part(places.start, places.stop)


def _page(request: OfficeRequest, rows: Rows) -> Page[UUID]:
    """Return one page of the ids of a list; while nothing changes, not even its question is put together."""
    actor, at = request.actor, request.at

    def count() -> int:
        return tasks(actor, rows, at=at).order_by().count()

    def part(start: int, stop: int) -> tuple[UUID, ...]:
        def read() -> tuple[UUID, ...]:
            found = lists.urgent_first(tasks(actor, rows, at=at))
            return tuple(found.values_list("pk", flat=True)[start:stop])

        return remembered(read, "tasks.list", rows, start, stop, actor=actor, at=at)

    counted = _Counted(remembered(count, "tasks.list", rows, actor=actor, at=at), part)
    return Paginator(cast("Sequence[UUID]", counted), PER_PAGE).get_page(request.GET.get(queries.PAGE))


@office(*TASK_DUTIES)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the tasks the address means, fifty a page."""
    rows = queries.rows_of(request.GET)
    page = _page(request, rows)
    today = local_day(request.at)
    form = FilterForm(request.GET or None, units=_units(request.actor, day=today))
    query = queries.address(rows).partition("?")[2]
    context = {
        "form": form,
        "carried": queries.carried(rows, form.fields),
        "active": queries.chips(rows, _names(request.actor, rows)),
        "page": page,
        "rows": lines(page.object_list, at=request.at),
        "today": today,
        "xlsx_url": f"{reverse('office:tasks_xlsx')}?{query}",
        "csv_url": f"{reverse('office:tasks_csv')}?{query}",
        "may_urge": request.actor.has(Duty.ASSIGN_TASKS),
        "bulk_url": reverse("office:tasks_urge"),
        "bulk_actions": [("urge", _("Đôn đốc các việc đã chọn"))],
    }
    return render(request, "office/tasks/list.html", context)


# -- files


def _sheet(request: OfficeRequest, rows: Rows) -> Sheet:
    found = lists.urgent_first(tasks(request.actor, rows, at=request.at))
    count = found.order_by().count()
    if count > MOST_ROWS:
        raise Invalid(
            _("Danh sách có %(count)s dòng, mỗi tệp chứa tối đa %(most)s dòng.")
            % {"count": count, "most": MOST_ROWS},
            next_step=_("Lọc bớt theo đơn vị, hạn hoặc trạng thái rồi xuất lại."),
        )
    active = [words for words, _address in queries.chips(rows, _names(request.actor, rows))]
    notes = [_("Lúc %(when)s, %(count)s dòng.") % {"when": vn_datetime(request.at), "count": count}]
    if active:
        notes.append(_("Lọc theo: %(what)s.") % {"what": "; ".join(active)})
    return Sheet(
        name=_("Nhiệm vụ"),
        heading=_("DANH SÁCH NHIỆM VỤ"),
        notes=notes,
        columns=(
            Column(_("TT"), "int", 6),
            Column(_("Văn bản"), "text", 18),
            Column(_("Mục"), "text", 8),
            Column(_("Nhiệm vụ"), "text", 50),
            Column(_("Đơn vị giao"), "text", 26),
            Column(_("Đơn vị chủ trì"), "text", 26),
            Column(_("Hạn"), "date", 13),
            Column(_("Loại hạn"), "text", 16),
            Column(_("Trạng thái"), "text", 16),
            Column(_("Kết quả"), "text", 16),
            Column(_("Tiến độ"), "percent", 10),
            Column(_("Số lần đôn đốc"), "int", 10),
        ),
        rows=_cells(lists.streamed(found, DOCUMENT, without=HEAVY), at=request.at),
    )


def _cells(found: Iterator[Task], *, at: datetime) -> Iterator[tuple[Any, ...]]:
    for position, task in enumerate(found, start=1):
        url = queries.absolute(reverse("office:tasks_one", args=[task.pk]))
        standing = lists.standing_of(task, at=at)
        done = task.outcome != Outcome.NONE
        yield (
            position,
            document_of(task),
            task.number,
            Linked(task.heading, url),
            task.giver_unit.name,
            task.lead_unit.name if task.lead_unit else _("chưa giao"),
            local_day(task.due_at) if task.due_at else None,
            str(DeadlineKind(task.deadline_kind).label),
            str(State(task.state).label),
            str(standing.label) if standing else "",
            1.0 if done else task.percent / 100,
            task.urgings_count,
        )


@office(*TASK_DUTIES)
@require_safe
def xlsx(request: OfficeRequest) -> HttpResponse:
    """Give the list as XLSX; each task opens to its page."""
    sheet = _sheet(request, queries.rows_of(request.GET))
    day = local_day(request.at)
    return attached(write_xlsx([sheet], at=request.at), name=f"nhiem-vu-{day:%Y-%m-%d}.xlsx", kind=XLSX)


@office(*TASK_DUTIES)
@require_safe
def csv(request: OfficeRequest) -> HttpResponse:
    """Give the list as CSV for a Vietnamese spreadsheet."""
    sheet = _sheet(request, queries.rows_of(request.GET))
    day = local_day(request.at)
    return attached(write_csv(sheet), name=f"nhiem-vu-{day:%Y-%m-%d}.csv", kind="text/csv; charset=utf-8")


# -- many at once


@office(Duty.ASSIGN_TASKS)
@require_POST
def urge_chosen(request: OfficeRequest) -> HttpResponse:
    """Urge the chosen tasks and show what became of each."""
    chosen = [pk for pk in (queries.id_of(text) for text in request.POST.getlist("ids")) if pk]
    return told(request, bulk.urge_each(actor=request.actor, at=request.at, task_ids=chosen))


def told(request: OfficeRequest, result: bulk.Result, *, back: str = "") -> HttpResponse:
    """Keep a result for the page that shows it, so that loading that page again urges nobody twice."""
    request.session[RESULT] = {
        "done": len(result.done),
        "failed": [(str(pk), title, reason) for pk, title, reason in result.failed],
        "at": request.at.isoformat(),
        "back": back,
    }
    return HttpResponseRedirect(reverse("office:tasks_urged"))


@office(Duty.ASSIGN_TASKS)
@require_safe
def urged(request: OfficeRequest) -> HttpResponse:
    """Show the result of the last urging of many."""
    result = request.session.get(RESULT)
    if result is None:
        return HttpResponseRedirect(reverse("office:tasks"))
    failed = [
        {"url": reverse("office:tasks_one", args=[pk]) if title else "", "title": title, "reason": reason}
        for pk, title, reason in result["failed"]
    ]
    context = {"done": result["done"], "failed": failed, "back": result["back"] or reverse("office:tasks")}
    return render(request, "office/tasks/urged.html", context)
