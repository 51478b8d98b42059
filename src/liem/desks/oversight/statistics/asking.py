"""What a page of statistics is asked: period, unit, table; the letters of its addresses; who may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.analysis.statistics import (
    Calendar,
    Period,
    PeriodKind,
    Spans,
    Table,
    UnknownPeriod,
    default_tables,
    period,
    same_period_before,
)
from liem.analysis.statistics.periods import FIRST_TERM
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.ledger.remembered import remembered
from liem.spine.units.bodies import bodies_below, body_with_code
from liem.spine.units.reach import supervised_path

from .words import said

if TYPE_CHECKING:
    from datetime import date

    from liem.desks.office.door import OfficeRequest
    from liem.spine.access import Actor

# the letters of the address: they are printed on paper and kept in bookmarks, so they never change
KIND, YEAR, MONTH, UNIT, TABLE = "ky", "nam", "thang", "dv", "bang"
LINE, COLUMN, BEFORE, PAGE = "dong", "cot", "truoc", "trang"
KINDS: Final = {
    "thang": PeriodKind.MONTH,
    "quy-1": PeriodKind.Q1,
    "6-thang": PeriodKind.SIX_MONTHS,
    "9-thang": PeriodKind.NINE_MONTHS,
    "nam": PeriodKind.YEAR,
    "nhiem-ky": PeriodKind.TERM,
}
INSIDERS: Final = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS, Duty.DECIDE_DISCIPLINE)
READERS: Final = (*INSIDERS, Duty.READ_REPORTS)


class StatisticsForm(forms.Form):
    """Period, unit and table of a page of statistics."""

    bang = forms.ChoiceField(label=gettext_lazy("Bảng"), required=False)
    ky = forms.ChoiceField(
        label=gettext_lazy("Kỳ"),
        required=False,
        choices=[
            ("nam", gettext_lazy("năm")),
            ("9-thang", gettext_lazy("chín tháng")),
            ("6-thang", gettext_lazy("sáu tháng")),
            ("quy-1", gettext_lazy("quý I")),
            ("thang", gettext_lazy("tháng")),
            ("nhiem-ky", gettext_lazy("nhiệm kỳ")),
        ],
    )
    nam = forms.IntegerField(
        label=gettext_lazy("Năm"),
        required=False,
        min_value=FIRST_TERM + 1,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    thang = forms.IntegerField(
        label=gettext_lazy("Tháng"),
        required=False,
        min_value=1,
        max_value=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    dv = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)

    def __init__(self, *args: Any, units: tuple[tuple[str, str], ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bang"].choices = [(each.id, said(each.title)) for each in default_tables()]  # type: ignore[attr-defined]
        self.fields["dv"].choices = [("", _("cả phạm vi của cơ quan")), *units]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of statistics as asked for. ``within`` is the path of the chosen unit, "" for the whole reach;
    ``insider`` says whether the actor works with cases at all."""

    form: StatisticsForm
    table: Table
    kind: PeriodKind
    word: str
    year: int
    month: int
    within: str
    unit_code: str
    unit_name: str
    spans: Spans
    insider: bool

    @property
    def main(self) -> Period:
        """Return the period by the Party's calendar, which every kind has."""
        return self.spans.now[Calendar.PARTY]

    @property
    def query(self) -> dict[str, str]:
        """Return what the address of this page says."""
        said = {TABLE: self.table.id, KIND: self.word, YEAR: str(self.year)}
        if self.kind is PeriodKind.MONTH:
            said[MONTH] = str(self.month)
        if self.unit_code:
            said[UNIT] = self.unit_code
        return said

    def address(self, name: str, **more: str) -> str:
        """Return the address of a page of statistics for what is asked here, with more said."""
        return f"{reverse(f'oversight:{name}')}?{urlencode({**self.query, **more})}"


def absolute(path: str) -> str:
    """Return the full address of a page, for paper and files: the configured host, never that of a header."""
    return f"{settings.LIEM.public_url.rstrip('/')}{path}"


def is_insider(actor: Actor) -> bool:
    """Say whether the actor works with cases; who only reads reports gets whole years of the own reach, since
    any other stretch would show stars only (``statistics.Decisions``)."""
    return any(actor.has(duty) for duty in INSIDERS)


def units_of(request: OfficeRequest) -> tuple[tuple[str, str], ...]:
    """Return the bodies an insider may narrow to: committees; in a commune its cells too."""
    actor = request.actor
    if not is_insider(actor):
        return ()

    def listed() -> tuple[tuple[str, str], ...]:
        return tuple((code, f"{name} ({code})") for code, name in bodies_below(supervised_path(actor)))

    return remembered(listed, "statistics.units", actor=actor, at=request.at)


def spans_of(kind: PeriodKind, year: int, month: int, *, today: date | None = None) -> Spans:
    """Return this period and the same one before in each calendar that has it; of one that runs on ``today``
    the same days of the year before."""
    now: dict[Calendar, Period] = {}
    for calendar in Calendar:
        try:
            now[calendar] = period(kind, year, month, calendar=calendar)
        except UnknownPeriod:
            if calendar is Calendar.PARTY:
                raise
    return Spans(now=now, before={each: same_period_before(kept, today=today) for each, kept in now.items()})


def asked(request: OfficeRequest) -> Asked:
    """Return what the address asks; the running year of the whole reach where it says nothing or nonsense."""
    insider = is_insider(request.actor)
    units = units_of(request)
    form = StatisticsForm(request.GET or None, units=units)
    form.is_valid()
    said = getattr(form, "cleaned_data", {})
    today = local_day(request.at)
    word = said.get("ky") or "nam"
    kind = KINDS[word] if insider else PeriodKind.YEAR
    word = word if insider else "nam"
    year, month = _year(said.get("nam"), kind, today), said.get("thang") or today.month
    unit = body_with_code(said["dv"]) if insider and said.get("dv") else None
    tables = {each.id: each for each in default_tables()}
    table = tables.get(said.get("bang") or "", default_tables()[0])
    form.initial = {
        "bang": table.id,
        "ky": word,
        "nam": year,
        "thang": month,
        "dv": unit.code if unit else "",
    }
    if not form.errors:
        form = StatisticsForm(form.initial, units=units)
        form.is_valid()
    if not insider:
        for name in ("ky", "thang", "dv"):
            del form.fields[name]
    return Asked(
        form=form,
        table=table,
        kind=kind,
        word=word,
        year=year,
        month=month if kind is PeriodKind.MONTH else 0,
        within=unit.path if unit else "",
        unit_code=unit.code if unit else "",
        unit_name=unit.name if unit else "",
        spans=spans_of(kind, year, month, today=today),
        insider=insider,
    )


def _year(given: int | None, kind: PeriodKind, today: date) -> int:
    year = given or today.year
    return period(kind, year).year if kind is PeriodKind.TERM else year
