"""A second body beside the cast that keeps the outer seal of names, and a letter with a sealed name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cast import AT, BORN, PASSWORD, SETUP, Cast, Someone
from keyring import confirm, enrol
from liem.kernel.seal import HybridIdentity, encrypt_bytes
from liem.kernel.seal.letter import Letter, opened_word, pack
from liem.kernel.seal.receipt_code import auth_hash
from liem.spine.people import actions as people
from liem.spine.people.readers import actor_for
from liem.spine.sealed import actions, files
from liem.spine.sealed.models import SealedReport
from liem.spine.sealed.policy import REPORTER

LEAD, CUSTODIAN = HybridIdentity(b"\1" * 32), HybridIdentity(b"\2" * 32)
NAME = "Lường Thị Ngoan, thôn Ghềnh"
AUTH = b"\7" * 32


def with_custodians(cast: Cast, *, at: datetime = AT) -> Cast:
    """Give the provincial commission a second reader and a published list of two."""
    person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson("Đèo Văn Bun"))
    unit = cast.units["NC"].pk
    people.give_mandate(
        actor=SETUP, at=at, person_id=person.pk, unit_id=unit, post="deputy_head", valid_from=BORN
    )
    account, _, _ = people.open_account(
        actor=SETUP, at=at, person_id=person.pk, username="monitor.two", password=PASSWORD
    )
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    actor = actor_for(account, at=at)
    assert actor is not None
    made = Cast(units=cast.units, people={**cast.people, "monitor_two": Someone(account, actor)})
    one, two = (enrol(made, role, at=at) for role in ("monitor", "monitor_two"))
    confirm(made, "monitor_two", one, at=at)
    confirm(made, "monitor", two, at=at)
    return made


@dataclass(frozen=True)
class Named:
    """A report with a sealed name, what lies in both, and the word of who opened the report."""

    report: SealedReport
    locator: str
    inner: bytes
    outer: bytes
    word: str

    @property
    def code(self) -> dict[str, str]:
        return {"locator": self.locator, "auth": AUTH.hex()}


def named(cast: Cast, *, at: datetime = AT, custodian: UUID | None = None, locator: str = "ab" * 16) -> Named:
    """Deposit a report to the commission with a name that another body keeps, the provincial one if any."""
    inside = pack(Letter("report", "Thu quỹ không phiếu", reply_to=str(LEAD.recipient)))
    inner = encrypt_bytes(pack(Letter("identity", NAME)), [LEAD.recipient])
    outer = encrypt_bytes(inner, [CUSTODIAN.recipient])
    word = opened_word(inside)
    report, _ = actions.deposit(
        actor=REPORTER,
        at=at,
        locator=locator,
        auth_hash=auth_hash(AUTH).hex(),
        units=[cast.units["UBKT"].pk],
        blob=files.keep(encrypt_bytes(inside, [LEAD.recipient]), at=at),
        name=actions.SealedName(
            blob=files.keep_identity(outer, at=at),
            custodian=custodian or cast.units["NC"].pk,
            inner_sha256=hashlib.sha256(inner).hexdigest(),
            opened_hash=hashlib.sha256(word).hexdigest(),
        ),
    )
    return Named(report, locator, inner, outer, word.hex())
