"""Pages: the ledger, newest first; one line with its proof; the leaves of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.ledger import readers as ledger
from liem.spine.ledger import replay, sentences
from liem.spine.log import receipts
from liem.spine.units import readers as units
from liem.ui.files import attached
from liem.ui.formatting import vn_date, vn_datetime, vn_number
from liem.ui.forms import DayField
from liem.ui.shell import Fact

from . import proofs
from .shown import lines, names_in, reads_contents, wanted

if TYPE_CHECKING:
    from datetime import date

    from liem.spine.access import Actor
    from liem.spine.ledger.models import Entry

MOST_UNITS = 400


class FilterForm(forms.Form):
    """The filters above the list; the letters are those of the address."""

    loai = forms.ChoiceField(label=gettext_lazy("Loại việc"), required=False)
    ngay = DayField(label=gettext_lazy("Ngày ghi"), required=False, help_text="")
    dv = forms.ChoiceField(label=gettext_lazy("Đơn vị thực hiện"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        options.setdefault("auto_id", "f_%s")
        super().__init__(*args, **options)
        every = ("", _("tất cả"))
        cast("forms.ChoiceField", self.fields["loai"]).choices = [every, *sentences.kinds()]
        cast("forms.ChoiceField", self.fields["dv"]).choices = [every, *choices]


def _unit_choices(actor: Actor) -> list[tuple[str, str]]:
    if not reads_contents(actor):
        return []
    below = units.under(actor.unit_path).values_list("pk", "name")[:MOST_UNITS]
    return [(str(pk), name) for pk, name in below]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@office(Duty.READ_LEDGER, Duty.READ_REPORTS)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show up to a hundred lines, newest first."""
    form = FilterForm(request.GET or None, choices=_unit_choices(request.actor))
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day: date | None = asked.get("ngay")
    unit = UUID(asked["dv"]) if asked.get("dv") else None
    what = wanted(request.actor, kind=asked.get("loai", ""), day=day, unit_id=unit)
    before, line = _number(request.GET.get("truoc")), _number(request.GET.get("dong"))
    if before is None and line is not None:
        before = line + 1  # a link, or a printed code, that names one line: it comes first
    page = ledger.page(what, before=before, after=_number(request.GET.get("sau")))
    last = replay.last_run()
    context = {
        "form": form,
        "active": _active(request, form, asked),
        "lines": lines(request.actor, page.entries, at=request.at),
        "newer": _step(request, "sau", page.newer),
        "older": _step(request, "truoc", page.older),
        "contents": reads_contents(request.actor),
        "leaves_url": f"{reverse('office:ledger_leaves')}?ngay={vn_date(day or local_day(request.at))}",
        "leaves_day": day or local_day(request.at),
        "last_check": last,
        "may_erase": request.actor.has(Duty.MANAGE_PEOPLE) or request.actor.has(Duty.DECIDE_DATA),
    }
    return render(request, "office/ledger/list.html", context)


def _step(request: OfficeRequest, name: str, seq: int | None) -> str:
    if seq is None:
        return ""
    query = request.GET.copy()
    query.pop("truoc", None)
    query.pop("sau", None)
    query.pop("dong", None)
    query[name] = str(seq)
    return f"?{query.urlencode()}"


def _active(request: OfficeRequest, form: FilterForm, asked: dict[str, Any]) -> list[tuple[str, str]]:
    active = []
    for name in ("loai", "ngay", "dv"):
        value = asked.get(name)
        if not value:
            continue
        query = request.GET.copy()
        for gone in (name, "truoc", "sau"):
            query.pop(gone, None)
        known = dict(getattr(form.fields[name], "choices", ()))
        words = str(known[value]) if value in known else vn_date(value)
        active.append((words, f"?{query.urlencode()}"))
    return active


@office(Duty.READ_LEDGER, Duty.READ_REPORTS)
@require_safe
def one(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show one line: what it says, its leaf, its commitments, and the receipt to compare with."""
    entry = ledger.entry(wanted(request.actor), seq)
    (line,) = lines(request.actor, [entry], at=request.at)
    context = {
        "line": line,
        "entry": entry,
        "leaf_text": bytes(entry.leaf).decode("ascii"),
        "facts": _facts(entry, line.leaf),
        "fields": _fields(request.actor, entry) if line.readable else [],
        "commitments": sorted(entry.commitments.items()) if line.readable else [],
        "proven": receipts.proven(entry, at=request.at) is not None,
        "may_open": line.readable and entry.actor_unit is not None and request.actor.has(Duty.DECIDE_DATA),
        "crumbs": [(_("Sổ nhật ký"), reverse("office:ledger"))],
    }
    return render(request, "office/ledger/one.html", context)


def _facts(entry: Entry, leaf: str) -> list[Fact]:
    return [
        Fact(_("Số trong sổ"), f"#{vn_number(entry.seq)}"),
        Fact(_("Ghi lúc"), vn_datetime(entry.recorded_at)),
        Fact(_("Loại việc"), sentences.short(entry.kind)),
        Fact(_("Mã dòng"), str(entry.id)),
        Fact(_("Mã băm của lá"), leaf),
        *proofs.facts_of(entry),
    ]


def _fields(actor: Actor, entry: Entry) -> list[tuple[str, str]]:
    values = ledger.values_of([entry])[entry.seq]
    if values is None:
        return []
    named = names_in(actor, [values])
    return [
        (name, sentences.shown(value, name_of=lambda text: named.get(text, text)))
        for name, value in values.items()
    ]


@office(Duty.READ_LEDGER, Duty.READ_REPORTS)
@require_safe
def leaves(request: OfficeRequest) -> HttpResponse:
    """Give the leaves of a day as plain text, 152 bytes each in the order of the ledger: hash any of them."""
    form = FilterForm(request.GET or None, choices=[])
    day = (form.cleaned_data.get("ngay") if form.is_valid() else None) or local_day(request.at)
    content = b"".join(ledger.leaves(day))
    return attached(content, f"la-so-{day.isoformat()}.txt", "text/plain; charset=us-ascii")


urlpatterns = [
    path("so-nhat-ky/", listing, name="ledger"),
    *proofs.urlpatterns,
    path("so-nhat-ky/la.txt", leaves, name="ledger_leaves"),
    path("so-nhat-ky/<int:seq>/", one, name="ledger_one"),
]
