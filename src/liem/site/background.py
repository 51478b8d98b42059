"""Jobs and the schedule in threads of this process, and how they end."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

log = logging.getLogger(__name__)
# How long a running job may go on after the order to stop; the rest is taken up at the next start.
PATIENCE_SECONDS = 20.0
RETRY_SECONDS = 5.0


class Background:
    """Job threads and one schedule thread. A job cut off by a kill is run again: the outbox is durable."""

    def __init__(self, *, job_threads: int, tick_seconds: int) -> None:
        self.stop = threading.Event()
        self.tick_seconds = tick_seconds
        self.threads = [
            threading.Thread(target=self._work, name=f"job-{number}", daemon=True)
            for number in range(1, job_threads + 1)
        ]
        if job_threads:
            self.threads.append(threading.Thread(target=self._schedule, name="schedule", daemon=True))

    def start(self) -> None:
        """Start all threads."""
        for thread in self.threads:
            thread.start()

    def end(self) -> bool:
        """Ask all threads to stop and wait; False when one was still busy after the patience."""
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        return not any(thread.is_alive() for thread in self.threads)

    def _work(self) -> None:
        from liem.spine import outbox

        while not self.stop.is_set():
            try:
                outbox.worker(self.stop)
            except Exception:
                # A lost database connection must not leave an office without jobs until somebody notices.
                log.exception("worker")
                self.stop.wait(RETRY_SECONDS)

    def _schedule(self) -> None:
        from django.db import close_old_connections

        from liem.spine import outbox

        while not self.stop.is_set():
            close_old_connections()
            try:
                outbox.tick(datetime.now(UTC))
            except Exception:
                # One bad schedule entry must not silence all later ones; the next look tries again.
                log.exception("schedule")
            self.stop.wait(self.tick_seconds)
