"""Bad days met over HTTP: two clerks at one document, the power cut while confirming, a disk without room."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bad_days.visitor import Form, Visitor
from cast import PASSWORD
from running import Server, environment, free_port

pytestmark = pytest.mark.slow
TESTS = str(Path(__file__).parents[1])
READY = f"""
import sys
sys.path.insert(0, {TESTS!r})
from datetime import UTC, datetime
from cast import assemble
from liem.domains.directives import actions
from liem.domains.directives.models import Directive
from liem.spine.outbox import jobs
from liem.spine.vault import files
at = datetime.now(UTC)
cast = assemble(at=at)
text = (
    "TỈNH ỦY AN LIÊM\\nSố 12-CV/TU\\nAn Liêm, ngày 20 tháng 11 năm 2026\\n\\n"
    "1. Chi bộ báo cáo quỹ trước ngày 30/11/2026.\\n2. Chi bộ rà soát sổ đảng viên.\\n"
)
blob = files.store([text.encode()], at=at)
actor = cast.actor("clerk")
directive, _ = actions.receive(actor=actor, at=at, unit_id=actor.unit_id, file_name="cv.txt", blob=blob)
jobs.run_due(at=datetime.now(UTC))
directive.refresh_from_db()
assert directive.state == "read", directive.state
print(directive.pk)
"""
STANDS = """
import json
from liem.domains.directives.models import Directive
from liem.spine.cases.models import Case
from liem.spine.ledger.models import Entry
rows = [[d.number, d.state, d.case.tasks.count()] for d in Directive.objects.select_related("case")]
confirmed = Entry.objects.filter(kind="directives.directive.confirmed")
print(json.dumps({
    "rows": rows,
    "confirmed": [str(subject) for subject in confirmed.values_list("subject", flat=True)],
    "cases": sorted(Case.objects.values_list("number", flat=True)),
    "seqs": list(Entry.objects.order_by("seq").values_list("seq", flat=True)),
}))
"""
HEAD = {
    "symbol": "CV/TU",
    "issuer": "Tỉnh ủy An Liêm",
    "kind": "official_letter",
    "issued_on": "20/11/2026",
    "subject": "Rà soát sổ quỹ chi bộ",
    "do": "confirm",
    "items": "2",
    "t0-include": "on",
    "t0-text": "Rà soát sổ quỹ",
    "t0-due_kind": "none",
    "t0-due_unit": "d",
    "t1-include": "on",
    "t1-text": "Báo cáo kết quả",
    "t1-due_kind": "none",
    "t1-due_unit": "d",
}


def stands(server: Server) -> dict[str, list[object]]:
    found: dict[str, list[object]] = json.loads(server.python(STANDS))
    return found


def sheet(visitor: Visitor, path: str) -> dict[str, str]:
    """The confirmation form as it stands, ready to be confirmed; what is unknown is left so on purpose."""
    status, page, _ = visitor.get(path)
    assert status == 200
    sent = Form(page, holds="revision").sent
    return (
        HEAD | {"number": "12"} | {name: value for name, value in sent.items() if value} | {"do": "confirm"}
    )


class TestTwoClerks:
    @pytest.mark.twin
    def test_at_one_document_the_second_sees_who_confirmed_it_and_when(
        self, serve: Callable[..., Server]
    ) -> None:
        server = serve("--no-jobs")
        path = f"/van-ban/{server.python(READY).strip()}/"
        clerks = [Visitor(server.port, name, PASSWORD) for name in ("clerk", "office.head")]
        forms = [sheet(clerk, path) for clerk in clerks]
        together = threading.Barrier(2)

        def confirm(place: int) -> tuple[int, str, str]:
            together.wait()
            return clerks[place].post(path, forms[place])

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(confirm, range(2)))
        assert sorted(answer[0] for answer in answers) == [302, 409]
        told = re.sub(r"\s+", " ", next(page for status, page, _ in answers if status == 409))
        assert re.search(
            r"(Lò Thị Mai|Hà Văn Tính) đã xác nhận văn bản này lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}", told
        )
        assert "Chi bộ báo cáo quỹ" in told  # what the second one typed is still there
        after = stands(server)
        assert (len(after["confirmed"]), after["rows"]) == (1, [["12", "confirmed", 2]])


class TestPowerCutWhileConfirming:
    @pytest.mark.twin
    def test_leaves_each_answered_document_once_and_the_rest_whole_or_absent(
        self, serve: Callable[..., Server]
    ) -> None:
        server = serve("--no-jobs")
        server.python(READY)
        chance = random.Random(7)
        answered: set[str] = set()
        sent = 0
        for _ in range(3):
            visitor = Visitor(server.port, "clerk", PASSWORD)
            form = Form(visitor.get("/van-ban/nhap-tay/")[1], holds="revision").sent
            cut = threading.Timer(chance.uniform(0.4, 0.9), server.kill)
            cut.start()
            try:
                while True:
                    sent += 1
                    number = f"9{sent:04d}"
                    status, page, _ = visitor.post("/van-ban/nhap-tay/", form | HEAD | {"number": number})
                    assert status == 302, page
                    answered.add(number)
            except OSError:
                pass  # the line broke: the power is gone
            cut.join()
            server.start()
        after = stands(server)
        by_hand = [row for row in after["rows"] if str(row[0]).startswith("9")]  # type: ignore[index]
        assert len(answered) > 5
        assert {row[0] for row in by_hand} >= answered  # type: ignore[index]
        assert len({row[0] for row in by_hand}) == len(by_hand)  # type: ignore[index]
        assert {(row[1], row[2]) for row in by_hand} == {("confirmed", 2)}  # type: ignore[index]
        assert len(after["confirmed"]) == len(by_hand)
        assert after["cases"] == list(range(1, len(after["cases"]) + 1))
        # PostgreSQL burns a number for what is rolled back: ordered and unique, not without gaps
        assert after["seqs"] == sorted(set(after["seqs"]))  # type: ignore[type-var]


class Disk:
    """A disk of its own for an installation: a small tmpfs where mounting is allowed, else a limit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        line = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
        self.is_own = os.name == "posix" and subprocess.run(line, check=False).returncode == 0
        self.filler = folder / "day-cho-het-cho"

    def fill(self, server: Server) -> None:
        """Leave no room for more than a page of the database."""
        assert server.process is not None
        if not self.is_own:
            biggest = max(each.stat().st_size for each in self.folder.rglob("*") if each.is_file())
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (biggest, resource.RLIM_INFINITY))
            return
        room = os.statvfs(self.folder)
        with self.filler.open("wb") as filler:
            filler.write(b"x" * (room.f_bavail * room.f_frsize))

    def empty(self, server: Server) -> None:
        """Make room again."""
        assert server.process is not None
        if not self.is_own:
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, unlimited)
            return
        self.filler.unlink()

    def end(self) -> None:
        """Give the disk back."""
        if self.is_own:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def small(tmp_path: Path, migrated: Path) -> Iterator[tuple[Server, Disk]]:
    """A server whose data lie on a disk that can be filled; its log lies elsewhere."""
    folder, log = tmp_path / "disk", tmp_path / "log"
    folder.mkdir()
    log.mkdir()
    disk = Disk(folder)
    port = free_port()
    server = Server(log, port, ["--no-jobs"], environment(folder, port))
    try:
        shutil.copytree(migrated, folder, dirs_exist_ok=True)
        yield server.start(), disk
    finally:
        server.kill()
        disk.end()


