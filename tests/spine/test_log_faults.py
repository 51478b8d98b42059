"""Whatever breaks in the middle of a step, the log is as before it or as after it, and the next goes on."""

from __future__ import annotations

import errno
import io
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from cast import AT
from liem.kernel.canon import parse_leaf
from liem.spine.access import Actor
from liem.spine.ledger import replay
from liem.spine.ledger.append import append
from liem.spine.ledger.models import Entry
from liem.spine.log import auditing, models, publishing, sequencer
from liem.spine.log.events import LogCounted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_log")]
HAND = Actor.of_schedule("test")
FLIPS = 200


def write(count: int, at: object = AT) -> None:
    subject = uuid4()
    for number in range(count):
        append(actor=HAND, at=at, event=LogCounted(size=number, classes={}), subject=subject)


@contextmanager
def failing_query(number: int) -> Iterator[Callable[[], bool]]:
    """Let the statement with this number fail as a broken disk would."""
    seen = 0

    def wrapper(execute: Callable[..., object], sql: str, *rest: object) -> object:
        nonlocal seen
        seen += 1
        if seen == number:
            raise OperationalError("disk I/O error")
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapper):
        yield lambda: seen >= number


def test_stays_whole_when_any_statement_of_a_step_fails() -> None:
    write(20)
    sequencer.sequence_all(at=AT)
    number, hit = 0, True
    while hit:
        number += 1
        write(1)
        before = models.Checkpoint.objects.count()
        with failing_query(number) as was_hit:
            try:
                sequencer.sequence(at=AT + timedelta(minutes=number))
            except OperationalError:
                assert models.Checkpoint.objects.count() == before
            hit = was_hit()
    assert number > 10
    sequencer.sequence_all(at=AT + timedelta(days=1))
    assert auditing.check(at=AT) == []


class BrokenDisk:
    """Lets the call with this number fail, of all that open, write, flush or rename below a folder."""

    def __init__(self, root: Path, number: int, patched: pytest.MonkeyPatch) -> None:
        self.root, self.left, self.names = root, number, set[str]()
        for module, name in ((io, "open"), (os, "fsync"), (os, "replace"), (os, "mkdir")):
            patched.setattr(module, name, self.counting(name, getattr(module, name)))

    @property
    def hit(self) -> bool:
        return self.left <= 0

    def breaks(self, name: str) -> None:
        self.left -= 1
        self.names.add(name)
        if self.left == 0:
            raise OSError(errno.EIO, f"{name}: Input/output error")

    def counting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(what: Any, *rest: Any, **named: Any) -> Any:
            ours = isinstance(what, int) or str(what).startswith(str(self.root))
            if ours:
                self.breaks(name)
            made = real(what, *rest, **named)
            if ours and name == "open" and "w" in str(rest[:1]):
                made.write = self.writing(made.write)
            return made

        return call

    def writing(self, real: Callable[[bytes], int]) -> Callable[[bytes], int]:
        def write(data: bytes) -> int:
            if self.left == 1:
                real(data[: len(data) // 2])  # a disk that breaks has written some of it
            self.breaks("write")
            return real(data)

        return write


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and not path.name.endswith(".new"))
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def test_publishes_a_whole_log_when_any_call_to_the_disk_fails(
    monkeypatch: pytest.MonkeyPatch, own_log: Path, tmp_path: Path
) -> None:
    write(90)
    sequencer.sequence_all(at=AT)
    publishing.publish(at=AT)
    before = shutil.copytree(own_log, tmp_path / "before")
    write(300)
    sequencer.sequence_all(at=AT + timedelta(minutes=1))
    publishing.publish(at=AT)
    after = files(own_log)
    number, hit, names = 0, True, set[str]()
    while hit:
        number += 1
        shutil.rmtree(own_log)
        shutil.copytree(before, own_log)
        with monkeypatch.context() as patched:
            disk = BrokenDisk(own_log, number, patched)
            with suppress(OSError):
                publishing.publish(at=AT)
            hit = disk.hit
            names |= disk.names
        # what is published is still a log that holds by itself, and the next time all of it stands
        assert auditing.check(at=AT) == [], number
        publishing.publish(at=AT)
        assert files(own_log) == after, number
    assert names >= {"open", "write", "fsync", "replace"}
    assert number > 20


def test_goes_on_whatever_the_clock_says() -> None:
    chance = random.Random(7)
    size = 0
    for _jump in range(300):
        at = AT + timedelta(days=chance.randint(-365, 365), seconds=chance.randint(0, 86399))
        write(1, at)
        head = sequencer.sequence(at=at)
        assert head is not None
        assert head.size == size + 1
        size = head.size
    write(1, AT.replace(year=2038, month=1, day=19, hour=3, minute=14, second=8))
    assert sequencer.sequence(at=AT) is not None
    assert auditing.check(at=AT) == []


def test_orders_and_dates_alike_in_every_time_zone_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    zones = ("UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/London")
    # the hour before and after a change of summer time in two of them, and the end of a year
    moments = [
        datetime(2026, 10, 25, 0, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 17, 30, tzinfo=UTC),
    ]
    expected = []
    try:
        for at in moments:
            for zone in zones:
                monkeypatch.setenv("TZ", zone)
                time.tzset()
                write(1, at)
                sequencer.sequence_all(at=at + timedelta(minutes=1))
                expected.append(f"{at:%Y-%m-%dT%H}")
    finally:
        monkeypatch.undo()
        time.tzset()
    entries = list(Entry.objects.order_by("seq"))
    assert [f"{parse_leaf(bytes(one.leaf)).hour:%Y-%m-%dT%H}" for one in entries] == expected
    placed = models.Place.objects.exclude(entry=None).order_by("index").values_list("entry", flat=True)
    assert list(placed) == [one.seq for one in entries]
    assert auditing.check(at=moments[-1]) == []
    assert replay.check().agrees


def test_finds_every_single_bit_that_was_changed_in_its_rows() -> None:
    write(300)
    sequencer.sequence_all(at=AT)
    write(3)
    sequencer.sequence_all(at=AT)
    chance = random.Random(11)
    columns = [(models.Tile, "data"), (models.Checkpoint, "note"), (models.Place, "entry")]
    silent = []
    for _flip in range(FLIPS):
        model, column = chance.choice(columns)
        row = chance.choice(list(model.objects.exclude(**{column: None})))
        kept = getattr(row, column)
        where = model.objects.filter(pk=row.pk)
        where.update(**{column: flipped(kept, chance)})
        if not auditing.check(at=AT):
            silent.append((model.__name__, row.pk))
        where.update(**{column: kept})
    assert silent == []
    assert auditing.check(at=AT) == []


def flipped(value: object, chance: random.Random) -> object:
    if isinstance(value, int):
        return value + 100_000 + (1 << chance.randrange(30))
    if isinstance(value, str):
        at = chance.randrange(len(value))
        return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    data = bytearray(value)  # type: ignore[call-overload]
    at = chance.randrange(len(data) * 8)
    data[at // 8] ^= 1 << at % 8
    return bytes(data)
