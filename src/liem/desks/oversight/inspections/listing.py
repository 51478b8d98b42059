"""Page: the cases an actor sees, by filters that stand in the address, fifty a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.procedures.words import title_of
from liem.domains.inspections import readers
from liem.domains.inspections.clocks import procedure_of
from liem.kernel.clock import local_day
from liem.law.procedures import default_procedures
from liem.spine.access import Duty
from liem.spine.ledger.remembered import remembered

from . import shown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from liem.domains.inspections.models import Inspection

PER_PAGE = 50
STANDINGS = (
    ("running", gettext_lazy("đang làm")),
    ("late", gettext_lazy("quá hạn")),
    ("concluded", gettext_lazy("đã kết luận, đang khắc phục")),
    ("ended", gettext_lazy("đã kết thúc")),
)


class FilterForm(forms.Form):
    """The filters that stand above the list; the letters are those of the address."""

    q = forms.CharField(label=gettext_lazy("Từ khóa, đối tượng, số hồ sơ"), required=False, max_length=200)
    tt = forms.ChoiceField(label=gettext_lazy("Tình trạng"), required=False)
    qt = forms.ChoiceField(label=gettext_lazy("Quy trình"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        every = ("", _("tất cả"))
        titles = {each.id: title_of(each) for each in default_procedures().all}
        cast("forms.ChoiceField", self.fields["tt"]).choices = [every, *STANDINGS]
        cast("forms.ChoiceField", self.fields["qt"]).choices = [every, *titles.items()]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    url: str
    title: str
    dossier: str
    subject: str
    unit: str
    state: str
    level: str
    due: Any
    done: Any
    late: bool
    reference: bool


def row(inspection: Inspection, *, at: datetime) -> Row:
    """Return the line of a case (with ``case``, ``unit`` and the subject loaded)."""
    procedure = procedure_of(inspection)
    due = inspection.last_moment
    person = inspection.subject_person if inspection.subject != "organisation" else None
    return Row(
        url=reverse("oversight:inspections_one", args=[inspection.pk]),
        title=title_of(procedure),
        dossier=inspection.case.dossier,
        subject=person.name if person else (inspection.subject_unit.name if inspection.subject_unit else ""),
        unit=inspection.unit.name,
        state=shown.phase_words(procedure, inspection),
        level=shown.level_of(inspection, at=at),
        due=due,
        done=inspection.concluded_on or (local_day(inspection.closed_at) if inspection.closed_at else None),
        late=inspection.is_late(at),
        reference=due is not None and not inspection.due_binding,
    )


@office()
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the cases the address means. Constant queries, however many cases there are."""
    actor = request.actor
    form = FilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = readers.inspections_for(actor, at=request.at)
    found = readers.standing(found, asked.get("tt", ""), at=request.at)
    if asked.get("qt"):
        found = found.filter(procedure=asked["qt"])
    if asked.get("q"):
        found = readers.search(found, asked["q"])
    page = _page(request, found, tuple(sorted(asked.items())))
    opens = actor.has(Duty.INSPECT) or actor.has(Duty.DECIDE_INSPECTIONS)
    context = {
        "form": form,
        "active": _chips(form, asked),
        "page": page,
        "rows": [row(each, at=request.at) for each in readers.shown(page.object_list)],
        "handed": [
            (reverse("oversight:inspections_handed", args=[each.pk]), each) for each in _handed(request)
        ],
        "open_url": reverse("oversight:inspections_open") if opens else "",
    }
    return shown.page(request, "list.html", context)


def _page(request: OfficeRequest, found: QuerySet[Inspection], asked: tuple[Any, ...]) -> Page[UUID]:
    """Return one page of ids; count and order are kept until the ledger grows."""
    kept: dict[str, Any] = {"actor": request.actor, "at": request.at}
    pages = Paginator(readers.in_order(found).values_list("pk", flat=True), PER_PAGE)
    setattr(pages, "count", remembered(found.order_by().count, "inspections.list", asked, **kept))  # noqa: B010 it is a property to mypy
    page = pages.get_page(request.GET.get("trang"))
    here = page.object_list
    page.object_list = remembered(lambda: tuple(here), "inspections.list", asked, page.number, **kept)
    return page


def _handed(request: OfficeRequest) -> list[Any]:
    duties = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS, Duty.RECEIVE_DOCUMENTS)
    if not any(request.actor.has(duty) for duty in duties):
        return []
    return list(readers.waiting_for(request.actor, at=request.at)[:20])


def _chips(form: FilterForm, asked: dict[str, Any]) -> list[tuple[str, str]]:
    chips = []
    for name, value in asked.items():
        if not value:
            continue
        field = form.fields[name]
        choices = dict(cast("Any", field).choices) if isinstance(field, forms.ChoiceField) else {}
        rest = {key: each for key, each in asked.items() if each and key != name}
        chips.append((str(choices.get(value, value)), f"?{urlencode(rest)}"))
    return chips
