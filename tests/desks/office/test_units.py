"""Units and people: seen by who may, changed by who must, their history kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from cast import AT, SETUP, Cast, assigned_task
from liem.kernel.clock import local_day
from liem.spine.ledger.models import Entry
from liem.spine.outbox import jobs
from liem.spine.people import actions as people_actions
from liem.spine.people import readers as people_readers
from liem.spine.people.models import Account, Mandate, Person
from liem.spine.units import actions as units
from liem.spine.units.models import Unit

if TYPE_CHECKING:
    from django.test import Client


def _as(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestTree:
    def test_shows_the_own_units_and_the_line_above(self, client: Client, cast: Cast) -> None:
        page = _as(client, cast, "clerk").get(reverse("office:units")).content.decode()
        assert "Chi bộ thôn Ghềnh" in page
        assert "Tỉnh ủy An Liêm" in page
        assert "Suối Trong" not in page

    def test_is_found_without_marks(self, client: Client, cast: Cast) -> None:
        page = _as(client, cast, "clerk").get(reverse("office:units"), {"q": "chi bo na lanh"})
        assert [one.unit.code for one in page.context["found"]] == ["CB02"]
        assert (
            _as(client, cast, "clerk").get(reverse("office:units"), {"q": "suoi trong"}).context["found"]
            == []
        )

    def test_goes_back_to_an_earlier_day_with_the_names_of_then(self, client: Client, cast: Cast) -> None:
        old, new = cast.units["CB02"], cast.units["CB01"]
        units.rename_unit(
            actor=SETUP, at=AT, unit_id=old.pk, name="Chi bộ Nà Mới", valid_from=date(2025, 9, 1), basis="NQ"
        )
        units.merge_units(
            actor=SETUP, at=AT, old_ids=[old.pk], new_id=new.pk, on=date(2025, 11, 1), basis="QĐ 5"
        )
        _as(client, cast, "clerk")
        now = client.get(reverse("office:units"))
        assert [unit.pk for unit, _successors in now.context["ceased"]] == [old.pk]
        assert "QĐ 5" in now.content.decode()
        for words in ("na lanh", "na moi"):
            found = client.get(reverse("office:units"), {"q": words})
            assert [one.unit.pk for one in found.context["found"]] == [old.pk]
            assert ("tên cũ: Chi bộ thôn Nà Lành" in found.content.decode()) is (words == "na lanh")
        then = client.get(reverse("office:units"), {"ngay": "01/08/2025"}).content.decode()
        assert "Chi bộ thôn Nà Lành" in then
        assert "Chi bộ Nà Mới" not in then

    def test_asks_the_same_number_of_queries_for_more_units(self, client: Client, cast: Cast) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        _as(client, cast, "clerk")
        client.get(reverse("office:units"))
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(reverse("office:units"))
        for number in range(12):
            new = units.NewUnit(
                code=f"T{number}", name=f"Thôn {number}", kind="village", level="village",
                side="community", valid_from=date(2026, 1, 1), parent_code="XCR", households=10,
            )  # fmt: skip
            units.open_unit(actor=SETUP, at=AT, new=new)
        with CaptureQueriesContext(connection) as many:
            page = client.get(reverse("office:units"))
        assert len(many) == len(few)
        assert "120" in page.content.decode()


class TestOneUnit:
    @pytest.mark.parametrize("code", ["XST", "ST01"])
    def test_of_the_neighbour_is_as_absent(self, client: Client, cast: Cast, code: str) -> None:
        _as(client, cast, "personnel")
        assert client.get(reverse("office:units_one", args=[cast.units[code].pk])).status_code == 200
        _as(client, cast, "clerk")
        assert client.get(reverse("office:units_one", args=[cast.units[code].pk])).status_code == 404

    def test_hides_phones_from_who_does_not_manage_people(self, client: Client, cast: Cast) -> None:
        Person.objects.filter(pk=cast.actor("cell_secretary").person_id).update(phone="0912345678")
        url = reverse("office:units_one", args=[cast.units["CB01"].pk])
        assert "0912345678" not in _as(client, cast, "secretary").get(url).content.decode()
        assert "0912345678" in _as(client, cast, "personnel").get(url).content.decode()

    def test_names_nobody_of_the_line_above(self, client: Client, cast: Cast) -> None:
        url = reverse("office:units_one", args=[cast.units["TAL"].pk])
        assert "Đinh Quang Hiển" not in _as(client, cast, "clerk").get(url).content.decode()


class TestHistory:
    @pytest.fixture
    def merged(self, cast: Cast) -> Unit:
        """A commune that stood elsewhere in the tree and went into the commune of today, with its clerk."""
        new = units.NewUnit(
            code="XCC", name="Đảng ủy xã Cửa Cũ", kind="commune_committee", level="commune", side="party",
            valid_from=date(2020, 1, 1), parent_code="TAL",
        )  # fmt: skip
        old, _receipt = units.open_unit(actor=SETUP, at=AT, new=new)
        person, _receipt = people_actions.register_person(
            actor=SETUP, at=AT, new=people_actions.NewPerson("Lường Văn Cũ")
        )
        people_actions.give_mandate(
            actor=SETUP, at=AT, person_id=person.pk, unit_id=old.pk, post="clerk", valid_from=date(2021, 1, 1)
        )
        units.merge_units(
            actor=SETUP,
            at=AT,
            old_ids=[old.pk],
            new_id=cast.units["XCR"].pk,
            on=date(2025, 7, 1),
            basis="NQ 9",
        )
        old.refresh_from_db()
        return old

    def test_shows_where_the_commune_came_from(self, client: Client, cast: Cast, merged: Unit) -> None:
        _as(client, cast, "clerk")
        page = client.get(reverse("office:units"))
        assert [unit.pk for unit, _successors in page.context["ceased"]] == [merged.pk]
        one = client.get(reverse("office:units_one", args=[merged.pk]))
        assert "NQ 9" in one.content.decode()
        assert "Lường Văn Cũ" not in one.content.decode()

    def test_gives_no_verb_and_is_not_for_the_neighbour(
        self, client: Client, cast: Cast, merged: Unit
    ) -> None:
        assert (
            _as(client, cast, "stranger").get(reverse("office:units_one", args=[merged.pk])).status_code
            == 404
        )
        officer = cast.account("specialist")
        people_actions.give_mandate(
            actor=SETUP, at=AT, person_id=officer.person_id, unit_id=cast.units["XCR"].pk,
            post="personnel_officer", valid_from=date(2026, 1, 1),
        )  # fmt: skip
        client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(reverse("office:units_rename", args=[merged.pk])).status_code == 404


class TestVerbs:
    def test_are_absent_for_who_has_not_the_duty(self, client: Client, cast: Cast) -> None:
        _as(client, cast, "secretary")
        unit = cast.units["CB01"].pk
        for name, args in (
            ("units_open", []), ("units_merge", []), ("units_rename", [unit]), ("units_close", [unit]),
            ("units_import", []), ("units_person_register", []),
        ):  # fmt: skip
            assert client.get(reverse(f"office:{name}", args=args)).status_code == 404
            assert client.post(reverse(f"office:{name}", args=args), {}).status_code == 404

    def test_open_a_unit_with_one_entry(self, client: Client, cast: Cast) -> None:
        before = Entry.objects.count()
        told = {
            "name": "Thôn Mới", "code": "TM", "parent": str(cast.units["XCR"].pk), "kind": "village",
            "level": "village", "side": "community", "valid_from": "01/10/2026", "basis": "NQ 4",
            "households": "87", "border": "on",
        }  # fmt: skip
        answer = _as(client, cast, "personnel").post(reverse("office:units_open"), told)
        unit = Unit.objects.get(code="TM")
        assert answer.status_code == 302
        assert (unit.path, unit.households, unit.border) == ("/TAL/XCR/TM/", 87, True)
        assert Entry.objects.count() == before + 1

    def test_keep_what_was_typed_when_refused(self, client: Client, cast: Cast) -> None:
        told = {
            "name": "Thôn Trùng", "code": "CB01", "parent": str(cast.units["XCR"].pk), "kind": "village",
            "level": "village", "side": "community", "valid_from": "01/10/2026", "basis": "NQ 4",
        }  # fmt: skip
        answer = _as(client, cast, "personnel").post(reverse("office:units_open"), told)
        assert answer.status_code == 409
        assert "Thôn Trùng" in answer.content.decode()
        assert "đã có" in str(answer.context["form"].errors["code"])

    def test_do_not_reach_the_line_above(self, client: Client, cast: Cast) -> None:
        officer = cast.account("specialist")
        people_actions.give_mandate(
            actor=SETUP, at=AT, person_id=officer.person_id, unit_id=cast.units["XCR"].pk,
            post="personnel_officer", valid_from=date(2026, 1, 1),
        )  # fmt: skip
        client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        above = reverse("office:units_rename", args=[cast.units["TAL"].pk])
        assert client.get(above).status_code == 404
        assert client.get(reverse("office:units_rename", args=[cast.units["CB01"].pk])).status_code == 200


class TestMerge:
    def _told(self, cast: Cast, on: str) -> dict[str, object]:
        return {
            "olds": [str(cast.units["CB01"].pk)],
            "into": str(cast.units["CB02"].pk),
            "on": on,
            "basis": "Quyết định 9-QĐ/ĐU",
        }

    def test_shows_first_what_will_happen_and_keeps_nothing(self, client: Client, cast: Cast) -> None:
        task = assigned_task(cast)
        page = _as(client, cast, "personnel").post(
            reverse("office:units_merge"), self._told(cast, "25/11/2026")
        )
        words = page.content.decode()
        assert page.status_code == 200
        assert task.heading in words
        assert "Vi Văn Khánh" in words
        assert Unit.objects.get(code="CB01").valid_to is None

    def test_hands_open_tasks_over_on_its_day(self, client: Client, cast: Cast) -> None:
        now = datetime.now(UTC)  # the door reads the clock
        task = assigned_task(cast)
        told = self._told(cast, f"{local_day(now) + timedelta(days=5):%d/%m/%Y}") | {"confirm": "1"}
        answer = _as(client, cast, "personnel").post(reverse("office:units_merge"), told)
        assert answer.status_code == 302
        jobs.run_due(at=now + timedelta(days=3))
        task.refresh_from_db()
        assert task.lead_unit_id == cast.units["CB01"].pk
        jobs.run_due(at=now + timedelta(days=6))
        task.refresh_from_db()
        assert task.lead_unit_id == cast.units["CB02"].pk
        assert Entry.objects.filter(kind="tasks.task.handed_over", subject=task.pk).count() == 1

    def test_refuses_a_unit_going_into_itself(self, client: Client, cast: Cast) -> None:
        told = self._told(cast, "01/12/2026") | {"into": str(cast.units["CB01"].pk)}
        assert _as(client, cast, "personnel").post(reverse("office:units_merge"), told).status_code == 422


class TestPeople:
    def test_are_registered_given_a_post_and_let_in(self, client: Client, cast: Cast) -> None:
        _as(client, cast, "personnel")
        answer = client.post(reverse("office:units_person_register"), {"name": "Lò Thị Tươi"})
        person = Person.objects.get(name="Lò Thị Tươi")
        assert answer["Location"] == reverse("office:units_mandate_give", args=[person.pk])
        client.post(
            answer["Location"],
            {
                "unit": str(cast.units["CB02"].pk),
                "post": "specialist",
                "valid_from": "01/11/2026",
                "basis": "QĐ",
            },
        )
        assert people_readers.posts_of(person)[0].post == "specialist"
        form = client.get(reverse("office:units_account_open", args=[person.pk]))
        assert form.context["form"].initial["username"] == "tuoi.lt"
        slip = client.post(reverse("office:units_account_open", args=[person.pk]), {"username": "tuoi.lt"})
        secret = slip.context["secret"]
        assert slip["Cache-Control"] == "no-store"
        assert secret in slip.content.decode()
        assert Account.objects.get(username="tuoi.lt").check_password(secret)

    def test_have_a_first_password_that_is_written_nowhere(self, client: Client, cast: Cast) -> None:
        from liem.spine.ledger.append import opened

        person = Person.objects.get(pk=cast.actor("member").person_id)
        slip = _as(client, cast, "personnel").post(
            reverse("office:units_account_reset", args=[person.pk]), {"reason": "Quên mật khẩu"}
        )
        secret = slip.context["secret"]
        assert all(secret not in str(values) for _entry, values in opened(list(Entry.objects.all())))
        assert secret not in client.get(reverse("office:units_person", args=[person.pk])).content.decode()

    def test_of_another_commune_keep_their_password(self, client: Client, cast: Cast) -> None:
        """An officer of one commune may not become a person who also has a post elsewhere."""
        officer = cast.account("specialist")
        people_actions.give_mandate(
            actor=SETUP, at=AT, person_id=officer.person_id, unit_id=cast.units["XCR"].pk,
            post="personnel_officer", valid_from=date(2026, 1, 1),
        )  # fmt: skip
        client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        target = cast.actor("stranger").person_id
        reset = reverse("office:units_account_reset", args=[target])
        assert client.post(reset, {"reason": "x"}).status_code == 404
        people_actions.give_mandate(
            actor=SETUP, at=AT, person_id=target, unit_id=cast.units["CB02"].pk,
            post="specialist", valid_from=date(2026, 1, 1),
        )  # fmt: skip
        before = Account.objects.get(person_id=target).password
        assert client.post(reset, {"reason": "x"}).status_code == 403
        assert Account.objects.get(person_id=target).password == before

    def test_end_a_post_and_close_an_account_with_a_reason(self, client: Client, cast: Cast) -> None:
        _as(client, cast, "personnel")
        person = cast.actor("member").person_id
        post = Mandate.objects.get(person_id=person)
        url = reverse("office:units_mandate_end", args=[person, post.pk])
        client.post(url, {"valid_to": "01/12/2026", "basis": "QĐ"})
        post.refresh_from_db()
        assert post.valid_to == date(2026, 12, 1)
        close = reverse("office:units_account_close", args=[person])
        assert client.post(close, {"reason": " "}).status_code == 422
        assert client.post(close, {"reason": "Chuyển công tác"}).status_code == 302
        assert not Account.objects.get(person_id=person).is_active
        assert client.post(close, {"reason": "Lần nữa"}).status_code == 409
