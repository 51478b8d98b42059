"""The two tables of past cases: their columns, sample files, and rows made from checked cells."""

from __future__ import annotations

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
    write_xlsx,
)
from liem.adapters.tables.check import column_letter
from liem.analysis.statistics.dimensions import DIMENSIONS
from liem.domains.discipline import importing as disciplines
from liem.domains.discipline import models as discipline_models
from liem.domains.discipline.importing import PastDiscipline
from liem.domains.inspections import importing as inspections
from liem.domains.inspections import models as inspection_models
from liem.domains.inspections.importing import PastInspection
from liem.kernel.clock import local_day
from liem.kernel.text import search_key
from liem.law import NoLawInForce, default_book
from liem.law.procedures import default_procedures
from liem.spine.units.models import TablePreview

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from django.db.models import TextChoices

    from liem.spine.access import Actor
    from liem.spine.units.importing import RowFault

WHATS = (TablePreview.What.INSPECTIONS, TablePreview.What.DISCIPLINES)
INSPECTIONS = str(TablePreview.What.INSPECTIONS)
Words = tuple[tuple[str, str], ...]
"""A closed list: keys with their Vietnamese words; a key may go by several."""


def labels(choices: type[TextChoices], *, without: Sequence[str] = ("",)) -> Words:
    """Return identifiers with Vietnamese words, whatever the language of the page: tables are Vietnamese."""
    with override("vi"):
        return tuple((str(value), str(label)) for value, label in choices.choices if value not in without)


def contents(on: date) -> Words:
    """Return the contents a row may name: the eleven of the statistics and the content areas in force."""
    try:
        areas = default_book().in_force("inspection.content_areas", on).mapping()
    except NoLawInForce:
        areas = {}
    return (*DIMENSIONS["content"].values.items(), *((key, str(title)) for key, title in areas.items()))


def procedures() -> Words:
    """Return the procedures a row may name."""
    return tuple(dict.fromkeys((each.id, each.title) for each in default_procedures().all))


def _one_of(words: Words) -> Callable[[Cell], object]:
    """Make a converter for a closed list that takes the words or the key."""
    convert = choice({label: key for key, label in words} | {key: key for key, _label in words})
    listed = ", ".join(label for _key, label in words)

    def one(cell: Cell) -> object:
        try:
            return convert(cell)
        except ValueError:
            reason = _("«%(given)s» không có trong danh mục. Chỉ nhận: %(listed)s.")
            raise ValueError(reason % {"given": cell.text, "listed": listed}) from None

    return one


def _several_of(words: Words) -> Callable[[Cell], object]:
    """Make a converter for several values of a list, parted by semicolons."""
    one = _one_of(words)

    def several(cell: Cell) -> object:
        parts = [part.strip() for part in cell.text.split(";") if part.strip()]
        return tuple(
            dict.fromkeys(str(one(Cell(cell.sheet, cell.row, cell.letter, part, part))) for part in parts)
        )

    return several


def _yes(cell: Cell) -> bool:
    word = search_key(cell.text)
    if word in {"co", "x", "1", "true", "yes", "roi", "da"}:
        return True
    if word in {"khong", "0", "false", "no", "chua"}:
        return False
    raise ValueError(_("«%(given)s» chưa rõ. Ghi “có” hoặc “không”.") % {"given": cell.text})


def _subject_fields(subjects: Words) -> list[Field]:
    return [
        Field(name="subject", title="Đối tượng", required=True, convert=_one_of(subjects)),
        Field(
            name="subject_unit_code",
            title="Mã đơn vị của đối tượng",
            aliases=("Mã đơn vị đối tượng",),
            required=True,
        ),
        Field(name="person_name", title="Họ và tên", aliases=("Họ tên",)),
        Field(name="person_code", title="Mã số cá nhân", aliases=("Mã cán bộ", "Số thẻ")),
        Field(name="committee_member", title="Là cấp ủy viên", aliases=("Cấp ủy viên",), convert=_yes),
    ]


