"""Rows that hang together by pairs: one person three times on a list is one question, not three."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .matching import Match


def groups(count: int, matches: Iterable[Match]) -> list[list[int]]:
    """Give the rows that hang together by matches, groups of two and more, each in order."""
    above = list(range(count))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = at = above[above[at]]
        return at

    for match in matches:
        above[max(top(match.a), top(match.b))] = min(top(match.a), top(match.b))
    held: dict[int, list[int]] = {}
    for at in range(count):
        held.setdefault(top(at), []).append(at)
    return [members for members in held.values() if len(members) > 1]
