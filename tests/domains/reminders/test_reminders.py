"""A small fault is told, answered, looked at again by another, mended, and ends; nothing is a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cast import AT, SETUP, Cast, assemble
from commission import with_commission
from liem.domains.reminders import actions, jobs, readers, terms
from liem.domains.reminders.flow import REMINDER_FLOW, State
from liem.domains.reminders.models import Reminder
from liem.kernel.clock import local_day
from liem.law import Provision, default_book
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted, Refusal
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.people.kinship import record_kin
from liem.spine.questions.models import Question
from liem.spine.units import actions as units
from liem.spine.vault import files

DAY = local_day(AT)
CONTENT = "working_rules"
CALENDAR = Actor.of_schedule("calendar", Duty.REMIND)


@pytest.fixture
def people(db: None) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def proof(db: None) -> actions.Proof:
    return actions.Proof(files.store([b"anh chup so hop"], at=AT), "so-hop.jpg")


def new(cast: Cast, **changed: Any) -> actions.NewReminder:
    told = actions.NewReminder(
        subject_unit_id=cast.units["CB01"].pk,
        subject_person_id=cast.account("member").person_id,
        content=CONTENT,
        text="Vắng họp chi bộ tháng 10, không báo trước",
        wanted="Họp đủ hoặc báo trước với bí thư chi bộ",
        happened_on=DAY - timedelta(days=3),
        mend_by=DAY + timedelta(days=30),
    )
    return replace(told, **changed)


def note(cast: Cast, proof: actions.Proof, role: str = "cell_secretary", **changed: Any) -> Reminder:
    at = changed.pop("at", AT)
    made, _ = actions.note(actor=cast.actor(role), at=at, new=new(cast, **changed), proof=proof)
    return made


def told(cast: Cast, role: str) -> list[str]:
    return list(Notice.objects.filter(person=cast.account(role).person).values_list("path", flat=True))


class TestNote:
    def test_is_told_to_the_person_at_once_with_number_and_entry(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        made, receipt = actions.note(
            actor=people.actor("cell_secretary"), at=AT, new=new(people), proof=proof
        )
        assert made.case.dossier == "NNS-26-00001/CB01"
        assert made.state == State.TOLD
        assert told(people, "member") == [f"/kiem-tra/nhac-nho/{made.pk}/"]
        assert Entry.objects.get(seq=receipt.seq).kind == "reminders.reminder.noted"
        assert made in readers.reminders_for(people.actor("member"), at=AT)

    def test_of_a_unit_is_told_to_who_speaks_for_it(self, people: Cast, proof: actions.Proof) -> None:
        made = note(people, proof, "inspector", subject_person_id=None)
        assert told(people, "cell_secretary") == [f"/kiem-tra/nhac-nho/{made.pk}/"]
        assert told(people, "member") == []
        assert made in readers.received(people.actor("cell_secretary"))

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"content": "opinions"}, "content"),
            ({"text": "  "}, "text"),
            ({"wanted": ""}, "wanted"),
            ({"happened_on": DAY + timedelta(days=1)}, "happened_on"),
            ({"mend_by": DAY - timedelta(days=1)}, "mend_by"),
        ],
    )
    def test_refuses_what_is_missing_or_impossible(
        self, people: Cast, proof: actions.Proof, changed: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            note(people, proof, **changed)
        assert refusal.value.field == field
        assert not Reminder.objects.exists()

    def test_refuses_a_fault_without_proof(self, people: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            actions.note(actor=people.actor("cell_secretary"), at=AT, new=new(people), proof=None)
        assert refusal.value.field == "file"

    @pytest.mark.parametrize(
        ("role", "unit", "person"),
        [
            ("member", "CB01", "specialist"),  # no duty to remind
            ("cell_secretary", "CB01", "cell_secretary"),  # oneself
            ("cell_secretary", "CB01", None),  # the own unit
            ("cell_secretary", "CB02", "other_cell_secretary"),  # not supervised
            ("inspector_two", "CB01", "member"),  # kin
            ("inspector", "UBKT", "ubkt_chair"),  # the head of the own unit
            ("stranger_head", "CB01", "member"),  # another commune
        ],
    )
    def test_refuses_who_does_not_supervise(
        self, people: Cast, proof: actions.Proof, role: str, unit: str, person: str | None
    ) -> None:
        subject = people.account(person).person_id if person else None
        with pytest.raises(NotPermitted):
            note(people, proof, role, subject_unit_id=people.units[unit].pk, subject_person_id=subject)

    def test_refuses_a_person_who_is_not_of_the_unit(self, people: Cast, proof: actions.Proof) -> None:
        with pytest.raises(Invalid):
            note(people, proof, "inspector", subject_unit_id=people.units["CB02"].pk)

    def test_takes_the_same_form_once(self, people: Cast, proof: actions.Proof) -> None:
        given = {"actor": people.actor("cell_secretary"), "at": AT, "new": new(people), "proof": proof}
        made, _ = actions.note(**given, sheet="mot")
        with pytest.raises(actions.AlreadyNoted) as refusal:
            actions.note(**given, sheet="mot")
        assert refusal.value.reminder == made
        assert Reminder.objects.count() == 1


class TestContest:
    def test_keeps_the_words_and_asks_another_person(self, people: Cast, proof: actions.Proof) -> None:
        made = note(people, proof)
        actions.contest(actor=people.actor("member"), at=AT, reminder_id=made.pk, text="Tôi có báo trước")
        made.refresh_from_db()
        assert (made.state, made.contest) == (State.CONTESTED, "Tôi có báo trước")
        with pytest.raises(NotPermitted):
            actions.uphold(actor=people.actor("cell_secretary"), at=AT, reminder_id=made.pk, text="giữ")
        actions.uphold(actor=people.actor("secretary"), at=AT, reminder_id=made.pk, text="Không có tin báo")
        made.refresh_from_db()
        assert (made.state, made.contested, made.reviewed_by) == (
            State.ANSWERED,
            True,
            people.account("secretary").person,
        )
        with pytest.raises(Conflict):
            actions.contest(actor=people.actor("member"), at=AT, reminder_id=made.pk, text="lần nữa")

    def test_may_come_after_mending_and_gives_the_mending_back(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        made = note(people, proof)
        actions.mark_mended(
            actor=people.actor("cell_secretary"), at=AT, reminder_id=made.pk, text="đã họp đủ"
        )
        actions.contest(actor=people.actor("member"), at=AT, reminder_id=made.pk, text="không đúng")
        actions.uphold(actor=people.actor("ubkt_chair"), at=AT, reminder_id=made.pk, text="đúng")
        made.refresh_from_db()
        assert made.state == State.MENDED
        assert made.lapse_on is not None


class TestLapse:
    def mended(self, cast: Cast, proof: actions.Proof) -> Reminder:
        made = note(cast, proof)
        actions.mark_mended(actor=cast.actor("cell_secretary"), at=AT, reminder_id=made.pk, text="đã họp đủ")
        made.refresh_from_db()
        return made

    def test_comes_by_schedule_after_the_months_of_the_rule(self, people: Cast, proof: actions.Proof) -> None:
        made = self.mended(people, proof)
        assert made.lapse_on == date(2027, 5, 23)
        jobs.lapse_mended(at=datetime(2027, 5, 22, 3, tzinfo=UTC))
        made.refresh_from_db()
        assert made.state == State.MENDED
        for _twice in range(2):
            jobs.lapse_mended(at=datetime(2027, 5, 23, 3, tzinfo=UTC))
        made.refresh_from_db()
        assert made.state == State.LAPSED
        assert made.case.closed_at is not None
        assert Entry.objects.filter(kind="reminders.reminder.lapsed").count() == 1

    def test_is_put_off_by_a_repeat(self, people: Cast, proof: actions.Proof) -> None:
        made = self.mended(people, proof)
        again = datetime(2027, 3, 1, 3, tzinfo=UTC)
        note(people, proof, at=again, happened_on=date(2027, 3, 1), mend_by=None)
        jobs.lapse_mended(at=datetime(2027, 5, 23, 3, tzinfo=UTC))
        made.refresh_from_db()
        assert (made.state, made.lapse_on) == (State.MENDED, date(2027, 9, 1))

    def test_does_not_come_where_the_law_is_silent(
        self, people: Cast, proof: actions.Proof, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(terms, "lapse_months", lambda _path, _day: None)
        made = self.mended(people, proof)
        assert made.lapse_on is None
        jobs.lapse_mended(at=AT + timedelta(days=2000))
        made.refresh_from_db()
        assert made.state == State.MENDED

    def test_does_not_come_by_an_unverified_rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rule = default_book().in_force(terms.LAPSE, DAY)
        unverified: Provision = replace(rule, confidence="M")
        monkeypatch.setattr(terms, "term", lambda *_all: unverified)
        assert terms.lapse_months("/TAL/", DAY) is None

    def test_is_not_for_persons(self, people: Cast, proof: actions.Proof) -> None:
        made = self.mended(people, proof)
        with pytest.raises(NotPermitted):
            actions.lapse(actor=people.actor("secretary"), at=AT, reminder_id=made.pk)


class TestThird:
    def test_raises_one_question_with_its_history_and_no_verdict(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        made = [note(people, proof, happened_on=DAY - timedelta(days=days)) for days in (90, 40)]
        assert not Question.objects.exists()
        made.append(note(people, proof, happened_on=DAY))
        question = Question.objects.get()
        assert question.to_unit == people.units["UBKT"]
        assert question.about_person == people.account("member").person
        assert [each["case"] for each in question.evidence] == [str(each.case_id) for each in made]
        assert question.innocent
        assert {each.state for each in Reminder.objects.all()} == {State.TOLD}
        path = f"/kiem-tra/cau-hoi/{question.pk}/"
        assert path in told(people, "ubkt_chair")
        assert path in told(people, "inspector")
        assert path not in told(people, "inspector_two")  # kin

    def test_a_fourth_adds_evidence_and_asks_no_second_question(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        for days in (90, 60, 40, 2):
            note(people, proof, happened_on=DAY - timedelta(days=days))
        assert len(Question.objects.get().evidence) == 4
        assert Entry.objects.filter(kind="questions.evidence.grew").count() == 1

    def test_another_content_or_an_older_fault_does_not_add_up(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        note(people, proof, happened_on=DAY - timedelta(days=500))
        note(people, proof, happened_on=DAY - timedelta(days=30))
        note(people, proof, content="finance")
        note(people, proof)
        assert not Question.objects.exists()

    def test_withdrawn_and_contested_ones_do_not_count_until_upheld(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        first, second = (note(people, proof, happened_on=DAY - timedelta(days=days)) for days in (90, 40))
        actions.withdraw(actor=people.actor("cell_secretary"), at=AT, reminder_id=first.pk, reason="ghi nhầm")
        actions.contest(actor=people.actor("member"), at=AT, reminder_id=second.pk, text="không đúng")
        note(people, proof)
        note(people, proof)
        assert not Question.objects.exists()
        actions.uphold(actor=people.actor("secretary"), at=AT, reminder_id=second.pk, text="đúng")
        assert len(Question.objects.get().evidence) == 3

    def test_goes_to_the_committee_above_where_the_commission_is_concerned(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        ubkt = people.units["UBKT"].pk
        for _each in range(3):
            note(
                people,
                proof,
                "ubkt_chair",
                subject_unit_id=ubkt,
                subject_person_id=people.account("inspector").person_id,
            )
        assert Question.objects.get().to_unit == people.units["XCR"]


class TestSight:
    def test_is_for_the_giver_the_line_above_and_the_one_concerned(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        made = note(people, proof)
        seen = {role for role in people.people if made in readers.reminders_for(people.actor(role), at=AT)}
        assert seen == {
            "cell_secretary",
            "member",
            "secretary",
            "ubkt_chair",
            "inspector",
            "province_head",
        }
        with pytest.raises(NotFound):
            readers.get_reminder(people.actor("inspector_two"), made.pk, at=AT)

    def test_about_a_unit_is_kept_from_kin_of_who_speaks_for_it(
        self, people: Cast, proof: actions.Proof
    ) -> None:
        record_kin(
            actor=SETUP,
            at=AT,
            person_id=people.account("inspector").person_id,
            other_id=people.account("cell_secretary").person_id,
            relation="con",
        )
        made = note(people, proof, "ubkt_chair", subject_person_id=None)
        with pytest.raises(NotFound):
            readers.get_reminder(people.actor("inspector"), made.pk, at=AT)
        with pytest.raises(NotPermitted, match="thân thích"):
            note(people, proof, "inspector", subject_person_id=None)
        assert readers.get_reminder(people.actor("inspector_two"), made.pk, at=AT) == made

    def test_passes_to_the_unit_the_giving_one_went_into(self, people: Cast, proof: actions.Proof) -> None:
        made = note(people, proof)
        units.merge_units(
            actor=SETUP,
            at=AT,
            old_ids=[people.units["CB01"].pk],
            new_id=people.units["CB02"].pk,
            on=DAY,
            basis="QĐ 5",
        )
        heir = people.actor("other_cell_secretary")
        assert made in readers.given(heir, at=AT)
        assert made not in readers.given(heir, at=AT - timedelta(days=1))
        actions.mark_mended(actor=heir, at=AT, reminder_id=made.pk, text="đã họp đủ")


class TestLedger:
    def test_the_rows_agree_with_the_ledger(self, people: Cast, proof: actions.Proof) -> None:
        for verb in (None, "answer", "contest", "mend", "withdraw"):
            in_state(people, proof, verb)
        found = replay.check().differences
        assert [each.words for each in found] == []
        Reminder.objects.filter(state=State.ANSWERED).update(state=State.WITHDRAWN, ended_at=AT)
        assert [each.code for each in replay.check().differences] == ["row_differs"]


# -- every state × verb × role


def in_state(cast: Cast, proof: actions.Proof, verb: str | None) -> Reminder:
    made = note(cast, proof, content="finance" if verb else CONTENT)
    giver, member = cast.actor("cell_secretary"), cast.actor("member")
    given: dict[str, Any] = {"at": AT, "reminder_id": made.pk}
    if verb == "answer":
        actions.answer(actor=member, text="Đã rõ", **given)
    elif verb == "contest":
        actions.contest(actor=member, text="Không đúng", **given)
    elif verb in ("mend", "lapse"):
        actions.mark_mended(actor=giver, text="Đã họp đủ", **given)
    elif verb == "withdraw":
        actions.withdraw(actor=giver, reason="ghi nhầm", **given)
    if verb == "lapse":
        actions.lapse(actor=CALENDAR, at=AT + timedelta(days=250), reminder_id=made.pk)
    made.refresh_from_db()
    return made


SUBJECT, GIVER, REVIEWERS = {"member"}, {"cell_secretary"}, {"secretary", "ubkt_chair", "province_head"}
SEE = SUBJECT | GIVER | REVIEWERS | {"inspector"}
MAY = {
    "answer": SUBJECT,
    "contest": SUBJECT,
    "uphold": REVIEWERS,
    "mark_mended": GIVER,
    "withdraw": GIVER | REVIEWERS,
    "lapse": {"calendar"},
}
LATER = AT + timedelta(days=260)
VERBS: dict[str, Callable[..., Any]] = {
    "answer": lambda **given: actions.answer(text="x", **given),
    "contest": lambda **given: actions.contest(text="x", **given),
    "uphold": lambda **given: actions.uphold(text="x", **given),
    "mark_mended": lambda **given: actions.mark_mended(text="x", **given),
    "withdraw": lambda **given: actions.withdraw(reason="x", **given),
    "lapse": actions.lapse,
}


def expected(state: str, verb: str, role: str) -> str:
    if verb == "lapse":
        if role != "calendar":
            return "not_permitted"
    elif role not in SEE:
        return "not_found"
    elif role not in MAY[verb]:
        return "not_permitted"
    table = {"uphold": ("uphold", "uphold_mended")}.get(verb, (verb,))
    return "done" if set(table) & set(REMINDER_FLOW.verbs(state)) else "conflict"


def tries(cast: Cast, row: Reminder) -> Iterator[tuple[str, str, str, str]]:
    kept = Reminder.objects.filter(pk=row.pk).values().get()
    roles = {**{role: one.actor for role, one in cast.people.items()}, "calendar": CALENDAR}
    for verb, act in VERBS.items():
        for role, actor in roles.items():
            try:
                act(actor=actor, at=LATER, reminder_id=row.pk)
                outcome = "done"
            except Refusal as refusal:
                outcome = refusal.code
            yield row.state, verb, role, outcome
            Reminder.objects.filter(pk=row.pk).update(**kept)


class TestEveryStateVerbAndRole:
    def test_is_decided(self, people: Cast, proof: actions.Proof) -> None:
        ways = (None, "answer", "contest", "mend", "lapse", "withdraw")
        rows = [in_state(people, proof, verb) for verb in ways]
        assert {row.state for row in rows} == set(State)
        found = [each for row in rows for each in tries(people, row)]
        assert len(found) == len(State) * len(VERBS) * (len(people.people) + 1)
        assert [each for each in found if expected(*each[:3]) != each[3]] == []
