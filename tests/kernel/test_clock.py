"""What `kernel.clock` promises about the legal day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.clock import NaiveTime, end_of_day, local, local_day, moment, start_of_day

days = st.dates(min_value=date(1976, 1, 1), max_value=date(2100, 12, 31))


class TestLocalDay:
    def test_is_tomorrow_in_the_evening_of_utc(self) -> None:
        assert local_day(datetime(2026, 11, 24, 17, 30, tzinfo=UTC)) == date(2026, 11, 25)

    def test_refuses_a_moment_without_a_zone(self) -> None:
        with pytest.raises(NaiveTime):
            local_day(datetime(2026, 11, 24, 17, 30))  # noqa: DTZ001 - the fault under test

    @given(st.datetimes(datetime(1976, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    def test_agrees_with_the_time_zone_database(self, at: datetime) -> None:
        there = at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
        assert (local(at).date(), local(at).time()) == (there.date(), there.time())


class TestEndOfDay:
    @given(days)
    def test_is_the_last_moment_that_is_still_that_day(self, day: date) -> None:
        assert local_day(end_of_day(day)) == day
        assert local_day(end_of_day(day) + timedelta(microseconds=1)) == day + timedelta(days=1)
        assert local_day(start_of_day(day)) == day
        assert end_of_day(day).tzinfo is UTC


class TestMoment:
    def test_is_the_hour_on_clocks_in_vietnam(self) -> None:
        assert moment(date(2026, 11, 25), time(17)) == datetime(2026, 11, 25, 10, tzinfo=UTC)
