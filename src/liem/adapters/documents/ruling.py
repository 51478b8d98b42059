"""Ruled tables: from drawn lines to a grid of cells, for digital pages and for scans alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_TOUCH = 3.0
_SHORTEST = 8.0
_MOST_PIECES = 4000


class Rule(NamedTuple):
    """A drawn line: ``at`` is its y (horizontal) or x (vertical), from ``start`` to ``end``; points, y
    down.
    """

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Grid:
    """A table of cells; ``anchors[row][column]`` is the top left cell of the merged group it belongs to."""

    xs: list[float]
    ys: list[float]
    anchors: list[list[tuple[int, int]]]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Give row and column (of the merged group's first cell) at a point, ``None`` outside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.anchors[row][column]
        return None

    def cells(self) -> dict[tuple[int, int], tuple[float, float, float, float]]:
        """Give left, top, right, bottom of every cell, merged ones by their whole extent."""
        found: dict[tuple[int, int], tuple[float, float, float, float]] = {}
        for row, anchors in enumerate(self.anchors):
            for column, anchor in enumerate(anchors):
                left, top, right, bottom = found.get(
                    anchor, (self.xs[column], self.ys[row], self.xs[column + 1], self.ys[row + 1])
                )
                found[anchor] = (
                    min(left, self.xs[column]),
                    min(top, self.ys[row]),
                    max(right, self.xs[column + 1]),
                    max(bottom, self.ys[row + 1]),
                )
        return found

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[-1]


def grids_of(horizontal: Iterable[Rule], vertical: Iterable[Rule], *, slack: float = 6.0) -> list[Grid]:
    """Find the tables that these rules draw: connected groups that enclose at least two cells.

    ``slack`` is how far (points) a rule may reach over the last crossing before it means an open column.
    """
    rows, columns = _joined(horizontal), _joined(vertical)
    groups = _connected(rows, columns)
    grids = [grid for group in groups if (grid := _grid(*group, slack)) is not None]
    grids.sort(key=lambda grid: grid.top)
    return grids


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Join pieces of one line (Word draws each cell's border apart) and drop what is too short to be one.

    Pieces that touch end to end may drift a little sideways from each other: a photographed line is not
    straight.
    """
    pieces = _in_lanes(rules)
    if len(pieces) <= _MOST_PIECES:
        pieces = _chained(pieces)
    return [rule for rule in pieces if rule.end - rule.start >= _SHORTEST]


def _in_lanes(rules: Iterable[Rule]) -> list[Rule]:
    lanes: list[list[Rule]] = []
    for rule in sorted(rules):
        if lanes and rule.at - lanes[-1][0].at <= 0.6:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    out: list[Rule] = []
    for lane in lanes:
        lane.sort(key=lambda rule: rule.start)
        at, start, end = lane[0]
        for rule in lane[1:]:
            if rule.start <= end + _TOUCH:
                end = max(end, rule.end)
            else:
                out.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        out.append(Rule(at, start, end))
    return out


def _chained(pieces: list[Rule]) -> list[Rule]:
    pieces = sorted(pieces)
    links = _Links(len(pieces))
    for i, rule in enumerate(pieces):
        for j in range(i + 1, len(pieces)):
            other = pieces[j]
            if other.at - rule.at > 0.6 * _TOUCH:
                break
            if other.start <= rule.end + _TOUCH and rule.start <= other.end + _TOUCH:
                links.join(i, j)
    return [
        Rule(
            sum(r.at * (r.end - r.start) for r in group) / max(sum(r.end - r.start for r in group), 1e-9),
            min(r.start for r in group),
            max(r.end for r in group),
        )
        for indices in links.groups()
        for group in [[pieces[i] for i in indices]]
    ]


class _Links:
    """Which of ``count`` things hang together (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(one)] = self.root(other)

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for index in range(len(self._parent)):
            found.setdefault(self.root(index), []).append(index)
        return list(found.values())


def _connected(rows: Sequence[Rule], columns: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    links = _Links(len(rows) + len(columns))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if (
                row.start - _TOUCH <= column.at <= row.end + _TOUCH
                and column.start - _TOUCH <= row.at <= column.end + _TOUCH
            ):
                links.join(i, len(rows) + j)
    groups = [
        (
            [rows[index] for index in group if index < len(rows)],
            [columns[index - len(rows)] for index in group if index >= len(rows)],
        )
        for group in links.groups()
    ]
    return [group for group in groups if len(group[0]) >= 2 and len(group[1]) >= 1]


def _grid(rows: list[Rule], columns: list[Rule], slack: float) -> Grid | None:
    # Tables may be open at the sides: the horizontal rules then say how far they reach.
    xs = _edges(
        [column.at for column in columns], min(r.start for r in rows), max(r.end for r in rows), slack
    )
    ys = _edges([row.at for row in rows], min(c.start for c in columns), max(c.end for c in columns), slack)
    width, height = len(xs) - 1, len(ys) - 1
    if width * height < 2 or width < 1 or height < 1:
        return None
    anchors = [[(row, column) for column in range(width)] for row in range(height)]
    for row in range(height):
        y = (ys[row] + ys[row + 1]) / 2
        for column in range(1, width):
            if not _drawn(columns, xs[column], y):
                anchors[row][column] = anchors[row][column - 1]
    for row in range(1, height):
        for column in range(width):
            x = (xs[column] + xs[column + 1]) / 2
            if not _drawn(rows, ys[row], x):
                anchors[row][column] = anchors[row - 1][column]
    return Grid(xs, ys, anchors)


def _edges(lines: list[float], start: float, end: float, slack: float) -> list[float]:
    out: list[float] = []
    for edge in sorted(lines):
        if not out or edge - out[-1] > 2 * _TOUCH:
            out.append(edge)
    if start < out[0] - slack:
        out.insert(0, start)
    if end > out[-1] + slack:
        out.append(end)
    return out


def _drawn(rules: list[Rule], at: float, through: float) -> bool:
    return any(
        abs(rule.at - at) <= 2 * _TOUCH and rule.start - _TOUCH <= through <= rule.end + _TOUCH
        for rule in rules
    )
