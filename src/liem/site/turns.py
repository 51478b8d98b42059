"""Who draws the next page: processes that share a socket take visitors as they get free.

A waitress process accepts every visitor it sees, also when its threads are busy and the process beside it is
idle. Here it leaves a visitor in the queue of the socket, which all processes share, until it can begin: of
eight visitors at once none then waits behind five others (measured in docs/decisions/server.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Two threads of Python keep one core busy: one computes while the other waits for the database.
AT_ONCE: Final = 2
# What lasts longer is an export or a slow reader; it must not hold the place of a page.
QUICK_SECONDS: Final = 0.5


class Channel(Protocol):
    """What is used of a waitress channel: the requests received whole and not yet answered."""

    requests: Sequence[object]


class Turns:
    """Decides for one process whether it takes another visitor now."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._since: dict[object, float] = {}

    def free(self, channels: Iterable[Channel], now: float) -> bool:
        """True while a thread is idle and fewer than two quick pages are under way. ``now``: seconds."""
        under_way = [request for channel in channels for request in channel.requests[:1]]
        self._since = {request: self._since.get(request, now) for request in under_way}
        quick = sum(now - since < QUICK_SECONDS for since in self._since.values())
        return len(under_way) < self._threads and quick < AT_ONCE
