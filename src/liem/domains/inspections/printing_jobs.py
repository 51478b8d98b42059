"""Work after commit: bind a dossier that was asked for, with the binder the site names."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from liem.kernel.errors import KernelError
from liem.spine.access import Actor, Duty, Refusal
from liem.spine.cases.models import Printing
from liem.spine.outbox.jobs import handler
from liem.spine.vault import files

from . import printing
from .models import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from liem.kernel.binder import Binder, Bound

BINDER = Actor.of_schedule("binder", Duty.INSPECT)


class DossierBinder(Protocol):
    """What the site names under ``LIEM_PORTS["bind_dossier"]``."""

    def __call__(
        self, binder: Binder, out: Path, *, progress: Callable[[int, int], None] | None = None
    ) -> Bound:
        """Write the dossier into ``out``; ``progress(done, total)`` counts documents."""


@handler(printing.JOB)
def print_dossier(*, at: datetime, printing_id: str) -> None:
    """Bind a dossier and keep the file, or why it could not be bound. A second run changes nothing."""
    asked = Printing.objects.filter(pk=UUID(printing_id), state__in=printing.OPEN).first()
    if asked is None:
        return
    pk = asked.pk

    def progress(done: int, total: int) -> None:
        Printing.objects.filter(pk=pk).update(done=done, total=total)

    Printing.objects.filter(pk=pk).update(state=Printing.State.RUNNING)
    inspection = Inspection.objects.select_related(
        "case", "unit", "unit__parent", "subject_unit", "subject_person"
    ).get(case=asked.case_id)
    bind = cast("DossierBinder", import_string(settings.LIEM_PORTS["bind_dossier"]))
    with tempfile.TemporaryDirectory(prefix="liem-print-", dir=files.upload_folder()) as folder:
        out = Path(folder) / "dossier.pdf"
        try:
            bound = bind(printing.binder_of(inspection, at=at), out, progress=progress)
        except (KernelError, Refusal) as fault:
            printing.fail_printing(actor=BINDER, at=at, printing_id=pk, words=str(fault))
            return
        blob = files.store_file(out, at=at)
    printing.keep_printing(actor=BINDER, at=at, printing_id=pk, blob=blob, bound=bound)
