"""From an empty machine back to work: the backup, the log that is behind, the mirror, the new beginning."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from running import LIEM, Server, empty_database, environment, own_database

pytestmark = pytest.mark.slow
SQL = os.environ.get("LIEM_DATABASE_URL", "").startswith("postgres")
MARKER = "Người Đánh Dấu Kín"
WRITE = """
from datetime import UTC, datetime
from liem.spine.access import Actor, Duty
from liem.spine.people import actions as people
from liem.spine.vault import files
hand = Actor.of_schedule("hand", Duty.MANAGE_PEOPLE)
for number in range({count}):
    at = datetime.now(UTC)
    people.register_person(actor=hand, at=at, new=people.NewPerson(f"{marker} {{number}} {name}"))
    files.store([f"{marker} {name} {{number}}".encode() * 500], at=at)
"""
STATE = """
import json
from datetime import UTC, datetime
from liem.spine.ledger.models import Entry
from liem.spine.log import models, receipts
from liem.spine.log.store import DatabaseStore
from liem.spine.people.models import Person
log = models.Log.objects.order_by("-generation").first()
head = DatabaseStore(log.generation, at=datetime.now(UTC)).head()
last = Entry.objects.order_by("-seq").first()
found = receipts.proven(last, at=datetime.now(UTC))
print(json.dumps({"origin": log.origin, "size": head.size, "root": head.root.hex(),
    "persons": Person.objects.count(), "proof": found.proof.encode().decode(), "leaf": found.leaf.hex(),
    "vkey": log.vkey}))
