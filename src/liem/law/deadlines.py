"""Hạn: from a term of law or the words of a directive to the last moment, and the sentence that explains it.

The day of the event is not counted and a term ends with the end of its last day (Civil Code 91/2015/QH13,
articles 147 and 148). The calendar is an argument; its version stays in the answer, so an open deadline
can be counted again when a year's holidays are announced.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias

from liem.kernel.clock import end_of_day, local, local_day, moment
from liem.kernel.errors import KernelError
from liem.kernel.workdays import (
    Calendar,
    CalendarUnknown,
    add_days,
    add_months,
    add_working_days,
    roll_forward,
)
from liem.law import sentences
from liem.law.book import NATIONAL, Book, default_book
from liem.law.errors import WrongUnit
from liem.law.provision import Provision
from liem.law.sentences import UNITS_VI, Sentence

TermUnit: TypeAlias = Literal["d", "wd", "h", "wk", "mo", "y"]
Kind: TypeAlias = Literal["date", "clock", "relative", "recurring", "inherited", "ongoing", "none", "unknown"]
Every: TypeAlias = Literal["week", "month", "quarter", "half_year", "year"]

PERIOD_MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
# Ten thousand of anything is no term of a directive but a slip in reading.
_LONGEST: Final = 10_000


class NeedsHour(KernelError):
    """A term of hours needs the hour it starts, not only the day."""


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time the law gives, e.g. 7 working days; `remote` is the longer one for far places."""

    amount: int
    unit: TermUnit
    count_from: str | None = None
    remote: int | None = None
    basis: str | None = None
    binding: bool = True
    title: str = ""

    @classmethod
    def of(cls, provision: Provision, *, remote: Provision | None = None) -> Term:
        """Read a term from a provision (and its variant for remote areas). Raises WrongUnit."""
        unit = provision.unit
        if unit not in UNITS_VI or (remote is not None and remote.unit != unit):
            raise WrongUnit(provision.id, unit=unit, wanted="thời hạn")
        return cls(
            amount=provision.number(),
            unit=unit,  # type: ignore[arg-type]  # checked against UNITS_VI
            count_from=provision.count_from,
            remote=remote.number() if remote else None,
            basis=str(provision.basis),
            binding=provision.binding,
            title=provision.title,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The last moment `at` (UTC; in time means at or before it) and its day `on` in Việt Nam.

    `printed` is the date as the paper says it when that is not the last day ("trước ngày 25" → 25, on = 24).
    `provisional` warns that the year's holidays were not announced yet; `binding` is False for an unchecked
    rule.
    """

    at: datetime
    on: date
    basis: str | None
    calendar_version: str
    explanation_vi: str
    explanation_en: str
    printed: date | None = None
    provisional: bool = False
    binding: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """What a directive says about time, as read and confirmed.

    `inclusive` False is "trước ngày …": the last moment is the end of the day before. `weekday` 0 is Monday.
    In a recurring rule `month` counts within the period (1–3 of a quarter, 1–12 of a year) and `day` within
    the month; what is not said falls on the end of the period, never earlier.
    """

    kind: Kind
    date: date | None = None
    time: time | None = None
    amount: int | None = None
    unit: Literal["d", "wd", "h", "wk", "mo"] | None = None
    count_from: Literal["receipt", "issue", "event"] | None = None
    every: Every | None = None
    day: int | None = None
    weekday: int | None = None
    month: int | None = None
    inclusive: bool = True
    raw: str = ""


def due(
    term: Term,
    start: date | datetime,
    calendar: Calendar,
    *,
    remote: bool = False,
    roll: bool = True,
) -> Due:
    """Count a term from the event on `start` (a moment, or its day in Việt Nam).

    `remote` takes the longer term for far places where the law gives one; `roll` moves an end on a rest day
    to the next working day (article 148.5). Raises CalendarUnknown, NaiveTime, and NeedsHour for hours
    counted from a day.
    """
    amount = term.remote if remote and term.remote is not None else term.amount
    if term.unit == "h":
        return _hours(term, amount, start, calendar)
    first = local_day(start) if isinstance(start, datetime) else start
    last = _counted(first, amount, term.unit, calendar)
    on = roll_forward(last, calendar) if roll and term.unit != "wd" else last
    told = sentences.counted(amount, term.unit, event=term.count_from, first=first, on=on)
    if on != last:
        told = sentences.moved(told, last)
    elif term.unit == "wd":
        told = sentences.without_holidays(told, sorted(day for day in calendar.off if first < day <= last))
    return _made(end_of_day(on), on, told, calendar, term=term)


def rolls(
    side: Literal["party", "state"],
    day: date,
    *,
    book: Book | None = None,
    jurisdictions: tuple[str, ...] = NATIONAL,
) -> bool:
    """Say whether a term that ends on a rest day goes on to the next working day. Raises NoLawInForce.

    State: Civil Code, article 148.5. The Party's own rules are silent, so each body chooses.
    """
    key = "day.party.roll" if side == "party" else "day.end.holiday"
    return (book or default_book()).in_force(key, day, jurisdictions=jurisdictions).flag()


def resolve(
    rule: DueRule,
    *,
    issued: date | None,
    received: datetime | None,
    calendar: Calendar,
    event: date | None = None,
    roll: bool = True,
) -> Due | None:
    """Give the moment a directive's words come to, or None where there is none (or its start is unknown).

    No term in the paper stays no term: nothing is assumed for "none", "ongoing", "unknown", nor for
    "inherited", whose term is that of the closing line and is resolved there. A recurring rule gives its
    first occurrence. Words that cannot be meant (the 32nd, a 13th month) and terms beyond the calendar give
    None too: a person is asked.
    """
    if not _possible(rule):
        return None
    match rule.kind:
        case "date":
            return _on_date(rule, rule.date, calendar) if rule.date else None
        case "clock":
            return _on_date(rule, rule.date, calendar) if rule.date and rule.time else None
        case "relative":
            return _relative(
                rule, issued=issued, received=received, event=event, calendar=calendar, roll=roll
            )
        case "recurring":
            base = local_day(received) if received else issued
            if base is None or rule.every is None:
                return None
            return next(iter(occurrences(rule, base, add_months(base, 25), calendar)), None)
        case _:
            return None


def occurrences(rule: DueRule, start: date, end: date, calendar: Calendar) -> tuple[Due, ...]:
    """Give every occurrence of a recurring rule whose last day lies from `start` to `end`, both included."""
    if rule.kind != "recurring" or rule.every is None or not _possible(rule):
        return ()
    made = (_on_date(rule, printed, calendar) for printed in _printed_days(rule, rule.every, start, end))
    return tuple(one for one in made if start <= one.on <= end)


def _possible(rule: DueRule) -> bool:
    """Say whether the parts can be meant at all."""
    return (
        (rule.amount is None or 0 <= rule.amount <= _LONGEST)
        and (rule.day is None or 1 <= rule.day <= 31)
        and (rule.weekday is None or 0 <= rule.weekday <= 6)
        and (rule.month is None or 1 <= rule.month <= 12)
    )


def _printed_days(rule: DueRule, every: Every, start: date, end: date) -> list[date]:
    if every == "week":
        weekday = 6 if rule.weekday is None else rule.weekday
        first = start - timedelta(days=start.weekday() + 7) + timedelta(days=weekday)
        return [first + timedelta(weeks=n) for n in range((end - first).days // 7 + 2)]
    length = PERIOD_MONTHS[every]
    opening = date(start.year - 1, 1, 1)  # a year early: "trước ngày 01" ends in the period before
    periods = ((end.year - opening.year) * 12 + end.month) // length + 2
    position = min(rule.month or length, length)
    months = (add_months(opening, n * length + position - 1) for n in range(periods))
    return [_day_of_month(month, rule.day) for month in months]


def _day_of_month(month: date, day: int | None) -> date:
    last = add_months(month, 1) - timedelta(days=1)
    return last if day is None else min(month + timedelta(days=day - 1), last)


def _on_date(rule: DueRule, printed: date, calendar: Calendar) -> Due:
    if rule.time is not None:
        at = moment(printed, rule.time)
        return _made(at, printed, sentences.by_hour(printed, rule.time), calendar)
    if rule.inclusive:
        return _made(end_of_day(printed), printed, sentences.through(printed), calendar)
    on = printed - timedelta(days=1)
    return _made(end_of_day(on), on, sentences.before(printed, on), calendar, printed=printed)


def _relative(
    rule: DueRule,
    *,
    issued: date | None,
    received: datetime | None,
    event: date | None,
    calendar: Calendar,
    roll: bool,
) -> Due | None:
    starts: dict[str | None, date | datetime | None] = {"receipt": received, "issue": issued, "event": event}
    start = starts.get(rule.count_from)
    if start is None or rule.amount is None or rule.unit is None:
        return None
    if rule.unit == "h" and not isinstance(start, datetime):
        return None
    try:
        return due(Term(rule.amount, rule.unit, rule.count_from), start, calendar, roll=roll)
    except CalendarUnknown:
        return None


def _hours(term: Term, amount: int, start: date | datetime, calendar: Calendar) -> Due:
    if not isinstance(start, datetime):
        raise NeedsHour(
            "needs_hour",
            vi="Thời hạn tính bằng giờ cần biết giờ bắt đầu, không chỉ ngày. Hãy nhập giờ nhận.",
            en="A term of hours needs the hour it starts.",
        )
    at = start + timedelta(hours=amount)
    begun, ends = local(start), local(at)
    told = sentences.of_hours(amount, begun=begun, ends=ends)
    return _made(moment(ends.date(), ends.time()), ends.date(), told, calendar, term=term)


def _counted(first: date, amount: int, unit: TermUnit, calendar: Calendar) -> date:
    match unit:
        case "wd":
            return add_working_days(first, amount, calendar)
        case "wk":
            return add_days(first, 7 * amount)
        case "mo":
            return add_months(first, amount)
        case "y":
            return add_months(first, 12 * amount)
        case _:
            return add_days(first, amount)


def _made(
    at: datetime,
    on: date,
    told: Sentence,
    calendar: Calendar,
    *,
    term: Term | None = None,
    printed: date | None = None,
) -> Due:
    basis = term.basis if term else None
    binding = term.binding if term else True
    # A printed date does not move when holidays are announced; only a counted one does.
    provisional = term is not None and term.unit != "h" and calendar.is_provisional(on)
    whole = sentences.closed(
        told, basis=basis, binding=binding, provisional_year=on.year if provisional else None
    )
    return Due(
        at=at,
        on=on,
        basis=basis,
        calendar_version=calendar.version,
        explanation_vi=whole.vi[0].upper() + whole.vi[1:],
        explanation_en=whole.en,
        printed=printed,
        provisional=provisional,
        binding=binding,
    )
