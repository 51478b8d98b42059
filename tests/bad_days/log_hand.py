"""Hands that work on one log as processes of their own, for tests that cut them off.

Run as ``python log_hand.py`` in the environment of an installation; reads one command a line from stdin and
answers with one line of JSON. ``fork KIND FILE`` starts a hand that writes what was answered to it into FILE;
``verify FILE …`` compares what was answered with what stands. Forked, because Django takes a second to start.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import django


def now() -> datetime:
    return datetime.now(UTC)


def tell(stream: int, line: str) -> None:
    """One write call: a kill leaves whole lines or none."""
    os.write(stream, (line + "\n").encode())


def write(stream: int) -> None:
    """Register persons without end; each answered one is told by its id."""
    from liem.spine.access import Actor, Duty
    from liem.spine.people import actions as people

    hand = Actor.of_schedule("hand", Duty.MANAGE_PEOPLE)
    number = 0
    while True:
        number += 1
        person, receipt = people.register_person(
            actor=hand, at=now(), new=people.NewPerson(f"Người {os.getpid()}-{number}")
        )
        tell(stream, f"{person.pk} {receipt.seq}")


def sequence(stream: int) -> None:
    """Sequence and publish without end; each head shown to the world is told."""
    from django.db import OperationalError

    from liem.spine.log import models, publishing, sequencer

    while True:
        try:
            sequencer.sequence(at=now(), limit=random.choice([1, 7, 300]))
            publishing.publish(at=now())
        except OperationalError:  # a server that went away in the middle; the next step takes it up
            from django.db import connection

            connection.close()
            continue
        head = models.Checkpoint.objects.order_by("-size").first()
        if head is not None:
            tell(stream, f"{head.size} {bytes(head.root).hex()}")
        time.sleep(0.003)


def verify(files: list[str]) -> dict[str, object]:
    """Give every fault, and how much was answered, logged and shown."""
    from liem.kernel.log import TileNodes, tree_root
    from liem.spine.ledger.models import Entry
    from liem.spine.log import auditing, models, publishing, sequencer
    from liem.spine.log.store import DatabaseStore
    from liem.spine.people.models import Person

    sequencer.sequence_all(at=now())
    publishing.publish(at=now())
    answered, heads = {}, set()
    for name in files:
        for line in Path(name).read_text().splitlines():
            first, second = line.split()
            if len(second) == 64:
                heads.add((int(first), second))
            else:
                answered[first] = int(second)
    placed = Counter(models.Place.objects.exclude(entry=None).values_list("entry", flat=True))
    entries = dict(Entry.objects.filter(kind="people.person.registered").values_list("seq", "subject"))
    rows = {str(pk) for pk in Person.objects.values_list("pk", flat=True)}
    store = DatabaseStore(1, at=now())
    nodes = TileNodes(store.read, store.head().size)
    faults = auditing.check(at=now())
    faults += [f"answered and gone: {pk}" for pk, seq in answered.items() if str(entries.get(seq)) != pk]
    faults += [f"not in the log: {seq}" for seq in entries if not placed[seq]]
    faults += [f"twice in the log: {seq}" for seq, count in placed.items() if count > 1]
    if rows != {str(one) for one in entries.values()}:
        faults.append("rows and entries differ")
    faults += [f"shown, no prefix: {size}" for size, root in heads if tree_root(nodes, size).hex() != root]
    return {"faults": faults[:20], "answered": len(answered), "logged": len(placed), "heads": len(heads)}


def forked(kind: str, name: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        stream = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        {"writer": write, "sequencer": sequence}[kind](stream)
    except Exception as fault:  # noqa: BLE001 - a forked child ends here, whatever happened
        sys.stderr.write(f"{kind}: {type(fault).__name__}: {fault}\n")
    finally:
        os._exit(code)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    django.setup()
    from django.db import connections

    # Before the first fork: a hand that lives a tenth of a second must not spend it on imports.
    from liem.spine.log import auditing, publishing, sequencer  # noqa: F401
    from liem.spine.people import actions  # noqa: F401

    for line in sys.stdin:
        word, *given = line.split()
        if word == "fork":
            connections.close_all()  # a child must not share the socket of its parent
            answer: object = forked(given[0], given[1])
        else:
            answer = verify(given)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
