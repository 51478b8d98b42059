"""Reads of units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.text import fold
from liem.spine.access import Actor, NotFound

from .models import Succession, Unit, UnitName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID


_BLOCK = 400  # SQLite takes a thousand values in one question


def open_on(day: date) -> QuerySet[Unit]:
    """Return the units that exist on ``day``, in tree order."""
    return Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day).order_by(
        "path"
    )


def by_code(codes: Iterable[str]) -> dict[str, Unit]:
    """Return the units of these codes, open or closed: one query for each few hundred of them."""
    listed = sorted({*codes} - {""})
    found: dict[str, Unit] = {}
    for start in range(0, len(listed), _BLOCK):
        found |= {each.code: each for each in Unit.objects.filter(code__in=listed[start : start + _BLOCK])}
    return found


def under(path: str) -> QuerySet[Unit]:
    """Return the unit at ``path`` and all below it, open or closed."""
    return Unit.objects.filter(path__startswith=path).order_by("path")


def units_for(actor: Actor) -> QuerySet[Unit]:
    """Return the units an actor sees: the own and all below, history included, and the line above by name."""
    parts = [part for part in actor.unit_path.split("/") if part]
    line = ["/" + "/".join(parts[:length]) + "/" for length in range(1, len(parts))]
    return Unit.objects.filter(Q(path__startswith=actor.unit_path) | Q(path__in=line)).order_by("path")


def with_history(actor: Actor) -> QuerySet[Unit]:
    """Return the units an actor sees and those that went into them with the line above: names and dates.

    A merged commune and its district stood elsewhere in the tree; whoever works in the commune of today sees
    where it came from. No duty reaches a unit by this: posts, tasks and verbs go by :func:`units_for`.
    """
    went_in = Succession.objects.filter(new__path__startswith=actor.unit_path)
    old_paths = set(went_in.values_list("old__path", flat=True))
    line = {
        "/" + "/".join(parts[:length]) + "/"
        for path in old_paths
        for parts in [[part for part in path.split("/") if part]]
        for length in range(1, len(parts))
    }
    seen = units_for(actor).values("pk")
    return Unit.objects.filter(Q(pk__in=seen) | Q(path__in=old_paths | line)).order_by("path")


def get_unit(actor: Actor, unit_id: UUID) -> Unit:
    """Return a unit the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    return _one(units_for(actor), unit_id)


def get_unit_in_history(actor: Actor, unit_id: UUID) -> Unit:
    """Return a unit the actor may see or that went into one; raises ``NotFound`` otherwise."""
    return _one(with_history(actor), unit_id)


def _one(seen: QuerySet[Unit], unit_id: UUID) -> Unit:
    unit = seen.filter(pk=unit_id).select_related("parent").first()
    if unit is None:
        raise NotFound(_("Không có đơn vị này."))
    return unit


def search(text: str, *, day: date, within: str = "/", limit: int = 20) -> list[Unit]:
    """Find open units by words typed with or without marks."""
    found = open_on(day).filter(path__startswith=within)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found[:limit])


def managed(actor: Actor, *, day: date) -> QuerySet[Unit]:
    """Return the open units an actor may change: the own and all below."""
    return open_on(day).filter(path__startswith=actor.unit_path)


def names_on(units: Iterable[Unit], *, day: date) -> dict[UUID, str]:
    """Return the name each unit bore on ``day``: one query."""
    borne = UnitName.objects.filter(unit__in=[unit.pk for unit in units], valid_from__lte=day)
    return dict(borne.order_by("unit_id", "valid_from").values_list("unit_id", "name"))


def names(unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the present names behind ids: one query."""
    return dict(Unit.objects.filter(pk__in=set(unit_ids)).values_list("pk", "name"))


def ceased_before(actor: Actor, *, day: date, limit: int = 200) -> list[tuple[Unit, list[Succession]]]:
    """Return the visible units gone on ``day``, newest end first, with what they went into. Two queries."""
    gone = (
        with_history(actor)
        .filter(valid_to__lte=day)
        .order_by("-valid_to", "path")
        .prefetch_related(Prefetch("successors", queryset=Succession.objects.select_related("new")))
    )
    return [(unit, list(unit.successors.all())) for unit in gone[:limit]]


def own_with_successors(actor: Actor) -> list[tuple[Unit, list[Succession]]]:
    """Return the own unit and all below, open and ceased, with what they went into: two queries."""
    found = (
        under(actor.unit_path)
        .select_related("parent")
        .prefetch_related(Prefetch("successors", queryset=Succession.objects.select_related("new")))
    )
    return [(unit, list(unit.successors.all())) for unit in found]


def history(unit: Unit) -> tuple[list[UnitName], list[Succession], list[Succession]]:
    """Return the names of a unit over time, what went into it, and what it went into."""
    return (
        list(unit.names.all()),
        list(unit.predecessors.select_related("old").order_by("on")),
        list(unit.successors.select_related("new").order_by("on")),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A unit found; ``earlier`` is the name it no longer bears, where that is what the words met."""

    unit: Unit
    earlier: str = ""


def find(actor: Actor, text: str, *, limit: int = 200) -> list[Found]:
    """Find visible units, open and ceased, by name, earlier name or code, typed with or without marks.

    Those found by what they are called now come first. Two queries.
    """
    seen = with_history(actor)
    words = fold(text).split()
    if not words:
        return []
    by_name = Q()
    for word in words:
        by_name &= Q(folded__contains=word)
    now = [Found(unit) for unit in seen.filter(by_name | Q(code__iexact=text.strip()))[:limit]]
    if len(now) == limit:
        return now
    known = {one.unit.pk for one in now}
    found: dict[UUID, Found] = {}
    # few units were ever renamed, so their names are folded here and have no twin in the database
    given_up = UnitName.objects.filter(unit__in=seen.values("pk")).exclude(name=F("unit__name"))
    for borne in given_up.select_related("unit").order_by("unit__path", "-valid_from"):
        folded = fold(borne.name)
        if borne.unit_id not in known and all(word in folded for word in words):
            found.setdefault(borne.unit_id, Found(borne.unit, borne.name))
    return [*now, *found.values()][:limit]
