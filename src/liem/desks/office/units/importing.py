"""Pages: take in tables of units and people. Nothing is kept before the person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.adapters.tables import Limits, TableError, faults_xlsx, write_csv, write_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.spine.access import Duty, NotFound, Refusal
from liem.spine.people.importing import PersonRow, import_people
from liem.spine.people.likeness import Alike, alike
from liem.spine.units import long_tables
from liem.spine.units import readers as units
from liem.spine.units.importing import get_preview, import_units, keep_preview, open_previews, taken_before
from liem.spine.vault import files
from liem.ui.files import XLSX, attached
from liem.ui.shell import Kpi

from . import tables
from .asking import done, refuse
from .forms import TableForm

if TYPE_CHECKING:
    from uuid import UUID

    from liem.spine.units.models import TablePreview

SHOWN_FAULTS = 200
SHOWN_ROWS = 20
AGAIN_SECONDS = 3  # between two looks at a table on its way
DUTY = {"units": Duty.MANAGE_UNITS, "people": Duty.MANAGE_PEOPLE}


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Đơn vị, nhân sự"), reverse("office:units")), *more]


@office(Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: OfficeRequest) -> HttpResponse:
    """Choose a file; it is looked at and shown on a page of its own."""
    form = TableForm(request.POST or None, request.FILES or None, initial={"what": "units"})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _look_first(request, form)
            except TableError as fault:
                english = (get_language() or "vi").startswith("en")
                form.add_error("file", fault.en if english else fault.vi)
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
    context = {"form": form, "crumbs": _crumbs(), "previews": open_previews(request.actor)}
    return render(request, "office/units/import.html", context, status=status)


def _look_first(request: OfficeRequest, form: TableForm) -> HttpResponse:
    """Keep the file and look at it once, so that what is no table is refused at once."""
    sent, what = form.cleaned_data["file"], form.cleaned_data["what"]
    if not request.actor.has(DUTY[what]):
        raise Refusal(_("Chức danh hiện tại không được nhập bảng này."), field="what")
    blob = files.store(sent.chunks(), at=request.at, limit=Limits().file_bytes)
    with files.on_disk(blob) as place:
        tables.look(place, file_name=sent.name, what=what, actor=request.actor, at=request.at)
    preview = keep_preview(actor=request.actor, at=request.at, what=what, blob=blob, file_name=sent.name)
    return HttpResponseRedirect(reverse("office:units_import_preview", args=[preview.pk]))


def _looked(request: OfficeRequest, preview: TablePreview) -> tables.Looked:
    with files.on_disk(preview.blob) as place:
        return tables.look(
            place, file_name=preview.file_name, what=preview.what, actor=request.actor, at=request.at
        )


@office(Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: OfficeRequest, preview_id: UUID) -> HttpResponse:
    """Show what would be taken in and every fault; POST confirms."""
    kept = get_preview(request.actor, preview_id)
    if kept.confirmed_at is not None:
        context = {"kept": kept, "crumbs": _crumbs((_("Nhập từ bảng"), reverse("office:units_import")))}
        return render(
            request, "office/units/imported.html", context, status=409 if request.method == "POST" else 200
        )
    if long_tables.is_under_way(kept, at=request.at):
        return _on_its_way(request, kept)
    looked = _looked(request, kept)
    refusal = Refusal(kept.refused) if kept.refused and request.method != "POST" else None
    if request.method == "POST":
        try:
            return _confirm(request, kept, looked)
        except NotFound:
            raise
        except Refusal as said:
            refusal = said
    return render(
        request,
        "office/units/preview.html",
        _shown(kept, looked) | {"refusal": refusal, "alike": _alike(request, looked)},
        status=refusal.status if refusal and request.method == "POST" else 200,
    )


def _alike(request: OfficeRequest, looked: tables.Looked) -> list[Alike]:
    """Give the people of the table who may be registered already, or stand in it twice."""
    rows = [row for row in looked.rows if isinstance(row, PersonRow)]
    return alike(rows, actor=request.actor) if rows else []


def _on_its_way(request: OfficeRequest, kept: TablePreview) -> HttpResponse:
    """Show how far the job is; the page asks again by itself, without a script, until it is told not to."""
    still = request.GET.get("dung") == "1"
    context = {
        "kept": kept,
        "done": long_tables.Mark(kept.pk).read(),
        "still": still,
        "crumbs": _crumbs((_("Nhập từ bảng"), reverse("office:units_import"))),
    }
    response = render(request, "office/units/importing.html", context)
    response["Cache-Control"] = "no-store"
    if not still:
        response["Refresh"] = str(AGAIN_SECONDS)
    return response


def _confirm(request: OfficeRequest, kept: TablePreview, looked: tables.Looked) -> HttpResponse:
    expected = request.POST.get("expected", "")
    only_good = request.POST.get("only_good") == "1"
    if looked.good >= long_tables.LONG:
        long_tables.ask(
            actor=request.actor,
            at=request.at,
            preview_id=kept.pk,
            good=looked.good,
            expected=int(expected) if expected.isdigit() else -1,
            faulty=looked.faulty,
            only_good=only_good,
        )
        return HttpResponseRedirect(reverse("office:units_import_preview", args=[kept.pk]))
    known = {
        "actor": request.actor,
        "at": request.at,
        "preview_id": kept.pk,
        "rows": looked.rows,
        "expected": int(expected) if expected.isdigit() else -1,
        "unreadable": looked.unreadable,
        "only_good": only_good,
    }
    act = import_units if kept.what == "units" else import_people
    receipt = act(**known)  # type: ignore[arg-type]  # both take the same words
    words = _("Đã nhập %(rows)s hàng từ tệp %(name)s.") % {"rows": looked.good, "name": kept.file_name}
    return done(request, words, reverse("office:units"), seq=receipt.seq)


def _shown(kept: TablePreview, looked: tables.Looked) -> dict[str, object]:
    wrong = set(looked.checked.wrong_rows)
    before = taken_before(kept.blob_id, what=kept.what)
    return {
        "kept": kept,
        "looked": looked,
        "faults": looked.checked.faults[:SHOWN_FAULTS],
        "more_faults": max(0, len(looked.checked.faults) - SHOWN_FAULTS),
        "ignored": looked.checked.ignored,
        "head": looked.checked.head,
        "rows": [
            (row.number, [*row.texts, *[""] * (len(looked.checked.head) - len(row.texts))])
            for row in looked.checked.table.rows
            if row.number in {good.number for good in looked.rows[: SHOWN_ROWS * 4]}
            and row.number not in wrong
        ][:SHOWN_ROWS],
        "before": before,
        "tiles": [
            Kpi(value=str(looked.read), label=_("hàng đã đọc")),
            Kpi(value=str(looked.good), label=_("hàng đúng"), level="ok"),
            Kpi(value=str(looked.faulty), label=_("hàng lỗi"), level="bad" if looked.faulty else ""),
        ],
        "crumbs": _crumbs((_("Nhập từ bảng"), reverse("office:units_import"))),
    }


@office(Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)
@require_safe
def wrong_rows(request: OfficeRequest, preview_id: UUID) -> HttpResponse:
    """Give the wrong rows as XLSX with the reason beside each; mended, the file can be sent again."""
    kept = get_preview(request.actor, preview_id)
    looked = _looked(request, kept)
    if not looked.faulty:
        raise NotFound(_("Bảng này không có hàng lỗi."))
    return attached(faults_xlsx(looked.checked), f"hang-loi-{kept.file_name.rsplit('.', 1)[0]}.xlsx", XLSX)


@office(Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)
@require_safe
def sample(request: OfficeRequest, what: str) -> HttpResponse:
    """Give the sample file of a table."""
    del request
    name = {"units": "mau-don-vi.xlsx", "people": "mau-nhan-su.xlsx"}[what]
    return attached(tables.sample(what), name, XLSX)


@office()
@require_safe
def export(request: OfficeRequest, form: str) -> HttpResponse:
    """Give the own unit and all below as XLSX or CSV, in the columns of the import."""
    sheet = tables.units_sheet(units.own_with_successors(request.actor))
    if form == "csv":
        return attached(write_csv(sheet), "don-vi.csv", "text/csv; charset=utf-8")
    return attached(write_xlsx([sheet], at=request.at), "don-vi.xlsx", XLSX)
