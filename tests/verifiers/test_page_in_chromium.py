"""The stand-alone page in a real Chromium: from a file and under the strictest policy, clean for axe."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from verifiers import broken
from verifiers.conftest import SHIPPED
from verifiers.test_receipts import FEWEST_CHANGES, GIVEN, RECEIPTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
PAGE = "src/liem/ui/static/verify/verify.html"


class Strict(SimpleHTTPRequestHandler):
    """Files of the repository under the strictest content policy the page has to live with."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(ROOT))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(params=["file", "served"])
def page(request: pytest.FixtureRequest, browser: Any, served: str) -> Iterator[Any]:
    """The page at 360 px, opened from a file or from a server; it has to stay silent and ask for nothing."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, offline=request.param == "file")
    one = context.new_page()
    said: list[str] = []
    one.on("console", lambda message: said.append(message.text))
    one.on("pageerror", lambda fault: said.append(str(fault)))
    one.goto((ROOT / PAGE).as_uri() if request.param == "file" else f"{served}/{PAGE}")
    yield one
    context.close()
    assert [text for text in said if "favicon" not in text and "404" not in text] == []


def faults(page: Any) -> list[str]:
    answer = Axe().run(page, options={"runOnly": RULES, "preload": False})
    return [
        f"{one['id']}: {node['target']}" for one in answer.response["violations"] for node in one["nodes"]
    ]


def said(page: Any, name: str, words: str) -> Any:
    box = page.locator(f"#{name}-said > div")
    box.get_by_text(words).first.wait_for()
    return box


def fill(page: Any, receipt: str, *, policy: bool = True, entry: bytes | None = broken.LEAF) -> None:
    page.fill("#receipt-text", receipt)
    page.fill("#policy-text", broken.POLICY.decode() if policy else "")
    page.fill("#entry-text", entry.decode() if entry else "")
    page.click("#receipt button[type=submit]")


class TestPage:
    @pytest.mark.parametrize("receipt", RECEIPTS, ids=["text", "qr"])
    def test_says_proven_half_and_refused(self, page: Any, receipt: str) -> None:
        fill(page, receipt)
        assert said(page, "receipt", "ĐÃ CHỨNG MINH").get_attribute("class") == "proven"
        fill(page, receipt, policy=False)
        assert said(page, "receipt", "CHƯA ĐỦ").get_attribute("class") == "half"
        fill(page, receipt, entry=broken.LEAF.replace(b"task", b"tusk"))
        assert said(page, "receipt", "not_included").get_attribute("class") == "refused"

    def test_has_no_fault_of_axe_in_either_language_and_no_sideways_scroll(self, page: Any) -> None:
        for language in ("vi", "en"):
            page.click(f"[data-language={language}]")
            fill(page, RECEIPTS[0])
            said(page, "receipt", "ĐÃ CHỨNG MINH" if language == "vi" else "PROVEN")
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
            assert faults(page) == []
            assert page.get_attribute("html", "lang") == language

    def test_is_used_with_the_keyboard_alone(self, page: Any) -> None:
        page.focus("#receipt-text")
        page.keyboard.insert_text(RECEIPTS[1])
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "submit":
                break
        page.keyboard.press("Enter")
        said(page, "receipt", "CHƯA ĐỦ")

    def test_reads_a_promise(self, page: Any) -> None:
        fill(page, broken.SAMPLES["promise-qr"].decode())
        said(page, "receipt", "LỜI HỨA")

    def test_recomputes_a_draw_and_refuses_another_list(self, page: Any) -> None:
        chosen = {"mimeType": "text/plain"}
        page.set_input_files("#list-file", {"name": "a.tsv", "buffer": broken.LIST.text(), **chosen})
        page.set_input_files("#result-file", {"name": "b.json", "buffer": broken.RESULT, **chosen})
        page.click("#draw button[type=submit]")
        said(page, "draw", "KHỚP")
        other = broken.LIST.text().replace(b"dm-08", b"dm-09")
        page.set_input_files("#list-file", {"name": "a.tsv", "buffer": other, **chosen})
        page.click("#draw button[type=submit]")
        said(page, "draw", "draw_mismatch")


class TestInChromium:
    def test_every_change_of_one_character_is_refused_and_a_receipt_takes_five_milliseconds(
        self, browser: Any, served: str
    ) -> None:
        page = browser.new_page()
        page.goto(f"{served}/{PAGE}")
        code = "async (given) => (await import('/tests/verifiers/mutations.mjs')).examine(given)"
        found = page.evaluate(code, GIVEN)
        page.close()
        print(json.dumps({"changed": found["changed"], "ms a receipt": found["milliseconds"]}))
        assert found["whole"] == ["proven", "proven"]
        assert found["believed"] == []
        assert found["changed"] > 2 * FEWEST_CHANGES
        assert found["milliseconds"] <= 5


def test_the_script_is_the_one_that_was_made_from_the_modules() -> None:
    tool = ROOT / "tools" / "verify_page.py"
    assert subprocess.run([sys.executable, str(tool), "--check"], check=False).returncode == 0, (
        "run make docs"
    )
    assert (SHIPPED / "verify-page.js").exists()
