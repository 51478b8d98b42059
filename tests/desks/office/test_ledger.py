"""The ledger page: everybody sees lines, contents only where the subject may be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import AT, SETUP, Cast, assigned_task
from liem.kernel import canon
from liem.kernel.clock import local_day
from liem.kernel.log import leaf_hash
from liem.spine.ledger.models import Entry, Key
from liem.spine.people import actions as people
from liem.spine.tasks import actions as tasks
from liem.spine.units import actions as units

if TYPE_CHECKING:
    from django.test import Client

LEDGER = "/so-nhat-ky/"


def _as(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def urged(cast: Cast) -> Entry:
    """The entry of an urging with words of its own."""
    task = assigned_task(cast)
    receipt = tasks.urge(
        actor=cast.actor("office_head"), at=AT, task_id=task.pk, note="Việc gấp ngoài bìa rừng"
    )
    return Entry.objects.get(seq=receipt.seq)


class TestListing:
    def test_tells_who_did_what_in_which_post(self, client: Client, cast: Cast, urged: Entry) -> None:
        page = _as(client, cast, "office_head").get(LEDGER).content.decode()
        assert "Việc gấp ngoài bìa rừng" in page
        assert "Đôn đốc Chi bộ thôn Ghềnh" in page
        assert "Hà Văn Tính" in page
        assert "Chánh Văn phòng" in page

    def test_names_the_tasks_that_were_given(self, client: Client, cast: Cast) -> None:
        task = assigned_task(cast)
        (line,) = [
            each
            for each in _as(client, cast, "office_head").get(LEDGER).context["lines"]
            if each.words.startswith("Giao các nhiệm vụ")
        ]
        assert f"“{task.number}. {task.heading}”" in line.words
        assert str(task.pk)[:8] not in line.words

    def test_shows_an_auditor_every_line_and_no_content(
        self, client: Client, cast: Cast, urged: Entry
    ) -> None:
        answer = _as(client, cast, "auditor").get(LEDGER)
        page = answer.content.decode()
        assert len(answer.context["lines"]) == min(100, Entry.objects.count())
        assert "Đôn đốc" in page
        assert leaf_hash(bytes(urged.leaf)).hex()[:16] in page
        assert "Việc gấp" not in page
        assert "Hà Văn Tính" not in page
        one = client.get(f"{LEDGER}{urged.seq}/").content.decode()
        assert "Việc gấp" not in one
        assert "Hà Văn Tính" not in one
        assert canon.parse_leaf(bytes(urged.leaf)).tag in one

    def test_shows_a_neighbour_nothing_of_it(self, client: Client, cast: Cast, urged: Entry) -> None:
        answer = _as(client, cast, "stranger_head").get(LEDGER)
        assert urged.seq not in [line.seq for line in answer.context["lines"]]
        assert client.get(f"{LEDGER}{urged.seq}/").status_code == 404

    @pytest.mark.parametrize("role", ["specialist", "keeper", "member", "personnel"])
    def test_is_absent_without_the_duty(self, client: Client, cast: Cast, role: str) -> None:
        _as(client, cast, role)
        for url in (LEDGER, f"{LEDGER}1/", f"{LEDGER}la.txt"):
            assert client.get(url).status_code == 404

    def test_goes_through_all_lines_a_hundred_at_a_time(self, client: Client, cast: Cast) -> None:
        for number in range(230):
            people.register_person(actor=SETUP, at=AT, new=people.NewPerson(f"Lò Văn {number}"))
        _as(client, cast, "auditor")
        seen: list[int] = []
        url = ""
        while True:
            answer = client.get(LEDGER + url)
            seen += [line.seq for line in answer.context["lines"]]
            url = answer.context["older"]
            if not url:
                break
        assert seen == sorted(Entry.objects.values_list("seq", flat=True), reverse=True)
        back = client.get(LEDGER + answer.context["newer"])
        assert [line.seq for line in back.context["lines"]] == seen[-100 - len(answer.context["lines"]) :][
            :100
        ]

    def test_asks_the_same_number_of_queries_whatever_the_length(
        self, client: Client, cast: Cast, urged: Entry
    ) -> None:
        _as(client, cast, "office_head")
        client.get(LEDGER)
        with CaptureQueriesContext(connection) as few:
            client.get(LEDGER)
        for _time in range(10):
            tasks.urge(actor=cast.actor("office_head"), at=AT, task_id=urged.subject)
        with CaptureQueriesContext(connection) as many:
            client.get(LEDGER)
        assert len(many) == len(few)

    def test_is_narrowed_by_kind_and_day(self, client: Client, cast: Cast, urged: Entry) -> None:
        _as(client, cast, "office_head")
        by_kind = client.get(LEDGER, {"loai": "tasks.task.urged"})
        assert [line.seq for line in by_kind.context["lines"]] == [urged.seq]
        day = local_day(AT)
        assert client.get(LEDGER, {"ngay": f"{day:%d/%m/%Y}"}).context["lines"]
        assert not client.get(LEDGER, {"ngay": f"{day - timedelta(days=1):%d/%m/%Y}"}).context["lines"]


class TestOneLine:
    def test_shows_the_leaf_of_the_receipt(self, client: Client, cast: Cast, urged: Entry) -> None:
        page = _as(client, cast, "office_head").get(f"{LEDGER}{urged.seq}/").content.decode()
        assert leaf_hash(bytes(urged.leaf)).hex() in page
        assert "liem-leaf/v1" in page
        assert "Việc gấp ngoài bìa rừng" in page

    def test_says_that_a_content_was_erased(self, client: Client, cast: Cast, urged: Entry) -> None:
        Key.objects.filter(pk=urged.key).delete()
        page = _as(client, cast, "office_head").get(f"{LEDGER}{urged.seq}/").content.decode()
        assert "đã được xóa theo quy định" in page
        assert "Việc gấp" not in page


class TestLeaves:
    def test_of_a_day_are_152_bytes_each_in_order(self, client: Client, cast: Cast, urged: Entry) -> None:
        day = f"{local_day(AT):%d/%m/%Y}"
        content = _as(client, cast, "auditor").get(f"{LEDGER}la.txt", {"ngay": day}).content
        expected = [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
        assert [content[at : at + 152] for at in range(0, len(content), 152)] == expected


class TestSearch:
    def _found(self, client: Client, text: str) -> dict[str, list[str]]:
        groups = client.get(reverse("office:search"), {"q": text}).context["groups"]
        return {group.title: [hit.label for hit in group.hits] for group in groups}

    def test_finds_tasks_documents_units_and_people_without_marks(
        self, client: Client, cast: Cast, urged: Entry
    ) -> None:
        _as(client, cast, "office_head")
        assert set(self._found(client, "ra soat so quy")) == {"Văn bản đến", "Nhiệm vụ"}
        assert self._found(client, "48 CV/TU")["Văn bản đến"]
        assert self._found(client, "thon ghenh")["Đơn vị"] == ["Chi bộ thôn Ghềnh"]
        assert self._found(client, "vi van")["Người"] == ["Vi Văn Khánh", "Vi Văn Thắng"]

    def test_finds_a_unit_by_the_name_it_bore(self, client: Client, cast: Cast) -> None:
        for code, name in (("CB02", "Chi bộ Nà Mới"), ("ST01", "Chi bộ Suối Mới")):
            unit = cast.units[code]
            units.rename_unit(
                actor=SETUP, at=AT, unit_id=unit.pk, name=name, valid_from=local_day(AT), basis="NQ"
            )
        answer = _as(client, cast, "office_head").get(reverse("office:search"), {"q": "na lanh"})
        (hit,) = answer.context["groups"][-1].hits
        assert (hit.label, hit.line) == ("Chi bộ Nà Mới", "Chi bộ · tên cũ: Chi bộ thôn Nà Lành")
        assert self._found(client, "thon suoi") == {}  # a neighbour's

    def test_finds_nothing_of_the_neighbour(self, client: Client, cast: Cast, urged: Entry) -> None:
        _as(client, cast, "stranger")
        for words in ("ra soat so quy", "thon ghenh", "vi van khanh", "48 CV/TU"):
            assert self._found(client, words) == {}

    def test_without_words_asks_for_them(self, client: Client, cast: Cast) -> None:
        answer = _as(client, cast, "member").get(reverse("office:search"))
        assert answer.status_code == 200
        assert answer.context["groups"] == []
