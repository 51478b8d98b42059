"""Who handles a discipline case and who does not; what the person concerned reads, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cast import BORN, SETUP
from domains.discipline.setting import (
    AT,
    COMMISSION,
    DAY,
    ballots,
    decided,
    notified,
    proposal,
    proposed,
    voted,
)
from inspecting import decision, opened, staffed
from liem.desks.oversight.workbench.gather import lines
from liem.domains.discipline import actions, carrying_out, deciding, readers, voting
from liem.domains.discipline.actions import NewAct
from liem.domains.discipline.numbers import NumberTaken
from liem.domains.discipline.parts import bar
from liem.domains.inspections import team
from liem.spine.access import Conflict as Busy
from liem.spine.access import Invalid, NotFound, NotPermitted
from liem.spine.ledger import replay
from liem.spine.ledger.append import opened as unsealed
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.people import actions as people
from liem.spine.people.models import Mandate
from liem.spine.people.readers import actor_of
from liem.spine.vault import files

if TYPE_CHECKING:
    from cast import Cast
    from liem.domains.discipline.models import DisciplineCase, DisciplinePaper
    from liem.spine.access import Actor

pytestmark = pytest.mark.django_db
DEED = date(2026, 3, 2)


def post(cast: Cast, who: str, unit: str, since: date = BORN, until: date | None = None) -> None:
    mandate, _ = people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=cast.account(who).person_id,
        unit_id=cast.units[unit].pk,
        post="official_member",
        valid_from=since,
    )
    Mandate.objects.filter(pk=mandate.pk).update(valid_to=until)


class TestTheSameUnit:
    @pytest.mark.parametrize(
        ("theirs", "ours", "barred"),
        [
            ((BORN, None), (BORN, None), True),  # colleagues elsewhere today
            ((BORN, date(2026, 5, 1)), (BORN, None), True),  # the subject worked there when it was done
            ((BORN, date(2026, 5, 1)), (BORN, date(2026, 4, 1)), True),  # both worked there when it was done
            ((BORN, date(2026, 2, 1)), (BORN, None), False),  # the subject had left before
            ((BORN, None), (BORN, date(2026, 2, 1)), False),  # the handler had left before
            ((date(2026, 6, 1), date(2026, 9, 1)), (BORN, None), False),  # came and went after it
        ],
    )
    def test_bars_in_any_unit_the_two_share_now_or_at_the_deed(
        self,
        cast: Cast,
        theirs: tuple[date, date | None],
        ours: tuple[date, date | None],
        barred: bool,
    ) -> None:
        post(cast, "member", "UBND", *theirs)
        case = proposed(cast)
        post(cast, "inspector", "UBND", *ours)
        assert bool(bar(cast.account("inspector").person_id, case, DAY)) is barred
        seen = readers.disciplines_for(cast.actor("inspector"), at=AT)
        assert seen.filter(pk=case.pk).exists() is not barred
        with_refusal = pytest.raises(NotFound) if barred else None
        if with_refusal:
            with with_refusal:
                actions.examine(actor=cast.actor("inspector"), at=AT, discipline_id=case.pk)
        else:
            actions.examine(actor=cast.actor("inspector"), at=AT, discipline_id=case.pk)

    def test_bars_from_proposing_too(self, cast: Cast) -> None:
        post(cast, "member", "UBND", BORN, date(2026, 5, 1))
        post(cast, "inspector", "UBND")
        with pytest.raises(NotPermitted, match="cùng đơn vị"):
            actions.propose(actor=cast.actor("inspector"), at=AT, new=proposal(cast))
        later = proposal(cast, acts=(NewAct("Không lập sổ quỹ chi bộ", date(2026, 7, 1)),))
        assert actions.propose(actor=cast.actor("inspector"), at=AT, new=later)

    def test_does_not_bar_a_body_from_judging_a_member_of_its_committee(self, cast: Cast) -> None:
        post(cast, "member", "XCR")
        post(cast, "inspector", "XCR")
        case = proposed(cast)
        assert bar(cast.account("inspector").person_id, case, DAY) == ""
        assert readers.disciplines_for(cast.actor("inspector"), at=AT).filter(pk=case.pk).exists()

    def test_is_found_alike_for_one_case_and_for_lists(self, cast: Cast) -> None:
        post(cast, "member", "UBND")
        post(cast, "specialist", "CB02", BORN, date(2026, 4, 1))
        post(cast, "secretary", "CB02", BORN, date(2026, 3, 5))
        cases = [
            proposed(cast),
            proposed(cast, subject_person_id=cast.account("specialist").person_id),
            proposed(cast, subject="organisation", subject_person_id=None),
        ]
        compared = 0
        for role in (
            "secretary",
            "chair",
            "inspector",
            "ubkt_chair",
            "province_head",
            "other_cell_secretary",
        ):
            actor = cast.actor(role)
            listed = set(readers.disciplines_for(actor, at=AT).values_list("pk", flat=True))
            reached = {
                case.pk for case in cases if actor.over(case.unit.path) or actor.unit_id == case.unit_id
            }
            for case in cases:
                if case.pk in reached:
                    assert (case.pk in listed) is (not bar(actor.person_id, case, DAY)), (role, case.subject)
                    compared += 1
        assert compared >= 9


class TestAPaperThatNamesSomebody:
    def add(self, cast: Cast, case: DisciplineCase, **told: str) -> DisciplinePaper:
        options = {"title": "Giấy tờ", **told}
        blob = files.store([str(options).encode()], at=AT)
        made, _ = actions.add_paper(
            actor=cast.actor("inspector"), at=AT, discipline_id=case.pk, blob=blob, **options
        )
        return made

    @pytest.mark.parametrize(
        ("told", "hidden"),
        [
            ({"kind": "denunciation"}, True),
            ({"kind": "witness", "title": "Biên bản làm việc"}, True),
            ({"kind": "evidence", "title": "Đơn tố cáo của quần chúng"}, True),
            ({"kind": "evidence", "title": "Lời khai NHÂN CHỨNG"}, True),
            ({"kind": "evidence", "title": "Sổ quỹ"}, False),
        ],
    )
    def test_is_withheld_without_being_asked(self, cast: Cast, told: dict[str, str], hidden: bool) -> None:
        case = proposed(cast)
        made = self.add(cast, case, **told)
        own = readers.own_file(cast.actor("member"), case.pk)
        assert (made in readers.papers_for_subject(own).shown) is not hidden
        if hidden:
            assert "47" in made.withheld
            assert "25/2018/QH14" in made.withheld
            with pytest.raises(NotFound):
                readers.paper_of(own, made.pk, as_subject=True)
        assert readers.paper_of(case, made.pk, as_subject=False) == made

    def test_is_withheld_in_a_file_that_came_from_an_inspection(self, cast: Cast) -> None:
        source = opened(cast, person="member")
        case = proposed(cast, source_case_id=source.case_id)
        made = self.add(cast, case, kind="denunciation", title="Đơn chuyển từ cuộc kiểm tra")
        assert made not in readers.papers_for_subject(case).shown

    def test_opens_by_a_decision_with_a_reason_that_the_ledger_keeps(self, cast: Cast) -> None:
        case = proposed(cast)
        made = self.add(cast, case, kind="denunciation")
        release = {"at": AT, "discipline_id": case.pk, "paper_id": made.pk}
        with pytest.raises(NotPermitted):
            actions.release_paper(actor=cast.actor("inspector"), reason="Đồng ý", **release)
        with pytest.raises(Invalid):
            actions.release_paper(actor=cast.actor(COMMISSION), reason=" ", **release)
        receipt = actions.release_paper(
            actor=cast.actor(COMMISSION), reason="Người viết đơn đồng ý", **release
        )
        [(entry, values)] = unsealed(list(Entry.objects.filter(seq=receipt.seq)))
        assert (entry.kind, values["reason"]) == ("discipline.paper.released", "Người viết đơn đồng ý")
        assert "25/2018" in values["withheld"]
        assert made in readers.papers_for_subject(case).shown
        with pytest.raises(Busy):
            actions.release_paper(actor=cast.actor(COMMISSION), reason="lần nữa", **release)
        assert not {one.code for one in replay.check().differences}


class TestTheNumberOfADecision:
    def decide(self, cast: Cast, case: DisciplineCase, number: str = "") -> str:
        deciding.decide(
            actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk, decided_on=DAY, number=number
        )
        case.refresh_from_db()
        return case.decision_number

    def test_is_never_one_the_body_has_given(self, cast: Cast) -> None:
        first, second = voted(cast), voted(cast, subject_person_id=pk(cast, "specialist"))
        assert self.decide(cast, first) == "01-QĐ/UBKTĐU"
        for typed in ("01-QĐ/UBKTĐU", "1 - QĐ/UBKTĐU", "01-qđ/ubktđu"):
            with pytest.raises(NumberTaken) as refused:
                self.decide(cast, second, typed)
            assert refused.value.field == "number"
        assert self.decide(cast, second) == "02-QĐ/UBKTĐU"

    def test_typed_ahead_moves_the_series_on(self, cast: Cast) -> None:
        first, second = voted(cast), voted(cast, subject_person_id=pk(cast, "specialist"))
        assert self.decide(cast, first, "07-QĐ/UBKTĐU") == "07-QĐ/UBKTĐU"
        assert self.decide(cast, second) == "08-QĐ/UBKTĐU"

    def test_is_not_that_of_a_decision_on_an_inspection(self, cast: Cast) -> None:
        paper = decision(cast, staffed(cast))
        assert paper.number == 1
        case = voted(cast)
        with pytest.raises(NumberTaken):
            self.decide(cast, case, "01-QĐ/UBKTĐU")
        assert self.decide(cast, case) == "02-QĐ/UBKTĐU"

    def test_in_another_series_is_left_as_typed_and_given_once(self, cast: Cast) -> None:
        first, second = voted(cast), voted(cast, subject_person_id=pk(cast, "specialist"))
        assert self.decide(cast, first, "12-QĐ/BTV") == "12-QĐ/BTV"
        with pytest.raises(NumberTaken):
            self.decide(cast, second, "12-QĐ/BTV")


class TestTheSource:
    def test_is_a_dossier_the_proposer_sees(self, cast: Cast) -> None:
        source = opened(cast, person="member")
        proposal_of = proposal(cast, source_case_id=source.case_id)
        post(cast, "inspector", "CB02")
        with pytest.raises(NotFound):  # the officer of the People's Committee supervises nobody here
            actions.propose(actor=cast.actor("chair"), at=AT, new=proposal_of)
        team.step_aside(
            actor=cast.actor("inspector"), at=AT, inspection_id=source.pk, words="Bạn thân của đối tượng"
        )
        with pytest.raises(NotFound):
            actions.propose(actor=cast.actor("inspector"), at=AT, new=proposal_of)
        case, _receipt = actions.propose(actor=cast.actor(COMMISSION), at=AT, new=proposal_of)
        assert case.source_case_id == source.case_id


class TestWhoDecidesNext:
    def test_is_told_who_did_the_step_before_and_what_waits(self, cast: Cast) -> None:
        deputy = second_decider(cast)
        case = proposed(cast)
        inspector = cast.actor("inspector")
        actions.examine(actor=inspector, at=AT, discipline_id=case.pk)
        actions.hear(actor=inspector, at=AT, discipline_id=case.pk, said_on=DAY, words="Tôi nhận.")
        told = Notice.objects.filter(kind="discipline", words__contains="chờ đồng chí quyết định")
        deciders = {deputy.person_id, cast.account(COMMISSION).person_id}
        assert set(told.values_list("person_id", flat=True)) == deciders
        assert all(inspector.name in each.words and "Ngân" not in each.words for each in told)
        voting.record_vote(
            actor=deputy,
            at=AT,
            discipline_id=case.pk,
            held_on=DAY,
            ballots=ballots(3, reprimand=3),
            counters="Hoàng Thị Piệng",
        )
        [waiting] = Notice.objects.filter(words__contains="chờ đồng chí ra quyết định")
        assert waiting.person_id == cast.account(COMMISSION).person_id
        assert deputy.name in waiting.words
        mine = [line for line in lines(cast.actor(COMMISSION), at=AT) if line.kind == "discipline"]
        assert [(line.turn, deputy.name in line.whose) for line in mine] == [("sign", True)]


def second_decider(cast: Cast) -> Actor:
    mandate, _ = people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=cast.account("committee_member").person_id,
        unit_id=cast.units["UBKT"].pk,
        post="inspection_deputy",
        valid_from=BORN,
    )
    return actor_of(Mandate.objects.select_related("unit", "person").get(pk=mandate.pk))


class TestThePersonConcerned:
    def test_learns_form_and_number_from_the_decision_handed_over(self, cast: Cast) -> None:
        case = decided(cast)
        number = case.decision_number
        own = readers.own_file(cast.actor("member"), case.pk)
        assert readers.awaits_decision(own)
        assert (own.form, own.decision_number, own.decided_on, own.effective_on) == ("", "", None, None)
        assert (own.signed_by, own.deciding_unit) == ("", None)
        assert readers.votes_for_subject(own) == []
        assert not any(number in one.title for one in readers.papers_for_subject(own).shown)
        assert readers.get_discipline(cast.actor(COMMISSION), case.pk, at=AT).decision_number == number
        carrying_out.notify(
            actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk, to="Chi bộ", how="ký nhận", on=DAY
        )
        own = readers.own_file(cast.actor("member"), case.pk)
        assert not readers.awaits_decision(own)
        assert (own.form, own.decision_number) == ("reprimand", number)
        assert len(readers.votes_for_subject(own)) == 1
        assert any(number in one.title for one in readers.papers_for_subject(own).shown)

    def test_does_not_learn_it_from_the_vote(self, cast: Cast) -> None:
        assert readers.votes_for_subject(voted(cast)) == []
        assert len(readers.votes_for_subject(notified(cast, subject_person_id=pk(cast, "specialist")))) == 1


def pk(cast: Cast, role: str) -> object:
    return cast.account(role).person_id
