"""Limitation: counted from the act, its end, the newest violation within the period; warned in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.domains.discipline.limitation import Span, chosen_months, last_day, last_days, stage
from liem.kernel.workdays import add_months

FIVE = 60
days = st.dates(date(2010, 1, 1), date(2025, 12, 31))
spans = st.builds(
    lambda since, length: Span(since, since + timedelta(days=length) if length else None),
    days,
    st.integers(0, 900),
)


class TestLastDay:
    @pytest.mark.parametrize(
        ("acts", "expected"),
        [
            ([Span(date(2020, 3, 2))], date(2025, 3, 2)),
            ([Span(date(2020, 2, 29))], date(2025, 2, 28)),
            # an act that lasts: from its end
            ([Span(date(2018, 1, 1), date(2020, 3, 2))], date(2025, 3, 2)),
            # a new violation within the period starts the old one again
            ([Span(date(2017, 1, 1)), Span(date(2021, 6, 1))], date(2026, 6, 1)),
            # one after the period does not
            ([Span(date(2010, 1, 1)), Span(date(2021, 6, 1))], date(2026, 6, 1)),
            # still going on: not running
            ([Span(date(2010, 1, 1), ongoing=True)], None),
        ],
    )
    def test_is_that_of_the_rule(self, acts: list[Span], expected: date | None) -> None:
        assert last_day(acts, FIVE) == expected

    def test_of_an_act_long_before_the_new_one_stays_over(self) -> None:
        old, new = Span(date(2010, 1, 1)), Span(date(2021, 6, 1))
        assert last_days([old, new], FIVE) == [date(2015, 1, 1), date(2026, 6, 1)]

    def test_climbs_through_a_chain_of_violations(self) -> None:
        chain = [Span(date(2010, 1, 1)), Span(date(2014, 1, 1)), Span(date(2018, 1, 1))]
        assert last_days(chain, FIVE)[0] == date(2023, 1, 1)

    @given(st.lists(spans, min_size=1, max_size=5), st.sampled_from((60, 120)))
    def test_never_comes_before_the_term_from_the_own_end(self, acts: list[Span], months: int) -> None:
        for act, last in zip(acts, last_days(acts, months), strict=True):
            assert act.end is not None
            assert last is not None
            assert last >= add_months(act.end, months)

    @given(st.lists(spans, min_size=1, max_size=4))
    def test_does_not_depend_on_the_order_acts_are_written_in(self, acts: list[Span]) -> None:
        assert last_day(acts, FIVE) == last_day(acts[::-1], FIVE)

    @given(st.lists(spans, min_size=1, max_size=4), spans)
    def test_one_more_act_never_shortens_it(self, acts: list[Span], more: Span) -> None:
        before, after = last_day(acts, FIVE), last_day([*acts, more], FIVE)
        assert before is not None
        assert after is not None
        assert after >= before


class TestChangeOfLaw:
    @pytest.mark.parametrize(
        ("now", "then", "applies", "expected"),
        [
            (60, None, "favourable", 60),
            (60, 24, None, 60),
            (60, 24, "new", 60),
            (60, 24, "old", 24),
            (60, 24, "favourable", 24),
            (60, 120, "favourable", 60),
        ],
    )
    def test_takes_what_the_clause_says(
        self, now: int, then: int | None, applies: str | None, expected: int
    ) -> None:
        assert chosen_months(now, then, applies) == expected


class TestWarning:
    LAST = date(2027, 6, 1)

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            (date(2026, 5, 31), ""),
            (date(2026, 6, 1), "year"),
            (date(2027, 2, 28), "year"),
            (date(2027, 3, 1), "quarter"),
            (date(2027, 4, 30), "quarter"),
            (date(2027, 5, 1), "month"),
            (date(2027, 6, 1), "month"),
            (date(2027, 6, 2), "expired"),
        ],
    )
    def test_comes_a_year_a_quarter_and_a_month_before(self, today: date, expected: str) -> None:
        assert stage(self.LAST, today) == expected

    def test_is_silent_while_the_act_goes_on(self) -> None:
        assert stage(None, self.LAST) == ""
