"""Log, maintenance and the slip at a browser: axe in both languages, a telephone, the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accessible import violations

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAKE = """
from datetime import timedelta
from commission import with_commission
from inspecting import opened
from liem.domains.inspections.dossier import DENUNCIATIONS
from liem.spine.access import Actor
from liem.spine.log import publishing, sequencer
from liem.spine.maintenance import actions
at = datetime.now(UTC) - timedelta(minutes=5)
cast = with_commission(assemble(at=at), at=at)
case = opened(cast, at=at, procedure=min(DENUNCIATIONS))
keeper = cast.actor("keeper")
session, _receipt = actions.ask(actor=keeper, at=at, reason="Thay khóa", minutes=30)
actions.agree(actor=cast.actor("secretary"), at=at, session_id=session.pk)
console = Actor.of_schedule("console")
actions.command_run(actor=console, at=at, command="shell", reason="Mất điện", emergency=True)
sequencer.sequence_all(at=at)
publishing.publish(at=at)
print("CASE", case.pk)
"""
PAGES = ("/so/", "/so/vu-viec/", "/so-nhat-ky/minh-bach/", "/bao-tri/")


@pytest.fixture
def server(serve: Callable[..., Any]) -> tuple[Any, str]:
    from journeys.conftest import CAST

    one = serve("--no-jobs")
    return one, one.python(CAST.replace("{make}", MAKE)).rpartition("CASE ")[2].strip()


def faults(one: Any, path: str) -> list[str]:
    wide = one.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [
        *(f"{path}: {fault}" for fault in violations(one.page)),
        *([f"{path}: {wide} px too wide"] if wide > 0 else []),
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_are_without_fault_on_a_telephone(
    server: tuple[Any, str], person: Callable[..., Any], lang: str
) -> None:
    office, case = server
    keeper = person(office, "keeper", width=360, height=740, lang=lang)
    keeper.sign_in("keeper")
    found = []
    for path in PAGES:
        assert keeper.go(path).url == office.url + path
        found += faults(keeper, path)
    inspector = person(office, "inspector", width=360, height=740, lang=lang)
    inspector.sign_in("inspector")
    slip = f"/kiem-tra/cuoc/{case}/phieu/"
    found += faults(inspector, inspector.go(slip).url)
    with inspector.page.expect_navigation():
        inspector.page.locator("main form button").first.press("Enter")
    assert inspector.page.locator("svg.segno, main svg").count() >= 2
    found += faults(inspector, "the slip")
    assert [*found, *keeper.complaints, *inspector.complaints] == []


def test_of_the_log_are_walked_with_the_keyboard(server: tuple[Any, str], person: Callable[..., Any]) -> None:
    office, _case = server
    anybody = person(office, "anybody")
    page = anybody.go("/so/")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/so/vu-viec/":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#my-case:not([hidden])").wait_for()
    page.locator("#my-key").focus()
    page.keyboard.type("khong phai khoa")
    for _step in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Khóa là 64 ký tự").wait_for()
    assert anybody.complaints == []
