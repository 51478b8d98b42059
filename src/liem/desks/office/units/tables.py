"""The two tables that can be taken in: their columns, sample files, and rows made from checked cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.adapters.tables import (
    Cell,
    Checked,
    Column,
    Fault,
    Field,
    Sheet,
    check,
    choice,
    day,
    read_table,
    whole,
    write_xlsx,
)
from liem.spine.access import Post
from liem.spine.people.actions import NewPerson
from liem.spine.people.importing import PersonRow
from liem.spine.people.importing import faults_of as people_faults
from liem.spine.units.actions import NewUnit
from liem.spine.units.importing import UnitRow
from liem.spine.units.importing import faults_of as unit_faults
from liem.spine.units.models import Kind, Level, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from django.db.models import TextChoices

    from liem.adapters.tables.writing import Kind as Kind_
    from liem.spine.access import Actor
    from liem.spine.units.importing import RowFault
    from liem.spine.units.models import Succession, Unit


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    """Return identifier → Vietnamese words, whatever the language of the page: tables are Vietnamese."""
    with override("vi"):
        return {str(value): _bare(str(label)) for value, label in choices.choices}


def _bare(label: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", label)


def _chosen(choices: type[TextChoices]) -> Any:
    """Make a converter for a list; the refusal names the Vietnamese words only."""
    labels = _labels(choices)
    words: dict[str, object] = {label: value for value, label in labels.items()}
    convert = choice(words | {value: value for value in labels})
    listed = ", ".join(labels.values())

    def one(cell: Cell) -> object:
        try:
            return convert(cell)
        except ValueError:
            reason = _("«%(given)s» không có trong danh mục. Chỉ nhận: %(listed)s.")
            raise ValueError(reason % {"given": cell.text, "listed": listed}) from None

    return one


def _yes(cell: Cell) -> bool:
    word = cell.text.casefold()
    if word in {"có", "co", "x", "1", "true", "yes"}:
        return True
    if word in {"không", "khong", "0", "false", "no"}:
        return False
    raise ValueError(_("«%(given)s» chưa rõ. Ghi “có” hoặc “không”.") % {"given": cell.text})


def unit_fields() -> list[Field]:
    """Return the columns of the table of units, in the order of the sample file."""
    return [
        Field(name="code", title="Mã đơn vị", aliases=("Mã",), required=True, unique=True),
        Field(name="name", title="Tên đơn vị", aliases=("Tên", "Đơn vị"), required=True),
        Field(name="parent_code", title="Mã đơn vị cấp trên", aliases=("Trực thuộc", "Mã cấp trên")),
        Field(name="kind", title="Loại", aliases=("Loại đơn vị",), required=True, convert=_chosen(Kind)),
        Field(name="level", title="Cấp", required=True, convert=_chosen(Level)),
        Field(name="side", title="Khối", required=True, convert=_chosen(Side)),
        Field(name="valid_from", title="Từ ngày", aliases=("Ngày thành lập",), required=True, convert=day),
        Field(name="valid_to", title="Kết thúc từ ngày", aliases=("Ngày kết thúc",), convert=day),
        Field(name="successor_code", title="Mã đơn vị kế thừa", aliases=("Sáp nhập vào",)),
        Field(name="short_name", title="Tên viết tắt"),
        Field(name="document_symbol", title="Ký hiệu văn bản", aliases=("Ký hiệu",)),
        Field(name="households", title="Số hộ", convert=whole),
        Field(name="inhabitants", title="Số nhân khẩu", aliases=("Nhân khẩu",), convert=whole),
        Field(name="border", title="Biên giới", convert=_yes),
        Field(name="basis", title="Căn cứ", aliases=("Văn bản căn cứ",)),
    ]


def people_fields() -> list[Field]:
    """Return the columns of the table of people and posts, in the order of the sample file."""
    return [
        Field(name="name", title="Họ và tên", aliases=("Họ tên",), required=True),
        Field(name="code", title="Mã số", aliases=("Mã cán bộ", "Số thẻ")),
        Field(name="born_in", title="Năm sinh", convert=whole),
        Field(name="phone", title="Điện thoại", aliases=("Số điện thoại",)),
        Field(name="email", title="Thư điện tử", aliases=("Email",)),
        Field(name="unit_code", title="Mã đơn vị", required=True),
        Field(name="post", title="Chức danh", aliases=("Chức vụ",), required=True, convert=_chosen(Post)),
        Field(name="valid_from", title="Từ ngày", required=True, convert=day),
        Field(name="valid_to", title="Đến trước ngày", aliases=("Đến ngày",), convert=day),
        Field(name="appointed_by", title="Cơ quan bổ nhiệm"),
        Field(name="basis", title="Căn cứ", aliases=("Văn bản căn cứ",)),
    ]


FIELDS = {"units": unit_fields, "people": people_fields}


@dataclass(frozen=True, slots=True)
class Looked:
    """A table after the look: every fault with its place, the good rows ready to take in, figures."""

    checked: Checked
    rows: tuple[UnitRow, ...] | tuple[PersonRow, ...]
    good: int
    read: int
    unreadable: int

    @property
    def faulty(self) -> int:
        """How many rows cannot be taken in."""
        return len(self.checked.wrong_rows)


def look(source: Path, *, file_name: str, what: str, actor: Actor, at: datetime) -> Looked:
    """Read and check a table: cells first, then rows against each other and the records.

    Raises ``TableError`` when the file is no table or lacks a column.
    """
    checked = check(read_table(source, filename=file_name), FIELDS[what]())
    cells = checked.faults
    across: Sequence[RowFault]
    rows: tuple[UnitRow, ...] | tuple[PersonRow, ...]
    if what == "units":
        rows = tuple(_unit(row.number, row.values) for row in checked.rows)
        across = unit_faults(rows, actor=actor)
    else:
        rows = tuple(_person(row.number, row.values) for row in checked.rows)
        across = people_faults(rows, actor=actor, at=at)
    placed = _placed(checked, across, FIELDS[what]())
    whole_table = Checked(
        rows=checked.rows,
        faults=tuple(sorted((*cells, *placed), key=lambda fault: (fault.row, fault.letter))),
        ignored=checked.ignored,
        table=checked.table,
        head=checked.head,
        read=checked.read,
    )
    wrong = {fault.number for fault in across}
    return Looked(
        checked=whole_table,
        rows=rows,
        good=sum(row.number not in wrong for row in rows),
        read=checked.read,
        unreadable=len({fault.row for fault in cells}),
    )


def _placed(checked: Checked, faults: Sequence[RowFault], fields: Sequence[Field]) -> list[Fault]:
    """Give faults across rows their column letter and what stands in the cell."""
    titles = {field.name: field.title for field in fields}
    columns = {title: place for place, title in enumerate(checked.head)}
    lines = {row.number: row.texts for row in checked.table.rows}
    found = []
    for fault in faults:
        title = titles[fault.field]
        place = columns.get(title)
        texts = lines.get(fault.number, ())
        given = texts[place] if place is not None and place < len(texts) else ""
        letter = _letter(place) if place is not None else ""
        found.append(Fault(fault.number, letter, title, given, fault.reason))
    return found


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _word(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _unit(number: int, values: Mapping[str, object]) -> UnitRow:
    new = NewUnit(
        code=_word(values, "code"),
        name=_word(values, "name"),
        kind=_word(values, "kind"),
        level=_word(values, "level"),
        side=_word(values, "side"),
        valid_from=cast("date", values["valid_from"]),
        parent_code=_word(values, "parent_code"),
        short_name=_word(values, "short_name")[:60],
        document_symbol=_word(values, "document_symbol")[:20],
        households=cast("int | None", values["households"]),
        inhabitants=cast("int | None", values["inhabitants"]),
        border=bool(values["border"]),
        basis=_word(values, "basis")[:200],
    )
    ends = cast("date | None", values["valid_to"])
    return UnitRow(number, new, valid_to=ends, successor_code=_word(values, "successor_code"))


def _person(number: int, values: Mapping[str, object]) -> PersonRow:
    new = NewPerson(
        name=_word(values, "name"),
        code=_word(values, "code"),
        born_in=cast("int | None", values["born_in"]),
        phone=_word(values, "phone"),
        email=_word(values, "email"),
    )
    return PersonRow(
        number=number,
        new=new,
        unit_code=_word(values, "unit_code"),
        post=_word(values, "post"),
        valid_from=cast("date", values["valid_from"]),
        valid_to=cast("date | None", values["valid_to"]),
        appointed_by=_word(values, "appointed_by")[:160],
        basis=_word(values, "basis")[:200],
    )


# -- files out


def units_sheet(units: Iterable[tuple[Unit, list[Succession]]]) -> Sheet:
    """Return units as a sheet with the columns of the import: what is taken out can be read in elsewhere."""
    kinds = {field.name: "text" for field in unit_fields()}
    kinds |= {"valid_from": "date", "valid_to": "date", "households": "int", "inhabitants": "int"}
    columns = [Column(field.title, cast("Kind_", kinds[field.name]), 20) for field in unit_fields()]
    words = {name: _labels(choices) for name, choices in (("kind", Kind), ("level", Level), ("side", Side))}

    def row(unit: Unit, successors: list[Succession]) -> list[str | int | date | None]:
        return [
            unit.code,
            unit.name,
            unit.parent.code if unit.parent else "",
            words["kind"].get(unit.kind, unit.kind),
            words["level"].get(unit.level, unit.level),
            words["side"].get(unit.side, unit.side),
            unit.valid_from,
            unit.valid_to,
            successors[0].new.code if successors else "",
            unit.short_name,
            unit.document_symbol,
            unit.households,
            unit.inhabitants,
            "có" if unit.border else "",
            successors[0].basis if successors else "",
        ]

    return Sheet(name="Đơn vị", columns=columns, rows=(row(unit, successors) for unit, successors in units))


# -- sample files

_UNIT_ROWS = (
    ("XMAU", "Đảng ủy xã Mẫu", "", "Đảng ủy xã, phường, đặc khu", "Xã, phường, đặc khu", "Đảng", "01/07/2025",
     "", "", "", "ĐU", "", "", "", "Nghị quyết 01-NQ/TU ngày 20/06/2025"),
    ("XMAU-CB01", "Chi bộ thôn Một", "XMAU", "Chi bộ", "Chi bộ", "Đảng", "01/07/2025",
     "", "", "", "", "", "", "", "Quyết định 02-QĐ/ĐU ngày 01/07/2025"),
    ("XMAU-T01", "Thôn Một", "XMAU", "Thôn", "Thôn, tổ dân phố", "Cộng đồng dân cư", "01/07/2025",
     "", "", "", "", "185", "742", "có", ""),
)  # fmt: skip
_PEOPLE_ROWS = (
    ("Nguyễn Văn Mẫu", "CB-001", "1979", "0912 345 678", "mau@vidu.vn", "XMAU", "Bí thư", "01/07/2025", "",
     "Ban Thường vụ Tỉnh ủy", "Quyết định 03-QĐ/TU ngày 30/06/2025"),
    ("Trần Thị Ví Dụ", "CB-002", "1988", "", "", "XMAU", "Văn thư, tổng hợp", "01/07/2025", "", "", ""),
)  # fmt: skip


def sample(what: str) -> bytes:
    """Return the sample file: example rows to write over, and a sheet with every word each list takes."""
    fields = FIELDS[what]()
    rows = _UNIT_ROWS if what == "units" else _PEOPLE_ROWS
    lists: list[tuple[str, type[TextChoices]]] = (
        [("Loại", Kind), ("Cấp", Level), ("Khối", Side)] if what == "units" else [("Chức danh", Post)]
    )
    listed = [
        (column, label, value) for column, choices in lists for value, label in _labels(choices).items()
    ]
    columns = [Column(f"{field.title} *" if field.required else field.title, "text", 20) for field in fields]
    return write_xlsx(
        [
            Sheet(name="Nhập liệu", columns=columns, rows=rows),
            Sheet(
                name="Danh mục",
                columns=[
                    Column("Cột", "text", 16),
                    Column("Ghi như sau", "text", 44),
                    Column("hoặc mã", "text", 30),
                ],
                rows=listed,
            ),
        ]
    )
