"""The number of a ledger line on a page leads to the line and its proof, for who may read the ledger only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast, assemble
from commission import with_commission
from inspecting import opened
from liem.desks.oversight.lines import line_url
from planned import approved

SEAL = re.compile(r'<(a|span) class="seal"(?: href="([^"]+)")?')


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


def seals(crew: Cast, role: str, name: str, pk: Any) -> tuple[Client, list[tuple[str, str]]]:
    client = Client()
    client.force_login(crew.account(role))
    answer = client.get(reverse(f"oversight:{name}", args=[pk]))
    assert answer.status_code == 200
    return client, SEAL.findall(answer.content.decode())


@pytest.mark.parametrize("name", ["programmes_one", "inspections_one"])
def test_of_a_page_leads_to_it_for_who_reads_the_ledger(crew: Cast, name: str) -> None:
    pk = approved(crew)[0].pk if name == "programmes_one" else opened(crew).pk
    client, found = seals(crew, "ubkt_chair", name, pk)
    assert found
    assert {kind for kind, _url in found} == {"a"}
    assert {client.get(url).status_code for _kind, url in found} == {200}


def test_has_no_address_for_who_may_not_read_the_ledger(crew: Cast) -> None:
    assert line_url(crew.actor("ubkt_chair"), 7).endswith("?dong=7")
    assert line_url(crew.actor("member"), 7) == ""
