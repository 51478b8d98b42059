"""Keys of a reader in a real browser: kept over a restart, never shown, and a passkey for their loss."""

from __future__ import annotations

import base64
import os
import shutil
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from accessible import violations
from liem.kernel.seal import HybridIdentity, encrypt_bytes, parse_identity, parse_recipient, roster
from liem.kernel.seal.letter import Letter, pack
from liem.kernel.seal.shares import Share, join, split
from seal.conftest import Sealing

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN = (
    "const bytes = await seal.sealLetter({ kind: 'report', words: 'Sổ quỹ' }, [to]);"
    "return (await seal.withDeviceKeys(owner, ({ identities }) => seal.openLetter(bytes, identities))).words"
)
NAMES = ("chromium", "chromium-browser")
PASSKEY = "const made = await seal.makePasskeyRecovery({ name: 'kiemtra', label: 'Lò Văn Inh' });"


def started(browser: Browser, folder: Path) -> BrowserContext:
    """A browser on a profile that outlives it."""
    found = (
        os.environ.get("LIEM_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    return browser.browser_type.launch_persistent_context(
        folder, executable_path=found, args=["--no-sandbox", "--disable-gpu"]
    )


def with_authenticator(sealing: Sealing, *, prf: bool) -> None:
    """Give the page a virtual authenticator, with or without secrets of its own."""
    session = sealing.page.context.new_cdp_session(sealing.page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasPrf": prf,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


class TestDeviceKey:
    def test_opens_and_signs_after_a_restart_of_the_browser(
        self, browser: Browser, site: tuple[str, dict[str, bytes]], tmp_path: Path
    ) -> None:
        first = started(browser, tmp_path)
        made = Sealing(first.pages[0], *site).run("return seal.makeDeviceKey(owner)", owner="an")
        first.close()
        again = started(browser, tmp_path)
        sealing = Sealing(again.pages[0], *site)
        assert sealing.run("return seal.deviceKey(owner)", owner="an") == made
        assert sealing.run(OPEN, owner="an", to=made["device"]) == "Sổ quỹ"
        claim = {"unit": "UBKT", "recovery": str(HybridIdentity(b"\5" * 32).recipient), **made}
        line = sealing.run(
            "return seal.withSigningKey(owner, claim.sign, (seed) => seal.signClaim(claim, seed))",
            owner="an",
            claim=claim,
        )
        roster.require_claim(line, **claim)
        assert sealing.complaints == []
        again.close()

    def test_lies_in_the_store_only_under_a_key_the_browser_does_not_give_out(self, sealing: Sealing) -> None:
        sealing.run("return seal.makeDeviceKey(owner)", owner="an")
        found = sealing.run(
            """
            const kept = await new Promise((done) => {
              indexedDB.open("liem-seal").onsuccess = (event) => {
                const asked = event.target.result.transaction("keys").objectStore("keys").get("an");
                asked.onsuccess = () => done(asked.result[0]);
              };
            });
            const given = crypto.subtle.exportKey("raw", kept.lock);
            const refused = await given.then(() => "", (fault) => fault.name);
            const bare = new TextDecoder("latin1").decode(kept.sealed).includes("AGE-SECRET-KEY");
            return [kept.lock.extractable, refused, bare, Object.keys(kept).sort()];
            """
        )
        assert found == [False, "InvalidAccessError", False, ["iv", "lock", "sealed", "shown"]]

    def test_is_the_owners_alone_and_keeps_the_older_ones_behind_it(self, sealing: Sealing) -> None:
        first = sealing.run("return seal.makeDeviceKey(owner)", owner="an")
        second = sealing.run("return seal.makeDeviceKey(owner)", owner="an")
        assert sealing.run("return seal.deviceKey(owner)", owner="an") == second
        for key in (first, second):
            assert sealing.run(OPEN, owner="an", to=key["device"]) == "Sổ quỹ"
        assert sealing.refuses(OPEN, owner="binh", to=first["device"]) == "no_key"
        sealing.run("return seal.makeDeviceKey(owner)", owner="binh")
        assert sealing.refuses(OPEN, owner="binh", to=first["device"]) == "not_for_you"
        sealing.run("return seal.forgetDeviceKey(owner)", owner="an")
        assert sealing.run("return seal.deviceKey(owner)", owner="an") is None


class TestRecoveryKey:
    def test_on_paper_is_typed_back_with_blanks_and_small_letters(self, sealing: Sealing) -> None:
        made = sealing.run("return seal.makeRecoveryKey()")
        identity = parse_identity(made["identity"])
        assert str(identity.recipient) == made["recipient"]
        typed = " ".join(made["identity"][at : at + 4] for at in range(0, len(made["identity"]), 4)).lower()
        assert sealing.run("return seal.readIdentity(typed)", typed=typed) == made["identity"]
        at = len(typed) - 3
        wrong = typed[:at] + ("q" if typed[at] != "q" else "p") + typed[at + 1 :]
        assert sealing.refuses("seal.readIdentity(typed)", typed=wrong) == "bad_identity"

    def test_in_a_passkey_comes_back_the_same_each_time(self, sealing: Sealing) -> None:
        with_authenticator(sealing, prf=True)
        made, asked = sealing.run(f"{PASSKEY} return [made, await seal.askPasskeyRecovery()]")
        assert made == asked
        assert str(parse_recipient(made["recipient"])) == made["recipient"]
        opened = sealing.run(
            "const bytes = await seal.sealLetter({ kind: 'report', words: 'Sổ quỹ' }, [to]);"
            "const { identity } = await seal.askPasskeyRecovery();"
            "return (await seal.openLetter(bytes, [identity])).words",
            to=made["recipient"],
        )
        assert opened == "Sổ quỹ"

    def test_is_refused_where_the_device_holds_no_secrets(self, sealing: Sealing) -> None:
        with_authenticator(sealing, prf=False)
        assert sealing.refuses(PASSKEY) == "no_prf"


class TestDividedKey:
    def test_is_the_same_in_browser_and_python_three_sheets_at_a_time(self, sealing: Sealing) -> None:
        identity = HybridIdentity(b"\5" * 32).text()
        sheets = sealing.run("return seal.splitIdentity(identity)", identity=identity)
        secret = parse_identity(identity).secret
        for chosen in combinations(sheets, 3):
            assert join([Share.parse(sheet) for sheet in chosen]) == secret
        in_python = [share.text() for share in split(secret)]
        for chosen in combinations(in_python, 3):
            typed = " ".join(chosen).lower()
            assert sealing.run("return seal.readIdentity(typed)", typed=typed) == identity

    def test_is_not_given_back_by_fewer_by_one_twice_or_by_a_slip_of_the_pen(self, sealing: Sealing) -> None:
        one, two, three, _four, _five = [share.text() for share in split(b"\5" * 32)]
        strange = split(b"\6" * 32)[2].text()
        for typed, code in (
            (one, "too_few_shares"),
            (one + two, "too_few_shares"),
            (one + two + two, "bad_share"),
            (one + two + strange, "bad_share"),
            (one + two + three[:-1], "bad_share"),
            (one + two + three[:20] + ("Q" if three[20] != "Q" else "P") + three[21:], "bad_share"),
        ):
            assert sealing.refuses("seal.readIdentity(typed)", typed=typed) == code


class TestOfflineTool:
    TOOL = Path(__file__).resolve().parents[2] / "src/liem/ui/static/seal/open.html"

    def test_opens_from_a_file_without_any_server_and_seals_the_reply(
        self, browser: Browser, sealing: Sealing, tmp_path: Path
    ) -> None:
        reader, reporter = HybridIdentity(b"\1" * 32), HybridIdentity(b"\2" * 32)
        made = sealing.run(
            "const files = [{ name: '../a<b>.txt', type: 'text/plain', bytes: new Uint8Array(3) }];"
            "const letter = { kind: 'report', words, replyTo, readers: [to], files };"
            "return seal.base64(await seal.sealLetter(letter, [to]))",
            words="Thu <b>tiền</b> không phiếu",
            replyTo=str(reporter.recipient),
            to=str(reader.recipient),
        )
        (tmp_path / "don.age").write_bytes(base64.b64decode(made))
        context = browser.new_context(offline=True, accept_downloads=True)
        page = context.new_page()
        faults: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(self.TOOL.as_uri())
        for lang, width in (("vi", 360), ("en", 1280)):
            page.set_viewport_size({"width": width, "height": 740})
            page.click(f"[data-lang={lang}]")
            assert page.evaluate("document.documentElement.lang") == lang
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert violations(page) == []
        page.click("[data-lang=vi]")
        page.set_input_files("#sealed", tmp_path / "don.age")
        page.fill("#identity", HybridIdentity(b"\3" * 32).text())
        page.click("form[data-open] button")
        page.wait_for_selector("form[data-open] .error")
        assert "không niêm phong cho khóa này" in page.inner_text("form[data-open] .error")
        page.fill("#identity", reader.text().lower())
        page.click("form[data-open] button")
        page.wait_for_selector(".letter-words")
        assert page.inner_text(".letter-words") == "Thu <b>tiền</b> không phiếu"
        assert page.get_attribute("[data-letter] a", "download") == "_a_b_.txt"
        assert page.input_value("#identity") == ""
        page.fill("#reply", "Đã nhận đơn")
        page.click("form[data-reply] button")
        with page.expect_download() as download:
            page.click("form[data-reply] a")
        reply = download.value.path().read_bytes()
        context.close()
        read = sealing.run(
            "return (await seal.openLetter(seal.fromBase64(bytes), [identity])).words",
            bytes=base64.b64encode(reply).decode(),
            identity=reporter.text(),
        )
        assert read == "Đã nhận đơn"
        assert faults == []
        assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []

    def test_takes_the_outer_seal_off_with_three_sheets_and_leaves_the_inner_to_the_other_body(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        lead, custodian = HybridIdentity(b"\1" * 32), HybridIdentity(b"\2" * 32)
        inner = encrypt_bytes(pack(Letter("identity", "Lường Thị Ngoan")), [lead.recipient])
        (tmp_path / "ten.age").write_bytes(encrypt_bytes(inner, [custodian.recipient]))
        context = browser.new_context(offline=True, accept_downloads=True)
        page = context.new_page()
        page.goto(self.TOOL.as_uri())
        page.set_input_files("#sealed", tmp_path / "ten.age")
        page.fill("#identity", " ".join(share.text() for share in split(custodian.secret)[1:4]))
        page.click("form[data-open] button")
        with page.expect_download() as download:
            page.click("form[data-open] a")
        assert download.value.path().read_bytes() == inner
        page.set_input_files("#sealed", download.value.path())
        page.fill("#identity", lead.text())
        page.click("form[data-open] button")
        page.wait_for_selector(".letter-words")
        assert page.inner_text(".letter-words") == "Lường Thị Ngoan"
        context.close()
