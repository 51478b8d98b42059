"""The ledger checks itself, and rows changed behind its back are found."""

from __future__ import annotations

import importlib
import importlib.util
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from cast import AT, SETUP, Cast, assigned_task, directive_with_task
from liem.domains.directives import actions as directives
from liem.domains.directives import taking_back
from liem.spine.ledger import replay, sentences
from liem.spine.ledger.append import Event
from liem.spine.ledger.models import Entry, Key
from liem.spine.people.models import Mandate
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.jobs import hand_over_left
from liem.spine.tasks.models import Task
from liem.spine.units import actions as units
from liem.spine.units.models import Unit


def _codes() -> set[str]:
    return {one.code for one in replay.check().differences}


def _without_triggers(statement: str, *values: object) -> None:
    """Do what somebody with the database in hand can do: drop the triggers, then change an entry."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_entry_no_update")
            cursor.execute("DROP TRIGGER ledger_entry_no_delete")
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(statement, values)


@pytest.fixture
def worked(cast: Cast) -> Task:
    """A task that went through its whole life, and one returned, urged and extended."""
    task = assigned_task(cast)
    worker, giver = cast.actor("cell_secretary"), cast.actor("office_head")
    tasks.acknowledge(actor=worker, at=AT, task_id=task.pk)
    tasks.report_progress(actor=worker, at=AT, task_id=task.pk, percent=40, text="Đã xong hai quý")
    tasks.urge(actor=giver, at=AT, task_id=task.pk)
    tasks.finish(actor=worker, at=AT, task_id=task.pk, text="Xong")
    tasks.return_task(actor=giver, at=AT, task_id=task.pk, reason="Thiếu chữ ký")
    tasks.finish(actor=worker, at=AT, task_id=task.pk, text="Xong lại")
    tasks.accept(actor=giver, at=AT, task_id=task.pk)
    return task


class TestAnHonestLedger:
    def test_agrees_with_itself_and_with_the_rows(self, worked: Task) -> None:
        found = replay.check()
        assert found.differences == []
        assert found.entries == Entry.objects.count()
        rebuilt = (Task, Unit, Mandate, type(worked.case.directive))
        assert found.rows == sum(model.objects.count() for model in rebuilt)

    def test_agrees_after_every_verb_of_a_task(self, cast: Cast) -> None:
        worker, giver = cast.actor("cell_secretary"), cast.actor("office_head")
        extended = assigned_task(cast)
        later = datetime(2026, 12, 20, 10, tzinfo=UTC)
        tasks.request_extension(actor=worker, at=AT, task_id=extended.pk, new_due_at=later, reason="Mưa lũ")
        tasks.decide_extension(
            actor=giver, at=AT, extension_id=extended.extensions.get().pk, granted=True, answer="Đồng ý"
        )
        withdrawn = assigned_task(cast, at=AT + timedelta(minutes=1), unit="CB02")
        tasks.withdraw(actor=giver, at=AT, task_id=withdrawn.pk, reason="Giao nhầm")
        moved = assigned_task(cast, at=AT + timedelta(minutes=2), unit="CB02")
        units.merge_units(
            actor=SETUP, at=AT, old_ids=[cast.units["CB02"].pk], new_id=cast.units["CB01"].pk,
            on=date(2026, 11, 23), basis="NQ",
        )  # fmt: skip
        hand_over_left(at=AT, unit_id=str(cast.units["CB02"].pk))
        moved.refresh_from_db()
        assert moved.lead_unit_id == cast.units["CB01"].pk
        above = assigned_task(cast, at=AT + timedelta(minutes=3), unit="XCR", due=None)
        part = tasks.Part(
            how=tasks.Assignment(lead_unit=cast.units["CB01"]), new=tasks.NewTask(text="Phần của chi bộ")
        )
        tasks.cascade(actor=giver, at=AT, task_id=above.pk, parts=[part])
        directive, given = directive_with_task(cast, at=AT + timedelta(minutes=4))
        directives.distribute(
            actor=giver, at=AT, directive_id=directive.pk, task_id=given.pk,
            assignments=[tasks.Assignment(lead_unit=cast.units["CB01"])],
        )  # fmt: skip
        taking_back.take_back(actor=giver, at=AT, directive_id=directive.pk)
        assert replay.check().differences == []

    def test_still_agrees_when_a_key_was_destroyed_by_law(self, cast: Cast) -> None:
        person = cast.actor("member").person_id
        Key.objects.filter(pk=person).delete()
        assert replay.check().agrees

    def test_keeps_the_outcome_of_a_check(self, worked: Task) -> None:
        replay.remember(replay.check(), at=AT)
        last = replay.last_run()
        assert last is not None
        assert (last.faults, last.entries) == (0, Entry.objects.count())


class TestBehindItsBack:
    @pytest.mark.parametrize(
        "change",
        [{"state": "in_progress"}, {"outcome": "late"}, {"percent": 7}, {"due_at": None}, {"text": "Khác"}],
    )
    def test_a_changed_row_is_found(self, worked: Task, change: dict[str, object]) -> None:
        Task.objects.filter(pk=worked.pk).update(**change)
        found = replay.check()
        assert [(one.code, one.subject) for one in found.differences] == [("row_differs", worked.pk)]

    def test_a_post_slipped_in_or_prolonged_is_found(self, cast: Cast) -> None:
        """Access goes by posts: whoever writes one into the table gives himself the key of the office."""
        mandate = Mandate.objects.get(person_id=cast.actor("member").person_id)
        Mandate.objects.filter(pk=mandate.pk).update(post="secretary")
        assert [(one.code, one.subject) for one in replay.check().differences] == [
            ("row_differs", mandate.person_id)
        ]
        Mandate.objects.filter(pk=mandate.pk).update(post="official_member")
        Mandate.objects.create(
            person_id=mandate.person_id,
            unit_id=mandate.unit_id,
            post="secretary",
            valid_from=mandate.valid_from,
        )
        assert _codes() == {"row_without_entry"}

    def test_a_renamed_or_reopened_unit_is_found(self, cast: Cast) -> None:
        unit = cast.units["CB02"]
        Unit.objects.filter(pk=unit.pk).update(name="Chi bộ khác")
        assert [(one.code, one.subject) for one in replay.check().differences] == [("row_differs", unit.pk)]

    def test_a_row_made_without_an_entry_is_found(self, worked: Task) -> None:
        Task.objects.create(
            case_id=worked.case_id,
            heading="Lậu",
            text="Lậu",
            giver_unit_id=worked.giver_unit_id,
            created_at=AT,
        )
        assert _codes() == {"row_without_entry"}

    @pytest.mark.parametrize(
        ("column", "value", "code"),
        [
            ("kind", "tasks.task.withdrawn", "field"),
            ("actor_person", "0190a1b2c3d470008000000000000001", "field"),
            ("recorded_at", "2026-11-23 02:31:00", "field"),
            ("entry_class", "unit", "leaf_columns"),
        ],
    )
    def test_an_altered_column_is_found(self, worked: Task, column: str, value: str, code: str) -> None:
        entry = Entry.objects.filter(kind="tasks.task.accepted").get()
        _without_triggers(f"UPDATE ledger_entry SET {column} = %s WHERE seq = %s", value, entry.seq)
        assert code in _codes()

    def test_an_altered_commitment_is_found(self, worked: Task) -> None:
        entry = Entry.objects.filter(kind="tasks.task.accepted").get()
        _without_triggers(
            "UPDATE ledger_entry SET commitments = %s WHERE seq = %s",
            '{"note": "%s"}' % ("0" * 64),
            entry.seq,
        )
        assert {"commitments", "field"} <= _codes()

    @pytest.mark.parametrize("broken", ['"damaged"', '{"note": 7}', "[]"])
    def test_commitments_of_another_shape_are_found_and_the_check_goes_on(
        self, worked: Task, broken: str
    ) -> None:
        entry = Entry.objects.filter(kind="tasks.task.accepted").get()
        _without_triggers("UPDATE ledger_entry SET commitments = %s WHERE seq = %s", broken, entry.seq)
        found = replay.check()
        assert ("commitments", entry.seq) in {(one.code, one.seq) for one in found.differences}
        assert found.entries == Entry.objects.count()

    def test_altered_values_are_found(self, worked: Task) -> None:
        entry = Entry.objects.filter(kind="tasks.task.accepted").get()
        sealed = bytearray(bytes(entry.payload))
        sealed[-1] ^= 1
        _without_triggers("UPDATE ledger_entry SET payload = %s WHERE seq = %s", bytes(sealed), entry.seq)
        assert "payload" in _codes()

    def test_a_deleted_entry_in_the_middle_is_found(self, worked: Task) -> None:
        entry = Entry.objects.filter(kind="tasks.task.urged").get()
        _without_triggers("DELETE FROM ledger_entry WHERE seq = %s", entry.seq)
        assert {"tag", "row_differs", "entries_missing"} <= _codes()

    def test_a_deleted_last_entry_is_found(self, worked: Task) -> None:
        entry = Entry.objects.filter(kind="tasks.task.accepted").get()
        _without_triggers("DELETE FROM ledger_entry WHERE seq = %s", entry.seq)
        assert "entries_missing" in _codes()


for app in apps.get_app_configs():  # an event nobody has imported yet would be told by no test
    if app.name.startswith("liem.") and importlib.util.find_spec(f"{app.name}.events"):
        importlib.import_module(f"{app.name}.events")


def _events(base: type[Event] = Event) -> list[type[Event]]:
    below = [each for child in base.__subclasses__() for each in [child, *_events(child)]]
    return [each for each in below if each.KIND and each.__module__.startswith("liem.")]


class TestSentences:
    def test_exist_for_every_event(self) -> None:
        assert apps.ready
        told = {kind for kind, _words in sentences.kinds()}
        assert {event.KIND for event in _events()} == told

    @pytest.mark.parametrize("event", _events(), ids=lambda event: event.KIND)
    def test_use_only_fields_the_event_has(self, event: type[Event]) -> None:
        values = dict.fromkeys(event.__dataclass_fields__, "x")
        said = sentences.full(event.KIND, values, name_of=str)
        assert said != sentences.short(event.KIND)  # a missing field falls back to the few words

    def test_write_days_and_moments_as_people_do(self) -> None:
        assert sentences.shown("2026-11-24") == "24/11/2026"
        assert sentences.shown("2026-11-24T17:30:00+00:00") == "00:30 25/11/2026"
        assert sentences.shown([]) == "không ghi"
        assert sentences.shown(True) == "có"


class TestDirectives:
    @pytest.fixture
    def directive(self, cast: Cast) -> directives.Directive:
        return assigned_task(cast).case.directive

    def test_agree_after_confirming_correcting_and_closing(
        self, cast: Cast, directive: directives.Directive
    ) -> None:
        head = directives.Head(
            number="49", symbol="CV/TU", issuer=" Tỉnh ủy An Liêm ", issued_on=date(2026, 11, 21),
            kind="official_letter", subject="Rà soát sổ quỹ",
        )  # fmt: skip
        directives.correct(
            actor=cast.actor("clerk"), at=AT, directive_id=directive.pk, head=head, unknown=frozenset(),
            reason="Ghi nhầm số",
        )  # fmt: skip
        assert replay.check().differences == []

    @pytest.mark.parametrize("change", [{"state": "closed"}, {"number": "50"}, {"issued_on": None}])
    def test_changed_behind_the_ledgers_back_are_found(
        self, directive: directives.Directive, change: dict[str, object]
    ) -> None:
        type(directive).objects.filter(pk=directive.pk).update(**change)
        assert [(one.code, one.subject) for one in replay.check().differences] == [
            ("row_differs", directive.pk)
        ]
