"""Whatever one reader asks for, month by month and unit by unit, no small figure follows from it all."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.analysis.statistics import Cube, Fact, Figure, Spans, count, default_tables, period
from liem.analysis.statistics.counting import Decisions
from liem.analysis.statistics.periods import Calendar, is_whole, same_period_before, years_of

SMALL = 3
YEAR = 2023
UNITS = ("", "/TAL/XCR/", "/TAL/XCR/CB01/")
ASKED = (
    *(("month", YEAR, month) for month in (1, 2, 3, 4)),
    *((kind, year, 0) for kind in ("q1", "six_months", "nine_months", "year") for year in (YEAR, YEAR - 1)),
    ("term", YEAR, 0),
)
TABLES = tuple(each for each in default_tables() if each.id in {"member_discipline", "year_summary"})

cases = st.builds(
    Fact,
    case=st.uuids(),
    kind=st.just("discipline"),
    day=st.sampled_from(
        [date(YEAR, month, 9) for month in (1, 2, 3, 4, 8, 11)]
        + [date(YEAR - 1, month, 9) for month in (2, 7)]
    ),
    subject=st.sampled_from(["member", "probationary"]),
    body=st.sampled_from(["committee", "cell"]),
    level=st.sampled_from(["commune", "cell"]),
    path=st.sampled_from(["/TAL/XCR/", "/TAL/XCR/CB01/", "/TAL/"]),
    committee_member=st.booleans(),
    form=st.sampled_from(["reprimand", "warning"]),
    gravity=st.sampled_from(["minor", "serious"]),
    contents=st.lists(st.sampled_from(["land", "finance"]), unique=True, max_size=1).map(tuple),
    seen=st.booleans(),
)


def spans(kind: str, year: int, number: int) -> Spans:
    now = period(kind, year, number)
    return Spans(now={now.calendar: now}, before={now.calendar: same_period_before(now)})


def everything(listed: list[Fact]) -> dict[tuple, tuple[Figure, int]]:
    """Every figure a reader can ask for, with how many of its cases open to them: they can count those."""
    whole, found = Cube(listed), {}
    for asked, unit in product(ASKED, UNITS):
        under = whole if not unit else Cube([fact for fact in listed if fact.path.startswith(unit)])
        report = count(under, TABLES, spans(*asked), small=SMALL, whole=whole)
        open_ones = Cube([fact for fact in under.facts if fact.seen])
        known = count(open_ones, TABLES, spans(*asked), small=None)
        for key, figure in report.figures.items():
            found[(asked, unit, *key)] = (figure, known.figures[key].value or 0)
    return found


def kept_back(found: dict[tuple, tuple[Figure, int]]) -> dict[tuple, int]:
    """What the reader can tell from each shown figure: how many cases it counts that stay shut."""
    return {
        key: figure.value - known
        for key, (figure, known) in found.items()
        if not figure.hidden and figure.value is not None
    }


def nested(inner: tuple, outer: tuple) -> bool:
    """Whether all days and units of one figure lie within those of the other."""
    first, second = period(*inner[0]), period(*outer[0])
    within = second.first <= first.first and first.last <= second.last
    return inner != outer and inner[1].startswith(outer[1]) and within


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.lists(cases, min_size=1, max_size=20))
def test_no_figure_and_no_difference_of_two_nested_ones_tells_of_few(listed: list[Fact]) -> None:
    told = kept_back(everything(listed))
    assert not [key for key, number in told.items() if 0 < number < SMALL]
    tells = {key: number for key, number in told.items() if number}
    same_table = [(a, b) for a in told for b in tells if a[2] == b[2] and a[3:] == b[3:]]
    for inner, outer in same_table:  # along time and units
        if nested(inner, outer):
            assert not 0 < told[outer] - told[inner] < SMALL, (inner, outer)
    for inner, outer in product(tells, tells):  # along lines and columns
        if inner[:2] == outer[:2] and inner[2] == outer[2] and of_the_table(inner, outer):
            assert not 0 < tells[outer] - tells[inner] < SMALL, (inner, outer)


def of_the_table(inner: tuple, outer: tuple) -> bool:
    """Whether one figure is printed as a part of the other, along a line, a column or both."""
    table = next(each for each in TABLES if each.id == inner[2])

    def above(key: str, axes: tuple) -> set[str]:
        known = {each.key: each.of for each in axes}
        found = {key}
        while known[key]:
            key = known[key]
            found.add(key)
        return found

    return (
        inner != outer
        and outer[3] in above(inner[3], table.lines)
        and outer[4] in above(inner[4], table.columns)
    )


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.lists(cases, min_size=1, max_size=20))
def test_twelve_months_and_every_unit_tell_nothing_the_year_does_not(listed: list[Fact]) -> None:
    found = everything(listed)
    told = kept_back(found)
    for key, number in told.items():
        asked, unit = key[:2]
        if unit or not is_whole(period(*asked)):
            assert number == 0
            for year in years_of(period(*asked)):
                whole = (("year", year, 0), "", *key[2:])
                if whole in found:
                    assert told[whole] == 0
    for key, (figure, _known) in found.items():
        if not figure.value:
            continue
        wholes = [(("year", year, 0), "", *key[2:]) for year in years_of(period(*key[0]))]
        if all(told.get(whole, 0) == 0 and not found[whole][0].hidden for whole in wholes if whole in found):
            assert not figure.hidden, key  # what is open stays open


def test_who_may_open_every_case_has_every_figure_of_every_period() -> None:
    fact = Fact(
        case=uuid4(), kind="discipline", day=date(YEAR, 1, 9), subject="member",
        body="cell", level="cell", path="/TAL/XCR/CB01/", form="warning", seen=True,
    )  # fmt: skip
    assert not any(figure.hidden for figure, _known in everything([fact]).values())


@pytest.mark.parametrize(
    ("day", "seen", "hidden"), [(date(YEAR, 1, 9), False, True), (date(YEAR, 1, 9), True, False)]
)
def test_one_case_of_kin_hides_its_month_from_one_reader(day: date, seen: bool, hidden: bool) -> None:
    def one(number: int, *, seen: bool) -> Fact:
        return Fact(
            case=uuid4(), kind="discipline", day=date(YEAR, 1, 9), subject="member", body="cell",
            level="cell", path="/TAL/XCR/CB01/", form="warning" if number else "expulsion", seen=seen,
        )  # fmt: skip

    facts = [one(0, seen=seen), *(one(at, seen=True) for at in range(1, 9))]
    figures = count(Cube(facts), TABLES, spans("month", YEAR, 1), small=SMALL, whole=Cube(facts)).figures
    assert figures["year_summary", "members", "all"].hidden is hidden
    assert figures["year_summary", "members.form.warning", "all"].hidden is False


def test_a_part_of_a_year_is_held_against_the_same_part_of_the_year_before() -> None:
    today = date(2026, 11, 23)
    assert same_period_before(period("year", 2026), today=today).last == date(2025, 11, 23)
    assert same_period_before(period("month", 2026, 11), today=today).last == date(2025, 11, 23)
    assert same_period_before(period("q1", 2026), today=today).last == date(2025, 3, 31)
    assert same_period_before(period("year", 2025), today=today).last == date(2024, 12, 31)
    leap = same_period_before(period("year", 2024), today=date(2024, 2, 29))
    assert leap.last == date(2023, 2, 28)
    assert not is_whole(leap)


def test_no_case_stands_in_both_calendars() -> None:
    """Days of the one calendar less days of the other would be a few days of both."""
    by: dict[Calendar, set] = {calendar: set() for calendar in Calendar}
    for table in default_tables():
        for line in table.lines:
            by[table.calendar_of(line)].add(line.condition)
    for one, other in product(by[Calendar.PARTY], by[Calendar.INSPECTORATE]):
        held, given_ = dict(one), dict(other)
        apart = [key for key in held if key in given_ and not held[key] & given_[key]]
        assert apart, (one, other)


def test_a_decision_is_made_once_for_a_year() -> None:
    decisions = Decisions(Cube([]), TABLES, SMALL)
    now = period("year", YEAR)
    assert decisions.shut({now.calendar: now}, narrowed=False) == frozenset()
