"""An office of its own that erases a person and a reminder; prints where what must go stood and stands.

Run in a data folder with a migrated database: ``python erasing.py``. One JSON object on standard output.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path

import django

django.setup()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from django.conf import settings  # noqa: E402 - Django must be ready
from django.db import connection  # noqa: E402

from cast import AT, SETUP, assemble  # noqa: E402
from commission import with_commission  # noqa: E402
from liem.domains.reminders import actions as reminders  # noqa: E402
from liem.spine.custody import actions as custody  # noqa: E402
from liem.spine.ledger import replay  # noqa: E402
from liem.spine.ledger.keyring import keyring  # noqa: E402
from liem.spine.ledger.models import Key  # noqa: E402
from liem.spine.outbox import jobs  # noqa: E402
from liem.spine.people import actions as people  # noqa: E402
from liem.spine.vault import files  # noqa: E402
from spellings import forms  # noqa: E402

FOLDER = Path(settings.LIEM.data_dir)
NAME, PHONE, NUMBER, DEED, PAPER = (
    "Ngân Thị Bưởi Rừng", "0912345678", "MS-7719", "Nộp thiếu sổ quỹ thôn Vực Xanh", "GIẤY VIẾT TAY SỐ 5519"
)  # fmt: skip


def where(marks: dict[str, set[bytes]], folder: Path) -> dict[str, list[str]]:
    """Names of marks → files below a folder that hold one of their forms."""
    found: dict[str, list[str]] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        for name, wanted in marks.items():
            if any(form in data for form in wanted):
                found.setdefault(name, []).append(str(path.relative_to(folder)))
    return found


cast = with_commission(assemble())
person, _ = people.register_person(
    actor=SETUP, at=AT, new=people.NewPerson(NAME, code=NUMBER, born_in=1960, phone=PHONE)
)
mandate, _ = people.give_mandate(
    actor=SETUP, at=AT, person_id=person.pk, unit_id=cast.units["CB01"].pk, post="official_member",
    valid_from=date(2025, 7, 1),
)  # fmt: skip
account, _, _ = people.open_account(
    actor=SETUP, at=AT, person_id=person.pk, username="nganbuoi", password="lua-nep-nuong-2026"
)
chair = cast.actor("ubkt_chair")
new = reminders.NewReminder(
    subject_unit_id=cast.units["CB01"].pk,
    subject_person_id=person.pk,
    content="conduct_of_duty",
    text=DEED,
    wanted="Nộp đủ",
    happened_on=date(2026, 11, 20),
)
proof = reminders.Proof(files.store([f"%PDF-1.4 {PAPER}".encode()], at=AT), f"{NAME}.pdf")
reminder, _ = reminders.note(actor=chair, at=AT, new=new, proof=proof)
reminders.withdraw(actor=chair, at=AT, reminder_id=reminder.pk, reason=f"Ghi nhầm: {DEED}")
people.close_account(actor=SETUP, at=AT, account_id=account.pk, reason="Chuyển đi")
people.end_mandate(
    actor=SETUP, at=AT, mandate_id=mandate.pk, valid_to=date(2026, 11, 1), basis=f"QĐ về {NAME}"
)

keys = list(Key.objects.filter(pk__in=[person.pk, reminder.case_id]))
secrets = list(keyring().secrets([key.slot for key in keys]).values())
with sqlite3.connect(settings.LIEM_KEYRING["file"]) as ring:
    slots = [key.slot.bytes for key in keys]
    wrapped = [row[0] for row in ring.execute("SELECT wrapped FROM secret WHERE slot IN (?, ?)", slots)]
ring.close()
marks = {
    "name": forms(NAME),
    "phone": forms(PHONE),
    "number": forms(NUMBER),
    "deed": forms(DEED),
    "paper": forms(PAPER),
    "account": forms("nganbuoi"),
    "secret": {*secrets, *(secret.hex().encode() for secret in secrets)},
    "wrapped": set(wrapped) | {one[16:] for one in wrapped},
}
before = where(marks, FOLDER)

for key in (reminder.case_id, person.pk):
    erasure, _ = custody.propose(
        actor=cast.actor("personnel"), at=AT, key=key, ground="retention_over", reason="Hết hạn"
    )
    custody.confirm(actor=cast.actor("province_head"), at=AT, erasure_id=erasure.pk)
at_once = where({"secret": marks["secret"], "wrapped": marks["wrapped"], "paper": marks["paper"]}, FOLDER)
jobs.run_due(at=AT + timedelta(days=1))  # the night comes
agrees = [one.words for one in replay.check().differences]
if connection.vendor == "sqlite":
    with sqlite3.connect(FOLDER / "backup.sqlite3") as backup:  # as docs/how-to/back-up.md does it
        connection.connection.backup(backup)
    backup.close()
after = where(marks, FOLDER)
server = {}
if len(sys.argv) > 1:  # the folder of a PostgreSQL: its tables, indexes and write-ahead log
    connection.cursor().execute("CHECKPOINT")
    server = where({name: marks[name] for name in ("secret", "wrapped")}, Path(sys.argv[1]))
print(
    json.dumps(
        {"before": before, "at_once": at_once, "after": after, "differences": agrees, "server": server},
        ensure_ascii=False,
    )
)
