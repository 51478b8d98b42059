"""A log whose database was put back signs no smaller tree: it catches up from a mirror, or begins anew."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from cast import AT
from liem.kernel.log import Checkpoint, Folder, Note, Policy, VerifierKey, cosign, sign_checkpoint
from liem.kernel.log.note import COSIGNATURE
from liem.spine.access import Actor, Conflict, Duty, NotPermitted
from liem.spine.access import Invalid as NotAccepted
from liem.spine.ledger import replay
from liem.spine.ledger.append import Event, append
from liem.spine.ledger.models import Entry, Key
from liem.spine.log import (
    actions,
    auditing,
    incidents,
    models,
    place,
    publishing,
    receipts,
    recovery,
    sequencer,
    state,
    witnesses,
)
from liem.spine.log.events import LogCounted
from liem.spine.log.keys import NoKey
from liem.spine.log.store import DatabaseStore

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_log")]
CONSOLE = Actor.of_schedule("console")
KEEPER = Actor.of_schedule("keeper", Duty.KEEP_SYSTEM)
MINUTE = timedelta(minutes=1)


class Ordinary(Event):
    """Something that has nothing to do with the log."""


def write(count: int = 1) -> list[Entry]:
    subject = uuid4()
    made = [
        append(actor=CONSOLE, at=AT, event=LogCounted(size=n, classes={}), subject=subject)
        for n in range(count)
    ]
    return list(Entry.objects.filter(pk__in=[one.seq for one in made]).order_by("seq"))


def sign(at_minute: int = 0) -> int:
    head = sequencer.sequence_all(at=AT + at_minute * MINUTE)
    publishing.publish(at=AT)
    return head.size


class Restored:
    """Takes the rows of the log back to an earlier state, as a restored backup would."""

    TABLES = ("log_place", "log_tile", "log_checkpoint", "log_waiting", "log_slot", "log_cosignature")

    def __init__(self) -> None:
        self.rows = {}
        with connection.cursor() as cursor:
            for table in self.TABLES:
                cursor.execute(f"SELECT * FROM {table}")
                self.rows[table] = ([column[0] for column in cursor.description], cursor.fetchall())

    def put_back(self, *, lost: list[Entry]) -> None:
        with connection.cursor() as cursor:
            for table in reversed(self.TABLES):
                cursor.execute(f"DELETE FROM {table}")
            for table in self.TABLES:
                columns, rows = self.rows[table]
                names = ", ".join(f'"{column}"' for column in columns)
                marks = ", ".join(["%s"] * len(columns))
                if rows:
                    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            cursor.execute(
                "DROP TRIGGER ledger_entry_no_delete"
                if connection.vendor == "sqlite"
                else "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only"
            )
            for entry in lost:
                cursor.execute("DELETE FROM ledger_entry WHERE seq = %s", [entry.pk])


@pytest.fixture
def mirror(tmp_path: Path, own_log: Path) -> Path:
    """A copy of the published files, taken by :func:`copy_to`."""
    return tmp_path / "mirror"


def copy_to(mirror: Path, own_log: Path) -> None:
    shutil.copytree(own_log, mirror)


class TestRecovery:
    def test_catches_up_with_a_mirror_and_counts_what_is_lost(self, own_log: Path, mirror: Path) -> None:
        write(20)
        sign()
        before = Restored()
        later = write(300)
        size = sign(1)
        copy_to(mirror, own_log)
        proof = receipts.proven(later[5], at=AT)
        before.put_back(lost=later[100:])
        write()
        with pytest.raises(incidents.Stopped):
            sequencer.sequence(at=AT + 2 * MINUTE)
        with pytest.raises(incidents.Behind):  # nothing may be written that contradicts what was seen
            append(actor=CONSOLE, at=AT, event=Ordinary(), subject=uuid4())
        done = recovery.recover(actor=CONSOLE, at=AT, source=recovery.open_source(str(mirror)))
        assert (done.new, done.lost) == (size, done.new - done.old)
        append(actor=CONSOLE, at=AT, event=Ordinary(), subject=uuid4())
        new = sign(3)
        assert new > size
        store = DatabaseStore(1, at=AT)
        assert store.head().size == new
        policy = Policy.parse(place.policy_text().encode())
        proof.proof.check(proof.leaf, policy)
        faults = auditing.check(at=AT)
        assert all("chỗ ghi nhận" not in fault for fault in faults)

    def test_gives_entries_that_still_wait_their_old_place_back(self, own_log: Path, mirror: Path) -> None:
        write(5)
        sign()
        waiting = write(3)  # in the backup they are in the ledger, not yet in the log
        before = Restored()
        lost = write(2)
        sign(1)
        copy_to(mirror, own_log)
        before.put_back(lost=lost)
        done = recovery.recover(actor=CONSOLE, at=AT, source=recovery.open_source(str(mirror)))
        assert {row.entry for row in models.Place.objects.filter(entry__in=[one.pk for one in waiting])} == {
            one.pk for one in waiting
        }
        assert done.lost == models.Place.objects.filter(lost=True).count() >= 2

    def test_never_gives_a_number_of_a_dossier_twice(self, own_log: Path, mirror: Path) -> None:
        subject = uuid4()
        append(actor=CONSOLE, at=AT, event=LogCounted(size=1, classes={}), subject=subject)
        sign()
        before = Restored()
        gone = append(actor=CONSOLE, at=AT, event=LogCounted(size=2, classes={}), subject=subject)
        sign(1)
        copy_to(mirror, own_log)
        before.put_back(lost=[Entry.objects.get(pk=gone.seq)])
        Key.objects.filter(pk=subject).update(tags=1)
        recovery.recover(actor=CONSOLE, at=AT, source=recovery.open_source(str(mirror)))
        assert Key.objects.get(pk=subject).tags == 2
        assert replay.check().agrees
        append(actor=CONSOLE, at=AT, event=LogCounted(size=3, classes={}), subject=subject)
        assert replay.check().agrees

    def test_refuses_a_mirror_that_is_shorter_damaged_or_of_another_tree(
        self, own_log: Path, mirror: Path, tmp_path: Path
    ) -> None:
        write(30)
        sign()
        copy_to(mirror, own_log)
        write(1)
        sign(1)
        with pytest.raises(Conflict, match="không có gì để lấy"):
            recovery.recover(actor=CONSOLE, at=AT, source=recovery.open_source(str(mirror)))
        log = place.current()
        other = Checkpoint(log.origin, 90, b"\5" * 32)
        Folder(mirror).publish(sign_checkpoint(other, place.key_of(log)).encode())
        with pytest.raises(Conflict):
            recovery.recover(actor=CONSOLE, at=AT, source=recovery.open_source(str(mirror)))
        with pytest.raises(Conflict, match="đầu sổ"):
            recovery.open_source(str(tmp_path / "nowhere"))

    def test_begins_again_under_a_new_name_and_says_so_first(self, own_log: Path) -> None:
        old = write(12)
        sign()
        kept = receipts.proven(old[3], at=AT)
        write(2)
        log = recovery.begin_again(actor=CONSOLE, at=AT, reason="Mất cả bản soi")
        sign(1)
        assert (log.origin, models.Log.objects.get(pk=1).frozen_at) == ("xa.example/so/2", AT)
        first = models.Place.objects.get(generation=2, index=0)
        assert Entry.objects.get(pk=first.entry).kind == "log.log.begun"
        assert (own_log / "2" / "checkpoint").exists()
        old_policy = Policy.parse(f"log {models.Log.objects.get(pk=1).vkey}\nquorum none\n".encode())
        kept.proof.check(kept.leaf, old_policy)
        assert auditing.check(at=AT) == []

    @pytest.mark.parametrize("chosen", [False, True])
    def test_gives_receipts_of_both_logs_after_it_began_again(self, chosen: bool) -> None:
        (old,) = write(1)
        sign()
        log = place.current()
        assert log is not None
        if chosen:  # a policy that somebody set while there was one log
            models.PolicyText.objects.create(at=AT, text=f"log {log.vkey}\nquorum none\n")
        recovery.begin_again(actor=CONSOLE, at=AT, reason="Mất cả bản soi")
        (new,) = write(1)
        sign(1)
        policy = place.policy()
        assert policy is not None
        for entry in (old, new):
            found = receipts.proven(entry, at=AT)
            assert found is not None
            found.proof.check(found.leaf, policy)


class Signing:
    """A witness in the test: signs what it is shown, without looking."""

    def __init__(self, name: str) -> None:
        self.private = Ed25519PrivateKey.generate()
        self.key = VerifierKey(name, COSIGNATURE, self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    def answer(self, _url: str, body: bytes) -> witnesses.Answer:
        note = Note.parse(body.partition(b"\n\n")[2])
        line = cosign(note.text, time=int(AT.timestamp()), signer=self)
        return witnesses.Answer(200, line.line.encode())


def with_policy(*given: Signing, needed: int) -> None:
    lines = [f"log {place.begin(at=AT).vkey}"]
    lines += [f"witness w{n} {one.key} https://w{n}.example/" for n, one in enumerate(given)]
    lines += [f"group enough {needed} " + " ".join(f"w{n}" for n in range(len(given))), "quorum enough"]
    actions.set_policy(actor=KEEPER, at=AT, text="\n".join(lines), reason="Mời bên chứng kiến")


class TestWitnesses:
    def test_give_a_receipt_only_when_enough_of_them_signed(self) -> None:
        one, two, three = (Signing(f"w{n}.example") for n in range(3))
        with_policy(one, two, three, needed=2)
        (entry,) = write()
        sign()
        by_url = {"https://w0.example/add-checkpoint": one, "https://w1.example/add-checkpoint": two}

        def send(url: str, body: bytes) -> witnesses.Answer:
            if url not in by_url:
                raise OSError("no route")
            return by_url[url].answer(url, body)

        assert receipts.proven(entry, at=AT) is None
        del by_url["https://w1.example/add-checkpoint"]
        assert witnesses.ask_all(at=AT, send=send) == 1
        assert receipts.proven(entry, at=AT) is None
        by_url["https://w1.example/add-checkpoint"] = two
        assert witnesses.ask_all(at=AT, send=send) == 1
        found = receipts.proven(entry, at=AT)
        assert set(found.witnesses) == {"w0.example", "w1.example"}
        shown = state.shown(at=AT)
        assert [one.silent for one in shown.watchers] == [False, False, True]
        assert (shown.needed, shown.tolerated) == (2, 0)

    def test_do_not_count_when_their_signature_is_of_something_else(self) -> None:
        one = Signing("w0.example")
        with_policy(one, needed=1)
        write()
        sign()

        def send(_url: str, _body: bytes) -> witnesses.Answer:
            other = Checkpoint("xa.example/so", 1, b"\1" * 32)
            return witnesses.Answer(200, cosign(other.text, time=1, signer=one).line.encode())

        assert witnesses.ask_all(at=AT, send=send) == 0
        assert not models.Cosignature.objects.exists()

    @pytest.mark.parametrize(("status", "body", "kind"), [(409, b"99999\n", "behind"), (422, b"", "forked")])
    def test_stop_the_log_when_they_have_seen_more_or_other_than_it_shows(
        self, status: int, body: bytes, kind: str
    ) -> None:
        with_policy(Signing("w0.example"), needed=1)
        write()
        sign()
        with pytest.raises(incidents.Stopped):
            witnesses.ask_all(at=AT, send=lambda *_: witnesses.Answer(status, body))
        assert models.Incident.objects.get().kind == kind
        write()
        with pytest.raises(incidents.Stopped):
            sequencer.sequence(at=AT)

    def test_are_asked_again_from_the_size_they_name(self) -> None:
        one = Signing("w0.example")
        with_policy(one, needed=1)
        write(3)
        sign()
        models.Witness.objects.create(vkey=str(one.key), size=2)
        asked = []

        def send(url: str, body: bytes) -> witnesses.Answer:
            asked.append(body.split(b"\n")[0])
            return witnesses.Answer(409, b"0\n") if len(asked) == 1 else one.answer(url, body)

        assert witnesses.ask_all(at=AT, send=send) == 1
        assert asked == [b"old 2", b"old 0"]

    def test_are_asked_once_a_day_even_when_nothing_has_happened(self) -> None:
        one = Signing("w0.example")
        with_policy(one, needed=1)
        write()
        sign()
        assert witnesses.ask_all(at=AT, send=one.answer) == 1
        assert witnesses.ask_all(at=AT + timedelta(hours=5), send=one.answer) == 0
        assert witnesses.ask_all(at=AT + timedelta(hours=21), send=one.answer) == 1

    def test_may_be_reached_on_paper(self) -> None:
        one = Signing("w0.example")
        with_policy(one, needed=1)
        write()
        sign()
        body = witnesses.newest_request(old=0, at=AT)
        answer = one.answer("", body).body.decode()
        assert witnesses.take_lines(f"kính gửi\n{answer}", at=AT) == ["w0.example"]
        with pytest.raises(NotAccepted):
            witnesses.take_lines(answer.replace("A", "B", 1), at=AT)


class TestPolicy:
    def test_is_set_by_the_keeper_alone_with_a_reason(self) -> None:
        text = f"log {place.begin(at=AT).vkey}\nquorum none\n# hai\n"
        with pytest.raises(NotPermitted):
            actions.set_policy(actor=CONSOLE, at=AT, text=text, reason="x")
        with pytest.raises(NotAccepted):
            actions.set_policy(actor=KEEPER, at=AT, text=text, reason=" ")
        with pytest.raises(NotAccepted):
            actions.set_policy(actor=KEEPER, at=AT, text="log x\n", reason="x")
        actions.set_policy(actor=KEEPER, at=AT, text=text, reason="Ghi chú")
        with pytest.raises(Conflict):
            actions.set_policy(actor=KEEPER, at=AT, text=text, reason="Lần nữa")
        assert place.policy_text() == text

    def test_must_name_this_log(self) -> None:
        other = VerifierKey("khac.example", 1, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
        with pytest.raises(NotAccepted, match="chính sổ này"):
            actions.set_policy(actor=KEEPER, at=AT, text=f"log {other}\nquorum none\n", reason="x")


def test_a_lost_key_is_an_error_and_never_silently_another_log(own_log: Path) -> None:
    write()
    sign()
    place.ours().key.unlink()
    write()
    with pytest.raises(NoKey):
        sequencer.sequence(at=AT + MINUTE)
    place.ours().key.write_text("00" * 32)
    with pytest.raises(NoKey, match="không phải khóa"):
        sequencer.sequence(at=AT + MINUTE)