def inspection_fields(on: date) -> list[Field]:
    """Return the columns of the table of past inspections, in the order of the sample file."""
    return [
        Field(name="unit_code", title="Mã cơ quan kiểm tra", aliases=("Mã đơn vị kiểm tra",), required=True),
        Field(
            name="procedure",
            title="Hình thức",
            aliases=("Quy trình", "Loại cuộc"),
            required=True,
            convert=_one_of(procedures()),
        ),
        *_subject_fields(labels(inspection_models.Subject)),
        Field(name="contents", title="Nội dung", convert=_several_of(contents(on))),
        Field(name="opened_on", title="Ngày quyết định", required=True, convert=day),
        Field(name="concluded_on", title="Ngày kết luận", required=True, convert=day),
        Field(
            name="outcome",
            title="Kết quả",
            required=True,
            convert=_one_of(labels(inspection_models.Outcome, without=("", "stopped"))),
        ),
        Field(name="remedied", title="Đã khắc phục xong", aliases=("Đã khắc phục",), convert=_yes),
        Field(name="note", title="Ghi chú"),
    ]


def discipline_fields(on: date) -> list[Field]:
    """Return the columns of the table of past disciplines, in the order of the sample file."""
    return [
        Field(name="unit_code", title="Mã cơ quan quyết định", required=True),
        *_subject_fields(labels(discipline_models.SubjectKind)),
        Field(
            name="form",
            title="Hình thức kỷ luật",
            aliases=("Hình thức",),
            required=True,
            convert=_one_of(labels(discipline_models.Form, without=("", "no_discipline"))),
        ),
        Field(name="gravity", title="Mức độ", convert=_one_of(labels(discipline_models.Gravity))),
        Field(
            name="contents",
            title="Nội dung vi phạm",
            aliases=("Nội dung",),
            convert=_several_of(contents(on)),
        ),
        Field(name="proposed_on", title="Ngày đề nghị", convert=day),
        Field(name="decided_on", title="Ngày quyết định", required=True, convert=day),
        Field(name="decision_number", title="Số quyết định"),
        Field(name="criminal", title="Xử lý hình sự"),
    ]


def fields_of(what: str, on: date) -> list[Field]:
    """Return the columns of a table."""
    return inspection_fields(on) if what == INSPECTIONS else discipline_fields(on)


@dataclass(frozen=True, slots=True)
class Looked:
    """A table after the look: every fault with its place, the good rows ready to take in, figures."""

    checked: Checked
    rows: tuple[PastInspection, ...] | tuple[PastDiscipline, ...]
    good: int
    unreadable: int

    @property
    def faulty(self) -> int:
        """How many rows cannot be taken in."""
        return len(self.checked.wrong_rows)

    @property
    def read(self) -> int:
        """How many rows were read."""
        return self.checked.read


