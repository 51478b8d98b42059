"""A question asks once, shows both sides, is answered by whom it concerns and decided by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted, Refusal
from liem.spine.cases.steps import open_case
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.people import actions as persons
from liem.spine.people.kinship import record_kin
from liem.spine.questions import actions, readers
from liem.spine.questions.flow import QUESTION_FLOW, State
from liem.spine.questions.models import Question
from liem.spine.questions.steps import raise_step
from liem.spine.units import actions as units

SCHEDULE = Actor.of_schedule("test")


@pytest.fixture
def people(db: None) -> Cast:
    return with_commission(assemble())


def raised(cast: Cast, **changed: Any) -> tuple[Question, Any] | None:
    told: dict[str, Any] = {
        "kind": "test",
        "key": "one",
        "title": "Ba lần chậm nộp quỹ trong năm",
        "to_unit": cast.units["UBKT"],
        "about_unit": cast.units["CB01"],
        "about_person": cast.account("member").person,
        "evidence": [{"words": "nộp chậm 20 ngày", "case": None, "day": AT.date()}],
        "innocent": ["Sổ quỹ có thể ghi ngày nộp bù"],
        "basis": "Quy định 21-QĐ/TW năm 2026",
    }
    with transaction.atomic():
        return raise_step(actor=SCHEDULE, at=AT, **{**told, **changed})


def one(cast: Cast, **changed: Any) -> Question:
    made = raised(cast, **changed)
    assert made is not None
    return made[0]


def told(cast: Cast, role: str) -> int:
    return Notice.objects.filter(person=cast.account(role).person, kind="question").count()


class TestRaise:
    def test_tells_who_handles_questions_without_those_in_conflict(self, people: Cast) -> None:
        one(people)
        assert (told(people, "ubkt_chair"), told(people, "inspector")) == (1, 1)
        assert told(people, "inspector_two") == 0  # kin
        assert told(people, "member") == 0

    def test_climbs_to_the_next_body_where_somebody_is_not_in_conflict(self, people: Cast) -> None:
        question = one(people, about_person=people.account("inspector").person, about_unit=None)
        assert question.to_unit == people.units["XCR"]
        assert told(people, "ubkt_chair") == 0
        assert told(people, "secretary") == 1
        notice = Notice.objects.get(person=people.account("secretary").person)
        assert "chuyển lên từ Ủy ban kiểm tra Đảng ủy xã Cửa Rừng" in notice.words
        climbed = Entry.objects.get(subject=question.pk, kind="questions.question.climbed")
        assert climbed.seq > Entry.objects.get(subject=question.pk, kind="questions.question.raised").seq
        assert readers.get_question(people.actor("secretary"), question.pk, at=AT) == question
        with pytest.raises(NotFound):
            readers.get_question(people.actor("ubkt_chair"), question.pk, at=AT)
        actions.dismiss(actor=people.actor("secretary"), at=AT, question_id=question.pk, reason="đã rõ")
        assert not {one.code for one in replay.check().differences}

    def test_climbs_past_a_body_that_is_barred_too(self, people: Cast) -> None:
        for unit in ("UBKT", "XCR"):
            persons.give_mandate(
                actor=SETUP,
                at=AT,
                person_id=people.account("member").person_id,
                unit_id=people.units[unit].pk,
                post="committee_member",
                valid_from=BORN,
            )
        assert one(people).to_unit == people.units["TAL"]
        assert told(people, "province_head") == 1

    def test_stays_where_somebody_is_free(self, people: Cast) -> None:
        question = one(people)
        assert question.to_unit == people.units["UBKT"]
        assert not Entry.objects.filter(kind="questions.question.climbed").exists()

    def test_asks_the_same_matter_once_and_keeps_only_what_is_new(self, people: Cast) -> None:
        question = one(people)
        assert raised(people) is None
        grown = raised(people, evidence=[{"words": "nộp chậm 20 ngày", "day": AT.date()}, {"words": "mới"}])
        assert grown is not None
        question.refresh_from_db()
        assert [each["words"] for each in question.evidence] == ["nộp chậm 20 ngày", "mới"]
        assert Entry.objects.filter(subject=question.pk).count() == 2

    def test_asks_again_once_decided(self, people: Cast) -> None:
        question = one(people)
        actions.dismiss(actor=people.actor("ubkt_chair"), at=AT, question_id=question.pk, reason="đã rõ")
        assert one(people).pk != question.pk

    def test_needs_an_innocent_explanation(self, people: Cast) -> None:
        with pytest.raises(ValueError, match="innocent"):
            raised(people, innocent=[])

    def test_names_the_dossiers_that_were_decided(self, people: Cast) -> None:
        question = one(people, evidence=[{"words": "x", "case": "abc"}])
        assert readers.considered("test", "one") == frozenset()
        actions.dismiss(actor=people.actor("ubkt_chair"), at=AT, question_id=question.pk, reason="đã rõ")
        assert readers.considered("test", "one") == frozenset({"abc"})
        assert readers.undecided_count([people.units["CB01"].pk]) == {}


class TestSight:
    def seers(self, cast: Cast) -> set[str]:
        return {role for role in cast.people if readers.questions_for(cast.actor(role), at=AT).exists()}

    def test_is_for_the_body_and_the_committee_it_serves_until_asked(self, people: Cast) -> None:
        question = one(people)
        assert self.seers(people) == {"ubkt_chair", "inspector", "secretary"}
        actions.ask(actor=people.actor("inspector"), at=AT, question_id=question.pk, text="Vì sao?")
        assert self.seers(people) == {"ubkt_chair", "inspector", "secretary", "member"}
        assert told(people, "member") == 1

    def test_about_a_unit_is_for_the_unit_once_asked_and_its_head_answers(self, people: Cast) -> None:
        question = one(people, about_person=None)
        assert "inspector_two" in self.seers(people)
        actions.ask(actor=people.actor("inspector"), at=AT, question_id=question.pk, text="Vì sao?")
        assert {"cell_secretary", "specialist"} <= self.seers(people)
        with pytest.raises(NotPermitted):
            actions.answer(actor=people.actor("specialist"), at=AT, question_id=question.pk, text="x")
        actions.answer(actor=people.actor("cell_secretary"), at=AT, question_id=question.pk, text="x")

    def test_about_a_colleague_is_not_for_the_own_unit(self, people: Cast) -> None:
        one(people, about_unit=people.units["XCR"], about_person=people.account("clerk").person)
        assert "secretary" not in self.seers(people)
        assert "ubkt_chair" in self.seers(people)

    def test_about_somebody_of_the_body_itself_is_told_to_nobody_there(self, people: Cast) -> None:
        one(people, about_unit=people.units["UBKT"], about_person=people.account("inspector").person)
        assert self.seers(people) == {"secretary"}
        assert told(people, "ubkt_chair") == 0

    def test_about_a_unit_is_not_for_kin_of_its_head_nor_for_the_head_in_another_post(
        self, people: Cast
    ) -> None:
        record_kin(
            actor=SETUP,
            at=AT,
            person_id=people.account("inspector").person_id,
            other_id=people.account("cell_secretary").person_id,
            relation="con",
        )
        persons.give_mandate(
            actor=SETUP,
            at=AT,
            person_id=people.account("inspector_two").person_id,
            unit_id=people.units["CB01"].pk,
            post="deputy_secretary",
            valid_from=BORN,
        )
        question = one(people, about_person=None)
        for role in ("inspector", "inspector_two"):
            assert not readers.questions_for(people.actor(role), at=AT).exists()
            assert told(people, role) == 0
        assert readers.get_question(people.actor("ubkt_chair"), question.pk, at=AT) == question

    def test_names_nobody_in_a_notice(self, people: Cast) -> None:
        question = one(people, title="Ngân Văn Đức: ba lần chậm nộp quỹ")
        actions.ask(actor=people.actor("ubkt_chair"), at=AT, question_id=question.pk, text="Vì sao?")
        actions.answer(actor=people.actor("member"), at=AT, question_id=question.pk, text="Ốm.")
        assert not [each for each in Notice.objects.all() if "Đức" in each.words]

    def test_of_a_ceased_body_passes_to_the_one_it_went_into(self, people: Cast) -> None:
        question = one(people, to_unit=people.units["CB02"], about_unit=None)
        units.merge_units(
            actor=SETUP,
            at=AT,
            old_ids=[people.units["CB02"].pk],
            new_id=people.units["XST"].pk,
            on=AT.date(),
            basis="QĐ 5",
        )
        heir = people.actor("stranger_head")
        actions.dismiss(actor=heir, at=AT, question_id=question.pk, reason="đã rõ")


class TestVerbs:
    def test_keep_the_words_and_end_with_a_reason(self, people: Cast) -> None:
        question = one(people)
        chair, member = people.actor("ubkt_chair"), people.actor("member")
        actions.ask(actor=chair, at=AT, question_id=question.pk, text="Vì sao nộp chậm?")
        actions.answer(actor=member, at=AT, question_id=question.pk, text="Tôi đi viện")
        actions.dismiss(actor=chair, at=AT, question_id=question.pk, reason="Có giấy ra viện")
        question.refresh_from_db()
        assert (question.answer, question.decision) == ("Tôi đi viện", "Có giấy ra viện")
        assert question.decided_by == people.account("ubkt_chair").person
        assert told(people, "member") == 2  # asked, dismissed
        assert [each.words for each in replay.check().differences] == []
        Question.objects.update(decision="sửa sau lưng")
        assert [each.code for each in replay.check().differences] == ["row_differs"]

    def test_follow_takes_a_dossier_the_body_opened_since(self, people: Cast) -> None:
        question, chair = one(people), people.actor("ubkt_chair")
        with transaction.atomic():
            wrong = open_case(unit=people.units["CB01"], kind="inspection", letters="KT", title="x", at=AT)
            case = open_case(unit=people.units["UBKT"], kind="inspection", letters="KT", title="x", at=AT)
        given: dict[str, Any] = {"actor": chair, "at": AT, "question_id": question.pk, "reason": "cần xem"}
        with pytest.raises(Invalid):
            actions.follow(case_id=wrong.pk, **given)
        actions.follow(case_id=case.pk, **given)
        question.refresh_from_db()
        assert (question.state, question.opened_case) == (State.FOLLOWED, case)

    def test_merge_moves_the_evidence_to_a_question_about_the_same(self, people: Cast) -> None:
        question, twin = one(people), one(people, key="two", evidence=[{"words": "khác"}])
        other = one(people, key="three", about_person=None)
        given: dict[str, Any] = {"actor": people.actor("inspector"), "at": AT, "reason": "cùng việc"}
        with pytest.raises(Invalid):
            actions.merge(question_id=question.pk, into_id=other.pk, **given)
        actions.merge(question_id=question.pk, into_id=twin.pk, **given)
        question.refresh_from_db()
        twin.refresh_from_db()
        assert (question.state, question.merged_into) == (State.MERGED, twin)
        assert [each["words"] for each in twin.evidence] == ["khác", "nộp chậm 20 ngày"]
        assert replay.check().agrees

    def test_refuse_without_words(self, people: Cast) -> None:
        question = one(people)
        with pytest.raises(Invalid):
            actions.dismiss(actor=people.actor("ubkt_chair"), at=AT, question_id=question.pk, reason=" ")

    def test_cannot_ask_nobody(self, people: Cast) -> None:
        question = one(people, about_person=None, about_unit=None)
        with pytest.raises(Invalid):
            actions.ask(actor=people.actor("inspector"), at=AT, question_id=question.pk, text="x")


# -- every state × verb × role

DECIDERS, HANDLERS, CONCERNED = {"ubkt_chair", "secretary"}, {"inspector"}, {"member"}
MAY = {
    "ask": DECIDERS | HANDLERS,
    "answer": CONCERNED,
    "dismiss": DECIDERS,
    "follow": DECIDERS,
    "merge": DECIDERS | HANDLERS,
}


def expected(state: str, verb: str, role: str, *, was_asked: bool) -> str:
    see = DECIDERS | HANDLERS | (CONCERNED if was_asked else set())
    if role not in see:
        return "not_found"
    if role not in MAY[verb]:
        return "not_permitted"
    return "done" if verb in QUESTION_FLOW.verbs(state) else "conflict"


class TestEveryStateVerbAndRole:
    def verbs(self, cast: Cast, twin: Question) -> dict[str, Callable[..., Any]]:
        with transaction.atomic():
            case = open_case(unit=cast.units["UBKT"], kind="inspection", letters="KT", title="x", at=AT)
        return {
            "ask": lambda **given: actions.ask(text="x", **given),
            "answer": lambda **given: actions.answer(text="x", **given),
            "dismiss": lambda **given: actions.dismiss(reason="x", **given),
            "follow": lambda **given: actions.follow(reason="x", case_id=case.pk, **given),
            "merge": lambda **given: actions.merge(reason="x", into_id=twin.pk, **given),
        }

    def tries(
        self, cast: Cast, row: Question, verbs: dict[str, Callable[..., Any]]
    ) -> Iterator[tuple[str, str, str, bool, str]]:
        kept = Question.objects.filter(pk=row.pk).values().get()
        for verb, act in verbs.items():
            for role, someone in cast.people.items():
                try:
                    act(actor=someone.actor, at=AT, question_id=row.pk)
                    outcome = "done"
                except Refusal as refusal:
                    outcome = refusal.code
                yield row.state, verb, role, row.asked_at is not None, outcome
                Question.objects.filter(pk=row.pk).update(**kept)

    def test_is_decided(self, people: Cast) -> None:
        verbs = self.verbs(people, one(people, key="twin"))
        found = []
        for state in State:
            row = one(people, key=f"in {state}")
            if state != State.OPEN:
                row.asked_at = AT
            row.state = state
            row.save()
            found += list(self.tries(people, row, verbs))
        assert len(found) == len(State) * len(verbs) * len(people.people)
        wrong = [each for each in found if expected(*each[:3], was_asked=each[3]) != each[4]]
        assert wrong == []

    def test_a_decided_one_is_over(self, people: Cast) -> None:
        question, chair = one(people), people.actor("ubkt_chair")
        actions.dismiss(actor=chair, at=AT, question_id=question.pk, reason="đã rõ")
        with pytest.raises(Conflict):
            actions.dismiss(actor=chair, at=AT, question_id=question.pk, reason="đã rõ")
        with pytest.raises(NotFound):
            actions.answer(actor=people.actor("member"), at=AT, question_id=question.pk, text="x")
