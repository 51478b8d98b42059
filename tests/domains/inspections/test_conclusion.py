"""The conclusion from its first version to its issue, its remedies, its re-check, a repeat as a question."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from concluding import faultless, heard, pk, signer_of, whole
from inspecting import brought_to, staffed
from liem.adapters import papers as drawing
from liem.domains.inspections import conclusion_actions as actions
from liem.domains.inspections import remedies
from liem.domains.inspections.conclusion import Content, Organisation
from liem.domains.inspections.conclusion_known import first_content, known_for
from liem.domains.inspections.conclusion_papers import draft_paper
from liem.domains.inspections.conclusion_readers import content_of, heads_of
from liem.domains.inspections.lint import blocking, faults
from liem.domains.inspections.models import Evidence, Finding, Inspection, Requirement
from liem.domains.inspections.papers import drawn, number_words
from liem.domains.inspections.repeats import Seen, repeated, window_start
from liem.domains.inspections.steps import take_step
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Invalid, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.ledger.replay import check
from liem.spine.ledger.sentences import short
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.models import Notice
from liem.spine.questions.models import Question
from liem.spine.tasks import actions as tasks
from liem.spine.units import actions as units
from liem.spine.vault import files

pytestmark = pytest.mark.django_db
DAY = local_day(AT)


@pytest.fixture
def cast(db: None) -> Cast:
    return with_commission(assemble())


def saved(cast: Cast, inspection: Inspection, content: Content, *, role: str = "inspector", **more: object):
    draft, _ = actions.save_draft(
        actor=cast.actor(role),
        at=AT,
        inspection_id=inspection.pk,
        parent=more.pop("parent", None),  # type: ignore[arg-type]
        content=content,
        **more,  # type: ignore[arg-type]
    )
    return draft


def issue(cast: Cast, inspection: Inspection, content: Content, *, at=AT, role: str = "ubkt_chair"):
    draft, _ = actions.save_draft(
        actor=cast.actor("inspector"), at=at, inspection_id=inspection.pk, parent=None, content=content
    )
    return actions.issue_conclusion(
        actor=cast.actor(role),
        at=at,
        inspection_id=inspection.pk,
        draft_id=draft.pk,
        signer=signer_of(cast),
    )


class TestDrafts:
    def test_begin_with_the_bases_of_the_dossier_and_who_must_receive(self, cast: Cast) -> None:
        first = first_content(heard(cast))
        assert [each.kind for each in first.bases] == ["decision", "plan", "team_report", "session"]
        assert first.recipients == (
            "Chi bộ thôn Ghềnh",
            "Đảng ủy xã Cửa Rừng",
            "Ủy ban kiểm tra Tỉnh ủy An Liêm",
            "Lưu",
        )

    def test_keep_both_versions_of_two_writers_until_one_names_both(self, cast: Cast) -> None:
        inspection = heard(cast)
        first = saved(cast, inspection, whole(cast))
        mine = saved(cast, inspection, replace(whole(cast), outcome="clean"), parent=first.pk)
        yours = saved(cast, inspection, faultless(cast), role="ubkt_chair", parent=first.pk)
        assert {each.number for each in heads_of(inspection)} == {mine.number, yours.number}
        with pytest.raises(Conflict):
            actions.issue_conclusion(
                actor=cast.actor("ubkt_chair"),
                at=AT,
                inspection_id=inspection.pk,
                draft_id=mine.pk,
                signer=signer_of(cast),
            )
        both = saved(cast, inspection, whole(cast), parent=mine.pk, merges=yours.pk)
        assert heads_of(inspection) == [both]
        assert content_of(yours) == faultless(cast)

    def test_sent_twice_stand_once_with_one_entry(self, cast: Cast) -> None:
        inspection = heard(cast)
        first = saved(cast, inspection, whole(cast))
        entries = Entry.objects.count()
        assert saved(cast, inspection, whole(cast)) == first
        assert saved(cast, inspection, whole(cast), parent=first.pk) == first
        assert Entry.objects.count() == entries

    def test_are_written_by_nobody_outside_the_inspecting_side(self, cast: Cast) -> None:
        inspection = heard(cast)
        for role in ["secretary", "cell_secretary", "stranger_head", "clerk", "inspector_two"]:
            with pytest.raises(NotPermitted):
                saved(cast, inspection, whole(cast), role=role)


class TestTheOffice:
    def test_mends_form_as_a_version_of_its_own(self, cast: Cast) -> None:
        inspection = heard(cast)
        blanks = replace(
            whole(cast),
            findings=(replace(whole(cast).findings[0], text="Chi  sai 12.000.000 đồng từ quỹ ."),),
        )
        first = saved(cast, inspection, blanks)
        mended, receipt = actions.mend_form(
            actor=cast.actor("inspector_two"),
            at=AT,
            inspection_id=inspection.pk,
            parent=first.pk,
            content=whole(cast),
        )
        assert receipt
        assert (mended.note, mended.parent) == (actions.MENDED, first)

    def test_changes_no_figure_and_asks_instead(self, cast: Cast) -> None:
        inspection = heard(cast)
        first = saved(cast, inspection, whole(cast))
        other = replace(whole(cast), findings=(replace(whole(cast).findings[0], amount=21_000_000),))
        with pytest.raises(Invalid) as refused:
            actions.mend_form(
                actor=cast.actor("inspector_two"),
                at=AT,
                inspection_id=inspection.pk,
                parent=first.pk,
                content=other,
            )
        assert refused.value.field == "findings"
        question, _ = actions.ask_author(
            actor=cast.actor("inspector_two"),
            at=AT,
            inspection_id=inspection.pk,
            place="findings-1-amount",
            words="12 hay 21 triệu đồng?",
        )
        assert Notice.objects.filter(person_id=pk(cast, "inspector"), kind="inspections.author").count() == 1
        with pytest.raises(actions.NotComplete):
            actions.issue_conclusion(
                actor=cast.actor("ubkt_chair"),
                at=AT,
                inspection_id=inspection.pk,
                draft_id=first.pk,
                signer=signer_of(cast),
            )
        with pytest.raises(NotPermitted):
            actions.answer_author(
                actor=cast.actor("inspector_two"), at=AT, question_id=question.pk, answer="12"
            )
        actions.answer_author(
            actor=cast.actor("inspector"), at=AT, question_id=question.pk, answer="12 triệu, theo CC01."
        )
        assert not blocking(faults(whole(cast), known_for(inspection, whole(cast), day=DAY)))


class TestIssuing:
    def test_writes_number_findings_and_requirements_that_are_tasks(self, cast: Cast) -> None:
        inspection = heard(cast)
        paper, receipt = issue(cast, inspection, whole(cast))
        inspection.refresh_from_db()
        requirement = inspection.requirements.get()
        assert (inspection.state, inspection.outcome, inspection.concluded_on) == ("conclude", "faulty", DAY)
        assert number_words(paper) == "01-TB/UBKTĐU"
        assert Entry.objects.get(seq=receipt.seq).kind == "inspections.conclusion.issued"
        assert [each.grade for each in inspection.findings.all()] == ["violation", "strength"]
        assert inspection.findings.get(number=1).evidence.get().number == 1
        assert requirement.findings.get().number == 1
        assert requirement.task is not None
        assert requirement.task.state == "assigned"
        assert requirement.task.giver_unit == cast.units["UBKT"]
        assert local_day(requirement.task.due_at) == date(2026, 12, 31)  # type: ignore[arg-type]
        assert Notice.objects.filter(
            person_id=pk(cast, "cell_secretary"), kind="inspections.conclusion"
        ).exists()

    def test_is_refused_naming_every_place_and_leaves_nothing_behind(self, cast: Cast) -> None:
        inspection = heard(cast)
        broken = replace(
            whole(cast),
            bases=(),
            requirements=(replace(whole(cast).requirements[0], owner_unit=None, due_on=None),),
        )
        entries = Entry.objects.count()
        with pytest.raises(actions.NotComplete) as refused:
            issue(cast, inspection, broken)
        places = {one.place for one in refused.value.faults}
        assert places == {"bases", "requirements-1-owner_unit", "requirements-1-due_on"}
        assert refused.value.citation
        assert not Finding.objects.exists()
        assert Entry.objects.count() == entries + 1  # the draft alone

    def test_is_for_who_decides_in_the_body_alone(self, cast: Cast) -> None:
        inspection = heard(cast)
        for role in ["inspector", "clerk", "secretary", "cell_secretary"]:
            with pytest.raises(NotPermitted):
                issue(cast, inspection, whole(cast), role=role)

    def test_happens_once_and_ends_the_drafting(self, cast: Cast) -> None:
        inspection = heard(cast)
        issue(cast, inspection, faultless(cast))
        with pytest.raises(Conflict):
            saved(cast, inspection, whole(cast))
        assert not Requirement.objects.exists()

    def test_is_refused_before_the_hearing_and_a_newer_version(self, cast: Cast) -> None:
        inspection = heard(cast)
        first = saved(cast, inspection, whole(cast))
        saved(cast, inspection, faultless(cast), parent=first.pk)
        with pytest.raises(Conflict):
            actions.issue_conclusion(
                actor=cast.actor("ubkt_chair"),
                at=AT,
                inspection_id=inspection.pk,
                draft_id=first.pk,
                signer=signer_of(cast),
            )
        early = heard(cast, subject="CB02")
        early.state = "verify"
        early.save()
        told = replace(whole(cast), recipients=(*whole(cast).recipients, "Chi bộ thôn Nà Lành"))
        with pytest.raises(Conflict):
            issue(cast, early, replace(told, findings=(), requirements=(), outcome="clean"))

    def test_is_drawn_in_the_layout_of_the_party(self, cast: Cast) -> None:
        inspection = heard(cast)
        draft = draft_paper(inspection, whole(cast), signer=signer_of(cast), at=AT, day=DAY)
        assert draft.number is None
        paper, _ = issue(cast, inspection, whole(cast))
        with zipfile.ZipFile(io.BytesIO(drawing.docx(drawn(paper)))) as word:
            written = word.read("word/document.xml").decode()
        for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "THÔNG BÁO", "12.000.000", "Lò Văn Inh", "31/12/2026"):
            assert words in written

    @pytest.mark.twin
    def test_agrees_with_the_ledger_row_for_row(self, cast: Cast) -> None:
        inspection = heard(cast)
        requirement = reported(cast, inspection)
        remedies.confirm_remedy(
            actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, how="on_spot", words="đã xem"
        )
        concerned = {inspection.pk, requirement.task_id}
        assert [one.words for one in check().differences if one.subject in concerned] == []
        kinds = {entry.kind for entry in Entry.objects.filter(case=inspection.case_id)}
        assert all(short(kind) != kind for kind in kinds)


class TestTheWholeWay:
    def test_goes_by_the_steps_of_the_procedure_from_real_papers_to_the_archive(self, cast: Cast) -> None:
        inspection = brought_to(cast, staffed(cast, contents=("finance",)), "hear")
        Evidence.objects.create(inspection=inspection, number=1, kind="interview", title="Thủ quỹ", at=AT)
        first = first_content(inspection)
        assert [each.kind for each in first.bases] == ["decision", "plan", "team_report", "session"]
        told = replace(whole(cast), bases=first.bases, recipients=first.recipients)
        issue(cast, inspection, told)
        requirement = inspection.requirements.get()
        with pytest.raises(Conflict):
            brought_to(cast, inspection, "follow")
        tasks.finish(
            actor=cast.actor("cell_secretary"),
            at=AT,
            task_id=requirement.task_id,  # type: ignore[arg-type]
            text="Đã nộp lại quỹ",
        )
        remedies.confirm_remedy(
            actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, how="on_spot", words="Đã xem"
        )
        closed = brought_to(cast, inspection, "archive")
        closed.refresh_from_db()
        assert closed.closed_at is not None
        assert closed.outcome == "faulty"
        assert [one.words for one in check().differences if one.subject == inspection.pk] == []


class TestOtherBodies:
    def test_the_state_issues_a_numbered_notice_in_its_own_layout(self, cast: Cast) -> None:
        office, _ = units.open_unit(
            actor=SETUP,
            at=AT,
            new=units.NewUnit(
                code="PKT",
                name="Phòng Kinh tế xã Cửa Rừng",
                kind="agency",
                level="commune",
                side="state",
                valid_from=BORN,
                parent_code="UBND",
                document_symbol="PKT",
            ),
        )
        state = Cast(units={**cast.units, "PKT": office}, people=cast.people)
        inspection = heard(
            state,
            subject="PKT",
            body="UBND",
            decider="chair",
            head="chair",
            procedure="administrative_inspection",
        )
        told = replace(
            whole(state, owner="PKT"),
            recipients=("Phòng Kinh tế xã Cửa Rừng", "Đảng ủy xã Cửa Rừng", "Lưu VT"),
            organisation=Organisation(follower=pk(cast, "chair")),
        )
        draft = saved(state, inspection, told, role="chair")
        paper, _ = actions.issue_conclusion(
            actor=cast.actor("chair"),
            at=AT,
            inspection_id=inspection.pk,
            draft_id=draft.pk,
            signer=signer_of(cast, unit="UBND"),
        )
        assert number_words(paper) == "01/TB-UBND"
        with zipfile.ZipFile(io.BytesIO(drawing.docx(drawn(paper)))) as word:
            written = word.read("word/document.xml").decode()
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in written

    def test_a_cell_concludes_about_its_member_without_a_number_and_confirms_the_remedy(
        self, cast: Cast
    ) -> None:
        inspection = heard(
            cast,
            body="CB01",
            decider="cell_secretary",
            head="cell_secretary",
            procedure="cell_inspection",
            person=pk(cast, "member"),
        )
        told = whole(cast)
        told = replace(
            told,
            requirements=(replace(told.requirements[0], owner_person=pk(cast, "member")),),
            recipients=(
                "Ngân Văn Đức",
                "Đảng ủy xã Cửa Rừng",
                "Ủy ban kiểm tra Đảng ủy xã Cửa Rừng",
                "Lưu chi bộ",
            ),
            organisation=Organisation(follower=pk(cast, "cell_secretary")),
        )
        draft = saved(cast, inspection, told, role="cell_secretary")
        paper, _ = actions.issue_conclusion(
            actor=cast.actor("cell_secretary"),
            at=AT,
            inspection_id=inspection.pk,
            draft_id=draft.pk,
            signer=signer_of(cast, unit="CB01"),
        )
        assert paper.number is None
        requirement = inspection.requirements.get()
        tasks.finish(
            actor=cast.actor("specialist"),
            at=AT,
            task_id=requirement.task_id,
            text="Đã nộp",  # type: ignore[arg-type]
        )
        remedies.confirm_remedy(
            actor=cast.actor("cell_secretary"),
            at=AT,
            requirement_id=requirement.pk,
            how="on_spot",
            words="Xem sổ quỹ ở chi bộ.",
        )
        assert Notice.objects.filter(person_id=pk(cast, "member"), kind="inspections.conclusion").exists()


def reported(cast: Cast, inspection: Inspection, *, blob: bool = False) -> Requirement:
    """Issue a conclusion and let its owner report the remedy."""
    issue(cast, inspection, whole(cast))
    requirement = inspection.requirements.get()
    file = tasks.Attachment(files.store([b"phieu thu"], at=AT), "phieu-thu.pdf") if blob else None
    tasks.finish(
        actor=cast.actor("cell_secretary"),
        at=AT,
        task_id=requirement.task_id,  # type: ignore[arg-type]
        text="Đã nộp lại quỹ",
        file=file,
    )
    return requirement


class TestRemedies:
    def test_are_confirmed_on_the_spot_by_a_person_of_the_inspecting_side(self, cast: Cast) -> None:
        inspection = heard(cast)
        requirement = reported(cast, inspection)
        assert remedies.open_requirements_count([cast.units["CB01"].pk]) == {cast.units["CB01"].pk: 1}
        with pytest.raises(Invalid):
            remedies.confirm_remedy(
                actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, how="on_spot"
            )
        remedies.confirm_remedy(
            actor=cast.actor("inspector"),
            at=AT,
            requirement_id=requirement.pk,
            how="on_spot",
            words="Xem sổ quỹ tại nhà văn hóa thôn, tiền đã nộp đủ.",
        )
        requirement.refresh_from_db()
        assert requirement.task is not None
        assert (requirement.confirmed_how, requirement.task.state) == ("on_spot", "accepted")
        assert remedies.open_requirements_count([cast.units["CB01"].pk]) == {}

    def test_are_confirmed_by_the_file_of_the_report_or_not_at_all(self, cast: Cast) -> None:
        requirement = reported(cast, heard(cast))
        with pytest.raises(Invalid) as refused:
            remedies.confirm_remedy(
                actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, how="evidence"
            )
        assert refused.value.field == "proof"
        proof = files.store([b"bien lai"], at=AT)
        remedies.confirm_remedy(
            actor=cast.actor("ubkt_chair"), at=AT, requirement_id=requirement.pk, how="evidence", proof=proof
        )
        requirement.refresh_from_db()
        assert requirement.proof == proof

    def test_take_the_reports_own_file_as_proof(self, cast: Cast) -> None:
        requirement = reported(cast, heard(cast), blob=True)
        remedies.confirm_remedy(
            actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, how="evidence"
        )
        requirement.refresh_from_db()
        assert requirement.proof is not None

    def test_are_confirmed_by_nobody_else(self, cast: Cast) -> None:
        requirement = reported(cast, heard(cast))
        for role in ["cell_secretary", "specialist", "other_cell_secretary", "clerk"]:
            with pytest.raises(NotPermitted):
                remedies.confirm_remedy(
                    actor=cast.actor(role), at=AT, requirement_id=requirement.pk, how="on_spot", words="xong"
                )

    def test_wait_for_the_report_and_go_back_with_a_reason(self, cast: Cast) -> None:
        inspection = heard(cast)
        issue(cast, inspection, whole(cast))
        requirement = inspection.requirements.get()
        with pytest.raises(Conflict):
            remedies.confirm_remedy(
                actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, how="on_spot", words="x"
            )
        tasks.finish(
            actor=cast.actor("cell_secretary"),
            at=AT,
            task_id=requirement.task_id,
            text="xong",  # type: ignore[arg-type]
        )
        remedies.return_remedy(
            actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, reason="Thiếu phiếu thu"
        )
        requirement.task.refresh_from_db()  # type: ignore[union-attr]
        assert requirement.task.state == "in_progress"  # type: ignore[union-attr]

    def test_keep_the_case_in_follow_up_until_each_is_confirmed_or_withdrawn(self, cast: Cast) -> None:
        inspection = heard(cast)
        issue(cast, inspection, whole(cast))
        Inspection.objects.filter(pk=inspection.pk).update(state="publish")
        inspection.refresh_from_db()
        with pytest.raises(Conflict), atomic():
            take_step(actor=cast.actor("inspector"), at=AT, inspection=inspection, key="follow", on=DAY)
        requirement = inspection.requirements.get()
        with pytest.raises(NotPermitted):
            remedies.withdraw_requirement(
                actor=cast.actor("inspector"), at=AT, requirement_id=requirement.pk, reason="x"
            )
        remedies.withdraw_requirement(
            actor=cast.actor("ubkt_chair"), at=AT, requirement_id=requirement.pk, reason="Quỹ đã giải thể"
        )
        with atomic():
            take_step(actor=cast.actor("inspector"), at=AT, inspection=inspection, key="follow", on=DAY)

    def test_are_looked_at_again_on_a_set_day_and_once(self, cast: Cast) -> None:
        inspection = heard(cast)
        issue(cast, inspection, whole(cast))
        set_day = {"actor": cast.actor("inspector"), "at": AT, "inspection_id": inspection.pk}
        with pytest.raises(Invalid):
            remedies.schedule_recheck(**set_day, on=DAY - timedelta(days=1))
        remedies.schedule_recheck(**set_day, on=date(2027, 3, 1))
        with pytest.raises(Invalid):
            remedies.schedule_recheck(**set_day, on=date(2027, 4, 1))
        remedies.schedule_recheck(**set_day, on=date(2027, 4, 1), words="Bận đại hội")
        with pytest.raises(Invalid):
            remedies.record_recheck(**set_day, on=date(2027, 4, 1), words="Đã nộp")
        remedies.record_recheck(**set_day, on=DAY, words="Đã nộp đủ")
        with pytest.raises(Conflict):
            remedies.record_recheck(**set_day, on=DAY, words="Đã nộp đủ")


class TestRepeats:
    def test_of_an_area_in_the_same_cell_ask_one_question_with_its_history(self, cast: Cast) -> None:
        issue(cast, heard(cast), whole(cast))
        assert not Question.objects.exists()
        later = AT + timedelta(days=3)
        issue(cast, heard(cast, at=later), whole(cast), at=later)
        question = Question.objects.get()
        assert len(question.evidence) == 2
        assert all(each["case"] and each["seq"] for each in question.evidence)
        assert question.innocent
        assert question.about_unit == cast.units["CB01"]
        issue(cast, heard(cast, at=later), whole(cast), at=later)
        question.refresh_from_db()
        assert Question.objects.count() == 1
        assert len(question.evidence) == 3

    def test_are_no_question_about_the_supervision_a_case_grew_from(self, cast: Cast) -> None:
        supervision = heard(cast)
        issue(cast, supervision, whole(cast))
        later = AT + timedelta(days=3)
        grown = heard(cast, at=later)
        Inspection.objects.filter(pk=grown.pk).update(origin_case=supervision.case)
        grown.refresh_from_db()
        issue(cast, grown, whole(cast), at=later)
        assert not Question.objects.exists()

    def test_are_no_question_in_another_cell_nor_after_the_period(self, cast: Cast) -> None:
        issue(cast, heard(cast), whole(cast))
        other = replace(
            whole(cast, owner="CB02"), recipients=("Chi bộ thôn Nà Lành", *whole(cast).recipients[1:])
        )
        issue(cast, heard(cast, subject="CB02"), other)
        long_after = AT + timedelta(days=3 * 366)
        issue(cast, heard(cast, at=long_after), whole(cast, due=date(2030, 1, 1)), at=long_after)
        assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 23), 24, date(2024, 11, 23)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_a_period_of_months_ends_on_the_day_of_the_conclusion(day: date, months: int, first: date) -> None:
    assert window_start(day, months) == first


_SEEN = st.lists(
    st.builds(
        lambda area, days: Seen(area, DAY - timedelta(days=days), None, f"H{days}", "lời"),  # type: ignore[arg-type]
        st.sampled_from(["finance", "dues", "land"]),
        st.integers(0, 900),
    ),
    max_size=8,
)


@given(_SEEN, _SEEN)
def test_an_area_is_repeated_only_if_it_was_found_now_and_before_within_the_period(
    now: list[Seen], before: list[Seen]
) -> None:
    since = DAY - timedelta(days=400)
    found = repeated(now, before, since=since)
    assert set(found) == {each.content for each in now} & {
        each.content for each in before if each.day >= since
    }
    for area, seen in found.items():
        assert {each.content for each in seen} == {area}
        assert list(seen) == sorted(seen, key=lambda one: (one.day, one.dossier, one.words))
