"""Tables as files: which facts each line and each column counts, and which of them add up to another.

One YAML file is one table (``tables/*.yaml``). A line or column names its conditions (``where``), or divides
another by a dimension (``{of: total, by: form}``). Parts of a dimension with one value per case add up to
their whole; contents and results need not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from liem.kernel.text import nfc
from liem.law.errors import BadLaw

from .dimensions import DIMENSIONS
from .periods import Calendar

HERE: Final = Path(__file__).parent / "tables"
Term = tuple[str, frozenset[str]]
Condition = frozenset[Term]
"""What a cell counts: every term must hold; a term holds when the fact has one of its values."""

_TABLE: Final = frozenset({"id", "title", "about", "basis", "calendar", "order", "where", "lines", "columns"})
_NAMED: Final = frozenset({"key", "title", "of", "where", "calendar"})
_DIVIDED: Final = frozenset({"of", "by", "values", "calendar"})


@dataclass(frozen=True, slots=True)
class Axis:
    """One line or column. ``of`` is the key of its whole, ``by`` the dimension that divides it."""

    key: str
    title: str
    condition: Condition
    of: str = ""
    by: str = ""
    depth: int = 0
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of statistics: its lines, its columns, whose calendar its periods follow."""

    id: str
    title: str
    about: str
    basis: str
    calendar: Calendar
    order: int
    lines: tuple[Axis, ...]
    columns: tuple[Axis, ...]

    def line(self, key: str) -> Axis | None:
        """Find a line by its key."""
        return next((each for each in self.lines if each.key == key), None)

    def column(self, key: str) -> Axis | None:
        """Find a column by its key."""
        return next((each for each in self.columns if each.key == key), None)

    def calendar_of(self, line: Axis) -> Calendar:
        """Give the calendar of a line: its own, else the table's."""
        return line.calendar or self.calendar


def joined(*conditions: Condition) -> Condition:
    """Give the condition that all of them hold, in one form whatever the order.

    Terms of a single-valued dimension are intersected; those of a many-valued one stand side by side.
    """
    single: dict[str, frozenset[str]] = {}
    many: set[Term] = set()
    for key, values in (term for condition in conditions for term in condition):
        if DIMENSIONS[key].many:
            many.add((key, values))
        else:
            single[key] = single[key] & values if key in single else values
    every = {key: frozenset(DIMENSIONS[key].values) for key in single}
    return frozenset([*many, *((key, values) for key, values in single.items() if values != every[key])])


@lru_cache(maxsize=1)
def default_tables() -> tuple[Table, ...]:
    """Give the tables that ship with the product, in printed order, read once per process."""
    found = [read_table(file) for file in sorted(HERE.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda each: (each.order, each.id)))


