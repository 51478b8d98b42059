"""The pure decisions: a score that adds up, what a period is, what is due, who else must approve."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from liem.domains.programmes import rules

KEYS = st.sampled_from(["open_question", "overdue_task", "unremedied_requirement", "letter", "unknown"])
COUNTS = st.dictionaries(KEYS, st.integers(0, 500))
WEIGHTS = st.dictionaries(KEYS, st.integers(0, 50))


class TestScore:
    @given(COUNTS, WEIGHTS)
    def test_is_the_sum_of_its_parts_and_of_nothing_else(
        self, counts: dict[str, int], weights: dict[str, int]
    ) -> None:
        found = rules.score(counts, weights)
        assert found.points == sum(counts[key] * weights.get(key, 0) for key in counts)
        assert found.points == sum(part.points for part in found.parts)
        assert all(part.points > 0 for part in found.parts)

    @given(COUNTS, WEIGHTS, KEYS)
    def test_never_falls_when_one_more_is_found(
        self, counts: dict[str, int], weights: dict[str, int], key: str
    ) -> None:
        more = counts | {key: counts.get(key, 0) + 1}
        grown = rules.score(more, weights).points - rules.score(counts, weights).points
        assert grown == weights.get(key, 0)

    def test_is_nothing_where_no_weight_is_in_force(self) -> None:
        assert rules.score({"open_question": 9}, {}).parts == ()


class TestPeriod:
    def test_takes_a_leap_year_and_refuses_a_year_and_a_day(self) -> None:
        assert rules.fits("year", date(2028, 1, 1), date(2028, 12, 31))
        assert not rules.fits("year", date(2027, 1, 1), date(2028, 1, 2))
        assert not rules.fits("quarter", date(2027, 1, 1), date(2027, 12, 31))
        assert not rules.fits("half", date(2027, 7, 1), date(2027, 6, 30))


class TestDue:
    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
    def test_is_so_many_months_later_and_never_skips_a_month(self, last: date, months: int) -> None:
        due = rules.due_on(last, date(1990, 1, 1), months)
        assert (due.year - last.year) * 12 + due.month - last.month == months
        assert due.day == last.day or (due + timedelta(days=1)).day == 1

    def test_counts_from_the_beginning_of_a_unit_never_inspected(self) -> None:
        assert rules.due_on(None, date(2025, 7, 1), 24) == date(2027, 7, 1)


class TestShare:
    @given(st.integers(0, 1000), st.fractions(min_value=Fraction(1, 100), max_value=1))
    def test_is_rounded_up_and_never_more_than_there_are(self, size: int, share: Fraction) -> None:
        taken = rules.by_share(size, share)
        assert (taken == 0) == (size == 0)
        assert taken <= size
        assert taken >= size * share or taken == size


class TestOtherEyes:
    def test_are_needed_unless_nobody_else_may_decide(self) -> None:
        one, two = UUID(int=1), UUID(int=2)
        assert rules.needs_other_eyes(one, {one, two}, 2)
        assert not rules.needs_other_eyes(one, {one}, 1)
        assert not rules.needs_other_eyes(one, {two}, 3)


class TestWorkload:
    def test_counts_all_and_the_most_at_once(self) -> None:
        who = UUID(int=7)
        spans = [
            (who, date(2027, 1, 1), date(2027, 1, 31)),
            (who, date(2027, 1, 31), date(2027, 2, 5)),
            (who, date(2027, 6, 1), date(2027, 6, 9)),
        ]
        assert rules.workload(spans) == {who: (3, 2)}
