"""Kinship on pages: one declares one's own, personnel record and end it, and it keeps one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from cast import AT, SETUP, Cast
from liem.kernel.clock import local_day
from liem.spine.people import actions as people
from liem.spine.people import kinship
from liem.spine.people.models import Kinship

if TYPE_CHECKING:
    from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAY = local_day(AT)


def enter(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend=BACKEND)
    return client


class TestMine:
    def test_declares_by_the_whole_name(self, client: Client, cast: Cast) -> None:
        enter(client, cast, "clerk")
        page = client.post(reverse("office:kin"), {"name": "luong thi en", "relation": "em gái"})
        assert page.status_code == 302
        assert kinship.kin_of(cast.account("clerk").person_id, day=DAY) == {cast.account("chair").person_id}
        assert "Lương Thị Én" in client.get(reverse("office:kin")).content.decode()
        theirs = enter(client, cast, "chair").get(reverse("office:kin")).content.decode()
        assert "Lò Thị Mai ghi: em gái" in theirs

    @pytest.mark.parametrize(
        ("name", "relation", "field"), [("Lương", "em", "name"), ("Lương Thị Én", "", "relation")]
    )
    def test_says_what_is_wrong(
        self, client: Client, cast: Cast, name: str, relation: str, field: str
    ) -> None:
        page = enter(client, cast, "clerk").post(reverse("office:kin"), {"name": name, "relation": relation})
        assert page.status_code == 422
        assert field in page.context["form"].errors

    def test_asks_which_where_several_bear_the_name(self, client: Client, cast: Cast) -> None:
        twin, _ = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lương Thị Én"))
        enter(client, cast, "clerk")
        told = {"name": "Lương Thị Én", "relation": "em"}
        page = client.post(reverse("office:kin"), told)
        assert page.status_code == 422
        assert "Người đứng đầu cơ quan" in page.content.decode()
        assert client.post(reverse("office:kin"), {**told, "other": str(twin.pk)}).status_code == 302
        assert Kinship.objects.get().other == twin


class TestOfOthers:
    def test_is_recorded_and_ended_by_personnel(self, client: Client, cast: Cast) -> None:
        person = cast.account("clerk").person
        enter(client, cast, "personnel")
        client.post(
            reverse("office:units_kin_record", args=[person.pk]), {"name": "Lương Thị Én", "relation": "chị"}
        )
        row = Kinship.objects.get()
        end = reverse("office:units_kin_end", args=[person.pk, row.pk])
        assert end in client.get(reverse("office:units_person", args=[person.pk])).content.decode()
        client.post(end, {"on": f"{DAY:%d/%m/%Y}", "reason": "ghi nhầm"})
        row.refresh_from_db()
        assert row.ended_on == DAY

    def test_does_not_exist_for_others(self, client: Client, cast: Cast) -> None:
        person = cast.account("clerk").person
        url = reverse("office:units_kin_record", args=[person.pk])
        assert enter(client, cast, "secretary").get(url).status_code == 404
