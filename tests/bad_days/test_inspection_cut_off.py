"""The power cut between a decision and its notification, over HTTP: a whole server with its jobs is killed at
random moments and started again. What was decided is there once, who had to be told is told once.

Mail goes to files. A mail whose job was killed after sending goes out again under the same Message-ID, so
that a mail server shows it once; no other copy is allowed.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from bad_days.visitor import Form, Visitor
from cast import PASSWORD
from running import Server

pytestmark = pytest.mark.slow
TESTS = str(Path(__file__).parents[1])
DISCIPLINES, INSPECTIONS = 10, 8
BETWEEN = (4, 0, 6, 2)  # how many clicks are answered between two cuts

POSTED = """
from liem.site.settings import *
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = {folder!r}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""

READY = f"""
import json, sys
sys.path.insert(0, {TESTS!r})
from datetime import UTC, datetime
from cast import assemble
from commission import with_commission
from inspecting import opened
from liem.domains.discipline import actions, voting
from liem.domains.discipline.actions import NewAct, Proposal
from liem.domains.discipline.votes import Ballots
from liem.domains.inspections.models import Paper, TeamMember
from liem.kernel.clock import local_day
from liem.spine.people.models import Person
at = datetime.now(UTC)
day = local_day(at)
cast = with_commission(assemble(at=at), at=at)
for role, someone in cast.people.items():
    Person.objects.filter(pk=someone.account.person_id).update(email=f"{{role}}@example.org")
chair = cast.actor("ubkt_chair")
three = Ballots(entitled=3, present=3, issued=3, collected=3, invalid=0, counts={{"reprimand": 3}})
disciplines = []
for number in range({DISCIPLINES}):
    new = Proposal(
        subject="member", subject_unit_id=cast.units["CB01"].pk, proposed_on=day,
        subject_person_id=cast.account("member").person_id, acts=(NewAct(f"Việc sai thứ {{number}}", day),),
    )
    case, _ = actions.propose(actor=chair, at=at, new=new)
    same = {{"actor": chair, "at": at, "discipline_id": case.pk}}
    actions.examine(**same)
    actions.hear(**same, said_on=day, words="Tôi nhận khuyết điểm.")
    voting.record_vote(**same, held_on=day, ballots=three, counters="Hoàng Thị Piệng")
    disciplines.append(str(case.pk))
inspections = []
for number in range({INSPECTIONS}):
    case = opened(cast, at=at)
    TeamMember.objects.create(
        inspection=case, person=cast.account("inspector").person, role="head", since=at
    )
    for kind in ("decision", "plan"):
        Paper.objects.create(
            inspection=case, kind=kind, title=kind, issued_on=day, body={{"words": kind}}, at=at
        )
    inspections.append(str(case.pk))
print(json.dumps({{
    "disciplines": disciplines, "inspections": inspections, "day": f"{{day:%d/%m/%Y}}",
    "person": {{role: str(one.account.person_id) for role, one in cast.people.items()}},
}}))
"""

# The worker does what waits; a job that a kill left leased on PostgreSQL comes back when its lease is over.
QUIET = """
import time
from datetime import UTC, datetime, timedelta
from liem.spine.outbox import jobs
from liem.spine.outbox.models import Job
waiting = Job.objects.filter(kind="notices.mail", state=Job.State.WAITING)
for _ in range(100):
    if not waiting.exists():
        break
    time.sleep(0.1)
jobs.run_due(at=datetime.now(UTC) + jobs.LEASE + timedelta(seconds=1), limit=1000)
"""

STANDS = """
import json
from liem.domains.discipline.models import DisciplineCase, Notification
from liem.domains.inspections.models import Inspection, StepTaken
from liem.spine.cases.models import Series
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.outbox.models import Job
print(json.dumps({
    "disciplines": list(DisciplineCase.objects.values_list("pk", "state", "decision_number")),
    "notifications": list(Notification.objects.values_list("discipline_id", flat=True)),
    "inspections": list(Inspection.objects.values_list("pk", "state")),
    "steps": list(StepTaken.objects.values_list("inspection_id", "key")),
    "entries": list(Entry.objects.values_list("kind", "subject")),
    "numbers": list(
        Series.objects.filter(name__startswith="letter:", unit__code="UBKT").values_list("last", flat=True)
    ),
    "notices": list(Notice.objects.values_list("pk", "person_id", "key")),
    "unmailed": Notice.objects.filter(mailed_at__isnull=True).count(),
    "jobs": list(Job.objects.filter(kind="notices.mail").values_list("key", "state")),
}, default=str))
"""


