"""Sign-in in a real browser against a real server, under the product's own content policy."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accessible import violations
from running import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, PASSWORD = "lo.mai", "lua nep nuong som mai"
CLERK = f"""
from datetime import UTC, datetime
from liem.spine.access import Actor, Duty
from liem.spine.people import actions as people
from liem.spine.units import actions as units
at = datetime.now(UTC)
setup = Actor.of_schedule("set-up", Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)
born = datetime(2025, 7, 1).date()
unit, _ = units.open_unit(actor=setup, at=at, new=units.NewUnit(
    code="XCR", name="Đảng ủy xã Cửa Rừng", kind="commune_committee", level="commune", side="party",
    valid_from=born, document_symbol="ĐU"))
person, _ = people.register_person(actor=setup, at=at, new=people.NewPerson("Lò Thị Mai"))
people.give_mandate(actor=setup, at=at, person_id=person.pk, unit_id=unit.pk, post="clerk", valid_from=born)
account, first, _ = people.open_account(actor=setup, at=at, person_id=person.pk, username="{NAME}")
account.set_password("{PASSWORD}")
account.must_change_password = MUST
account.save()
"""


@pytest.fixture
def office(serve: Callable[..., Server]) -> Callable[..., Server]:
    """Start a server with one clerk."""

    def start(*, must: bool = False, **environ: str) -> Server:
        server = serve("--no-jobs", **environ)
        server.python(CLERK.replace("MUST", str(must)))
        return server

    return start


class Visitor:
    """One browser with its complaints: refusals of the content policy and faults of scripts."""

    def __init__(self, context: Any, server: Server) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.context = context
        # passkeys hold for names, never for numbers
        self.url = f"http://localhost:{server.port}"
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("console", self._heard)

    def _heard(self, said: Any) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.complaints.append(said.text)

    def go(self, path: str) -> Any:
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self) -> Any:
        page = self.go("/tai-khoan/dang-nhap/")
        page.fill("#id_login", NAME)
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    def sign_out(self) -> None:
        self.go("/tai-khoan/dang-xuat/")
        self.page.click("main button")
        self.page.wait_for_url("**/dang-nhap/")

    def violations(self) -> list[str]:
        return [f"{self.page.url} {fault}" for fault in violations(self.page)]


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[[Server], Visitor]]:
    """Open a fresh browser context of a phone's size."""
    contexts: list[Any] = []

    def open_(server: Server, **options: Any) -> Visitor:
        options = {"viewport": {"width": 360, "height": 740}, "locale": "vi-VN", **options}
        contexts.append(browser.new_context(**options))
        return Visitor(contexts[-1], server)

    yield open_
    for context in contexts:
        context.close()


