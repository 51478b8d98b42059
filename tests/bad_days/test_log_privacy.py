"""What everybody may see of the log, and what a server writes about its visitors, tells of no person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from bad_days.test_http import READY
from bad_days.visitor import Form, Visitor
from cast import PASSWORD
from liem.kernel.canon import LEAF_SIZE
from running import Server
from spellings import forms

pytestmark = [pytest.mark.slow, pytest.mark.twin]
NAME, PHONE, NUMBER, MAIL = "Ngân Thị Bưởi Rừng", "0912345678", "MS7719", "nganbuoi@example.vn"
DEED = "Nộp thiếu sổ quỹ thôn Vực Xanh"
OUTSIDE = """
import json
from datetime import UTC, datetime
from pathlib import Path
from liem.spine.ledger.models import Entry
from liem.spine.log import place, publishing, receipts, sequencer
at = datetime.now(UTC)
sequencer.sequence_all(at=at)
publishing.publish(at=at)
folder = place.folder_of(place.current()).root
entries = list(Entry.objects.order_by("seq"))
proofs = [str(receipts.promise(entry, at=at)) for entry in entries]
found = [receipts.proven(entry, at=at) for entry in entries]
proofs += [one.proof.encode().decode() for one in found if one]
lengths = sorted({len(entry.leaf) for entry in entries})
print(json.dumps({"folder": str(folder), "proofs": proofs, "lengths": lengths}))
"""


MARKS = {text: forms(text) for text in (NAME, PHONE, NUMBER, MAIL, DEED)}


def told(data: bytes) -> list[str]:
    return [text for text, wanted in MARKS.items() if any(form in data for form in wanted)]


@pytest.fixture
def visited(serve: Callable[..., Server]) -> Server:
    """An office whose people wrote, looked for, mistyped and sent in what must not get out."""
    server = serve("--no-jobs")
    server.python(READY)
    officer = Visitor(server.port, "personnel", PASSWORD)
    path = "/nhan-su/ghi-ten/"
    form = Form(officer.get(path)[1], holds="name").sent
    person = {"name": NAME, "phone": PHONE, "code": NUMBER, "email": MAIL}
    assert officer.post(path, form | person)[0] == 302
    assert officer.get(f"/tim/?q={quote(NAME)}")[0] == 200
    assert officer.get(f"/khong-co/{quote(DEED)}/?{PHONE}")[0] == 404
    with pytest.raises(AssertionError):  # somebody types the name for the account
        Visitor(server.port, NAME, PASSWORD)
    clerk = Visitor(server.port, "clerk", PASSWORD)
    form = Form(clerk.get("/van-ban/")[1], holds="csrfmiddlewaretoken").sent
    assert clerk.send("/van-ban/gui/", form, f"{NUMBER}.txt", f"{NAME}: {DEED}".encode())[0] == 302
    return server


def test_no_tile_receipt_or_line_of_the_server_holds_a_word_of_a_person(visited: Server) -> None:
    found = json.loads(visited.python(OUTSIDE))
    published = [path for path in Path(found["folder"]).rglob("*") if path.is_file()]
    assert any(path.name == "checkpoint" for path in published)
    assert any("entries" in path.parts for path in published)
    assert {path.name: told(path.read_bytes()) for path in published if told(path.read_bytes())} == {}
    assert len(found["proofs"]) > 10
    assert [one for one in found["proofs"] if told(one.encode())] == []
    assert found["lengths"] == [LEAF_SIZE]
    visited.stop()
    assert told(visited.log.encode()) == []


def test_such_words_would_have_been_seen(visited: Server) -> None:
    """They do stand in the office's own data: what is looked for is what was written."""
    code = f"""
from liem.spine.people.models import Person
from liem.spine.vault import files
held = [one.name + one.phone + one.code + one.email for one in Person.objects.filter(name={NAME!r})]
held += [files.open_checked(blob).read().decode("utf-8", "replace") for blob in files.every()]
print("\\n".join(held))
"""
    assert set(told(visited.python(code).encode())) == set(MARKS)
