"""A backup of 100,000 dossiers and back again: first, next, verify, restore with the same root; restic beside it.

Run: ``.venv/bin/python -m benchmarks.backup [--cases 100000]``. A dossier here is a ledger key of its own with one
entry; two hundred also have an original of 100 kB. restic and borg are measured where they are installed (their
folder copy gives no database that is known to be whole). Wall times; say how busy the machine was.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.product import LIEM, environment, python

FILL = """
import os
from datetime import UTC, date, datetime
from liem.spine.access import Actor, Duty
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import append
from liem.spine.ledger.transaction import atomic
from liem.spine.log import sequencer
from liem.spine.log.events import LogCounted
from liem.spine.units import actions as units
from liem.spine.units.models import Unit
from liem.spine.vault import files
hand = Actor.of_schedule("bench", Duty.MANAGE_UNITS)
at = datetime.now(UTC)
unit = Unit.objects.filter(code="XCR").first()
if unit is None:
    new = units.NewUnit(code="XCR", name="Xa", kind="commune_committee", level="commune", side="party",
                        valid_from=date(2025, 7, 1))
    unit, _ = units.open_unit(actor=hand, at=at, new=new)
for start in range(0, {count}, 500):
    with atomic():  # many at once: the time to fill is not what is measured
        for number in range(min(500, {count} - start)):
            case = open_case(unit=unit, kind="bench", letters="BM", title=f"Ho so {{number}}", at=at)
            event = LogCounted(size=number, classes={{}})
            append(actor=hand, at=at, event=event, subject=case.pk, case=case.pk)
for number in range({files}):
    files.store([os.urandom(100_000)], at=at)
sequencer.sequence_all(at=at)
"""
STATE = """
import json
from datetime import UTC, datetime
from liem.spine.ledger.models import Entry
from liem.spine.log import place
from liem.spine.log.store import DatabaseStore
head = DatabaseStore(place.current().generation, at=datetime.now(UTC)).head()
print(json.dumps([head.size, head.root.hex(), Entry.objects.count()]))
"""


def timed(folder: Path, *words: str) -> float:
    """Run a command of ours on the installation; seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [*LIEM, *words], env=environment(folder), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.monotonic() - began


def size(folder: Path) -> float:
    """MB in a folder."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6


def peer(name: str, folder: Path, work: Path) -> None:
    """Back the same folder up and restore it with another program, where it is installed."""
    if shutil.which(name) is None:
        print(f"{name}: not installed here")
        return
    store, back = work / name, work / f"{name}-back"
    back.mkdir()
    secret = {**os.environ, "RESTIC_PASSWORD": "bench", "BORG_PASSPHRASE": "bench", "BORG_REPO": str(store)}
    steps = {
        "restic": (
            ["restic", "-q", "-r", str(store), "init"],
            ["restic", "-q", "-r", str(store), "backup", str(folder)],
            ["restic", "-q", "-r", str(store), "restore", "latest", "--target", str(back)],
        ),
        "borg": (
            ["borg", "init", "-e", "repokey"],
            ["borg", "create", f"{store}::one", str(folder)],
            ["borg", "extract", f"{store}::one"],
        ),
    }[name]
    times = []
    for step in steps:
        began = time.monotonic()
        subprocess.run(step, env=secret, check=True, cwd=back, capture_output=True)
        times.append(time.monotonic() - began)
    print(f"{name}: first {times[1]:.1f} s, restore {times[2]:.1f} s, {size(store):.0f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="liem-backup-"))
    office, disk, back = work / "office", work / "disk", work / "back"
    office.mkdir()
    try:
        timed(office, "manage", "migrate", "-v", "0")
        began = time.monotonic()
        python(office, FILL.format(count=options.cases, files=200))
        before = json.loads(python(office, STATE))
        print(
            f"{options.cases} dossiers made in {time.monotonic() - began:.0f} s, {size(office):.0f} MB",
            flush=True,
        )
        timed(office, "backup", "init", "--out", str(work / "identity.txt"))
        first = timed(office, "backup", "take", "--to", str(disk))
        print(f"first backup {first:.1f} s, {size(disk):.0f} MB", flush=True)
        python(office, FILL.format(count=1000, files=5))
        before = json.loads(python(office, STATE))
        held = size(disk)
        second = timed(office, "backup", "take", "--to", str(disk))
        print(
            f"next backup, 1,000 dossiers later, {second:.1f} s, {size(disk) - held:.0f} MB more", flush=True
        )
        print(
            f"verify without the key {timed(office, 'backup', 'verify', '--to', str(disk)):.1f} s", flush=True
        )
        timed(office, "backup", "keys", "--to", str(work / "keys"))
        words = ("restore", str(disk), str(back), "--identity", str(work / "identity.txt"))
        seconds = timed(office, *words, "--keys", str(work / "keys"))
        after = json.loads(python(back, STATE))
        same = "the same root and entries" if after == before else f"DIFFERS: {before} {after}"
        print(f"restore {seconds:.1f} s, {same}", flush=True)
        for name in ("restic", "borg"):
            peer(name, office, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
