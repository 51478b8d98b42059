"""Page: the report upward, on the screen and as DOCX, PDF and XLSX made from the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from liem.adapters import papers
from liem.adapters.tables import Column, Linked, Sheet, write_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.tasks import queries
from liem.domains.directives import rows as directive_rows
from liem.domains.directives import term, upward
from liem.domains.directives.readers import directives_for
from liem.domains.directives.rows import Origin, Period, Rows
from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.kernel.workdays import add_months
from liem.spine.access import Duty, Invalid
from liem.spine.access.duties import Post
from liem.spine.ledger.remembered import remembered
from liem.spine.tasks import lists
from liem.spine.tasks.lists import Standing
from liem.ui.files import DOCX, XLSX, attached
from liem.ui.formatting import vn_date, vn_datetime, vn_number
from liem.ui.forms import DayField
from liem.ui.shell import Kpi, Tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from liem.domains.directives.models import Directive
    from liem.domains.directives.upward import Line
    from liem.kernel.paper import Paper
    from liem.spine.people.models import Mandate

MOST_DIRECTIVES = 200
LEVELS = {
    Standing.ON_TIME: "ok",
    Standing.LATE: "warn",
    Standing.NO_DEADLINE: "ok",
    Standing.OVERDUE: "bad",
    Standing.UNDER_WAY: "info",
}
_ROMAN = ("I", "II", "III", "IV")

ON_PAGE = 50  # rows drawn on the page; the files hold them all


class ReportForm(forms.Form):
    """What a report is about, to whom it goes, who signs it."""

    tu = DayField(label=gettext_lazy("Từ ngày"), required=False)
    den = DayField(label=gettext_lazy("Đến ngày"), required=False)
    vb = forms.ChoiceField(label=gettext_lazy("Chỉ một văn bản"), required=False)
    nhan = forms.CharField(label=gettext_lazy("Gửi đến"), required=False, max_length=200)
    ky = forms.ChoiceField(label=gettext_lazy("Người ký"), required=False)

    def __init__(
        self, *args: Any, directives: list[tuple[str, str]], signers: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["vb"].choices = [("", _("mọi văn bản trong kỳ")), *directives]  # type: ignore[attr-defined]
        self.fields["ky"].choices = [("", _("để trống")), *signers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("tu") and said.get("den") and said["tu"] > said["den"]:
            self.add_error("den", _("Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."))
        return said


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as asked for; ``rows`` are exactly what its figures open to."""

    form: ReportForm
    period: Period
    rows: Rows
    directive: Directive | None
    receiver: str
    signer: Mandate | None
    query: str

    @property
    def subject(self) -> str:
        """Return what the report is about, in the words of its title."""
        with override("vi"):
            if self.directive is not None:
                issued = f" ngày {vn_date(self.directive.issued_on)}" if self.directive.issued_on else ""
                return f"Kết quả thực hiện {self.directive.get_kind_display()} số {self.directive}{issued}"
            return f"Kết quả thực hiện nhiệm vụ được giao {period_words(self.period)}"


def month_of(day: date) -> Period:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Period(first, add_months(first, 1) - timedelta(days=1))


