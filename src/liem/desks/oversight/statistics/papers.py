"""Files: the report of a period with every table, as XLSX, DOCX and PDF made from the figures of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from liem.adapters import papers
from liem.adapters.tables import Column, Linked, Sheet, write_xlsx
from liem.analysis.statistics import default_tables
from liem.desks.office.door import OfficeRequest, office
from liem.domains.inspections import letterhead
from liem.kernel import paper as kernel_paper
from liem.kernel.clock import local_day
from liem.kernel.paper import Heading, Paper, Paragraph, Run, Sign
from liem.law import documents
from liem.spine.access import NotFound
from liem.spine.units.bodies import with_superiors
from liem.ui.files import DOCX, XLSX, attached
from liem.ui.formatting import vn_datetime

from .asking import COLUMN, LINE, READERS, TABLE, Asked, absolute, asked
from .gather import report_of
from .pages import (
    HIDDEN,
    capital,
    change_words,
    line_title,
    percent_words,
    period_name,
    period_notes,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpResponse

    from liem.adapters.tables.writing import Value
    from liem.analysis.statistics import Figure, Report, Table
    from liem.analysis.statistics.tables import Axis
    from liem.kernel.paper import Block, Text
    from liem.spine.units.models import Unit

_SYMBOL_LESS = "…"


def _address(want: Asked, table: Table, line: Axis, column: Axis, figure: Figure) -> str:
    """Return the full address of the cases behind a figure; "" where there is nothing to open."""
    if not want.insider or not figure.value or figure.hidden:
        return ""
    more = {TABLE: table.id, LINE: line.key, COLUMN: column.key}
    return absolute(want.address("statistics_cases", **more))


def hidden_note() -> str:
    """Return the sentence that explains the star."""
    return "Dấu * là con số được che vì quá nhỏ, có thể lộ một người."


# -- XLSX


def sheets(want: Asked, report: Report, *, at: datetime) -> list[Sheet]:
    """Return one sheet a table; figures stay numbers and open to their cases."""
    notes = [want.unit_name, *period_notes(want), _("Số liệu lúc %(when)s.") % {"when": vn_datetime(at)}]
    made = []
    for table in default_tables():
        columns = [
            Column("Nội dung", "text", 52),
            *(Column(capital(each.title), "int", 12) for each in table.columns),
            Column("Cùng kỳ", "int", 12),
            Column("Tăng, giảm", "int", 12),
            Column("%", "text", 10),
        ]
        made.append(
            Sheet(
                name=table.title,
                heading=f"{table.title} - {period_name(want.main)}",
                notes=[each for each in (*notes, table.about, table.basis, hidden_note()) if each],
                columns=columns,
                rows=list(_sheet_rows(want, report, table)),
            )
        )
    return made


def _sheet_rows(want: Asked, report: Report, table: Table) -> Iterator[list[Value]]:
    for line in table.lines:
        main = report.figure(table.id, line.key, table.columns[0].key)
        cells: list[Value] = []
        for column in table.columns:
            figure = report.figure(table.id, line.key, column.key)
            value = HIDDEN if figure.hidden else figure.value
            address = _address(want, table, line, column, figure)
            cells.append(Linked(value, address) if address else value)
        before = HIDDEN if main.before_hidden else main.before
        shut = main.hidden or main.before_hidden
        change: Value = HIDDEN if shut else main.change
        yield [line_title(line), *cells, before, change, percent_words(main)]


# -- the official paper


@override("vi")  # a paper of the office is Vietnamese whatever language its clerk reads
def paper_of(request: OfficeRequest, want: Asked, report: Report) -> Paper:
    """Return the report as an official paper in the layout of the body's side that is law on the day.

    The number is left to be written by hand: it is taken when the paper is signed.
    """
    day = local_day(request.at)
    unit = with_superiors(request.actor.unit_id)
    if unit is None:
        raise NotFound(_("Chức danh hiện tại không thuộc đơn vị nào."))
    signers = letterhead.signers(unit.pk, day=day)
    sign = None
    if signers:
        lines, title = letterhead.sign_lines(unit, signers[0].post, day)
        sign = Sign(authority=lines, title=title, name=signers[0].person.name)
    return Paper(
        layout=documents.layout(letterhead.side_of(unit), day),
        issuer=letterhead.issuer_lines(unit),
        number=None,
        symbol=_symbol(unit, request),
        place=letterhead.place_of(unit),
        issued_on=day,
        kind_title="Báo cáo",
        subject=f"Thống kê kiểm tra, giám sát, thi hành kỷ luật {period_name(want.main)}",
        blocks=tuple(_blocks(want, report, at=request.at)),
        sign=sign,
        recipients=("Lưu hồ sơ",),
        landscape=True,
    )


def _symbol(unit: Unit, request: OfficeRequest) -> str:
    if not unit.document_symbol.strip():
        return _SYMBOL_LESS
    return letterhead.numbering(unit, "report", local_day(request.at)).symbol


def _blocks(want: Asked, report: Report, *, at: datetime) -> Iterator[Block]:
    where = f"Phạm vi: {want.unit_name}. " if want.unit_name else ""
    yield Paragraph(f"{where}Số liệu lúc {vn_datetime(at)}. " + " ".join(period_notes(want)))
    for number, table in enumerate(default_tables(), start=1):
        yield Heading(f"{number}. {table.title}", level=2)
        if table.about:
            yield Paragraph((Run(table.about, italic=True),))
        yield _table(want, report, table)
    if any(each.hidden or each.before_hidden for each in report.figures.values()):
        yield Paragraph(hidden_note())
    yield Paragraph("Cấp ủy, ủy ban kiểm tra, chi bộ được đếm riêng theo cơ quan quyết định từng vụ việc.")


def _table(want: Asked, report: Report, table: Table) -> kernel_paper.Table:
    share = 58 / (len(table.columns) + 3)
    heads = [capital(each.title) for each in table.columns] + ["Cùng kỳ", "Tăng, giảm", "%"]
    return kernel_paper.Table(
        columns=(
            kernel_paper.Column("Nội dung", 42),
            *(kernel_paper.Column(each, share, "right") for each in heads),
        ),
        rows=tuple(_paper_row(want, report, table, line) for line in table.lines),
    )


def _paper_row(want: Asked, report: Report, table: Table, line: Axis) -> tuple[Text, ...]:
    main = report.figure(table.id, line.key, table.columns[0].key)
    cells: list[Text] = []
    for column in table.columns:
        figure = report.figure(table.id, line.key, column.key)
        words = words_of(figure.value, hidden=figure.hidden)
        address = _address(want, table, line, column, figure)
        cells.append((Run(words, link=address),) if address else words)
    title: Text = (Run(line_title(line), bold=True),) if not line.depth else line_title(line)
    before = words_of(main.before, hidden=main.before_hidden)
    return (title, *cells, before, change_words(main), percent_words(main))


# -- answers


def _name(want: Asked, form: str) -> str:
    return f"thong-ke-{want.word}-{want.year}{f'-{want.month:02d}' if want.month else ''}.{form}"


@office(*READERS)
@require_safe
def xlsx(request: OfficeRequest) -> HttpResponse:
    """Give every table of the period as XLSX, one sheet a table."""
    want = asked(request)
    report = report_of(request.actor, want, at=request.at)
    with override("vi"):
        made = sheets(want, report, at=request.at)
    return attached(write_xlsx(made, at=request.at), _name(want, "xlsx"), XLSX)


@office(*READERS)
@require_safe
def docx(request: OfficeRequest) -> HttpResponse:
    """Give the report as an editable Word file in the official layout."""
    want = asked(request)
    made = paper_of(request, want, report_of(request.actor, want, at=request.at))
    return attached(papers.docx(made), _name(want, "docx"), DOCX)


@office(*READERS)
@require_safe
def pdf(request: OfficeRequest) -> HttpResponse:
    """Give the report as PDF/A in the official layout."""
    want = asked(request)
    made = paper_of(request, want, report_of(request.actor, want, at=request.at))
    return attached(papers.pdf(made), _name(want, "pdf"), "application/pdf")
