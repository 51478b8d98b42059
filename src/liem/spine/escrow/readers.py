"""Reads of divided keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import NotFound
from liem.spine.roster import policy as roster

from .models import DividedKey, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from liem.spine.access import Actor

    from .models import Sheet


def seen_by(actor: Actor) -> QuerySet[DividedKey]:
    """Return the divided keys of the unit acted for, with sheets and assemblies. Raises ``NotPermitted``."""
    unit, _person = roster.reading_for(actor)
    found = DividedKey.objects.filter(key__unit_id=unit).select_related("key")
    return found.prefetch_related("sheets", "assemblies__sheets")


def one_for(actor: Actor, divided_id: UUID) -> DividedKey:
    """Return one divided key of the own unit; raises ``NotFound`` for absent and forbidden alike."""
    found = seen_by(actor).filter(pk=divided_id).first()
    if found is None:
        raise NotFound(_("Không có khóa chia mảnh này."))
    return found


def assembled(actor: Actor) -> set[UUID]:
    """Return the readers' keys of the own unit that were put together and must be replaced."""
    return set(seen_by(actor).filter(state=State.ASSEMBLED).values_list("key_id", flat=True))


def told(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return sheets as an entry names them: number, body and holder."""
    return {str(sheet.number): f"{sheet.body}: {sheet.holder}" for sheet in sheets}
