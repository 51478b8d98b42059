"""Whatever breaks in the middle of a step, the log is as before it or as after it, and the next goes on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from cast import AT
from liem.kernel.log import Folder
from liem.spine.access import Actor
from liem.spine.ledger.append import append
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


def test_publishes_a_whole_log_when_any_file_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, own_log: Path
) -> None:
    put = Folder._put
    number, failed = 0, True
    while failed:
        number, seen, failed = number + 1, 0, False

        def breaks(path: Path, data: bytes) -> None:
            nonlocal seen, failed
            seen += 1
            if seen == number:  # noqa: B023 - called within this turn only
                failed = True
                raise OSError(28, "No space left on device", str(path))
            put(path, data)

        write(90)
        sequencer.sequence_all(at=AT + timedelta(minutes=number))
        with monkeypatch.context() as patched:
            patched.setattr(Folder, "_put", staticmethod(breaks))
            try:
                publishing.publish(at=AT)
            except OSError:
                # what is published is still a log that holds by itself
                assert [fault for fault in auditing.check(at=AT) if "tệp" in fault] == []
    publishing.publish(at=AT)
    assert number > 3
    assert auditing.check(at=AT) == []


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
