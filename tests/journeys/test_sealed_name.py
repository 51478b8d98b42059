"""Two commissions open a sealed name: one asks, the other agrees, the log signs, each takes off its seal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from accessible import violations
from journeys.conftest import Person
from journeys.test_readers_keys import make_key, sign
from running import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "Lường Thị Ngoan"
# a second official of the provincial commission; keys are made in the browsers
MAKE = """
from cast import BORN, PASSWORD, SETUP
from commission import with_commission
from liem.spine.people import actions as people
at = datetime.now(UTC)
cast = with_commission(assemble(at=at), at=at)
person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson("Đèo Văn Bun"))
people.give_mandate(
    actor=SETUP, at=at, person_id=person.pk, unit_id=cast.units["NC"].pk, post="deputy_head", valid_from=BORN
)
account, _, _ = people.open_account(
    actor=SETUP, at=at, person_id=person.pk, username="monitor.two", password=PASSWORD
)
account.must_change_password = False
account.save(update_fields=["must_change_password"])
"""
DEPOSIT = f"""
import hashlib, re
from datetime import UTC, datetime
from liem.kernel.seal import encrypt_bytes, parse_recipient
from liem.kernel.seal.letter import Letter, opened_word, pack
from liem.spine.roster import readers
from liem.spine.sealed import actions, files
from liem.spine.sealed.policy import REPORTER
from liem.spine.units.models import Unit
at = datetime.now(UTC)
units = {{code: Unit.objects.get(code=code) for code in ("UBKT", "NC")}}
to = {{
    code: [
        parse_recipient(key)
        for key in re.findall(r"^(?:device|recovery) (\\S+)$", readers.handed_out(unit.pk), re.MULTILINE)
    ]
    for code, unit in units.items()
}}
inside = pack(Letter("report", "Quỹ thôn"))
inner = encrypt_bytes(pack(Letter("identity", "{NAME}")), to["UBKT"])
report, _ = actions.deposit(
    actor=REPORTER, at=at, locator="ab" * 16, auth_hash="0" * 64, units=[units["UBKT"].pk],
    blob=files.keep(encrypt_bytes(inside, to["UBKT"]), at=at),
    name=actions.SealedName(
        blob=files.keep_identity(encrypt_bytes(inner, to["NC"]), at=at),
        custodian=units["NC"].pk,
        inner_sha256=hashlib.sha256(inner).hexdigest(),
        opened_hash=hashlib.sha256(opened_word(inside)).hexdigest(),
    ),
)
print(report.pk)
"""
# the hours of the cover traffic go by, and the log signs
HOURS_LATER = """
from datetime import UTC, datetime
from liem.spine.log import sequencer
from liem.spine.log.models import Waiting
at = datetime.now(UTC)
Waiting.objects.update(not_before=at)
sequencer.sequence_all(at=at)
"""


class TestName:
    def test_opens_for_who_asked_when_the_other_body_agreed_and_the_log_holds_both(
        self, office: Callable[..., Server], person: Callable[..., Person]
    ) -> None:
        server = office(MAKE)
        lead, custodian, sent = self._with_lists(server, person)
        report = server.python(DEPOSIT).strip()
        lead.go(f"/khoa/thu/{report}/")
        lead.press("Xin mở danh tính người gửi")
        self._fine(lead, person)
        lead.page.fill("[name=reason]", "Cần hẹn gặp để xác minh")
        with lead.page.expect_navigation():
            lead.page.click("form[data-letter] button")
        assert "Đã xin mở danh tính" in lead.page.inner_text("main")
        self._fine(lead, person)
        asked = lead.page.url
        custodian.go("/khoa/danh-tinh/")
        self._fine(custodian, person)
        with custodian.page.expect_navigation():
            custodian.page.click("main table a")
        custodian.press("Đồng ý, ghi lý do")
        self._fine(custodian, person)
        custodian.page.fill("[name=words]", "Có căn cứ")
        custodian.press("Đồng ý")
        page = custodian.page
        assert "Máy chủ chưa đưa tệp cho ai" in page.inner_text("main")
        assert page.locator("[data-outer]").count() == 0
        self._fine(custodian, person)
        server.python(HOURS_LATER)
        page.reload()
        self._fine(custodian, person)
        with page.expect_navigation():
            page.click("form[data-outer] button")
        assert "Đã gỡ lớp ngoài" in page.inner_text("main")
        assert page.locator("[data-fetch]").count() == 0  # who took off the outer seal reads nothing
        lead.page.goto(asked)
        self._fine(lead, person)
        lead.page.click("[data-fetch]")
        lead.page.wait_for_selector(".letter-words")
        assert lead.page.inner_text(".letter-words") == NAME
        assert violations(lead.page) == []
        assert lead.complaints == custodian.complaints == []
        assert len(sent) > 10
        assert not any(NAME in body or "Quỹ thôn" in body for body in sent)

    def _with_lists(self, server: Server, person: Callable[..., Person]) -> tuple[Person, Person, list[str]]:
        """Four people, two lists; gives the leader, the custodian, and what all browsers sent."""
        sent: list[str] = []
        found = []
        for first, second, names in (
            ("ubkt.chair", "inspector", ("Lò Văn Inh", "Hoàng Thị Piệng")),
            ("monitor", "monitor.two", ("Tạ Thu Hà", "Đèo Văn Bun")),
        ):
            pair = [person(server, username, width=360, height=740) for username in (first, second)]
            for one, username in zip(pair, (first, second), strict=True):
                one.page.on("request", lambda request: sent.append(str(request.post_data_buffer)))
                one.sign_in(username)
                make_key(one)
            sign(pair[1], names[0])
            sign(pair[0], names[1])
            found.append(pair[0])
        return found[0], found[1], sent

    def _fine(self, one: Person, person: Callable[..., Person]) -> None:
        """The page before somebody: on her phone, and in English on a wide screen without scripts."""
        page: Any = one.page
        page.wait_for_timeout(150)
        one.picture(f"{one.name}{re.sub(r'[^a-z]+', '-', page.url)}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        assert violations(page) == [], page.url
        path = page.url.removeprefix(one.server.url)
        other = person(one.server, f"{one.name} en", lang="en", width=1280)
        other.context.add_cookies(one.context.cookies())
        other.context.add_cookies([{"name": "liem_language", "value": "en", "url": one.server.url}])
        assert violations(other.go(path)) == [], path
        other.context.close()
        plain = person(one.server, f"{one.name} plain", lang="vi", script=False, width=360, height=740)
        plain.context.add_cookies(one.context.cookies())
        answer: Any = plain.go(path)
        assert answer.locator("h1").count() == 1
        told = answer.locator("[data-without-script]")
        assert told.count() == 0 or told.first.is_visible(), path
        plain.context.close()
