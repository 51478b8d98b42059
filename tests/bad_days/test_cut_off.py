"""Power cuts, full disks and crowds: what was answered is there once, what was not is whole or absent."""

from __future__ import annotations

import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from running import Server, environment

CLERK = Path(__file__).with_name("clerk.py")
pytestmark = pytest.mark.slow

COUNTS = """
from liem.domains.directives.models import Directive
from liem.spine.cases.models import Case, Series
from liem.spine.ledger.models import Entry
from liem.spine.tasks.models import Task
import json
rows = [[str(d.pk), d.state, d.case.tasks.count()] for d in Directive.objects.select_related("case")]
numbers = sorted(Case.objects.values_list("number", flat=True))
seqs = {str(s): k for s, k in Entry.objects.values_list("subject", "kind")}
confirmed = list(Entry.objects.filter(kind="directives.directive.confirmed").values_list("subject",
flat=True))
print(json.dumps({
    "rows": rows, "numbers": numbers, "confirmed": [str(c) for c in confirmed],
    "last": list(Series.objects.filter(name="case:directive").values_list("last", flat=True)),
}))
"""


class Office:
    """An installation of its own on SQLite, worked by clerks in processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server(folder, 0, [], environment(folder, 8000))
        self.run("stand")

    def start(self, *words: str, **options: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(CLERK), *words],
            env=self.server.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            **options,  # type: ignore[call-overload]
        )

    def run(self, *words: str) -> list[dict[str, object]]:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return [json.loads(line) for line in out.splitlines()]

    def counts(self) -> dict[str, list[object]]:
        return json.loads(self.server.python(COUNTS))


@pytest.fixture
def office(tmp_path: Path, migrated: Path) -> Office:
    folder = tmp_path / "office"
    shutil.copytree(migrated, folder)
    return Office(folder)


def whole(counts: dict[str, list[object]], answered: set[str]) -> None:
    """Every answered confirmation stands exactly once with its two tasks; every other paper is whole or
    unconfirmed."""
    states = {pk: (state, tasks) for pk, state, tasks in counts["rows"]}  # type: ignore[misc]
    assert {pk for pk in answered if states.get(pk) != ("confirmed", 2)} == set()
    assert {(state, tasks) for state, tasks in states.values()} <= {("confirmed", 2), ("received", 0)}
    confirmed = counts["confirmed"]
    assert len(confirmed) == len(set(map(str, confirmed)))
    assert {pk for pk, (state, _) in states.items() if state == "confirmed"} == set(confirmed)
    numbers = counts["numbers"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert counts["last"] == [len(numbers)]


class TestPowerCut:
    def test_leaves_each_answered_confirmation_once_and_the_rest_whole_or_absent(
        self, office: Office
    ) -> None:
        chance = random.Random(11)
        answered: set[str] = set()
        for _ in range(8):
            process = office.start("confirm", "10000")
            assert process.stdout is not None
            answered.add(json.loads(process.stdout.readline())["directive"])
            time.sleep(chance.uniform(0.0, 0.25))
            process.send_signal(signal.SIGKILL)
            rest, _ = process.communicate()
            complete = rest.splitlines() if rest.endswith("\n") else rest.splitlines()[:-1]
            answered |= {json.loads(line)["directive"] for line in complete}
        assert len(answered) > 20
        whole(office.counts(), answered)


class TestFullDisk:
    def test_keeps_no_half_rows_and_works_on_when_there_is_room(self, office: Office) -> None:
        database = next(office.folder.glob("*.sqlite3"))
        limit = database.stat().st_size + 300_000

        def small_disk() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        process = office.start("confirm", "3000", preexec_fn=small_disk)
        out, err = process.communicate(timeout=120)
        assert process.returncode != 0
        assert "OperationalError" in err or "OSError" in err, err[-2000:]
        answered = {json.loads(line)["directive"] for line in out.splitlines()}
        whole(office.counts(), answered)
        more = {str(line["directive"]) for line in office.run("confirm", "3")}
        whole(office.counts(), answered | more)


class TestCrowd:
    def test_of_eight_clerks_loses_no_update_and_is_never_told_that_the_database_is_locked(
        self, office: Office
    ) -> None:
        task = str(office.run("give", "CB01", "1")[0]["task"])
        many = 40
        clerks = [office.start("report", "cell.secretary", task, str(many)) for _ in range(8)]
        seqs: list[int] = []
        for clerk in clerks:
            out, err = clerk.communicate(timeout=120)
            assert clerk.returncode == 0, err
            seqs += [json.loads(line)["seq"] for line in out.splitlines()]
        assert len(seqs) == len(set(seqs)) == 8 * many
        kept = office.server.python(
            "from liem.spine.tasks.models import Progress\n"
            "from liem.spine.ledger.models import Entry\n"
            "entries = Entry.objects.filter(kind='tasks.task.progress_reported')\n"
            "print(Progress.objects.count(), entries.count())"
        )
        assert kept.split() == [str(8 * many)] * 2


class TestJob:
    def test_cut_off_in_the_middle_is_done_once_after_the_restart(self, office: Office) -> None:
        text = (
            "TỈNH ỦY AN LIÊM\nSố 12-CV/TU\nAn Liêm, ngày 20 tháng 11 năm 2026\n\n"
            "1. Chi bộ báo cáo quỹ trước ngày 30/11/2026.\n"
        )
        office.server.python(
            "from datetime import UTC, datetime\n"
            "from liem.domains.directives import actions\n"
            "from liem.spine.people.models import Account\n"
            "from liem.spine.people.readers import actor_for\n"
            "from liem.spine.vault import files\n"
            "at = datetime.now(UTC)\n"
            "clerk = actor_for(Account.objects.get(username='clerk'), at=at)\n"
            f"blob = files.store([{text!r}.encode()], at=at)\n"
            "actions.receive(actor=clerk, at=at, unit_id=clerk.unit_id, file_name='a.txt', blob=blob)\n"
        )
        # a worker takes the job and is gone before it can do it
        office.server.python(
            "from datetime import UTC, datetime\n"
            "from liem.spine.outbox import jobs\n"
            "assert jobs._claim(datetime.now(UTC)) is not None\n"
        )
        told = office.server.python(
            "from datetime import UTC, datetime\n"
            "from liem.domains.directives.models import Directive\n"
            "from liem.spine.ledger.models import Entry\n"
            "from liem.spine.outbox import jobs\n"
            "jobs.release()\n"
            "jobs.run_due(at=datetime.now(UTC))\n"
            "jobs.run_due(at=datetime.now(UTC))\n"
            "d = Directive.objects.get()\n"
            "kept = Entry.objects.filter(kind='directives.reading.recorded').count()\n"
            "print(d.state, len(d.reading['tasks']), kept)"
        )
        assert told.split() == ["read", "1", "1"]
