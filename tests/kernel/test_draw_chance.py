"""The chances of a draw: the formula against counting, and real draws against the formula."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.draw import BadTerms, Frame, chance, draw

SEEDS = 40_000


class TestFormula:
    @pytest.mark.parametrize("leaders", [1, 2, 5])
    @pytest.mark.parametrize("n", [1, 2, 4])
    def test_is_what_counting_every_order_of_six_gives(self, leaders: int, n: int) -> None:
        """Lines 0 … leaders−1 are leaders; each order of tickets is as likely as another."""
        taken: Counter[int] = Counter()
        orders = [*permutations(range(6))]
        for order in orders:
            best = next(line for line in order if line < leaders)
            taken.update([best, *[line for line in order if line != best][: n - 1]])
        assert Fraction(taken[0], len(orders)) == chance(6, leaders, n, leader=True)
        assert Fraction(taken[5], len(orders)) == chance(6, leaders, n, leader=False)

    @given(st.integers(2, 60), st.data())
    def test_adds_up_to_the_places(self, size: int, data: st.DataObject) -> None:
        leaders = data.draw(st.integers(1, size - 1))
        n = data.draw(st.integers(1, size))
        one, other = chance(size, leaders, n, leader=True), chance(size, leaders, n, leader=False)
        assert leaders * one + (size - leaders) * other == n
        assert 0 <= other <= one <= 1

    def test_without_leaders_is_the_plain_share(self) -> None:
        assert chance(12, 0, 3, leader=False) == Fraction(1, 4)

    def test_is_the_example_of_the_page(self) -> None:
        assert f"{float(chance(37, 4, 4, leader=True)):.4f}" == "0.2630"
        assert f"{float(chance(37, 4, 4, leader=False)):.4f}" == "0.0893"

    @pytest.mark.parametrize(
        "asked",
        [
            (5, 0, 1, True),
            (5, 5, 1, False),
            (5, 6, 1, True),
            (5, 1, 0, True),
            (5, 1, 6, True),
            (5, -1, 1, True),
        ],
    )
    def test_refuses_what_has_no_chance(self, asked: tuple[int, int, int, bool]) -> None:
        with pytest.raises(BadTerms):
            chance(*asked)


class TestDraws:
    @pytest.mark.parametrize("rule", [True, False])
    def test_of_forty_thousand_seeds_agree_with_the_formula(self, rule: bool) -> None:
        size, leaders, n = 12, 2, 3
        frame = Frame.of(("U", "H" if at < leaders else "N", f"{at:02}") for at in range(size))
        taken: Counter[str] = Counter()
        for number in range(SEEDS):
            result = draw(frame, seed=f"BT/{number:020}", rate=Fraction(n, size), leaders=rule)
            taken.update(one.id for one in result.chosen)
        for at in range(size):
            expected = float(chance(size, leaders if rule else 0, n, leader=rule and at < leaders))
            spread = (SEEDS * expected * (1 - expected)) ** 0.5
            assert abs(taken[f"{at:02}"] - SEEDS * expected) / spread < 4, at
