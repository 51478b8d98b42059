"""What `kernel.workdays` promises about counting days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.workdays import (
    Calendar,
    CalendarUnknown,
    add_days,
    add_months,
    add_working_days,
    roll_forward,
    working_days_between,
)

CAL = Calendar(
    version="test",
    first=date(2026, 1, 1),
    last=date(2027, 12, 31),
    off=frozenset({date(2026, 11, 24), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}),
    on=frozenset({date(2026, 8, 22)}),
    provisional_after=date(2026, 12, 31),
)
days = st.dates(min_value=date(2026, 3, 1), max_value=date(2027, 6, 1))


class TestWorkingDays:
    def test_do_not_count_the_day_of_the_event(self) -> None:
        assert add_working_days(date(2026, 11, 19), 1, CAL) == date(2026, 11, 20)

    def test_skip_the_new_holiday_of_24_november(self) -> None:
        assert add_working_days(date(2026, 11, 23), 1, CAL) == date(2026, 11, 25)

    def test_count_a_saturday_that_was_swapped_for_a_monday(self) -> None:
        assert add_working_days(date(2026, 8, 21), 1, CAL) == date(2026, 8, 22)
        assert add_working_days(date(2026, 8, 28), 1, CAL) == date(2026, 9, 3)

    def test_count_back_for_terms_before_an_event(self) -> None:
        assert add_working_days(date(2026, 11, 26), -3, CAL) == date(2026, 11, 20)

    def test_refuse_to_count_out_of_the_calendar(self) -> None:
        with pytest.raises(CalendarUnknown) as refused:
            add_working_days(date(2027, 12, 30), 5, CAL)
        assert refused.value.code == "calendar_unknown"

    @given(days, st.integers(min_value=0, max_value=90))
    def test_end_on_a_working_day_and_can_be_counted_again(self, start: date, n: int) -> None:
        end = add_working_days(start, n, CAL)
        assert n == 0 or CAL.is_working(end)
        assert working_days_between(start, end, CAL) == n

    @given(days, st.integers(min_value=1, max_value=40))
    def test_never_end_earlier_for_a_longer_term(self, start: date, n: int) -> None:
        assert add_working_days(start, n, CAL) < add_working_days(start, n + 1, CAL)

    @given(days, days, days)
    def test_add_up_over_a_day_between(self, a: date, b: date, c: date) -> None:
        assert working_days_between(a, c, CAL) == working_days_between(a, b, CAL) + working_days_between(
            b, c, CAL
        )


class TestRollForward:
    def test_leaves_a_working_day(self) -> None:
        assert roll_forward(date(2026, 11, 25), CAL) == date(2026, 11, 25)

    def test_goes_over_a_weekend_and_a_holiday(self) -> None:
        assert roll_forward(date(2026, 8, 29), CAL) == date(2026, 9, 3)

    @given(days)
    def test_ends_on_the_first_working_day_from_there(self, day: date) -> None:
        end = roll_forward(day, CAL)
        assert CAL.is_working(end)
        assert not any(CAL.is_working(day + timedelta(days=n)) for n in range((end - day).days))


class TestCalendarTerms:
    def test_of_days_count_every_day(self) -> None:
        assert add_days(date(2026, 2, 26), 3) == date(2026, 3, 1)

    def test_of_months_keep_the_day_or_take_the_last(self) -> None:
        assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
        assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
        assert add_months(date(2026, 11, 15), 3) == date(2027, 2, 15)
        assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)

    @given(days, st.integers(min_value=-60, max_value=60))
    def test_of_months_land_in_the_right_month(self, day: date, n: int) -> None:
        end = add_months(day, n)
        assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == n
        assert end.day <= day.day


class TestCalendar:
    def test_refuses_a_day_it_does_not_know(self) -> None:
        with pytest.raises(CalendarUnknown):
            CAL.is_working(date(2028, 1, 3))

    def test_knows_its_first_and_last_day_and_nothing_beyond(self) -> None:
        day = date(2026, 11, 25)
        one = Calendar(version="x", first=day, last=day, off=frozenset())
        assert one.is_working(day)
        for beyond in (day - timedelta(days=1), day + timedelta(days=1)):
            with pytest.raises(CalendarUnknown):
                one.is_working(beyond)

    def test_says_which_days_may_still_change(self) -> None:
        assert CAL.is_provisional(date(2027, 1, 1))
        assert not CAL.is_provisional(date(2026, 12, 31))

    def test_refuses_a_day_both_off_and_on(self) -> None:
        day = date(2026, 8, 22)
        with pytest.raises(ValueError, match="both"):
            Calendar(version="x", first=day, last=day, off=frozenset({day}), on=frozenset({day}))
