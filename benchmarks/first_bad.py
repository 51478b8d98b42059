"""How long the auditor's single file needs to name the first changed entry of a published log.

Run: ``.venv/bin/python -m benchmarks.first_bad [--entries 1000000]``. Makes a log of real leaves in a folder,
signed by a key of its own, lets ``liem_verify.py log`` hold it, changes one byte of one entry near the end
and lets it look again; what it names must be that entry. Wall times, one after the other, in a fresh Python.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERIFIER = ROOT / "src/liem/ui/static/verify/liem_verify.py"
PART = 50_000


def made(folder: Path, count: int) -> None:
    """Publish a signed log of ``count`` leaves."""
    from kernel.log.signing import LOG, policy_text
    from liem.kernel import canon
    from liem.kernel.log import EMPTY_ROOT, Checkpoint, Head, append, sign_checkpoint
    from liem.kernel.log.folder import Folder

    place, head = Folder(folder), Head(0, EMPTY_ROOT)
    hour = datetime(2026, 11, 26, 3, tzinfo=UTC)
    for first in range(0, count, PART):
        numbers = range(first, min(count, first + PART))
        words = [hashlib.sha256(b"%d" % number).hexdigest() for number in numbers]
        leaves = [canon.leaf("case", hour=hour, tag=word[:32], commitment=word) for word in words]
        head = append(place.read, place.write, old=head.size, entries=leaves)
    place.publish(sign_checkpoint(Checkpoint(LOG.key.name, head.size, head.root), LOG).encode())
    (folder / "policy").write_bytes(policy_text(witnesses=[]))


def looked(folder: Path) -> tuple[int, str, float]:
    """Run the verifier: exit code, what it said, seconds."""
    line = [sys.executable, "-I", str(VERIFIER), "log", str(folder), "--policy", str(folder / "policy")]
    began = time.perf_counter()
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    from liem.kernel.canon import LEAF_SIZE
    from liem.kernel.log import ENTRIES, Tile
    from liem.kernel.log.tiles import WIDTH

    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    count = parser.parse_args().entries
    with tempfile.TemporaryDirectory(prefix="liem-first-bad-") as name:
        folder = Path(name)
        made(folder, count)
        code, said, seconds = looked(folder)
        if code:
            raise SystemExit(f"the whole log was refused: {said}")
        print(f"a whole log of {count:,} entries holds            {seconds:>7.2f} s")
        number = count * 9 // 10
        bundle = folder / Tile(ENTRIES, number // WIDTH, WIDTH).path
        data = bytearray(bundle.read_bytes())
        data[number % WIDTH * (LEAF_SIZE + 2) + 100] ^= 1
        bundle.write_bytes(data)
        code, said, seconds = looked(folder)
        if code != 1 or f" {number} " not in said:
            raise SystemExit(f"entry {number} was not named: {said}")
        print(f"one byte of entry {number:,} changed: named after  {seconds:>7.2f} s")


if __name__ == "__main__":
    main()