def look(source: Path, *, file_name: str, what: str, actor: Actor, at: datetime) -> Looked:
    """Read and check a table: cells first, then rows against each other and the records.

    Raises ``TableError`` when the file is no table or lacks a column.
    """
    fields = fields_of(what, local_day(at))
    checked = check(read_table(source, filename=file_name), fields)
    rows: tuple[PastInspection, ...] | tuple[PastDiscipline, ...]
    if what == INSPECTIONS:
        rows = tuple(_inspection(row.number, row.values) for row in checked.rows)
        across = inspections.faults_of(rows, actor=actor, at=at)
    else:
        rows = tuple(_discipline(row.number, row.values) for row in checked.rows)
        across = disciplines.faults_of(rows, actor=actor, at=at)
    faults = (*checked.faults, *_placed(checked, across, fields))
    whole = Checked(
        rows=checked.rows,
        faults=tuple(sorted(faults, key=lambda fault: (fault.row, fault.letter))),
        ignored=checked.ignored,
        table=checked.table,
        head=checked.head,
        read=checked.read,
    )
    wrong = {fault.number for fault in across}
    return Looked(
        checked=whole,
        rows=rows,
        good=sum(row.number not in wrong for row in rows),
        unreadable=len({fault.row for fault in checked.faults}),
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
        letter = column_letter(place) if place is not None else ""
        found.append(Fault(fault.number, letter, title, given, fault.reason))
    return found


def _word(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _shared(values: Mapping[str, object]) -> dict[str, Any]:
    return {
        "unit_code": _word(values, "unit_code"),
        "subject": _word(values, "subject"),
        "subject_unit_code": _word(values, "subject_unit_code"),
        "person_name": _word(values, "person_name"),
        "person_code": _word(values, "person_code"),
        "committee_member": bool(values["committee_member"]),
        "contents": cast("tuple[str, ...]", values["contents"] or ()),
    }


def _inspection(number: int, values: Mapping[str, object]) -> PastInspection:
    return PastInspection(
        number=number,
        procedure=_word(values, "procedure"),
        opened_on=cast("date", values["opened_on"]),
        concluded_on=cast("date", values["concluded_on"]),
        outcome=_word(values, "outcome"),
        remedied=cast("bool | None", values["remedied"]),
        note=_word(values, "note"),
        **_shared(values),
    )


def _discipline(number: int, values: Mapping[str, object]) -> PastDiscipline:
    return PastDiscipline(
        number=number,
        form=_word(values, "form"),
        gravity=_word(values, "gravity"),
        proposed_on=cast("date | None", values["proposed_on"]),
        decided_on=cast("date", values["decided_on"]),
        decision_number=_word(values, "decision_number"),
        criminal=_word(values, "criminal"),
        **_shared(values),
    )


# -- sample files

_INSPECTION_ROWS = (
    ("UBKT-MAU", "Kiểm tra chấp hành", "tổ chức", "CB-MAU", "", "", "",
     "Quản lý tài chính, ngân sách, tài sản công; Thu, nộp, quản lý, sử dụng đảng phí", "01/03/2025",
     "15/04/2025", "có khuyết điểm, vi phạm", "có", ""),
    ("UBKT-MAU", "Kiểm tra chấp hành", "đảng viên", "CB-MAU", "Nguyễn Văn Mẫu", "CB-001", "không",
     "Thực hiện chức trách, nhiệm vụ được giao", "05/05/2025", "20/06/2025",
     "thực hiện tốt, không có vi phạm", "", "theo chương trình năm"),
)  # fmt: skip
_DISCIPLINE_ROWS = (
    ("UBKT-MAU", "đảng viên chính thức", "CB-MAU", "Trần Thị Ví Dụ", "CB-002", "có", "khiển trách",
     "ít nghiêm trọng", "thiếu trách nhiệm", "01/04/2025", "09/05/2025", "12-QĐ/UBKTĐU", ""),
    ("DU-MAU", "tổ chức đảng", "CB-MAU", "", "", "", "cảnh cáo", "nghiêm trọng",
     "tập trung dân chủ, quy chế làm việc", "", "02/06/2025", "15-QĐ/ĐU", ""),
)  # fmt: skip


def sample(what: str, on: date) -> bytes:
    """Return the sample file: example rows to write over, and a sheet with every word each list takes."""
    fields = fields_of(what, on)
    lists: list[tuple[str, Words]]
    if what == INSPECTIONS:
        lists = [
            ("Hình thức", procedures()),
            ("Đối tượng", labels(inspection_models.Subject)),
            ("Nội dung", contents(on)),
            ("Kết quả", labels(inspection_models.Outcome, without=("", "stopped"))),
        ]
    else:
        lists = [
            ("Đối tượng", labels(discipline_models.SubjectKind)),
            ("Hình thức kỷ luật", labels(discipline_models.Form, without=("", "no_discipline"))),
            ("Mức độ", labels(discipline_models.Gravity)),
            ("Nội dung vi phạm", contents(on)),
        ]
    listed = [(column, label, key) for column, words in lists for key, label in words]
    columns = [Column(f"{field.title} *" if field.required else field.title, "text", 20) for field in fields]
    rows = _INSPECTION_ROWS if what == INSPECTIONS else _DISCIPLINE_ROWS
    titles = ("Cột", "Ghi như sau", "hoặc mã")
    return write_xlsx(
        [
            Sheet(name="Nhập liệu", columns=columns, rows=rows),
            Sheet(
                name="Danh mục",
                columns=[
                    Column(title, "text", width) for title, width in zip(titles, (18, 52, 30), strict=True)
                ],
                rows=listed,
            ),
        ]
    )
