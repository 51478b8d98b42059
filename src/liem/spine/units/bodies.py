"""Reads of the bodies that conclude and decide, for pages that narrow to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .models import Kind, Unit

if TYPE_CHECKING:
    from uuid import UUID

COMMITTEES: Final = (
    Kind.PROVINCIAL_COMMITTEE,
    Kind.DISTRICT_COMMITTEE,
    Kind.COMMUNE_COMMITTEE,
    Kind.BASE_COMMITTEE,
    Kind.PEOPLES_COMMITTEE,
)
CELLS: Final = (Kind.BASE_CELL, Kind.PARTY_CELL)


def bodies_below(path: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of the committees below a path in order of the tree; below a commune its cells
    too, of a province only the committees. One query."""
    kinds = (*COMMITTEES, *CELLS) if path.count("/") > 2 else COMMITTEES
    found = Unit.objects.filter(path__startswith=path, kind__in=kinds).order_by("path")
    return tuple(found.values_list("code", "name"))


def body_with_code(code: str) -> Unit | None:
    """Return a unit by its code."""
    return Unit.objects.filter(code=code).first()


def with_superiors(unit_id: UUID | None) -> Unit | None:
    """Return a unit with the two above it loaded, for the head of its papers."""
    found = Unit.objects.select_related("parent", "parent__parent")
    return found.filter(pk=unit_id).first() if unit_id else None
