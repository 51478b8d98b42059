"""A running office with the cast in it, and persons at a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from running import Server

TESTS = str(Path(__file__).parents[1])
CAST = f"""
import sys
sys.path.insert(0, {TESTS!r})
from datetime import UTC, datetime
from cast import assemble
from desks.world import build
{{make}}
"""


class Person:
    """One person at one browser; what the console and the content policy complain of is kept."""

    def __init__(self, context: Any, server: Server, pictures: Path | None, name: str) -> None:
        self.context, self.server, self.pictures, self.name = context, server, pictures, name
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda fault: self.complaints.append(f"{self.page.url}: {fault}"))
        self.page.on("console", self._heard)

    def _heard(self, said: Any) -> None:
        # the browser itself reports the status of a page that says what is wrong
        if said.type in ("error", "warning") and "Failed to load resource" not in said.text:
            self.complaints.append(f"{self.page.url}: {said.text}")

    def go(self, path: str) -> Any:
        """Open a page of the office."""
        self.page.goto(self.server.url + path)
        return self.page

    def sign_in(self, username: str) -> Any:
        """Sign in as a person does."""
        from cast import PASSWORD  # the cast needs Django, which is not set up when this file is read

        page = self.go("/tai-khoan/dang-nhap/")
        page.fill("#id_login", username)
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.press("#id_password", "Enter")
        assert page.url == self.server.url + "/", page.url
        return page

    def press(self, words: str, *, at: int = 0) -> None:
        """Press a button or a link that leads on, by its words."""
        page = self.page
        there = page.get_by_role("button", name=words, exact=True)
        target = there if there.count() else page.get_by_role("link", name=words, exact=True)
        with page.expect_navigation():
            target.nth(at).click()

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page, where somebody wants to look (``LIEM_TEST_PICTURES``)."""
        if self.pictures is not None:
            self.page.screenshot(path=str(self.pictures / f"{name}.png"), full_page=True)


@pytest.fixture
def pictures() -> Path | None:
    """Where pictures go: the folder `LIEM_TEST_PICTURES`; without it none is taken."""
    if "LIEM_TEST_PICTURES" not in os.environ:
        return None
    folder = Path(os.environ["LIEM_TEST_PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def office(serve: Callable[..., Server]) -> Callable[..., Server]:
    """Start a server; `make` says what stands in it."""

    def start(make: str = "assemble(at=datetime.now(UTC))", *words: str) -> Server:
        server = serve(*words)
        server.python(CAST.replace("{make}", make))
        return server

    return start


@pytest.fixture
def person(browser: Any, pictures: Path | None) -> Iterator[Callable[..., Person]]:
    """Somebody at a browser window of their own."""
    contexts = []

    def sit(
        server: Server,
        name: str,
        *,
        script: bool = True,
        width: int = 1280,
        height: int = 800,
        lang: str = "vi",
    ) -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN" if lang == "vi" else "en-GB",
            java_script_enabled=script,
            accept_downloads=True,
        )
        context.add_cookies([{"name": "liem_language", "value": lang, "url": server.url}])
        contexts.append(context)
        return Person(context, server, pictures, name)

    yield sit
    for context in contexts:
        context.close()
