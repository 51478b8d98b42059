"""Page: the review of a term: every directive of its years, each figure opening to its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.adapters.tables import Column, Linked, Sheet, write_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.tasks import queries
from liem.domains.directives import term
from liem.domains.directives.models import DocumentKind
from liem.domains.directives.rows import Origin, Rows
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.tasks.flow import DONE_STATES, OPEN_STATES
from liem.spine.tasks.lists import Sieve, Standing
from liem.ui.files import XLSX, attached
from liem.ui.formatting import vn_date, vn_datetime, vn_number
from liem.ui.shell import Kpi, Tab

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpResponse

    from liem.domains.directives.term import Figures, Row

PER_PAGE = 50
COUNTED = (*OPEN_STATES, *DONE_STATES)
HEADS = {
    Standing.ON_TIME: gettext_lazy("Đúng hạn"),
    Standing.LATE: gettext_lazy("Chậm"),
    Standing.NO_DEADLINE: gettext_lazy("Xong, không giao hạn"),
    Standing.OVERDUE: gettext_lazy("Quá hạn"),
    Standing.UNDER_WAY: gettext_lazy("Đang làm"),
}


class TermForm(forms.Form):
    """Who issued, which kind; the term itself is chosen by the tabs."""

    nk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cq = forms.ChoiceField(label=gettext_lazy("Cơ quan ban hành"), required=False)
    loai = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), required=False)

    def __init__(self, *args: Any, issuers: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        every = ("", _("tất cả"))
        self.fields["cq"].choices = [every, *((name, name) for name in issuers)]  # type: ignore[attr-defined]
        self.fields["loai"].choices = [every, *DocumentKind.choices]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the address of its rows; nothing to open at zero."""

    value: int
    url: str
    label: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Heads:
    """The words above the figures, looked up once a page: a term shows some three hundred figures."""

    total: str
    standings: tuple[tuple[Standing, str], ...]

    @classmethod
    def now(cls) -> Heads:
        """Return the words in the language of the page."""
        return cls(_("Tổng số"), tuple((each, str(HEADS[each])) for each in Standing))


def addresses(origin: Origin) -> list[str]:
    """Return the addresses of the rows behind the total and behind each standing of some directives."""
    rows = Rows(sieve=Sieve(leaves=True), origin=origin)
    whole = replace(rows, sieve=replace(rows.sieve, states=COUNTED))
    return [
        queries.address(whole),
        *(queries.address(queries.with_standing(rows, each)) for each in Standing),
    ]


def figures(counted: Figures, urls: Sequence[str], heads: Heads) -> list[Figure]:
    """Return the total and the standings of some directives, each opening exactly the rows it counts."""
    late = "is-bad" if counted.overdue else ""
    return [
        Figure(counted.total, urls[0], heads.total),
        *(
            Figure(getattr(counted, each), url, label, late if each == Standing.OVERDUE else "")
            for (each, label), url in zip(heads.standings, urls[1:], strict=True)
        ),
    ]


def first_year(text: str | None) -> int:
    """Return the first year of the term asked for, the running term for anything else."""
    year = int(text) if text and text.isascii() and text.isdigit() else term.FIRST_YEAR
    known = range(term.FIRST_YEAR - 4 * term.YEARS, term.FIRST_YEAR + 4 * term.YEARS + 1, term.YEARS)
    return year if year in known else term.FIRST_YEAR


def _asked(request: OfficeRequest) -> tuple[int, Origin]:
    year = first_year(request.GET.get("nk"))
    kind = request.GET.get("loai", "")
    origin = replace(
        term.years_of(year),
        issuer=request.GET.get("cq", "")[:200],
        kind=kind if kind in DocumentKind.values else "",
    )
    return year, origin


def _kpis(sums: Sequence[Figure]) -> list[Kpi]:
    levels = {str(HEADS[Standing.OVERDUE]): "bad", str(HEADS[Standing.LATE]): "warn"}
    return [
        Kpi(
            vn_number(each.value),
            each.label.lower(),
            each.url,
            levels.get(each.label, "") if each.value else "",
        )
        for each in sums
    ]


_ANY = UUID(int=0)


def _rows(listed: Iterable[Row], heads: Heads) -> dict[int, list[dict[str, Any]]]:
    """Return the directives of a page by the year of issue."""
    urls = addresses(Origin(directive=_ANY))  # made once; a row puts its own id in
    by_year: dict[int, list[dict[str, Any]]] = {}
    for row in listed:
        one, own = row.directive, str(row.directive.pk)
        if one.issued_on is None:
            continue
        mine = [url.replace(str(_ANY), own) for url in urls]
        by_year.setdefault(one.issued_on.year, []).append(
            {
                "words": str(one),
                "day": vn_date(one.issued_on),
                "subject": one.subject,
                "issuer": one.issuer,
                "url": reverse("office:directives_one", args=[one.pk]),
                "tree_url": reverse("office:tree", args=[one.pk]),
                "figures": figures(row.figures, mine, heads),
            }
        )
    return by_year


