"""Dates, numbers and deadlines as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from liem.kernel.clock import NaiveTime
from liem.ui import formatting as f

TODAY = date(2026, 11, 22)


class TestDays:
    def test_are_written_day_first(self) -> None:
        assert f.vn_date(date(2026, 1, 5)) == "05/01/2026"

    def test_of_a_moment_are_those_of_vietnam(self) -> None:
        late = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
        assert f.vn_date(late) == "22/11/2026"
        assert f.vn_datetime(late) == "0:30 22/11/2026"
        assert f.vn_time(datetime(2026, 11, 22, 2, 46, tzinfo=UTC)) == "9:46"

    def test_of_a_moment_without_a_zone_are_refused(self) -> None:
        with pytest.raises(NaiveTime):
            f.vn_date(datetime(2026, 11, 22, 9, 46))  # noqa: DTZ001

    def test_that_are_not_there_are_written_as_nothing(self) -> None:
        assert (f.vn_date(None), f.vn_datetime(None), f.vn_money(None), f.vn_number(None)) == ("", "", "", "")

    @pytest.mark.parametrize(
        ("day", "words"),
        [(22, "hôm nay"), (21, "hôm qua"), (18, "4 ngày trước"), (26, "sau 4 ngày")],
    )
    def test_since_are_told_in_words(self, day: int, words: str) -> None:
        assert f.since(date(2026, 11, day), TODAY) == words


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0, "0"),
            (999, "999"),
            (48197, "48.197"),
            (1234.5, "1.234,5"),
            (Decimal("0.85"), "0,85"),
            (-1000, "-1.000"),
        ],
    )
    def test_have_dots_and_a_comma(self, value: float | Decimal, text: str) -> None:
        assert f.vn_number(value) == text

    def test_a_percent_is_never_rounded_up_to_all(self) -> None:
        assert f.vn_percent(199, 200) == "99%"
        assert f.vn_percent(200, 200) == "100%"
        assert f.vn_percent(0, 0) == "-"

    @pytest.mark.parametrize(
        ("count", "text"), [(0, "0 B"), (7_400_000, "7,4 MB"), (200_000_000, "200 MB"), (1536, "1,5 KB")]
    )
    def test_sizes_of_files(self, count: int, text: str) -> None:
        assert f.vn_bytes(count) == text


class TestDeadline:
    @pytest.mark.parametrize(
        ("due", "done", "level", "words"),
        [
            (date(2026, 11, 18), None, "bad", "Trễ 4 ngày"),
            (date(2026, 11, 22), None, "warn", "Hạn hôm nay"),
            (date(2026, 11, 25), None, "warn", "Còn 3 ngày"),
            (date(2026, 11, 26), None, "info", "Còn 4 ngày"),
            (date(2026, 11, 18), date(2026, 11, 18), "ok", "Xong đúng hạn"),
            (date(2026, 11, 18), date(2026, 11, 22), "warn", "Xong, trễ 4 ngày"),
            (None, None, "neutral", "Không giao hạn"),
            (None, date(2026, 11, 22), "ok", "Xong, không giao hạn"),
        ],
    )
    def test_says_its_state(self, due: date | None, done: date | None, level: str, words: str) -> None:
        with override("vi"):
            state = f.deadline_state(due, TODAY, done=done)
        assert (state.level, state.words) == (level, words)

    def test_without_a_date_is_never_late(self) -> None:
        assert f.deadline_state(None, date(2099, 1, 1)).level == "neutral"

    def test_at_an_hour_counts_by_the_day_in_vietnam(self) -> None:
        due = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)  # 0:30 of the 22nd in Hà Nội
        with override("vi"):
            assert f.deadline_state(due, TODAY).words == "Hạn hôm nay"
