"""A programme from the draft to its summing up, and everything that is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest

from cast import AT, SETUP, Cast
from liem.domains.programmes import actions, deviations, drafting, proposals, readers
from liem.domains.programmes.deviations import Change
from liem.domains.programmes.drafting import Scope
from liem.domains.programmes.flow import ItemState, State
from liem.domains.programmes.models import Deviation, Programme
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.people.models import Kinship
from liem.spine.units import actions as units
from planned import LATER, YEAR, approved, drafted, faults, new_item, submitted, with_item


class TestDrafting:
    def test_opens_a_dossier_with_one_entry(self, cast: Cast) -> None:
        before = Entry.objects.count()
        programme = drafted(cast)
        assert programme.case.dossier == "CTKT-26-00001/UBKT"
        assert programme.case.title == "Chương trình kiểm tra, giám sát năm 2027"
        assert Entry.objects.count() == before + 1

    def test_is_for_inspectors_of_the_body_or_what_serves_it(self, cast: Cast) -> None:
        drafting.draft(actor=cast.actor("inspector"), at=AT, unit_id=cast.units["XCR"].pk, scope=YEAR)
        for role, code in (("clerk", "XCR"), ("cell_secretary", "UBKT"), ("stranger_head", "UBKT")):
            with pytest.raises(NotPermitted):
                drafting.draft(actor=cast.actor(role), at=AT, unit_id=cast.units[code].pk, scope=YEAR)

    def test_refuses_days_that_are_no_such_period_and_unknown_contents(self, cast: Cast) -> None:
        for scope in (
            Scope(period="quarter", first=date(2027, 1, 1), last=date(2027, 12, 31)),
            Scope(period="year", first=date(2027, 12, 31), last=date(2027, 1, 1)),
            Scope(period="year", first=date(2027, 1, 1), last=date(2027, 12, 31), contents=("weather",)),
        ):
            with pytest.raises(Invalid):
                drafted(cast, scope=scope)
        assert not Programme.objects.exists()

    def test_tells_the_slower_of_two_who_edit_one_draft(self, cast: Cast) -> None:
        programme = drafted(cast)
        actor = cast.actor("inspector")
        drafting.change_scope(actor=actor, at=AT, programme_id=programme.pk, scope=YEAR, revision=0)
        with pytest.raises(Conflict):
            drafting.change_scope(actor=actor, at=AT, programme_id=programme.pk, scope=YEAR, revision=0)

    def test_keeps_items_inside_the_days_of_the_programme(self, cast: Cast) -> None:
        programme, _item = with_item(cast)
        half = Scope(period="half", first=date(2027, 7, 1), last=date(2027, 12, 31))
        with pytest.raises(Invalid, match="1"):
            drafting.change_scope(actor=cast.actor("inspector"), at=AT, programme_id=programme.pk, scope=half)
        with pytest.raises(Invalid):
            drafting.propose_item(
                actor=cast.actor("inspector"),
                at=AT,
                programme_id=programme.pk,
                new=new_item(cast, "CB02", planned_to=date(2028, 1, 5)),
            )


class TestItems:
    def test_refuse_a_subject_the_body_does_not_supervise(self, cast: Cast) -> None:
        programme = drafted(cast)
        for code in ("ST01", "UBKT", "XCR", "TAL"):
            with pytest.raises(Invalid):
                drafting.propose_item(
                    actor=cast.actor("inspector"), at=AT, programme_id=programme.pk, new=new_item(cast, code)
                )

    def test_refuse_a_procedure_of_another_kind_of_body(self, cast: Cast) -> None:
        programme = drafted(cast)
        with pytest.raises(Invalid):
            drafting.propose_item(
                actor=cast.actor("inspector"),
                at=AT,
                programme_id=programme.pk,
                new=new_item(cast, procedure="cell_inspection"),
            )

    def test_refuse_the_same_subject_twice_by_a_second_click(self, cast: Cast) -> None:
        programme, _item = with_item(cast)
        with pytest.raises(Conflict):
            drafting.propose_item(
                actor=cast.actor("inspector"), at=AT, programme_id=programme.pk, new=new_item(cast)
            )

    def test_stay_readable_when_dropped_from_a_draft(self, cast: Cast) -> None:
        programme, item = with_item(cast)
        drafting.drop_item(actor=cast.actor("inspector"), at=AT, item_id=item.pk)
        inspector = cast.actor("inspector")
        assert readers.items_of(inspector, programme, at=AT).seen == []
        assert readers.items_of(inspector, programme, at=AT, dropped=True).seen == [item]

    def test_write_nothing_when_nothing_changes(self, cast: Cast) -> None:
        _programme, item = with_item(cast)
        before = Entry.objects.count()
        receipt = drafting.change_item(
            actor=cast.actor("inspector"),
            at=AT,
            item_id=item.pk,
            planned_from=item.planned_from,
            planned_to=item.planned_to,
            contents=item.contents,
        )
        assert receipt is None
        assert Entry.objects.count() == before


class TestLead:
    def test_is_refused_when_kin_of_the_person_inspected(self, cast: Cast) -> None:
        programme = drafted(cast)
        member = cast.account("member").person_id
        item, _ = drafting.propose_item(
            actor=cast.actor("inspector"),
            at=AT,
            programme_id=programme.pk,
            new=new_item(cast, subject_unit=None, subject_person=member),
        )
        with pytest.raises(Invalid, match="thân thích") as refused:
            drafting.assign_member(
                actor=cast.actor("ubkt_chair"),
                at=AT,
                item_id=item.pk,
                lead=cast.account("inspector_two").person_id,
            )
        assert refused.value.citation == "Quy định 131-QĐ/TW năm 2023, Điều 4"
        drafting.assign_member(
            actor=cast.actor("ubkt_chair"), at=AT, item_id=item.pk, lead=cast.account("inspector").person_id
        )

    def test_is_refused_when_kin_of_who_leads_the_unit(self, cast: Cast) -> None:
        Kinship.objects.create(
            person=cast.account("cell_secretary").person,
            other=cast.account("inspector").person,
            relation="chị gái",
            recorded_at=AT,
        )
        with pytest.raises(Invalid, match="Vi Văn Khánh"):
            with_item(cast, "CB01")
        Kinship.objects.update(ended_on=date(2026, 11, 1))
        with_item(cast, "CB01")

    def test_is_refused_from_outside_the_body_and_of_the_same_unit(self, cast: Cast) -> None:
        _programme, item = with_item(cast)
        for role in ("cell_secretary", "stranger_head", "clerk"):
            with pytest.raises(Invalid):
                drafting.assign_member(
                    actor=cast.actor("inspector"),
                    at=AT,
                    item_id=item.pk,
                    lead=cast.account(role).person_id,
                )

    def test_is_checked_again_on_the_day_of_approval(self, cast: Cast) -> None:
        programme, _item = submitted(cast)
        Kinship.objects.create(
            person=cast.account("cell_secretary").person,
            other=cast.account("inspector").person,
            relation="chị gái",
            recorded_at=AT,
        )
        with pytest.raises(Invalid, match="thân thích"):
            actions.approve(actor=cast.actor("ubkt_chair"), at=AT, programme_id=programme.pk)


class TestCell:
    def test_plans_inspects_and_approves_by_its_own_procedure(self, cast: Cast) -> None:
        secretary = cast.actor("cell_secretary")
        programme, _ = drafting.draft(actor=secretary, at=AT, unit_id=cast.units["CB01"].pk, scope=YEAR)
        new = new_item(
            cast,
            procedure="cell_inspection",
            subject_unit=None,
            subject_person=cast.account("member").person_id,
            lead=secretary.person_id,
        )
        drafting.propose_item(actor=secretary, at=AT, programme_id=programme.pk, new=new)
        actions.submit(actor=secretary, at=AT, programme_id=programme.pk)
        actions.approve(actor=secretary, at=AT, programme_id=programme.pk)
        item = programme.items.get()
        item, case, _receipt = actions.start_item(actor=secretary, at=LATER, item_id=item.pk)
        assert case.dossier.endswith("/CB01")

    def test_lets_nobody_lead_an_inspection_of_oneself(self, cast: Cast) -> None:
        secretary = cast.actor("cell_secretary")
        programme, _ = drafting.draft(actor=secretary, at=AT, unit_id=cast.units["CB01"].pk, scope=YEAR)
        new = new_item(
            cast,
            procedure="cell_inspection",
            subject_unit=None,
            subject_person=secretary.person_id,
            lead=secretary.person_id,
        )
        with pytest.raises(Invalid, match="chính là đối tượng"):
            drafting.propose_item(actor=secretary, at=AT, programme_id=programme.pk, new=new)


class TestState:
    def test_plans_administrative_inspections_of_its_agencies(self, cast: Cast) -> None:
        units.open_unit(
            actor=SETUP,
            at=AT,
            new=units.NewUnit(
                code="TTHCC", name="Trung tâm phục vụ hành chính công xã", kind="agency", level="commune",
                side="state", valid_from=date(2025, 7, 1), parent_code="UBND",
            ),
        )  # fmt: skip
        chair = cast.actor("chair")
        programme, _ = drafting.draft(actor=chair, at=AT, unit_id=cast.units["UBND"].pk, scope=YEAR)
        found = proposals.subjects(programme.unit, day=AT.date())
        assert [unit.code for unit in found] == ["TTHCC"]
        new = new_item(cast, procedure="administrative_inspection", subject_unit=found[0].pk)
        item, _receipt = drafting.propose_item(actor=chair, at=AT, programme_id=programme.pk, new=new)
        assert item.number == 1


class TestApproval:
    def test_freezes_the_items_in_the_row_and_in_the_ledger(self, cast: Cast) -> None:
        programme, item = approved(cast)
        assert programme.state == State.APPROVED
        assert [row["item"] for row in programme.frozen] == [str(item.pk)]
        assert programme.signed["name"] == "Lò Văn Inh"
        assert Entry.objects.filter(kind="programmes.programme.approved", subject=programme.pk).count() == 1
        assert faults() == []

    def test_is_refused_twice(self, cast: Cast) -> None:
        programme, _item = approved(cast)
        with pytest.raises(Conflict):
            actions.approve(actor=cast.actor("ubkt_chair"), at=AT, programme_id=programme.pk)

    def test_leaves_nothing_to_edit(self, cast: Cast) -> None:
        programme, item = approved(cast)
        actor = cast.actor("inspector")
        lead = cast.account("inspector").person_id
        edits = (
            lambda: drafting.change_scope(actor=actor, at=AT, programme_id=programme.pk, scope=YEAR),
            lambda: drafting.propose_item(
                actor=actor, at=AT, programme_id=programme.pk, new=new_item(cast, "CB02")
            ),
            lambda: drafting.drop_item(actor=actor, at=AT, item_id=item.pk),
            lambda: drafting.assign_member(actor=actor, at=AT, item_id=item.pk, lead=lead),
            lambda: drafting.change_item(
                actor=actor,
                at=AT,
                item_id=item.pk,
                planned_from=date(2027, 5, 1),
                planned_to=date(2027, 5, 2),
                contents=(),
            ),
            lambda: actions.submit(actor=actor, at=AT, programme_id=programme.pk),
        )
        for edit in edits:
            with pytest.raises(Conflict):
                edit()

    def test_needs_a_decider_of_the_body_or_the_committee_above(self, cast: Cast) -> None:
        programme, _item = submitted(cast)
        for role in ("inspector", "cell_secretary", "stranger_head", "province_head", "clerk"):
            with pytest.raises(NotPermitted):
                actions.approve(actor=cast.actor(role), at=AT, programme_id=programme.pk)
        actions.approve(actor=cast.actor("secretary"), at=AT, programme_id=programme.pk)

    def test_needs_other_eyes_where_the_body_has_two_deciders(self, cast: Cast) -> None:
        from liem.spine.people import actions as people

        chair = cast.actor("ubkt_chair")
        programme, _ = drafting.draft(actor=chair, at=AT, unit_id=cast.units["UBKT"].pk, scope=YEAR)
        drafting.propose_item(
            actor=chair,
            at=AT,
            programme_id=programme.pk,
            new=new_item(cast, lead=cast.account("inspector").person_id),
        )
        actions.submit(actor=chair, at=AT, programme_id=programme.pk)
        people.give_mandate(
            actor=cast.actor("personnel"),
            at=AT,
            person_id=cast.account("inspector_two").person_id,
            unit_id=cast.units["UBKT"].pk,
            post="inspection_deputy",
            valid_from=date(2026, 11, 1),
        )
        with pytest.raises(NotPermitted, match="không tự phê duyệt"):
            actions.approve(actor=chair, at=AT, programme_id=programme.pk)

    def test_is_possible_alone_where_the_body_has_one_decider(self, cast: Cast) -> None:
        programme, _item = with_item(cast)
        chair = cast.actor("ubkt_chair")
        actions.submit(actor=chair, at=AT, programme_id=programme.pk)
        actions.approve(actor=chair, at=AT, programme_id=programme.pk)

    def test_sends_a_draft_back_with_a_reason_only(self, cast: Cast) -> None:
        programme, _item = submitted(cast)
        chair = cast.actor("ubkt_chair")
        with pytest.raises(Invalid):
            actions.send_back(actor=chair, at=AT, programme_id=programme.pk, reason=" ")
        actions.send_back(actor=chair, at=AT, programme_id=programme.pk, reason="Thiếu chi bộ Nà Lành")
        programme.refresh_from_db()
        assert programme.state == State.DRAFT


class TestNotices:
    def test_tell_who_decides_then_who_drafted_and_who_leads_once(self, cast: Cast) -> None:
        programme, _item = approved(cast)
        told = (
            Notice.objects.filter(kind="programme").order_by("at", "pk").values_list("person__name", "path")
        )
        path = f"/kiem-tra/chuong-trinh/{programme.pk}/"
        assert list(told) == [("Lò Văn Inh", path), ("Hoàng Thị Piệng", path)]


class TestSubmitting:
    def test_refuses_an_empty_programme_and_one_without_leads(self, cast: Cast) -> None:
        programme = drafted(cast)
        actor = cast.actor("inspector")
        with pytest.raises(Invalid, match="chưa có cuộc"):
            actions.submit(actor=actor, at=AT, programme_id=programme.pk)
        drafting.propose_item(actor=actor, at=AT, programme_id=programme.pk, new=new_item(cast))
        with pytest.raises(Invalid, match="số 1"):
            actions.submit(actor=actor, at=AT, programme_id=programme.pk)

    def test_numbers_the_items_by_their_dates_without_gaps(self, cast: Cast) -> None:
        programme, first = with_item(cast)
        actor, lead = cast.actor("inspector"), cast.account("inspector").person_id
        second, _ = drafting.propose_item(
            actor=actor,
            at=AT,
            programme_id=programme.pk,
            new=new_item(cast, "CB02", lead=lead, planned_from=date(2027, 2, 1)),
        )
        gone, _ = drafting.propose_item(
            actor=actor,
            at=AT,
            programme_id=programme.pk,
            new=new_item(cast, "VP", lead=lead, planned_from=date(2027, 1, 4)),
        )
        drafting.drop_item(actor=actor, at=AT, item_id=gone.pk)
        actions.submit(actor=actor, at=AT, programme_id=programme.pk)
        numbers = dict(programme.items.values_list("pk", "number"))
        assert numbers == {second.pk: 1, first.pk: 2, gone.pk: 3}


class TestDeviations:
    def _change(self, cast: Cast, programme: Programme, **change: object) -> Deviation:
        values = {"reason": "Bão số 10, chi bộ phải khắc phục hậu quả"} | change
        made, _ = deviations.deviate(
            actor=cast.actor("ubkt_chair"),
            at=LATER,
            programme_id=programme.pk,
            change=Change(**values),  # type: ignore[arg-type]
        )
        return made

    def test_keep_what_stood_before_and_the_frozen_list(self, cast: Cast) -> None:
        programme, item = approved(cast)
        made = self._change(
            cast,
            programme,
            kind="moved",
            item_id=item.pk,
            planned_from=date(2027, 5, 3),
            planned_to=date(2027, 5, 28),
        )
        assert made.before == {"planned_from": "2027-03-01", "planned_to": "2027-03-31"}
        assert made.after == {"planned_from": "2027-05-03", "planned_to": "2027-05-28"}
        programme.refresh_from_db()
        assert programme.frozen[0]["planned_from"] == "2027-03-01"
        assert made.entry_seq is not None

    def test_add_drop_reassign_and_change(self, cast: Cast) -> None:
        programme, item = approved(cast)
        new = new_item(cast, "CB02", lead=cast.account("inspector").person_id)
        added = self._change(cast, programme, kind="added", new=new)
        assert added.item.number == 2
        self._change(
            cast,
            programme,
            kind="reassigned",
            item_id=item.pk,
            lead=cast.account("inspector_two").person_id,
        )
        self._change(cast, programme, kind="changed", item_id=item.pk, contents=("party_dues",))
        self._change(cast, programme, kind="dropped", item_id=item.pk)
        item.refresh_from_db()
        assert item.state == ItemState.DROPPED
        assert item.contents == ["party_dues"]
        assert faults() == []

    def test_are_refused_without_reason_without_change_and_without_right(self, cast: Cast) -> None:
        programme, item = approved(cast)
        with pytest.raises(Invalid, match="lý do"):
            self._change(cast, programme, kind="dropped", item_id=item.pk, reason=" ")
        with pytest.raises(Invalid, match="giống"):
            self._change(cast, programme, kind="changed", item_id=item.pk, contents=("finance",))
        with pytest.raises(NotPermitted):
            deviations.deviate(
                actor=cast.actor("inspector"),
                at=LATER,
                programme_id=programme.pk,
                change=Change(kind="dropped", reason="x", item_id=item.pk),
            )

    def test_are_refused_before_the_approval(self, cast: Cast) -> None:
        programme, item = submitted(cast)
        with pytest.raises(Conflict):
            self._change(cast, programme, kind="dropped", item_id=item.pk)


class TestRunning:
    def test_starts_once_however_often_it_is_asked(self, cast: Cast) -> None:
        _programme, item = approved(cast)
        actor = cast.actor("inspector")
        item, case, receipt = actions.start_item(actor=actor, at=LATER, item_id=item.pk)
        assert item.state == ItemState.RUNNING
        assert case.kind == "inspection"
        assert receipt is not None
        again, same, none = actions.start_item(actor=actor, at=LATER, item_id=item.pk)
        assert (again.pk, same.pk, none) == (item.pk, case.pk, None)

    def test_finishes_by_the_dossier_once(self, cast: Cast) -> None:
        programme, item = approved(cast)
        actor = cast.actor("inspector")
        item, case, _ = actions.start_item(actor=actor, at=LATER, item_id=item.pk)
        assert actions.finish_item(actor=actor, at=LATER, case_id=case.pk) is not None
        assert actions.finish_item(actor=actor, at=LATER, case_id=case.pk) is None
        assert actions.finish_item(actor=actor, at=LATER, case_id=programme.case_id) is None
        item.refresh_from_db()
        assert item.done_at == LATER
        assert faults() == []

    def test_is_refused_before_approval_and_to_others(self, cast: Cast) -> None:
        _programme, item = submitted(cast)
        with pytest.raises(Conflict):
            actions.start_item(actor=cast.actor("inspector"), at=AT, item_id=item.pk)
        for role in ("cell_secretary", "clerk", "stranger_head"):
            with pytest.raises(NotPermitted):
                actions.start_item(actor=cast.actor(role), at=AT, item_id=item.pk)


class TestClosing:
    def test_refuses_while_something_was_never_begun(self, cast: Cast) -> None:
        programme, item = approved(cast)
        chair = cast.actor("ubkt_chair")
        with pytest.raises(Conflict, match="số 1"):
            actions.close(actor=chair, at=LATER, programme_id=programme.pk, summary="Xong")
        actions.start_item(actor=chair, at=LATER, item_id=item.pk)
        with pytest.raises(Invalid):
            actions.close(actor=chair, at=LATER, programme_id=programme.pk, summary=" ")
        actions.close(actor=chair, at=LATER, programme_id=programme.pk, summary="Đã làm 1 cuộc")
        programme.refresh_from_db()
        assert programme.state == State.CLOSED
        assert faults() == []


class TestReaders:
    def test_answer_absent_and_forbidden_alike(self, cast: Cast) -> None:
        programme, _item = with_item(cast)
        for role in ("cell_secretary", "stranger_head", "clerk", "member", "province_head"):
            with pytest.raises(NotFound):
                readers.get_programme(cast.actor(role), programme.pk)

    def test_show_the_committee_what_waits_and_what_was_approved(self, cast: Cast) -> None:
        programme, _item = with_item(cast)
        secretary = cast.actor("secretary")
        assert programme not in readers.programmes_for(secretary)
        actions.submit(actor=cast.actor("inspector"), at=AT, programme_id=programme.pk)
        assert programme in readers.programmes_for(secretary)
        actions.approve(actor=secretary, at=AT, programme_id=programme.pk)
        assert programme in readers.programmes_for(cast.actor("province_head"))

    def test_keep_an_inspection_of_kin_from_the_inspector(self, cast: Cast) -> None:
        programme = drafted(cast)
        new = new_item(cast, subject_unit=None, subject_person=cast.account("member").person_id)
        item, _ = drafting.propose_item(
            actor=cast.actor("inspector"), at=AT, programme_id=programme.pk, new=new
        )
        kin = readers.items_of(cast.actor("inspector_two"), programme, at=AT)
        assert (kin.seen, kin.hidden) == ([], 1)
        with pytest.raises(NotFound):
            readers.get_item(cast.actor("inspector_two"), item.pk, at=AT)
        assert readers.get_item(cast.actor("inspector"), item.pk, at=AT) == item
        with pytest.raises(NotFound):
            drafting.drop_item(actor=cast.actor("inspector_two"), at=AT, item_id=item.pk)
        with pytest.raises(NotFound):
            drafting.assign_member(
                actor=cast.actor("inspector_two"),
                at=AT,
                item_id=item.pk,
                lead=cast.account("inspector").person_id,
            )

    def test_count_what_is_planned_late_and_done(self, cast: Cast) -> None:
        approved(cast)
        late = LATER.replace(month=6)
        line = readers.listed(cast.actor("inspector"), at=late, state="approved", year=2027).get()
        assert (line.planned, line.running, line.done, line.late) == (1, 0, 0, 1)
