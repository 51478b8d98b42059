"""What `kernel.flow` promises about lifecycles."""

from __future__ import annotations

import pytest

from liem.kernel.flow import BrokenFlow, Flow, NotNow, Step

STEPS = (
    Step("acknowledge", ("assigned",), "doing", who="unit", basis="quy chế làm việc"),
    Step("submit", ("doing", "returned"), "submitted", who="unit", basis="quy chế làm việc"),
    Step("return", ("submitted",), "returned", who="giver", basis="quy chế làm việc"),
    Step("accept", ("submitted",), "done", who="giver", basis="quy chế làm việc"),
)
FLOW = Flow("assigned", STEPS)


class TestMove:
    def test_goes_where_the_table_says(self) -> None:
        state = "assigned"
        for verb in ("acknowledge", "submit", "return", "submit", "accept"):
            state = FLOW.move(state, verb)
        assert state == "done"

    def test_refuses_every_verb_that_is_not_in_the_table(self) -> None:
        verbs = {step.verb for step in STEPS}
        for state in FLOW.states:
            for verb in verbs - set(FLOW.verbs(state)):
                with pytest.raises(NotNow) as refused:
                    FLOW.move(state, verb)
                assert refused.value.code == "not_now"
                assert refused.value.allowed == FLOW.verbs(state)
                assert refused.value.state == state

    def test_refuses_a_state_nobody_knows(self) -> None:
        with pytest.raises(NotNow):
            FLOW.move("lost", "submit")

    def test_tells_who_and_on_what_basis(self) -> None:
        assert FLOW.step("submitted", "accept").who == "giver"


class TestBuilding:
    def test_refuses_two_rows_for_one_verb_in_one_state(self) -> None:
        with pytest.raises(BrokenFlow, match="two rows"):
            Flow("assigned", (*STEPS, Step("submit", ("doing",), "done", who="unit", basis="-")))

    def test_refuses_a_state_no_way_leads_to(self) -> None:
        with pytest.raises(BrokenFlow, match="archived"):
            Flow("assigned", (*STEPS, Step("reopen", ("archived",), "doing", who="giver", basis="-")))

    def test_refuses_a_step_that_starts_nowhere(self) -> None:
        with pytest.raises(BrokenFlow, match="nowhere"):
            Flow("assigned", (*STEPS, Step("jump", (), "done", who="giver", basis="-")))


class TestDrawing:
    def test_shows_every_row_the_start_and_the_end(self) -> None:
        drawn = FLOW.mermaid().splitlines()
        assert drawn[0] == "stateDiagram-v2"
        assert "    [*] --> assigned" in drawn
        assert "    returned --> submitted: submit" in drawn
        assert "    done --> [*]" in drawn
        assert len(drawn) == 2 + sum(len(step.sources) for step in STEPS) + 1