@office(Duty.READ_REPORTS)
@require_safe
def page(request: OfficeRequest) -> HttpResponse:
    """Show the term: its sums, its years, its directives (50 a page; files hold all)."""
    actor, at = request.actor, request.at
    year, origin = _asked(request)
    review = term.review(actor, origin, at=at)
    shown = Paginator(term.listed(actor, origin, at=at), PER_PAGE).get_page(request.GET.get(queries.PAGE))
    here = term.shown(tuple(shown.object_list), actor=actor, at=at)
    heads = Heads.now()
    by_year = _rows(term.with_figures(actor, here, at=at), heads)
    sums = figures(review.figures, addresses(origin), heads)
    years = {each.year: each for each in review.years}
    context = {
        "title": _("Nhiệm kỳ %(first)s-%(last)s") % {"first": year, "last": year + term.YEARS},
        "form": TermForm(request.GET or {"nk": year}, issuers=term.issuers(actor, at=at)),
        "tabs": [
            Tab(
                _("%(first)s-%(last)s") % {"first": first, "last": first + term.YEARS},
                f"?nk={first}",
                current=first == year,
            )
            for first in (term.FIRST_YEAR - term.YEARS, term.FIRST_YEAR)
        ],
        "kpis": _kpis(sums),
        "heads": [heads.total, *(label for _each, label in heads.standings)],
        "directives": review.directives,
        "years": [
            {
                "year": each.year,
                "directives": each.directives,
                "figures": figures(each.figures, addresses(term.in_year(origin, each.year)), heads),
            }
            for each in review.years
        ],
        "listed": [(years[each], rows) for each, rows in by_year.items() if each in years],
        "sums": sums,
        "page": shown,
        "at": at,
        "xlsx_url": f"{reverse('office:term_xlsx')}?{request.GET.urlencode()}",
        "has_filter": bool(origin.issuer or origin.kind),
    }
    return render(request, "office/reports/term.html", context)


@office(Duty.READ_REPORTS)
@require_safe
def xlsx(request: OfficeRequest) -> HttpResponse:
    """Give the whole term as XLSX: the years on one sheet, the directives on the other."""
    actor, at = request.actor, request.at
    year, origin = _asked(request)
    review = term.review(actor, origin, at=at)
    heading = _("RÀ SOÁT NHIỆM KỲ %(first)s-%(last)s") % {"first": year, "last": year + term.YEARS}
    notes = [
        _("Lúc %(when)s.") % {"when": vn_datetime(at)},
        _("Việc không giao hạn không tính là chậm hay quá hạn; bấm vào con số để xem các dòng."),
    ]
    counts = [Column(_("Tổng số"), "int", 10), *(Column(str(HEADS[each]), "int", 12) for each in Standing)]

    heads = Heads.now()

    def cells(counted: Figures, rows: Origin) -> Iterator[Linked]:
        for each in figures(counted, addresses(rows), heads):
            yield Linked(each.value, queries.absolute(each.url))

    def years() -> Iterator[tuple[Any, ...]]:
        for each in review.years:
            yield (str(each.year), each.directives, *cells(each.figures, term.in_year(origin, each.year)))
        yield (_("Cả nhiệm kỳ"), review.directives, *cells(review.figures, origin))

    def listed() -> Iterator[tuple[Any, ...]]:
        for row in term.with_figures(actor, term.directives(actor, origin), at=at):
            one = row.directive
            url = queries.absolute(f"{reverse('office:directives')}{one.pk}/")
            kind = str(DocumentKind(one.kind).label) if one.kind else ""
            mine = Origin(directive=one.pk)
            yield (
                one.issued_on,
                Linked(str(one), url),
                kind,
                one.issuer,
                one.subject,
                *cells(row.figures, mine),
            )

    sheets = [
        Sheet(
            name=_("Từng năm"),
            heading=heading,
            notes=notes,
            columns=(Column(_("Năm"), "text", 14), Column(_("Số văn bản"), "int", 12), *counts),
            rows=years(),
        ),
        Sheet(
            name=_("Từng văn bản"),
            heading=heading,
            notes=notes,
            columns=(
                Column(_("Ngày ban hành"), "date", 13),
                Column(_("Số, ký hiệu"), "text", 18),
                Column(_("Loại"), "text", 14),
                Column(_("Cơ quan ban hành"), "text", 26),
                Column(_("Trích yếu"), "text", 50),
                *counts,
            ),
            rows=listed(),
        ),
    ]
    name = f"nhiem-ky-{year}-{local_day(at):%Y%m%d}.xlsx"
    return attached(write_xlsx(sheets, at=at), name, XLSX)
