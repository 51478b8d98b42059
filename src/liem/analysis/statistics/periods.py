"""Periods of reports: the Party's by calendar months, the inspectorate's from the law (15 December on).

A term is five whole years from its first, so that no year stands in two terms.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from liem.kernel.errors import KernelError
from liem.law import Book, default_book

YEARS_OF_TERM: Final = 5
FIRST_TERM: Final = 1990
_EDGE: Final = re.compile(r"(\d{2})-(\d{2})( năm trước)?")


class PeriodKind(StrEnum):
    """The kinds of periods statistics are asked for (Decision 885-QĐ/UBKTTW of 2022)."""

    MONTH = "month"
    Q1 = "q1"
    SIX_MONTHS = "six_months"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    TERM = "term"


class Calendar(StrEnum):
    """Whose days: the Party's calendar, or the inspectorate's periods of data."""

    PARTY = "party"
    INSPECTORATE = "inspectorate"


_KEYS: Final = {
    PeriodKind.Q1: "ttcp.period.q1",
    PeriodKind.SIX_MONTHS: "ttcp.period.6m",
    PeriodKind.NINE_MONTHS: "ttcp.period.9m",
    PeriodKind.YEAR: "ttcp.period.year",
}
_LAST_MONTH: Final = {
    PeriodKind.Q1: 3,
    PeriodKind.SIX_MONTHS: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}


class UnknownPeriod(KernelError):
    """A period this calendar does not have."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__("statistics.period", vi=vi, en=en)


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its days, both included. ``number`` is the month of a monthly one, else 0."""

    kind: PeriodKind
    year: int
    number: int
    first: date
    last: date
    calendar: Calendar = Calendar.PARTY


def period(
    kind: str,
    year: int,
    number: int = 0,
    *,
    calendar: Calendar = Calendar.PARTY,
    book: Book | None = None,
) -> Period:
    """Give a period. ``number`` is the month (1-12) of a monthly one; a term is named by its first year.

    Raises ``UnknownPeriod`` for what the calendar does not have (the inspectorate reports no months and no
    terms), ``NoLawInForce`` where the inspectorate's rule is not in the book for that year.
    """
    try:
        wanted = PeriodKind(kind)
    except ValueError:
        raise UnknownPeriod("Không có loại kỳ báo cáo này.", "There is no such kind of period.") from None
    if not FIRST_TERM <= year <= 9990:
        raise UnknownPeriod("Năm của kỳ báo cáo không hợp lý.", "The year of the period makes no sense.")
    if calendar is Calendar.INSPECTORATE:
        return _inspectorate(wanted, year, default_book() if book is None else book)
    if wanted is PeriodKind.MONTH:
        if not 1 <= number <= 12:
            raise UnknownPeriod("Tháng phải từ 1 đến 12.", "A month is from 1 to 12.")
        return Period(
            wanted, year, number, date(year, number, 1), date(year, number, monthrange(year, number)[1])
        )
    if wanted is PeriodKind.TERM:
        first = first_year_of_term(year)
        return Period(wanted, first, 0, date(first, 1, 1), date(first + YEARS_OF_TERM - 1, 12, 31))
    month = _LAST_MONTH[wanted]
    return Period(wanted, year, 0, date(year, 1, 1), date(year, month, monthrange(year, month)[1]))


def first_year_of_term(year: int) -> int:
    """Give the first year of the term a year stands in: 2025 for 2025 to 2029."""
    return year - (year - FIRST_TERM) % YEARS_OF_TERM


def same_period_before(given: Period, *, today: date | None = None, book: Book | None = None) -> Period:
    """Give the same period of the year before, or the term before. Raises as :func:`period` does.

    While the period runs on ``today`` it is that one up to the same day: months are held against the same
    months, never against a whole year.
    """
    back = YEARS_OF_TERM if given.kind is PeriodKind.TERM else 1
    found = period(given.kind, given.year - back, given.number, calendar=given.calendar, book=book)
    if today is None or not given.first <= today < given.last:
        return found
    return replace(found, last=min(found.last, _years_back(today, back)))


def _years_back(day: date, years: int) -> date:
    """Give the same day some years before; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def is_whole(given: Period) -> bool:
    """Say whether a period is a year or a term from its first day to its last."""
    if given.kind not in (PeriodKind.YEAR, PeriodKind.TERM):
        return False
    return given == period(given.kind, given.year, given.number, calendar=given.calendar)


def years_of(given: Period) -> range:
    """Give the years a period lies in."""
    return range(given.year, given.year + (YEARS_OF_TERM if given.kind is PeriodKind.TERM else 1))


def whole_years(given: Period) -> Period:
    """Give the whole year a period lies in; of a term the term."""
    kind = PeriodKind.TERM if given.kind is PeriodKind.TERM else PeriodKind.YEAR
    return period(kind, given.year, calendar=given.calendar)


def _inspectorate(kind: PeriodKind, year: int, book: Book) -> Period:
    key = _KEYS.get(kind)
    if key is None:
        raise UnknownPeriod(
            "Chế độ báo cáo công tác thanh tra không có kỳ này.",
            "The inspectorate's reports have no such period.",
        )
    # The rule in force now is read for earlier years too: comparing needs the same days in both.
    day = max([date(year, 12, 14), *(each.valid_from for each in book.versions(key)[:1])])
    rule = book.in_force(key, day)
    edges = rule.mapping()
    return Period(
        kind, year, 0, _edge(str(edges["start"]), year), _edge(str(edges["end"]), year), Calendar.INSPECTORATE
    )


def _edge(words: str, year: int) -> date:
    found = _EDGE.fullmatch(words)
    if found is None:
        raise UnknownPeriod(
            "Kỳ số liệu ghi trong quy định không đọc được.", "The period in the law is unreadable."
        )
    return date(year - 1 if found[3] else year, int(found[1]), int(found[2]))
