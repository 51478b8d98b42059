"""Counting: facts as bits, one integer a value of a dimension; a cell is the bits its terms leave.

Thirty thousand facts are four kilobytes a value, and a cell a handful of bitwise operations, so every table
of a year is counted at once and drilling into a figure gives exactly the cases it counted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dimensions import DIMENSIONS, values_of
from .periods import Calendar
from .suppression import Equation, hidden_cells
from .tables import Axis, Condition, Table, joined

if TYPE_CHECKING:
    from .facts import Fact
    from .periods import Period


Cell = tuple[Calendar, Condition]


class Cube:
    """Facts in order of their days, with a set of bits for each value of each dimension."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = sorted(facts, key=lambda each: each.day)
        self.days = [each.day for each in self.facts]
        size = len(self.facts) // 8 + 1
        made: dict[tuple[str, str], bytearray] = {}
        unseen = bytearray(size)
        for place, fact in enumerate(self.facts):
            byte, bit = place >> 3, 1 << (place & 7)
            if not fact.seen:
                unseen[byte] |= bit
            for key, values in values_of(fact):
                for value in values:
                    bits = made.get((key, value))
                    if bits is None:
                        bits = made[key, value] = bytearray(size)
                    bits[byte] |= bit
        self._bits = {known: int.from_bytes(bits, "little") for known, bits in made.items()}
        self.unseen = int.from_bytes(unseen, "little")
        self._terms: dict[tuple[str, frozenset[str]], int] = {}

    def within(self, period: Period) -> int:
        """Give the bits of the facts of a period."""
        first, last = bisect_left(self.days, period.first), bisect_right(self.days, period.last)
        return (1 << last) - (1 << first)

    def bits(self, condition: Condition, among: int) -> int:
        """Give the bits of the facts ``among`` some that meet a condition."""
        for term in condition:
            held = self._terms.get(term)
            if held is None:
                held = 0
                for value in term[1]:
                    held |= self._bits.get((term[0], value), 0)
                self._terms[term] = held
            among &= held
            if not among:
                return 0
        return among

    def chosen(self, bits: int) -> list[Fact]:
        """Give the facts of some bits, oldest first."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self.facts[lowest.bit_length() - 1])
            bits ^= lowest
        return found


@dataclass(frozen=True, slots=True)
class Spans:
    """The periods a report counts: by calendar, this period and the same one before, where it has them."""

    now: Mapping[Calendar, Period]
    before: Mapping[Calendar, Period]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and that of the same period. ``value`` is ``None`` where the calendar has no such period,
    ``hidden`` where it is too small to be shown to this reader."""

    value: int | None
    before: int | None
    hidden: bool = False
    before_hidden: bool = False

    @property
    def change(self) -> int | None:
        """Give the difference to the same period; ``None`` where either side is unknown or hidden."""
        if self.value is None or self.before is None or self.hidden or self.before_hidden:
            return None
        return self.value - self.before

    @property
    def per_mille(self) -> int | None:
        """Give the change in tenths of a percent, rounded half away from zero; ``None`` from nothing."""
        change = self.change
        if change is None or not self.before:
            return None
        doubled = abs(change) * 2000 + self.before
        rounded = doubled // (2 * self.before)
        return rounded if change >= 0 else -rounded


@dataclass(frozen=True, slots=True)
class Report:
    """Every table of one period: figures by table, line, column; ``cases`` is how many facts there were."""

    figures: Mapping[tuple[str, str, str], Figure]
    cases: int

    def figure(self, table: str, line: str, column: str) -> Figure:
        """Give one figure; raises ``KeyError``."""
        return self.figures[table, line, column]


