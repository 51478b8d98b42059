"""The page that finds one's own case, in a real Chromium: all found, one kept back, nothing sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pypdfium2
import pytest
import zxingcpp

from accessible import violations
from journeys.conftest import CAST
from kernel.log.signing import WITNESSES
from liem.kernel.log import Policy, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from running import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAKE = """
from commission import with_commission
from inspecting import opened
from liem.domains.inspections import slips
from liem.domains.inspections.dossier import DENUNCIATIONS
from liem.spine.log import publishing, sequencer
at = datetime.now(UTC)
cast = with_commission(assemble(at=at), at=at)
case = opened(cast, at=at, procedure=min(DENUNCIATIONS))
give = dict(actor=cast.actor("inspector"), at=at, inspection_id=case.pk)
slips.give_slip(**give)
slip, _case, _receipt = slips.give_slip(**give, reason="Mất")
sequencer.sequence_all(at=at)
publishing.publish(at=at)
print("KEY", slip.key)
"""
BEGIN_AGAIN = """
from liem.domains.inspections import slips
from liem.domains.inspections.models import Inspection
from liem.spine.access import Actor
from liem.spine.log import publishing, recovery, sequencer
from liem.spine.people.models import Account
from liem.spine.people.readers import actor_for
at = datetime.now(UTC)
recovery.begin_again(actor=Actor.of_schedule("console"), at=at, reason="Mất máy")
account = Account.objects.get(username="inspector")
case = Inspection.objects.get()
slips.give_slip(actor=actor_for(account, at=at), at=at, inspection_id=case.pk, reason="Mất lần nữa")
sequencer.sequence_all(at=at)
publishing.publish(at=at)
"""
KEPT_BACK = 2


@pytest.fixture
def office(serve: Callable[..., Server]) -> tuple[Server, str]:
    server = serve("--no-jobs")
    said = str(server.python(CAST.replace("{make}", MAKE)))
    return server, said.rpartition("KEY ")[2].strip()


@pytest.fixture(params=["vi", "en"])
def page(request: pytest.FixtureRequest, browser: Any, office: tuple[Server, str]) -> Iterator[Any]:
    """The page on a telephone in one language; the console has to stay silent."""
    server, _key = office
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "liem_language", "value": request.param, "url": server.url}])
    one = context.new_page()
    said: list[str] = []
    one.on("console", lambda message: said.append(message.text))
    one.on("pageerror", lambda fault: said.append(str(fault)))
    one.goto(server.url + "/so/vu-viec/")
    yield one
    context.close()
    assert [text for text in said if "Failed to load resource" not in text] == []


def look(page: Any, key: str, events: int) -> str:
    page.fill("#my-key", key)
    page.fill("#my-events", str(events))
    page.press("#my-events", "Enter")
    page.locator("#my-case-said strong").first.wait_for()
    page.wait_for_load_state("networkidle")
    return str(page.locator("#my-case-said").inner_text())


def test_three_of_three_are_found_with_receipts_and_the_key_stays_here(
    page: Any, office: tuple[Server, str]
) -> None:
    _server, key = office
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url + (one.post_data or "")))
    look(page, key, 3)
    page.locator("#my-case-said > p").nth(1).wait_for()
    assert page.locator("#my-case-said li").count() == 3
    text = page.locator("#my-case-said").inner_text()
    assert "THIẾU" not in text
    assert "MISSING" not in text
    assert asked
    assert not any(key.lower() in one.lower() for one in asked)
    assert all(urlsplit(one).path.startswith(("/so/", "/static/")) for one in asked)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    receipts_hold_without_us(page, office[0])
    no_receipt_is_given_before_enough_witnesses_have_signed(page, *office)
    page.unroute_all()
    a_log_that_began_again_is_searched_too(page, *office)
    the_printed_sheet_reads_back(page, office[0])


def test_the_one_that_is_kept_back_is_named(page: Any, office: tuple[Server, str]) -> None:
    from liem.kernel.canon import case_tag

    _server, key = office
    tag = case_tag(bytes.fromhex(key), KEPT_BACK).encode()

    def without(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body().replace(tag, b"0" * 32))

    page.route("**/tile/entries/**", without)
    look(page, key, 3)
    page.get_by_text("SAI:").or_(page.get_by_text("FALSE:")).wait_for()
    text = page.locator("#my-case-said").inner_text()
    assert f"THIẾU việc số: {KEPT_BACK}." in text or f"MISSING events: {KEPT_BACK}." in text
    assert page.locator("#my-case-said li").count() == 2


def receipts_hold_without_us(page: Any, server: Server) -> None:
    links = page.locator("#my-case-said a[download]")
    links.nth(5).wait_for()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    files: dict[str, bytes] = {}
    for at in range(6):
        with page.expect_download() as saved:
            links.nth(at).click()
        files[saved.value.suggested_filename] = Path(saved.value.path()).read_bytes()
    policy = Policy.parse(fetched(server, "/so/policy"))
    proofs = {name: Proof.parse(data) for name, data in files.items() if name.endswith(".tlog-proof")}
    assert len(proofs) == 3
    for name, proof in proofs.items():
        assert name == f"muc-{proof.index}.tlog-proof"
        proof.check(files[f"muc-{proof.index}.leaf"], policy)
        assert proof.path == Proof.parse(fetched(server, f"/so/muc/1/{proof.index}/bien-nhan")).path
    assert [one for one in asked if not one.startswith("blob:")] == []


def no_receipt_is_given_before_enough_witnesses_have_signed(page: Any, server: Server, key: str) -> None:
    log = fetched(server, "/so/policy").decode().splitlines()[0]
    asked = f"{log}\nwitness mttq {WITNESSES[0].key}\nquorum mttq\n"
    page.route("**/so/policy", lambda route: route.fulfill(body=asked))
    look(page, key, 3)
    box = page.locator("#my-case-said")
    box.get_by_text("Chưa đủ chứng kiến").or_(box.get_by_text("Too few witnesses")).wait_for()
    assert page.locator("#my-case-said a[download]").count() == 0


def a_log_that_began_again_is_searched_too(page: Any, server: Server, key: str) -> None:
    server.python(CAST.replace("{make}", BEGIN_AGAIN))
    page.reload()
    look(page, key, 4)
    page.locator("#my-case-said a[download]").nth(7).wait_for()
    items = page.locator("#my-case-said li")
    assert items.count() == 4
    assert items.nth(3).inner_text().count("/so/2 ") == 1
    assert [items.nth(at).inner_text().count("/so ") for at in range(3)] == [1, 1, 1]
    text = page.locator("#my-case-said").inner_text()
    assert "THIẾU" not in text
    assert "MISSING" not in text
    with page.expect_download() as saved:
        page.locator("#my-case-said a[download]").nth(6).click()
    proof = Proof.parse(Path(saved.value.path()).read_bytes())
    policy = Policy.parse(fetched(server, "/so/2/policy"))
    proof.check(fetched(server, f"/so/muc/2/{proof.index}/la"), policy)


def the_printed_sheet_reads_back(page: Any, server: Server) -> None:
    page.goto(server.url + "/so/muc/1/0/in")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    sheet = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert len(sheet) == 1
    read = {one.text for one in zxingcpp.read_barcodes(sheet[0].render(scale=300 / 72).to_pil())}
    receipt = Proof.parse(fetched(server, "/so/muc/1/0/bien-nhan"))
    assert receipt in [Proof.parse_qr(text) for text in read if text.startswith("LIEM1:")]


def fetched(server: Server, path: str) -> bytes:
    with urlopen(server.url + path, timeout=10) as answer:
        return bytes(answer.read())
