"""From the deadline words of a directive to the last moment, by dated law and the calendar of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from liem.kernel.clock import local_day
from liem.law import deadlines as law
from liem.law.book import NATIONAL, default_book
from liem.law.calendar import default_calendar
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.steps import Due

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liem.spine.tasks.models import Task

GRACE = "task.urge.grace"
_AHEAD = timedelta(days=400)


def rule_of(kept: Mapping[str, Any]) -> law.DueRule:
    """Return the law's due rule from the map kept with a task; an empty map is "no deadline given"."""
    if not kept:
        return law.DueRule(kind="none")
    count_from = kept.get("count_from")
    every = kept.get("every")
    return law.DueRule(
        kind=kept["kind"],
        date=date.fromisoformat(kept["date"]) if kept.get("date") else None,
        time=time.fromisoformat(kept["time"]) if kept.get("time") else None,
        amount=kept.get("amount"),
        unit=kept.get("unit"),
        count_from=count_from if count_from in ("receipt", "issue", "event") else None,
        every=every if every in ("week", "month", "quarter", "half_year", "year") else None,
        day=kept.get("day"),
        weekday=kept.get("weekday"),
        month=kept.get("month"),
        inclusive=kept.get("inclusive", True),
        raw=kept.get("raw", ""),
    )


def compute(
    kept: Mapping[str, Any],
    *,
    issued: date | None,
    received: datetime | None,
    words: str = "",
    side: Literal["party", "state"] = "state",
) -> Due:
    """Return the deadline of a task: its kind, last moment if there is one, and how it was computed.

    A rule that was inherited from a closing line is computed by what that line says. Where the start is
    unknown the
    kind becomes ``unknown``: it is asked, never guessed. A recurring rule has no last moment of its own.
    ``side`` says whose rule decides whether a counted term that ends on a rest day goes on.
    """
    rule = rule_of(kept)
    kind = rule.kind
    printed = words or rule.raw
    if kind in ("none", "ongoing", "unknown"):
        return Due(kind=kind, words=printed, rule=dict(kept))
    if kind == "recurring":
        known = rule.every is not None
        return Due(kind=kind if known else DeadlineKind.ONGOING, words=printed, rule=dict(kept))
    day = issued or (local_day(received) if received else None)
    resolved = law.resolve(
        _own(rule),
        issued=issued,
        received=received,
        calendar=default_calendar(),
        roll=law.rolls(side, day) if day else True,
    )
    if resolved is None:
        return Due(kind=DeadlineKind.UNKNOWN, words=printed, rule=dict(kept))
    return Due(
        kind=kind,
        at=resolved.at,
        words=printed,
        rule=dict(kept),
        basis=resolved.explanation_vi,
        calendar_version=resolved.calendar_version,
    )


def _own(rule: law.DueRule) -> law.DueRule:
    """Return an inherited rule as the kind that its parts make it."""
    if rule.kind != "inherited":
        return rule
    if rule.date is not None:
        return replace(rule, kind="clock" if rule.time else "date")
    return replace(rule, kind="relative" if rule.amount is not None else "none")


def on_day(day: date, *, words: str = "", at_time: time | None = None) -> Due:
    """Return the deadline of a day that a person chose: its end, or the hour given."""
    kept = {
        "kind": "clock" if at_time else "date",
        "date": day.isoformat(),
        "time": at_time.isoformat(timespec="minutes") if at_time else None,
        "inclusive": True,
        "raw": words,
    }
    return compute(kept, issued=None, received=None, words=words)


def current_period(kept: Mapping[str, Any], *, at: datetime, words: str = "") -> tuple[str, Due] | None:
    """Return the period of a recurring rule that runs at ``at``: its key (last day, ISO) and its deadline."""
    today = local_day(at)
    for occurrence in law.occurrences(rule_of(kept), today, today + _AHEAD, default_calendar()):
        due = Due(
            kind=DeadlineKind.DATE,
            at=occurrence.at,
            words=words,
            basis=occurrence.explanation_vi,
            calendar_version=occurrence.calendar_version,
        )
        return occurrence.on.isoformat(), due
    return None


def periods_to_open(task: Task, *, at: datetime) -> list[tuple[str, Due]]:
    """Return the period of a recurring task that runs now: its key (the last day, ISO) and its deadline."""
    period = current_period(task.due_rule, at=at, words=task.due_words)
    return [period] if period else []


def grace_is_over(task: Task, *, at: datetime) -> bool:
    """Say whether the grace after the last urging has run out (dated rule of the office, by working days)."""
    if task.urged_at is None:
        return False
    own = (f"body:{task.giver_unit.code}", *NATIONAL)
    provision = default_book().in_force(GRACE, local_day(at), jurisdictions=own)
    term = law.Term.of(provision)
    return at > law.due(term, task.urged_at, default_calendar()).at
