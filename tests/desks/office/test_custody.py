"""Pages of erasure and of opening a field: two persons, a file that proves what it shows."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT, SETUP, Cast, assigned_task
from liem.kernel.opening import check_opening
from liem.spine.custody.models import Erasure
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.people import actions as people
from liem.spine.people.models import Person

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role))
    return client


@pytest.fixture
def gone(cast: Cast) -> Person:
    person, _ = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Ngân Thị Bưởi", code="MS-9"))
    mandate, _ = people.give_mandate(
        actor=SETUP, at=AT, person_id=person.pk, unit_id=cast.units["CB01"].pk, post="official_member",
        valid_from=date(2025, 7, 1),
    )  # fmt: skip
    people.end_mandate(actor=SETUP, at=AT, mandate_id=mandate.pk, valid_to=date(2026, 1, 1), basis="Nghỉ")
    return person


class TestErasing:
    def test_goes_from_the_search_over_the_proposal_to_the_decision_of_another(
        self, cast: Cast, gone: Person
    ) -> None:
        officer, head = signed_in(cast, "personnel"), signed_in(cast, "secretary")
        found = officer.get(reverse("office:erasures"), {"q": "ngan buoi"})
        propose = reverse("office:erasures_propose", args=[gone.pk])
        assert propose in found.content.decode()
        answer = officer.post(propose, {"ground": "request", "reason": "Có đơn ngày 20/11"})
        erasure = Erasure.objects.get()
        assert answer["Location"] == reverse("office:erasures_one", args=[erasure.pk])
        assert "Ngân Thị Bưởi" in head.get(answer["Location"]).content.decode()
        done = head.post(answer["Location"], {"decide": "confirm"})
        assert done.status_code == 302
        page = head.get(answer["Location"]).content.decode()
        assert "Ngân Thị Bưởi" not in page
        assert "đã xóa" in page

    def test_tells_why_it_is_refused(self, cast: Cast) -> None:
        member = cast.actor("member").person_id
        answer = signed_in(cast, "personnel").post(
            reverse("office:erasures_propose", args=[member]), {"ground": "request", "reason": "Có đơn"}
        )
        assert answer.status_code == 409
        assert "còn giữ chức danh" in answer.content.decode()

    def test_offers_its_proposer_only_to_take_it_back(self, cast: Cast, gone: Person) -> None:
        officer = signed_in(cast, "personnel")
        url = officer.post(
            reverse("office:erasures_propose", args=[gone.pk]), {"ground": "request", "reason": "Có đơn"}
        )["Location"]
        page = officer.get(url).content.decode()
        assert 'value="withdraw"' in page
        assert 'value="confirm"' not in page
        assert officer.post(url, {"decide": "confirm"}).status_code == 422
        officer.post(url, {"decide": "withdraw"})
        assert Erasure.objects.get().state == "withdrawn"


class TestOpeningAField:
    def test_gives_a_file_that_a_stranger_can_check_and_leaves_an_entry(self, cast: Cast) -> None:
        task = assigned_task(cast)
        entry = Entry.objects.filter(kind="tasks.task.assigned", subject=task.pk).get()
        head = signed_in(cast, "secretary")
        url = reverse("office:ledger_open", args=[entry.seq])
        assert 'name="names"' in head.get(url).content.decode()
        answer = head.post(url, {"names": ["due_at", "@kind"], "reason": "Dân hỏi hạn"})
        found = check_opening(answer.content)
        assert found.values == {"@kind": "tasks.task.assigned", "due_at": task.due_at.isoformat()}
        assert {"text", "lead_unit", "@actor_person"} <= set(found.shut)
        ((_, values),) = opened([Entry.objects.get(kind="custody.fields.opened")])
        assert values is not None
        assert (values["seq"], values["reason"]) == (entry.seq, "Dân hỏi hạn")
        assert set(values["names"]) == {"due_at", "@kind"}

    def test_is_for_heads_who_may_read_the_line(self, cast: Cast) -> None:
        task = assigned_task(cast)
        url = reverse("office:ledger_open", args=[Entry.objects.filter(subject=task.pk).latest("seq").seq])
        for role in ("clerk", "auditor", "stranger_head", "keeper"):
            assert signed_in(cast, role).post(url, {"names": ["text"], "reason": "x"}).status_code == 404
