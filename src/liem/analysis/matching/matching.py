"""Pairs of rows that may be one person: found by what they share, weighed field by field. Deterministic.

A million rows take about a minute of one core; every column is an array of whole numbers that point at the
distinct values, so that memory stays with the number of different names, not of rows.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import chain, groupby, islice
from math import fsum, log2
from typing import TYPE_CHECKING, Final

from .columns import NONE, Column, drawn, joined, numbered
from .comparing import FIELDS, LEVELS, compare_births, compare_names, compare_numbers
from .normal import birth, name_keys, number, phone, place_key
from .weights import CHANCE, CHANCE_LEAN, NAME_LEAN, Weights, probability, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .normal import Birth, NameKeys
    from .rows import Person

LIKELY: Final = 0.9
MOST_IN_BLOCK: Final = 120  # rows that share one block; beyond it the block says nothing of a person
MOST_IN_HOUSEHOLD: Final = 12
_SAMPLE: Final = 30_000  # pairs drawn to learn how often two people agree by chance
_DRAWN: Final = 4000  # rows of which they are made
_NEIGHBOURS: Final = 50


@dataclass(frozen=True, slots=True)
class Part:
    """What one field says: its level (a word of ``LEVELS``, "" where a side lacks it) and weight in bits."""

    field: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """Two rows by their places in what was given, how likely they are one person, and why."""

    a: int
    b: int
    probability: float
    weight: float
    parts: tuple[Part, ...]


class Matcher:
    """One list, or two of which rows of the first are matched with rows of the second.

    ``people`` are the rows in their order; with ``split`` the rows from that place on are the second list.
    """

    def __init__(self, people: Iterable[Person], *, split: int | None = None) -> None:
        self.split = split
        self._read(people)
        self._plain_share = self._plain_shares()
        self.weights = self._learned()

    def _read(self, people: Iterable[Person]) -> None:
        columns = {field: Column() for field in FIELDS}
        for one in people:
            keys = name_keys(one.name)
            columns["name"].add(keys if keys.plain else None)
            columns["birth"].add(birth(one.birth))
            columns["number"].add(number(one.number))
            columns["phone"].add(phone(one.phone))
            columns["place"].add(place_key(one.place))
        for column in columns.values():
            column.seal()
        self._columns = columns
        self.count = len(columns["name"].ids)
        names: list[NameKeys] = columns["name"].values  # type: ignore[assignment]
        self._names = names
        self._births: list[Birth] = columns["birth"].values  # type: ignore[assignment]
        self._numbers: list[tuple[str, str]] = columns["number"].values  # type: ignore[assignment]
        self._plain = numbered(keys.plain for keys in names)
        self._ordered = numbered(keys.ordered for keys in names)

    def usable(self, at: int, field: str) -> bool:
        """Say whether the cell of a row holds something that can be compared."""
        return self._columns[field].ids[at] != NONE

    def _plain_shares(self) -> list[float]:
        """Give, for each name, which part of all rows bear it, marks and abbreviations aside."""
        counted: Counter[int] = Counter()
        for name in self._columns["name"].ids:
            if name != NONE:
                counted[self._plain[name]] += 1
        # Its own row makes no name common; a short list cannot tell, so it leans on the common value.
        whole, lean = sum(counted.values()) + NAME_LEAN, NAME_LEAN * CHANCE["name"][1]
        return [(counted[self._plain[at]] - 1 + lean) / whole for at in range(len(self._names))]

    # --- levels ------------------------------------------------------------------------------

    def _levels(self, a: int, b: int) -> tuple[int, int, int, int, int]:
        """Give the level of each field of two rows, ``NONE`` where it says nothing."""
        columns = self._columns
        ids = columns["name"].ids
        x, y = ids[a], ids[b]
        name = NONE if NONE in (x, y) else compare_names(self._names[x], self._names[y])
        ids = columns["birth"].ids
        x, y = ids[a], ids[b]
        born = NONE if NONE in (x, y) else compare_births(self._births[x], self._births[y])
        ids = columns["number"].ids
        x, y = ids[a], ids[b]
        card = NONE
        if NONE not in (x, y):
            first, second = self._numbers[x], self._numbers[y]
            if first[0] == second[0]:  # an old number and a new one of one person have nothing in common
                card = 0 if x == y else compare_numbers(first[1], second[1])
        ids = columns["phone"].ids
        x, y = ids[a], ids[b]
        call = NONE if NONE in (x, y) else int(x != y)
        ids = columns["place"].ids
        x, y = ids[a], ids[b]
        place = NONE if NONE in (x, y) else int(x != y)
        return name, born, card, call, place

    # --- what the lists teach ------------------------------------------------------------------

    def _learned(self) -> Weights:
        proofs: dict[str, list[int]] = {field: [0] * len(LEVELS[field]) for field in FIELDS}
        numbers = self._columns["number"].ids
        same_number = 0
        for a, b in self._pairs(numbers, most=6):
            levels = self._levels(a, b)
            if levels[0] == 3 and levels[1] in (3, 4):  # one number typed for two people
                continue
            same_number += 1
            for field, level in zip(FIELDS, levels, strict=True):
                if level != NONE and field != "number":
                    proofs[field][level] += 1
        comparable = same = 0
        phones, births, names = (self._columns[field].ids for field in ("phone", "birth", "name"))
        known = array("i", (at if at == NONE or self._births[at].month else NONE for at in births))
        for a, b in self._pairs(joined(phones, known, len(self._births) + 1), most=6):
            if names[a] == NONE or names[b] == NONE or self._plain[names[a]] != self._plain[names[b]]:
                continue
            level = self._levels(a, b)[2]
            comparable += 1
            if level != NONE:
                proofs["number"][level] += 1
                same += level == 0
        # Of pairs proved without the number, this part share it: so many more true pairs there must be.
        covered = max(0.05, same / comparable) if comparable >= 30 else 0.5
        expected = max(same_number / covered, 0.005 * max(self.count, 1))
        return weigh(proofs, self._chances(), prior=log2(expected / max(2.0, self._all_pairs())))

    def _all_pairs(self) -> float:
        if self.split is None:
            return self.count * (self.count - 1) / 2
        return self.split * (self.count - self.split)

    def _chances(self) -> dict[str, list[float]]:
        """Give how often two people agree at each level: drawn from the rows, with the common values beside
        them. What hardly two people share is capped there: in a short list every repetition is a true one."""
        counts = {field: [CHANCE_LEAN * share for share in CHANCE[field]] for field in FIELDS}
        for a, b in self._strangers():
            for field, level in zip(FIELDS, self._levels(a, b), strict=True):
                if level != NONE:
                    counts[field][level] += 1
        chances = {field: [count / fsum(counted) for count in counted] for field, counted in counts.items()}
        for field, level in (("number", 0), ("number", 1), ("phone", 0), ("birth", 1)):
            chances[field][level] = CHANCE[field][level]
        shares = self._columns["birth"].shares()  # a year alone is another level
        same_day = fsum(share**2 for share, day in zip(shares, self._births, strict=True) if day.month)
        chances["birth"][0] = min(same_day or CHANCE["birth"][0], CHANCE["birth"][0])
        # Of places all pairs are counted, not only the drawn ones: a province has too many for these.
        pairs = self._all_pairs()
        same_place = fsum(share**2 for share in self._columns["place"].shares()) * pairs
        same = (same_place + CHANCE_LEAN * CHANCE["place"][0]) / (pairs + CHANCE_LEAN)
        chances["place"] = [same, 1 - same]
        return chances

    def _strangers(self) -> Iterator[tuple[int, int]]:
        """Give pairs of rows that nothing has brought together; the same whatever the order of the rows."""
        rows = drawn(self._columns.values(), _DRAWN)
        apart = (zip(rows, rows[step:], strict=False) for step in range(1, _NEIGHBOURS + 1))
        return islice(chain.from_iterable(apart), _SAMPLE)

    # --- pairs -----------------------------------------------------------------------------------

    def _pairs(
        self, keys: Sequence[int], *, most: int = MOST_IN_BLOCK, over: set[int] | None = None
    ) -> Iterator[tuple[int, int]]:
        """Give the pairs of rows with an equal key, in blocks of at most ``most`` rows.

        ``keys`` holds a key for each row, ``NONE`` where it has none. Larger blocks give no pair; their
        keys go into ``over``.
        """
        of = keys.__getitem__
        for key, block in groupby(sorted((at for at in range(self.count) if keys[at] != NONE), key=of), of):
            members = list(block)
            if len(members) > most:
                if over is not None:
                    over.add(key)
                continue
            for at, a in enumerate(members):
                for b in members[at + 1 :]:
                    if self.split is None or a < self.split <= b:
                        yield a, b

    def _rules(self) -> Iterator[array[int]]:
        """Give what two rows may share to be looked at: for each rule one whole number a row."""
        columns = self._columns
        name, born, card, call, place = (columns[field].ids for field in FIELDS)
        yield card
        yield call
        births, places = len(columns["birth"].values) + 1, len(columns["place"].values) + 1
        plain = array("i", (NONE if at == NONE else self._plain[at] for at in name))
        ordered = array("i", (NONE if at == NONE else self._ordered[at] for at in name))
        year = array("i", (NONE if at == NONE else self._births[at].year for at in born))
        day = array("i", (NONE if at == NONE else self._day(at) for at in born))
        yield joined(plain, born, births)
        yield joined(plain, place, places)
        yield joined(
            array("i", (NONE if d == NONE else at for d, at in zip(day, born, strict=True))), place, places
        )
        yield joined(ordered, year, 4096)
        yield joined(ordered, day, 1024)

    def _day(self, at: int) -> int:
        one = self._births[at]
        return one.month * 32 + one.day if one.month else NONE

    def candidates(self) -> Iterator[tuple[int, int]]:
        """Give every pair that shares something of a person, once."""
        done: list[tuple[array[int], set[int]]] = []
        for keys in self._rules():
            over: set[int] = set()
            for a, b in self._pairs(keys, over=over):
                for earlier, skipped in done:
                    key = earlier[a]
                    if key == earlier[b] and key != NONE and key not in skipped:
                        break
                else:
                    yield a, b
            done.append((keys, over))

    def matches(self, *, likely: float = LIKELY) -> Iterator[Match]:
        """Give the pairs at least as likely as ``likely`` (0 to 1), in the order they are found."""
        weights, least = self.weights, log2(likely / (1 - likely)) if likely < 1 else float("inf")
        bits = [weights.bits[field] for field in FIELDS]
        name = self._columns["name"].ids
        for a, b in self.candidates():
            levels = self._levels(a, b)
            total = weights.prior
            if levels[0] in (0, 1):
                total += weights.of_name(levels[0], self._plain_share[name[a]])
            elif levels[0] != NONE:
                total += bits[0][levels[0]]
            for at in (1, 2, 3, 4):
                if levels[at] != NONE:
                    total += bits[at][levels[at]]
            if total >= least:
                yield self._match(a, b, levels, total)

    def households(self) -> list[list[int]]:
        """Give rows that share both telephone and place, two and more, in order: they may live together.

        A telephone that more than ``MOST_IN_HOUSEHOLD`` rows of one place give is an office's.
        """
        phones, places = self._columns["phone"].ids, self._columns["place"].ids
        homes = joined(phones, places, len(self._columns["place"].values) + 1)
        held: dict[int, list[int]] = {}
        for at, home in enumerate(homes):
            if home != NONE:
                held.setdefault(home, []).append(at)
        return [
            rows
            for rows in held.values()
            if 1 < len(rows) <= MOST_IN_HOUSEHOLD and (self.split is None or rows[0] < self.split <= rows[-1])
        ]

    def _match(self, a: int, b: int, levels: Sequence[int], total: float) -> Match:
        parts = []
        for field, level in zip(FIELDS, levels, strict=True):
            if level == NONE:
                parts.append(Part(field, "", 0.0))
            elif field == "name" and level < 2:
                share = self._plain_share[self._columns["name"].ids[a]]
                parts.append(Part(field, LEVELS[field][level], self.weights.of_name(level, share)))
            else:
                parts.append(Part(field, LEVELS[field][level], self.weights.bits[field][level]))
        return Match(a, b, probability(total), total, tuple(parts))
