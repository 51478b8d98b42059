"""Small figures: which must not be shown, and which others with them, so that no sum gives them away.

A figure of one or two cases tells about a person in a commune where everybody knows everybody. Hiding it
alone is not enough: the total less the other parts would give it back. So cells are hidden together until
no equation between what is shown determines one (exact elimination) and no one value alone fits (bounds).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_BOUNDLESS: Final = 10**9
_ROUNDS: Final = 30
Row = dict[Hashable, int | Fraction]
"""An equation between hidden cells: the factor of each."""


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
        more = more or _determined(values, listed, hidden, sensitive, unpublished)
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
    """Choose the cell whose loss costs least: the smallest part that is not zero, else the whole.

    A nought is never hidden: it names nobody, and where the whole is nought everybody knows its parts.
    """
    part = _part(values, equation, hidden)
    if part is not None:
        return part
    return equation.whole if equation.whole not in hidden and values[equation.whole] else None


def _part(
    values: Mapping[Hashable, int], equation: Equation, hidden: AbstractSet[Hashable]
) -> Hashable | None:
    """Choose the smallest shown part that is not zero, if there is one."""
    shown = [cell for cell in equation.parts if cell not in hidden and values[cell]]
    return min(shown, key=lambda cell: values[cell]) if shown else None


def _determined(
    values: Mapping[Hashable, int],
    equations: Sequence[Equation],
    hidden: AbstractSet[Hashable],
    sensitive: AbstractSet[Hashable],
    unpublished: AbstractSet[Hashable],
) -> set[Hashable]:
    """Choose a cell to hide for each sensitive one that follows from the shown ones."""
    more: set[Hashable] = set()
    found = solved(equations, hidden, sensitive) & sensitive
    found = found or pinned(values, equations, hidden, unpublished) & sensitive
    holding: dict[Hashable, list[int]] = {}
    for place, each in enumerate(equations if found else ()):
        for cell in each.cells:
            holding.setdefault(cell, []).append(place)
    for cell in found:
        near = [equations[place] for place in _connected(cell, equations, hidden, holding)]
        # a part is less to lose than a whole, even one a step further away
        chosen = next(
            (one for one in (_part(values, each, hidden) for each in near) if one is not None), None
        )
        if chosen is None:
            chosen = next(
                (one for one in (_choice(values, each, hidden) for each in near) if one is not None), None
            )
        more |= set() if chosen is None else {chosen}
    return more


def _connected(
    cell: Hashable,
    equations: Sequence[Equation],
    hidden: AbstractSet[Hashable],
    holding: Mapping[Hashable, Sequence[int]],
) -> Iterator[int]:
    """Give the places of the equations that bear on a hidden cell, the nearest first."""
    reached, given, fresh = {cell}, set[int](), [cell]
    while fresh:
        near = sorted({place for each in fresh for place in holding[each]} - given)
        yield from near
        given.update(near)
        fresh = [
            one
            for one in dict.fromkeys(one for place in near for one in equations[place].cells)
            if one in hidden and one not in reached
        ]
        reached.update(fresh)


def solved(
    equations: Sequence[Equation],
    hidden: AbstractSet[Hashable],
    wanted: AbstractSet[Hashable] | None = None,
) -> set[Hashable]:
    """Give the hidden cells that the equations determine once the shown ones are known, exactly.

    With ``wanted`` only these are asked for: what cannot tell about them is left out first.
    """
    rows: list[Row] = []
    for each in _telling(equations, hidden, hidden if wanted is None else wanted):
        row: Row = {}
        for cell, sign in ((each.whole, 1), *((part, -1) for part in each.parts)):
            if cell in hidden:
                row[cell] = row.get(cell, 0) + sign
        row = {cell: factor for cell, factor in row.items() if factor}
        if row:
            rows.append(row)
    reduced: dict[Hashable, Row] = {}
    for row in rows:
        _reduce(row, reduced)
        if not row:
            continue
        pivot = next((cell for cell, value in row.items() if value in (1, -1)), next(iter(row)))
        factor = row[pivot]
        # whole numbers stay whole while the pivot is 1 or -1, as it nearly always is: twenty times as fast
        scaled: Row = {
            cell: value * factor if factor in (1, -1) else Fraction(value) / factor
            for cell, value in row.items()
        }
        for other in reduced.values():
            if pivot in other:
                _subtract(other, scaled, other[pivot])
        reduced[pivot] = scaled
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def pinned(
    values: Mapping[Hashable, int],
    equations: Sequence[Equation],
    hidden: AbstractSet[Hashable],
    unpublished: AbstractSet[Hashable],
) -> set[Hashable]:
    """Give the hidden cells that only one value fits, for whoever knows that a starred figure is not nought.

    Two stars that add up to two are one and one. Bounds are drawn tighter until nothing moves.
    """
    low = {cell: 0 if cell in unpublished else 1 for cell in hidden}
    high = dict.fromkeys(hidden, _BOUNDLESS)
    open_ones = [each for each in equations if any(cell in hidden for cell in each.cells)]
    for each in open_ones:
        for cell in each.cells:
            if cell not in hidden:
                low[cell] = high[cell] = values[cell]
    for _round in range(_ROUNDS):
        moved = False
        for each in open_ones:
            least, most = sum(low[one] for one in each.parts), sum(high[one] for one in each.parts)
            drawn = {each.whole: (least, most)} | {
                one: (low[each.whole] - most + high[one], high[each.whole] - least + low[one])
                for one in each.parts
            }
            for cell, (floor, ceiling) in drawn.items():
                if cell in hidden and (floor > low[cell] or ceiling < high[cell]):
                    low[cell], high[cell] = max(low[cell], floor), min(high[cell], ceiling)
                    moved = True
        if not moved:
            break
    return {cell for cell in hidden if low[cell] == high[cell]}


def _telling(
    equations: Sequence[Equation], hidden: AbstractSet[Hashable], wanted: AbstractSet[Hashable]
) -> list[Equation]:
    """Leave out equations with a hidden cell that nobody asks for and no other holds: it can be anything."""
    left = list(equations)
    while True:
        stands = Counter(cell for each in left for cell in set(each.cells) if cell in hidden)
        kept = [
            each
            for each in left
            if not any(stands[cell] == 1 and cell not in wanted for cell in each.cells if cell in hidden)
        ]
        if len(kept) == len(left):
            return kept
        left = kept


def _reduce(row: Row, reduced: Mapping[Hashable, Row]) -> None:
    for pivot in [cell for cell in row if cell in reduced]:
        if pivot in row:
            _subtract(row, reduced[pivot], row[pivot])


def _subtract(row: Row, other: Row, factor: int | Fraction) -> None:
    for cell, value in other.items():
        left = row.get(cell, 0) - factor * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
