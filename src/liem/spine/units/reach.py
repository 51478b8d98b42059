"""How far a body sees, and whose rules it follows.

A commission, an office or a board of a committee serves the whole committee: it inspects the cells beside it
in the tree, not only what stands below itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.law import NATIONAL
from liem.spine.access import Actor, NotFound

from .models import Kind, Unit

if TYPE_CHECKING:
    from uuid import UUID

SERVES_ITS_PARENT = frozenset(
    {Kind.INSPECTION_COMMISSION, Kind.PARTY_OFFICE, Kind.INTERNAL_AFFAIRS_COMMISSION}
)


def served_path(unit: Unit) -> str:
    """Return the path below which ``unit`` supervises: its own, or that of the committee it serves."""
    if unit.kind in SERVES_ITS_PARENT and unit.path.count("/") > 2:
        return unit.path.rsplit("/", 2)[0] + "/"
    return unit.path


def supervised_path(actor: Actor) -> str:
    """Return the path below which the actor's unit supervises; raises ``NotFound`` without a unit. One
    query."""
    unit = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    if unit is None:
        raise NotFound(_("Chức danh hiện tại không thuộc đơn vị nào."))
    return served_path(unit)


def supervises(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor's unit supervises ``unit``."""
    return actor.schedule or unit.path.startswith(supervised_path(actor))


def jurisdictions(path: str) -> tuple[str, ...]:
    """Return whose rules apply to the body at ``path`` ("/TAL/XCR/"), for ``law.Book.in_force``.

    The bodies of the line, its province (the code of the first unit, in small letters), the country, the
    Party.
    """
    codes = [part for part in path.split("/") if part]
    province = (f"province:{codes[0].lower()}",) if codes else ()
    return (*(f"body:{code}" for code in reversed(codes)), *province, *NATIONAL)


def body_of(unit_id: UUID) -> Unit:
    """Return the committee a unit decides for: its parent for a commission or office, else itself."""
    unit = Unit.objects.select_related("parent").get(pk=unit_id)
    return unit.parent if unit.kind in SERVES_ITS_PARENT and unit.parent is not None else unit
