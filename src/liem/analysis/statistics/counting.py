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
from .periods import Calendar, is_whole, period, years_of
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
    """Every table of one period: figures by table, line, column; ``cases`` is how many facts open to the
    reader."""

    figures: Mapping[tuple[str, str, str], Figure]
    cases: int

    def figure(self, table: str, line: str, column: str) -> Figure:
        """Give one figure; raises ``KeyError``."""
        return self.figures[table, line, column]


def count(
    cube: Cube, tables: Sequence[Table], spans: Spans, *, small: int | None, whole: Cube | None = None
) -> Report:
    """Count every table at once. ``small`` is the smallest figure shown of cases the reader may not open;
    ``None`` hides nothing (there are no such cases).

    ``whole`` holds every fact in the reader's reach of the years the periods touch, where ``cube`` is a part
    of them; without it ``cube`` is that itself. What is hidden is decided once for a year of the whole reach
    (:class:`Decisions`), so that no month, quarter, unit or term asked for beside it gives a figure back.
    """
    decisions = Decisions(whole or cube, tables, small)
    narrowed = whole is not None and whole is not cube
    now, before = (_counted(cube, tables, each) for each in (spans.now, spans.before))
    shut_now, shut_before = (decisions.shut(each, narrowed=narrowed) for each in (spans.now, spans.before))
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
        (cube.within(each) & ~cube.unseen).bit_count()
        for each in spans.now.values()
        if each.calendar is Calendar.PARTY
    )
    return Report(figures=figures, cases=total)


def bits_of(cube: Cube, line: Axis, column: Axis, period: Period) -> int:
    """Give the bits of the facts behind one figure."""
    return cube.bits(joined(line.condition, column.condition), cube.within(period))


def _cell(table: Table, line: Axis, column: Axis) -> Cell:
    """Name a cell by what it counts: the same figure in two tables is one cell, hidden in both or in none."""
    return table.calendar_of(line), joined(line.condition, column.condition)


def _counted(cube: Cube, tables: Sequence[Table], periods: Mapping[Calendar, Period]) -> dict[Hashable, int]:
    """Give the figures of every cell of the periods."""
    masks = {calendar: cube.within(period) for calendar, period in periods.items()}
    return {
        cell: cube.bits(cell[1], masks[cell[0]]).bit_count() for cell in _cells(tables) if cell[0] in masks
    }


def _cells(tables: Sequence[Table]) -> dict[Cell, None]:
    """Give every cell of the tables once, in order."""
    return {
        _cell(table, line, column): None
        for table in tables
        for line in table.lines
        for column in table.columns
    }


@dataclass(frozen=True, slots=True)
class _Decision:
    """What one year of the whole reach keeps from a reader: the cells ``hidden``, and all those ``holding`` a
    case the reader may not open."""

    hidden: frozenset[Hashable]
    holding: frozenset[Hashable]


