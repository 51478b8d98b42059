"""The review of a term: every directive of its years on one page, and how the tasks of each stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from liem.kernel.text import fold
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

_HEAVY = ("reading", "folded", "base_documents")
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

    @classmethod
    def total_of(cls, rows: Iterable[Figures]) -> Figures:
        """Return the sum of rows of figures."""
        kept = list(rows)
        return cls(**{name: sum(getattr(row, name) for row in kept) for name in ("total", *Standing.values)})


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
        .defer(*_HEAVY)
        .order_by("issued_on", "number", "pk")
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the figures of a term need of a directive; ``listed`` says whether it was confirmed."""

    pk: UUID
    case_id: UUID
    issued_on: date
    issuer: str
    kind: str
    listed: bool

    def comes_from(self, origin: Origin) -> bool:
        """Say whether the directive is one of ``origin``, as its condition says it to the database."""
        return (
            (origin.directive is None or self.pk == origin.directive)
            and (origin.issued_from is None or self.issued_on >= origin.issued_from)
            and (origin.issued_to is None or self.issued_on <= origin.issued_to)
            and (not origin.issuer or self.issuer == origin.issuer)
            and (not origin.kind or self.kind == origin.kind)
        )


def _known(actor: Actor, *, at: datetime) -> tuple[_Known, ...]:
    """Return every dated directive the actor sees, oldest first: one query for all terms and filters."""

    def read() -> tuple[_Known, ...]:
        found = (
            directives_for(actor)
            .filter(issued_on__isnull=False)
            .order_by("issued_on", "number", "pk")
            .values_list("pk", "case_id", "issued_on", "issuer", "kind", "state")
        )
        return tuple(
            _Known(pk, case, day, issuer, kind, listed=state not in UNCONFIRMED)
            for pk, case, day, issuer, kind, state in found
            if day is not None
        )

    return remembered(read, "term.known", actor=actor, at=at)


def _by_case(actor: Actor, *, at: datetime) -> Mapping[UUID, Figures]:
    """Return the figures of the tasks the actor sees by dossier: one query for all terms and filters."""

    def count() -> Mapping[UUID, Figures]:
        leaves = tasks(actor, Rows(sieve=Sieve(leaves=True)), at=at).order_by().values("case_id")
        return {row["case_id"]: Figures.of(row) for row in leaves.annotate(**tally(at=at))}

    return remembered(count, "term.figures", actor=actor, at=at)


def listed(actor: Actor, origin: Origin, *, at: datetime) -> list[UUID]:
    """Return the ids of the confirmed directives of an origin that the actor sees, oldest first."""
    return [each.pk for each in _known(actor, at=at) if each.listed and each.comes_from(origin)]


def shown(ids: tuple[UUID, ...], *, actor: Actor, at: datetime) -> list[Directive]:
    """Return the directives of one page, in the given order, without their long words: one query."""

    def read() -> tuple[Directive, ...]:
        rows = Directive.objects.select_related("unit").defer(*_HEAVY).in_bulk(ids)
        return tuple(rows[each] for each in ids if each in rows)

    return list(remembered(read, "term.page", ids, actor=actor, at=at))


def review(actor: Actor, origin: Origin, *, at: datetime) -> Review:
    """Return the sums of each year of a term: at most two queries, any size."""
    return remembered(lambda: _review(actor, origin, at=at), "term.review", origin, actor=actor, at=at)


def _review(actor: Actor, origin: Origin, *, at: datetime) -> Review:
    by_case = _by_case(actor, at=at)
    made: Counter[int] = Counter()
    figures: dict[int, list[Figures]] = {}
    for each in _known(actor, at=at):
        if not each.comes_from(origin):
            continue
        if each.listed:
            made[each.issued_on.year] += 1
        if each.case_id in by_case:
            figures.setdefault(each.issued_on.year, []).append(by_case[each.case_id])
    years = tuple(
        Year(year=year, directives=made[year], figures=Figures.total_of(figures.get(year, ())))
        for year in sorted({*made, *figures})
    )
    return Review(
        years=years,
        directives=sum(each.directives for each in years),
        figures=Figures.total_of(each.figures for each in years),
    )


def with_figures(actor: Actor, directives: Iterable[Directive], *, at: datetime) -> list[Row]:
    """Return directives with the figures of the tasks the actor sees in each: at most one query."""
    by_case = _by_case(actor, at=at)
    return [Row(directive=each, figures=by_case.get(each.case_id, Figures())) for each in directives]


def issuers(actor: Actor, *, at: datetime, limit: int = 200) -> list[str]:
    """Return the issuing bodies of confirmed directives, in order: for the filter of the page."""
    names = {each.issuer for each in _known(actor, at=at) if each.listed and each.issuer}
    return sorted(names, key=lambda name: (fold(name), name))[:limit]
