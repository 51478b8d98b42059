"""A clerk's whole job in a real browser against a real server, under the product's own content policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accessible import violations
from liem.adapters import papers
from liem.kernel.paper import Numbered, Paper, Paragraph, Sign
from liem.law import documents
from running import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGN_IN = """
import sys
sys.path.insert(0, {tests!r})
from importlib import import_module
from datetime import UTC, datetime
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from cast import assemble
account = assemble(at=datetime.now(UTC)).account("office_head")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.save()
print(settings.SESSION_COOKIE_NAME, session.session_key)
"""


def letter(folder: Path) -> Path:
    """Write an invented letter with two tasks as a PDF with a text layer."""
    paper = Paper(
        layout=documents.layout("party", date(2026, 11, 20)),
        issuer=("TỈNH ỦY AN LIÊM",),
        number="48",
        symbol="CV/TU",
        place="An Liêm",
        issued_on=date(2026, 11, 20),
        kind_title=None,
        subject="rà soát sổ quỹ",
        blocks=(
            Paragraph("Tỉnh ủy yêu cầu thực hiện các nhiệm vụ sau:"),
            Numbered("1.", "Chi bộ thôn Ghềnh rà soát sổ thu, chi quỹ, hoàn thành trước ngày 10/12/2031."),
            Numbered("2.", "Văn phòng Đảng ủy báo cáo kết quả trước ngày 25 hằng tháng."),
        ),
        sign=Sign(authority=("T/M BAN THƯỜNG VỤ",), title="PHÓ BÍ THƯ", name="Đinh Quang Hiển"),
        addressees=("Đảng ủy xã Cửa Rừng",),
        recipients=("Như trên",),
    )
    path = folder / "cv-48.pdf"
    path.write_bytes(papers.pdf(paper))
    return path


class Clerk:
    """One signed-in browser with its complaints: refusals of the content policy and faults of scripts."""

    def __init__(self, browser: Any, server: Server, cookie: list[str], **options: Any) -> None:
        context = browser.new_context(locale="vi-VN", **options)
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": server.url}])
        self.context, self.url = context, server.url
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("console", self._heard)

    def _heard(self, said: Any) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.complaints.append(said.text)

    def go(self, path: str) -> Any:
        self.page.goto(self.url + path)
        return self.page

    def is_clean(self) -> None:
        """The page has no accessibility fault, no sideways scroll at this width, and no complaint."""
        assert violations(self.page) == []
        scrolled = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert scrolled <= 0
        assert self.complaints == []


@pytest.fixture
def sent(
    serve: Callable[..., Server], browser: Any, tmp_path: Path
) -> Iterator[tuple[Server, list[str], Clerk, str]]:
    """A server, and a clerk who has just dropped a file and sees that it was read; its address."""
    server = serve()
    cookie = server.python(SIGN_IN.format(tests=str(Path(__file__).parents[2]))).split()[-2:]
    clerk = Clerk(browser, server, cookie, viewport={"width": 1280, "height": 800})
    page = clerk.go("/van-ban/")
    page.set_input_files("input[type=file]", [str(letter(tmp_path))])
    page.wait_for_selector(".upload.is-ready", timeout=60_000)
    assert "Đã đọc xong" in page.inner_text(".uploads")
    page.wait_for_selector(
        "[data-fresh=tabs] a[href*=cho-xac-nhan] .count:text-is('1')"
    )  # without a new visit
    clerk.is_clean()
    address = page.get_attribute(".upload.is-ready a", "href")
    assert address
    yield server, cookie, clerk, address
    clerk.context.close()


def test_from_the_file_to_the_confirmed_tasks_by_keyboard_alone(
    sent: tuple[Server, list[str], Clerk, str], browser: Any
) -> None:
    server, cookie, clerk, address = sent
    page = clerk.go(address)
    clerk.is_clean()

    page.focus("#id_number")  # a field lights up its place on the page
    lit = page.evaluate("[...document.querySelectorAll('rect.is-lit')].map((one) => one.id)")
    assert lit == [page.get_attribute("#id_number", "data-region")]

    page.fill(
        "#id_subject", ""
    )  # what is neither given nor left unknown is asked; the summary takes the focus
    page.focus("#id_number")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.evaluate("document.activeElement.className") == "summary"
    clerk.is_clean()
    page.focus("#id_subject")
    page.keyboard.press("Control+A")
    page.keyboard.type("Rà soát sổ quỹ của chi bộ")
    page.wait_for_selector("[data-draft-saved]:not(:empty)")

    page.goto(clerk.url + address)  # the page was left: what was typed is offered again
    page.wait_for_selector("[data-draft-offer]:not([hidden])")
    with page.expect_navigation():
        page.click("[data-draft-restore]")
    assert page.input_value("#id_subject") == "Rà soát sổ quỹ của chi bộ"

    page.evaluate("document.activeElement.blur()")  # with no field in focus as well
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "/giao-viec/" in page.url
    clerk.is_clean()
    page.goto(clerk.url + address)
    clerk.is_clean()
    assert page.inner_text("h1") == "Rà soát sổ quỹ của chi bộ"
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('liem-draft'))")
    assert kept == []  # what was confirmed does not stay on the machine

    phone = Clerk(browser, server, cookie, viewport={"width": 360, "height": 740})
    for path in ("/van-ban/", address, f"{address}giao-viec/", "/van-ban/nhap-tay/"):
        phone.go(path)
        phone.is_clean()
        labels = "[...document.querySelectorAll('.tabbar span')]"
        cut = f"{labels}.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
        assert phone.page.evaluate(cut) == []
    phone.context.close()


def test_works_without_scripts_from_place_to_confirmation(
    sent: tuple[Server, list[str], Clerk, str], browser: Any, tmp_path: Path
) -> None:
    server, cookie, _clerk, address = sent
    plain = Clerk(browser, server, cookie, java_script_enabled=False)
    page = plain.go(address)
    page.click("a.where >> nth=0")  # the place lights up by its address alone
    assert "#r-" in page.url
    page.click("button[value='remove:1']")
    page.click("button[value='restore:1']")
    page.fill("#id_subject", "Rà soát sổ quỹ")
    page.click("[data-confirm]")
    assert "/giao-viec/" in page.url

    page.goto(plain.url + "/van-ban/")
    other = tmp_path / "khac.txt"
    other.write_text("Một tệp khác", encoding="utf-8")
    page.set_input_files("input[type=file]", [str(other)])
    page.click("button:has-text('Gửi tệp')")
    assert "khac.txt" in page.inner_text("main")
    plain.context.close()
