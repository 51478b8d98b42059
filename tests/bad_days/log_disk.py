"""A log on a disk that fills, flips bits or loses its end, in a process of its own; see test_log_disk.py.

Run as ``python log_disk.py full|flips|cuts|torn TIMES`` in the environment of an installation; prints one
line of JSON with what went wrong and how much was tried.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import django

MOST_PAGES = 4294967294
AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SIZES = 50
ENTRIES = 300
PAGE, MARK = 4096, b"liem-leaf/v1"


def write(count: int) -> list[str]:
    """Append entries, each in its own transaction; give the ids of those that were answered."""
    from liem.spine.access import Actor
    from liem.spine.ledger.append import append
    from liem.spine.ledger.transaction import atomic
    from liem.spine.log.events import LogCounted

    subject, hand, answered = uuid4(), Actor.of_schedule("disk"), []
    for number in range(count):
        with atomic():
            event = LogCounted(size=number, classes={})
            receipt = append(actor=hand, at=AT, event=event, subject=subject)
        answered.append(str(receipt.entry_id))
    return answered


def full(_times: int) -> dict[str, object]:
    """Let the disk be full after 0, 1, … 49 more pages of 4 KiB; make room; look; go on."""
    from django.db import OperationalError, connection

    from liem.spine.ledger.models import Entry
    from liem.spine.log import auditing, models, sequencer

    def pragma(words: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {words}")
            return int(cursor.fetchone()[0])

    answered: set[str] = set()
    faults: list[str] = []
    refused = 0
    for size in range(SIZES):
        pragma(f"max_page_count = {pragma('page_count') + size}")
        heads = models.Checkpoint.objects.count()
        for _step in range(2000):
            try:
                answered.update(write(3))
                sequencer.sequence_all(at=AT)
            except OperationalError as fault:
                refused += "full" in str(fault)
                break
        else:
            faults.append(f"{size} pages: the disk never filled")
        pragma(f"max_page_count = {MOST_PAGES}")
        logged = {str(one) for one in Entry.objects.values_list("id", flat=True)}
        if not answered <= logged:
            faults.append(f"{size} pages: {len(answered - logged)} answered entries are lost")
        if models.Checkpoint.objects.count() < heads:
            faults.append(f"{size} pages: a head is lost")
        faults += auditing.check(at=AT)
        sequencer.sequence_all(at=AT)
        faults += auditing.check(at=AT)
    placed = models.Place.objects.exclude(entry=None).count()
    if placed != Entry.objects.count():
        faults.append(f"{placed} places for {Entry.objects.count()} entries")
    return {"faults": faults, "refused": refused, "answered": len(answered)}


def _on(copy: Path, look: Callable[[], object]) -> object:
    from django.db import connection

    connection.close()
    held = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(copy)
    try:
        return look()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held


def _rows() -> list[object]:
    """Return every entry, place, tile and head, as they stand."""
    from liem.spine.ledger.models import Entry
    from liem.spine.log import models

    return [
        list(Entry.objects.order_by("seq").values_list("seq", "id", "leaf")),
        list(models.Place.objects.order_by("index").values_list("index", "entry")),
        list(models.Tile.objects.order_by("level", "index").values_list("level", "index", "width", "data")),
        list(models.Checkpoint.objects.order_by("size").values_list("size", "root", "note")),
    ]


def _prepared() -> Path:
    """Fill the log, bring everything into the one file and give its place."""
    from django.db import connection

    from liem.spine.log import sequencer

    for _part in range(3):
        write(ENTRIES // 3)
        sequencer.sequence_all(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Path(str(connection.settings_dict["NAME"]))


def flips(times: int) -> dict[str, object]:
    """Flip a bit of the file, again and again, every other time in a page of the log; whatever is not found
    must have changed nothing of the log.
    """
    from liem.spine.ledger import replay
    from liem.spine.log import auditing

    file = _prepared()
    kept = file.read_bytes()
    before = _rows()
    chance = random.Random(2026)
    copy = file.with_name("flipped.sqlite3")
    found, silent, unreadable = 0, [], []

    def look() -> bool:
        # what `liem audit` looks through: it names the damage in a sentence, and never breaks down over it
        told = [*auditing.check(at=AT), *(one.words for one in replay.check().differences)]
        unreadable.extend(one for one in told if "không đọc được" in one)
        return all(told) if told else _rows() != before and _told()

    def _told() -> bool:
        silent.append(place)
        return False

    ours = [start for start in range(0, len(kept), PAGE) if MARK in kept[start : start + PAGE]]
    for flip in range(times):
        bit = chance.randrange(PAGE * 8)
        start = chance.choice(ours) if flip % 2 else chance.randrange(len(kept) // PAGE) * PAGE
        place = start * 8 + bit
        changed = bytearray(kept)
        changed[place // 8] ^= 1 << place % 8
        for name in (copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
            name.unlink(missing_ok=True)
        copy.write_bytes(changed)
        found += bool(_on(copy, look))
    return {"faults": [f"bit {place}: not found" for place in silent], "found": found, "tried": times} | {
        "unreadable": len(unreadable)
    }


def cuts(times: int) -> dict[str, object]:
    """Cut the journal at any byte, as a power failure may: what is left has a head that was signed."""
    from django.db import connection

    from liem.spine.log import auditing, models, sequencer

    file = _prepared()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    heads = {models.Checkpoint.objects.order_by("-size").values_list("size", flat=True)[0]}
    for _step in range(12):
        write(4)
        head = sequencer.sequence_all(at=AT)
        heads.add(head.size if head else 0)
    base, journal = file.read_bytes(), Path(f"{file}-wal").read_bytes()
    chance = random.Random(7)
    copy = file.with_name("cut.sqlite3")
    faults: list[str] = []
    reached: set[int] = set()
    for _cut in range(times):
        end = chance.randrange(len(journal) + 1)
        Path(f"{copy}-shm").unlink(missing_ok=True)
        copy.write_bytes(base)
        Path(f"{copy}-wal").write_bytes(journal[:end])

        def look() -> tuple[list[str], int]:
            size = models.Checkpoint.objects.order_by("-size").values_list("size", flat=True)[0]
            return auditing.check(at=AT), size

        told, size = _on(copy, look)  # type: ignore[misc]
        reached.add(size)
        faults += [f"cut at {end}: {each}" for each in told]
        if size not in heads:
            faults.append(f"cut at {end}: head {size} was never signed")
    return {"faults": faults, "tried": times, "reached": len(reached), "heads": len(heads)}


def torn(times: int) -> dict[str, object]:
    """Lose the power while the journal is brought into the file: some of its pages are there, one in part.

    The journal is whole until the file is safe, so the newest head stands, whatever the file holds.
    """
    from django.db import connection

    from liem.spine.log import auditing, models, sequencer

    file = _prepared()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    for _step in range(12):
        write(4)
        sequencer.sequence_all(at=AT)
    newest = models.Checkpoint.objects.order_by("-size").values_list("size", "root").first()
    rows = _rows()
    old, journal = file.read_bytes(), Path(f"{file}-wal").read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    new = file.read_bytes()
    length, old = len(old), old.ljust(len(new), b"\0")
    moved = [
        start for start in range(0, len(new), PAGE) if old[start : start + PAGE] != new[start : start + PAGE]
    ]
    chance = random.Random(11)
    copy = file.with_name("torn.sqlite3")
    faults: list[str] = []
    for tear in range(times):
        written = bytearray(old)
        chosen = chance.sample(moved, chance.randrange(1, len(moved) + 1))
        for start in chosen:
            written[start : start + PAGE] = new[start : start + PAGE]
        part = chance.randrange(PAGE)
        written[chosen[0] + part : chosen[0] + PAGE] = old[chosen[0] + part : chosen[0] + PAGE]
        end = len(new) if tear % 2 else max(length, max(chosen) + PAGE)  # the file need not have grown yet
        Path(f"{copy}-shm").unlink(missing_ok=True)
        copy.write_bytes(written[:end])
        Path(f"{copy}-wal").write_bytes(journal)

        def look() -> list[str]:
            head = models.Checkpoint.objects.order_by("-size").values_list("size", "root").first()
            told = auditing.check(at=AT)
            return told if head == newest and _rows() == rows else [*told, "something is lost"]

        faults += [f"tear {tear}: {each}" for each in _on(copy, look)]  # type: ignore[attr-defined]
    return {"faults": faults, "tried": times, "pages": len(moved)}


if __name__ == "__main__":
    django.setup()
    print(
        json.dumps({"full": full, "flips": flips, "cuts": cuts, "torn": torn}[sys.argv[1]](int(sys.argv[2])))
    )
