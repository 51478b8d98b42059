"""Two real processes at one row: both drafts stay and show as a conflict, one decision wins and the other is
told who made it, numbers of a series have no gap and no double.

The writers go in step: each waits before every try until both are ready.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from running import Server, environment, own_database

pytestmark = [pytest.mark.slow, pytest.mark.twin]
TESTS = str(Path(__file__).parents[1])
TRIES = 3

SHARED = f"""
import json, sys
sys.path.insert(0, {TESTS!r})
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from concluding import whole
from liem.domains.inspections import actions, conclusion_actions as conclusions
from liem.domains.inspections.models import Inspection
from liem.kernel.clock import local_day
from liem.spine.access import Conflict
from liem.spine.cases.models import Case, Series
from liem.spine.ledger.models import Entry
from liem.spine.people.models import Account
from liem.spine.people.readers import actor_for
from liem.spine.units.models import Unit
at = datetime.now(UTC)

def actor(role):
    return actor_for(Account.objects.get(username=role.replace("_", ".")), at=at)

class Standing:
    units = {{one.code: one for one in Unit.objects.all()}}
    account = staticmethod(lambda role: Account.objects.get(username=role.replace("_", ".")))

def content(outcome):
    return replace(whole(Standing, due=local_day(at) + timedelta(days=30)), outcome=outcome)

def together(of, do):
    for one in of:
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(do(one), default=str), flush=True)
"""

READY = """
from cast import BORN, PASSWORD, SETUP, assemble
from commission import with_commission
from concluding import heard
from liem.domains.discipline import actions as discipline, voting
from liem.domains.discipline.votes import Ballots
from liem.spine.people import actions as people
cast = with_commission(assemble(at=at), at=at)
Standing.units = cast.units
person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson("Lường Thị Sen"))
people.give_mandate(actor=SETUP, at=at, person_id=person.pk, unit_id=cast.units["UBKT"].pk,
                    post="inspection_deputy", valid_from=BORN)
people.open_account(actor=SETUP, at=at, person_id=person.pk, username="ubkt.deputy", password=PASSWORD)
made = {"drafted": [], "decided": []}
for kind in made:
    for _ in range(TRIES):
        case = heard(cast, at=at)
        draft, _ = conclusions.save_draft(actor=actor("inspector"), at=at, inspection_id=case.pk, parent=None,
                                          content=content("faulty"))
        made[kind].append([str(case.pk), str(draft.pk)])
day, chair = local_day(at), actor("ubkt_chair")
made["disciplines"] = []
for number in range(TRIES):
    new = discipline.Proposal(
        subject="member", subject_unit_id=cast.units["CB01"].pk, proposed_on=day,
        subject_person_id=cast.account("member").person_id,
        acts=(discipline.NewAct(f"Việc sai thứ {number}", day),),
    )
    case, _ = discipline.propose(actor=chair, at=at, new=new)
    same = {"actor": chair, "at": at, "discipline_id": case.pk}
    discipline.examine(**same)
    discipline.hear(**same, said_on=day, words="Tôi nhận khuyết điểm.")
    three = Ballots(entitled=3, present=3, issued=3, collected=3, invalid=0, counts={"reprimand": 3})
    voting.record_vote(**same, held_on=day, ballots=three, counters="Hoàng Thị Piệng")
    made["disciplines"].append(str(case.pk))
print(json.dumps(made))
"""

SAVES = """
def save(pair):
    draft, receipt = conclusions.save_draft(actor=actor(ROLE), at=datetime.now(UTC), inspection_id=pair[0],
                                            parent=pair[1], content=content(OUTCOME))
    return {"number": draft.number, "parent": draft.parent_id, "seq": receipt and receipt.seq}
together(OF, save)
"""

ISSUES = """
from concluding import signer_of
signer = signer_of(Standing)
def issue(pair):
    try:
        paper, receipt = conclusions.issue_conclusion(actor=actor(ROLE), at=datetime.now(UTC),
                                                      inspection_id=pair[0], draft_id=pair[1], signer=signer)
    except Conflict as refusal:
        return {"refused": refusal.message}
    return {"number": paper.number}
together(OF, issue)
"""

DECIDES = """
from liem.domains.discipline import deciding
def decide(pk):
    try:
        receipt = deciding.decide(actor=actor(ROLE), at=datetime.now(UTC), discipline_id=pk,
                                  decided_on=local_day(at))
    except Conflict as refusal:
        return {"refused": refusal.message}
    return {"seq": receipt.seq}
together(OF, decide)
"""

OPENS = """
from liem.spine.cases.steps import next_number
from liem.spine.ledger.transaction import atomic
def take(number):
    chair, unit = actor(ROLE), Standing.units["UBKT"]
    if number % 3 == 0:  # a try that takes the number and fails gives it back
        try:
            with atomic():
                next_number(unit=unit, name="case:inspection", period=str(local_day(at).year))
                raise ZeroDivisionError
        except ZeroDivisionError:
            return {}
    case, _ = actions.open_inspection(
        actor=chair, at=datetime.now(UTC), unit_id=unit.pk, procedure="compliance_inspection",
        subject_unit_id=Standing.units["CB01"].pk, purpose="Quỹ",
    )
    return {"number": case.case.number}
