"""The register of incoming documents as a unit sees it: where they wait, and the lists behind the counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from liem.spine.access import Actor, Duty
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import Task
from liem.spine.tasks.readers import tasks_for
from liem.spine.units.models import Unit

from . import readers
from .flow import State
from .models import Directive, DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

REGISTER_DUTIES = (Duty.RECEIVE_DOCUMENTS, Duty.ASSIGN_TASKS, Duty.READ_REPORTS)
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
    units below.

    Each is a part of ``readers.directives_for``, asked so that a register of years answers at once.
    """
    if actor.unit_id is None or not any(actor.has(duty) for duty in REGISTER_DUTIES):
        return Directive.objects.none()
    if scope == "own":
        return Directive.objects.filter(unit_id=actor.unit_id)
    below = Unit.objects.filter(path__startswith=actor.unit_path).values("pk")
    if scope == "below":
        if not actor.has(Duty.READ_REPORTS):
            return Directive.objects.none()
        return Directive.objects.filter(unit__in=below).exclude(unit_id=actor.unit_id)
    reached = tasks_for(actor).filter(case_id=OuterRef("case_id")).exclude(state=TaskState.PLANNED)
    return Directive.objects.exclude(unit__in=below).filter(Exists(reached))


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
    shown = found.select_related("case", "unit").defer("reading", "base_documents")
    return shown.order_by("-received_at", "-pk")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list: how many tasks it has at the top, and how many of all are not given yet."""

    directive: Directive
    tasks: int
    ungiven: int


def listed(rows: Iterable[Directive]) -> list[Listed]:
    """Return documents with their counts of tasks: one query for those rows, not for the whole register."""
    directives = list(rows)
    counts = {
        row["case_id"]: row
        for row in Task.objects.filter(case_id__in=[each.case_id for each in directives])
        .order_by()
        .values("case_id")
        .annotate(
            tops=Count("pk", filter=Q(parent__isnull=True) & ~Q(state=TaskState.WITHDRAWN)),
            planned=Count("pk", filter=Q(state=TaskState.PLANNED)),
        )
    }
    none = {"tops": 0, "planned": 0}
    return [
        Listed(
            directive=each,
            tasks=counts.get(each.case_id, none)["tops"],
            ungiven=counts.get(each.case_id, none)["planned"],
        )
        for each in directives
    ]


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
