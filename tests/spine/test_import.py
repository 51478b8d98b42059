"""The import actions themselves: reach, one confirmation, all or nothing; on both databases."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from cast import AT, Cast
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.people.actions import NewPerson
from liem.spine.people.importing import PersonRow, import_people
from liem.spine.people.importing import faults_of as people_faults
from liem.spine.people.models import Mandate, Person
from liem.spine.units import importing
from liem.spine.units.actions import NewUnit
from liem.spine.units.models import Unit
from liem.spine.vault import files


def _row(number: int, code: str, parent: str = "XCR", **more: object) -> importing.UnitRow:
    new = NewUnit(
        code=code, name=f"Thôn {code}", kind="village", level="village", side="community",
        valid_from=date(2025, 7, 1), parent_code=parent,
    )  # fmt: skip
    return importing.UnitRow(number, new, **more)  # type: ignore[arg-type]


def _preview(actor: Actor, what: str = "units", words: bytes = b"a table") -> UUID:
    blob = files.store([words], at=AT)
    return importing.keep_preview(actor=actor, at=AT, what=what, blob=blob, file_name="b.xlsx").pk


def _fields(faults: list[importing.RowFault]) -> set[tuple[int, str]]:
    return {(fault.number, fault.field) for fault in faults}


class TestUnits:
    def test_come_in_whatever_the_order_of_rows(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        rows = [_row(2, "C", "B"), _row(3, "B", "A"), _row(4, "A")]
        before = Entry.objects.count()
        receipt = importing.import_units(
            actor=officer, at=AT, preview_id=_preview(officer), rows=rows, expected=3
        )
        assert Unit.objects.get(code="C").path == "/TAL/XCR/A/B/C/"
        assert Entry.objects.count() == before + 4
        assert Entry.objects.latest("seq").seq == receipt.seq

    def test_are_confirmed_once(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        preview = _preview(officer)
        importing.import_units(actor=officer, at=AT, preview_id=preview, rows=[_row(2, "A")], expected=1)
        with pytest.raises(Conflict, match="đã được nhập"):
            importing.import_units(actor=officer, at=AT, preview_id=preview, rows=[_row(2, "B")], expected=1)
        assert not Unit.objects.filter(code="B").exists()

    def test_are_refused_when_the_count_is_not_what_was_seen(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        rows = [_row(2, "A"), _row(3, "CB01")]
        with pytest.raises(Conflict, match="thay đổi"):
            importing.import_units(
                actor=officer, at=AT, preview_id=_preview(officer), rows=rows, expected=2, only_good=True
            )
        assert not Unit.objects.filter(code="A").exists()

    def test_with_a_faulty_row_need_the_word_of_the_person(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        preview, rows = _preview(officer), [_row(2, "A"), _row(3, "CB01")]
        with pytest.raises(Invalid):
            importing.import_units(actor=officer, at=AT, preview_id=preview, rows=rows, expected=1)
        importing.import_units(
            actor=officer, at=AT, preview_id=preview, rows=rows, expected=1, only_good=True
        )
        assert Unit.objects.filter(code="A").exists()

    def test_belong_to_who_sent_them_and_need_the_duty(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        with pytest.raises(NotFound):
            importing.import_units(actor=officer, at=AT, preview_id=uuid4(), rows=[_row(2, "A")], expected=1)
        with pytest.raises(NotPermitted):
            _preview(cast.actor("secretary"))
        with pytest.raises(NotPermitted):
            importing.import_units(
                actor=cast.actor("clerk"), at=AT, preview_id=_preview(officer), rows=[], expected=0
            )

    def test_show_circles_dates_and_lost_parents(self, cast: Cast) -> None:
        rows = [
            _row(2, "A", "B"),
            _row(3, "B", "A"),
            _row(4, "C", "KHONG"),
            _row(5, "D", valid_to=date(2025, 7, 1)),
            _row(6, "E", successor_code="E"),
            _row(7, "F", ""),
            _row(8, "G"),
        ]
        found = _fields(importing.faults_of(rows, actor=cast.actor("personnel")))
        assert found == {
            (2, "parent_code"), (3, "parent_code"), (4, "parent_code"), (5, "valid_to"),
            (6, "valid_to"), (6, "successor_code"), (7, "parent_code"),
        }  # fmt: skip

    def test_ask_a_fixed_number_of_queries(self, cast: Cast, django_assert_num_queries: object) -> None:
        rows = [_row(number, f"T{number}") for number in range(2, 400)]
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert importing.faults_of(rows, actor=cast.actor("personnel")) == []


class TestPeople:
    def _person(self, number: int, name: str, **more: object) -> PersonRow:
        told: dict[str, object] = {
            "unit_code": "CB01", "post": "specialist", "valid_from": date(2025, 8, 1),
        } | more  # fmt: skip
        code = str(told.pop("code", ""))
        return PersonRow(number=number, new=NewPerson(name, code=code), **told)  # type: ignore[arg-type]

    def test_of_one_code_are_one_person(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        rows = [
            self._person(2, "Lò Thị Tươi", code="M1"),
            self._person(3, "Lò Thị Tươi", code="M1", unit_code="CB02"),
        ]
        import_people(actor=officer, at=AT, preview_id=_preview(officer, "people"), rows=rows, expected=2)
        assert Person.objects.get(code="M1").mandates.count() == 2

    def test_on_record_get_the_new_post_and_no_second_row(self, cast: Cast) -> None:
        officer = cast.actor("personnel")
        first = [self._person(2, "Lò Thị Tươi", code="M1")]
        import_people(actor=officer, at=AT, preview_id=_preview(officer, "people"), rows=first, expected=1)
        assert _fields(people_faults(first, actor=officer, at=AT)) == {(2, "post")}
        more = [self._person(2, "Lò Thị Tươi", code="M1", post="deputy_secretary")]
        import_people(actor=officer, at=AT, preview_id=_preview(officer, "people"), rows=more, expected=1)
        assert Mandate.objects.filter(person__code="M1").count() == 2

    def test_are_not_brought_into_units_out_of_reach(self, cast: Cast) -> None:
        local = Actor.of_schedule("x", Duty.MANAGE_PEOPLE)
        officer = cast.actor("personnel")
        own = Actor(
            person_id=officer.person_id, name="x", mandate_id=None, post="personnel_officer",
            unit_id=cast.units["XCR"].pk, unit_name="", unit_path="/TAL/XCR/", side="party",
            duties=officer.duties,
        )  # fmt: skip
        rows = [self._person(2, "Lò Thị Tươi", unit_code="ST01")]
        assert _fields(people_faults(rows, actor=own, at=AT)) == {(2, "unit_code")}
        assert people_faults(rows, actor=local, at=AT) == []
