"""The keyring: durable before the change, forgotten by every process once destroyed, nowhere in a file."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from cast import AT, SETUP
from liem.spine.ledger import keyfile
from liem.spine.ledger.append import opened
from liem.spine.ledger.keyring import BATCH, Keyring, KeyringLost, keyring
from liem.spine.ledger.models import Entry, Key
from liem.spine.people import actions as people
from running import LIEM, _new_database, environment


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys" / "erasure.sqlite3")


def everything(folder: Path) -> bytes:
    """All bytes of all files below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


class TestASecret:
    def test_is_held_by_another_process_at_once(self, ring: Keyring) -> None:
        slot, secret = ring.take(at=AT)
        assert Keyring(ring.path).secrets([slot]) == {slot: secret}

    def test_is_never_given_twice(self, ring: Keyring) -> None:
        other = Keyring(ring.path)
        given = [one.take(at=AT) for _ in range(150) for one in (ring, other)]
        assert len({slot for slot, _ in given}) == len({secret for _, secret in given}) == 300

    def test_stands_in_no_file_in_clear(self, ring: Keyring) -> None:
        _slot, secret = ring.take(at=AT)
        assert secret not in everything(ring.path.parent)
        assert secret.hex().encode() not in everything(ring.path.parent)

    def test_costs_one_durable_write_in_a_batch(self, ring: Keyring) -> None:
        for _ in range(BATCH * 2):  # the first batches are smaller
            ring.take(at=AT)
        seen = sqlite3.connect(ring.path)
        before = seen.execute("PRAGMA data_version").fetchone()
        writes = 0
        for _ in range(BATCH):
            ring.take(at=AT)
            after = seen.execute("PRAGMA data_version").fetchone()
            writes += after != before
            before = after
        assert writes <= 1

    def test_belongs_to_its_slot_and_cannot_be_exchanged(self, ring: Keyring) -> None:
        (one, two) = ring.put([b"a" * 32, b"b" * 32], at=AT)
        with sqlite3.connect(ring.path) as db:
            (wrapped,) = db.execute("SELECT wrapped FROM secret WHERE slot = ?", (one.bytes,)).fetchone()
            db.execute("UPDATE secret SET wrapped = ? WHERE slot = ?", (wrapped, two.bytes))
        with pytest.raises(KeyringLost):
            Keyring(ring.path).secrets([two])


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
class TestTheFiles:
    def test_are_for_their_owner_alone(self, ring: Keyring) -> None:
        ring.take(at=AT)
        for path in ring.path.parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(ring.path.parent.stat().st_mode) == 0o700

    def test_overwrite_what_is_deleted_and_keep_no_write_ahead_log(self, ring: Keyring) -> None:
        ring.take(at=AT)
        db = ring._open()
        assert db.execute("PRAGMA secure_delete").fetchone() == (1,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


class TestDestroying:
    def test_leaves_the_wrapped_bytes_in_no_file(self, ring: Keyring) -> None:
        slots = ring.put([secrets.token_bytes(32) for _ in range(300)], at=AT)
        with sqlite3.connect(ring.path) as db:
            wrapped = [row[0] for row in db.execute("SELECT wrapped FROM secret")]
        assert all(one in everything(ring.path.parent) for one in wrapped)
        assert ring.destroy(slots[::2] + slots[1::2], at=AT) == 300
        left = everything(ring.path.parent)
        assert not any(one in left or one[16:40] in left for one in wrapped)

    def test_is_noticed_by_a_process_that_remembers(self, ring: Keyring) -> None:
        slot, secret = ring.take(at=AT)
        other = Keyring(ring.path)
        assert other.secrets([slot]) == {slot: secret}
        ring.destroy([slot], at=AT)
        assert other.secrets([slot]) == {}
        assert secret not in other._known.values()

    def test_may_be_repeated(self, ring: Keyring) -> None:
        slot, _ = ring.take(at=AT)
        assert [ring.destroy([slot], at=AT) for _ in range(2)] == [1, 0]


class TestRotating:
    def test_keeps_every_secret_and_destroys_the_old_key(self, ring: Keyring) -> None:
        given = dict(ring.take(at=AT) for _ in range(20))
        old = keyfile.read(ring.path.parent, 1)
        done = ring.rotate(at=AT + timedelta(days=30), named=set(given))
        assert done.kek == 2
        assert keyfile.numbers(ring.path.parent) == [2]
        assert old.hex().encode() not in everything(ring.path.parent)
        assert Keyring(ring.path).secrets(list(given)) == given
        assert ring.secrets(list(given)) == given

    def test_makes_an_old_copy_of_the_keyring_open_nothing(self, ring: Keyring, tmp_path: Path) -> None:
        slot, _ = ring.take(at=AT)
        copy = tmp_path / "copy" / "erasure.sqlite3"
        copy.parent.mkdir()
        copy.write_bytes(ring.path.read_bytes())
        ring.rotate(at=AT, named={slot})
        (copy.parent / "kek-2.key").write_bytes((ring.path.parent / "kek-2.key").read_bytes())
        with pytest.raises(KeyringLost):
            Keyring(copy).secrets([slot])

    def test_drops_slots_nobody_named_only_the_second_time(self, ring: Keyring) -> None:
        kept, lost = ring.put([b"a" * 32, b"b" * 32], at=AT)
        assert ring.rotate(at=AT, named={kept}).dropped == 0
        assert set(ring.secrets([kept, lost])) == {kept, lost}
        assert ring.rotate(at=AT, named={kept}).dropped == 1
        assert set(ring.secrets([kept, lost])) == {kept}

    def test_takes_no_slot_that_was_marked_unnamed(self, ring: Keyring) -> None:
        ring.take(at=AT)  # makes a few more
        other = Keyring(ring.path)
        other.rotate(at=AT, named=set())
        slot, _ = ring.take(at=AT)
        other.rotate(at=AT, named={slot})
        other.rotate(at=AT, named={slot})
        assert slot in ring.secrets([slot])

    def test_goes_on_after_a_crash_before_the_old_key_was_destroyed(
        self, ring: Keyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slot, secret = ring.take(at=AT)

        def pulled(*_anything: object) -> None:
            raise RuntimeError("pulled")

        with monkeypatch.context() as patch:
            patch.setattr(keyfile, "destroy", pulled)
            with pytest.raises(RuntimeError, match="pulled"):
                ring.rotate(at=AT, named={slot})
        again = Keyring(ring.path)
        assert again.secrets([slot]) == {slot: secret}
        again.rotate(at=AT, named={slot})
        assert keyfile.numbers(ring.path.parent) == [3]


class TestALostKey:
    def test_is_told_and_never_made_anew(self, ring: Keyring) -> None:
        slot, _ = ring.take(at=AT)
        (ring.path.parent / "kek-1.key").unlink()
        other = Keyring(ring.path)
        with pytest.raises(KeyringLost, match="khóa bọc"):
            other.secrets([slot])
        with pytest.raises(KeyringLost):
            other.put([b"a" * 32], at=AT)
        assert keyfile.numbers(ring.path.parent) == []

    def test_is_told_for_a_file_that_is_no_database(self, ring: Keyring) -> None:
        ring.path.parent.mkdir(parents=True)
        ring.path.write_bytes(b"nothing of the kind" * 100)
        with pytest.raises(KeyringLost):
            ring.secrets([uuid4()])


def _take_many(path: str, queue: multiprocessing.Queue[list[UUID]]) -> None:
    ring = Keyring(Path(path))
    queue.put([ring.take(at=AT)[0] for _ in range(200)])


class TestSeveralProcesses:
    def test_take_different_slots_and_lose_none(self, ring: Keyring) -> None:
        ring.take(at=AT)  # an open connection in the parent, as after a fork of page processes
        context = multiprocessing.get_context("fork")
        queue: multiprocessing.Queue[list[UUID]] = context.Queue()
        workers = [context.Process(target=_take_many, args=(str(ring.path), queue)) for _ in range(3)]
        for worker in workers:
            worker.start()
        slots = [slot for _ in workers for slot in queue.get(timeout=30)]
        for worker in workers:
            worker.join(timeout=30)
        assert len(set(slots)) == 600
        assert set(ring.secrets(slots)) == set(slots)

    def test_a_fork_opens_the_file_itself(self, ring: Keyring) -> None:
        slot, secret = ring.take(at=AT)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            ok = ring._db is None and ring.secrets([slot]) == {slot: secret}
            os.write(write, b"y" if ok else b"n")
            os._exit(0)
        os.waitpid(pid, 0)
        assert os.read(read, 1) == b"y"
        os.close(read)
        os.close(write)


@pytest.mark.django_db
class TestTheLedger:
    def test_keeps_no_secret_in_the_database(self) -> None:
        person, _ = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Khóa"))
        key = Key.objects.get(pk=person.pk)
        assert {field.name for field in Key._meta.fields} == {"id", "slot", "tags", "created_at", "erased_at"}
        assert key.slot is not None
        assert len(keyring().secrets([key.slot])[key.slot]) == 32

    def test_refuses_to_write_on_where_the_keyring_lost_a_key(self) -> None:
        person, _ = people.register_person(actor=SETUP, at=AT, new=people.NewPerson("Lò Văn Khóa"))
        Key.objects.filter(pk=person.pk).update(slot=uuid4())
        before = Entry.objects.count()
        with pytest.raises(KeyringLost):
            people.open_account(
                actor=SETUP, at=AT, person_id=person.pk, username="khoa", password="lua-nep-nuong-2026"
            )
        assert Entry.objects.count() == before
        assert opened(list(Entry.objects.filter(key=person.pk)))[0][1] is None


BEFORE = """
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
state = MigrationExecutor(connection).loader.project_state([("ledger", "0003_audit_and_filters")])
Key = state.apps.get_model("ledger", "Key")
for number in range(3):
    Key.objects.create(id=uuid.UUID(int=number + 1), secret=SECRETS[number], tags=number, created_at=AT)
"""
AFTER = """
import django; django.setup()
from liem.spine.ledger.append import secrets_of
from liem.spine.ledger.models import Key
print(secrets_of(Key.objects.values_list("pk", flat=True)) == {
    uuid.UUID(int=number + 1): SECRETS[number] for number in range(3)
})
"""
HEAD = """
import uuid
from datetime import UTC, datetime
AT = datetime(2026, 11, 23, tzinfo=UTC)
SECRETS = [bytes([number + 65]) * 32 for number in range(3)]
"""


@pytest.mark.twin
@pytest.mark.slow
class TestMovingFromTheDatabase:
    def test_keeps_every_secret_and_leaves_none_in_the_database(self, tmp_path: Path) -> None:
        env = environment(tmp_path, 8000)
        url = os.environ.get("LIEM_DATABASE_URL", "")
        if url.startswith("postgres"):
            env["LIEM_DATABASE_URL"] = _new_database(url, like="template1")

        def run(*words: str) -> str:
            done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            return done.stdout

        migrate = (*LIEM, "manage", "migrate", "--verbosity", "0", "ledger")
        run(*migrate, "0003")
        run(sys.executable, "-c", HEAD + BEFORE)
        database = b"" if "LIEM_DATABASE_URL" in env else everything(tmp_path)
        assert b"B" * 32 in database or not database
        run(*migrate)
        assert run(sys.executable, "-c", HEAD + AFTER) == "True\n"
        assert b"B" * 32 not in everything(tmp_path)
