"""Forms, days and terms as pure decisions: every kind of subject against every form, every pair of days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.domains.discipline import rules
from liem.domains.discipline.models import Body, Form, SubjectKind
from liem.domains.discipline.rules import Days
from liem.law import default_book

DAY = date(2026, 11, 23)
ALL_FORMS = [form for form in Form if form not in (Form.NONE, Form.NO_DISCIPLINE)]
R, W, D, E, G = Form.REPRIMAND, Form.WARNING, Form.DISMISSAL, Form.EXPULSION, Form.DISSOLUTION
SR, SW, SD, SS = Form.STATE_REPRIMAND, Form.STATE_WARNING, Form.STATE_DISMISSAL, Form.STATE_SACKING
CAN: dict[tuple[str, bool], set[Form]] = {
    (SubjectKind.MEMBER, False): {R, W, E},
    (SubjectKind.MEMBER, True): {R, W, D, E},
    (SubjectKind.PROBATIONARY, False): {R, W},
    (SubjectKind.PROBATIONARY, True): {R, W},
    (SubjectKind.ORGANISATION, False): {R, W, G},
    (SubjectKind.ORGANISATION, True): {R, W, G},
    (SubjectKind.OFFICIAL, False): {SR, SW, SS},
    (SubjectKind.OFFICIAL, True): {SR, SW, SD, SS},
}


def law(subject: str) -> tuple[str, ...]:
    value = default_book().in_force(rules.FORMS_KEY[subject], DAY).value
    assert isinstance(value, tuple)
    return tuple(str(one) for one in value)


class TestForms:
    @pytest.mark.parametrize(
        ("subject", "post", "form"), list(product(SubjectKind, (False, True), ALL_FORMS))
    )
    def test_each_subject_receives_what_the_law_lists_and_nothing_else(
        self, subject: SubjectKind, form: Form, *, post: bool
    ) -> None:
        fault = rules.form_fault(subject, form, law(subject), holds_post=post, binding=True)
        assert (fault == "") is (form in CAN[subject, post])
        assert (form in rules.forms_for(subject, law(subject), holds_post=post)) is (
            form in CAN[subject, post]
        )

    def test_an_unverified_list_refuses_only_side_and_post(self) -> None:
        def fault(form: str, *, post: bool) -> str:
            return rules.form_fault(
                SubjectKind.OFFICIAL, form, law(SubjectKind.OFFICIAL), holds_post=post, binding=False
            )

        assert fault(Form.STATE_PAY_CUT, post=False) == ""
        assert fault(Form.STATE_DISMISSAL, post=False) == "needs_post"
        assert fault(Form.WARNING, post=True) == "other_side"

    def test_name_removal_is_no_discipline_for_anybody(self) -> None:
        for subject in SubjectKind:
            fault = rules.form_fault(subject, Form.NAME_REMOVAL, law(subject), holds_post=True, binding=True)
            assert fault == "not_discipline"


class TestWhatAVoteDecides:
    @pytest.mark.parametrize("body", list(Body))
    def test_is_reprimand_and_warning_in_a_cell_and_everything_in_a_committee(self, body: Body) -> None:
        results = ("", *ALL_FORMS, Form.NO_DISCIPLINE)
        for result, from_above, cell_may in product(results, (False, True), (False, True)):
            decides = rules.vote_decides(result, body=body, task_from_above=from_above, cell_may=cell_may)
            if not result or body == Body.STATE:
                assert not decides
            elif body == Body.CELL:
                in_its_hands = result in (R, W, Form.NO_DISCIPLINE)
                assert decides is (cell_may and not from_above and in_its_hands)
            else:
                assert decides


offsets = st.integers(-400, 400)
maybe = st.one_of(st.none(), offsets)


class TestDays:
    @given(st.tuples(offsets, maybe, maybe, maybe, maybe, maybe), offsets)
    def test_pass_only_in_the_order_of_the_procedure_and_not_in_the_future(
        self, given_days: tuple[int | None, ...], today: int
    ) -> None:
        days = [None if one is None else DAY + timedelta(days=one) for one in given_days]
        now = DAY + timedelta(days=today)
        known = [day for day in days if day is not None]
        right = known == sorted(known) and all(day <= now for day in known)
        fault = rules.days_fault(Days(*days), now)  # type: ignore[arg-type]
        assert (fault is None) is right

    def test_name_both_steps_that_disagree(self) -> None:
        days = Days(proposed=DAY, voted=DAY - timedelta(days=1))
        assert rules.days_fault(days, DAY) == ("proposed", "voted")
        assert rules.days_fault(Days(proposed=DAY), DAY - timedelta(days=1)) == ("proposed", "today")


class TestSuspension:
    @given(st.integers(-5, 120), st.integers(1, 120))
    def test_is_never_longer_than_the_law(self, length: int, most: int) -> None:
        fault = rules.suspension_fault(DAY, DAY + timedelta(days=length), most)
        assert (fault == "") is (0 <= length <= most)

    @given(st.booleans(), st.integers(-5, 60), st.integers(1, 40))
    def test_is_extended_once_and_forward(self, before: bool, length: int, most: int) -> None:
        extended = DAY if before else None
        fault = rules.extension_fault(DAY, extended, DAY + timedelta(days=length), most)
        assert (fault == "") is (not before and 0 < length <= most)


class TestSettlement:
    PARTY = (R, W, D, E)

    @pytest.mark.parametrize(("outcome", "old", "new"), list(product(("raised", "lowered"), PARTY, PARTY)))
    def test_raises_and_lowers_by_weight(self, outcome: str, old: str, new: str) -> None:
        heavier = self.PARTY.index(Form(new)) - self.PARTY.index(Form(old))
        fits = heavier > 0 if outcome == "raised" else heavier < 0
        assert (rules.settlement_fault(outcome, old, new) == "") is fits

    @pytest.mark.parametrize("outcome", ["kept", "cancelled"])
    def test_asks_for_a_form_only_where_it_changes(self, outcome: str) -> None:
        assert rules.settlement_fault(outcome, R, "") == ""
        assert rules.settlement_fault("raised", R, "") == "needs_form"
