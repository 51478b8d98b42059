"""The log gives every entry its place, signs only what it read back, and never a smaller tree."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from cast import AT
from liem.kernel import canon
from liem.kernel.log import (
    Checkpoint,
    Folder,
    Invalid,
    Note,
    Policy,
    Tile,
    TileNodes,
    audit,
    leaf_hash,
    sign_checkpoint,
    tree_root,
)
from liem.kernel.log.promise import check_promise, encode_qr, parse_qr
from liem.spine.access import Actor
from liem.spine.ledger import replay
from liem.spine.ledger.append import append, opened
from liem.spine.ledger.models import Entry
from liem.spine.log import (
    auditing,
    counting,
    cover,
    incidents,
    models,
    place,
    publishing,
    receipts,
    sequencer,
)
from liem.spine.log.events import LogCounted
from liem.spine.log.store import DatabaseStore, Overwriting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_log")]
MINUTE = timedelta(minutes=1)


class Sealed(LogCounted):
    """An entry whose hour must not tell when it came."""

    CLASS = cover.CLASS
    KIND = ""


def write(count: int = 1) -> list[Entry]:
    """Append entries about one invented row and give them."""
    subject = uuid4()
    made = [
        append(actor=Actor.of_schedule("test"), at=AT, event=LogCounted(size=n, classes={}), subject=subject)
        for n in range(count)
    ]
    return list(Entry.objects.filter(pk__in=[one.seq for one in made]).order_by("seq"))


class TestSequencer:
    def test_gives_every_entry_a_place_in_their_order_and_signs_the_head(self) -> None:
        entries = write(300)
        head = sequencer.sequence_all(at=AT)
        assert head is not None
        log = place.current()
        store = DatabaseStore(log.generation, at=AT)
        assert [leaf for leaf in counting.leaves(store, head.size) if b"class log" in leaf] == [
            bytes(entry.leaf) for entry in entries
        ]
        assert not models.Waiting.objects.filter(not_before__lte=AT).exists()
        assert audit(store.read, head) == head.size
        receipts_policy = Policy.parse(place.policy_text().encode())
        assert receipts_policy.judge(Note.parse(store.checkpoint())).checkpoint.head == head

    def test_signs_nothing_when_nothing_waits(self) -> None:
        write()
        head = sequencer.sequence_all(at=AT)
        assert sequencer.sequence(at=AT) is None
        assert models.Checkpoint.objects.count() == 1
        assert models.Checkpoint.objects.get().size == head.size

    def test_takes_an_entry_with_a_lower_number_that_was_committed_later(self) -> None:
        first, second = write(2)
        late = models.Waiting.objects.get(entry=first.pk)
        late.delete()
        sequencer.sequence_all(at=AT)
        models.Waiting.objects.create(entry=first.pk, leaf=first.leaf, not_before=AT)
        sequencer.sequence_all(at=AT + MINUTE)
        places = dict(models.Place.objects.exclude(entry=None).values_list("entry", "index"))
        assert places[first.pk] > places[second.pk]

    def test_lets_an_entry_wait_even_when_it_was_written_around_the_product(self) -> None:
        (entry,) = write()
        models.Waiting.objects.all().delete()
        with connection.cursor() as cursor:
            columns = (
                "entry_class, kind, version, recorded_at, occurred_at, actor_person, actor_mandate,"
                ' actor_unit, "case", subject, key, commitments, leaf, payload'
            )
            made = uuid4()
            cursor.execute(
                f"INSERT INTO ledger_entry (id, {columns})"
                f" SELECT %s, {columns} FROM ledger_entry WHERE seq = %s",
                [made.hex if connection.vendor == "sqlite" else made, entry.pk],
            )
        assert models.Waiting.objects.get().entry != entry.pk

    def test_never_replaces_bytes_that_are_part_of_the_log(self) -> None:
        write(3)
        head = sequencer.sequence_all(at=AT)
        store = DatabaseStore(1, at=AT)
        tile = models.Tile.objects.get(level=0)
        with pytest.raises(Overwriting):
            store.write(Tile(0, 0, tile.width), b"\0" * 32 * tile.width)
        with pytest.raises(Overwriting):
            store.keep(store.checkpoint(), head)

    def test_does_not_sign_what_reads_back_otherwise(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write()
        kept = DatabaseStore.write

        def flips(self: DatabaseStore, tile: object, data: bytes) -> None:
            kept(self, tile, data[:-1] + bytes([data[-1] ^ 1]) if tile.level == 0 else data)

        monkeypatch.setattr(DatabaseStore, "write", flips)
        with pytest.raises(incidents.Stopped):
            sequencer.sequence(at=AT)
        assert not models.Checkpoint.objects.exists()
        assert models.Incident.objects.get().kind == "broken"
        monkeypatch.undo()
        with pytest.raises(incidents.Stopped):  # a person has to look before anything is signed again
            sequencer.sequence(at=AT)


class TestPublishing:
    def test_publishes_files_that_hold_by_themselves(self, own_log: Path) -> None:
        write(600)
        head = sequencer.sequence_all(at=AT)
        assert publishing.publish(at=AT) == head.size
        folder = Folder(own_log)
        policy = Policy.parse((own_log / "policy").read_bytes())
        checkpoint = policy.judge(Note.parse(folder.checkpoint())).checkpoint
        assert checkpoint.head == head
        assert audit(folder.read, head) == head.size

    def test_grows_and_drops_partial_files_only_when_the_full_one_is_there(self, own_log: Path) -> None:
        write(200)
        sequencer.sequence_all(at=AT)
        publishing.publish(at=AT)
        partial = list(own_log.glob("tile/0/000.p/*"))
        assert partial
        write(100)
        head = sequencer.sequence_all(at=AT)
        publishing.publish(at=AT)
        assert not list(own_log.glob("tile/0/000.p"))
        assert audit(Folder(own_log).read, head) == head.size

    def test_refuses_to_sign_when_the_database_is_behind_what_was_published(self, own_log: Path) -> None:
        write(5)
        sequencer.sequence_all(at=AT)
        publishing.publish(at=AT)
        ahead = models.Checkpoint.objects.get()
        longer = Checkpoint(place.current().origin, ahead.size + 7, bytes(ahead.root))
        Folder(own_log).publish(sign_checkpoint(longer, place.key_of(place.current())).encode())
        write()
        with pytest.raises(incidents.Stopped, match="chỉ còn"):
            sequencer.sequence(at=AT)
        assert models.Incident.objects.get().kind == "behind"
        assert models.Checkpoint.objects.count() == 1

    def test_refuses_to_sign_over_a_published_fork(self, own_log: Path) -> None:
        write(5)
        sequencer.sequence_all(at=AT)
        other = Checkpoint(place.current().origin, 3, b"\7" * 32)
        Folder(own_log).publish(sign_checkpoint(other, place.key_of(place.current())).encode())
        write()
        with pytest.raises(incidents.Stopped):
            sequencer.sequence(at=AT)
        assert models.Incident.objects.get().kind == "forked"


class TestReceipts:
    def test_proves_an_entry_to_a_stranger_who_has_policy_and_leaf(self) -> None:
        entries = write(40)
        assert receipts.proven(entries[7], at=AT) is None
        sequencer.sequence_all(at=AT)
        found = receipts.proven(entries[7], at=AT)
        policy = Policy.parse(place.policy_text().encode())
        found.proof.check(found.leaf, policy)
        with pytest.raises(Invalid):
            found.proof.check(found.leaf.replace(b"class log", b"class loh"), policy)

    def test_promises_at_once_what_it_proves_later(self) -> None:
        (entry,) = write()
        note = receipts.promise(entry, at=AT)
        key = place.key_of(place.current()).key
        promise = check_promise(note, key)
        assert promise.leaf == leaf_hash(bytes(entry.leaf))
        assert promise.due == int(AT.timestamp()) + 86400
        assert parse_qr(encode_qr(note)) == note
        with pytest.raises(Invalid):
            check_promise(Note(note.text.replace("within 86400", "within 86401"), note.signatures), key)


class TestCover:
    def test_shows_the_same_number_of_sealed_leaves_each_hour_whatever_comes_in(self) -> None:
        cover.fill(at=AT)
        for _report in range(5):
            receipt = cover.append_sealed(
                actor=Actor.of_schedule("test"), at=AT, event=Sealed(size=1, classes={}), subject=uuid4()
            )
            leaf = canon.parse_leaf(bytes(Entry.objects.get(pk=receipt.seq).leaf))
            assert leaf.hour == models.Slot.objects.get(entry=receipt.seq).at.replace(minute=0, second=0)
        assert replay.check().agrees
        later = AT + timedelta(hours=7)
        sequencer.sequence_all(at=later)
        waiting = models.Waiting.objects.count()
        assert waiting == 0
        store = DatabaseStore(1, at=later)
        sealed = [
            canon.parse_leaf(leaf)
            for leaf in counting.leaves(store, store.head().size)
            if canon.parse_leaf(leaf).cls == cover.CLASS
        ]
        assert models.Slot.objects.filter(filled=True).count() == len(sealed)
        hours = {}
        for slot in models.Slot.objects.all():
            hours[slot.at.replace(minute=0, second=0)] = hours.get(slot.at.replace(minute=0, second=0), 0) + 1
        assert set(hours.values()) == {cover.PER_HOUR}

    def test_tells_by_neither_number_nor_place_in_which_hours_reports_came(self) -> None:
        """Two hundred hours with nothing, one or a burst in them: the leaves of each are as many, and a real
        one stands in either place and any minute alike (chi-square: chance alone passes 24 and 50 once in a
        million)."""
        chance, real, begun = random.Random(7), set[int](), AT.replace(minute=0)
        hours = 200
        for hour in range(hours):
            at = begun + timedelta(hours=hour)
            cover.fill(at=at)
            for _report in range(chance.choice((0, 0, 0, 1, 1, 3)) if hour < hours - 12 else 0):
                receipt = cover.append_sealed(
                    actor=Actor.of_schedule("test"),
                    at=at + timedelta(minutes=5),
                    event=Sealed(size=1, classes={}),
                    subject=uuid4(),
                )
                real.add(receipt.seq)
            sequencer.sequence_all(at=at + timedelta(minutes=59, seconds=59))
        store = DatabaseStore(1, at=at)
        places = dict(models.Place.objects.values_list("index", "entry"))
        by_hour: dict[datetime, list[bool]] = {}
        for index, data in enumerate(counting.leaves(store, store.head().size)):
            leaf = canon.parse_leaf(data)
            if leaf.cls == cover.CLASS:
                by_hour.setdefault(leaf.hour, []).append(places[index] in real)
        whole = [by_hour[hour] for hour in sorted(by_hour)[1:-8]]
        assert {len(leaves) for leaves in whole} == {cover.PER_HOUR}
        firsts = [leaves[0] for leaves in whole if sum(leaves) == 1]
        assert len(firsts) > 50
        assert chi_square([firsts.count(True), firsts.count(False)]) < 24
        taken = models.Slot.objects.filter(entry__in=real).values_list("at", flat=True)
        assert len(taken) == len(real) > 100
        assert chi_square([sum(at.minute // 5 == part for at in taken) for part in range(12)]) < 50


def chi_square(counted: list[int]) -> float:
    """How far counts are from all being equal."""
    mean = sum(counted) / len(counted)
    return sum((count - mean) ** 2 / mean for count in counted)


class TestAudit:
    def test_holds_everything_against_everything(self) -> None:
        write(30)
        sequencer.sequence_all(at=AT)
        publishing.publish(at=AT)
        assert auditing.check(at=AT) == []

    @pytest.mark.parametrize("what", ["tile", "bundle", "place", "published"])
    def test_finds_what_was_altered(self, what: str, own_log: Path) -> None:
        entries = write(30)
        sequencer.sequence_all(at=AT)
        publishing.publish(at=AT)
        if what == "published":
            file = next(own_log.glob("tile/0/000.p/*"))
            data = bytearray(file.read_bytes())
            data[0] ^= 1
            file.write_bytes(data)
        elif what == "place":
            first, second = (models.Place.objects.get(entry=entry.pk) for entry in entries[:2])
            models.Place.objects.filter(entry=first.entry).update(entry=None)
            models.Place.objects.filter(index=second.index).update(entry=first.entry)
        else:
            row = models.Tile.objects.get(level=0 if what == "tile" else -1)
            data = bytearray(row.data)
            data[40] ^= 1
            models.Tile.objects.filter(level=row.level).update(data=bytes(data))
        assert auditing.check(at=AT)

    def test_counts_leaves_that_anybody_can_count(self) -> None:
        write(3)
        sequencer.sequence_all(at=AT)
        receipt = counting.count(at=AT)
        ((_entry, values),) = opened(list(Entry.objects.filter(pk=receipt.seq)))
        assert values["classes"]["log"] == 3
        assert values["size"] == DatabaseStore(1, at=AT).head().size


def test_the_tree_is_the_one_of_the_definition() -> None:
    write(9)
    head = sequencer.sequence_all(at=AT)
    store = DatabaseStore(1, at=AT)
    assert tree_root(TileNodes(store.read, head.size), head.size) == head.root
