"""The files of a programme: the official paper as DOCX and PDF, the list as XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.adapters.tables import Column, Sheet, write_xlsx
from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import INSPECTORS
from liem.domains.programmes import readers
from liem.kernel.clock import local_day
from liem.spine.access import NotFound
from liem.ui.files import XLSX, attached
from liem.ui.formatting import vn_datetime

from . import papers
from .shown import Words, change_words, lead_names, row_of, rows_as_approved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpResponse

    from liem.domains.programmes.models import Deviation, Programme

    from .shown import Row


@office(*INSPECTORS)
@require_safe
def programme_file(request: OfficeRequest, programme_id: UUID, form: str) -> HttpResponse:
    """Give a programme as ``docx``, ``pdf`` (as it was approved) or ``xlsx`` (as it stands, with changes)."""
    programme = readers.get_programme(request.actor, programme_id)
    today = local_day(request.at)
    words = Words(programme, day=today)
    approved = bool(programme.frozen)
    items = readers.items_of(request.actor, programme, at=request.at, dropped=approved or form == "xlsx")
    name = f"chuong-trinh-{programme.case.year}-{programme.case.number}"
    if form == "xlsx":
        rows = [row_of(item, words, today=today) for item in items.seen]
        made = write_xlsx(_sheets(request, programme, rows, words), at=request.at)
        return attached(made, f"{name}.xlsx", XLSX)
    if form in ("docx", "pdf"):
        rows = (
            rows_as_approved(programme, items.seen, words, today=today)
            if approved
            else [row_of(item, words, today=today) for item in items.seen]
        )
        hidden = len(programme.frozen) - len(rows) if approved else items.hidden
        lots = readers.draws_of(programme)
        paper = papers.programme_paper(programme, rows, words, hidden=hidden, today=today, lots=lots)
        return giving.paper(paper, form, name=name)
    raise NotFound(_("Không có tệp này."))


def _sheets(request: OfficeRequest, programme: Programme, rows: Sequence[Row], words: Words) -> list[Sheet]:
    found = readers.deviations_of(request.actor, programme, at=request.at)
    sheets = [
        Sheet(
            name=_("Các cuộc"),
            heading=programme.case.title,
            notes=[
                f"{programme.unit.name} · {programme.case.dossier} · {programme.get_state_display()}",
                _("Lúc %(when)s, %(count)s dòng.") % {"when": vn_datetime(request.at), "count": len(rows)},
            ],
            columns=(
                Column(_("TT"), "int", 6),
                Column(_("Đối tượng"), "text", 34),
                Column(_("Quy trình"), "text", 30),
                Column(_("Nội dung"), "text", 40),
                Column(_("Từ ngày"), "date", 13),
                Column(_("Đến ngày"), "date", 13),
                Column(_("Người phụ trách"), "text", 24),
                Column(_("Vì sao chọn"), "text", 24),
                Column(_("Lý do"), "text", 40),
                Column(_("Điểm rủi ro"), "int", 10),
                Column(_("Trạng thái"), "text", 18),
                Column(_("Trễ"), "text", 8),
                Column(_("Hồ sơ"), "text", 22),
            ),
            rows=(
                (
                    row.item.number,
                    row.subject,
                    row.procedure,
                    row.contents,
                    row.item.planned_from,
                    row.item.planned_to,
                    row.lead,
                    row.source,
                    str(row.item.reason.get("words", "")),
                    row.points,
                    row.state,
                    _("có") if row.late else "",
                    row.item.inspection_case.dossier if row.item.inspection_case else "",
                )
                for row in rows
            ),
        )
    ]
    if found:
        sheets.append(_changes(found, words))
    return sheets


def _changes(found: Sequence[Deviation], words: Words) -> Sheet:
    names = lead_names(found)

    def lines() -> Iterator[tuple[int | str, ...]]:
        for one in found:
            told = [
                "; ".join(f"{label}: {value}" for label, value in change_words(part, words, names))
                for part in (one.before, one.after)
            ]
            yield (
                one.item.number,
                vn_datetime(one.at),
                one.get_kind_display(),
                *told,
                one.reason,
                one.by.name if one.by else "",
                one.entry_seq or 0,
            )

    return Sheet(
        name=_("Thay đổi"),
        heading=_("Thay đổi so với chương trình"),
        columns=(
            Column(_("Cuộc số"), "int", 8),
            Column(_("Lúc"), "text", 18),
            Column(_("Thay đổi"), "text", 22),
            Column(_("Trước"), "text", 36),
            Column(_("Sau"), "text", 36),
            Column(_("Lý do"), "text", 40),
            Column(_("Người quyết định"), "text", 24),
            Column(_("Sổ"), "int", 8),
        ),
        rows=lines(),
    )
