"""Pages: a table of a period with change on the same period, and the cases behind one of its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.analysis.statistics import Calendar, PeriodKind, default_tables
from liem.analysis.statistics.dimensions import DIMENSIONS
from liem.analysis.statistics.periods import YEARS_OF_TERM
from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline.readers import disciplines_for
from liem.domains.inspections.readers import inspections_for
from liem.spine.access import Duty, NotFound
from liem.ui.formatting import vn_date, vn_number
from liem.ui.shell import Kpi, Tab

from .asking import BEFORE, COLUMN, INSIDERS, LINE, PAGE, READERS, TABLE, Asked, asked
from .gather import facts_of, report_of
from .words import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from liem.analysis.statistics import Fact, Figure, Period, Report
    from liem.analysis.statistics.tables import Axis
    from liem.spine.access import Actor

PER_PAGE = 50
HIDDEN = "*"
_HEADLINES = (
    "party_inspections",
    "members",
    "committee_members",
    "organisations",
    "denunciations",
    "administrative_inspections",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as shown: its words, the address of its cases ("" where there is nothing to open), its label
    for who hears the page."""

    words: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    title: str
    whole: bool
    cells: tuple[Cell, ...]
    before: Cell
    change: str
    percent: str


def words_of(value: int | None, *, hidden: bool) -> str:
    """Say a figure: "–" where the period does not exist, "*" where it is too small to be shown."""
    if hidden:
        return HIDDEN
    return "–" if value is None else vn_number(value)


def change_words(figure: Figure) -> str:
    """Say the difference to the same period, with its sign."""
    if figure.change is None:
        return HIDDEN if figure.hidden or figure.before_hidden else "–"
    return f"+{vn_number(figure.change)}" if figure.change > 0 else vn_number(figure.change).replace("-", "−")


def percent_words(figure: Figure) -> str:
    """Say the change in percent with one decimal; "–" from nothing."""
    tenths = figure.per_mille
    if tenths is None:
        return HIDDEN if figure.hidden or figure.before_hidden else "–"
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{vn_number(whole)},{rest}%"


def capital(words: str) -> str:
    """Begin a heading with a capital."""
    return f"{words[:1].upper()}{words[1:]}"


def line_title(line: Axis) -> str:
    """Return the title of a line as official forms print it: a dash before a part, a plus below that."""
    return ("", "- ", "+ ")[min(line.depth, 2)] + capital(said(line.title))


def _cell(want: Asked, line: Axis, column: Axis, figure: Figure, *, before: bool = False) -> Cell:
    value = figure.before if before else figure.value
    hidden = figure.before_hidden if before else figure.hidden
    more = {LINE: line.key, COLUMN: column.key} | ({BEFORE: "1"} if before else {})
    url = want.address("statistics_cases", **more) if want.insider and value and not hidden else ""
    label = f"{said(line.title)}, {_('cùng kỳ') if before else said(column.title)}"
    return Cell(words_of(value, hidden=hidden), url, label)


def rows_of(want: Asked, report: Report) -> list[Row]:
    """Return the lines of the table asked for."""
    table, made = want.table, []
    first = table.columns[0]
    for line in table.lines:
        main = report.figure(table.id, line.key, first.key)
        made.append(
            Row(
                title=line_title(line),
                whole=line.depth == 0,
                cells=tuple(
                    _cell(want, line, column, report.figure(table.id, line.key, column.key))
                    for column in table.columns
                ),
                before=_cell(want, line, first, main, before=True),
                change=change_words(main),
                percent=percent_words(main),
            )
        )
    return made


def period_name(period: Period) -> str:
    """Name a period as a report does."""
    said = {"month": period.number, "year": period.year, "last": period.year + YEARS_OF_TERM}
    names = {
        PeriodKind.MONTH: _("tháng %(month)s/%(year)s"),
        PeriodKind.Q1: _("quý I/%(year)s"),
        PeriodKind.SIX_MONTHS: _("sáu tháng đầu năm %(year)s"),
        PeriodKind.NINE_MONTHS: _("chín tháng đầu năm %(year)s"),
        PeriodKind.YEAR: _("năm %(year)s"),
        PeriodKind.TERM: _("nhiệm kỳ %(year)s-%(last)s"),
    }
    return names[period.kind] % said


def period_line(period: Period) -> str:
    """Return the days of a period in words."""
    return _("%(words)s (từ %(first)s đến %(last)s)") % {
        "words": period_name(period),
        "first": vn_date(period.first),
        "last": vn_date(period.last),
    }


def period_notes(want: Asked) -> list[str]:
    """Return which days the figures and the same period cover, in each calendar the table uses."""
    used = dict.fromkeys(want.table.calendar_of(line) for line in want.table.lines)
    notes = []
    for calendar in used:
        name = _("Kỳ của Đảng") if calendar is Calendar.PARTY else _("Kỳ số liệu thanh tra")
        now, before = want.spans.now.get(calendar), want.spans.before.get(calendar)
        if now is None or before is None:
            notes.append(_("%(name)s: không có kỳ này, ghi “–”.") % {"name": name})
            continue
        said = {"name": name, "now": period_line(now), "before": period_line(before)}
        notes.append(_("%(name)s: %(now)s; cùng kỳ: %(before)s.") % said)
    return notes


def hides(want: Asked, report: Report) -> bool:
    """Say whether a figure of the table is hidden from this reader."""
    return any(
        figure.hidden or figure.before_hidden
        for (table, _line, _column), figure in report.figures.items()
        if table == want.table.id
    )


