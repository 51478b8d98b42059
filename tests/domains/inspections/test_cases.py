"""A case from the opening to the stop: who opens, which steps, which papers, which days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from inspecting import appoint, brought_to, decision, opened, paper, staffed
from liem.domains.inspections import actions, dossier, readers, team
from liem.domains.inspections.models import Inspection, Outcome, StepTaken
from liem.kernel.clock import local_day
from liem.law.procedures import default_procedures
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.cases.steps import open_case
from liem.spine.ledger.replay import check
from liem.spine.notices.models import Notice
from liem.spine.people import actions as people

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from liem.law.procedures import Procedure
    from liem.spine.people.models import Person

TODAY = local_day(AT)
LATER = AT + timedelta(days=3)


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


def take(cast: Cast, who: str, inspection: Inspection, key: str, *, at: datetime = AT, **more: Any) -> Any:
    options = {"on": local_day(at), **more}
    return actions.take(actor=cast.actor(who), at=at, inspection_id=inspection.pk, key=key, **options)


def test_opens_a_case_with_a_dossier_number_and_a_line_in_the_ledger(crew: Cast) -> None:
    inspection, receipt = actions.open_inspection(
        actor=crew.actor("ubkt_chair"),
        at=AT,
        unit_id=crew.units["UBKT"].pk,
        procedure="compliance_inspection",
        subject_unit_id=crew.units["CB01"].pk,
    )
    assert receipt is not None
    assert inspection.case.dossier == "KTCH-26-00001/UBKT"
    assert (inspection.state, inspection.body, inspection.procedure_on) == ("opened", "commission", TODAY)
    assert "Chi bộ thôn Ghềnh" in inspection.case.title


def test_a_dossier_opened_by_a_programme_gives_one_case_however_often_it_is_asked(crew: Cast) -> None:
    unit = crew.units["UBKT"]
    case = open_case(unit=unit, kind="inspection", letters="KTCH", title="Kiểm tra chi bộ", at=AT)
    made = [opened(crew, case=case).pk for _time in range(2)]
    assert made[0] == made[1]
    assert Inspection.objects.count() == 1


def test_refuses_to_open_what_the_body_or_procedure_cannot(crew: Cast) -> None:
    table: list[tuple[str, dict[str, Any], type[Exception]]] = [
        ("clerk", {}, NotPermitted),
        ("secretary", {}, NotPermitted),
        ("ubkt_chair", {"subject_unit_id": crew.units["ST01"].pk}, NotFound),
        ("ubkt_chair", {"procedure": "cell_inspection"}, Invalid),
        ("ubkt_chair", {"subject": "official"}, Invalid),
        ("ubkt_chair", {"subject_unit_id": None}, Invalid),
        ("ubkt_chair", {"proposed_on": TODAY + timedelta(days=1)}, Invalid),
        ("ubkt_chair", {"lookback_from": TODAY, "lookback_to": TODAY - timedelta(days=1)}, Invalid),
        ("ubkt_chair", {"origin": "sign"}, Invalid),
    ]
    usual: dict[str, Any] = {"procedure": "compliance_inspection", "subject_unit_id": crew.units["CB01"].pk}
    for who, change, refusal in table:
        with pytest.raises(refusal):
            actions.open_inspection(
                actor=crew.actor(who), at=AT, unit_id=crew.units["UBKT"].pk, **(usual | change)
            )
    assert not Inspection.objects.exists()


def test_goes_through_the_procedure_and_the_ledger_rebuilds_where_it_stands(crew: Cast) -> None:
    inspection = staffed(crew)
    decision(crew, inspection)
    paper(crew, inspection, "plan")
    receipt = take(crew, "ubkt_chair", inspection, "decide")
    brought_to(crew, inspection, "hear", at=LATER)
    assert inspection.state == "hear"
    assert inspection.started_on == local_day(LATER)
    assert StepTaken.objects.get(key="decide").entry_seq == receipt.seq
    found = check()
    assert found.agrees, found.differences
    Inspection.objects.update(state="decide")
    assert {one.code for one in check().differences} == {"row_differs"}


def test_refuses_a_skipped_step_with_the_basis_of_the_procedure(crew: Cast) -> None:
    inspection = staffed(crew)
    with pytest.raises(Conflict, match="Chưa làm bước") as caught:
        take(crew, "inspector", inspection, "notify")
    assert "21-QĐ/TW" in caught.value.citation
    brought_to(crew, inspection, "notify")
    with pytest.raises(Conflict, match="đã qua"):
        take(crew, "ubkt_chair", inspection, "decide")


def test_refuses_a_step_whose_paper_is_missing(crew: Cast) -> None:
    inspection = staffed(crew)
    paper(crew, inspection, "plan")
    with pytest.raises(Invalid, match="quyết định"):
        take(crew, "ubkt_chair", inspection, "decide")


def test_refuses_a_decision_without_a_head_of_the_team(crew: Cast) -> None:
    inspection = opened(crew)
    for kind in ("decision", "plan"):
        paper(crew, inspection, kind)
    with pytest.raises(Conflict, match="trưởng đoàn"):
        take(crew, "ubkt_chair", inspection, "decide")
    appoint(crew, inspection, "inspector", "head")
    take(crew, "ubkt_chair", inspection, "decide")


def test_refuses_a_decision_dated_before_its_proposal(crew: Cast) -> None:
    inspection = staffed(crew)
    with pytest.raises(Invalid, match="trước ngày đề xuất") as caught:
        paper(crew, inspection, "decision", on=TODAY - timedelta(days=1))
    assert (caught.value.field, bool(caught.value.citation)) == ("issued_on", True)
    for kind in ("decision", "plan"):
        paper(crew, inspection, kind)
    with pytest.raises(Invalid, match="trước ngày đề xuất"):
        take(crew, "ubkt_chair", inspection, "decide", on=TODAY - timedelta(days=1))


def test_refuses_a_day_before_the_step_before_and_one_in_the_future(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew, proposed_on=TODAY - timedelta(days=5)), "decide")
    for kind in ("notice", "outline"):
        paper(crew, inspection, kind, at=LATER)
    for on, words in ((TODAY - timedelta(days=1), "trước bước"), (TODAY + timedelta(days=9), "tương lai")):
        with pytest.raises(Invalid, match=words):
            take(crew, "inspector", inspection, "notify", at=LATER, on=on)


def test_only_who_the_procedure_names_takes_a_step(crew: Cast) -> None:
    inspection = staffed(crew)
    for kind in ("decision", "plan"):
        paper(crew, inspection, kind)
    for who in ("inspector", "inspector_two", "secretary", "cell_secretary", "clerk"):
        with pytest.raises(NotPermitted):
            take(crew, who, inspection, "decide")


def test_says_who_was_faster(crew: Cast) -> None:
    inspection = staffed(crew)
    seen = Inspection.objects.get().revision
    brought_to(crew, inspection, "decide")
    with pytest.raises(Conflict, match="Lò Văn Inh ghi bước"):
        take(crew, "inspector", inspection, "notify", revision=seen)


def test_the_conclusion_is_not_an_ordinary_step(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew), "hear")
    with pytest.raises(Conflict, match="trang kết luận"):
        take(crew, "ubkt_chair", inspection, "conclude")


def test_a_notice_is_made_with_the_step_and_once(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew), "decide")
    told = Notice.objects.filter(kind="inspections.step")
    assert [each.person_id for each in told] == [crew.account("inspector").person_id]
    with pytest.raises(Conflict):
        take(crew, "ubkt_chair", inspection, "decide")
    assert told.count() == 1


def test_stops_before_the_conclusion_with_a_reason_and_keeps_everything(crew: Cast) -> None:
    inspection = brought_to(crew, staffed(crew), "notify")
    stop = {"actor": crew.actor("ubkt_chair"), "at": AT, "inspection_id": inspection.pk, "on": TODAY}
    with pytest.raises(Invalid):
        actions.stop(**stop, reason="  ")
    actions.stop(**stop, reason="Đối tượng chuyển sinh hoạt đảng")
    inspection.refresh_from_db()
    assert (inspection.state, inspection.outcome) == ("stopped", Outcome.STOPPED)
    assert inspection.case.closed_at == AT
    assert inspection.papers.count() == 4
    with pytest.raises(Conflict):
        actions.stop(**stop, reason="lần nữa")
    with pytest.raises(NotPermitted):
        paper(crew, inspection, "minutes")


def test_a_sign_found_in_supervision_opens_one_case_of_its_own(crew: Cast) -> None:
    supervision = staffed(crew, procedure="thematic_supervision")
    order = {"actor": crew.actor("ubkt_chair"), "at": AT, "inspection_id": supervision.pk}
    found, _receipt = actions.refer_sign(**order, sign="Thu sai quỹ chi bộ")
    assert (found.procedure, found.origin) == ("sign_based_inspection", "supervision")
    assert found.origin_case_id == supervision.case_id
    with pytest.raises(Conflict, match=found.case.dossier):
        actions.refer_sign(**order, sign="lần nữa")
    inspection = opened(crew, procedure="sign_based_inspection")
    with pytest.raises(Conflict, match="không chuyển sang kiểm tra"):
        actions.refer_sign(actor=crew.actor("ubkt_chair"), at=AT, inspection_id=inspection.pk, sign="x")


def test_lists_by_standing_and_search_without_marks(crew: Cast) -> None:
    first = brought_to(crew, staffed(crew), "notify")
    second = opened(crew, person="specialist")
    found = readers.inspections_for(crew.actor("ubkt_chair"), at=AT)
    assert set(found) == {first, second}
    assert list(readers.search(found, "luc van pao")) == [second]
    assert list(readers.search(found, "thon ghenh kiem tra")) != []
    assert not readers.standing(found, "late", at=AT + timedelta(days=900)).exists()
    Inspection.objects.filter(pk=first.pk).update(due_at=AT, due_binding=True)
    assert list(readers.standing(found, "late", at=LATER)) == [first]
    Inspection.objects.filter(pk=first.pk).update(due_binding=False)
    assert not readers.standing(found, "late", at=LATER).exists()


def test_an_official_paper_takes_the_next_number_of_the_body(crew: Cast) -> None:
    inspection = staffed(crew)
    numbers = [decision(crew, inspection).number for _time in range(2)]
    assert numbers == [1, 2]
    made = inspection.papers.first()
    assert made is not None
    assert (made.symbol, made.period, made.signer) == ("QĐ/UBKTĐU", "2025-2030", "Lò Văn Inh")
    with pytest.raises(Invalid, match="trang kết luận"):
        paper(crew, inspection, "conclusion")
    with pytest.raises(Invalid, match="người ký"):
        dossier.add_paper(
            actor=crew.actor("inspector"),
            at=AT,
            inspection_id=inspection.pk,
            new=dossier.NewPaper(kind="plan", title="Kế hoạch", words="I- Mục đích"),
        )


BODIES = {
    "commission": ("UBKT", "ubkt_chair", "inspector", "CB02"),
    "cell": ("CB01", "cell_secretary", "cell_secretary", ""),
    "state": ("UBND", "chair", "chair", ""),
}


def test_each_procedure_is_walked_to_its_conclusion_by_the_body_it_belongs_to(crew: Cast) -> None:
    person = crew.account("specialist").person
    people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=person.pk,
        unit_id=crew.units["UBND"].pk,
        post="specialist",
        valid_from=BORN,
    )
    # a complaint comes first: whoever inspected the same subject before is barred from it
    every = sorted(default_procedures().available(TODAY), key=lambda each: each.id != "discipline_complaint")
    for procedure in every:
        inspection = walked(crew, procedure, person)
        following = procedure.next_required(inspection.state)
        assert following is not None, procedure.id
        assert following.concludes, procedure.id


def walked(crew: Cast, procedure: Procedure, person: Person) -> Inspection:
    """Return a case of the first body a procedure belongs to, with every required step before the
    conclusion."""
    body = next(each for each in ("commission", "state", "cell") if each in procedure.bodies)
    unit, decider, head, organisation = BODIES[body]
    kind = next((each for each in procedure.subjects if each != "organisation"), "")
    about: dict[str, Any] = {"subject": kind, "subject_person_id": person.pk}
    if organisation and "organisation" in procedure.subjects:
        about = {"subject": "organisation", "subject_unit_id": crew.units[organisation].pk}
    inspection, _receipt = actions.open_inspection(
        actor=crew.actor(decider),
        at=AT,
        unit_id=crew.units[unit].pk,
        procedure=procedure.id,
        sign="Dấu hiệu",
        **about,
    )
    team.appoint(
        actor=crew.actor(decider),
        at=AT,
        inspection_id=inspection.pk,
        person_id=crew.account(head).person_id,
        role="head",
    )
    last = next(n for n, step in enumerate(procedure.steps) if step.concludes)
    for step in procedure.steps[:last]:
        if step.optional:
            continue
        for wanted in step.papers:
            paper(crew, inspection, wanted, who=decider)
        take(crew, decider if "decider" in step.who else head, inspection, step.key)
    inspection.refresh_from_db()
    return inspection
