"""Erasure by law: two persons, a ground in force, an entry of its own; afterwards nobody can read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import AT, SETUP, Cast, assigned_task
from commission import with_commission
from liem.domains.reminders import actions as reminders
from liem.domains.reminders.models import Reminder
from liem.kernel import canon
from liem.law import NoLawInForce
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.custody import actions as custody
from liem.spine.custody import jobs, rooms
from liem.spine.custody.models import Erasure
from liem.spine.custody.rooms import Held, Retained
from liem.spine.escrow.models import DividedKey
from liem.spine.ledger import replay
from liem.spine.ledger.append import Erased, opened
from liem.spine.ledger.keyring import keyring
from liem.spine.ledger.models import Entry, Key
from liem.spine.people import actions as people
from liem.spine.people.models import Account, Mandate, Person
from liem.spine.roster.models import ReaderKey
from liem.spine.vault import files
from liem.spine.vault.models import Blob

MARK = "Ngân Thị Bưởi Rừng"


@pytest.fixture
def person(cast: Cast) -> Person:
    """Somebody registered with a post that has ended and an account that was closed."""
    made, _ = people.register_person(
        actor=SETUP, at=AT, new=people.NewPerson(MARK, code="MS-77", born_in=1960, phone="0900000000")
    )
    mandate, _ = people.give_mandate(
        actor=SETUP, at=AT, person_id=made.pk, unit_id=cast.units["CB01"].pk, post="official_member",
        valid_from=date(2025, 7, 1),
    )  # fmt: skip
    account, _, _ = people.open_account(
        actor=SETUP, at=AT, person_id=made.pk, username="buoi.rung", password="lua-nep-nuong-2026"
    )
    people.close_account(actor=SETUP, at=AT, account_id=account.pk, reason="Chuyển đi")
    people.end_mandate(actor=SETUP, at=AT, mandate_id=mandate.pk, valid_to=date(2026, 11, 1), basis="QĐ")
    return made


@pytest.fixture
def reminder(cast: Cast) -> Reminder:
    """A reminder of a person that was withdrawn, with its paper."""
    crew = with_commission(cast)
    blob = files.store([b"%PDF-1.4 giay cua " + MARK.encode()], at=AT)
    new = reminders.NewReminder(
        subject_unit_id=crew.units["CB01"].pk,
        subject_person_id=crew.actor("member").person_id,
        content="conduct_of_duty",
        text=f"Chậm nộp báo cáo ({MARK})",
        wanted="Nộp ngay",
        happened_on=date(2026, 11, 20),
    )
    chair = crew.actor("ubkt_chair")
    made, _ = reminders.note(actor=chair, at=AT, new=new, proof=reminders.Proof(blob, f"{MARK}.pdf"))
    reminders.withdraw(actor=chair, at=AT, reminder_id=made.pk, reason="Ghi nhầm")
    return made


def proposed(cast: Cast, key: UUID, *, ground: str = "request") -> Erasure:
    erasure, _ = custody.propose(
        actor=cast.actor("personnel"), at=AT, key=key, ground=ground, reason="Chủ thể có đơn"
    )
    return erasure


def erased(cast: Cast, key: UUID) -> Erasure:
    erasure = proposed(cast, key)
    custody.confirm(actor=cast.actor("province_head"), at=AT, erasure_id=erasure.pk)
    jobs.destroy(at=AT, erasure_id=str(erasure.pk))
    erasure.refresh_from_db()
    return erasure


class TestAnErasedPerson:
    def test_cannot_be_read_again_and_every_proof_still_holds(self, cast: Cast, person: Person) -> None:
        entries = list(Entry.objects.filter(key=person.pk))
        before = [(bytes(each.leaf), each.commitments) for each in entries]
        slot = Key.objects.get(pk=person.pk).slot
        assert all(values is not None for _, values in opened(entries))
        erased(cast, person.pk)
        after = list(Entry.objects.filter(key=person.pk))
        assert [values for _, values in opened(after)] == [None] * len(after)
        assert [(bytes(each.leaf), each.commitments) for each in after] == before
        assert all(
            canon.parse_leaf(bytes(each.leaf)).commitment == canon.event_commitment(each.commitments)
            for each in after
        )
        assert keyring().secrets([slot]) == {}
        assert Key.objects.get(pk=person.pk).slot is None

    def test_stands_nowhere_in_the_rows_while_the_post_stays_counted(
        self, cast: Cast, person: Person
    ) -> None:
        erased(cast, person.pk)
        row = Person.objects.get(pk=person.pk)
        told = (row.name, row.folded, row.sort_name, row.code, row.born_in, row.phone, row.email)
        assert not any(word in str(told).lower() for word in ("bưởi", "buoi", "ms-77", "1960", "0900"))
        assert not Account.objects.filter(person=row).exists()
        assert Mandate.objects.get(person=row).unit_id == cast.units["CB01"].pk

    def test_leaves_a_ledger_that_agrees_with_itself_and_the_rows(self, cast: Cast, person: Person) -> None:
        erased(cast, person.pk)
        assert replay.check().differences == []

    def test_is_told_by_an_entry_that_names_the_ground_and_stays_readable(
        self, cast: Cast, person: Person
    ) -> None:
        erased(cast, person.pk)
        entry = Entry.objects.get(kind="custody.key.erased")
        assert canon.parse_leaf(bytes(entry.leaf)).cls == "erasure"
        ((_, values),) = opened([entry])
        assert values is not None
        assert values["key"] == str(person.pk)
        assert values["basis"] == "khoản 1 Điều 14 Luật 91/2025/QH15"
        assert values["entries"] == Entry.objects.filter(key=person.pk).count()

    def test_takes_no_further_entry(self, cast: Cast, person: Person) -> None:
        erased(cast, person.pk)
        with pytest.raises(Erased):
            people.give_mandate(
                actor=SETUP, at=AT, person_id=person.pk, unit_id=cast.units["CB01"].pk,
                post="official_member", valid_from=date(2026, 12, 1),
            )  # fmt: skip


class TestAnErasedReminder:
    def test_says_nothing_of_whom_and_loses_its_papers(self, cast: Cast, reminder: Reminder) -> None:
        paper = reminder.blob_id
        place = files.place(paper)
        erased(cast, reminder.case_id)
        row = Reminder.objects.select_related("case").get(pk=reminder.pk)
        values = " ".join(str(getattr(row, field.attname)) for field in Reminder._meta.fields)
        assert "Bưởi" not in values + row.case.title + row.case.folded
        assert row.subject_person is None
        assert not Blob.objects.filter(pk=paper).exists()
        from django.core.files.storage import storages

        assert not storages["vault"].exists(place)
        assert replay.check().differences == []

    def test_keeps_a_paper_that_something_else_still_names(self, cast: Cast, reminder: Reminder) -> None:
        _directive = Blob.objects.get(pk=reminder.blob_id)
        task = assigned_task(cast)
        from liem.spine.tasks.models import Progress

        Progress.objects.create(task=task, at=AT, kind="progress", blob=_directive)
        erased(cast, reminder.case_id)
        assert Blob.objects.filter(pk=_directive.pk).exists()

    def test_is_refused_while_it_still_counts(self, cast: Cast, reminder: Reminder) -> None:
        Reminder.objects.filter(pk=reminder.pk).update(state="told", ended_at=None)
        with pytest.raises(Held, match="chưa hết hiệu lực"):
            proposed(cast, reminder.case_id)


class TestTwoPersons:
    def test_are_needed_even_where_one_has_both_duties(self, cast: Cast, person: Person) -> None:
        erasure = proposed(cast, person.pk)
        both = cast.actor("province_head")
        Erasure.objects.filter(pk=erasure.pk).update(proposed_by=both.person_id)
        with pytest.raises(NotPermitted, match="không tự quyết định"):
            custody.confirm(actor=both, at=AT, erasure_id=erasure.pk)
        assert Person.objects.get(pk=person.pk).name == MARK

    @pytest.mark.parametrize("role", ["secretary", "clerk", "keeper", "auditor", "cell_secretary"])
    def test_proposing_is_for_who_looks_after_people(self, cast: Cast, person: Person, role: str) -> None:
        with pytest.raises(NotPermitted):
            custody.propose(actor=cast.actor(role), at=AT, key=person.pk, ground="request", reason="Đơn")

    @pytest.mark.parametrize("role", ["personnel", "clerk", "keeper", "auditor"])
    def test_confirming_is_for_heads(self, cast: Cast, person: Person, role: str) -> None:
        erasure = proposed(cast, person.pk)
        with pytest.raises(NotPermitted):
            custody.confirm(actor=cast.actor(role), at=AT, erasure_id=erasure.pk)

    def test_of_another_commune_find_nothing(self, cast: Cast, person: Person) -> None:
        erasure = proposed(cast, person.pk)
        with pytest.raises(NotFound):
            custody.confirm(actor=cast.actor("stranger_head"), at=AT, erasure_id=erasure.pk)

    def test_may_say_no_or_take_it_back_and_nothing_is_erased(self, cast: Cast, person: Person) -> None:
        first = proposed(cast, person.pk)
        custody.refuse(actor=cast.actor("province_head"), at=AT, erasure_id=first.pk, words="Chưa đủ đơn")
        second = proposed(cast, person.pk)
        custody.withdraw(actor=cast.actor("personnel"), at=AT, erasure_id=second.pk)
        with pytest.raises(Conflict):
            custody.confirm(actor=cast.actor("province_head"), at=AT, erasure_id=second.pk)
        assert Person.objects.get(pk=person.pk).name == MARK
        assert replay.check().differences == []


class TestAnErasureIsRefused:
    def test_while_a_post_is_held(self, cast: Cast) -> None:
        with pytest.raises(Held, match="còn giữ chức danh"):
            proposed(cast, cast.actor("member").person_id)

    def test_for_who_stands_in_a_dossier(self, cast: Cast, person: Person) -> None:
        task = assigned_task(cast)
        task.person = person
        task.save()
        with pytest.raises(Retained, match="nhiệm vụ") as refused:
            proposed(cast, person.pk)
        assert refused.value.citation == "Luật 33/2024/QH15"

    def test_for_who_signed_for_a_sheet_of_a_divided_key(self, cast: Cast, person: Person) -> None:
        key = ReaderKey(
            person_id=cast.actor("member").person_id,
            unit=cast.units["XCR"],
            name="Lò Văn Một",
            post="Ủy viên",
            enrolled_at=AT,
        )
        key.save()
        sheet = DividedKey.objects.create(key=key, needed=3, divided_at=AT).sheets.create(
            number=1, body="Mặt trận xã", holder="NGÂN THỊ BƯỞI RỪNG"
        )
        with pytest.raises(Retained, match="mảnh khóa"):
            proposed(cast, person.pk)
        sheet.delete()
        assert proposed(cast, person.pk)

    def test_for_a_dossier_the_law_on_archives_keeps(self, cast: Cast) -> None:
        with pytest.raises(Retained, match="phải lưu"):
            proposed(cast, assigned_task(cast).case_id)

    def test_without_a_ground_of_the_law_or_a_reason(self, cast: Cast, person: Person) -> None:
        with pytest.raises(Invalid):
            proposed(cast, person.pk, ground="vi-thich")
        with pytest.raises(Invalid):
            custody.propose(
                actor=cast.actor("personnel"), at=AT, key=person.pk, ground="request", reason="  "
            )

    def test_before_the_law_was_in_force(self, cast: Cast, person: Person) -> None:
        with pytest.raises(NoLawInForce):
            custody.propose(
                actor=cast.actor("personnel"), at=datetime(2025, 12, 31, 3, tzinfo=UTC), key=person.pk,
                ground="request", reason="Đơn",
            )  # fmt: skip

    def test_twice(self, cast: Cast, person: Person) -> None:
        proposed(cast, person.pk)
        with pytest.raises(Conflict, match="đã được đề nghị"):
            proposed(cast, person.pk)

    def test_for_what_no_room_knows(self, cast: Cast) -> None:
        with pytest.raises(NotFound):
            proposed(cast, uuid4())

    def test_when_something_began_between_the_two_persons(self, cast: Cast, person: Person) -> None:
        erasure = proposed(cast, person.pk)
        people.give_mandate(
            actor=SETUP, at=AT, person_id=person.pk, unit_id=cast.units["CB01"].pk, post="official_member",
            valid_from=date(2026, 11, 2),
        )  # fmt: skip
        with pytest.raises(Held):
            custody.confirm(actor=cast.actor("province_head"), at=AT, erasure_id=erasure.pk)
        assert Person.objects.get(pk=person.pk).name == MARK

    def test_when_another_room_holds_it_back(self, cast: Cast, person: Person) -> None:
        rooms.holds("test", lambda key: "Đang thẩm tra." if key == person.pk else "")
        try:
            with pytest.raises(Held, match="Đang thẩm tra"):
                proposed(cast, person.pk)
        finally:
            rooms.holds("test", lambda _key: "")


class TestTheCheck:
    def test_finds_a_key_gone_without_an_erasure(self, cast: Cast, person: Person) -> None:
        key = Key.objects.get(pk=person.pk)
        slot = keyring().put([b"x" * 32], at=AT)[0]
        keyring().destroy([slot], at=AT)
        Key.objects.filter(pk=key.pk).update(slot=slot)
        assert [(one.code, one.subject) for one in replay.check().differences] == [("key_lost", person.pk)]

    def test_finds_a_key_that_is_back_after_an_old_copy_was_restored(
        self, cast: Cast, person: Person
    ) -> None:
        before = Key.objects.get(pk=person.pk)
        erased(cast, person.pk)
        before.save()
        assert "key_back" in {one.code for one in replay.check().differences}

    def test_finds_an_erasure_written_behind_its_back(self, cast: Cast, person: Person) -> None:
        erasure = proposed(cast, person.pk)
        Erasure.objects.filter(pk=erasure.pk).update(state="confirmed")
        assert [one.code for one in replay.check().differences] == ["row_differs"]


class TestTheJob:
    def test_finishes_what_a_crash_left_before_the_next_rotation(self, cast: Cast, person: Person) -> None:
        erasure = proposed(cast, person.pk)
        slot = Key.objects.get(pk=person.pk).slot
        custody.confirm(
            actor=cast.actor("province_head"), at=AT, erasure_id=erasure.pk
        )  # on_commit never ran
        assert opened(list(Entry.objects.filter(key=person.pk)))[0][1] is None
        assert slot in keyring().secrets([slot])
        jobs.rotate(at=AT + timedelta(days=30))
        assert keyring().secrets([slot]) == {}

    def test_changes_nothing_when_run_again(self, cast: Cast, person: Person) -> None:
        erasure = erased(cast, person.pk)
        jobs.destroy(at=AT + timedelta(days=1), erasure_id=str(erasure.pk))
        assert Erasure.objects.get(pk=erasure.pk).destroyed_at == AT