def count(cube: Cube, tables: Sequence[Table], spans: Spans, *, small: int | None) -> Report:
    """Count every table at once. ``small`` is the smallest figure shown of cases the reader may not open;
    ``None`` hides nothing (there are no such cases)."""
    now, shut_now = _counted(cube, tables, spans.now, small)
    before, shut_before = _counted(cube, tables, spans.before, small)
    figures = {}
    for table in tables:
        for line in table.lines:
            for column in table.columns:
                cell = _cell(table, line, column)
                figures[table.id, line.key, column.key] = Figure(
                    value=now.get(cell),
                    before=before.get(cell),
                    hidden=cell in shut_now,
                    before_hidden=cell in shut_before,
                )
    total = sum(
        cube.within(each).bit_count() for each in spans.now.values() if each.calendar is Calendar.PARTY
    )
    return Report(figures=figures, cases=total)


def bits_of(cube: Cube, line: Axis, column: Axis, period: Period) -> int:
    """Give the bits of the facts behind one figure."""
    return cube.bits(joined(line.condition, column.condition), cube.within(period))


def _cell(table: Table, line: Axis, column: Axis) -> Cell:
    """Name a cell by what it counts: the same figure in two tables is one cell, hidden in both or in none."""
    return table.calendar_of(line), joined(line.condition, column.condition)


def _counted(
    cube: Cube, tables: Sequence[Table], periods: Mapping[Calendar, Period], small: int | None
) -> tuple[dict[Hashable, int], frozenset[Hashable]]:
    """Give the figures of every cell of a period and those too small to be shown."""
    masks = {calendar: cube.within(period) for calendar, period in periods.items()}
    bits: dict[Hashable, int] = {}
    for table in tables:
        for line in table.lines:
            for column in table.columns:
                cell = _cell(table, line, column)
                if cell not in bits and cell[0] in masks:
                    bits[cell] = cube.bits(cell[1], masks[cell[0]])
    if small is None or not cube.unseen:
        return {cell: each.bit_count() for cell, each in bits.items()}, frozenset()
    published = frozenset(bits)
    equations = list(dict.fromkeys(_equations(tables, bits)))
    values = {cell: each.bit_count() for cell, each in bits.items()}
    sensitive = {cell for cell, each in bits.items() if 0 < values[cell] < small and each & cube.unseen}
    shut = hidden_cells(
        values,
        sensitive=sensitive,
        unpublished=frozenset(bits) - published,
        equations=equations,
        small=small,
    )
    return {cell: values[cell] for cell in published}, shut


def _equations(tables: Sequence[Table], bits: dict[Hashable, int]) -> Iterable[Equation]:
    """Give what adds up: down the lines in every column and across the columns in every line.

    A part without siblings that complete it leaves a remainder; the remainder becomes a cell of its own in
    ``bits``, because whoever subtracts can read it.
    """
    for table in tables:
        for column in table.columns:
            cells = {line.key: _cell(table, line, column) for line in table.lines}
            yield from _sums(table.lines, cells, bits)
        for line in table.lines:
            cells = {column.key: _cell(table, line, column) for column in table.columns}
            yield from _sums(table.columns, cells, bits)


def _sums(axes: Sequence[Axis], cells: Mapping[str, Cell], bits: dict[Hashable, int]) -> Iterable[Equation]:
    groups: dict[tuple[str, str], list[Cell]] = {}
    for axis in axes:
        if axis.of:
            adds_up = bool(axis.by) and not DIMENSIONS[axis.by].many
            group = (axis.of, axis.by if adds_up else f"={axis.key}")
            groups.setdefault(group, []).append(cells[axis.key])
    for (whole_key, by), parts in groups.items():
        whole = cells[whole_key]
        if whole not in bits:
            continue
        inside = 0
        for part in parts:
            inside |= bits[part]
        if by in DIMENSIONS and _values(whole, by) <= frozenset().union(
            *(_values(part, by) for part in parts)
        ):
            yield Equation(whole, tuple(parts))
            continue
        rest = ("rest", whole, frozenset(parts))
        bits[rest] = bits[whole] & ~inside
        yield Equation(whole, (*parts, rest))


def _values(cell: Cell, key: str) -> frozenset[str]:
    """Give the values of a dimension a cell admits."""
    return dict(cell[1]).get(key, frozenset(DIMENSIONS[key].values))