def _headlines(want: Asked, report: Report) -> list[Kpi]:
    summary = default_tables()[0]
    tiles = []
    for key in _HEADLINES:
        line = summary.line(key)
        if line is None:
            continue
        figure = report.figure(summary.id, key, "all")
        url = ""
        if want.insider and figure.value and not figure.hidden:
            url = want.address("statistics_cases", **{TABLE: summary.id, LINE: key, COLUMN: "all"})
        tiles.append(Kpi(words_of(figure.value, hidden=figure.hidden), said(line.title), url))
    return tiles


def _periods(want: Asked, at: datetime) -> list[Tab]:
    """Return the periods reports are usually asked for, as tabs."""
    if not want.insider:
        years = range(want.year - 2, want.year + 1)
        return [
            Tab(
                _("Năm %(year)s") % {"year": year},
                _with(want, ky="nam", nam=str(year)),
                current=year == want.year,
            )
            for year in years
        ]
    del at
    labels = {
        "nam": _("Năm"), "9-thang": _("Chín tháng"), "6-thang": _("Sáu tháng"), "quy-1": _("Quý I"),
        "thang": _("Tháng"), "nhiem-ky": _("Nhiệm kỳ"),
    }  # fmt: skip
    return [Tab(label, _with(want, ky=word), current=word == want.word) for word, label in labels.items()]


def _with(want: Asked, **more: str) -> str:
    return want.address("statistics", **more)


@office(*READERS)
@require_safe
def page(request: OfficeRequest) -> HttpResponse:
    """Show one table of a period, every figure opening to its cases for who may see them."""
    want = asked(request)
    report = report_of(request.actor, want, at=request.at)
    may_import = request.actor.has(Duty.DECIDE_INSPECTIONS) or request.actor.has(Duty.DECIDE_DISCIPLINE)
    context = {
        "oversight_tabs": tabs(request),
        "form": want.form,
        "periods": _periods(want, request.at),
        "table": {
            "title": said(want.table.title),
            "about": said(want.table.about),
            "basis": want.table.basis,
        },
        "title": period_name(want.main),
        "unit_name": want.unit_name or request.actor.unit_name,
        "kpis": _headlines(want, report),
        "rows": rows_of(want, report),
        "columns": [capital(said(each.title)) for each in want.table.columns],
        "notes": period_notes(want),
        "hidden": hides(want, report),
        "cases": report.cases,
        "counted": any(figure.value for figure in report.figures.values()),
        "insider": want.insider,
        "official": not (get_language() or "vi").startswith("vi"),
        "files": [(form, want.address(f"statistics_{form}")) for form in ("xlsx", "docx", "pdf")],
        "import_url": reverse("oversight:statistics_import") if may_import else "",
        "at": request.at,
    }
    return render(request, "oversight/statistics/table.html", context)


# -- the cases behind a figure


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case behind a figure, or a line that says one is there which the actor may not open."""

    day: str
    dossier: str
    title: str
    url: str
    kind: str
    unit: str
    result: str


@office(*INSIDERS)
@require_safe
def cases(request: OfficeRequest) -> HttpResponse:
    """List the cases a figure counts that the actor may open; how many it may not is said, not which."""
    want = asked(request)
    line = want.table.line(request.GET.get(LINE, ""))
    column = want.table.column(request.GET.get(COLUMN, ""))
    if line is None or column is None:
        raise NotFound(_("Không có con số này."))
    before = request.GET.get(BEFORE) == "1"
    facts = facts_of(request.actor, want, line, column, before=before, at=request.at)
    seen = [each for each in facts if each.seen]
    shown = Paginator(seen, PER_PAGE).get_page(request.GET.get(PAGE))
    span = (want.spans.before if before else want.spans.now)[want.table.calendar_of(line)]
    context = {
        "oversight_tabs": tabs(request),
        "crumbs": [(_("Thống kê"), want.address("statistics"))],
        "title": ", ".join([capital(said(line.title)), *([said(column.title)] if column.of else [])]),
        "period": period_line(span),
        "unit_name": want.unit_name or request.actor.unit_name,
        "total": len(facts),
        "kept_back": len(facts) - len(seen),
        "rows": case_rows(request.actor, list(shown.object_list), at=request.at),
        "page": shown,
    }
    return render(request, "oversight/statistics/cases.html", context)


def case_rows(actor: Actor, facts: Sequence[Fact], *, at: datetime) -> list[CaseRow]:
    """Return the rows of a page of facts: two queries more."""
    wanted = {each.case for each in facts}
    found: dict[UUID, tuple[str, str, str, str]] = {}
    inspected = inspections_for(actor, at=at).filter(case_id__in=wanted)
    for pk, case, dossier, title, unit in inspected.values_list(
        "pk", "case_id", "case__dossier", "case__title", "unit__name"
    ):
        found[case] = (dossier, title, unit, reverse("oversight:inspections_one", args=[pk]))
    disciplined = disciplines_for(actor, at=at).filter(case_id__in=wanted)
    for pk, case, dossier, title, unit in disciplined.values_list(
        "pk", "case_id", "case__dossier", "case__title", "unit__name"
    ):
        found[case] = (dossier, title, unit, reverse("oversight:discipline_one", args=[pk]))
    rows = []
    for each in facts:
        dossier, title, unit, url = found.get(each.case, ("", "", "", ""))
        rows.append(
            CaseRow(vn_date(each.day), dossier, title, url, kind_words(each), unit, result_words(each))
        )
    return rows


def kind_words(fact: Fact) -> str:
    """Name what kind of case a fact is."""
    if fact.kind == "inspection":
        return said(DIMENSIONS["activity"].values.get(fact.activity, ""))
    return said(DIMENSIONS["kind"].values[fact.kind])


def result_words(fact: Fact) -> str:
    """Say how a case ended: the form of a discipline, else the last of its results."""
    if fact.kind == "discipline":
        return said(DIMENSIONS["form"].values[fact.form])
    return said(DIMENSIONS["result"].values[fact.results[-1]]) if fact.results else ""
