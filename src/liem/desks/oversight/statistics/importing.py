"""Pages: take in tables of past inspections and disciplines. Nothing is kept before the person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.adapters.tables import Limits, TableError, faults_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.units.asking import done, refuse
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline.importing import import_disciplines
from liem.domains.inspections.importing import import_inspections
from liem.kernel.clock import local_day
from liem.spine.access import Duty, NotFound, Refusal
from liem.spine.units.importing import DUTIES, get_preview, keep_preview, open_previews, taken_before
from liem.spine.vault import files
from liem.ui.files import XLSX, attached
from liem.ui.formatting import vn_number
from liem.ui.shell import Kpi

from . import past

if TYPE_CHECKING:
    from uuid import UUID

    from liem.spine.units.models import TablePreview

IMPORTERS = (Duty.DECIDE_INSPECTIONS, Duty.DECIDE_DISCIPLINE)
SHOWN_FAULTS = 200
SHOWN_ROWS = 20


class PastForm(forms.Form):
    """A table of past cases sent in for a look."""

    what = forms.ChoiceField(
        label=gettext_lazy("Bảng này là"),
        widget=forms.RadioSelect,
        choices=[
            ("inspections", gettext_lazy("các cuộc kiểm tra, giám sát đã kết luận")),
            ("disciplines", gettext_lazy("các quyết định kỷ luật đã ban hành")),
        ],
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp .xlsx hoặc .csv"),
        help_text=gettext_lazy("nhiều nhất 20 MB, 50.000 hàng; chưa lưu gì trước khi bạn xác nhận"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Thống kê"), reverse("oversight:statistics")), *more]


@office(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: OfficeRequest) -> HttpResponse:
    """Choose a file; it is looked at and shown on a page of its own."""
    form = PastForm(request.POST or None, request.FILES or None, initial={"what": "inspections"})
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
    context = {
        "oversight_tabs": tabs(request),
        "form": form,
        "crumbs": _crumbs(),
        "previews": open_previews(request.actor, whats=past.WHATS),
    }
    return render(request, "oversight/statistics/import.html", context, status=status)


def _look_first(request: OfficeRequest, form: PastForm) -> HttpResponse:
    """Keep the file and look at it once, so that what is no table is refused at once."""
    sent, what = form.cleaned_data["file"], form.cleaned_data["what"]
    if not request.actor.has(DUTIES[what]):
        raise Refusal(_("Chức danh hiện tại không được nhập bảng này."), field="what")
    blob = files.store(sent.chunks(), at=request.at, limit=Limits().file_bytes)
    with files.on_disk(blob) as place:
        past.look(place, file_name=sent.name, what=what, actor=request.actor, at=request.at)
    preview = keep_preview(actor=request.actor, at=request.at, what=what, blob=blob, file_name=sent.name)
    return HttpResponseRedirect(reverse("oversight:statistics_import_preview", args=[preview.pk]))


def _looked(request: OfficeRequest, preview: TablePreview) -> past.Looked:
    with files.on_disk(preview.blob) as place:
        return past.look(
            place, file_name=preview.file_name, what=preview.what, actor=request.actor, at=request.at
        )


@office(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: OfficeRequest, preview_id: UUID) -> HttpResponse:
    """Show what would be taken in and every fault; POST confirms."""
    kept = get_preview(request.actor, preview_id, whats=past.WHATS)
    crumbs = _crumbs((_("Nhập vụ việc đã qua"), reverse("oversight:statistics_import")))
    common = {"oversight_tabs": tabs(request), "kept": kept, "crumbs": crumbs}
    if kept.confirmed_at is not None:
        status = 409 if request.method == "POST" else 200
        return render(request, "oversight/statistics/imported.html", common, status=status)
    looked = _looked(request, kept)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _confirm(request, kept, looked)
        except NotFound:
            raise
        except Refusal as said:
            refusal = said
    return render(
        request,
        "oversight/statistics/preview.html",
        common | _shown(kept, looked) | {"refusal": refusal},
        status=refusal.status if refusal else 200,
    )


def _confirm(request: OfficeRequest, kept: TablePreview, looked: past.Looked) -> HttpResponse:
    expected = request.POST.get("expected", "")
    act = import_inspections if kept.what == past.INSPECTIONS else import_disciplines
    receipt = act(
        actor=request.actor,
        at=request.at,
        preview_id=kept.pk,
        rows=looked.rows,  # type: ignore[arg-type]  # the rows are of the table the preview names
        expected=int(expected) if expected.isdecimal() and len(expected) < 9 else -1,
        unreadable=looked.unreadable,
        only_good=request.POST.get("only_good") == "1",
    )
    words = _("Đã nhập %(rows)s hàng từ tệp %(name)s.") % {"rows": looked.good, "name": kept.file_name}
    return done(request, words, reverse("oversight:statistics"), seq=receipt.seq)


def _shown(kept: TablePreview, looked: past.Looked) -> dict[str, object]:
    wrong = set(looked.checked.wrong_rows)
    good = {row.number for row in looked.rows} - wrong
    width = len(looked.checked.head)
    return {
        "looked": looked,
        "faults": looked.checked.faults[:SHOWN_FAULTS],
        "more_faults": max(0, len(looked.checked.faults) - SHOWN_FAULTS),
        "ignored": looked.checked.ignored,
        "head": looked.checked.head,
        "rows": [
            (row.number, [*row.texts, *[""] * (width - len(row.texts))])
            for row in looked.checked.table.rows
            if row.number in good
        ][:SHOWN_ROWS],
        "before": taken_before(kept.blob_id, what=kept.what),
        "tiles": [
            Kpi(value=vn_number(looked.read), label=_("hàng đã đọc")),
            Kpi(value=vn_number(looked.good), label=_("hàng đúng"), level="ok"),
            Kpi(value=vn_number(looked.faulty), label=_("hàng lỗi"), level="bad" if looked.faulty else ""),
        ],
    }


@office(*IMPORTERS)
@require_safe
def wrong_rows(request: OfficeRequest, preview_id: UUID) -> HttpResponse:
    """Give the wrong rows as XLSX with the reason beside each; mended, the file can be sent again."""
    kept = get_preview(request.actor, preview_id, whats=past.WHATS)
    looked = _looked(request, kept)
    if not looked.faulty:
        raise NotFound(_("Bảng này không có hàng lỗi."))
    return attached(faults_xlsx(looked.checked), f"hang-loi-{kept.file_name.rsplit('.', 1)[0]}.xlsx", XLSX)


@office(*IMPORTERS)
@require_safe
def sample(request: OfficeRequest, what: str) -> HttpResponse:
    """Give the sample file of a table."""
    name = {"inspections": "mau-cuoc-kiem-tra.xlsx", "disciplines": "mau-ky-luat.xlsx"}[what]
    return attached(past.sample(what, local_day(request.at)), name, XLSX)
