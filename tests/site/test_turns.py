"""A process takes another visitor when it can begin the page, and leaves the rest to the next process."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from liem.site.turns import QUICK_SECONDS, Turns


@dataclass
class Visitor:
    """A connection with what was received whole and not yet answered."""

    requests: list[object] = field(default_factory=lambda: [object()])


@pytest.fixture
def turns() -> Turns:
    return Turns(threads=4)


class TestAProcess:
    def test_takes_a_visitor_while_fewer_than_two_pages_are_under_way(self, turns: Turns) -> None:
        first, second = Visitor(), Visitor()
        assert turns.free([], 0)
        assert turns.free([first], 0)
        assert not turns.free([first, second], 0)
        second.requests.clear()  # answered
        assert turns.free([first, second], 0.1)

    def test_does_not_count_connections_that_ask_for_nothing(self, turns: Turns) -> None:
        assert turns.free([Visitor([]) for _ in range(50)], 0)

    def test_counts_a_connection_once_however_much_it_asks(self, turns: Turns) -> None:
        assert turns.free([Visitor([object(), object(), object()])], 0)

    def test_takes_more_when_the_pages_under_way_are_slow(self, turns: Turns) -> None:
        slow = [Visitor(), Visitor()]
        assert not turns.free(slow, 0)
        assert not turns.free(slow, QUICK_SECONDS - 0.01)
        assert turns.free(slow, QUICK_SECONDS)

    def test_counts_each_page_from_its_own_beginning(self, turns: Turns) -> None:
        slow, kept = Visitor(), Visitor()
        turns.free([slow, kept], 0)
        kept.requests[:] = [object()]  # the same connection asks for its next page
        assert turns.free([slow, kept], QUICK_SECONDS)
        assert not turns.free([kept, Visitor()], QUICK_SECONDS)

    def test_takes_nobody_when_every_thread_is_busy_however_long(self, turns: Turns) -> None:
        slow = [Visitor() for _ in range(4)]
        turns.free(slow, 0)
        assert not turns.free(slow, 60)
        assert turns.free(slow[:3], 60)
