"""The register of incoming documents: drop for files, doors where documents wait, list, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from liem.adapters.tables import Column, Linked, Sheet, write_csv, write_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.uploads import limit
from liem.domains.directives import arrivals, inbox, policy
from liem.domains.directives.flow import State
from liem.domains.directives.models import DocumentKind
from liem.kernel.clock import local_day
from liem.spine.access import Duty, Refusal
from liem.ui.files import XLSX, attached
from liem.ui.shell import Tab

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from liem.domains.directives.models import Directive

PAGE = 50
MOST_FILES = 100
MOST_ROWS = 20_000
ACCEPT = ".docx,.pdf,.txt,.png,.jpg,.jpeg,.tif,.tiff,.webp"
DOORS = {
    "cho-doc": ("reading", gettext_lazy("Chờ đọc")),
    "cho-xac-nhan": ("to_confirm", gettext_lazy("Chờ xác nhận")),
    "khong-doc-duoc": ("unreadable", gettext_lazy("Không đọc được")),
    "cho-giao-viec": ("to_assign", gettext_lazy("Chờ giao việc")),
    "da-giao": ("assigned", gettext_lazy("Đã giao")),
    "ket-thuc": ("closed", gettext_lazy("Kết thúc")),
    "tat-ca": ("all", gettext_lazy("Tất cả")),
}
SCOPES = {
    "": ("own", gettext_lazy("Của đơn vị")),
    "cap-tren": ("above", gettext_lazy("Cấp trên giao việc xuống")),
    "cap-duoi": ("below", gettext_lazy("Của đơn vị cấp dưới")),
}
LEVELS = {
    State.RECEIVED: "info",
    State.READ: "warn",
    State.UNREADABLE: "bad",
    State.CONFIRMED: "warn",
    State.ASSIGNED: "info",
    State.CLOSED: "ok",
    State.SET_ASIDE: "neutral",
}


class FilterForm(forms.Form):
    """What the list is narrowed to; every field may be empty."""

    q = forms.CharField(label=gettext_lazy("Số, ký hiệu, trích yếu"), required=False, max_length=100)
    co_quan = forms.ChoiceField(label=gettext_lazy("Cơ quan ban hành"), required=False)
    loai = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), required=False)
    nam = forms.ChoiceField(label=gettext_lazy("Năm nhận"), required=False)
    pham_vi = forms.ChoiceField(label=gettext_lazy("Phạm vi"), required=False)

    def __init__(self, *args: Any, issuers: list[str], years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["co_quan"].choices = [("", _("tất cả")), *((name, name) for name in issuers)]
        fields["loai"].choices = [("", _("tất cả")), *DocumentKind.choices]
        fields["nam"].choices = [("", _("tất cả")), *((str(year), str(year)) for year in years)]
        fields["pham_vi"].choices = [(key, words) for key, (_scope, words) in SCOPES.items()]


def _sieve(query: Mapping[str, str]) -> inbox.Sieve:
    year = query.get("nam", "")
    return inbox.Sieve(
        door=DOORS.get(query.get("cho", ""), ("all", ""))[0],
        scope=SCOPES.get(query.get("pham_vi", ""), SCOPES[""])[0],
        words=query.get("q", "")[:100],
        issuer=query.get("co_quan", "")[:200],
        kind=query.get("loai", ""),
        year=int(year) if year.isascii() and year.isdigit() and 1900 <= int(year) <= 9999 else None,
    )


@office(*inbox.REGISTER_DUTIES)
@require_safe
def register(request: OfficeRequest) -> HttpResponse:
    """Show the register: doors with counts, 50 rows a page; ``dang=xlsx|csv`` gives the rows as a table."""
    actor = request.actor
    query = {key: str(value) for key, value in request.GET.items() if value}
    sieve = _sieve(query)
    found = inbox.narrowed(actor, sieve)
    if query.get("dang") in ("xlsx", "csv"):
        return _table(request, inbox.at_door(found, sieve.door), query["dang"])
    today = local_day(request.at)
    form = FilterForm(
        query, issuers=inbox.issuers(actor), years=inbox.years(actor, today=today), auto_id="loc_%s"
    )
    counts = inbox.door_counts(found)
    page = Paginator(inbox.at_door(found, sieve.door), PAGE, allow_empty_first_page=True).get_page(
        query.get("trang")
    )
    kept = {key: value for key, value in query.items() if key not in ("trang", "dang")}
    return render(
        request,
        "office/directives/register.html",
        {
            "tabs": _tabs(kept, counts, sieve.door),
            "filter": form,
            "filter_active": _active(kept),
            "kept": {key: value for key, value in kept.items() if key == "cho"},
            "page": page,
            "rows": [
                (row, LEVELS[State(row.directive.state)], State(row.directive.state).label)
                for row in inbox.listed(page)
            ],
            "may_register": inbox.may_register(actor),
            "total": counts["all"],
            "is_filtered": any(key != "cho" for key in kept),
            "today": today,
            "accept": ACCEPT,
            "max_bytes": limit(),
            "max_mb": settings.LIEM.max_upload_mb,
            "xlsx_url": f"?{urlencode({**kept, 'dang': 'xlsx'})}",
            "csv_url": f"?{urlencode({**kept, 'dang': 'csv'})}",
            "page_keys": {"c": _("gửi văn bản"), "n": _("nhập văn bản giấy")},
        },
    )


def _tabs(kept: Mapping[str, str], counts: Mapping[str, int], door: str) -> list[Tab]:
    rest = {key: value for key, value in kept.items() if key != "cho"}
    return [
        Tab(
            label=str(words),
            url=f"?{urlencode({**rest, 'cho': slug})}",
            current=key == door,
            count=counts[key],
        )
        for slug, (key, words) in DOORS.items()
    ]


def _active(kept: Mapping[str, str]) -> list[tuple[str, str]]:
    shown = []
    for key, value in kept.items():
        if key == "cho":
            continue
        words = value
        if key == "loai" and value in DocumentKind.values:
            words = str(DocumentKind(value).label)
        if key == "pham_vi":
            words = str(SCOPES.get(value, SCOPES[""])[1])
        rest = {name: other for name, other in kept.items() if name != key}
        shown.append((words, f"?{urlencode(rest)}"))
    return shown


def _table(request: OfficeRequest, rows: QuerySet[Directive], form: str) -> HttpResponse:
    columns = (
        Column(_("Số đến"), "text", 22),
        Column(_("Ngày nhận"), "datetime", 18),
        Column(_("Số, ký hiệu"), "text", 18),
        Column(_("Cơ quan ban hành"), "text", 30),
        Column(_("Ngày ban hành"), "date", 14),
        Column(_("Loại"), "text", 14),
        Column(_("Trích yếu"), "text", 60),
        Column(_("Trạng thái"), "text", 18),
        Column(_("Số nhiệm vụ"), "int", 12),
    )
    lines = [
        (
            Linked(
                row.directive.case.dossier,
                request.build_absolute_uri(reverse("office:directives_one", args=[row.directive.pk])),
            ),
            row.directive.received_at,
            row.directive.full_symbol,
            row.directive.issuer,
            row.directive.issued_on,
            row.directive.get_kind_display() if row.directive.kind in DocumentKind.values else "",
            row.directive.subject or row.directive.file_name,
            str(State(row.directive.state).label),
            row.tasks,
        )
        for row in inbox.listed(rows[:MOST_ROWS])
    ]
    sheet = Sheet(name=_("Văn bản đến"), columns=columns, rows=lines)
    name = f"van-ban-den-{local_day(request.at):%Y%m%d}"
    return table_response(sheet, name=name, form=form)


def table_response(sheet: Sheet, *, name: str, form: str) -> HttpResponse:
    """Give a sheet as a download: ``xlsx`` or ``csv``."""
    if form == "csv":
        return attached(write_csv(sheet), f"{name}.csv", "text/csv; charset=utf-8")
    return attached(write_xlsx([sheet]), f"{name}.{form}", XLSX)


@office(Duty.RECEIVE_DOCUMENTS)
@require_POST
def send(request: OfficeRequest) -> HttpResponse:
    """Register the files of an ordinary form; each stands by itself, one that is refused stops no other."""
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Chưa chọn tệp nào. Chọn một hoặc nhiều tệp rồi bấm “Gửi tệp”."))
        return HttpResponseRedirect(reverse("office:directives"))
    taken = []
    for file in files[:MOST_FILES]:
        arrival = _take(request, file)
        if arrival is not None:
            taken.append(arrival)
    if len(files) > MOST_FILES:
        messages.warning(
            request, _("Mỗi lần gửi nhận %(most)s tệp; các tệp sau chưa được nhận.") % {"most": MOST_FILES}
        )
    fresh = [arrival for arrival in taken if not arrival.known]
    if len(fresh) == 1 and len(files) == 1:
        return HttpResponseRedirect(reverse("office:directives_one", args=[fresh[0].directive.pk]))
    if fresh:
        messages.success(request, _("Đã nhận %(count)s tệp, máy đang đọc.") % {"count": len(fresh)})
    return HttpResponseRedirect(reverse("office:directives"))


def _take(request: OfficeRequest, file: UploadedFile[Any]) -> arrivals.Arrival | None:
    name = file.name or _("tệp không tên")
    try:
        arrival = arrivals.take(
            actor=request.actor,
            at=request.at,
            unit_id=policy.own_unit(request.actor),
            name=name,
            chunks=file.chunks(),
            limit=limit(),
        )
    except Refusal as refusal:
        if refusal.status in (403, 507):  # not this file's fault: the next one would meet it too
            raise
        messages.error(request, f"{name}: {refusal.message} {refusal.next_step}".strip())
        return None
    if arrival.known:
        messages.warning(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("%(name)s: tệp này đã có trong sổ văn bản đến.") % {"name": name},
                reverse("office:directives_one", args=[arrival.directive.pk]),
                _("Mở văn bản %(dossier)s") % {"dossier": arrival.directive.case.dossier},
            ),
        )
    return arrival
