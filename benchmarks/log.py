"""The transparency log beside pymerkle: appends, proofs, audit, memory. What an action pays: ``ledger_cost``.

    python -m benchmarks.log [--entries 1000000] [--singles 1000] [--peer FOLDER] [--json]

``--json`` prints the rates as one object at the end, for whoever holds them against a floor. ``--peer`` names a folder with pymerkle installed (GPL, so never a dependency of ours):
``pip install --target FOLDER pymerkle``. Wall times; say how busy the machine was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path


def rate(count: int, seconds: float) -> str:
    return f"{count / seconds:>12,.0f}/s"


def line(name: str, text: str) -> None:
    print(f"{name:<58}{text}", flush=True)


def told(name: str, count: int, seconds: float) -> float:
    """Print a rate and give it."""
    line(name, rate(count, seconds))
    return count / seconds


def stand(folder: Path) -> None:
    os.environ["LIEM_DATA_DIR"] = str(folder)
    os.environ["LIEM_CONFIG"] = ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def single(count: int) -> float:
    """One durable event after the other: entry, place, tiles, signature, commit."""
    from uuid import uuid4

    from liem.spine.access import Actor
    from liem.spine.ledger.append import append
    from liem.spine.ledger.transaction import atomic
    from liem.spine.log import sequencer
    from liem.spine.log.events import LogCounted

    hand = Actor.of_schedule("bench")
    subjects = [uuid4() for _ in range(50)]
    began = time.perf_counter()
    for number in range(count):
        with atomic():
            append(
                actor=hand,
                at=datetime.now(UTC),
                event=LogCounted(size=number, classes={}),
                subject=subjects[number % 50],
            )
        sequencer.sequence(at=datetime.now(UTC))
    return told("events one by one, each durable, placed and signed", count, time.perf_counter() - began)


def batched(count: int, batch: int) -> float:
    """Leaves that wait already: places, tiles, read back, rehash, signature, commit."""
    from liem.kernel import canon
    from liem.spine.log import sequencer
    from liem.spine.log.models import Waiting

    at = datetime.now(UTC)
    spent = 0.0
    chance = random.Random(1)
    done = 0
    while done < count:
        rows = [
            Waiting(
                entry=None,
                leaf=canon.leaf(
                    "bench", hour=at, tag=chance.randbytes(16).hex(), commitment=chance.randbytes(32).hex()
                ),
                not_before=at,
            )
            for _ in range(min(100_000, count - done))
        ]
        Waiting.objects.bulk_create(rows, batch_size=2000)
        began = time.perf_counter()
        while sequencer.sequence(at=at, limit=batch) is not None:
            pass
        spent += time.perf_counter() - began
        done += len(rows)
    return told(f"{count:,} waiting leaves in steps of {batch:,}", count, spent)


def proofs() -> float:
    from liem.spine.log import place, receipts
    from liem.spine.log.store import DatabaseStore

    at = datetime.now(UTC)
    size = DatabaseStore(1, at=at).head().size
    chance = random.Random(2)
    prover = receipts.prover_of(1, at=at)
    assert prover is not None
    near = [size // 2 + chance.randrange(min(10_000, size // 4)) for _ in range(2000)]
    for index in near[:200]:
        prover.prove(index)
    began = time.perf_counter()
    for index in near:
        prover.prove(index)
    warm = told(f"proofs, tiles at hand, {size:,} leaves", len(near), time.perf_counter() - began)
    spent = []
    log, policy = place.current(), place.policy()
    head = receipts.witnessed(log, policy)
    for _ in range(50):
        cold = receipts.Prover(log, head, policy, at=at)
        began = time.perf_counter()
        cold.prove(chance.randrange(size))
        spent.append(time.perf_counter() - began)
    line(
        "a proof with nothing at hand, median / worst",
        f"{sorted(spent)[25] * 1000:>9.1f} ms / {max(spent) * 1000:.1f} ms",
    )
    return warm


def audited() -> float:
    from liem.kernel.log import audit
    from liem.spine.log.store import DatabaseStore

    store = DatabaseStore(1, at=datetime.now(UTC))
    head = store.head()
    began = time.perf_counter()
    audit(store.read, head)
    return told("audit of the whole log from the database", head.size, time.perf_counter() - began)


def peer(folder: Path, count: int) -> None:
    code = f"""
import sys, time, random, resource
sys.path.insert(0, {str(folder)!r})
from pymerkle import SqliteTree, InmemoryTree
import tempfile, os
path = os.path.join(tempfile.mkdtemp(), "t.db")
tree = SqliteTree(path, algorithm="sha256")
leaves = [random.randbytes(152) for _ in range({count})]
began = time.perf_counter()
if hasattr(tree, "append_entries"):
    tree.append_entries(leaves, chunksize=10_000)
else:
    [tree.append_entry(leaf) for leaf in leaves]
print("append", {count} / (time.perf_counter() - began))
began = time.perf_counter(); done = 0
while time.perf_counter() - began < 10:
    tree.prove_inclusion(random.randrange(1, {count}), {count}); done += 1
print("prove", done / (time.perf_counter() - began))
print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if out.returncode:
        print(out.stderr[-500:])
        return
    for told in out.stdout.splitlines():
        name, value = told.split()
        line(
            f"pymerkle on SQLite, {count:,} leaves: {name}",
            f"{float(value):>12,.1f}" + ("" if name == "memory" else "/s"),
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=2000)
    parser.add_argument("--singles", type=int, default=1000)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    print(
        f"load {os.getloadavg()[0]:.1f}; {'PostgreSQL' if os.environ.get('LIEM_DATABASE_URL') else 'SQLite'}"
    )
    with tempfile.TemporaryDirectory(prefix="liem-bench-") as folder:
        stand(Path(folder))
        rates = {
            "single": single(given.singles),
            "batched": batched(given.entries, given.batch),
            "proofs": proofs(),
            "audit": audited(),
        }
        rates["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line("largest memory of this process", f"{rates['memory']:>9} MB")
    if given.json:
        print(json.dumps(rates))
    if given.peer:
        peer(given.peer, given.entries)


if __name__ == "__main__":
    main()
