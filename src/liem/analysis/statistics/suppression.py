"""Small figures: which must not be shown, and which others with them, so that no sum gives them away.

A figure of one or two cases tells about a person in a commune where everybody knows everybody. Hiding it
alone is not enough: the total less the other parts would give it back. So cells are hidden together until
no equation between what is shown determines one, decided by exact elimination, not by a rule of thumb.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Equation:
    """``whole`` is the sum of ``parts``: known to whoever can read the table."""

    whole: Hashable
    parts: tuple[Hashable, ...]

    @property
    def cells(self) -> tuple[Hashable, ...]:
        """Give the whole and its parts."""
        return (self.whole, *self.parts)


def hidden_cells(
    values: Mapping[Hashable, int],
    *,
    sensitive: AbstractSet[Hashable],
    unpublished: AbstractSet[Hashable],
    equations: Iterable[Equation],
    small: int,
) -> frozenset[Hashable]:
    """Give the published cells to hide, ``sensitive`` ones among them.

    ``values`` holds every cell of ``equations``; ``unpublished`` cells stand in no table (a remainder such as
    "not a committee member") but follow from it, and count as sensitive where listed there. ``small`` is the
    smallest figure that may be shown. Afterwards no sensitive cell is determined by the shown ones, and the
    hidden cells of an equation together hold at least ``small``.
    """
    listed = list(equations)
    hidden: set[Hashable] = {*sensitive, *unpublished}
    while True:
        more = _too_little(values, listed, hidden, sensitive, small)
        more = more or _determined(values, listed, hidden, sensitive)
        if not more:
            return frozenset(hidden - set(unpublished))
        hidden |= more


def _too_little(
    values: Mapping[Hashable, int],
    equations: Sequence[Equation],
    hidden: AbstractSet[Hashable],
    sensitive: AbstractSet[Hashable],
    small: int,
) -> set[Hashable]:
    """Choose cells to hide where the hidden parts of a shown whole hold too little together to be a crowd."""
    more: set[Hashable] = set()
    for each in equations:
        inside = [cell for cell in each.parts if cell in hidden]
        if each.whole in hidden or not any(cell in sensitive for cell in inside):
            continue
        if sum(values[cell] for cell in inside) < max(small, len(inside) + 1):
            more |= {cell for cell in (_choice(values, each, hidden),) if cell is not None}
    return more


def _choice(
    values: Mapping[Hashable, int], equation: Equation, hidden: AbstractSet[Hashable]
) -> Hashable | None:
    """Choose the cell whose loss costs least: the smallest part that is not zero, else the whole."""
    shown = [cell for cell in equation.parts if cell not in hidden and values[cell]]
    if shown:
        return min(shown, key=lambda cell: values[cell])
    if equation.whole not in hidden:
        return equation.whole
    return next((cell for cell in equation.parts if cell not in hidden), None)


def _determined(
    values: Mapping[Hashable, int],
    equations: Sequence[Equation],
    hidden: AbstractSet[Hashable],
    sensitive: AbstractSet[Hashable],
) -> set[Hashable]:
    """Choose a cell to hide for each sensitive one that follows from the shown ones."""
    more: set[Hashable] = set()
    for cell in solved(equations, hidden) & sensitive:
        for each in _connected(cell, equations, hidden):
            chosen = _choice(values, each, hidden)
            if chosen is not None:
                more.add(chosen)
                break
    return more


def _connected(
    cell: Hashable, equations: Sequence[Equation], hidden: AbstractSet[Hashable]
) -> list[Equation]:
    """Give the equations that bear on a hidden cell, the nearest first."""
    reached, found, fresh = {cell}, [], {cell}
    left = list(equations)
    while fresh:
        near = [each for each in left if fresh & set(each.cells)]
        left = [each for each in left if each not in near]
        found += near
        fresh = {one for each in near for one in each.cells if one in hidden} - reached
        reached |= fresh
    return found


def solved(equations: Sequence[Equation], hidden: AbstractSet[Hashable]) -> set[Hashable]:
    """Give the hidden cells that the equations determine once the shown ones are known, exactly."""
    rows: list[dict[Hashable, Fraction]] = []
    for each in equations:
        row: dict[Hashable, Fraction] = {}
        for cell, sign in ((each.whole, 1), *((part, -1) for part in each.parts)):
            if cell in hidden:
                row[cell] = row.get(cell, Fraction(0)) + sign
        row = {cell: factor for cell, factor in row.items() if factor}
        if row:
            rows.append(row)
    reduced: dict[Hashable, dict[Hashable, Fraction]] = {}
    for row in rows:
        _reduce(row, reduced)
        if not row:
            continue
        pivot = next(iter(row))
        factor = row[pivot]
        scaled = {cell: value / factor for cell, value in row.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, scaled, other[pivot])
        reduced[pivot] = scaled
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _reduce(row: dict[Hashable, Fraction], reduced: Mapping[Hashable, Mapping[Hashable, Fraction]]) -> None:
    for pivot in [cell for cell in row if cell in reduced]:
        if pivot in row:
            _subtract(row, reduced[pivot], row[pivot])


def _subtract(row: dict[Hashable, Fraction], other: Mapping[Hashable, Fraction], factor: Fraction) -> None:
    for cell, value in other.items():
        left = row.get(cell, Fraction(0)) - factor * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