def code_of(secret: str, *, steps: int = 0) -> str:
    """The six digits an app shows for a secret (RFC 6238, SHA-1, 30 seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class TestPassword:
    def test_typed_and_enter_signs_in_also_without_scripts_and_every_page_is_clean(
        self, office: Callable[..., Server], visit: Callable[..., Visitor]
    ) -> None:
        server = office()
        assert visit(server, java_script_enabled=False).sign_in().url.endswith(f":{server.port}/")
        one = visit(server)
        page = one.sign_in()
        assert page.url == one.url + "/"
        pages = ["cua-toi/", "mat-khau/", "hai-lop/", "hai-lop/ung-dung/bat/", "hai-lop/khoa/them/", "phien/"]
        for language in ("vi", "en"):
            one.context.add_cookies([{"name": "liem_language", "value": language, "url": one.url}])
            for path in pages:
                one.go(f"/tai-khoan/{path}")
                self.look(one, language)
        one.sign_out()
        for language in ("vi", "en"):
            one.context.add_cookies([{"name": "liem_language", "value": language, "url": one.url}])
            one.go("/tai-khoan/dang-nhap/")
            self.look(one, language)
        for _again in range(5):
            page.fill("#id_login", "khong.ai")
            page.fill("#id_password", "khong phai mat khau")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        assert page.locator("#id_login").count() == 0, page.inner_text("main")
        self.look(one, "en")
        assert one.complaints == []

    @staticmethod
    def look(one: Visitor, language: str) -> None:
        page = one.page
        assert page.get_attribute("html", "lang") == language
        assert page.locator("h1").count() == 1, page.url
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
        assert one.violations() == []

    def test_can_be_shown_and_the_first_one_is_changed_before_work(
        self, office: Callable[..., Server], visit: Callable[..., Visitor]
    ) -> None:
        server = office(must=True)
        one = visit(server)
        page = one.go("/tai-khoan/dang-nhap/")
        page.fill("#id_password", "xem thu")
        page.get_by_role("button", name="Hiện mật khẩu").or_(page.get_by_label("Hiện mật khẩu")).click()
        assert page.get_attribute("#id_password", "type") == "text"
        page = one.sign_in()
        assert page.url.startswith(one.url + "/tai-khoan/mat-khau/")
        page.fill("#id_oldpassword", PASSWORD)
        page.fill("#id_password1", "mưa rào trên nương sớm")
        page.fill("#id_password2", "mưa rào trên nương sớm")
        page.keyboard.press("Enter")
        page.wait_for_url(one.url + "/")
        server.python(
            "from liem.spine.people.models import Mandate; from datetime import date;"
            "Mandate.objects.update(valid_to=date(2025, 7, 2))"
        )
        one.go("/")
        self.look(one, "vi")
        assert "cán bộ tổ chức" in page.inner_text("main")
        assert one.complaints == []


class TestCodes:
    def test_are_set_up_where_a_duty_asks_and_then_asked_at_sign_in(
        self, office: Callable[..., Server], visit: Callable[..., Visitor]
    ) -> None:
        one = visit(office(LIEM_SIGN_IN_MFA_DUTIES="receive_documents"))
        page = one.sign_in()
        assert page.url == one.url + "/tai-khoan/hai-lop/"
        page = one.go("/tai-khoan/hai-lop/ung-dung/bat/")
        secret = page.input_value("#authenticator_secret")
        page.fill("#id_code", code_of(secret))
        page.keyboard.press("Enter")
        page.wait_for_url("**/ma-du-phong/")
        assert one.violations() == []
        recovery = page.locator("main ul .code").all_inner_texts()
        assert one.go("/").url == one.url + "/"
        one.go("/tai-khoan/hai-lop/ung-dung/tat/")
        assert page.get_by_text("bắt buộc").first.is_visible()
        one.sign_out()

        page = one.sign_in()
        assert page.url.endswith("/hai-lop/nhap-ma/")
        assert one.violations() == []
        page.fill("#id_code", "000000")
        page.keyboard.press("Enter")
        page.wait_for_selector(".summary")
        # the next step's code: the one used for the set-up is spent
        page.fill("#id_code", code_of(secret, steps=1))
        page.keyboard.press("Enter")
        page.wait_for_url(one.url + "/")
        one.sign_out()

        page = one.sign_in()
        page.fill("#id_code", recovery[0].split()[0])
        page.keyboard.press("Enter")
        page.wait_for_url(one.url + "/")
        assert one.complaints == []


class TestPasskey:
    def test_is_added_and_signs_in_without_a_password_or_says_why_not(
        self, office: Callable[..., Server], visit: Callable[..., Visitor]
    ) -> None:
        one = visit(office())
        page = one.sign_in()
        device = one.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        page = one.go("/tai-khoan/hai-lop/khoa/them/")
        page.click("form[data-passkey='add'] button")
        page.wait_for_url("**/ma-du-phong/")
        one.go("/tai-khoan/hai-lop/khoa/")
        assert page.locator("tbody tr").count() == 1
        assert one.violations() == []
        one.sign_out()
        page.evaluate(
            "() => { const no = new DOMException('', 'NotAllowedError');"
            " navigator.credentials.get = () => Promise.reject(no) }"
        )
        page.click("form[data-passkey='login'] button")
        told = page.locator("[data-passkey-said] p")
        told.wait_for()
        assert "Chưa dùng được khóa" in told.inner_text()
        page.reload()
        page.click("form[data-passkey='login'] button")
        page.wait_for_url(one.url + "/")
        assert one.complaints == []
