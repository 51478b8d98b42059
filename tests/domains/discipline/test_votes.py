"""A counted secret vote: figures that cannot be are refused; shares and cumulation are the rule's."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.domains.discipline import votes
from liem.domains.discipline.votes import NONE, Ballots, mismatch, outcome

HALF = Fraction(1, 2)
HEAVIEST = ("expulsion", "dismissal_from_post", "warning", "reprimand")
UNVERIFIED = frozenset({"expulsion", "dissolution"})


def cast(entitled: int, *, invalid: int = 0, **counts: int) -> Ballots:
    collected = sum(counts.values()) + invalid
    return Ballots(
        entitled=entitled,
        present=collected,
        issued=collected,
        collected=collected,
        invalid=invalid,
        counts=counts,
    )


def result(entitled: int, **counts: int) -> str:
    return outcome(cast(entitled, **counts), HEAVIEST, HALF, unverified=UNVERIFIED).result


class TestBallots:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"present": 11}, "present_exceeds"),
            ({"issued": 10}, "issued_exceeds"),
            ({"collected": 9}, "collected_exceeds"),
            ({"invalid": 9}, "invalid_exceeds"),
            ({"invalid": 2}, "sum"),
            ({"counts": {"reprimand": 9}}, "sum"),
            ({"invalid": -1}, "negative"),
            ({"counts": {"reprimand": -1, "warning": 9}}, "negative"),
            ({"entitled": 0, "present": 0}, "nobody"),
        ],
    )
    def test_that_do_not_add_up_are_found(self, changes: dict[str, object], code: str) -> None:
        values: dict[str, object] = {
            "entitled": 10,
            "present": 9,
            "issued": 8,
            "collected": 8,
            "invalid": 1,
            "counts": {"reprimand": 5, NONE: 2},
        }
        assert mismatch(Ballots(**values)) is None  # type: ignore[arg-type]
        found = mismatch(Ballots(**{**values, **changes}))  # type: ignore[arg-type]
        assert found is not None
        assert found.code == code

    @given(
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 40),
        st.lists(st.integers(0, 40), min_size=1, max_size=5),
    )
    def test_pass_only_when_every_figure_fits(
        self, entitled: int, present: int, issued: int, collected: int, invalid: int, counts: list[int]
    ) -> None:
        made = Ballots(
            entitled=entitled,
            present=present,
            issued=issued,
            collected=collected,
            invalid=invalid,
            counts={str(n): each for n, each in enumerate(counts)},
        )
        fits = (
            entitled >= present >= issued >= collected and sum(counts) + invalid == collected and entitled > 0
        )
        assert (mismatch(made) is None) is fits


class TestOutcome:
    @pytest.mark.parametrize(
        ("entitled", "counts", "expected"),
        [
            (10, {"reprimand": 6}, "reprimand"),
            (10, {"reprimand": 5}, ""),  # exactly half is not more than half
            (11, {"reprimand": 6}, "reprimand"),
            (10, {"warning": 6, "reprimand": 4}, "warning"),
            (10, {"warning": 4, "reprimand": 3, NONE: 3}, "reprimand"),  # 4 carried to 3
            (10, {"dismissal_from_post": 3, "warning": 3, "reprimand": 1}, "warning"),
            (10, {"expulsion": 4, "dismissal_from_post": 2}, "dismissal_from_post"),
            (10, {NONE: 6, "reprimand": 4}, NONE),
            (20, {"warning": 6, "reprimand": 4}, ""),  # 10 of 20 entitled, though of 10 present
        ],
    )
    def test_is_that_of_the_rule(self, entitled: int, counts: dict[str, int], expected: str) -> None:
        assert result(entitled, **counts) == expected

    @pytest.mark.parametrize(
        ("for_it", "fallback"), [(7, "dismissal_from_post"), (10, "dismissal_from_post")]
    )
    def test_of_an_expulsion_over_half_waits_for_a_person(self, for_it: int, fallback: str) -> None:
        found = outcome(cast(10, expulsion=for_it), HEAVIEST, HALF, unverified=UNVERIFIED)
        assert (found.result, found.needs_person) == ("", True)
        assert (found.candidate, found.fallback) == ("expulsion", fallback)

    def test_tells_what_was_carried(self) -> None:
        found = outcome(
            cast(10, expulsion=1, dismissal_from_post=2, warning=1, reprimand=3),
            HEAVIEST,
            HALF,
            unverified=UNVERIFIED,
        )
        assert [(line.form, line.carried, line.total, line.verdict) for line in found.lines] == [
            ("expulsion", 0, 1, "short"),
            ("dismissal_from_post", 1, 3, "short"),
            ("warning", 3, 4, "short"),
            ("reprimand", 4, 7, "reached"),
        ]

    def test_without_cumulation_only_own_ballots_count(self) -> None:
        found = outcome(
            cast(10, warning=4, reprimand=4), HEAVIEST, HALF, unverified=UNVERIFIED, cumulates=False
        )
        assert found.result == ""

    # five cuts of a line of voters: four forms, none, and the rest who did not vote
    counted = st.integers(1, 60).flatmap(
        lambda entitled: (
            st.lists(st.integers(0, entitled), min_size=5, max_size=5)
            .map(sorted)
            .map(lambda cuts: [after - before for before, after in pairwise([0, *cuts])])
            .map(lambda parts: cast(entitled, **dict(zip((*HEAVIEST, NONE), parts, strict=True))))
        )
    )

    @given(counted)
    def test_has_more_than_half_of_all_entitled_behind_it_at_that_weight_or_heavier(
        self, made: Ballots
    ) -> None:
        found = outcome(made, HEAVIEST, HALF, unverified=UNVERIFIED)
        if found.result in HEAVIEST:
            place = HEAVIEST.index(found.result)
            assert sum(made.counts[form] for form in HEAVIEST[: place + 1]) * 2 > made.entitled
            assert sum(made.counts[form] for form in HEAVIEST[:place]) * 2 <= made.entitled
            assert found.result not in UNVERIFIED
        elif found.result == NONE:
            assert made.counts[NONE] * 2 > made.entitled
        elif not found.needs_person:
            assert sum(made.counts[form] for form in HEAVIEST) * 2 <= made.entitled
            assert made.counts[NONE] * 2 <= made.entitled

    @given(counted)
    def test_a_form_with_its_own_majority_is_never_changed_by_cumulation(self, made: Ballots) -> None:
        own = [form for form in HEAVIEST if made.counts[form] * 2 > made.entitled]
        found = outcome(made, HEAVIEST, HALF, unverified=frozenset())
        if own:
            assert found.result == own[0]

    @given(counted)
    def test_ballots_are_neither_lost_nor_counted_twice(self, made: Ballots) -> None:
        lines = outcome(made, HEAVIEST, HALF, unverified=frozenset()).lines
        for before, after in pairwise(lines):
            assert after.carried == before.total
            assert after.total == after.own + after.carried

    @given(st.integers(1, 200), st.integers(0, 200))
    def test_the_needed_number_is_the_least_that_is_over(self, of: int, given_votes: int) -> None:
        assert votes.is_over(given_votes, of, HALF) is (given_votes >= votes.needed(of, HALF))
        assert (given_votes >= votes.least(of, Fraction(2, 3))) is (given_votes * 3 >= of * 2)
