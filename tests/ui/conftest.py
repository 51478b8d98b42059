"""One gallery server for all tests of the design system; the browser is the one of the session."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The address of the gallery, served without the rest of the product."""
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("server.py"))],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    assert port.isdigit(), "the gallery server did not start; run tests/ui/server.py by hand to see why"
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=10)


class Visit:
    """One person's browser: a page and what its console complained about."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def go(self, path: str = "/") -> Page:
        self.page.goto(f"{self.base}{path}")
        return self.page


class Visits:
    """Opens visits and closes them at the end of the test."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser = browser
        self._base = base
        self._open: list[BrowserContext] = []

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        lang: str = "vi",
        scripts: bool = True,
    ) -> Visit:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="vi-VN",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "liem_language", "value": lang, "url": self._base}])
        self._open.append(context)
        return Visit(context, self._base)

    def close(self) -> None:
        for context in self._open:
            context.close()


@pytest.fixture
def visit(browser: Browser, gallery: str) -> Iterator[Visits]:
    """Open the gallery as somebody: `visit(width=360, height=740, scheme="dark", lang="en")`."""
    visits = Visits(browser, gallery)
    yield visits
    visits.close()
