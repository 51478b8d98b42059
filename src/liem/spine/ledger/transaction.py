"""The transaction of one action: durable, and on SQLite behind a fair queue.

SQLite's own lock waiters sleep and retry, so some wait seconds; a kernel lock on one file is a fair queue
across threads
and processes and brings the tail of write times down to PostgreSQL's (docs/decisions/databases.md). On
PostgreSQL and where the system
has no ``flock`` nothing is added.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator


_here = threading.local()


@contextlib.contextmanager
def atomic() -> Iterator[None]:
    """Open the transaction of one action; an action inside an action fails loudly (``durable``)."""
    if getattr(_here, "acting", False):
        # without this the second one would wait for the queue that the first one holds, for ever
        raise RuntimeError("an action inside an action: call its step instead")
    _here.acting = True
    try:
        with _queue(), transaction.atomic(durable=True):
            yield
    finally:
        _here.acting = False


@contextlib.contextmanager
def _queue() -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    if fcntl is None or connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name:
        yield
        return
    with Path(name).with_suffix(".queue").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield  # closing the file gives the place in the queue to the next