def read_table(path: Path) -> Table:
    """Read one file, strictly. Raises ``BadLaw`` with the file and what to mend."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        _refuse(path, f"Không đọc được YAML ({fault}).", f"not YAML ({fault}).")
    if not isinstance(given, dict):
        _refuse(path, "Tệp phải là một bảng.", "the file must be a mapping.")
    _only(path, given, _TABLE)
    base = _where(path, given.get("where"))
    columns = given.get("columns") or [{"key": "all", "title": "Tổng số"}]
    return Table(
        id=_text(path, given, "id"),
        title=_text(path, given, "title"),
        about=nfc(str(given.get("about", "")).strip()),
        basis=_text(path, given, "basis"),
        calendar=_calendar(path, given.get("calendar", "party")),
        order=int(given.get("order", 100)),
        lines=_axes(path, given.get("lines") or (), base),
        columns=_axes(path, columns, frozenset()),
    )


def _axes(path: Path, listed: Any, base: Condition) -> tuple[Axis, ...]:
    made: dict[str, Axis] = {}
    for each in listed:
        if not isinstance(each, dict):
            _refuse(path, "Mỗi dòng, cột phải là một bảng.", "each line or column must be a mapping.")
        whole = made.get(str(each.get("of", "")))
        if "of" in each and whole is None:
            _refuse(path, f"Chưa có dòng “{each['of']}”.", f"no line {each['of']!r} before this one.")
        under = whole.condition if whole else base
        new = _divided(path, each, whole, base) if "by" in each else [_named(path, each, whole, under)]
        for axis in new:
            if axis.key in made:
                _refuse(path, f"Mã “{axis.key}” ghi hai lần.", f"key {axis.key!r} stands twice.")
            made[axis.key] = axis
    if not made:
        _refuse(path, "Bảng chưa có dòng.", "the table has no line.")
    return tuple(made.values())


def _named(path: Path, given: Mapping[str, Any], whole: Axis | None, under: Condition) -> Axis:
    _only(path, given, _NAMED)
    return Axis(
        key=_text(path, given, "key"),
        title=_text(path, given, "title"),
        condition=joined(under, _where(path, given.get("where"))),
        of=whole.key if whole else "",
        depth=whole.depth + 1 if whole else 0,
        calendar=_line_calendar(path, given, whole),
    )


def _divided(path: Path, given: Mapping[str, Any], whole: Axis | None, base: Condition) -> list[Axis]:
    _only(path, given, _DIVIDED)
    dimension = DIMENSIONS.get(str(given["by"]))
    if dimension is None:
        _refuse(path, f"Không biết chiều “{given['by']}”.", f"unknown dimension {given['by']!r}.")
    under = whole.condition if whole else base
    allowed = dict(under).get(dimension.key, frozenset(dimension.values))
    if dimension.many:
        allowed = frozenset(dimension.values)
    wanted = [str(each) for each in given.get("values") or dimension.values if each in dimension.values]
    if len(wanted) != len(given.get("values") or wanted):
        _refuse(path, f"Có giá trị lạ của “{dimension.key}”.", f"unknown value of {dimension.key!r}.")
    kept = [each for each in wanted if each in allowed]
    return [
        Axis(
            key=f"{whole.key}.{dimension.key}.{value or 'none'}"
            if whole
            else f"{dimension.key}.{value or 'none'}",
            title=dimension.values[value],
            condition=joined(under, frozenset({(dimension.key, frozenset({value}))})),
            of=whole.key if whole else "",
            by=dimension.key,
            depth=whole.depth + 1 if whole else 0,
            calendar=_line_calendar(path, given, whole),
        )
        for value in kept
    ]


def _line_calendar(path: Path, given: Mapping[str, Any], whole: Axis | None) -> Calendar | None:
    if "calendar" in given:
        return _calendar(path, given["calendar"])
    return whole.calendar if whole else None


def _where(path: Path, given: Any) -> Condition:
    if given is None:
        return frozenset()
    if not isinstance(given, dict):
        _refuse(path, "“where” phải là một bảng.", "'where' must be a mapping.")
    terms: set[Term] = set()
    for key, values in given.items():
        dimension = DIMENSIONS.get(str(key))
        listed = values if isinstance(values, list) else [values]
        if dimension is None or not listed or not {str(each) for each in listed} <= set(dimension.values):
            _refuse(path, f"Không biết “{key}: {values}”.", f"unknown condition '{key}: {values}'.")
        terms.add((dimension.key, frozenset(map(str, listed))))
    return joined(frozenset(terms))


def _calendar(path: Path, given: Any) -> Calendar:
    try:
        return Calendar(str(given))
    except ValueError:
        _refuse(path, f"Không biết lịch “{given}”.", f"unknown calendar {given!r}.")


def _text(path: Path, given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip():
        _refuse(path, f"Thiếu “{key}”.", f"{key!r} is missing or not text.")
    return nfc(value.strip())


def _only(path: Path, given: Mapping[str, Any], known: frozenset[str]) -> None:
    if strange := sorted(map(str, given.keys() - known)):
        _refuse(path, f"Không biết mục “{strange[0]}”.", f"unknown key {strange[0]!r}.")


def _refuse(path: Path, vi: str, en: str) -> NoReturn:
    raise BadLaw("table", file=path.name, line=1, vi=vi, en=en)
