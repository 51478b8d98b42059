"""The review of a term: every directive of its years on one page, and how the tasks of each stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from liem.spine.ledger.remembered import remembered
from liem.spine.tasks.lists import Sieve, Standing, tally

from .models import Directive
from .readers import directives_for
from .rows import UNCONFIRMED, Origin, Rows, tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from liem.spine.access import Actor

FIRST_YEAR = 2025
YEARS = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """How many tasks there are and how they stand; the standings add up to the total.

    Parts count, not the wholes they belong to.
    """

    total: int = 0
    on_time: int = 0
    late: int = 0
    no_deadline: int = 0
    overdue: int = 0
    under_way: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Figures:
        """Return the figures in a row of aggregates."""
        return cls(**{name: row[name] for name in ("total", *Standing.values)})

    def __add__(self, other: Figures) -> Figures:
        """Add two rows of figures."""
        return Figures(
            **{name: getattr(self, name) + getattr(other, name) for name in ("total", *Standing.values)}
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One directive and its figures."""

    directive: Directive
    figures: Figures


@dataclass(frozen=True, slots=True)
class Year:
    """One year: how many directives, and the figures of all of them together."""

    year: int
    directives: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Review:
    """The years of a term and their sum."""

    years: tuple[Year, ...] = ()
    directives: int = 0
    figures: Figures = field(default_factory=Figures)


def years_of(first_year: int) -> Origin:
    """Return the directives of a term: from its first year to that of the next congress, both included."""
    return Origin(issued_from=date(first_year, 1, 1), issued_to=date(first_year + YEARS, 12, 31))


def in_year(origin: Origin, year: int) -> Origin:
    """Narrow to the directives issued in a year, keeping issuer, kind and the days asked for."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return replace(
        origin,
        issued_from=max(first, origin.issued_from or first),
        issued_to=min(last, origin.issued_to or last),
    )


def directives(actor: Actor, origin: Origin) -> QuerySet[Directive]:
    """Return the confirmed directives the actor sees, oldest first."""
    return (
        directives_for(actor)
        .filter(origin.condition(), issued_on__isnull=False)
        .exclude(state__in=UNCONFIRMED)
        .select_related("unit")
        .defer("reading", "folded", "base_documents")
        .order_by("issued_on", "number", "pk")
    )


def review(actor: Actor, origin: Origin, *, at: datetime) -> Review:
    """Return the sums of each year of a term: at most three queries, any size."""
    return remembered(lambda: _review(actor, origin, at=at), "term.review", origin, actor=actor, at=at)


def _review(actor: Actor, origin: Origin, *, at: datetime) -> Review:
    # By day, summed to years here: on SQLite a year is taken out of a date by a Python function, once a row,
    # and eight visitors at once then wait for each other a hundred thousand times.
    confirmed = directives(actor, origin).order_by().values_list("issued_on").annotate(count=Count("pk"))
    made: Counter[int] = Counter()
    for day, count in confirmed:
        made[day.year if day else 0] += count
    leaves = tasks(actor, Rows(sieve=Sieve(leaves=True), origin=origin), at=at)
    known = leaves.filter(case__directive__issued_on__isnull=False)
    figures: dict[int, Figures] = {}
    for row in known.order_by().values("case__directive__issued_on").annotate(**tally(at=at)):
        day = row["case__directive__issued_on"]
        year = day.year if day else 0
        figures[year] = figures.get(year, Figures()) + Figures.of(row)
    years = tuple(
        Year(year=year, directives=made[year], figures=figures.get(year, Figures()))
        for year in sorted({*made, *figures})
    )
    return Review(
        years=years,
        directives=sum(each.directives for each in years),
        figures=sum((each.figures for each in years), Figures()),
    )


def with_figures(actor: Actor, shown: Iterable[Directive], *, at: datetime) -> list[Row]:
    """Return directives with the figures of the tasks the actor sees in each: one query."""
    listed = list(shown)
    leaves = tasks(actor, Rows(sieve=Sieve(leaves=True)), at=at)
    cases = tuple(each.case_id for each in listed)
    found = leaves.filter(case__in=cases).order_by().values("case_id")
    figures: dict[UUID, Figures] = remembered(
        lambda: {row["case_id"]: Figures.of(row) for row in found.annotate(**tally(at=at))},
        "term.figures",
        cases,
        actor=actor,
        at=at,
    )
    return [Row(directive=each, figures=figures.get(each.case_id, Figures())) for each in listed]


def issuers(actor: Actor, *, at: datetime, limit: int = 200) -> list[str]:
    """Return the issuing bodies of confirmed directives, in order: for the filter of the page."""
    names = directives_for(actor).exclude(state__in=UNCONFIRMED).exclude(issuer="")
    found = names.order_by("issuer").values_list("issuer", flat=True).distinct()[:limit]
    return list(remembered(lambda: tuple(found), "term.issuers", limit, actor=actor, at=at))
