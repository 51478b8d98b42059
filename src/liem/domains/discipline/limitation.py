"""Thời hiệu: until which day an act can still be disciplined, as pure arithmetic over days.

Counted from the act to the day the competent body concludes that discipline is due; an act that lasts counts
from its end; a new violation within the period starts it again (khoản 15 Điều 3 Quy định 296-QĐ/TW; khoản 3
Điều
5 Nghị định 234/2026/NĐ-CP).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from liem.kernel.workdays import add_months

if TYPE_CHECKING:
    from collections.abc import Sequence

# How long before the last day people are warned, in months, and how the notice names it.
STAGES: Final = ((1, "month"), (3, "quarter"), (12, "year"))


@dataclass(frozen=True, slots=True)
class Span:
    """When an act happened: a day, a stretch with its last day, or one that goes on still."""

    since: date
    until: date | None = None
    ongoing: bool = False

    @property
    def end(self) -> date | None:
        """The day the limitation counts from; ``None`` while the act goes on."""
        return None if self.ongoing else self.until or self.since


def last_days(acts: Sequence[Span], months: int) -> list[date | None]:
    """Return for each act the last day on which it can be disciplined; ``None``: not running yet."""
    found: list[date | None] = []
    for act in acts:
        start = act.end
        for later in sorted(acts, key=lambda one: one.since):
            if start is None:
                break
            if later is not act and act.since < later.since <= add_months(start, months):
                start = None if later.end is None else max(start, later.end)
        found.append(None if start is None else add_months(start, months))
    return found


def last_day(acts: Sequence[Span], months: int) -> date | None:
    """Return the last day on which at least one act can be disciplined; ``None``: not running for one."""
    days = last_days(acts, months)
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def chosen_months(now: int, then: int | None, applies: str | None) -> int:
    """Return the months that count where the law changed between the act and now.

    ``applies`` is the transition clause: "new", "old", "favourable" (the shorter one), or ``None`` (none).
    """
    if then is None or applies in (None, "new"):
        return now
    return then if applies == "old" else min(now, then)


def stage(last: date | None, today: date) -> str:
    """Return which warning stands: "expired", "month", "quarter", "year" or "" (far off, or not running)."""
    if last is None:
        return ""
    if today > last:
        return "expired"
    for months, name in STAGES:
        if add_months(last, -months) <= today:
            return name
    return ""
