"""Whom the record bars learns nothing of what lies in a case, by whatever door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from inspecting import appoint, brought_to, opened, paper, staffed
from liem.domains.inspections import contents, dossier, facts, printing, readers, team, work
from liem.domains.inspections.conclusion_readers import get_for_following
from liem.domains.inspections.models import Conflict, Inspection
from liem.domains.inspections.parts import LEADING, conflicts_of
from liem.kernel.clock import local_day
from liem.spine.access import NotFound, NotPermitted
from liem.spine.notices.models import Notice
from liem.spine.people import actions as people
from liem.spine.people.models import Mandate
from liem.spine.people.readers import in_force
from liem.spine.vault import files

TODAY = local_day(AT)


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


def post(crew: Cast, who: str, unit: str, name: str, until: date | None = None) -> None:
    mandate, _receipt = people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=crew.account(who).person_id,
        unit_id=crew.units[unit].pk,
        post=name,
        valid_from=BORN,
    )
    Mandate.objects.filter(pk=mandate.pk).update(valid_to=until)


def same_unit(crew: Cast) -> Inspection:
    case = staffed(crew)
    post(crew, "inspector_two", "CB01", "official_member")
    return case


def worked_there(crew: Cast) -> Inspection:
    case = staffed(crew, lookback_from=date(2026, 1, 1), lookback_to=TODAY)
    post(crew, "inspector_two", "CB01", "official_member", TODAY - timedelta(days=100))
    return case


def took_part(crew: Cast) -> Inspection:
    first = opened(crew, person="specialist")
    appoint(crew, first, "inspector_two", "head")
    case = opened(crew, person="specialist", procedure="discipline_complaint", origin_case_id=first.case_id)
    appoint(crew, case, "inspector", "head")
    return case


def over_it(crew: Cast) -> Inspection:
    case = staffed(crew, subject_unit_id=crew.units["CB02"].pk)
    crew.units["CB02"].__class__.objects.filter(pk=crew.units["CB02"].pk).update(path="/TAL/XCR/UBND/CB02/")
    post(crew, "inspector_two", "UBND", "deputy_head")
    return case


def declared(crew: Cast) -> Inspection:
    case = staffed(crew)
    appoint(crew, case, "inspector_two", "member")
    team.step_aside(actor=crew.actor("inspector_two"), at=AT, inspection_id=case.pk, words="Bạn thân")
    return case


GROUNDS = {
    "same_unit": same_unit,
    "earlier": worked_there,
    "earlier_part": took_part,
    "mandate": over_it,
    "interest": declared,
}


@pytest.fixture(params=GROUNDS.values(), ids=GROUNDS.keys())
def case(request: pytest.FixtureRequest, crew: Cast) -> Inspection:
    return request.param(crew)  # type: ignore[no-any-return]


def evidence_in(crew: Cast, case: Inspection) -> Any:
    new = dossier.NewEvidence(
        kind="file", title="Sổ quỹ lạ thường", file=dossier.File(files.store([b"so"], at=AT), "so.pdf")
    )
    made, _receipt = dossier.add_evidence(
        actor=crew.actor("inspector"), at=AT, inspection_id=case.pk, new=new
    )
    return made


def said_in(crew: Cast, case: Inspection) -> Any:
    made, _receipt = dossier.keep_statement(
        actor=crew.actor("inspector"), at=AT, inspection_id=case.pk, kind="explanation", words="Tôi giữ sổ."
    )
    return made


class TestABarredPerson:
    def test_prints_nothing_and_downloads_nothing_while_a_colleague_does(
        self, crew: Cast, case: Inspection
    ) -> None:
        minutes, item, said = paper(crew, case, "minutes"), evidence_in(crew, case), said_in(crew, case)
        doors = (
            lambda who: printing.get_for_printing(who, case.pk, at=AT),
            lambda who: printing.ask_printing(actor=who, at=AT, inspection_id=case.pk),
            lambda who: contents.get_evidence(who, case.pk, item.pk, at=AT),
            lambda who: contents.get_statement(who, case.pk, said.pk, at=AT),
            lambda who: readers.get_paper(who, minutes.pk, at=AT),
            lambda who: get_for_following(who, case.pk, at=AT),
        )
        for door in doors:
            door(crew.actor("ubkt_chair"))
            with pytest.raises(NotPermitted, match="xung đột lợi ích") as refused:
                door(crew.actor("inspector_two"))
            assert "131-QĐ/TW" in refused.value.citation

    def test_finds_the_case_in_no_list_and_still_learns_why(self, crew: Cast, case: Inspection) -> None:
        item = evidence_in(crew, case)
        for who, sees in (("ubkt_chair", True), ("inspector_two", False)):
            actor = crew.actor(who)
            assert readers.inspections_for(actor, at=AT).filter(pk=case.pk).exists() is sees
            assert readers.inspecting_for(actor, at=AT).filter(pk=case.pk).exists() is sees
            found = work.search_within(actor, "so quy la thuong", at=AT, limit=5)
            assert (item in found["evidence"]) is sees
            assert any(turn.inspection == case for turn in work.turns(actor, at=AT)) is sees
        assert readers.get_inspection(crew.actor("inspector_two"), case.pk, at=AT) == case

    def test_is_not_told_what_goes_on(self, crew: Cast) -> None:
        case = staffed(crew)
        appoint(crew, case, "inspector_two", "member")
        post(crew, "inspector_two", "CB01", "official_member")
        dossier.keep_statement(
            actor=crew.actor("cell_secretary"),
            at=AT,
            inspection_id=case.pk,
            kind="explanation",
            words="Tôi giữ sổ.",
        )
        told = set(Notice.objects.filter(kind="inspections.subject").values_list("person_id", flat=True))
        assert told == {crew.account("inspector").person_id}

    def test_is_only_told_how_many_stand_behind_a_figure(self, crew: Cast, case: Inspection) -> None:
        Inspection.objects.filter(pk=case.pk).update(concluded_on=TODAY, outcome="clean")
        for who, sees in (("ubkt_chair", True), ("inspector_two", False)):
            rows = {row.case: row.seen for row in facts.rows(crew.actor(who), first=BORN, last=TODAY, at=AT)}
            assert rows[case.case_id] is sees


class TestWhoLeadsTheLineAbove:
    def test_sees_the_case_and_takes_nothing_away(self, crew: Cast) -> None:
        case = brought_to(crew, staffed(crew), "decide")
        above = crew.actor("province_head")
        assert readers.inspections_for(above, at=AT).filter(pk=case.pk).exists()
        assert not readers.contents_for(above, at=AT).filter(pk=case.pk).exists()
        assert get_for_following(above, case.pk, at=AT) == case
        with pytest.raises(NotPermitted):
            printing.get_for_printing(above, case.pk, at=AT)


class TestTheConditionOnLists:
    def test_says_of_every_person_and_case_what_the_record_says_of_the_one(self, crew: Cast) -> None:
        made = [made_by(crew) for made_by in (took_part, declared, worked_there, same_unit)]
        made += [opened(crew, person=who) for who in ("member", "secretary", "chair")]
        made += [opened(crew, subject_unit_id=crew.units[code].pk) for code in ("UBND", "CB02")]
        checked = 0
        for role in crew.people:
            actor = crew.actor(role)
            assert actor.person_id is not None
            open_ones = set(readers.contents_for(actor, at=AT).values_list("pk", flat=True))
            listed = set(readers.inspecting_for(actor, at=AT).values_list("pk", flat=True))
            for case in made:
                try:
                    readers.get_inspection(actor, case.pk, at=AT)
                except NotFound:
                    assert case.pk not in listed | open_ones
                    continue
                against = {bar.kind for bar in conflicts_of(actor.person_id, case, at=AT)}
                assert (case.pk in open_ones) is (not against), (role, case, against)
                if against == {Conflict.Ground.MANDATE} and leads_the_line(actor.person_id, case):
                    assert case.pk in listed, (role, case)
                else:
                    assert (case.pk in listed) is (not against), (role, case, against)
                checked += 1
        assert checked > 40


def leads_the_line(person_id: Any, case: Inspection) -> bool:
    held = in_force(TODAY).filter(person_id=person_id, post__in=LEADING).select_related("unit")
    over = [each for each in held if each.unit_id not in (case.unit_id, case.unit.parent_id)]
    return all(case.unit.path.startswith(each.unit.path) for each in over)
