"""Counting days as the law counts them (Civil Code 91/2015/QH13, articles 147 and 148).

The day of the event is never counted; a term that ends on a rest day ends on the next working day. The
calendar is an argument with a version, so a deadline can say which list of holidays it was made with.
"""

from __future__ import annotations

import calendar as _months
from dataclasses import dataclass
from datetime import date, timedelta

from liem.kernel.errors import KernelError

_DAY = timedelta(days=1)


class CalendarUnknown(KernelError):
    """Nobody has told us yet which days are worked; guessing would move somebody's deadline."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days from `first` to `last`, both included: Monday to Friday, less `off`, plus `on`.

    After `provisional_after` no official notice of holidays was known when the calendar was made: such days
    may still change, and a deadline there must say so.
    """

    version: str
    first: date
    last: date
    off: frozenset[date]
    on: frozenset[date] = frozenset()
    provisional_after: date | None = None

    def __post_init__(self) -> None:
        if self.first > self.last or self.off & self.on:
            message = "a calendar runs forward, and no day is both off and on"
            raise ValueError(message)

    def is_working(self, day: date) -> bool:
        """Say whether offices work that day. Raises CalendarUnknown outside the calendar."""
        if not self.first <= day <= self.last:
            raise CalendarUnknown(
                "calendar_unknown",
                vi=f"Lịch ngày nghỉ chỉ có từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}, chưa có ngày "
                f"{day:%d/%m/%Y}. Hãy cập nhật dữ liệu lịch rồi tính lại.",
                en=f"The calendar covers {self.first} to {self.last}, not {day}. Update the calendar data.",
            )
        return day in self.on or (day.weekday() < 5 and day not in self.off)

    def is_provisional(self, day: date) -> bool:
        """Say whether the day lies beyond the last official notice of holidays."""
        return self.provisional_after is not None and day > self.provisional_after


def add_days(day: date, days: int) -> date:
    """Give the day that ends a term of calendar days; the starting day is not counted."""
    return day + days * _DAY


def add_months(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day: 31 January + 1 month = 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def add_working_days(day: date, days: int, calendar: Calendar) -> date:
    """Give the day that ends a term of working days; the starting day is not counted. Negative counts back.

    Raises CalendarUnknown when the count leaves the calendar.
    """
    step = _DAY if days >= 0 else -_DAY
    left = abs(days)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def roll_forward(day: date, calendar: Calendar) -> date:
    """Give the day itself when offices work, else the next working day (article 148, clause 5)."""
    while not calendar.is_working(day):
        day += _DAY
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Count working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(calendar.is_working(start + n * _DAY) for n in range(1, (end - start).days + 1))
