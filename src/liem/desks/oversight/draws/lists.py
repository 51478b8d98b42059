"""The list of a draw as people write it: lines, or a spreadsheet; every fault is told with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.adapters.tables.reading import read_table
from liem.kernel.draw import DEPUTY, HEAD, OTHER, PLAIN_UNIT
from liem.kernel.text import fold, nfc
from liem.spine.draws.announcing import Left, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KINDS: Final = {
    "": OTHER, "n": OTHER, "khac": OTHER, "con lai": OTHER, "nhan vien": OTHER,
    "h": HEAD, "truong": HEAD, "cap truong": HEAD, "nguoi dung dau": HEAD, "hieu truong": HEAD,
    "d": DEPUTY, "pho": DEPUTY, "cap pho": DEPUTY, "pho hieu truong": DEPUTY,
}  # fmt: skip
_TITLES: Final = {
    "unit": ("don vi", "co quan", "unit"),
    "kind": ("loai", "chuc vu", "kind"),
    "name": ("ho va ten", "ho ten", "ten", "ma", "name", "id"),
}
MOST_FAULTS: Final = 50


@dataclass(frozen=True, slots=True)
class Told:
    """What was read: the good lines, and for each bad one its number and what is wrong with it."""

    lines: tuple[Line, ...]
    faults: tuple[tuple[int, str], ...]


def read(text: str) -> Told:
    """Read "name", "unit; name" or "unit; kind; name", one a line; empty lines are nothing."""
    lines: list[Line] = []
    faults: list[tuple[int, str]] = []
    seen: dict[tuple[str, str], int] = {}
    for number, parts in _parted(text):
        unit, kind, name = _columns(parts)
        code = _KINDS.get(fold(kind))
        fault = ""
        if len(parts) > 3:
            fault = _("nhiều hơn ba phần; viết “đơn vị; loại; tên”")
        elif not name or not unit:
            fault = _("thiếu đơn vị hoặc tên")
        elif code is None:
            fault = _("loại “%(kind)s” chưa rõ; viết trưởng, phó hoặc để trống") % {"kind": kind}
        elif not (unit.isprintable() and name.isprintable()):
            fault = _("có ký tự không in được")
        elif (first := seen.setdefault((unit, name), number)) != number:
            fault = _("trùng với dòng %(first)s") % {"first": first}
        if fault or code is None:
            faults.append((number, fault))
        else:
            lines.append(Line(unit, code, name))
    return Told(tuple(lines), tuple(faults))


def read_left(text: str) -> tuple[Left, ...]:
    """Read "name; ground" or "unit; name; ground", one a line. What lacks is refused by the verb, by line."""
    found = []
    for _number, parts in _parted(text):
        whole = parts if len(parts) > 2 else [PLAIN_UNIT, *parts, ""]  # no unit; the ground may lack too
        found.append(Left(*whole[:3]))
    return tuple(found)


def _columns(parts: Sequence[str]) -> tuple[str, str, str]:
    if len(parts) == 1:
        return PLAIN_UNIT, "", parts[0]
    if len(parts) == 2:
        return parts[0], "", parts[1]
    return parts[0], parts[1], parts[2]


def _parted(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(nfc(text).splitlines(), start=1):
        if line.strip():
            sign = "\t" if "\t" in line else ";"
            yield number, [" ".join(part.split()) for part in line.split(sign)]


def from_file(content: bytes, *, filename: str) -> str:
    """Turn a spreadsheet into lines to look through: with headings for unit, kind and name, or its columns as
    they stand. Raises ``TableError``."""
    table = read_table(content, filename=filename)
    rows = [row.texts for row in table.rows]
    titles = [fold(title) for title in rows[0]] if rows else []
    at = {
        column: next((place for place, title in enumerate(titles) if title in names), None)
        for column, names in _TITLES.items()
    }
    if at["name"] is None:
        return "\n".join("; ".join(cell for cell in row if cell) for row in rows)
    order = [place for column in ("unit", "kind", "name") if (place := at[column]) is not None]
    if at["unit"] is None and at["kind"] is not None:
        order = [at["name"]]
    return "\n".join(
        "; ".join(row[place] if place < len(row) else "" for place in order) for row in rows[1:] if any(row)
    )
