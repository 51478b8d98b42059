"""Several processes behind one listening socket, where the system can fork.

One Python process draws pages on one core only. The parent here serves nothing: it loads the product, forks
the processes that share its memory and its socket, puts a new one in the place of one that died, and ends
them in order. A process whose parent was killed ends by itself, so that no half product is left on the port.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

PAGE_PROCESSES: Final = 2  # more cost memory that a commune's old machine does not have
# A process that cannot start would otherwise be forked again without end.
PAUSE_SECONDS: Final = 1.0


def fitting() -> int:
    """Give the number of processes for this machine: one where there is one core or no fork."""
    if sys.platform == "win32":
        return 1
    return min(
        PAGE_PROCESSES, len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    )


def share(count: int, work: Callable[[int], int]) -> int:
    """Run ``work(place)`` in ``count`` forked processes until told to stop; 1 when one did not end in order.

    ``work`` must end on SIGTERM. Call it before any thread was started and while no database is open.
    """
    watch, held = os.pipe()
    places: dict[int, int] = {}
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for pid in places:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def fork(place: int) -> None:
        pid = os.fork()
        if pid == 0:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)  # until ``work`` sets its own
            os.close(held)
            threading.Thread(target=_end_without_parent, args=(watch,), daemon=True).start()
            code = 1
            try:
                code = work(place)
            finally:
                sys.stderr.flush()
                os._exit(code)
        places[pid] = place
        if stopping:
            os.kill(pid, signal.SIGTERM)

    gc.freeze()  # what is loaded now stays shared: the collector would copy it page by page
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    for place in range(count):
        fork(place)
    worst = False
    while places:
        pid, status = os.wait()
        place = places.pop(pid)
        if stopping:
            worst |= os.waitstatus_to_exitcode(status) not in (0, -signal.SIGTERM)
            continue
        print(
            f"liem: tiến trình {pid} dừng bất thường; mở lại. / process {pid} died; started again.",
            file=sys.stderr,
            flush=True,
        )
        time.sleep(PAUSE_SECONDS)
        if not stopping:
            fork(place)
    return int(worst)


def _end_without_parent(watch: int) -> None:
    os.read(watch, 1)  # nothing is ever written: it returns when the parent is gone
    os.kill(os.getpid(), signal.SIGTERM)
