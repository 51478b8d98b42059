"""Pages: the whole dossier of a case as one PDF, asked for, watched, fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.desks.oversight.tabs import tabs
from liem.domains.inspections import printing

if TYPE_CHECKING:
    from liem.spine.cases.models import Printing


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Ask for the dossier as one PDF; show how far it is, or where it lies."""
    inspection = printing.get_for_printing(request.actor, inspection_id, at=request.at)
    if request.method == "POST":
        _made, receipt = printing.ask_printing(
            actor=request.actor, at=request.at, inspection_id=inspection.pk
        )
        words = _("Đang đóng hồ sơ thành một tệp PDF.") if receipt else _("Bản in này đã có, dưới đây.")
        messages.success(request, words)
        return HttpResponseRedirect(reverse("oversight:inspections_print", args=[inspection.pk]))
    made = printing.printing_of(inspection)
    return shown(
        request,
        made,
        dossier=inspection.case.dossier,
        is_current=made is not None and printing.is_current(inspection, made),
        here=reverse("oversight:inspections_print", args=[inspection.pk]),
        file_url=reverse("oversight:inspections_print_file", args=[inspection.pk]),
        back=reverse("oversight:inspections_one", args=[inspection.pk]),
    )


def shown(
    request: OfficeRequest,
    made: Printing | None,
    *,
    dossier: str,
    is_current: bool,
    here: str,
    file_url: str,
    back: str,
) -> HttpResponse:
    """Show how far the printing of a dossier is, of an inspection or of a discipline case."""
    context = {
        "oversight_tabs": tabs(request),
        "dossier": dossier,
        "made": made,
        "is_open": made is not None and made.state in printing.OPEN,
        "is_done": made is not None and made.state == made.State.DONE,
        "has_failed": made is not None and made.state == made.State.FAILED,
        "is_current": is_current,
        "percent": _percent(made),
        "here": here,
        "file_url": file_url,
        "back": back,
    }
    return render(request, "oversight/workbench/printing.html", context)


def _percent(made: Printing | None) -> int:
    return made.done * 100 // made.total if made is not None and made.total else 0


@office()
@require_safe
def file(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Give the newest printed dossier, every byte checked first."""
    inspection, made = printing.get_printed(request.actor, inspection_id, at=request.at)
    name = inspection.case.dossier.replace("/", "-")
    return original(made.blob, f"{name}.pdf")
