"""The ledger: every change has its entry, no entry changes, personal values are sealed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, transaction

from cast import AT, SETUP, Cast, assigned_task
from liem.kernel import canon
from liem.spine.ledger.append import append, opened
from liem.spine.ledger.models import Entry, Key
from liem.spine.people import actions as people
from liem.spine.people.events import PersonRegistered
from liem.spine.people.models import Person
from liem.spine.tasks import actions as tasks


class TestAppend:
    def test_gives_a_leaf_of_152_bytes_that_commits_to_the_fields(self, cast: Cast) -> None:
        for entry in Entry.objects.all():
            leaf = canon.parse_leaf(bytes(entry.leaf))
            assert len(entry.leaf) == 152
            assert leaf.commitment == canon.event_commitment(entry.commitments)
            assert leaf.cls == entry.entry_class

    def test_keeps_order_when_the_clock_jumps_back(self, cast: Cast) -> None:
        person, first = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Hà Văn Một"))
        _other, second = people.register_person(
            actor=SETUP, at=AT - timedelta(days=400), new=people.NewPerson("Hà Văn Hai")
        )
        assert first.seq < second.seq
        assert list(Entry.objects.order_by("-seq").values_list("seq", flat=True)[:2]) == [
            second.seq,
            first.seq,
        ]
        assert person.pk

    def test_writes_no_name_in_clear(self, cast: Cast) -> None:
        name = "Ngân Thị Bưởi Rừng"
        _person, receipt = people.register_person(actor=SETUP, at=AT, new=people.NewPerson(name))
        entry = Entry.objects.get(pk=receipt.seq)
        stored = bytes(entry.leaf) + bytes(entry.payload) + str(entry.commitments).encode()
        assert name.encode() not in stored
        ((_, values),) = opened([entry])
        assert values is not None
        assert values["name"] == name

    def test_gives_nothing_back_once_the_key_is_destroyed(self, cast: Cast) -> None:
        person, receipt = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Xóa"))
        Key.objects.filter(pk=person.pk).delete()
        entry = Entry.objects.get(pk=receipt.seq)
        assert opened([entry]) == [(entry, None)]
        assert canon.parse_leaf(bytes(entry.leaf)).commitment == canon.event_commitment(entry.commitments)

    def test_notices_an_altered_payload(self, cast: Cast) -> None:
        entry = Entry.objects.latest("seq")
        entry.payload = bytes(entry.payload)[:-1] + bytes([bytes(entry.payload)[-1] ^ 1])
        with pytest.raises(InvalidTag):
            opened([entry])


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE ledger_entry SET kind = 'x'", "DELETE FROM ledger_entry"],
    )
    def test_refuses_change(self, cast: Cast, statement: str) -> None:
        before = Entry.objects.count()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
        assert Entry.objects.count() == before


class TestOneTransaction:
    def test_takes_the_entry_back_with_the_change(self, cast: Cast) -> None:
        before = Entry.objects.count(), Person.objects.count()

        def pulled() -> None:
            with transaction.atomic():
                people.register_person_step(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Nửa"))
                raise RuntimeError("pulled")

        with pytest.raises(RuntimeError, match="pulled"):
            pulled()
        assert (Entry.objects.count(), Person.objects.count()) == before

    def test_gives_each_verb_at_least_one_entry(self, cast: Cast) -> None:
        task = assigned_task(cast)
        worker, giver = cast.actor("cell_secretary"), cast.actor("office_head")
        verbs = [
            lambda: tasks.acknowledge(actor=worker, at=AT, task_id=task.pk),
            lambda: tasks.report_progress(actor=worker, at=AT, task_id=task.pk, percent=10, text="Bắt đầu"),
            lambda: tasks.urge(actor=giver, at=AT, task_id=task.pk),
            lambda: tasks.finish(actor=worker, at=AT, task_id=task.pk, text="Xong"),
            lambda: tasks.return_task(actor=giver, at=AT, task_id=task.pk, reason="Thiếu"),
            lambda: tasks.finish(actor=worker, at=AT, task_id=task.pk, text="Xong lại"),
            lambda: tasks.accept(actor=giver, at=AT, task_id=task.pk),
        ]
        for verb in verbs:
            before = Entry.objects.count()
            receipt = verb()
            assert Entry.objects.count() == before + 1
            assert Entry.objects.latest("seq").seq == receipt.seq


@pytest.mark.usefixtures("cast")
class TestReceipt:
    def test_names_the_entry_and_its_leaf(self) -> None:
        import hashlib

        with transaction.atomic():
            receipt = append(
                actor=SETUP,
                at=AT,
                event=PersonRegistered(name="A B", code=""),
                subject=Person.objects.first().pk,
            )
        entry = Entry.objects.get(pk=receipt.seq)
        assert entry.id == receipt.entry_id
        assert hashlib.sha256(b"\0" + bytes(entry.leaf)).hexdigest() == receipt.leaf_hash


class TestAction:
    def test_inside_an_action_fails_loudly_instead_of_waiting_for_ever(self, cast: Cast) -> None:
        from liem.spine.ledger.transaction import atomic

        with pytest.raises(RuntimeError, match="inside an action"), atomic():
            people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Trong"))
        people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Sau"))
