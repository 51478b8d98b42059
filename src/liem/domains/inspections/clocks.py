"""Limits of a case by dated law: of a step, of the whole, of an extension, of the team.

The law of the day whose version the case keeps speaks; where none speaks there is no limit, and the page says
so. A rule nobody has checked (confidence M) is shown and never makes a case late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from liem.kernel.clock import end_of_day, local_day
from liem.law.book import default_book
from liem.law.calendar import default_calendar
from liem.law.deadlines import Term, due, rolls
from liem.law.errors import NoLawInForce
from liem.law.procedures import OPENED, Procedure, default_procedures
from liem.spine.units.reach import jurisdictions

if TYPE_CHECKING:
    from datetime import date, datetime

    from liem.law.procedures import Step
    from liem.law.provision import Provision

    from .models import Inspection


@dataclass(frozen=True, slots=True)
class Clock:
    """A legal clock: its last moment (UTC), how it was counted, and whether it can make late."""

    at: datetime
    on: date
    basis: str
    binding: bool


def procedure_of(inspection: Inspection) -> Procedure:
    """Return the procedure a case follows, in the version of its day. Raises NoLawInForce."""
    whose = jurisdictions(inspection.unit.path)
    return default_procedures().in_force(inspection.procedure, inspection.procedure_on, jurisdictions=whose)


def days_of(inspection: Inspection) -> dict[str, date]:
    """Return the day of each step taken, and of the proposal as "opened": one query."""
    taken = inspection.steps.values_list("key", "on")
    return {OPENED: inspection.proposed_on, **dict(taken)}


def rule(inspection: Inspection, key: str | None) -> Provision | None:
    """Return the provision in force for the case, its own body and province first; ``None`` where none
    speaks."""
    if not key:
        return None
    whose = jurisdictions(inspection.unit.path)
    try:
        return default_book().in_force(key, inspection.procedure_on, jurisdictions=whose)
    except NoLawInForce:
        return None


def counted(inspection: Inspection, key: str | None, start: date) -> Clock | None:
    """Count a term of the law from a day; ``None`` where no rule speaks or it is no term."""
    provision = rule(inspection, key)
    if provision is None or provision.unit not in ("wd", "d", "mo", "wk", "y"):
        return None
    side = "party" if inspection.unit.side == "party" else "state"
    try:
        roll = rolls(side, inspection.procedure_on, jurisdictions=jurisdictions(inspection.unit.path))  # type: ignore[arg-type]
    except NoLawInForce:
        roll = True
    found = due(Term.of(provision), start, default_calendar(), roll=roll)
    return Clock(at=found.at, on=found.on, basis=found.explanation_vi[:400], binding=provision.binding)


def of_step(inspection: Inspection, step: Step, days: dict[str, date]) -> Clock | None:
    """Return the limit of a step; ``days`` gives the day of each step taken, and of "opened"."""
    if step.limit is None or step.counts_from is None or step.counts_from not in days:
        return None
    return counted(inspection, step.limit, days[step.counts_from])


def of_whole(inspection: Inspection, procedure: Procedure, started_on: date) -> Clock | None:
    """Return the limit of the whole from the day it began."""
    return counted(inspection, procedure.duration, started_on)


@dataclass(frozen=True, slots=True)
class Room:
    """How far a case may be extended: the last day (``None``: nobody has checked a bound), and the rule."""

    last: date | None
    provision: Provision


def room_to_extend(inspection: Inspection, procedure: Procedure) -> Room | None:
    """Return how far the whole may be extended: a share of its first length, in whole days rounded down.

    ``None`` where no rule lets it be extended, or the whole has no limit.
    """
    provision = rule(inspection, procedure.extension)
    if provision is None or inspection.due_at is None or inspection.started_on is None:
        return None
    if not provision.binding:
        return Room(None, provision)
    share = provision.share() if provision.unit == "ratio" else Fraction(0)
    first = local_day(inspection.due_at)
    length = (first - inspection.started_on).days
    return Room(first + timedelta(days=extra_days(length, share)), provision)


def extra_days(length: int, share: Fraction) -> int:
    """Return how many whole days ``share`` of a term of ``length`` days gives: never more than the share."""
    return int(length * share)


def end_of(day: date) -> datetime:
    """Return the last moment of a day in Việt Nam (UTC)."""
    return end_of_day(day)
