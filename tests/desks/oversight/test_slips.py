"""The slip of who sent a denunciation: given once, found again in the published log, gaps seen."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from cast import Cast, assemble
from commission import with_commission
from inspecting import opened
from liem.domains.inspections.dossier import DENUNCIATIONS
from liem.domains.inspections.events import SlipGiven
from liem.kernel import canon
from liem.kernel.log import leaf_hash
from liem.kernel.log.note import VerifierKey
from liem.kernel.log.promise import check_promise, parse_qr
from liem.spine.ledger.append import secrets_of
from liem.spine.ledger.models import Entry
from liem.spine.ledger.replay import check
from liem.spine.log import place, publishing, sequencer
from verifiers.conftest import SHIPPED

if TYPE_CHECKING:
    from liem.domains.inspections.models import Inspection


@pytest.fixture
def crew(db: None, own_log: Path) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def case(crew: Cast) -> Inspection:
    return opened(crew, procedure=min(DENUNCIATIONS))


def signed_in(crew: Cast, role: str) -> Client:
    client = Client()
    client.force_login(crew.account(role))
    return client


def ask(client: Client, case: Inspection, **data: str) -> Any:
    return client.post(reverse("oversight:inspections_slip", args=[case.pk]), data)


def key_on(sheet: str) -> str:
    found = re.search(r'<p class="hash">((?:[0-9A-F]{8} ?){8})</p>', sheet)
    assert found
    return found[1].replace(" ", "")


class TestSlip:
    def test_bears_a_promise_the_log_signed_and_a_key_that_opens_nothing(
        self, crew: Cast, case: Inspection
    ) -> None:
        answer = ask(signed_in(crew, "inspector"), case)
        sheet = answer.content.decode()
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert case.case.dossier in sheet
        first = Entry.objects.filter(case=case.case_id).earliest("seq")
        log = place.current()
        assert log is not None
        text = re.search(r'<p class="hash">(LIEMP1:[^<]+)</p>', sheet)
        assert text
        promise = check_promise(parse_qr(text[1]), VerifierKey.parse(log.vkey))
        assert promise.leaf == leaf_hash(bytes(first.leaf))
        key, secret = bytes.fromhex(key_on(sheet)), secrets_of([case.case_id])[case.case_id]
        assert key != secret
        assert canon.parse_leaf(bytes(first.leaf)).tag == canon.case_tag(key, 1)

    def test_is_given_again_only_with_a_reason_and_each_time_is_a_line(
        self, crew: Cast, case: Inspection
    ) -> None:
        client = signed_in(crew, "inspector")
        assert ask(client, case).status_code == 200
        again = ask(client, case)
        assert again.status_code == 422
        assert "lý do giao lại" in again.content.decode()
        assert ask(client, case, reason="Rách").status_code == 200
        assert Entry.objects.filter(case=case.case_id, kind=SlipGiven.KIND).count() == 2
        assert not check().differences

    def test_is_not_for_a_case_nobody_wrote_about(self, crew: Cast) -> None:
        assert ask(signed_in(crew, "inspector"), opened(crew)).status_code == 409

    def test_is_not_handed_out_by_the_accused(self, crew: Cast, case: Inspection) -> None:
        assert ask(signed_in(crew, "cell_secretary"), case).status_code in (403, 404)
        assert not Entry.objects.filter(kind=SlipGiven.KIND).exists()


def verifier(key: str, folder: Path, events: int) -> tuple[int, str]:
    line = [sys.executable, "-I", str(SHIPPED / "liem_verify.py"), "case", key, str(folder)]
    done = subprocess.run(
        [*line, "--events", str(events)], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def test_the_key_finds_every_event_in_the_published_log_and_sees_the_missing_one(
    crew: Cast, case: Inspection, tmp_path: Path
) -> None:
    client = signed_in(crew, "inspector")
    key = key_on(ask(client, case).content.decode())
    ask(client, case, reason="Rách")
    sequencer.sequence_all(at=now())
    publishing.publish(at=now())
    log = place.current()
    assert log is not None
    folder = place.folder_of(log).root
    code, said = verifier(key, folder, 3)
    assert code == 0, said
    assert [line.strip()[:2] for line in said.splitlines() if line.startswith("  ")] == ["1.", "2.", "3."]
    for number in (2, 3):  # a hole in the middle, and the newest one kept back
        tag, other = canon.case_tag(bytes.fromhex(key), number).encode(), b"0" * 32
        for bundle in (folder / "tile/entries").rglob("*"):
            if bundle.is_file() and tag in bundle.read_bytes():
                whole = bundle.read_bytes()
                bundle.chmod(0o644)
                bundle.write_bytes(whole.replace(tag, other))
                code, said = verifier(key, folder, 3)
                bundle.write_bytes(whole)
                assert code == 1
                assert f"MISSING: {number}" in said
                break
        else:
            pytest.fail(f"event {number} is in no bundle")


class TestPublicPage:
    def test_asks_for_nothing_to_be_sent(self, crew: Cast) -> None:
        page = Client().get(reverse("public:my_case")).content.decode()
        form = page[page.index('<form id="my-case"') : page.index("</form>", page.index('id="my-case"'))]
        assert " name=" not in form
        assert "liem_verify.py case" in page
