"""Jobs and the schedule in threads of this process, and how they end."""

from __future__ import annotations

import signal
import sys
import threading

# How long a running job may go on after the order to stop; the rest is taken up at the next start.
PATIENCE_SECONDS = 20.0


class Background:
    """Job threads, which also look at the schedule. A job cut off by a kill is run again: it is durable."""

    def __init__(self, *, job_threads: int) -> None:
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self._work, name=f"job-{number}", daemon=True)
            for number in range(1, job_threads + 1)
        ]

    def start(self, *, alone: bool) -> None:
        """Start all threads; `alone` when no other process runs jobs: what a killed one held is freed."""
        if alone and self.threads:
            from liem.spine.outbox import jobs

            jobs.release()
        for thread in self.threads:
            thread.start()

    def run(self, *, alone: bool, told: str = "") -> int:
        """Be the whole work of this process until SIGTERM or Ctrl-C; 0 when nothing was cut off.

        ``told`` is said once an order to stop would be heard.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        self.start(alone=alone)
        if told:
            print(told, file=sys.stderr, flush=True)
        self.stop.wait()
        return 0 if self.end() else 1

    def end(self) -> bool:
        """Ask all threads to stop and wait; False when one was still busy after the patience."""
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        return not any(thread.is_alive() for thread in self.threads)

    def _work(self) -> None:
        from liem.spine.outbox import jobs

        jobs.worker(self.stop)
