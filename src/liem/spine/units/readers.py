"""Reads of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.text import fold
from liem.spine.access import Actor, NotFound

from .models import Unit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


def open_on(day: date) -> QuerySet[Unit]:
    """Return the units that exist on ``day``, in tree order."""
    return Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day).order_by(
        "path"
    )


def under(path: str) -> QuerySet[Unit]:
    """Return the unit at ``path`` and all below it, open or closed."""
    return Unit.objects.filter(path__startswith=path).order_by("path")


def units_for(actor: Actor) -> QuerySet[Unit]:
    """Return the units an actor sees: the own and all below, history included, and the line above by name."""
    parts = [part for part in actor.unit_path.split("/") if part]
    line = ["/" + "/".join(parts[:length]) + "/" for length in range(1, len(parts))]
    return Unit.objects.filter(Q(path__startswith=actor.unit_path) | Q(path__in=line)).order_by("path")


def get_unit(actor: Actor, unit_id: UUID) -> Unit:
    """Return a unit the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    unit = units_for(actor).filter(pk=unit_id).select_related("parent").first()
    if unit is None:
        raise NotFound(_("Không có đơn vị này."))
    return unit


def search(text: str, *, day: date, within: str = "/", limit: int = 20) -> list[Unit]:
    """Find open units by words typed with or without marks."""
    found = open_on(day).filter(path__startswith=within)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found[:limit])
