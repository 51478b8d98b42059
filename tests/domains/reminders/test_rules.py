"""What adds up and when a reminder ends: for any days, not only those of an example."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liem.domains.reminders.flow import COUNTING, ENDED, REMINDER_FLOW, State
from liem.domains.reminders.rules import Noted, asks, lapse_day, repeats
from liem.kernel.workdays import add_months

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
states = st.sampled_from(list(State))


@st.composite
def histories(draw: st.DrawFn) -> list[Noted]:
    size = draw(st.integers(1, 8))
    return [Noted(str(number), draw(days), draw(states)) for number in range(size)]


class TestRepeats:
    def test_counts_the_third_within_the_window(self) -> None:
        told = [Noted(str(month), date(2026, month, 5), State.TOLD) for month in (1, 5, 9)]
        assert repeats(told[2], told, window=12) == told
        assert asks(repeats(told[2], told, window=12), threshold=3)
        assert len(repeats(told[2], told, window=4)) == 2

    def test_leaves_out_what_a_person_has_decided(self) -> None:
        told = [Noted(str(month), date(2026, month, 5), State.TOLD) for month in (1, 5, 9)]
        assert repeats(told[2], told, window=12, considered=frozenset({"1", "5"})) == [told[2]]

    @given(histories(), st.integers(1, 24))
    def test_holds_only_what_counts_within_one_window(self, told: list[Noted], window: int) -> None:
        group = repeats(told[0], told, window=window)
        assert (told[0] in group) is told[0].counts
        assert all(each.state in COUNTING for each in group)
        if group:
            assert group[-1].happened_on <= add_months(group[0].happened_on, window)

    @given(histories(), st.integers(1, 24))
    def test_a_lapsed_withdrawn_or_contested_one_changes_nothing(
        self, told: list[Noted], window: int
    ) -> None:
        silent = [each for each in told[1:] if not each.counts]
        without = [told[0], *(each for each in told[1:] if each.counts)]
        assert len(repeats(told[0], told, window=window)) == len(repeats(told[0], without, window=window))
        assert all(each not in repeats(told[0], told, window=window) for each in silent)

    @given(histories(), st.integers(1, 24))
    def test_a_wider_window_never_counts_fewer(self, told: list[Noted], window: int) -> None:
        narrow, wide = (repeats(told[0], told, window=months) for months in (window, window + 1))
        assert len(narrow) <= len(wide)

    def test_no_threshold_asks_nothing(self) -> None:
        assert not asks([], threshold=0)


class TestLapse:
    @given(days, st.lists(days, max_size=5), st.integers(1, 24))
    def test_is_never_before_the_months_since_the_last_repeat(
        self, mended: date, repeated: list[date], months: int
    ) -> None:
        day = lapse_day(mended, repeated, months=months)
        assert day >= add_months(mended, months)
        assert all(day >= add_months(each, months) for each in repeated if each > mended)
        assert lapse_day(mended, [], months=months) <= day

    def test_a_repeat_before_the_mending_does_not_matter(self) -> None:
        mended = date(2026, 5, 5)
        assert lapse_day(mended, [mended - timedelta(days=3)], months=6) == date(2026, 11, 5)


class TestFlow:
    def test_ends_only_by_lapse_or_withdrawal(self) -> None:
        final = {state for state in REMINDER_FLOW.states if not REMINDER_FLOW.verbs(state)}
        assert final == {str(state) for state in ENDED}
        assert set(REMINDER_FLOW.states) == {str(state) for state in State}