@dataclass
class Chair:
    """The chair of the commission at work: one page, one click, until the line breaks."""

    ready: dict[str, Any]
    todo: list[tuple[str, str]]
    answered: set[tuple[str, str]] = field(default_factory=set)
    kept_unanswered: set[tuple[str, str]] = field(default_factory=set)
    last_took: float = 0.1

    def address(self, verb: str, pk: str) -> str:
        if verb == "step":
            return reverse("oversight:inspections_step", args=[pk, "decide"])
        return reverse(f"oversight:discipline_{verb}", args=[pk])

    def work(self, visitor: Visitor, *, cut: Callable[[float], None], after: int) -> None:
        """Do what is left; the power is cut some time into the click ``after`` so many answered ones.

        A page that is closed tells that the last click was kept before the cut.
        """
        typed = {
            "decide": {"form": "reprimand", "on": self.ready["day"]},
            "notify": {"to": "Chi bộ thôn Ghềnh", "how": "ký nhận trực tiếp", "on": self.ready["day"]},
            "step": {"on": self.ready["day"]},
        }
        while self.todo:
            verb, pk = self.todo[0]
            path = self.address(verb, pk)
            status, page, _ = visitor.get(path)
            was_kept = status == 403 or (verb == "notify" and self._is_told(visitor, pk))
            if not was_kept:
                assert status == 200, (verb, status, page[-2000:])
                if after == 0:
                    cut(self.last_took)
                after -= 1
                began = time.monotonic()
                status, page, _ = visitor.post(path, Form(page, holds="on").sent | typed[verb])
                self.last_took = time.monotonic() - began
                assert status == 302, page[-3000:]
            (self.kept_unanswered if was_kept else self.answered).add((verb, pk))
            self.todo.pop(0)

    def _is_told(self, visitor: Visitor, pk: str) -> bool:
        """A decision may be handed over to several; who looks at the case sees that it was."""
        _status, page, _ = visitor.get(reverse("oversight:discipline_one", args=[pk]))
        return "ký nhận trực tiếp" in page


def told(after: dict[str, Any], key: str) -> list[str]:
    """The persons told under a key; one who was told twice stands twice."""
    return sorted(person for _pk, person, own in after["notices"] if own == key)


def sent_mails(folder: Path) -> Counter[str]:
    """How often each notice went out, by the id of its message; half a mail of a killed process has none."""
    words = "".join(file.read_text("utf-8", "replace") for file in folder.glob("*.log"))
    return Counter(re.findall(r"^Message-ID: <([0-9a-f-]{36})@liem>$", words, re.MULTILINE))


@pytest.mark.twin
def test_decisions_and_their_notices_are_neither_lost_nor_doubled_by_power_cuts(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    code, mails = tmp_path / "code", tmp_path / "mails"
    code.mkdir()
    mails.mkdir()
    (code / "posted.py").write_text(POSTED.format(folder=str(mails)), encoding="utf-8")
    server = serve(
        DJANGO_SETTINGS_MODULE="posted",
        PYTHONPATH=str(code),
        LIEM_EMAIL_HOST="mail.example.org",
        LIEM_EMAIL_SENDER="liem@example.org",
    )
    ready = json.loads(server.python(READY))
    chance = random.Random(23)
    todo = [(verb, pk) for pk in ready["disciplines"] for verb in ("decide", "notify")]
    for pk in ready["inspections"]:
        todo.insert(chance.randrange(len(todo) + 1), ("step", pk))
    clicks = list(todo)
    chair = Chair(ready, todo)
    cuts: list[threading.Timer] = []

    def cut(within: float) -> None:
        cuts.append(threading.Timer(chance.uniform(0.0, 1.2 * within), server.kill))
        cuts[-1].start()

    for after in BETWEEN:
        visitor = Visitor(server.port, "ubkt.chair", PASSWORD)
        with contextlib.suppress(OSError):  # the line breaks: the power is gone
            chair.work(visitor, cut=cut, after=after)
        cuts[-1].join()
        server.start()
    assert len(cuts) == len(BETWEEN)
    chair.work(Visitor(server.port, "ubkt.chair", PASSWORD), cut=cut, after=len(clicks))
    server.python(QUIET)
    after = json.loads(server.python(STANDS))

    assert chair.answered | chair.kept_unanswered == set(clicks)
    assert len(chair.kept_unanswered) <= len(cuts)  # one click was under way at each cut
    entries = Counter((kind, subject) for kind, subject in after["entries"])
    person = ready["person"]
    handlers = sorted((person["ubkt_chair"], person["inspector"]))  # the second inspector is kin
    assert {state for _pk, state, _number in after["disciplines"]} == {"notified"}
    assert sorted(after["notifications"]) == sorted(ready["disciplines"])
    for pk in ready["disciplines"]:
        assert entries["discipline.case.decided", pk] == 1
        assert entries["discipline.decision.notified", pk] == 1
        assert told(after, f"discipline:{pk}:decided") == handlers
        assert told(after, f"discipline:{pk}:notified") == [person["member"]]
    numbers = sorted(number for _pk, _state, number in after["disciplines"])
    assert numbers == [f"{number:02d}-QĐ/UBKTĐU" for number in range(1, DISCIPLINES + 1)]
    assert after["numbers"] == [DISCIPLINES]
    assert sorted(after["steps"]) == sorted([pk, "decide"] for pk in ready["inspections"])
    for pk in ready["inspections"]:
        assert entries["inspections.step.recorded", pk] == 1
        assert told(after, f"inspections.step:{pk}:decide") == [person["inspector"]]

    notices = {pk for pk, _person, _key in after["notices"]}
    assert after["unmailed"] == 0
    assert sorted(after["jobs"]) == sorted([f"notices.mail:{pk}", "done"] for pk in notices)
    mailed = sent_mails(mails)
    assert set(mailed) == notices
    assert mailed.total() - len(notices) <= len(
        cuts
    )  # again under the same id, where a cut came after the sending
