"""Columns of whole numbers that point at distinct values: a million rows cost what their names cost."""

from __future__ import annotations

from array import array
from collections import Counter
from heapq import nsmallest
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NONE: Final = -1
_MIX: Final = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: spreads sums over all bits
_WORD: Final = (1 << 64) - 1


class Column:
    """Values of one field as whole numbers; ``NONE`` where nothing usable stands."""

    def __init__(self) -> None:
        self.ids = array("i")
        self.values: list[object] = []
        self._known: dict[object, int] = {}

    def add(self, value: object) -> None:
        """Take the value of the next row."""
        if value is None or value == "":
            self.ids.append(NONE)
            return
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = len(self.values)
            self.values.append(value)
        self.ids.append(known)

    def seal(self) -> None:
        """Forget what only ``add`` needs."""
        self._known = {}

    def shares(self) -> list[float]:
        """Give which part of the rows that have the field bears each value."""
        counted = Counter(self.ids)
        counted.pop(NONE, None)
        whole = sum(counted.values()) or 1
        return [counted[at] / whole for at in range(len(self.values))]


def numbered(texts: Iterable[str]) -> array[int]:
    """Give each text a whole number, equal texts the same."""
    known: dict[str, int] = {}
    return array("i", (known.setdefault(text, len(known)) for text in texts))


def joined(first: Sequence[int], second: Sequence[int], width: int) -> array[int]:
    """Give one key for two, the second below ``width``; ``NONE`` where either is missing."""
    pairs = zip(first, second, strict=True)
    return array("q", (NONE if NONE in (x, y) else x * width + y for x, y in pairs))


def drawn(columns: Iterable[Column], most: int) -> list[int]:
    """Give the places of at most ``most`` rows of different content, mixed, chosen and ordered by what stands
    in them: the same rows are drawn wherever they stand. Rows alike in all columns are drawn once."""
    prints = array("Q")
    for column in columns:
        # The last element answers to NONE, which is -1.
        marks = [crc32(repr(value).encode()) + 1 for value in column.values] + [0]
        if not prints:
            prints = array("Q", bytes(8 * len(column.ids)))
        prints = array(
            "Q", ((so_far + marks[at]) * _MIX & _WORD for so_far, at in zip(prints, column.ids, strict=True))
        )
    seen: dict[int, int] = {}
    for at in nsmallest(most, range(len(prints)), key=prints.__getitem__):
        seen.setdefault(prints[at], at)
    return list(seen.values())
