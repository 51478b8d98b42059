"""A page with nothing but the sealing module, under the strictest policy it must work in, and a mailbox."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

BUILT = Path(__file__).resolve().parents[2] / "src/liem/ui/static/seal"
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PAGE = b"<!doctype html><html lang=vi><meta charset=utf-8><title>seal</title><p>seal</p>"


class _Site(BaseHTTPRequestHandler):
    """The page, the module, and a mailbox that keeps the bytes it is given."""

    def do_GET(self) -> None:
        kind, body = "text/html", PAGE
        if self.path.startswith("/seal.js"):
            kind, body = "text/javascript", (BUILT / "seal.js").read_bytes()
        elif self.path.startswith("/box/"):
            kind, body = "application/octet-stream", self._box.get(self.path, b"")
        self._answer(kind, body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._box[self.path] = body
        self._answer("text/plain", b"")

    @property
    def _box(self) -> dict[str, bytes]:
        return self.server.box  # type: ignore[attr-defined,no-any-return]

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class Sealing:
    """Runs pieces of script in one page with the module as ``seal``; collects what the page complained of."""

    def __init__(self, page: Page, base: str, box: dict[str, bytes]) -> None:
        self.page, self.base, self.box = page, base, box
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.goto(base)

    def run(self, script: str, **given: Any) -> Any:
        """Run the body of an async function that has ``seal`` and the given values, as JSON.

        Bytes go both ways as base64: ``seal.base64`` and ``seal.fromBase64``. The page has a policy
        against making script from text, so the function comes in by the debugger, not by ``eval``.
        """
        names = ", ".join(given)
        body = f"async ({{ {names} }}) => {{ const seal = await import('/seal.js'); {script} }}"
        return self.page.evaluate(body, json.loads(json.dumps(given)))

    def refuses(self, script: str, **given: Any) -> str:
        """The code of the refusal; empty when nothing was refused."""
        caught = f"try {{ {script} }} catch (fault) {{ return String(fault.code || fault); }} return '';"
        return str(self.run(caught, **given))


@pytest.fixture(scope="session")
def site() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address of the site and what lies in its mailbox."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.box = {}  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/", server.box  # type: ignore[attr-defined]
    server.shutdown()


@pytest.fixture
def sealing(browser: Browser, site: tuple[str, dict[str, bytes]]) -> Iterator[Sealing]:
    """A fresh browser profile on the page."""
    context = browser.new_context(locale="vi-VN")
    made = Sealing(context.new_page(), *site)
    yield made
    context.close()
    assert made.complaints == []
