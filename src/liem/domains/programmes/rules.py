"""Pure decisions about programmes: what a period may be, how a score adds up, what is due, who approves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from fractions import Fraction
    from uuid import UUID

# The most days a period may have; a term of a congress is five years.
LONGEST: Mapping[str, int] = {"term": 6 * 366, "year": 366, "half": 184, "quarter": 92}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: the source counted, how often, the points for each."""

    key: str
    count: int
    weight: int

    @property
    def points(self) -> int:
        """What the part adds."""
        return self.count * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A plain score: the sum of its parts, so that anybody can add it up again."""

    parts: tuple[Part, ...] = field(default=())

    @property
    def points(self) -> int:
        """The sum."""
        return sum(part.points for part in self.parts)


def score(counts: Mapping[str, int], weights: Mapping[str, int]) -> Score:
    """Return the score of one subject; what was not found or weighs nothing is no part of it."""
    return Score(
        tuple(
            Part(key, count, weights[key])
            for key, count in counts.items()
            if count > 0 and weights.get(key, 0) > 0
        )
    )


def fits(period: str, first: date, last: date) -> bool:
    """Say whether the days make a period of that name."""
    return first <= last and (last - first).days + 1 <= LONGEST[period]


def due_on(last: date | None, since: date, months: int) -> date:
    """Return the day a subject is due again: ``months`` after it was last inspected, or after it began."""
    start = last or since
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=start.day - 1), first_of_next - timedelta(days=1))


def by_share(size: int, share: Fraction) -> int:
    """Return how many of ``size`` a share takes: rounded up, at least one where there is any."""
    return min(size, max(1, -(-size * share.numerator // share.denominator))) if size else 0


def needs_other_eyes(approver: UUID | None, hands: Collection[UUID | None], deciders: int) -> bool:
    """Say whether another must approve: the approver drafted or submitted and is not alone to decide."""
    return approver in hands and deciders > 1


def workload(leads: Iterable[tuple[UUID, date, date]]) -> dict[UUID, tuple[int, int]]:
    """Return for each lead how many inspections, and the most that run at the same time."""
    spans: dict[UUID, list[tuple[date, date]]] = {}
    for lead, first, last in leads:
        spans.setdefault(lead, []).append((first, last))
    return {
        lead: (len(own), max(sum(start <= day <= end for start, end in own) for day, _end in own))
        for lead, own in spans.items()
    }
