"""The whole file of a discipline case as one PDF: asked for, watched, fetched; and the work that binds it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.desks.oversight.workbench.printing import shown
from liem.domains.discipline import printing
from liem.kernel.errors import KernelError
from liem.spine.access import Actor, Duty, Refusal
from liem.spine.outbox.jobs import handler
from liem.spine.vault import files

from .decision import letterhead_of

if TYPE_CHECKING:
    from datetime import datetime

BINDER: Final = Actor.of_schedule("discipline-binder", Duty.INSPECT)


@office(Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Ask for the file as one PDF; show how far it is, or where it lies."""
    case = printing.get_for_printing(request.actor, discipline_id, at=request.at)
    here = reverse("oversight:discipline_print", args=[case.pk])
    if request.method == "POST":
        _made, receipt = printing.ask_printing(actor=request.actor, at=request.at, discipline_id=case.pk)
        words = _("Đang đóng hồ sơ thành một tệp PDF.") if receipt else _("Bản in này đã có, dưới đây.")
        messages.success(request, words)
        return HttpResponseRedirect(here)
    made = printing.printing_of(case)
    return shown(
        request,
        made,
        dossier=case.case.dossier,
        is_current=made is not None and printing.is_current(case, made),
        here=here,
        file_url=reverse("oversight:discipline_print_file", args=[case.pk]),
        back=reverse("oversight:discipline_one", args=[case.pk]),
    )


@office(Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
@require_safe
def file(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Give the newest printed file, every byte checked first."""
    case, made = printing.get_printed(request.actor, discipline_id, at=request.at)
    return original(made.blob, f"{case.case.dossier.replace('/', '-')}.pdf")


@handler(printing.JOB)
def bind(*, at: datetime, printing_id: str) -> None:
    """Bind a file that was asked for and keep it, or why it could not be bound. A second run changes
    nothing."""
    pk = UUID(printing_id)
    case = printing.begin(pk)
    if case is None:
        return
    binder: Any = import_string(settings.LIEM_PORTS["bind_dossier"])
    with tempfile.TemporaryDirectory(prefix="liem-print-", dir=files.upload_folder()) as folder:
        out = Path(folder) / "dossier.pdf"
        try:
            made = printing.binder_of(case, head=letterhead_of(case), at=at)
            bound = binder(made, out, progress=lambda done, total: printing.progress(pk, done, total))
        except (KernelError, Refusal) as fault:
            printing.fail_printing(actor=BINDER, at=at, printing_id=pk, words=str(fault))
            return
        blob = files.store_file(out, at=at)
    printing.keep_printing(actor=BINDER, at=at, printing_id=pk, blob=blob, bound=bound)