"""


class Office:
    """An installation with people, originals and a log; ``to`` is the disk its backups go to."""

    def __init__(self, folder: Path, to: Path, *, database: Callable[[str], str] = own_database) -> None:
        self.server = Server(folder, 0, [], environment(folder, 8000))
        self.to, self.folder = to, folder
        if SQL:
            self.server.environ["LIEM_DATABASE_URL"] = database(os.environ["LIEM_DATABASE_URL"])

    def liem(self, *words: str, code: int = 0) -> str:
        done = self.server.run(*words)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, name: str, count: int = 6) -> None:
        self.server.python(WRITE.format(count=count, name=name, marker=MARKER))

    def state(self) -> dict[str, object]:
        return json.loads(self.server.python(STATE))


@pytest.fixture
def office(tmp_path: Path, migrated: Path) -> Office:
    folder = tmp_path / "office"
    shutil.copytree(migrated, folder)
    made = Office(folder, tmp_path / "disk")
    if SQL:
        made.liem("manage", "migrate", "--verbosity", "0")
    made.liem("backup", "init", "--out", str(tmp_path / "identity.txt"))
    return made


def rebuilt(office: Office, tmp_path: Path) -> Office:
    """Restore onto an empty machine."""
    again = Office(tmp_path / "again", office.to, database=empty_database)
    words = ["restore", str(office.to), str(again.folder), "--identity", str(tmp_path / "identity.txt")]
    done = subprocess.run(
        [*LIEM, *words, "--keys", str(tmp_path / "keyring")],
        env=again.server.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return again


@pytest.mark.twin
def test_a_restored_office_catches_up_with_its_mirror_and_every_receipt_stays_true(
    office: Office, tmp_path: Path
) -> None:
    office.write("trước")
    office.liem("log", "run")
    office.liem("backup", "take", "--to", str(office.to))
    office.liem("backup", "keys", "--to", str(tmp_path / "keyring"))
    office.write("sau")
    office.liem("log", "run")
    lost = office.state()
    shutil.copytree(office.folder / "log", tmp_path / "mirror")
    shutil.rmtree(office.folder)

    again = rebuilt(office, tmp_path)
    for _start in range(5):
        assert "ngừng ký" in again.liem("log", "run", code=1)
    again.liem("log", "recover", "--from", str(tmp_path / "mirror"))
    caught = json.loads(
        again.server.python(
            "import json\n"
            "from liem.spine.log.models import Checkpoint\n"
            f"row = Checkpoint.objects.get(size={lost['size']})\n"
            "print(json.dumps(bytes(row.root).hex()))"
        )
    )
    assert caught == lost["root"]
    again.write("tiếp tục", 2)
    again.liem("log", "run")
    (tmp_path / "proof").write_text(str(lost["proof"]))
    (tmp_path / "leaf").write_bytes(bytes.fromhex(str(lost["leaf"])))
    (tmp_path / "policy").write_text(f"log {lost['vkey']}\nquorum none\n")
    words = ["--policy", str(tmp_path / "policy"), "--leaf", str(tmp_path / "leaf")]
    assert "PROVEN" in again.liem("log", "verify", str(tmp_path / "proof"), *words)
    assert "everything holds" in again.liem("audit", "--files")
    assert again.state()["persons"] == int(str(lost["persons"])) - 4


@pytest.mark.twin
def test_without_any_mirror_a_new_log_begins_and_says_why(office: Office, tmp_path: Path) -> None:
    office.write("trước")
    office.liem("log", "run")
    old = office.state()
    office.liem("backup", "take", "--to", str(office.to))
    office.liem("backup", "keys", "--to", str(tmp_path / "keyring"))
    shutil.rmtree(office.folder)
    again = rebuilt(office, tmp_path)
    again.liem("log", "begin-again", "--reason", "Mất máy, không còn bản soi nào")
    again.liem("log", "run")
    new = again.state()
    assert new["origin"] == f"{old['origin']}/2"
    assert "everything holds" in again.liem("audit", "--files")


def test_a_second_backup_copies_only_what_is_new_and_old_ones_can_go(office: Office, tmp_path: Path) -> None:
    office.write("trước", 20)
    office.liem("backup", "take", "--to", str(office.to))
    first = sum(path.stat().st_size for path in office.to.rglob("*") if path.is_file())
    office.write("sau", 1)
    time.sleep(1.1)  # a snapshot is named by its second
    office.liem("backup", "take", "--to", str(office.to))
    second = sum(path.stat().st_size for path in office.to.rglob("*") if path.is_file())
    assert second - first < first
    names = office.liem("backup", "list", "--to", str(office.to)).split()
    assert len(names) == 2
    office.liem("backup", "prune", "--to", str(office.to), "--days", "-1", "--months", "0")
    assert office.liem("backup", "list", "--to", str(office.to)).split() == names[1:]
    assert "whole" in office.liem("backup", "verify", "--to", str(office.to))


def test_what_is_damaged_or_sealed_for_another_is_named(office: Office, tmp_path: Path) -> None:
    office.write("trước", 4)
    office.liem("backup", "take", "--to", str(office.to))
    other = tmp_path / "other"
    other.mkdir()
    (office.folder / "keys" / "backup.recipient").rename(other / "backup.recipient")
    office.liem("backup", "init", "--out", str(other / "identity.txt"))
    words = ["restore", str(office.to), str(tmp_path / "no"), "--identity", str(other / "identity.txt")]
    done = subprocess.run(
        [*LIEM, *words], env=office.server.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "khóa" in done.stderr
    piece = next(path for path in (office.to / "pieces").rglob("*") if path.is_file())
    kept = piece.read_bytes()
    for damaged in (kept[:-1], kept[:-1] + bytes([kept[-1] ^ 1]), None):
        if damaged is None:
            piece.unlink()
        else:
            piece.write_bytes(damaged)
        assert piece.name in office.liem("backup", "verify", "--to", str(office.to), code=1)
    piece.write_bytes(kept)
    office.liem("backup", "verify", "--to", str(office.to))


def test_a_backup_shows_nobody_a_word_and_holds_no_key_of_erasure(office: Office, tmp_path: Path) -> None:
    office.write("trước", 4)
    office.liem("backup", "take", "--to", str(office.to))
    keyring = office.folder / "keys" / "erasure.sqlite3"
    assert keyring.exists()
    secret = next((office.folder / "keys").glob("kek-*.key")).read_bytes().strip()
    everything = b"".join(path.read_bytes() for path in office.to.rglob("*") if path.is_file())
    assert MARKER.encode() not in everything
    assert secret not in everything
    opened = tmp_path / "opened"
    words = ["restore", str(office.to), str(opened), "--identity", str(tmp_path / "identity.txt")]
    env = dict(office.server.environ)
    if SQL:
        env["LIEM_DATABASE_URL"] = empty_database(os.environ["LIEM_DATABASE_URL"])
    subprocess.run([*LIEM, *words], env=env, capture_output=True, text=True, check=True)
    assert not list((opened / "keys").glob("erasure*"))
    assert not list((opened / "keys").glob("kek-*"))


@pytest.mark.twin
def test_a_backup_that_was_killed_goes_on_and_ends_whole(office: Office, tmp_path: Path) -> None:
    office.write("trước", 60)
    for delay in (0.9, 1.2):
        process = subprocess.Popen(
            [*LIEM, "backup", "take", "--to", str(office.to)],
            env=office.server.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.kill()
        process.wait()
        for stamp in office.liem("backup", "list", "--to", str(office.to)).split():
            office.liem("backup", "verify", "--to", str(office.to), "--snapshot", stamp)
    office.liem("backup", "take", "--to", str(office.to))
    assert "whole" in office.liem("backup", "verify", "--to", str(office.to))