class Decisions:
    """What is hidden from a reader, decided once for each year of the whole reach.

    A reader knows the cases that open to them; what a figure tells is how many others it counts. A whole year
    of the whole reach shows that number where it is nought or large enough, and no equation within the tables
    of the year gives a smaller one back. Any other stretch, of time or of units, shows a figure only where
    the year's holds no such case at all: it tells nothing the year did not. A term is its years added up.
    """

    def __init__(self, whole: Cube, tables: Sequence[Table], small: int | None) -> None:
        self.whole, self.tables, self.small = whole, tables, small
        self._made: dict[tuple[Calendar, int], _Decision] = {}

    def shut(self, periods: Mapping[Calendar, Period], *, narrowed: bool) -> frozenset[Hashable]:
        """Give the cells hidden in some periods; ``narrowed``: only a part of the reach is counted."""
        if self.small is None or not self.whole.unseen:
            return frozenset()
        return frozenset().union(
            *(
                decision.holding if narrowed or not is_whole(each) else decision.hidden
                for each in periods.values()
                for decision in (self._of(each.calendar, year) for year in years_of(each))
            )
        )

    def _of(self, calendar: Calendar, year: int) -> _Decision:
        known = self._made.get((calendar, year))
        if known is None:
            known = self._made[calendar, year] = self._decide(calendar, year)
        return known

    def _decide(self, calendar: Calendar, year: int) -> _Decision:
        among = self.whole.within(period("year", year, calendar=calendar)) & self.whole.unseen
        found = ((cell, self.whole.bits(cell[1], among)) for cell in _cells(self.tables))
        bits: dict[Hashable, int] = {cell: each for cell, each in found if cell[0] is calendar and each}
        published = frozenset(bits)
        equations = list(dict.fromkeys(_equations(self.tables, bits)))
        values = {cell: each.bit_count() for cell, each in bits.items()}
        small = self.small or 0
        hidden = hidden_cells(
            values,
            sensitive={cell for cell, value in values.items() if 0 < value < small},
            unpublished=frozenset(bits) - published,
            equations=equations,
            small=small,
        )
        return _Decision(hidden=hidden, holding=published)


def _equations(tables: Sequence[Table], bits: dict[Hashable, int]) -> Iterable[Equation]:
    """Give what adds up: down the lines in every column, across the columns in every line, and each cell with
    every whole above it.

    A part without siblings that complete it leaves a remainder; the remainder becomes a cell of its own in
    ``bits``, because whoever subtracts can read it. Cells that hold nothing are nought to everybody and left
    out.
    """
    for table in tables:
        for column in table.columns:
            cells = {line.key: _cell(table, line, column) for line in table.lines}
            yield from _sums(table.lines, cells, bits)
        for line in table.lines:
            cells = {column.key: _cell(table, line, column) for column in table.columns}
            yield from _sums(table.columns, cells, bits)
        yield from _remainders(table, bits)


def _remainders(table: Table, bits: dict[Hashable, int]) -> Iterable[Equation]:
    lines, columns = _above(table.lines), _above(table.columns)
    for line in table.lines:
        for column in table.columns:
            part = _cell(table, line, column)
            if part not in bits:
                continue
            wholes = (
                _cell(table, upper, other) for upper in lines[line.key] for other in columns[column.key]
            )
            for whole in wholes:
                if whole in bits and whole != part:
                    rest = ("rest", whole, frozenset((part,)))
                    left = bits[whole] & ~bits[part]
                    if left:
                        bits[rest] = left
                    yield Equation(whole, (part, rest) if left else (part,))


def _above(axes: Sequence[Axis]) -> dict[str, list[Axis]]:
    """Give each axis with all it is a part of, itself first."""
    found: dict[str, list[Axis]] = {}
    for axis in axes:
        found[axis.key] = [axis, *found.get(axis.of, ())]
    return found


def _sums(axes: Sequence[Axis], cells: Mapping[str, Cell], bits: dict[Hashable, int]) -> Iterable[Equation]:
    groups: dict[tuple[str, str], list[Cell]] = {}
    for axis in axes:
        if axis.of and axis.by and not DIMENSIONS[axis.by].many:
            groups.setdefault((axis.of, axis.by), []).append(cells[axis.key])
    for (whole_key, by), parts in groups.items():
        whole = cells[whole_key]
        if whole not in bits:
            continue
        held = tuple(part for part in parts if part in bits)
        if _values(whole, by) <= frozenset().union(*(_values(part, by) for part in parts)):
            yield Equation(whole, held)
            continue
        inside = 0
        for part in held:
            inside |= bits[part]
        left = bits[whole] & ~inside
        rest = ("rest", whole, frozenset(held))
        if left:
            bits[rest] = left
        yield Equation(whole, (*held, rest) if left else held)


def _values(cell: Cell, key: str) -> frozenset[str]:
    """Give the values of a dimension a cell admits."""
    return dict(cell[1]).get(key, frozenset(DIMENSIONS[key].values))