class TestFullDisk:
    def test_is_told_in_a_sentence_keeps_no_half_rows_and_works_on_when_there_is_room(
        self, small: tuple[Server, Disk]
    ) -> None:
        server, disk = small
        path = f"/van-ban/{server.python(READY).strip()}/"
        clerk = Visitor(server.port, "clerk", PASSWORD)
        form = sheet(clerk, path)
        token = {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
        before = stands(server)
        paper = b"SO 9-CV/TU\n" + b"1. Viec dai.\n" * 300_000
        disk.fill(server)
        try:
            confirming = clerk.post(path, form)
            sending = clerk.send("/van-ban/gui/", token, "to.txt", paper)
            reading = clerk.get(path)
        finally:
            disk.empty(server)
        assert (confirming[0], sending[0]) == (507, 507)
        for _, page, _ in (confirming, sending):
            assert "Ổ đĩa máy chủ đã đầy" in page
            assert "giải phóng ổ đĩa" in page
        assert reading[0] == 200  # what needs no room still works
        assert stands(server) == before
        assert clerk.post(path, form)[0] == 302
        after = stands(server)
        assert after["rows"] == [["12", "confirmed", 2]]
        assert clerk.send("/van-ban/gui/", token, "to.txt", paper)[0] == 302
        assert len(stands(server)["rows"]) == 2
        kept = [
            each
            for each in disk.folder.rglob("*")
            if each.is_file() and time.time() - each.stat().st_mtime < 600
        ]
        assert [each.name for each in kept if each.suffix in (".part", ".tmp")] == []
