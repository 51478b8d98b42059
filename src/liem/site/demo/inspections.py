"""Three past years of inspection and discipline, taken in from tables as an office would: falling numbers.

The running year goes on with them until the month before today; what came after is played by the story. The
last full year has the shape of a published one: 18 members disciplined (1 expulsion, 4 warnings, 13
reprimands), 3 of them committee members, 15 administrative inspections. Everybody in it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from liem.adapters.tables import Column, Sheet, write_xlsx
from liem.desks.oversight.statistics import past
from liem.domains.discipline.importing import import_disciplines
from liem.domains.inspections.importing import import_inspections
from liem.kernel.clock import local_day
from liem.spine.people.models import Mandate
from liem.spine.units.importing import keep_preview
from liem.spine.vault import files

if TYPE_CHECKING:
    from datetime import datetime

    from liem.adapters.tables.writing import Value
    from liem.spine.access import Actor

    from .world import World

# expulsions, warnings, reprimands, committee members among them; administrative inspections
YEARS: Final = ((2, 7, 18, 6, 21), (1, 6, 15, 4, 18), (1, 4, 13, 3, 15))
# a whole year again; with the three decisions the story plays it stays below the year before
RUNNING_YEAR: Final = (1, 3, 7, 2, 12)
_CONTENTS: Final = (
    "thiếu trách nhiệm",
    "đất đai, tài nguyên",
    "tài chính, ngân hàng, xây dựng",
    "tập trung dân chủ, quy chế làm việc",
    "đạo đức, lối sống",
    "thiếu trách nhiệm; tài chính, ngân hàng, xây dựng",
)
_AREAS: Final = (
    "Quản lý tài chính, ngân sách, tài sản công",
    "Thu, nộp, quản lý, sử dụng đảng phí",
    "Thực hiện chức trách, nhiệm vụ được giao",
    "Quản lý, sử dụng đất đai, tài nguyên",
    "Thực hiện dân chủ ở cơ sở",
)
_PROCEDURES: Final = (
    "compliance_inspection",
    "thematic_supervision",
    "compliance_inspection",
    "sign_based_inspection",
    "finance_inspection",
    "duty_inspection",
)
_CONCLUDED: Final = 9  # the column of the day of the conclusion
_CLEAN, _FAULTY, _DUE = (
    "thực hiện tốt, không có vi phạm",
    "có khuyết điểm, vi phạm",
    "đến mức phải thi hành kỷ luật",
)


def past_years(world: World, *, now: datetime) -> None:
    """Take in the three full years before ``now`` and the whole months of this one, as the chair of the
    commune's commission."""
    begun = local_day(now).replace(day=1)
    chair = world.actor("UBKT", "inspection_chair", "head_of_body")
    _take_in(world, chair, "disciplines", list(_disciplines(world, before=begun)), now=now)
    _take_in(world, chair, "inspections", list(_inspections(world, before=begun)), now=now)


def _years(before: date) -> Iterator[tuple[int, tuple[int, int, int, int, int]]]:
    """Give each year with its numbers: three full ones, then the one of ``before``."""
    return enumerate((*YEARS, RUNNING_YEAR), start=before.year - len(YEARS))


def _take_in(
    world: World, actor: Actor, what: str, rows: Sequence[Sequence[Value]], *, now: datetime
) -> None:
    del world
    fields = past.fields_of(what, local_day(now))
    columns = [Column(each.title, "date" if each.title.startswith("Ngày") else "text") for each in fields]
    name = f"{what}.xlsx"
    blob = files.store([write_xlsx([Sheet(name="Nhập liệu", columns=columns, rows=rows)])], at=now)
    preview = keep_preview(actor=actor, at=now, what=what, blob=blob, file_name=name)
    with files.on_disk(blob) as place:
        looked = past.look(place, file_name=name, what=what, actor=actor, at=now)
    act = import_inspections if what == past.INSPECTIONS else import_disciplines
    act(
        actor=actor,
        at=now,
        preview_id=preview.pk,
        rows=looked.rows,  # type: ignore[arg-type]  # the rows are of the table the preview names
        expected=looked.good,
        unreadable=looked.unreadable,
    )


def _members(world: World) -> Iterator[tuple[str, str]]:
    """Give members with the code of their cell, over and over, nobody twice in a year."""
    held = Mandate.objects.filter(unit__code__in=world.cells(), post="official_member")
    listed = list(held.order_by("person__sort_name", "pk").values_list("person__name", "unit__code"))
    world.chance.shuffle(listed)
    while True:
        yield from listed


def _disciplines(world: World, *, before: date) -> Iterator[list[Value]]:
    members = _members(world)
    for year, (expelled, warned, reprimanded, seated, _inspected) in _years(before):
        forms = ["khai trừ"] * expelled + ["cảnh cáo"] * warned + ["khiển trách"] * reprimanded
        for number, form in enumerate(forms):
            name, cell = next(members)
            decided = date(year, 1, 12) + timedelta(days=number * 340 // len(forms))
            if decided >= before:
                break
            serious = form != "khiển trách"
            yield [
                cell if not serious and number % 2 else "XCR",
                "đảng viên chính thức",
                cell,
                name,
                "",
                "có" if expelled <= number < expelled + seated else "không",
                form,
                "nghiêm trọng" if serious else "ít nghiêm trọng",
                _CONTENTS[number % len(_CONTENTS)],
                decided - timedelta(days=40),
                decided,
                f"{number + 1:02d}-QĐ/ĐU",
                "",
            ]


def _inspections(world: World, *, before: date) -> Iterator[list[Value]]:
    for row in _every_inspection(world, before):
        if row[_CONCLUDED] < before:  # type: ignore[operator]  # a day, by the columns of the table
            yield row


def _every_inspection(world: World, before: date) -> Iterator[list[Value]]:
    cells = world.cells()
    for year, (*_disciplined, administrative) in _years(before):
        for number in range(administrative):
            unit = ("PKT", "PVX", "HCC", "THCS", "TH", "MN", "TYT")[number % 7]
            begun = date(year, 1, 8) + timedelta(days=number * 310 // administrative)
            outcome = _FAULTY if number % 3 == 0 else _CLEAN
            yield _row("UBND", "administrative_inspection", unit, _AREAS[number % 4], begun, outcome)
        for number in range(24 - 2 * (year - before.year + 1)):
            begun = date(year, 1, 15) + timedelta(days=number * 12)
            procedure = _PROCEDURES[number % len(_PROCEDURES)]
            outcome = (_CLEAN, _FAULTY, _CLEAN, _DUE)[number % 4]
            if outcome == _DUE and procedure not in ("compliance_inspection", "sign_based_inspection"):
                outcome = _FAULTY
            yield _row("UBKT", procedure, cells[number % len(cells)], _AREAS[number % 5], begun, outcome)


def _row(unit: str, procedure: str, subject: str, area: str, begun: date, outcome: str) -> list[Value]:
    return [
        unit,
        procedure,
        "tổ chức",
        subject,
        "",
        "",
        "",
        area,
        begun,
        begun + timedelta(days=33),
        outcome,
        "có" if outcome == _FAULTY else "",
        "",
    ]
