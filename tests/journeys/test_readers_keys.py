"""Two officials make keys, meet, sign the first list, open a sealed letter and answer it; a third follows."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from accessible import violations
from journeys.conftest import Person
from liem.kernel.seal import HybridIdentity, decrypt_bytes, encrypt_bytes, parse_identity, parse_recipient
from liem.kernel.seal.letter import Letter, pack, unpack
from liem.kernel.seal.receipt_code import auth_hash, derive, new_code
from liem.kernel.seal.shares import Share, join
from running import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAKE = """
from commission import with_commission
at = datetime.now(UTC)
with_commission(assemble(at=at), at=at)
"""
DEPOSIT = """
import re
from datetime import UTC, datetime
from liem.kernel.seal import encrypt_bytes, parse_recipient
from liem.kernel.seal.letter import Letter, pack
from liem.spine.roster import readers
from liem.spine.sealed import actions, files
from liem.spine.sealed.policy import REPORTER
from liem.spine.units.models import Unit
at, unit = datetime.now(UTC), Unit.objects.get(code="UBKT")
whole = readers.handed_out(unit.pk)
to = tuple(re.findall(r"^(?:device|recovery) (\\S+)$", whole, re.MULTILINE))
letter = pack(Letter("report", "Quỹ thôn", reply_to="{reply_to}", readers=to))
blob = files.keep(encrypt_bytes(letter, [parse_recipient(each) for each in to]), at=at)
report, _ = actions.deposit(
    actor=REPORTER, at=at, locator="{locator}", auth_hash="{auth_hash}", units=[unit.pk], blob=blob
)
print(report.pk)
"""
FETCH = """
import base64
from liem.spine.sealed import files
from liem.spine.sealed.models import SealedReport
report = SealedReport.objects.get(pk="{report}")
print(base64.b64encode(files.fetched(report, sha256=report.messages.get().blob_id)).decode())
"""
LISTS = "from liem.spine.roster import readers\nfrom liem.spine.units.models import Unit\n"


PAGES = (
    "/khoa/",
    "/khoa/danh-sach/",
    "/khoa/mo-thu/",
    "/khoa/thu/",
    "/khoa/danh-tinh/",
    "/khoa/manh/",
    "/khoa/manh/ghi/",
)


def make_key(person: Person) -> str:
    """Make a key with a recovery key on paper and hand it in; gives the paper."""
    page = person.go("/khoa/")
    page.click("[data-make-now]")
    page.wait_for_selector("[data-sheet]:not([hidden])")
    paper = re.sub(r"\s", "", page.inner_text("[data-secret]"))
    person.picture(f"{person.name}-khoa-giay")
    page.fill("#last", "XXXXXX")
    page.click("[data-hand-in] button")
    page.wait_for_selector("form[data-make] .error")
    page.fill("#last", paper[-6:].lower())
    with page.expect_navigation():
        page.click("[data-hand-in] button")
    return str(paper)


def sign(person: Person, whose: str) -> None:
    """Compare the code of somebody and sign; the code on the own screen is the one read aloud."""
    page = person.go("/khoa/danh-sach/")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(f"Đối chiếu và ký.*{whose}")).click()
    page.wait_for_selector("form[data-sign] [data-code]:not(:empty)")
    page.click("form[data-sign] button")
    page.wait_for_selector("form[data-sign] .error")
    page.check("[name=met]")
    with page.expect_navigation():
        page.click("form[data-sign] button")


def code_of(person: Person) -> str:
    return str(person.go("/khoa/").inner_text(".card .hash"))


class TestReaders:
    def test_make_keys_sign_the_list_open_and_answer(
        self, office: Callable[..., Server], person: Callable[..., Person], tmp_path: Path
    ) -> None:
        server = office(MAKE)
        chair, inspector = person(server, "chair", width=360, height=740), person(server, "inspector")
        chair.sign_in("ubkt.chair")
        inspector.sign_in("inspector")
        sent: list[str] = []
        for each in (chair, inspector):
            each.page.on("request", lambda request: sent.append(str(request.post_data_buffer)))
        papers = [make_key(each) for each in (chair, inspector)]
        spoken = code_of(chair)
        inspector.go("/khoa/danh-sach/")
        sign(inspector, "Lò Văn Inh")
        page = inspector.page
        assert "Còn chờ một người đọc khác ký" in page.inner_text("main")
        sign(chair, "Hoàng Thị Piệng")
        assert "đã có hiệu lực" in chair.page.inner_text("main")
        page = inspector.go("/khoa/danh-sach/")
        page.wait_for_selector("[data-said] .said")
        assert "2 người đọc" in page.inner_text("[data-said]")
        assert page.inner_text("tr:has-text('Lò Văn Inh') .hash") == spoken
        assert "Trình duyệt này đang giữ khóa của bạn" in chair.go("/khoa/").inner_text("[data-here]")
        self._letter(server, inspector, papers[0], tmp_path)
        self._mailbox(server, inspector)
        self._pages(person, server)
        assert chair.complaints == []
        assert inspector.complaints == []
        # nothing of a private key, and no word of a letter, ever left a browser
        assert len(sent) > 20
        assert any("age1pq1" in body for body in sent)
        for secret in (*papers, "AGE-SECRET-KEY", "Sẽ kiểm tra", papers[0][20:40], quote("Sẽ kiểm tra")):
            assert not any(secret in body for body in sent)

    def _letter(self, server: Server, inspector: Person, paper: str, folder: Path) -> None:
        """A letter sealed to the published list opens in the office, and with the paper of a colleague."""
        whole = server.python(LISTS + "print(readers.handed_out(Unit.objects.get(code='UBKT').pk), end='')")
        readers = re.findall(r"^(?:device|recovery) (\S+)$", whole, re.MULTILINE)
        assert len(readers) == 4
        reporter = HybridIdentity.generate()
        letter = Letter(
            "report", "Thu tiền\nkhông phiếu", reply_to=str(reporter.recipient), readers=tuple(readers)
        )
        sealed = encrypt_bytes(pack(letter), [parse_recipient(each) for each in readers])
        (folder / "thu.age").write_bytes(sealed)
        assert unpack(decrypt_bytes(sealed, [parse_identity(paper)])).words == letter.words
        page = inspector.go("/khoa/mo-thu/")
        page.set_input_files("#sealed", folder / "thu.age")
        page.click("form[data-open] button")
        page.wait_for_selector(".letter-words")
        assert page.inner_text(".letter-words") == letter.words
        page.fill("#reply", "Đã nhận")
        page.click("form[data-reply] button")
        with page.expect_download() as download:
            page.click("form[data-reply] [data-said] a")
        reply = download.value.path().read_bytes()
        assert unpack(decrypt_bytes(reply, [reporter])).words == "Đã nhận"

    def _mailbox(self, server: Server, inspector: Person) -> None:
        """A report in the mailbox opens in the browser, and who holds the receipt code reads the reply."""
        code = new_code(secrets.token_bytes)
        receipt = derive(code, mailbox="xa.example/so")
        told = server.python(
            DEPOSIT.format(
                locator=receipt.locator.hex(),
                auth_hash=auth_hash(receipt.auth).hex(),
                reply_to=HybridIdentity(receipt.reply_seed).recipient,
            )
        )
        inspector.go("/khoa/thu/")
        with inspector.page.expect_navigation():
            inspector.page.click("main table a")
        page = inspector.page
        page.click("[data-fetch]")
        page.wait_for_selector(".letter-words")
        assert page.inner_text(".letter-words") == "Quỹ thôn"
        page.fill("#reply", "Sẽ kiểm tra")
        with page.expect_navigation():
            page.click("form[data-reply] button")
        assert "Đã gửi câu trả lời niêm phong" in page.inner_text("main")
        self._fine(inspector, page.url.removeprefix(server.url), script=True)
        page.click("[data-fetch]")
        page.wait_for_selector("form[data-rewrap] [type=checkbox]")
        assert page.locator("form[data-rewrap] [type=checkbox]").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []
        before = page.get_attribute("form[data-rewrap] [name=before]", "value")
        page.locator("form[data-rewrap] [type=checkbox]").nth(0).uncheck()
        page.fill("#why", "một người chuyển công tác")
        with page.expect_navigation():
            page.click("form[data-rewrap] button")
        assert "Đã niêm phong lại" in page.inner_text("main")
        assert page.get_attribute("form[data-rewrap] [name=before]", "value") != before
        kept = server.python(FETCH.format(report=told.strip()))
        own = HybridIdentity(receipt.reply_seed)
        assert unpack(decrypt_bytes(base64.b64decode(kept), [own])).words == "Sẽ kiểm tra"

    def _pages(self, person: Callable[..., Person], server: Server) -> None:
        """Every page of keys in both languages, wide and on a phone, with and without scripts."""
        third = person(server, "third")
        third.sign_in("inspector.two")
        make_key(third)
        for lang, shape in (("vi", {"width": 360, "height": 740}), ("en", {"width": 1280})):
            for script in (True, False):
                visitor = person(server, f"{lang}-{script}", lang=lang, script=script, **shape)
                visitor.context.add_cookies(third.context.cookies())
                visitor.context.add_cookies([{"name": "liem_language", "value": lang, "url": server.url}])
                for path in PAGES:
                    self._fine(visitor, path, script=script)
        self._divided(third)
        chair = person(server, "signer", lang="vi", width=360, height=740)
        chair.sign_in("ubkt.chair")
        page = chair.go("/khoa/danh-sach/")
        for words in ("Bỏ khóa", "Đối chiếu và ký"):
            links = page.get_by_role("link", name=re.compile(words))
            for at in range(links.count()):
                self._fine(chair, str(links.nth(at).get_attribute("href")), script=True)
                chair.go("/khoa/danh-sach/")
        self._fine(chair, "/khoa/lap-lai/", script=True)
        self._sheets(third, chair)
        assert chair.complaints == []

    def _divided(self, third: Person) -> None:
        """A key whose recovery half stands on five sheets, printed one at a time."""
        page = third.go("/khoa/")
        with page.expect_navigation():
            page.click("main details summary")
            page.fill("#reason", "chia khóa")
            page.click("main details form button")
        page.check("[name=how][value=shares]")
        page.click("[data-make-now]")
        page.wait_for_selector("[data-shares]:not([hidden])")
        sheets = [
            re.sub(r"\s", "", told) for told in page.locator("[data-shares] [data-secret]").all_inner_texts()
        ]
        assert len(sheets) == 5
        recovery = HybridIdentity(join([Share.parse(sheet) for sheet in sheets[:3]])).recipient
        page.evaluate("window.print = () => {}")
        page.locator("[data-shares] [data-print-sheet]").nth(1).click()
        page.emulate_media(media="print")
        assert [one.is_visible() for one in page.locator("[data-shares] [data-secret]").all()] == [
            False,
            True,
            False,
            False,
            False,
        ]
        page.emulate_media(media="screen")
        assert violations(page) == []
        page.fill("#last", sheets[0][-6:])
        posted = page.expect_request(lambda request: request.method == "POST")
        with page.expect_navigation(), posted as sent:
            page.click("[data-hand-in] button")
        body = str(sent.value.post_data)
        assert str(recovery) in body
        assert not any(sheet in body for sheet in sheets)

    def _sheets(self, third: Person, chair: Person) -> None:
        """Who keeps the five sheets is written down, and a ceremony before the sheets are put together."""
        page = third.go("/khoa/manh/ghi/")
        for number in range(1, 6):
            page.fill(f"#id_body_{number}", f"Cơ quan {number}")
            page.fill(f"#id_holder_{number}", f"Lò Văn {number}")
        third.press("Ghi vào sổ")
        self._fine(chair, "/khoa/manh/", script=True)
        with chair.page.expect_navigation():
            chair.page.get_by_role("link", name=re.compile("Ghi lễ mở")).click()
        self._fine(chair, chair.page.url.removeprefix(chair.server.url), script=True)
        page = chair.page
        for number in range(3):
            page.check(f"#id_numbers_{number}")
        page.fill("[name=reason]", "Hai người đọc mất máy")
        page.fill("[name=purpose]", "Thư nhận trong tháng 11")
        chair.press("Ghi vào sổ rồi mới ghép")
        assert "đã ghép, phải thay khóa" in page.inner_text("main")
        self._fine(chair, "/khoa/manh/", script=True)

    def _fine(self, visitor: Person, path: str, *, script: bool) -> None:
        page: Any = visitor.go(path)
        page.wait_for_timeout(150)
        visitor.picture(f"{visitor.name}{re.sub(r'[^a-z]+', '-', path)}{script}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        told = page.locator("[data-without-script]")
        assert told.count() == 0 or told.is_visible() is not script, path
        if script:
            assert violations(page) == [], path
