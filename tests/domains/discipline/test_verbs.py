"""The verbs of discipline on a real database: what goes through, and what is refused with its article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from domains.discipline.setting import (
    AT,
    CELL,
    COMMISSION,
    DAY,
    ballots,
    decided,
    heard,
    notified,
    proposal,
    proposed,
    voted,
)
from inspecting import opened
from liem.domains.discipline import (
    actions,
    appeals,
    carrying_out,
    clocks,
    deciding,
    jobs,
    law,
    parts,
    readers,
    steps,
    suspensions,
    voting,
)
from liem.domains.discipline.actions import NewAct
from liem.domains.discipline.models import DisciplineCase, Form, State
from liem.domains.discipline.votes import Ballots
from liem.domains.discipline.words import told
from liem.law import Basis, Book, NoLawInForce, Provision, Transition, default_book
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted, Refusal
from liem.spine.cases.models import Case
from liem.spine.ledger.models import Entry
from liem.spine.ledger.replay import check
from liem.spine.notices.models import Notice
from liem.spine.people.models import Kinship, Mandate

if TYPE_CHECKING:
    from cast import Cast

pytestmark = pytest.mark.django_db


def refused(kind: type[Refusal], citation: str = "") -> pytest.RaisesExc[Refusal]:
    def cites(refusal: BaseException) -> bool:
        return isinstance(refusal, Refusal) and citation in refusal.citation

    return pytest.raises(kind, check=cites)


class TestWholeWay:
    def test_goes_from_a_proposal_to_a_settled_complaint_and_the_ledger_rebuilds_it(self, cast: Cast) -> None:
        case = notified(cast)
        assert (case.state, case.form, case.body) == (State.NOTIFIED, Form.REPRIMAND, "commission")
        assert case.decision_number == "01-QĐ/UBKTĐU"
        member = cast.actor("member")
        actions.answer(actor=member, at=AT, discipline_id=case.pk, words="Tôi không đồng ý với kết luận.")
        appeals.appeal(actor=member, at=AT, discipline_id=case.pk, words="Đề nghị xem xét lại.")
        chair = cast.actor(COMMISSION)
        appeals.accept_appeal(actor=chair, at=AT, discipline_id=case.pk, accepted_on=DAY)
        appeals.settle_appeal(
            actor=chair, at=AT, discipline_id=case.pk, outcome="kept", words="Giữ nguyên", settled_on=DAY
        )
        case.refresh_from_db()
        assert case.state == State.NOTIFIED
        assert check().agrees

    def test_leaves_one_entry_for_each_verb(self, cast: Cast) -> None:
        case = notified(cast)
        kinds = list(Entry.objects.filter(subject=case.pk).order_by("seq").values_list("kind", flat=True))
        assert kinds == [
            "discipline.case.proposed",
            "discipline.case.examined",
            "discipline.subject.heard",
            "discipline.vote.recorded",
            "discipline.case.decided",
            "discipline.decision.notified",
        ]

    def test_a_row_changed_behind_the_ledgers_back_is_found(self, cast: Cast) -> None:
        case = decided(cast)
        DisciplineCase.objects.filter(pk=case.pk).update(form=Form.WARNING)
        assert [one.code for one in check().differences] == ["row_differs"]

    def test_the_state_side_decides_without_a_vote_and_ends_after_twelve_months(self, cast: Cast) -> None:
        chair = cast.actor("chair")
        case, _ = actions.propose(
            actor=chair,
            at=AT,
            new=proposal(cast, subject="official", subject_unit_id=cast.units["UBND"].pk),
        )
        actions.examine(actor=chair, at=AT, discipline_id=case.pk)
        actions.hear(actor=chair, at=AT, discipline_id=case.pk, said_on=DAY, words="Tôi đã giải trình.")
        deciding.decide(actor=chair, at=AT, discipline_id=case.pk, decided_on=DAY, form=Form.STATE_REPRIMAND)
        carrying_out.notify(actor=chair, at=AT, discipline_id=case.pk, to="Đương sự", how="ký nhận", on=DAY)
        case.refresh_from_db()
        assert case.effect_ends_on == date(2027, 11, 23)
        jobs.end_effects(at=AT + timedelta(days=365))
        case.refresh_from_db()
        assert case.state == State.NOTIFIED  # the last day still counts
        jobs.end_effects(at=AT + timedelta(days=366))
        case.refresh_from_db()
        assert case.state == State.ENDED
        assert check().agrees


class TestProposing:
    def test_from_an_inspection_twice_gives_one_case(self, cast: Cast) -> None:
        source = opened(cast, at=AT, person="member").case
        first, receipt = actions.propose(
            actor=cast.actor(COMMISSION), at=AT, new=proposal(cast, source_case_id=source.pk)
        )
        again, none = actions.propose(
            actor=cast.actor(COMMISSION), at=AT, new=proposal(cast, source_case_id=source.pk)
        )
        assert first == again
        assert receipt is not None
        assert none is None
        assert Case.objects.filter(kind="discipline").count() == 1

    def test_from_an_inspection_tells_kin_nothing_of_the_case_there_is(self, cast: Cast) -> None:
        source = opened(cast, at=AT, person="member").case
        proposed(cast, source_case_id=source.pk)
        with pytest.raises(NotFound):
            proposed(cast, by="inspector_two", source_case_id=source.pk)

    def test_refuses_an_act_that_was_judged_already(self, cast: Cast) -> None:
        decided(cast)
        with refused(Conflict, "69-QĐ/TW"):
            proposed(cast)

    @pytest.mark.parametrize(
        ("changes", "form", "article"),
        [
            ({"subject": "probationary"}, Form.EXPULSION, "21-QĐ/TW"),
            ({"subject": "probationary", "holds_party_post": True}, Form.DISMISSAL, "21-QĐ/TW"),
            ({}, Form.DISMISSAL, "21-QĐ/TW"),
            ({}, Form.DISSOLUTION, "21-QĐ/TW"),
            ({}, Form.STATE_WARNING, "21-QĐ/TW"),
            ({}, Form.NAME_REMOVAL, "21-QĐ/TW"),
            ({"subject": "organisation"}, Form.EXPULSION, "21-QĐ/TW"),
        ],
    )
    def test_refuses_a_form_the_subject_cannot_receive(
        self, cast: Cast, changes: dict[str, object], form: str, article: str
    ) -> None:
        with refused(Invalid, article):
            proposed(cast, proposed_form=form, **changes)

    @pytest.mark.parametrize(
        ("since", "form", "goes"),
        [
            (date(2021, 11, 23), Form.REPRIMAND, True),
            (date(2021, 11, 22), Form.REPRIMAND, False),
            (date(2021, 11, 22), Form.WARNING, True),
            (date(2016, 11, 22), Form.WARNING, False),
            (date(2001, 1, 1), Form.EXPULSION, True),
        ],
    )
    def test_refuses_a_limitation_that_has_run_out(
        self, cast: Cast, since: date, form: str, *, goes: bool
    ) -> None:
        acts = (NewAct("Kê khai sai", since),)
        if goes:
            assert proposed(cast, acts=acts, proposed_form=form).state == State.PROPOSED
        else:
            with refused(Invalid, "Điều 4"):
                proposed(cast, acts=acts, proposed_form=form)

    def test_knows_the_grounds_without_limitation_and_no_other(self, cast: Cast) -> None:
        acts = (NewAct("Dùng văn bằng giả", date(2005, 1, 1)),)
        ground = "văn bằng giả hoặc không hợp pháp"
        assert proposed(cast, acts=acts, proposed_form=Form.REPRIMAND, no_limitation_ground=ground)
        with refused(Invalid, "Điều 4"):
            proposed(cast, no_limitation_ground="việc đặc biệt")

    @pytest.mark.parametrize(
        "changes",
        [
            {"proposed_on": DAY + timedelta(days=1)},
            {"acts": ()},
            {"acts": (NewAct(" ", date(2026, 1, 1)),)},
            {"acts": (NewAct("Sau ngày đề nghị", DAY + timedelta(days=1)),)},
            {"acts": (NewAct("Ngược", date(2026, 2, 1), date(2026, 1, 1)),)},
            {"subject_person_id": None},
            {"subject": "stranger"},
        ],
    )
    def test_refuses_what_cannot_be(self, cast: Cast, changes: dict[str, object]) -> None:
        with refused(Invalid):
            proposed(cast, **changes)

    def test_refuses_a_unit_out_of_reach(self, cast: Cast) -> None:
        with refused(NotFound):
            proposed(cast, subject_unit_id=cast.units["ST01"].pk)

    def test_refuses_where_the_law_is_silent(self, cast: Cast) -> None:
        from datetime import UTC, datetime

        with pytest.raises(NoLawInForce):
            actions.propose(
                actor=cast.actor(COMMISSION),
                at=datetime(2026, 1, 5, 2, tzinfo=UTC),
                new=proposal(
                    cast,
                    subject="official",
                    proposed_on=date(2026, 1, 5),
                    acts=(NewAct("Đi muộn", date(2025, 12, 1)),),
                    proposed_form=Form.STATE_REPRIMAND,
                ),
            )


class TestConflictsOfInterest:
    def test_bar_kin_from_proposing_and_from_seeing(self, cast: Cast) -> None:
        with refused(NotPermitted, "131-QĐ/TW"):
            proposed(cast, by="inspector_two")
        case = proposed(cast)
        with pytest.raises(NotFound):
            readers.get_discipline(cast.actor("inspector_two"), case.pk, at=AT)
        assert readers.get_discipline(cast.actor("inspector"), case.pk, at=AT) == case

    def test_bar_kin_of_who_leads_the_organisation(self, cast: Cast) -> None:
        about = {"subject": "organisation", "subject_person_id": None}
        case = proposed(cast, **about)
        Kinship.objects.create(
            person_id=cast.account("cell_secretary").person_id,
            other_id=cast.account("inspector").person_id,
            relation="con",
            recorded_at=AT,
        )
        with pytest.raises(NotFound):
            readers.get_discipline(cast.actor("inspector"), case.pk, at=AT)
        assert cast.units["CB01"] not in readers.organisations(cast.actor("inspector"), at=AT)
        with refused(NotPermitted, "131-QĐ/TW"):
            proposed(cast, by="inspector", **about)
        assert cast.account("inspector").person_id not in steps.handlers_of(case, day=DAY)

    def test_bar_the_person_and_the_same_unit(self, cast: Cast) -> None:
        case = proposed(cast)
        Mandate.objects.create(
            person_id=cast.account("inspector").person_id,
            unit=cast.units["CB01"],
            post="official_member",
            valid_from=date(2025, 7, 1),
        )
        for role in ("inspector", "cell_secretary", "specialist", "clerk", "stranger_head"):
            with pytest.raises(NotFound):
                readers.get_discipline(cast.actor(role), case.pk, at=AT)
            with pytest.raises(NotFound):
                actions.examine(actor=cast.actor(role), at=AT, discipline_id=case.pk)

    def test_leave_a_cell_its_own_procedure(self, cast: Cast) -> None:
        case = proposed(cast, by=CELL)
        assert readers.get_discipline(cast.actor(CELL), case.pk, at=AT) == case
        assert parts.parts_of(cast.actor("specialist"), case, at=AT).parts == frozenset()

    def test_nobody_proposes_against_the_own_organisation(self, cast: Cast) -> None:
        with refused(NotPermitted, "131-QĐ/TW"):
            proposed(cast, by=CELL, subject="organisation", subject_person_id=None)

    def test_a_case_about_an_organisation_is_handled_and_hidden_from_its_leaders(self, cast: Cast) -> None:
        case = proposed(cast, subject="organisation", subject_person_id=None)
        for role, sees in (("ubkt_chair", True), ("inspector_two", True), ("secretary", True), (CELL, False)):
            assert readers.disciplines_for(cast.actor(role), at=AT).filter(pk=case.pk).exists() is sees, role

    def test_a_superior_reads_and_does_not_act(self, cast: Cast) -> None:
        case = proposed(cast)
        assert readers.get_discipline(cast.actor("secretary"), case.pk, at=AT) == case
        with pytest.raises(NotFound):
            actions.examine(actor=cast.actor("secretary"), at=AT, discipline_id=case.pk)


class TestVote:
    def test_refuses_a_vote_with_more_ballots_than_members(self, cast: Cast) -> None:
        case = heard(cast)
        wrong = Ballots(entitled=3, present=3, issued=3, collected=4, invalid=0, counts={"reprimand": 4})
        with refused(Invalid, "Điều lệ Đảng"):
            voting.record_vote(
                actor=cast.actor(COMMISSION),
                at=AT,
                discipline_id=case.pk,
                held_on=DAY,
                ballots=wrong,
                counters="A",
            )

    def test_refuses_ballots_for_what_the_subject_cannot_receive(self, cast: Cast) -> None:
        with refused(Invalid, "21-QĐ/TW"):
            voted(cast, counts=ballots(3, dismissal_from_post=3))

    def test_refuses_a_vote_before_the_hearing(self, cast: Cast) -> None:
        case = heard(cast, proposed_on=DAY - timedelta(days=9))
        with refused(Invalid, "21-QĐ/TW"):
            voting.record_vote(
                actor=cast.actor(COMMISSION),
                at=AT,
                discipline_id=case.pk,
                held_on=DAY - timedelta(days=1),
                ballots=ballots(3, reprimand=3),
                counters="A",
            )
        early = proposed(cast, acts=(NewAct("Việc khác", date(2026, 1, 1)),))
        with refused(Conflict):
            voting.record_vote(
                actor=cast.actor(COMMISSION),
                at=AT,
                discipline_id=early.pk,
                held_on=DAY,
                ballots=ballots(3, reprimand=3),
                counters="A",
            )

    def test_of_a_cell_decides_on_a_warning_from_the_day_of_the_vote(self, cast: Cast) -> None:
        case = decided(cast, by=CELL, counts=ballots(9, warning=5, reprimand=4))
        assert (case.form, case.body, case.effective_on) == (Form.WARNING, "cell", DAY)

    @pytest.mark.parametrize(
        ("changes", "counts", "article"),
        [
            ({"holds_party_post": True}, {"dismissal_from_post": 6, "reprimand": 3}, "21-QĐ/TW"),
            ({"task_from_above": True}, {"reprimand": 9}, "21-QĐ/TW"),
        ],
    )
    def test_of_a_cell_only_proposes_where_the_rule_says_so(
        self, cast: Cast, changes: dict[str, object], counts: dict[str, int], article: str
    ) -> None:
        case = voted(cast, by=CELL, counts=ballots(9, **counts), **changes)
        with refused(Conflict, article):
            deciding.decide(actor=cast.actor(CELL), at=AT, discipline_id=case.pk, decided_on=DAY)
        deciding.refer(actor=cast.actor(CELL), at=AT, discipline_id=case.pk, to_unit_id=cast.units["UBKT"].pk)
        case.refresh_from_db()
        assert (case.state, case.unit) == (State.REFERRED, cast.units["UBKT"])
        # the body above hears anew, on a day after the vote of the cell; its own vote is not before that
        tomorrow, later = DAY + timedelta(days=1), AT + timedelta(days=1)
        who = {"actor": cast.actor(COMMISSION), "at": later, "discipline_id": case.pk}
        actions.hear(**who, said_on=tomorrow, words="Tôi xin nhận lỗi.")  # type: ignore[arg-type]
        with refused(Invalid):
            voting.record_vote(**who, held_on=DAY, ballots=ballots(3, reprimand=3), counters="A")  # type: ignore[arg-type]
        # the cell has given it away: the same unit sees nothing more of it
        with pytest.raises(NotFound):
            readers.get_discipline(cast.actor(CELL), case.pk, at=AT)
        voting.record_vote(
            **who,  # type: ignore[arg-type]
            held_on=tomorrow,
            ballots=ballots(3, reprimand=2, none=1),
            counters="A",
        )
        deciding.decide(**who, decided_on=tomorrow)  # type: ignore[arg-type]
        case.refresh_from_db()
        assert (case.form, case.body) == (Form.REPRIMAND, "commission")

    def test_for_an_expulsion_is_read_by_a_person_with_the_text(self, cast: Cast) -> None:
        case = voted(cast, counts=ballots(3, expulsion=2, warning=1))
        vote = case.votes.get()
        assert (vote.result, vote.decides, vote.how["needs_person"]) == ("", False, True)
        assert "tham khảo, chưa kiểm chứng" in told(vote.how)[-1]
        assert "2 phiếu trở lên; đang có 2" in told(vote.how)[-1]
        chair = cast.actor(COMMISSION)
        with refused(Conflict):
            deciding.decide(actor=chair, at=AT, discipline_id=case.pk, decided_on=DAY)
        for result, basis in (("expulsion", " "), ("reprimand", "Điều 37")):
            with refused(Invalid):
                voting.read_vote(actor=chair, at=AT, discipline_id=case.pk, result=result, basis=basis)
        voting.read_vote(
            actor=chair, at=AT, discipline_id=case.pk, result="expulsion", basis="Điều lệ Đảng, Điều 37"
        )
        deciding.decide(actor=chair, at=AT, discipline_id=case.pk, decided_on=DAY)
        case.refresh_from_db()
        assert case.form == Form.EXPULSION
        assert check().agrees

    def test_without_a_result_decides_nothing(self, cast: Cast) -> None:
        case = voted(cast, counts=ballots(4, reprimand=2, none=2))
        with refused(Conflict, "Điều lệ Đảng"):
            deciding.decide(actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk, decided_on=DAY)


class TestDecision:
    def test_is_not_dated_before_its_vote(self, cast: Cast) -> None:
        case = voted(cast)
        for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
            with refused(Invalid):
                deciding.decide(actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk, decided_on=day)

    def test_says_when_it_was_written_late(self, cast: Cast) -> None:
        case = voted(cast, by=CELL, counts=ballots(5, reprimand=5))
        later = AT + timedelta(days=20)
        deciding.decide(
            actor=cast.actor(CELL), at=later, discipline_id=case.pk, decided_on=DAY + timedelta(days=20)
        )
        from liem.spine.ledger.append import opened

        (entry,) = Entry.objects.filter(subject=case.pk, kind="discipline.case.decided")
        values = opened([entry])[0][1]
        assert values is not None
        assert values["written_late"] is True

    def test_on_a_judgment_expels_without_a_procedure(self, cast: Cast) -> None:
        case = proposed(cast)
        deciding.decide_on_judgment(
            actor=cast.actor(COMMISSION),
            at=AT,
            discipline_id=case.pk,
            decided_on=DAY,
            judgment="Bản án số 12/2026/HS-ST",
        )
        case.refresh_from_db()
        assert (case.form, case.state) == (Form.EXPULSION, State.DECIDED)

    def test_of_expulsion_on_a_judgment_is_not_a_cells(self, cast: Cast) -> None:
        case = proposed(cast, by=CELL)
        with refused(Conflict, "21-QĐ/TW"):
            deciding.decide_on_judgment(
                actor=cast.actor(CELL), at=AT, discipline_id=case.pk, decided_on=DAY, judgment="Bản án"
            )

    def test_is_announced_after_it_was_made_and_published_after_that(self, cast: Cast) -> None:
        case = decided(cast)
        chair = cast.actor(COMMISSION)
        with refused(Invalid):
            carrying_out.notify(
                actor=chair, at=AT, discipline_id=case.pk, to="A", how="ký nhận", on=DAY - timedelta(days=1)
            )
        with refused(Conflict):
            carrying_out.publish(
                actor=chair, at=AT, discipline_id=case.pk, where="chi bộ", on=DAY, basis="Quy định"
            )
        carrying_out.notify(actor=chair, at=AT, discipline_id=case.pk, to="A", how="ký nhận", on=DAY)
        carrying_out.publish(
            actor=chair, at=AT, discipline_id=case.pk, where="hội nghị chi bộ", on=DAY, basis="Quy định 21"
        )
        assert Notice.objects.filter(
            person_id=cast.account("member").person_id, key=f"discipline:{case.pk}:notified"
        ).exists()

    def test_a_forbidden_form_does_not_pass_the_database_either(self, cast: Cast) -> None:
        case = proposed(cast, subject="probationary")
        with pytest.raises(IntegrityError), transaction.atomic():
            DisciplineCase.objects.filter(pk=case.pk).update(form=Form.EXPULSION)


class TestAppeal:
    def test_lowers_only_to_a_lighter_form_the_subject_can_receive(self, cast: Cast) -> None:
        case = notified(cast, counts=ballots(3, warning=3))
        appeals.appeal(actor=cast.actor("member"), at=AT, discipline_id=case.pk, words="Nặng quá")
        chair = cast.actor(COMMISSION)
        for outcome, form in (("raised", "reprimand"), ("lowered", "expulsion"), ("lowered", "")):
            with refused(Invalid):
                appeals.settle_appeal(
                    actor=chair,
                    at=AT,
                    discipline_id=case.pk,
                    outcome=outcome,
                    new_form=form,
                    words="x",
                    settled_on=DAY,
                )
        appeals.settle_appeal(
            actor=chair,
            at=AT,
            discipline_id=case.pk,
            outcome="lowered",
            new_form="reprimand",
            words="Giảm",
            settled_on=DAY,
        )
        case.refresh_from_db()
        assert case.form == Form.REPRIMAND
        assert check().agrees

    def test_that_cancels_asks_for_rights_to_be_restored(self, cast: Cast) -> None:
        case = notified(cast)
        appeals.appeal(actor=cast.actor("member"), at=AT, discipline_id=case.pk, words="Oan")
        chair = cast.actor(COMMISSION)
        appeals.settle_appeal(
            actor=chair,
            at=AT,
            discipline_id=case.pk,
            outcome="cancelled",
            words="Không vi phạm",
            settled_on=DAY,
        )
        carrying_out.restore_rights(
            actor=chair, at=AT, discipline_id=case.pk, words_given="Xin lỗi tại hội nghị chi bộ", on=DAY
        )
        case.refresh_from_db()
        assert case.state == State.CANCELLED
        assert case.papers.filter(kind="restoration").exists()

    def test_long_after_the_unverified_month_is_still_taken(self, cast: Cast) -> None:
        case = notified(cast)
        appeals.appeal(
            actor=cast.actor("member"), at=AT + timedelta(days=400), discipline_id=case.pk, words="Muộn"
        )
        chair = cast.actor(COMMISSION)
        with refused(Invalid, "Điều 39"):
            appeals.reject_appeal(
                actor=chair, at=AT + timedelta(days=400), discipline_id=case.pk, ground="quá thời hạn"
            )
        with refused(Invalid, "Điều 23"):
            appeals.reject_appeal(
                actor=chair, at=AT + timedelta(days=400), discipline_id=case.pk, ground="không thích"
            )

    def test_to_a_superior_is_settled_there_and_not_by_who_decided(self, cast: Cast) -> None:
        case = notified(cast)
        appeals.appeal(
            actor=cast.actor("member"),
            at=AT,
            discipline_id=case.pk,
            words="Gửi cấp trên",
            to_unit_id=cast.units["XCR"].pk,
        )
        with refused(NotPermitted):
            appeals.accept_appeal(actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk, accepted_on=DAY)
        appeals.accept_appeal(actor=cast.actor("secretary"), at=AT, discipline_id=case.pk, accepted_on=DAY)

    def test_can_be_withdrawn_by_the_person_only(self, cast: Cast) -> None:
        case = notified(cast)
        appeals.appeal(actor=cast.actor("member"), at=AT, discipline_id=case.pk, words="x")
        with refused(NotPermitted):
            appeals.withdraw_appeal(actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk)
        appeals.withdraw_appeal(actor=cast.actor("member"), at=AT, discipline_id=case.pk)


class TestSuspension:
    def test_lasts_ninety_days_and_is_extended_once_by_thirty(self, cast: Cast) -> None:
        case = proposed(cast)
        chair = cast.actor(COMMISSION)
        with refused(Invalid, "21-QĐ/TW"):
            suspensions.suspend(
                actor=chair,
                at=AT,
                discipline_id=case.pk,
                since=DAY,
                until=DAY + timedelta(days=91),
                reason="x",
            )
        until = DAY + timedelta(days=90)
        suspensions.suspend(
            actor=chair, at=AT, discipline_id=case.pk, since=DAY, until=until, reason="Cản trở kiểm tra"
        )
        with refused(Conflict):
            suspensions.suspend(
                actor=chair, at=AT, discipline_id=case.pk, since=DAY, until=until, reason="Lần nữa"
            )
        for day in (until, until + timedelta(days=31)):
            with refused(Invalid, "21-QĐ/TW"):
                suspensions.extend_suspension(
                    actor=chair, at=AT, discipline_id=case.pk, until=day, reason="x"
                )
        last = until + timedelta(days=30)
        suspensions.extend_suspension(actor=chair, at=AT, discipline_id=case.pk, until=last, reason="x")
        with refused(Invalid, "21-QĐ/TW"):
            suspensions.extend_suspension(
                actor=chair, at=AT, discipline_id=case.pk, until=last + timedelta(days=1), reason="x"
            )
        jobs.suspensions_over(at=AT + timedelta(days=121))
        assert Notice.objects.filter(key__contains="suspension:").count() > 0
        suspensions.lift_suspension(actor=chair, at=AT, discipline_id=case.pk, on=DAY, reason="x")


class TestDeferral:
    def test_takes_the_grounds_of_the_law_only(self, cast: Cast) -> None:
        case = proposed(cast)
        chair = cast.actor(COMMISSION)
        with refused(Invalid, "296-QĐ/TW"):
            actions.defer(actor=chair, at=AT, discipline_id=case.pk, ground="bận việc")
        actions.defer(actor=chair, at=AT, discipline_id=case.pk, ground="đang mang thai")
        actions.resume(actor=chair, at=AT, discipline_id=case.pk)
        case.refresh_from_db()
        assert case.state == State.EXAMINING


class TestSchedule:
    def test_warns_the_handlers_and_not_the_barred_once_for_each_stage(self, cast: Cast) -> None:
        case = proposed(cast, acts=(NewAct("Vi phạm cũ", date(2022, 3, 1)),))
        for _ in range(2):
            jobs.warn_limitation(at=AT)  # 23/11/2026; the reprimand ends on 01/03/2027
        notices = Notice.objects.filter(key__startswith=f"discipline:{case.pk}:limit:reprimand")
        persons = {cast.account(role).person_id for role in ("ubkt_chair", "inspector")}
        assert {notice.person_id for notice in notices} == persons
        assert notices.all().count() == 2
        jobs.warn_limitation(at=AT + timedelta(days=30))
        assert notices.all().count() == 4


class TestFileOfMine:
    def test_shows_everything_but_what_is_withheld_with_its_reason(self, cast: Cast) -> None:
        case = proposed(cast)
        chair = cast.actor(COMMISSION)
        actions.add_paper(actor=chair, at=AT, discipline_id=case.pk, title="Báo cáo kiểm tra", blob=None)
        actions.add_paper(
            actor=chair,
            at=AT,
            discipline_id=case.pk,
            title="Đơn của người tố cáo",
            blob=None,
            withheld="Bảo vệ người tố cáo",
        )
        seen = readers.papers_for_subject(readers.own_file(cast.actor("member"), case.pk))
        assert [paper.title for paper in seen.shown] == ["Báo cáo kiểm tra"]
        assert [one.why for one in seen.withheld] == ["Bảo vệ người tố cáo"]
        assert "tố cáo" not in seen.withheld[0].what

    def test_is_nobody_elses(self, cast: Cast) -> None:
        case = proposed(cast)
        for role in cast.people:
            if role != "member":
                with pytest.raises(NotFound):
                    readers.own_file(cast.actor(role), case.pk)

    def test_of_an_organisation_is_its_leaders(self, cast: Cast) -> None:
        case = proposed(cast, subject="organisation", subject_person_id=None)
        assert readers.own_file(cast.actor(CELL), case.pk) == case
        with pytest.raises(NotFound):
            readers.own_file(cast.actor("specialist"), case.pk)


class TestClocks:
    def test_stand_with_their_article_and_the_unverified_with_its_mark(self, cast: Cast) -> None:
        case = notified(cast, also_official=True)
        found = {clock.title: clock for clock in clocks.clocks(case, at=AT)}
        parity, window = found["Kỷ luật hành chính tương xứng"], found["Khiếu nại kỷ luật"]
        assert (parity.last, parity.binding) == (date(2026, 12, 23), True)
        assert "234/2026/NĐ-CP" in parity.basis
        assert (window.binding, window.badge) == (False, "tham khảo, chưa kiểm chứng")
        assert clocks.final_level(case, at=AT)[0] == "Ủy ban Kiểm tra Trung ương"

    def test_of_a_cell_ask_for_the_written_decision_in_ten_days(self, cast: Cast) -> None:
        case = voted(cast, by=CELL, counts=ballots(5, reprimand=5))
        found = {clock.title: clock for clock in clocks.clocks(case, at=AT)}
        assert found["Ra quyết định bằng văn bản"].last == date(2026, 12, 3)

    def test_of_limitation_stop_on_the_day_of_the_conclusion(self, cast: Cast) -> None:
        case = proposed(cast, concluded_on=DAY, proposed_form=Form.REPRIMAND)
        (limit,) = (clock for clock in clocks.clocks(case, at=AT) if clock.title == "Thời hiệu")
        assert limit.done == DAY

    def test_say_when_the_law_is_silent(self, cast: Cast) -> None:
        case = proposed(cast)
        DisciplineCase.objects.filter(pk=case.pk).update(subject="official")
        case.refresh_from_db()
        early = AT.replace(month=1)  # before the decree on officials
        assert any(clock.title == "Chưa có quy định" for clock in clocks.clocks(case, at=early))


class TestChangeOfLaw:
    def test_takes_the_shorter_limitation_where_a_clause_favours_the_person(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def version(years: int, start: date, end: date | None) -> Provision:
            now = default_book().in_force("party.limitation.reprimand", DAY)
            return replace(now, value=years, valid_from=start, valid_to=end)

        clause = Transition(
            id="x",
            title="x",
            covers=("party.limitation.reprimand",),
            event="violation",
            before=date(2026, 6, 1),
            applies="favourable",
            basis=Basis("Quy định thử", "1"),
            confidence="V",
            source="x",
        )
        others = [one for one in default_book() if one.id != "party.limitation.reprimand"]
        changed = Book(
            [
                version(2, date(2020, 1, 1), date(2026, 6, 1)),
                version(5, date(2026, 6, 1), None),
                *others,
            ],
            [clause],
        )
        case = proposed(cast, acts=(NewAct("Vi phạm theo luật cũ", date(2025, 3, 2)),))
        assert law.limits(case, day=DAY)[0].last == date(2030, 3, 2)
        monkeypatch.setattr(law, "default_book", lambda: changed)
        assert law.limits(case, day=DAY)[0].last == date(2027, 3, 2)


class TestBadDays:
    def test_a_stop_while_handing_over_loses_nothing_and_tells_once(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = decided(cast)
        chair = cast.actor(COMMISSION)

        def hand_over() -> None:
            carrying_out.notify(actor=chair, at=AT, discipline_id=case.pk, to="Chi bộ", how="ký nhận", on=DAY)

        def killed(*_: object, **__: object) -> int:
            raise KeyboardInterrupt

        notices = Notice.objects.filter(key=f"discipline:{case.pk}:notified")
        with monkeypatch.context() as patch:
            patch.setattr(steps, "tell_step", killed)
            with pytest.raises(KeyboardInterrupt):
                hand_over()
        case.refresh_from_db()
        assert (case.state, case.notifications.count(), notices.count()) == (State.DECIDED, 0, 0)
        hand_over()
        with refused(Conflict):
            hand_over()  # the button pressed again
        assert (case.notifications.count(), notices.count()) == (1, 1)
        assert check().agrees

    def test_the_same_count_pressed_twice_is_kept_once(self, cast: Cast) -> None:
        case = voted(cast)
        with refused(Conflict):
            voting.record_vote(
                actor=cast.actor(COMMISSION),
                at=AT,
                discipline_id=case.pk,
                held_on=DAY,
                ballots=ballots(3, reprimand=3),
                counters="B",
            )
        assert case.votes.count() == 1

    def test_a_step_skipped_is_refused_with_its_article(self, cast: Cast) -> None:
        case = proposed(cast)
        with refused(Conflict, "Điều 15"):
            deciding.decide(actor=cast.actor(COMMISSION), at=AT, discipline_id=case.pk, decided_on=DAY)
