"""Long tables are taken in by a job: asked for once, seen on their way, refused in words.

The rows of a table stand or fall together, in one transaction, so nobody can see them half way. How far the
job is stands beside the records, in a small file that means nothing: lost or stale, it misleads nobody for
longer than the job runs.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.text import nfc
from liem.spine.access import Actor, NotPermitted
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs
from liem.spine.vault.files import upload_folder

from .importing import DUTIES, claim_preview
from .models import TablePreview

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

JOB: Final = "units.take_in_table"  # handled by the desk that reads tables
LONG: Final = 300  # rows from which somebody would wait without a word
PATIENCE: Final = timedelta(hours=1)  # a job that says nothing for that long was given up
_EVERY: Final = 25  # rows between two marks


def ask(
    *,
    actor: Actor,
    at: datetime,
    preview_id: UUID,
    good: int,
    expected: int,
    faulty: int,
    only_good: bool,
) -> None:
    """Put the job that takes a table in; asking again while it runs changes nothing.

    The numbers are those of ``claim_preview``. Raises ``NotPermitted``, ``Conflict``, ``Invalid``,
    ``NotFound``.
    """
    with atomic():
        preview = claim_preview(
            preview_id, actor=actor, good=good, expected=expected, faulty=faulty, only_good=only_good
        )
        if not actor.has(DUTIES[preview.what]):
            raise NotPermitted(_("Chức danh hiện tại không được nhập bảng này."))
        if is_under_way(preview, at=at):
            return
        preview.asked_at, preview.asked_rows, preview.refused = at, good, ""
        preview.save(update_fields=["asked_at", "asked_rows", "refused"])
        args = {"preview_id": str(preview.pk), "mandate_id": str(actor.mandate_id), "only_good": only_good}
        jobs.put(JOB, at=at, args=args, key=f"{JOB}:{preview.pk}:{at.isoformat()}")


def is_under_way(preview: TablePreview, *, at: datetime) -> bool:
    """Say whether the job of a table waits or runs."""
    asked = preview.asked_at
    return (
        asked is not None and not preview.refused and preview.confirmed_at is None and at - asked < PATIENCE
    )


def waiting(preview_id: UUID) -> TablePreview | None:
    """Return the table a job is to take in; ``None`` once it was taken in or refused."""
    return (
        TablePreview.objects.filter(
            pk=preview_id, asked_at__isnull=False, confirmed_at__isnull=True, refused=""
        )
        .select_related("blob")
        .first()
    )


def refuse(*, preview_id: UUID, words: str) -> None:
    """Keep why a table could not be taken in, for the page; it can be asked for again."""
    with atomic():
        TablePreview.objects.filter(pk=preview_id, confirmed_at__isnull=True).update(refused=nfc(words)[:500])


class Mark:
    """How many rows of a table are done, told from the job to the page."""

    def __init__(self, preview_id: UUID) -> None:
        self._preview_id = preview_id

    @property
    def _place(self) -> Path:
        return upload_folder() / f"table-{self._preview_id}.rows"

    def tell(self, done: int) -> None:
        """Write how many rows are done, now and then; a full disk stops the import, not the telling of it."""
        if done % _EVERY == 0:
            with suppress(OSError):
                self._place.write_text(str(done), "ascii")

    def read(self) -> int:
        """Return how many rows are done, 0 when nobody said."""
        with suppress(OSError, ValueError):
            return int(self._place.read_text("ascii"))
        return 0

    def clear(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self._place.unlink(missing_ok=True)