def quarter_of(day: date) -> Period:
    """Return the quarter of a day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, add_months(first, 3) - timedelta(days=1))


def period_words(period: Period) -> str:
    """Name a period as people do: a month, a quarter, a year, or from a day to a day."""
    first = period.first
    if period == month_of(first):
        return _("tháng %(month)s/%(year)s") % {"month": first.month, "year": first.year}
    if period == quarter_of(first):
        number = _ROMAN[(first.month - 1) // 3]
        return _("quý %(number)s năm %(year)s") % {"number": number, "year": first.year}
    if period == Period(date(first.year, 1, 1), date(first.year, 12, 31)):
        return _("năm %(year)s") % {"year": first.year}
    return _("từ %(first)s đến %(last)s") % {"first": vn_date(first), "last": vn_date(period.last)}


def usual_periods(today: date) -> list[Period]:
    """Return the periods reports are usually asked for: two months, two quarters, the year."""
    month, quarter = month_of(today), quarter_of(today)
    return [
        month,
        month_of(month.first - timedelta(days=1)),
        quarter,
        quarter_of(quarter.first - timedelta(days=1)),
        Period(date(today.year, 1, 1), date(today.year, 12, 31)),
    ]


def _directives(request: OfficeRequest, chosen: UUID | None) -> list[Directive]:
    """Return the newest directives to choose from, with the chosen one, without their long columns."""
    found = term.directives(request.actor, Origin()).order_by("-issued_on", "-pk")
    newest = found[:MOST_DIRECTIVES]
    kept = remembered(lambda: tuple(newest), "report.directives", actor=request.actor, at=request.at)
    listed = list(kept)
    if chosen is not None and all(each.pk != chosen for each in listed):
        light = directives_for(request.actor).filter(pk=chosen)
        listed += list(light.defer("reading", "folded", "base_documents"))
    return listed


def asked(request: OfficeRequest) -> Asked:
    """Return the report the address asks for: this month and every directive, where it says nothing."""
    actor, today = request.actor, local_day(request.at)
    chosen = queries.id_of(request.GET.get("vb"))
    listed = _directives(request, chosen)
    signers = upward.signers(actor.unit_id, day=today) if actor.unit_id else []
    form = ReportForm(
        request.GET or None,
        directives=[(str(each.pk), f"{each} {each.subject}"[:90]) for each in listed],
        signers=[(str(each.pk), f"{each.person.name}, {Post(each.post).label}") for each in signers],
    )
    said = form.cleaned_data if form.is_valid() else {}
    directive = next((each for each in listed if each.pk == chosen), None) if said.get("vb") else None
    month = month_of(today)
    first = said.get("tu") or (month.first if not said.get("den") else said["den"].replace(day=1))
    last = said.get("den") or max(month.last, first)
    period = Period(first, last)
    above = upward.receivers(actor)
    receiver = nfc(said.get("nhan") or "").strip()
    if not receiver:
        receiver = directive.issuer if directive is not None else (above[0].name if above else "")
    return Asked(
        form=form,
        period=period,
        rows=Rows(
            origin=Origin(directive=directive.pk if directive else None),
            period=None if directive else period,
            report=True,
        ),
        directive=directive,
        receiver=receiver,
        signer=next((each for each in signers if str(each.pk) == said.get("ky")), None),
        query=request.GET.urlencode(),
    )


def links(rows: Rows) -> Callable[[str], str]:
    """Return how a figure finds its rows: full addresses, for files that leave the office."""
    return lambda standing: queries.absolute(queries.address(queries.with_standing(rows, standing)))


def _task_url(line: Line) -> str:
    return queries.absolute(reverse("office:tasks_one", args=[line.task.pk]))


@office(Duty.READ_REPORTS)
@require_safe
def page(request: OfficeRequest) -> HttpResponse:
    """Show the report as it will be written, with its figures as links to their rows."""
    want = asked(request)
    found = directive_rows.tasks(request.actor, want.rows, at=request.at)
    counted = remembered(
        lambda: lists.figures(found, at=request.at),
        "upward.figures",
        want.rows,
        actor=request.actor,
        at=request.at,
    )
    shown = upward.lines(request.actor, want.rows, at=request.at, most=ON_PAGE)
    today = local_day(request.at)
    tabs = [
        Tab(
            words[0].upper() + words[1:],
            f"?{urlencode({'tu': vn_date(each.first), 'den': vn_date(each.last)})}",
            current=want.directive is None and each == want.period,
        )
        for each in usual_periods(today)
        for words in [period_words(each)]
    ]
    context = {
        "form": want.form if want.form.is_bound else _unbound(want),
        "tabs": tabs,
        "subject": want.subject,
        "receiver": want.receiver,
        "kpis": [
            Kpi(vn_number(counted["total"]), _("nhiệm vụ"), queries.address(want.rows)),
            *(
                Kpi(
                    vn_number(counted[each.value]),
                    str(each.label),
                    queries.address(queries.with_standing(want.rows, each)),
                    "bad" if each == Standing.OVERDUE and counted[each.value] else "",
                )
                for each in Standing
            ),
        ],
        "lines": [
            {
                "line": line,
                "url": reverse("office:tasks_one", args=[line.task.pk]),
                "level": LEVELS[line.standing],
                "words": upward.result_words(line),
                "late": line.standing == Standing.OVERDUE,
            }
            for line in shown
        ],
        "cut": counted["total"] if counted["total"] > len(shown) else 0,
        "too_long": counted["total"] > upward.MOST_ROWS,
        "at": request.at,
        "files": [
            (form.upper(), f"{reverse(f'office:report_{form}')}?{want.query}")
            for form in ("docx", "pdf", "xlsx")
        ],
    }
    return render(request, "office/reports/report.html", context)


def _unbound(want: Asked) -> ReportForm:
    """Return the form of a first visit, filled with what the report shows."""
    want.form.initial = {"tu": want.period.first, "den": want.period.last, "nhan": want.receiver}
    return want.form


# -- files


def _whole(request: OfficeRequest) -> tuple[Asked, list[Line]]:
    """Return the report with every row; one too long for a paper is refused rather than cut."""
    want = asked(request)
    found = directive_rows.tasks(request.actor, want.rows, at=request.at)
    count = found.order_by().count()
    if count > upward.MOST_ROWS:
        raise Invalid(
            _("Báo cáo có %(count)s dòng, mỗi văn bản chứa tối đa %(most)s dòng.")
            % {"count": count, "most": upward.MOST_ROWS},
            next_step=_("Chọn kỳ ngắn hơn hoặc một văn bản."),
        )
    return want, upward.lines(request.actor, want.rows, at=request.at)


def _paper(request: OfficeRequest) -> Paper:
    want, lines = _whole(request)
    form = upward.Form(
        subject=want.subject,
        receiver=want.receiver,
        signer=want.signer,
        link=links(want.rows),
        row_link=_task_url,
    )
    return upward.paper(request.actor, lines, form, at=request.at)


def _name(request: OfficeRequest, form: str) -> str:
    return f"bao-cao-{local_day(request.at):%Y%m%d}.{form}"


@office(Duty.READ_REPORTS)
@require_safe
def docx(request: OfficeRequest) -> HttpResponse:
    """Give the report as an editable Word file in the official layout."""
    return attached(papers.docx(_paper(request)), _name(request, "docx"), DOCX)


@office(Duty.READ_REPORTS)
@require_safe
def pdf(request: OfficeRequest) -> HttpResponse:
    """Give the report as PDF/A in the official layout."""
    body = papers.pdf(_paper(request))
    return attached(body, _name(request, "pdf"), "application/pdf")


@office(Duty.READ_REPORTS)
@require_safe
def xlsx(request: OfficeRequest) -> HttpResponse:
    """Give the report as XLSX: the figures on one sheet, the rows on the other, each opening to its rows."""
    want, lines = _whole(request)
    counted = upward.figures(lines)
    link = links(want.rows)
    notes = [_("Tính đến %(when)s.") % {"when": vn_datetime(request.at)}]
    summary = Sheet(
        name=_("Tổng hợp"),
        heading=want.subject,
        notes=[*notes, _("Nhiệm vụ không giao hạn không tính là chậm hay quá hạn.")],
        columns=(Column(_("Trạng thái"), "text", 30), Column(_("Số nhiệm vụ"), "int", 14)),
        rows=[
            *((str(each.label), Linked(counted[each.value], link(each))) for each in Standing),
            (_("Tổng số"), Linked(counted["total"], link(""))),
        ],
    )
    rows = Sheet(
        name=_("Nhiệm vụ"),
        heading=want.subject,
        notes=notes,
        columns=(
            Column(_("TT"), "int", 6),
            Column(_("Văn bản"), "text", 18),
            Column(_("Mục"), "text", 8),
            Column(_("Nhiệm vụ"), "text", 48),
            Column(_("Chủ trì"), "text", 26),
            Column(_("Hạn"), "text", 14),
            Column(_("Trạng thái"), "text", 18),
            Column(_("Sản phẩm, kết quả"), "text", 40),
            Column(_("Lý do"), "text", 30),
        ),
        rows=(
            (
                position,
                line.document,
                line.task.number,
                Linked(line.task.heading, _task_url(line)),
                line.lead,
                line.due_words,
                str(line.standing.label),
                upward.result_words(line),
                line.reason,
            )
            for position, line in enumerate(lines, start=1)
        ),
    )
    body = write_xlsx([summary, rows], at=request.at)
    return attached(body, _name(request, "xlsx"), XLSX)
