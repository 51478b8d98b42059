"""Units keep their history; access follows mandates by their dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cast import AT, SETUP, Cast
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotPermitted
from liem.spine.people import actions as people
from liem.spine.people import readers as people_readers
from liem.spine.people.first_passwords import new_password
from liem.spine.units import actions as units
from liem.spine.units import readers as unit_readers


class TestMandates:
    def test_give_access_from_their_first_to_the_day_before_their_last(self, cast: Cast) -> None:
        person, _ = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Hạn"))
        account, _, _ = people.open_account(actor=SETUP, at=AT, person_id=person.pk, username="han")
        people.give_mandate(
            actor=SETUP,
            at=AT,
            person_id=person.pk,
            unit_id=cast.units["CB01"].pk,
            post="secretary",
            valid_from=date(2026, 12, 1),
            valid_to=date(2026, 12, 31),
        )

        def actor_on(day: date) -> Actor | None:
            noon = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
            return people_readers.actor_for(account, at=noon)

        assert actor_on(date(2026, 11, 30)) is None
        assert actor_on(date(2026, 12, 1)) is not None
        assert actor_on(date(2026, 12, 30)) is not None
        assert actor_on(date(2026, 12, 31)) is None

    def test_turn_over_at_midnight_in_viet_nam_not_in_utc(self, cast: Cast) -> None:
        account = cast.account("clerk")
        mandate = people_readers.mandates_of(account, at=AT)[0]
        people.end_mandate(actor=SETUP, at=AT, mandate_id=mandate.pk, valid_to=date(2026, 12, 1), basis="QĐ")
        eve = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
        assert people_readers.actor_for(account, at=eve) is not None
        assert people_readers.actor_for(account, at=eve + timedelta(minutes=1)) is None

    def test_end_with_their_unit(self, cast: Cast) -> None:
        units.merge_units(
            actor=SETUP,
            at=AT,
            old_ids=[cast.units["CB02"].pk],
            new_id=cast.units["CB01"].pk,
            on=date(2026, 12, 1),
            basis="Quyết định 12-QĐ/ĐU",
        )
        account = cast.account("other_cell_secretary")
        assert people_readers.actor_for(account, at=datetime(2026, 11, 30, 5, tzinfo=UTC)) is not None
        assert people_readers.actor_for(account, at=datetime(2026, 12, 1, 5, tzinfo=UTC)) is None

    def test_are_given_only_within_the_giver_s_units(self, cast: Cast) -> None:
        commune_officer = Actor.of_schedule("x")
        with pytest.raises(NotPermitted):
            people.register_person(actor=commune_officer, at=AT, new=people.NewPerson("Lò Văn A"))
        with pytest.raises(NotPermitted):
            people.register_person(actor=cast.actor("keeper"), at=AT, new=people.NewPerson("Lò Văn A"))
        people.register_person(actor=cast.actor("personnel"), at=AT, new=people.NewPerson("Lò Văn A"))


class TestMerge:
    def test_keeps_the_old_unit_with_its_name_and_its_successor(self, cast: Cast) -> None:
        old, new = cast.units["CB02"], cast.units["CB01"]
        units.rename_unit(
            actor=SETUP, at=AT, unit_id=old.pk, name="Chi bộ Nà Lành", valid_from=date(2026, 1, 1), basis="NQ"
        )
        units.merge_units(
            actor=SETUP,
            at=AT,
            old_ids=[old.pk],
            new_id=new.pk,
            on=date(2026, 12, 1),
            basis="Quyết định 12-QĐ/ĐU",
        )
        old.refresh_from_db()
        assert [name.name for name in old.names.all()] == ["Chi bộ thôn Nà Lành", "Chi bộ Nà Lành"]
        assert old.successors.get().new == new
        assert unit_readers.open_on(date(2026, 11, 30)).filter(pk=old.pk).exists()
        assert not unit_readers.open_on(date(2026, 12, 1)).filter(pk=old.pk).exists()
        with pytest.raises(Conflict):
            units.close_unit(actor=SETUP, at=AT, unit_id=old.pk, on=date(2027, 1, 1), basis="x")


class TestRename:
    def test_is_written_from_its_first_day_on_and_not_before(self, cast: Cast) -> None:
        unit = cast.units["CB02"]
        with pytest.raises(Invalid, match="có hiệu lực"):
            units.rename_unit(
                actor=SETUP,
                at=AT,
                unit_id=unit.pk,
                name="Chi bộ Nà Mới",
                valid_from=date(2026, 12, 1),
                basis="NQ",
            )
        units.rename_unit(
            actor=SETUP,
            at=AT,
            unit_id=unit.pk,
            name="Chi bộ Nà Mới",
            valid_from=date(2026, 11, 23),
            basis="NQ",
        )


class TestOpenUnit:
    def test_names_the_parent_that_is_missing(self, cast: Cast) -> None:
        with pytest.raises(Invalid, match="KHONGCO") as refusal:
            units.open_unit(
                actor=SETUP,
                at=AT,
                new=units.NewUnit(
                    "X9", "Thôn X", "village", "village", "community", date(2026, 1, 1), "KHONGCO"
                ),
            )
        assert refusal.value.field == "parent_code"

    def test_is_not_for_the_keeper_of_the_system(self, cast: Cast) -> None:
        new = units.NewUnit("X9", "Thôn X", "village", "village", "community", date(2026, 1, 1), "XCR")
        with pytest.raises(NotPermitted):
            units.open_unit(actor=cast.actor("keeper"), at=AT, new=new)
        assert not cast.actor("keeper").has(Duty.MANAGE_UNITS)


class TestSearch:
    @pytest.mark.parametrize("typed", ["nà lành", "na lanh", "NA  LANH", "chi bo na"])
    def test_finds_with_and_without_marks(self, cast: Cast, typed: str) -> None:
        found = unit_readers.search(typed, day=date(2026, 11, 23))
        assert cast.units["CB02"] in found

    def test_finds_the_letter_that_folds_only_by_hand(self, cast: Cast) -> None:
        assert cast.units["XCR"] in unit_readers.search("dang uy xa", day=date(2026, 11, 23))


class TestAccounts:
    def test_get_a_random_first_password_each(self, cast: Cast) -> None:
        passwords = {new_password() for _ in range(200)}
        assert len(passwords) == 200
        assert all(len(each.replace("-", "")) == 14 for each in passwords)

    def test_refuse_a_weak_password(self, cast: Cast) -> None:
        person, _ = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Yếu"))
        with pytest.raises(Invalid):
            people.open_account(
                actor=SETUP, at=AT, person_id=person.pk, username="yeu", password="123456789012"
            )

    def test_never_are_superusers(self, cast: Cast) -> None:
        account = cast.account("keeper")
        assert not account.is_superuser
        assert not account.has_perm("tasks.change_task")


class TestUnitsThatEnd:
    def _merge(
        self, cast: Cast, old: str, new: str, *, actor: Actor = SETUP, on: date = date(2026, 12, 1)
    ) -> None:
        units.merge_units(
            actor=actor, at=AT, old_ids=[cast.units[old].pk], new_id=cast.units[new].pk, on=on, basis="NQ"
        )

    def test_cannot_go_into_another_twice(self, cast: Cast) -> None:
        self._merge(cast, "CB02", "CB01")
        with pytest.raises(Conflict, match="kết thúc"):
            self._merge(cast, "CB02", "CB01")

    def test_go_only_into_a_unit_that_exists_on_that_day(self, cast: Cast) -> None:
        units.close_unit(actor=SETUP, at=AT, unit_id=cast.units["CB01"].pk, on=date(2026, 11, 1), basis="NQ")
        with pytest.raises(Invalid, match="không hoạt động"):
            self._merge(cast, "CB02", "CB01")

    def test_go_only_into_a_unit_within_reach(self, cast: Cast) -> None:
        office = Actor(
            person_id=None, name="x", mandate_id=None, post="personnel_officer", unit_id=cast.units["XCR"].pk,
            unit_name="", unit_path="/TAL/XCR/", side="party", duties=frozenset({Duty.MANAGE_UNITS}),
        )  # fmt: skip
        with pytest.raises(NotPermitted):
            self._merge(cast, "CB02", "ST01", actor=office)
        self._merge(cast, "CB02", "CB01", actor=office)

    def test_take_no_new_units_under_them(self, cast: Cast) -> None:
        units.close_unit(actor=SETUP, at=AT, unit_id=cast.units["XST"].pk, on=date(2026, 11, 1), basis="NQ")
        new = units.NewUnit(
            code="MOI", name="Chi bộ Mới", kind="party_cell", level="cell", side="party",
            valid_from=date(2026, 11, 1), parent_code="XST",
        )  # fmt: skip
        with pytest.raises(Invalid, match="kết thúc"):
            units.open_unit(actor=SETUP, at=AT, new=new)
