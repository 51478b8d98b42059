"""`liem match FILE [FILE]`: which rows of a list, or of two, may be one person; needs no database.

A pair is a question for a person: the weights of every field stand beside it. Rows that cannot be used are
told by their number and the rest goes on.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from liem.adapters.tables import Field, Limits, TableError, check, read_table
from liem.analysis.matching import LEVELS, Matcher, Person, groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.analysis.matching import Match

LIKELY: Final = 0.9
_LIMITS: Final = Limits(file_bytes=2 << 30, unpacked_bytes=8 << 30, rows=2_000_000)
_FIELDS: Final = (
    Field(
        name="name",
        title="Họ và tên",
        aliases=("Họ tên", "Tên", "Chủ hộ", "Họ và tên chủ hộ", "Người nhận", "Full name", "Name"),
        required=True,
    ),
    Field(
        name="birth",
        title="Ngày sinh",
        aliases=("Năm sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Date of birth", "Born"),
    ),
    Field(
        name="number",
        title="Số định danh",
        aliases=(
            "Số định danh cá nhân", "CCCD", "Số CCCD", "CMND", "Số CMND", "CCCD/CMND", "Số CCCD/CMND",
            "Căn cước", "Số căn cước", "Citizen number", "Identity number",
        ),
    ),
    Field(name="phone", title="Điện thoại", aliases=("Số điện thoại", "SĐT", "ĐT", "Phone", "Telephone")),
    Field(
        name="place",
        title="Thôn",
        aliases=("Thôn, bản", "Bản", "Xóm", "Tổ dân phố", "Địa chỉ", "Nơi ở", "Village", "Address"),
    ),
)  # fmt: skip
_NAMES: Final = {
    "name": "họ tên / name",
    "birth": "ngày sinh / birth",
    "number": "số định danh / number",
    "phone": "điện thoại / phone",
    "place": "nơi ở / place",
}
_LEVELS: Final = {
    "": "thiếu / missing",
    "exact": "giống hệt / the same",
    "plain": "giống khi bỏ dấu, viết tắt / the same but for marks and abbreviations",
    "near": "gần giống / nearly the same",
    "differ": "khác / different",
    "day": "cùng ngày / the same day",
    "swapped": "đảo ngày và tháng / day and month swapped",
    "year": "cùng năm, một bên chỉ ghi năm / the same year, one knows no more",
    "same": "giống / the same",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a person stands: file and row as an office program shows it."""

    file: str
    row: int
    person: Person


def main(argv: Sequence[str]) -> int:
    """Match. 0 done (pairs or none), 1 a file cannot be read, 2 not understood."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    if not 0 < options.likely < 1:
        _tell("--likely là số giữa 0 và 1 / --likely is a number between 0 and 1")
        return 2
    gc.disable()  # a million rows and no circle among them; the process ends with its answer
    try:
        return _match(options)
    except TableError as fault:
        _tell(fault.vi, fault.en)
    except BrokenPipeError:  # whoever read has enough; the rest has nowhere to go, also at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        _tell(f"{fault.filename or ''}: {fault.strerror or fault}")
    finally:
        gc.enable()
    return 1


def _tell(*words: str) -> None:
    for each in words:
        print(f"liem match: {each}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem match",
        description="Tìm các hàng có thể là cùng một người trong một hoặc hai bảng (XLSX, CSV). "
        "/ Find rows of one or two tables that may be one person.",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("other", type=Path, nargs="?", help="chỉ so hai bảng với nhau / only across the two")
    parser.add_argument("--json", action="store_true", help="một đối tượng JSON / one JSON object")
    parser.add_argument(
        "--likely", type=float, default=LIKELY, help="xác suất nhỏ nhất (0,9) / least probability (0.9)"
    )
    parser.add_argument(
        "--households",
        action="store_true",
        help="cả người khác nhau có chung điện thoại và nơi ở / also people who share telephone and place",
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help="tên cột nếu khác thường lệ: name, birth, number, phone, place / a heading of your own",
    )
    return parser


def _match(options: argparse.Namespace) -> int:
    fields = _fields(options.map)
    if fields is None:
        return 2
    faults: list[dict[str, Any]] = []
    rows = _rows(options.file, fields, faults)
    split = None
    if options.other is not None:
        split = len(rows)
        rows += _rows(options.other, fields, faults)
    matcher = Matcher((row.person for row in rows), split=split)
    faults += _unusable(matcher, rows)
    found = sorted(matcher.matches(likely=options.likely), key=lambda one: (-one.weight, one.a, one.b))
    persons = groups(len(rows), found)
    together = [[_place(rows[at]) for at in members] for members in persons]
    homes: list[Any] | None = None
    if options.households:
        person_of = {at: place for place, members in enumerate(persons) for at in members}
        homes = [
            [_place(rows[at]) for at in members]
            for members in matcher.households()
            # Rows of one person are told as such already.
            if len({person_of.get(at, -1 - at) for at in members}) > 1
        ]
    if options.json:
        _write(rows, found, together, faults, homes=homes, likely=options.likely)
    else:
        _print(rows, found, together, faults, homes=homes)
    sys.stdout.flush()
    return 0


def _write(
    rows: Sequence[_Row],
    found: Sequence[Match],
    together: Sequence[Any],
    faults: Sequence[Any],
    *,
    homes: Sequence[Any] | None,
    likely: float,
) -> None:
    """Write one JSON object, pair by pair: a province has more pairs than its machine wants to hold twice."""
    out = sys.stdout
    out.write(f'{{"rows": {len(rows)}, "likely": {json.dumps(likely)}, "pairs": [')
    for at, match in enumerate(found):
        out.write(f"{', ' if at else ''}{json.dumps(_told(match, rows), ensure_ascii=False)}")
    out.write(f'], "groups": {json.dumps(together, ensure_ascii=False)}, ')
    if homes is not None:
        out.write(f'"households": {json.dumps(homes, ensure_ascii=False)}, ')
    out.write(f'"faults": {json.dumps(faults, ensure_ascii=False)}}}\n')


def _fields(asked: Sequence[str]) -> tuple[Field, ...] | None:
    """Give the columns with headings of the caller's own; None and a word where they are not understood."""
    own = dict(each.partition("=")[::2] for each in asked)
    unknown = [name for name, heading in own.items() if name not in LEVELS or not heading]
    if unknown:
        _tell(f"--map {unknown[0]}: chỉ có {', '.join(LEVELS)} / only {', '.join(LEVELS)}")
        return None
    return tuple(
        Field(name=field.name, title=own[field.name], required=True) if field.name in own else field
        for field in _FIELDS
    )


