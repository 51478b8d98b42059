"""Every procedure, every state, every step, every part; and the clocks of the law."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, Cast, assemble
from commission import with_commission
from inspecting import brought_to, staffed
from liem.domains.inspections import actions, clocks, policy, steps
from liem.domains.inspections.models import Inspection
from liem.domains.inspections.openings import openings
from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.law.procedures import OPENED, ROLES, default_procedures
from liem.spine.access import Conflict, Invalid

if TYPE_CHECKING:
    from liem.law.procedures import Procedure

TODAY = local_day(AT)
EVERY = [pytest.param(each, id=f"{each.id}-{each.jurisdiction}") for each in default_procedures().all]


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def lao_cai(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of the one province whose days are written down."""
    monkeypatch.setattr(clocks, "jurisdictions", lambda _path: ("province:lao-cai", "party", "body:*"))


@pytest.mark.parametrize("procedure", EVERY)
def test_each_state_and_step_is_decided_as_the_table_says(procedure: Procedure) -> None:
    flow = procedure.flow()
    for state in (OPENED, *(step.key for step in procedure.steps), "stopped"):
        case = Inspection(state=state)
        for step in procedure.steps:
            try:
                flow.step(state, step.key)
                possible = True
            except NotNow:
                possible = False
            if possible:
                steps.refuse_skipped(case, procedure, step)
                continue
            with pytest.raises(Conflict) as caught:
                steps.refuse_skipped(case, procedure, step)
            assert caught.value.citation == str(procedure.basis), (state, step.key)


@pytest.mark.parametrize("procedure", EVERY)
def test_each_part_may_take_the_steps_it_is_named_for_and_no_other(
    procedure: Procedure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "procedure_of", lambda _case: procedure)
    for part in sorted(ROLES):
        monkeypatch.setattr(policy, "parts_of", lambda *_args, part=part, **_more: frozenset({part}))
        for step in procedure.steps:
            answer = policy.may_step(None, Inspection(), step.key, at=AT)  # type: ignore[arg-type]
            assert bool(answer) is (part in step.who), (part, step.key)
            assert answer or answer.reason


@given(st.integers(1, 400), st.fractions(0, 1))
def test_an_extension_is_never_longer_than_its_share(length: int, share: Fraction) -> None:
    extra = clocks.extra_days(length, share)
    assert 0 <= extra <= length * share < extra + 1


def test_without_a_rule_there_is_no_clock_and_nothing_is_late(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew, procedure="sign_based_inspection", sign="x"), "notify")
    now = openings(crew.actor("inspector"), inspection, at=AT + timedelta(days=900))
    assert (now.clock, now.whole) == (None, None)
    assert not now.is_late(AT + timedelta(days=900))


@pytest.mark.usefixtures("lao_cai")
def test_the_provinces_days_give_the_clock_of_the_step_and_of_the_whole(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew, procedure="sign_based_inspection", sign="x"), "decide")
    now = openings(crew.actor("inspector"), inspection, at=AT)
    assert now.clock is not None
    assert now.clock.on == date(2026, 12, 1)  # five working days after the 23rd; the 24th is a holiday
    assert "299-QĐ/TU" in now.clock.basis
    brought_to(crew, inspection, "notify")
    assert inspection.due_at is not None
    assert local_day(inspection.due_at) == TODAY + timedelta(days=45)
    assert inspection.due_binding
    assert openings(crew.actor("inspector"), inspection, at=AT + timedelta(days=60)).is_late(
        AT + timedelta(days=60)
    )


@pytest.mark.usefixtures("lao_cai")
def test_a_late_step_is_recorded_with_its_limit_and_not_refused(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew), "decide")
    later = AT + timedelta(days=20)
    brought_to(crew, inspection, "notify", at=later)
    taken = inspection.steps.get(key="notify")
    assert taken.due_at is not None
    assert taken.due_binding
    assert taken.on > local_day(taken.due_at)


@pytest.mark.usefixtures("lao_cai")
def test_extends_once_by_at_most_a_third_with_a_reason(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew, procedure="sign_based_inspection", sign="x"), "notify")
    order = {"actor": crew.actor("ubkt_chair"), "at": AT, "inspection_id": inspection.pk}
    first = TODAY + timedelta(days=45)
    with pytest.raises(Invalid, match="đến hết ngày"):
        actions.extend(**order, new_due=first + timedelta(days=16), reason="Nhiều nội dung")
    with pytest.raises(Invalid, match="sau hạn hiện nay"):
        actions.extend(**order, new_due=first, reason="Nhiều nội dung")
    with pytest.raises(Invalid, match="lý do"):
        actions.extend(**order, new_due=first + timedelta(days=15), reason=" ")
    actions.extend(**order, new_due=first + timedelta(days=15), reason="Nhiều nội dung")
    inspection.refresh_from_db()
    assert local_day(inspection.extended_to or AT) == first + timedelta(days=15)
    with pytest.raises(Conflict, match="một lần"):
        actions.extend(**order, new_due=first + timedelta(days=15), reason="lần nữa")


@pytest.mark.usefixtures("lao_cai")
def test_a_limit_nobody_has_checked_is_shown_and_never_makes_late(
    crew: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clocks.rule

    def unchecked(inspection: Inspection, key: str | None):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        found = real(inspection, key)
        return replace(found, confidence="M") if found else None

    monkeypatch.setattr(clocks, "rule", unchecked)
    inspection = brought_to(crew, staffed(crew, procedure="sign_based_inspection", sign="x"), "notify")
    assert inspection.due_at is not None
    assert not inspection.due_binding
    assert not inspection.is_late(AT + timedelta(days=900))
    now = openings(crew.actor("inspector"), inspection, at=AT + timedelta(days=900))
    assert not now.is_late(AT + timedelta(days=900))
