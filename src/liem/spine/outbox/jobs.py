"""Put jobs, run them, keep the schedule."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import close_old_connections, connection, transaction
from django.db.models import Q

from .models import Job

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
ATTEMPTS = 5
KEEP_DONE = timedelta(days=30)
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_handlers: dict[str, Callable[..., None]] = {}
_schedules: list[Schedule] = []
_wake = threading.Event()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that comes back: every ``every`` (timedelta ≤ 1 day), first at local ``hour`` when daily."""

    kind: str
    every: timedelta
    hour: int = 0

    def period(self, at: datetime) -> str:
        """Return the key of the period that contains ``at`` (local time)."""
        local = at.astimezone(_LOCAL)
        if self.every >= timedelta(days=1):
            return (local - timedelta(hours=self.hour)).date().isoformat()
        seconds = int(self.every.total_seconds())
        return str(int(local.timestamp()) // seconds)


def handler(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the handler of ``kind``; it takes ``at`` and the job's args by keyword."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _handlers[kind] = function
        return function

    return register


def scheduled(
    kind: str, *, every: timedelta, hour: int = 0
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a handler that also comes back by schedule."""
    _schedules.append(Schedule(kind=kind, every=every, hour=hour))
    return handler(kind)


def put(
    kind: str,
    *,
    at: datetime,
    args: dict[str, Any] | None = None,
    run_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Write a job in the running transaction; with a ``key`` that exists already nothing is written."""
    if key is not None and Job.objects.filter(key=key).exists():
        return
    Job.objects.create(kind=kind, key=key, args=args or {}, run_at=run_at or at, created_at=at)
    transaction.on_commit(_wake.set)


def _claim(at: datetime) -> Job | None:
    due = Job.objects.filter(
        Q(state=Job.State.WAITING, run_at__lte=at) | Q(state=Job.State.RUNNING, lease_until__lt=at)
    ).order_by("run_at")
    if not due.exists():
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        if job.attempts >= ATTEMPTS:  # it was leased this often and never finished: it takes its worker down
            job.state, job.lease_until = Job.State.FAILED, None
            job.last_error = job.last_error or "stopped the worker each time it ran"
            job.save(update_fields=["state", "lease_until", "last_error"])
            return _claim(at)
        job.state = Job.State.RUNNING
        job.lease_until = at + LEASE
        job.attempts += 1
        job.save(update_fields=["state", "lease_until", "attempts"])
    return job


def _finish(job: Job, at: datetime, error: str) -> None:
    if not error:
        job.state, job.done_at, job.last_error = Job.State.DONE, at, ""
    else:
        job.last_error = error[:2000]
        job.state = Job.State.FAILED if job.attempts >= ATTEMPTS else Job.State.WAITING
        job.run_at = at + timedelta(seconds=10 * 4**job.attempts)
    job.lease_until = None
    job.save(update_fields=["state", "done_at", "last_error", "run_at", "lease_until"])


def run_due(*, at: datetime, limit: int = 100) -> int:
    """Run up to ``limit`` due jobs one after the other and return how many ran. A failing job waits and
    comes back."""
    ran = 0
    while ran < limit and (job := _claim(at)) is not None:
        error = ""
        try:
            _handlers[job.kind](at=at, **job.args)
        except Exception as fault:
            log.exception("job %s failed (attempt %s)", job.kind, job.attempts)
            error = f"{type(fault).__name__}: {fault}"
        _finish(job, at, error)
        ran += 1
    return ran


def release() -> int:
    """Give back every lease: for the start of the only worker process, whose predecessor may have been
    killed."""
    return Job.objects.filter(state=Job.State.RUNNING).update(state=Job.State.WAITING, lease_until=None)


def tick(*, at: datetime) -> None:
    """Put the jobs of every schedule whose period has begun, and drop old finished ones."""
    for schedule in _schedules:
        put(schedule.kind, at=at, key=f"{schedule.kind}:{schedule.period(at)}")
    Job.objects.filter(state=Job.State.DONE, done_at__lt=at - KEEP_DONE).delete()


def worker(stop: threading.Event, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Run due jobs until ``stop`` is set; wakes at once when this process commits a job, otherwise every
    two seconds."""
    last_tick = datetime.min.replace(tzinfo=UTC)
    while not stop.is_set():
        close_old_connections()
        try:
            at = now()
            if at - last_tick > timedelta(minutes=1):
                tick(at=at)
                last_tick = at
            run_due(at=at)
        except Exception:
            log.exception("the job worker met a fault and goes on")
        _wake.wait(timeout=2)
        _wake.clear()
    connection.close()
