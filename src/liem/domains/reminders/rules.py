"""What adds up, when a reminder lapses, when a question is due: pure, no row, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liem.kernel.workdays import add_months

from .flow import COUNTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Noted:
    """One reminder as the rules see it: its dossier, the day of the fault, its state."""

    case: str
    happened_on: date
    state: str

    @property
    def counts(self) -> bool:
        """Whether it adds up: not contested and unreviewed, not lapsed, not withdrawn."""
        return self.state in COUNTING


def repeats(
    one: Noted, others: Iterable[Noted], *, window: int, considered: frozenset[str] = frozenset()
) -> list[Noted]:
    """Return the largest group of counting reminders within ``window`` months that holds ``one``, by day.

    ``others`` are those of the same subject and content (``one`` itself may be among them). Empty when
    ``one`` does not count. A dossier in ``considered`` was evidence of a question that a person has decided:
    it is not held against anybody again.
    """
    known = {each.case: each for each in (*others, one)}
    counting = sorted(
        (each for each in known.values() if each.counts and each.case not in considered),
        key=lambda each: (each.happened_on, each.case),
    )
    if one not in counting:
        return []
    best: list[Noted] = []
    for start, first in enumerate(counting):
        last_day = add_months(first.happened_on, window)
        group = [each for each in counting[start:] if each.happened_on <= last_day]
        if one in group and len(group) > len(best):
            best = group
    return best


def asks(group: Sequence[Noted], *, threshold: int) -> bool:
    """Say whether so many repeats are a question to the commission: never a verdict."""
    return threshold > 0 and len(group) >= threshold


def lapse_day(mended_on: date, repeated_on: Iterable[date], *, months: int) -> date:
    """Return the day a mended reminder ends: ``months`` after it was mended, or after the last repeat since.

    ``repeated_on`` are the days of counting reminders of the same subject and content; earlier ones do not
    matter.
    """
    return add_months(max([mended_on, *(day for day in repeated_on if day > mended_on)]), months)
