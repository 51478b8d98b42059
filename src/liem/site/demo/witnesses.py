"""Three invented witnesses beside the demonstration, so that its receipts carry what real ones would.

They run on this machine, which is exactly what real ones must not: the demonstration says so. Names are of
bodies of the fictional commune.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from liem.desks.witness.book import Book
from liem.desks.witness.deciding import decide
from liem.desks.witness.server import WitnessServer
from liem.kernel.log import VerifierKey
from liem.kernel.log.note import COSIGNATURE
from liem.kernel.log.signing import make_seed, read_seed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FOLDER, PORTS = "witnesses", "ports.json"
NAMES: Final = ("mttq.cuarung.example", "hdnd.cuarung.example", "bao.anliem.example")
LOOK: Final = 2.0  # seconds between two looks whether the demonstration still runs


def found(folder: Path, *, at: datetime) -> None:
    """Make the three, put them into the policy (two must sign), and have them sign the first head."""
    from liem.spine.access import Actor, Duty
    from liem.spine.log import actions, place, publishing, sequencer, witnesses

    root = folder / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    ports = _free_ports(len(NAMES))
    (root / PORTS).write_text(json.dumps(ports), "ascii")
    key = VerifierKey.parse(place.begin(at=at).vkey)
    lines, parties = [f"log {key}"], []
    for name, port in zip(NAMES, ports, strict=True):
        (root / name).mkdir(exist_ok=True)
        signer = make_seed(root / name / "witness.key", name=name, type=COSIGNATURE)
        book = Book(root / name)
        book.trust(key, url=str(place.ours().directory))
        lines.append(f"witness {name} {signer.key} http://127.0.0.1:{port}")
        parties.append((book, signer))
    lines += [f"group quorum-2 2 {' '.join(NAMES)}", "quorum quorum-2"]
    keeper = Actor.of_schedule("demo", Duty.KEEP_SYSTEM)
    reason = "Ba bên chứng kiến giả định của bản dùng thử, chạy ngay trên máy này"
    actions.set_policy(actor=keeper, at=at, text="\n".join(lines), reason=reason)
    sequencer.sequence_all(at=at)
    body = witnesses.newest_request(old=0, at=at)
    for book, signer in parties:
        answer = decide(book, signer, body, now=lambda: int(at.timestamp()))
        witnesses.take_lines(answer.body.decode(), at=at)
    publishing.publish(at=at)


def _free_ports(count: int) -> list[int]:
    """Find ports nobody listens on now; whoever takes one later keeps one witness silent, no more."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[None]:
    """Run the three in a process of their own for as long as the demonstration is served."""
    if not (folder / FOLDER / PORTS).exists():
        yield
        return
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "liem.site.demo.witnesses", str(folder), str(os.getpid())]
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def main(words: list[str]) -> int:
    """Serve the three until the process named in the second word is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the demonstration, which ends this one
    folder, parent = Path(words[0]), int(words[1])
    root = folder / FOLDER
    for name, port in zip(NAMES, json.loads((root / PORTS).read_text("ascii")), strict=True):
        signer = read_seed(root / name / "witness.key", name=name, type=COSIGNATURE)
        try:
            server = WitnessServer(("127.0.0.1", port), Book(root / name), signer)
        except OSError:
            continue  # the port was taken meanwhile: this one stays silent, and the page shows it
        server.keep_mirroring()
        threading.Thread(target=server.serve_forever, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(LOOK)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
