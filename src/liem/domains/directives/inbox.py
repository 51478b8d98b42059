"""The register of incoming documents as a unit sees it: where they wait, and the lists behind the counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from liem.spine.access import Actor, Duty
from liem.spine.tasks.flow import State as TaskState
from liem.spine.units.models import Unit

from . import readers
from .flow import State
from .models import Directive, DocumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DOORS: Mapping[str, tuple[State, ...]] = {
    "reading": (State.RECEIVED,),
    "to_confirm": (State.READ,),
    "unreadable": (State.UNREADABLE,),
    "to_assign": (State.CONFIRMED,),
    "assigned": (State.ASSIGNED,),
    "closed": (State.CLOSED, State.SET_ASIDE),
    "all": tuple(State),
}


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list is narrowed to: a door, a scope (``own``, ``above``, ``below``), words, issuer,
    kind, year."""

    door: str = "all"
    scope: str = "own"
    words: str = ""
    issuer: str = ""
    kind: str = ""
    year: int | None = None


def scoped(actor: Actor, scope: str) -> QuerySet[Directive]:
    """Return the actor's directives of a scope: of the own unit, of a unit above that gave work here, of
    units below."""
    if actor.unit_id is None:
        return Directive.objects.none()
    seen = readers.directives_for(actor)
    if scope == "above":
        below = Unit.objects.filter(path__startswith=actor.unit_path).values("pk")
        return seen.exclude(unit__in=below)
    if scope == "below":
        return seen.filter(unit__path__startswith=actor.unit_path).exclude(unit_id=actor.unit_id)
    return seen.filter(unit_id=actor.unit_id)


def narrowed(actor: Actor, sieve: Sieve) -> QuerySet[Directive]:
    """Return the directives of a scope that fit words, issuer, kind and year, at every door."""
    found = readers.search(scoped(actor, sieve.scope), sieve.words)
    if sieve.issuer:
        found = found.filter(issuer=sieve.issuer)
    if sieve.kind in DocumentKind.values:
        found = found.filter(kind=sieve.kind)
    if sieve.year:
        found = found.filter(received_at__year=sieve.year)
    return found


def at_door(found: QuerySet[Directive], door: str) -> QuerySet[Directive]:
    """Return those that wait at one door, newest first, with what a row of the list shows: one query."""
    if door != "all":
        found = found.filter(state__in=DOORS[door])
    return (
        found.select_related("case", "unit")
        .defer("reading", "base_documents")
        .annotate(
            task_count=Count(
                "case__tasks",
                filter=Q(case__tasks__parent__isnull=True) & ~Q(case__tasks__state=TaskState.WITHDRAWN),
            ),
            ungiven=Count("case__tasks", filter=Q(case__tasks__state=TaskState.PLANNED)),
        )
        .order_by("-received_at", "-pk")
    )


def door_counts(found: QuerySet[Directive]) -> dict[str, int]:
    """Count the documents at each door: one query; each figure is the length of the list behind it."""
    by_state = dict(found.order_by().values_list("state").annotate(count=Count("pk")))
    return {door: sum(by_state.get(state, 0) for state in states) for door, states in DOORS.items()}


def issuers(actor: Actor, *, limit: int = 200) -> list[str]:
    """Return the issuing bodies that occur in the unit's register, in alphabetical order."""
    names = scoped(actor, "own").exclude(issuer="").order_by("issuer").values_list("issuer", flat=True)
    return list(names.distinct()[:limit])


def years(actor: Actor, *, today: date) -> list[int]:
    """Return the years of the register, newest first: one query."""
    first = scoped(actor, "own").order_by("received_at").values_list("received_at", flat=True).first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def may_register(actor: Actor) -> bool:
    """Say whether the actor may send documents into the own unit's register."""
    return actor.unit_id is not None and actor.has(Duty.RECEIVE_DOCUMENTS)