def _rows(path: Path, fields: Sequence[Field], faults: list[dict[str, Any]]) -> list[_Row]:
    checked = check(read_table(path, filename=path.name, limits=_LIMITS), fields)
    faults += [
        {"file": path.name, "row": fault.row, "column": fault.title, "reason": fault.reason}
        for fault in checked.faults
    ]
    return [
        _Row(
            path.name,
            row.number,
            Person("", **{name: value for name, value in row.values.items() if isinstance(value, str)}),
        )
        for row in checked.rows
    ]


def _unusable(matcher: Matcher, rows: Sequence[_Row]) -> list[dict[str, Any]]:
    """Name each cell that holds something, but nothing that can be compared."""
    found = []
    for at, row in enumerate(rows):
        for field in ("birth", "number", "phone"):
            given = getattr(row.person, field)
            if given and not matcher.usable(at, field):
                reason = f"«{given}» không dùng được, bỏ qua ô này. / not usable, this cell is left out."
                found.append({"file": row.file, "row": row.row, "column": _NAMES[field], "reason": reason})
    return found


def _place(row: _Row) -> dict[str, Any]:
    return {"file": row.file, "row": row.row, "name": row.person.name}


def _told(match: Match, rows: Sequence[_Row]) -> dict[str, Any]:
    a, b = rows[match.a], rows[match.b]
    return {
        "a": _place(a),
        "b": _place(b),
        "probability": round(match.probability, 6),
        "weight": round(match.weight, 2),
        "fields": [
            {
                "field": part.field,
                "level": part.level,
                "weight": round(part.weight, 2),
                "a": getattr(a.person, part.field),
                "b": getattr(b.person, part.field),
            }
            for part in match.parts
        ],
    }


def _print(
    rows: Sequence[_Row],
    found: Sequence[Match],
    together: Sequence[Any],
    faults: Sequence[Any],
    *,
    homes: Sequence[Any] | None,
) -> None:
    for match in found:
        pair = _told(match, rows)
        print(f"{pair['probability']:.1%}  {_where(pair['a'])}  =  {_where(pair['b'])}")
        for part in pair["fields"]:
            said = f" «{part['a']}» / «{part['b']}»" if part["level"] else ""
            level = f"{_LEVELS[part['level']]} ({part['weight']:+.1f} bit)"
            print(f"    {_NAMES[part['field']]}: {level}{said}")
    for home in homes or ():
        print(f"cùng điện thoại và nơi ở / one telephone and place:  {',  '.join(map(_where, home))}")
    for fault in faults:
        _tell(f"{fault['file']}, hàng / row {fault['row']}, {fault['column']}: {fault['reason']}")
    _tell(
        f"{len(rows):,} hàng, {len(found):,} cặp, {len(together):,} nhóm. "
        "Mỗi cặp là một câu hỏi, người có thẩm quyền trả lời. / Each pair is a question for a person.",
    )


def _where(one: dict[str, Any]) -> str:
    return f"{one['file']}:{one['row']} {one['name']}"