together(OF, take)
"""


class Office:
    """An installation of its own with the commission at work."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder, 0, [], environment(folder, 8000))
        url = os.environ.get("LIEM_DATABASE_URL", "")
        if url.startswith("postgres"):
            self.server.environ["LIEM_DATABASE_URL"] = own_database(url)
        self.ready: dict[str, Any] = json.loads(self.python(f"TRIES = {TRIES}\n{READY}"))

    def python(self, code: str) -> str:
        return self.server.python(SHARED + code)

    def at_once(self, code: str, of: list[Any], *names: dict[str, str]) -> list[list[dict[str, Any]]]:
        """Run ``code`` in one process for each of ``names``; give the answers try by try."""
        writers = []
        for own in names:
            given = "".join(f"{name} = {value!r}\n" for name, value in (own | {"OF": of}).items())
            line = [sys.executable, "-c", f"import django; django.setup()\n{SHARED}{given}{code}"]
            writers.append(
                subprocess.Popen(
                    line,
                    env=self.server.environ,
                    cwd=self.server.data_dir,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        try:
            return [self._one_try(writers) for _ in of]
        finally:
            for writer in writers:
                writer.kill()
                writer.communicate()

    @staticmethod
    def _one_try(writers: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("\n")
            writer.stdin.flush()
        return [json.loads(writer.stdout.readline()) for writer in writers if writer.stdout]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Office:
    folder = tmp_path_factory.mktemp("two-writers") / "office"
    shutil.copytree(migrated, folder)
    return Office(folder)


CHAIR, DEPUTY = {"ROLE": "ubkt_chair"}, {"ROLE": "ubkt_deputy"}


def test_keeps_both_drafts_saved_at_once_and_shows_the_conflict(office: Office) -> None:
    pairs = office.ready["drafted"]
    writers = ({"ROLE": "inspector", "OUTCOME": "clean"}, {"ROLE": "ubkt_chair", "OUTCOME": "discipline_due"})
    for pair, saved in zip(pairs, office.at_once(SAVES, pairs, *writers), strict=True):
        assert sorted(one["number"] for one in saved) == [2, 3]
        assert {one["parent"] for one in saved} == {pair[1]}
        assert len({one["seq"] for one in saved}) == 2
    case = pairs[0][0]
    shown = office.python(
        "from django.test import Client\n"
        "from django.urls import reverse\n"
        f"case = Inspection.objects.get(pk={case!r})\n"
        "client = Client(SERVER_NAME='127.0.0.1')\n"
        "client.force_login(Standing.account('inspector'))\n"
        "names = [f'oversight:inspections_conclusion{one}' for one in ('', '_compare')]\n"
        "where = [reverse(name, args=[case.pk]) for name in names]\n"
        "said = sorted((d.number, d.content['outcome'], d.by.name) for d in case.drafts.all())\n"
        "print(json.dumps([said, where[1], *(client.get(one).content.decode() for one in where)]))"
    )
    versions, compare, editor, both = json.loads(shown)
    assert [number for number, _, _ in versions] == [1, 2, 3]
    assert {(outcome, name) for _, outcome, name in versions[1:]} == {
        ("clean", "Hoàng Thị Piệng"),
        ("discipline_due", "Lò Văn Inh"),
    }
    assert compare in editor
    assert all(name in both for name in ("Hoàng Thị Piệng", "Lò Văn Inh"))


def test_lets_one_of_two_issue_and_tells_the_other_who_did(office: Office) -> None:
    pairs = office.ready["decided"]
    names = ("Lò Văn Inh", "Lường Thị Sen")
    numbers = []
    for answers in office.at_once(ISSUES, pairs, CHAIR, DEPUTY):
        (won,) = [place for place, one in enumerate(answers) if "number" in one]
        numbers.append(answers[won]["number"])
        assert f"{names[won]} ghi bước" in answers[1 - won]["refused"]
    assert numbers == list(range(1, TRIES + 1))
    kept = office.python(
        f"cases = Inspection.objects.filter(pk__in={[pair[0] for pair in pairs]!r})\n"
        "entries = Entry.objects.filter(kind='inspections.conclusion.issued')\n"
        "print(json.dumps([[c.papers.filter(kind='conclusion').count(), c.requirements.count(),"
        " c.steps.filter(key='conclude').count(), c.case.tasks.count(),"
        " entries.filter(subject=c.pk).count()] for c in cases]))"
    )
    assert json.loads(kept) == [[1, 1, 1, 1, 1]] * TRIES


def test_lets_one_of_two_decide_a_discipline(office: Office) -> None:
    disciplines = office.ready["disciplines"]
    for answers in office.at_once(DECIDES, disciplines, CHAIR, DEPUTY):
        assert sorted(next(iter(one)) for one in answers) == ["refused", "seq"]
    kept = office.python(
        "from liem.domains.discipline.models import DisciplineCase\n"
        "print(json.dumps([sorted(DisciplineCase.objects.values_list('decision_number', flat=True)),"
        " Entry.objects.filter(kind='discipline.case.decided').count()]))"
    )
    assert json.loads(kept) == [[f"{one:02d}-QĐ/UBKTĐU" for one in range(1, TRIES + 1)], TRIES]


def test_gives_two_clerks_numbers_without_a_gap_or_a_double(office: Office) -> None:
    before = len(office.ready["drafted"]) + len(office.ready["decided"])
    tries = list(range(9))
    taken = [one["number"] for pair in office.at_once(OPENS, tries, CHAIR, DEPUTY) for one in pair if one]
    assert sorted(taken) == list(range(before + 1, before + 1 + 12))
    last = office.python(
        "series = Series.objects.filter(name='case:inspection').values_list('last', flat=True)\n"
        "dossiers = Case.objects.filter(kind='inspection').values('dossier').distinct()\n"
        "print(json.dumps([list(series), dossiers.count()]))"
    )
    assert json.loads(last) == [[before + 12], before + 12]
