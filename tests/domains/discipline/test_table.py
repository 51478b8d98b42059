"""The table of states, whole: each (state, verb, part) is decided, by the table and by a real actor."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from domains.discipline.setting import AT, proposed
from liem.domains.discipline import policy
from liem.domains.discipline.flow import DECIDED, DISCIPLINE_FLOW, FINAL, OPEN, PARTS, WHO
from liem.domains.discipline.models import State
from liem.domains.discipline.parts import Parts, parts_of

if TYPE_CHECKING:
    from cast import Cast

VERBS = tuple(dict.fromkeys(step.verb for step in DISCIPLINE_FLOW.steps))
# The table once more, by hand: letters of states, then the parts that may. P proposed, E examining, H heard,
# V voted, R referred, D decided, N notified, A appealed, F deferred, X refused, Z ended, C cancelled.
LETTERS = dict(
    zip(
        "PEHVRDNAFXZC",
        (
            State.PROPOSED,
            State.EXAMINING,
            State.HEARD,
            State.VOTED,
            State.REFERRED,
            State.DECIDED,
            State.NOTIFIED,
            State.APPEALED,
            State.DEFERRED,
            State.REFUSED,
            State.ENDED,
            State.CANCELLED,
        ),
        strict=True,
    )
)
HANDLES, DECIDES = {"handler", "decider"}, {"decider"}
BY_HAND: dict[str, tuple[str, set[str]]] = {
    "examine": ("P", HANDLES),
    "hear": ("EHR", HANDLES),
    "record_vote": ("HVR", DECIDES),
    "read_vote": ("V", DECIDES),
    "refer": ("HV", DECIDES),
    "decide": ("HV", DECIDES),
    "decide_on_judgment": ("PEH", DECIDES),
    "refuse": ("PEHVR", DECIDES),
    "notify": ("DN", HANDLES),
    "publish": ("N", DECIDES),
    "answer": ("PEHVRDNAFXZC", {"subject"}),
    "appeal": ("DNZ", {"subject", *HANDLES}),
    "accept_appeal": ("A", {"appeal_body"}),
    "reject_appeal": ("A", {"appeal_body"}),
    "withdraw_appeal": ("A", {"subject"}),
    "settle_appeal": ("A", {"appeal_body"}),
    "settle_cancel": ("A", {"appeal_body"}),
    "cancel": ("DNZ", DECIDES),
    "restore_rights": ("C", HANDLES),
    "defer": ("PEHV", DECIDES),
    "resume": ("F", DECIDES),
    "suspend": ("PEHVRDNA", DECIDES),
    "extend_suspension": ("PEHVRDNA", DECIDES),
    "lift_suspension": ("PEHVRDNAFXZC", DECIDES),
    "add_paper": ("PEHVRDNAFXZC", HANDLES),
    "release_paper": ("PEHVRDNAFXZC", DECIDES),
    "end_effect": ("N", {"decider", "schedule"}),
}


class TestTable:
    def test_names_every_verb_and_every_state_once(self) -> None:
        assert set(VERBS) == set(BY_HAND)
        assert set(DISCIPLINE_FLOW.states) == set(State.values) == {*OPEN, *FINAL}

    @pytest.mark.parametrize("verb", VERBS)
    def test_decides_each_state_verb_and_part(self, verb: str) -> None:
        letters, may = BY_HAND[verb]
        for state, part in product(State, PARTS):
            expected = state in {LETTERS[letter] for letter in letters} and part in may
            answer = policy.decided(Parts(frozenset({part})), state, verb)
            assert bool(answer) is expected, (state, part)
            assert answer.reason or answer

    @pytest.mark.parametrize("verb", VERBS)
    def test_nobody_and_the_barred_may_nothing(self, verb: str) -> None:
        for state in State:
            assert not policy.decided(Parts(frozenset()), state, verb)
            barred = policy.decided(Parts(frozenset(), barred="Đồng chí là người thân."), state, verb)
            assert "131-QĐ/TW" in barred.reason

    def test_no_decision_is_left_without_a_complaint(self) -> None:
        for state in DECIDED:
            ways = set(DISCIPLINE_FLOW.verbs(state))
            assert ways & {"appeal", "settle_appeal"}

    def test_each_row_names_its_article_and_a_known_part(self) -> None:
        for step in DISCIPLINE_FLOW.steps:
            assert step.basis
            assert step.who in WHO

    def test_refuses_a_verb_it_does_not_know(self) -> None:
        assert not policy.decided(Parts(frozenset({"decider"})), State.HEARD, "forgive")


# Which part each person of the cast has in a case of the commission about the member of the cell.
ROLES = {
    "ubkt_chair": "decider",
    "inspector": "handler",
    "inspector_two": "",  # kin
    "member": "subject",
    "cell_secretary": "",  # of the same cell
    "specialist": "",
    "secretary": "",  # of the committee: reads, does not act
    "clerk": "",
    "other_cell_secretary": "",
    "committee_member": "",
    "stranger_head": "",
    "province_head": "",
    "auditor": "",
    "keeper": "",
}


def test_each_role_of_the_cast_may_exactly_what_its_part_may_in_every_state(cast: Cast) -> None:
    case = proposed(cast)
    for role, part in ROLES.items():
        found = parts_of(cast.actor(role), case, at=AT)
        expected = {"decider": {"handler", "decider"}, "": set()}.get(part, {part})
        assert found.parts == expected, role
        for state, verb in product(State, VERBS):
            letters, may = BY_HAND[verb]
            allowed = state in {LETTERS[letter] for letter in letters} and bool(expected & may)
            assert bool(policy.decided(found, state, verb)) is allowed, (role, state, verb)
