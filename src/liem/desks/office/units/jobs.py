"""Work after commit: take in a long table of units or people that somebody confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.adapters.tables import TableError
from liem.kernel.clock import local_day
from liem.spine.access import Refusal
from liem.spine.outbox.jobs import handler
from liem.spine.people.importing import import_people
from liem.spine.people.readers import actor_of, in_force
from liem.spine.units import long_tables
from liem.spine.units.importing import import_units
from liem.spine.vault import files

from . import tables

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.people.models import Mandate
    from liem.spine.units.models import TablePreview


@handler(long_tables.JOB)
def take_in(*, at: datetime, preview_id: str, mandate_id: str, only_good: bool) -> None:
    """Take in a table in the mandate in which it was asked for, or keep why it was refused.

    Killed in the middle nothing of it stays, and the next run begins anew; killed after the end the next run
    finds it taken in.
    """
    kept = long_tables.waiting(UUID(preview_id))
    if kept is None:
        return
    held = in_force(local_day(at)).filter(pk=UUID(mandate_id)).select_related("unit", "person__account")
    mandate = held.first()
    with override(mandate.person.account.language if mandate else "vi"):
        try:
            if mandate is None:
                raise Refusal(_("Chức danh này không còn hiệu lực nên không chọn được."))
            _take_in(kept, mandate, at=at, only_good=only_good)
        except TableError as fault:
            long_tables.refuse(preview_id=kept.pk, words=fault.vi)
        except Refusal as said:
            long_tables.refuse(preview_id=kept.pk, words=f"{said.message} {said.next_step}".strip())
        finally:
            long_tables.Mark(kept.pk).clear()


def _take_in(kept: TablePreview, mandate: Mandate, *, at: datetime, only_good: bool) -> None:
    actor = actor_of(mandate)
    with files.on_disk(kept.blob) as place:
        looked = tables.look(place, file_name=kept.file_name, what=kept.what, actor=actor, at=at)
    act = import_units if kept.what == "units" else import_people
    act(
        actor=actor,
        at=at,
        preview_id=kept.pk,
        rows=looked.rows,  # type: ignore[arg-type]  # both take the same words
        expected=kept.asked_rows or 0,
        unreadable=looked.unreadable,
        only_good=only_good,
        tell=long_tables.Mark(kept.pk).tell,
    )
