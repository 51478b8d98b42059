"""The table of each procedure holds for the action itself: one real case a procedure, put into its states,
and persons who hold the parts try the steps; only the record can say no where the table says yes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from liem.domains.inspections import actions, clocks, opening
from liem.domains.inspections.models import Inspection, StepTaken, TeamMember
from liem.domains.inspections.parts import parts_of
from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.law.procedures import OPENED, STOPPED, default_procedures
from liem.spine.access import Conflict, Invalid, NotPermitted, Refusal
from liem.spine.ledger.models import Entry
from liem.spine.people import actions as people

if TYPE_CHECKING:
    from liem.law.procedures import Procedure

pytestmark = pytest.mark.django_db
DAY = local_day(AT)
EVERY = [pytest.param(each, id=f"{each.jurisdiction}-{each.id}") for each in default_procedures().all]
# Who conducts a case of a kind of body, about whom, and who tries: the decider first, then the head.
BODIES = {
    "commission": ("UBKT", "ubkt_chair", "CB01", "specialist", "inspector"),
    "committee": ("XCR", "secretary", "CB01", "specialist", "inspector"),
    "cell": ("CB01", "cell_secretary", "CB01", "specialist", "member"),
    "state": ("UBND", "chair", "UBND", "specialist", "inspector"),
}


@pytest.fixture
def crew(db: None) -> Cast:
    """The cast with its commission; the specialist also works for the people's committee."""
    cast = with_commission(assemble())
    people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=cast.account("specialist").person_id,
        unit_id=cast.units["UBND"].pk,
        post="specialist",
        valid_from=BORN,
    )
    return cast


@pytest.mark.parametrize("procedure", EVERY)
def test_holds_for_the_action_in_each_sampled_state_verb_and_part(
    procedure: Procedure, crew: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose = (procedure.jurisdiction, "party", "VN", "body:*")
    for module in (clocks, opening):
        monkeypatch.setattr(module, "jurisdictions", lambda _path: whose)
    case, roles = conducted(procedure, crew)
    flow, keys = procedure.flow(), [each.key for each in procedure.steps]
    states = [OPENED, *keys, STOPPED]
    # every step where it is next, by the decider and one other; and a sample of all the rest
    chance = random.Random(procedure.id)
    tries = [
        (state, verb, role)
        for state, verb in zip(states, keys, strict=False)
        for role in (roles[0], chance.choice(roles[1:]))
    ]
    rest = [(state, verb, role) for state in states for verb in keys for role in roles]
    tries += chance.sample(rest, 16)
    met = set()
    for state, verb, role in tries:
        stand(case, state)
        try:
            wanted = frozenset(flow.step(state, verb).who.split(","))
        except NotNow:
            wanted = None
        met.add(tried(case, procedure, verb, crew, role, wanted=wanted))
    assert met >= {"not this part", "not in this state", "went on"}


def conducted(procedure: Procedure, crew: Cast) -> tuple[Inspection, tuple[str, ...]]:
    """One case of the procedure, with a head, a subject, and those who try: each of another part."""
    unit, decider, about, person, head = BODIES[procedure.bodies[-1]]
    organisation = "organisation" in procedure.subjects and about != unit
    subject = (
        "organisation" if organisation else next(one for one in procedure.subjects if one != "organisation")
    )
    case, _ = actions.open_inspection(
        actor=crew.actor(decider),
        at=AT,
        unit_id=crew.units[unit].pk,
        procedure=procedure.id,
        subject=subject,
        subject_unit_id=crew.units[about].pk if organisation else None,
        subject_person_id=None if organisation else crew.account(person).person_id,
        purpose="Việc quản lý quỹ",
        origin="sign",
        sign="Thu quỹ không có phiếu",
    )
    TeamMember.objects.create(inspection=case, person=crew.account(head).person, role="head", since=AT)
    return case, (decider, head, "cell_secretary" if organisation else person, "stranger_head")


def stand(case: Inspection, state: str) -> None:
    """Put the case into a state, as if the steps up to it had been taken today."""
    keys = [each.key for each in clocks.procedure_of(case).steps]
    StepTaken.objects.filter(inspection=case).delete()
    Inspection.objects.filter(pk=case.pk).update(state=state, closed_at=None, concluded_on=None)
    if state in keys:
        StepTaken.objects.bulk_create(
            StepTaken(inspection=case, key=key, on=DAY, at=AT) for key in keys[: keys.index(state) + 1]
        )


def tried(
    case: Inspection, procedure: Procedure, verb: str, crew: Cast, role: str, *, wanted: frozenset[str] | None
) -> str:
    """Try a step and say what was met; fails where the action and the table differ."""
    actor = crew.actor(role)
    case.refresh_from_db()
    parts, named = parts_of(actor, case, at=AT), frozenset(procedure.step(verb).who)
    where = (case.state, verb, role, sorted(parts))
    before = Entry.objects.count()
    refusal: Refusal | None = None
    try:
        actions.take(actor=actor, at=AT, inspection_id=case.pk, key=verb, on=DAY)
    except (NotPermitted, Conflict, Invalid) as caught:
        refusal = caught
    assert Entry.objects.count() == before + (refusal is None), where
    if isinstance(refusal, NotPermitted):
        assert not parts & named, where
        assert refusal.citation, where
        return "not this part"
    assert parts & named, where
    step = procedure.step(verb)
    if isinstance(refusal, Conflict) and wanted is None:
        assert refusal.citation == str(procedure.basis), where
        return "not in this state"
    # the table says yes: what says no now is the conclusion's own page, or a paper that is not there yet
    assert wanted, where
    assert parts & wanted, where
    if isinstance(refusal, Conflict):
        assert step.concludes, (where, refusal.message)
    elif refusal is not None:
        assert step.papers, where
        assert "Hồ sơ chưa có" in refusal.message, where
    else:
        assert not step.papers, where
    return "went on"
