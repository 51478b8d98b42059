"""The papers of a programme: the programme itself, and the sheet of a draw, in the layout of the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from liem.domains.inspections import letterhead
from liem.domains.programmes import draws
from liem.kernel.clock import local, local_day
from liem.kernel.draw import Frame
from liem.kernel.paper import (
    Column,
    Heading,
    Numbered,
    Paper,
    Paragraph,
    Proof,
    Sign,
    Signature,
    SignatureList,
    Table,
)
from liem.law import documents
from liem.ui.formatting import vn_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from liem.domains.programmes.models import Draw, Programme
    from liem.kernel.draw import Drawn
    from liem.kernel.paper import Block

    from .shown import Row, Words

_NUMBER = re.compile(r"(\d{1,6})\s*[-/]\s*(\S.*)")
MOST_LINES: Final = 2000  # a longer list is named by its hash alone


def _proof(seq: int | None) -> Proof | None:
    if seq is None:
        return None
    ledger = f"{settings.LIEM.public_url.rstrip('/')}{reverse('office:ledger')}"
    line = f"Sổ #{vn_number(seq)}"
    return Proof.of(line, f"{ledger}?dong={seq}", ledger)


def _symbol(programme: Programme, day: date) -> tuple[str | None, str]:
    """Return number and symbol as the approval wrote them, else the symbol alone and room for the pen."""
    written = _NUMBER.fullmatch(programme.decision_number)
    if written:
        return str(int(written[1])), written[2]
    side = letterhead.side_of(programme.unit)
    letters = next(
        (kind.abbreviation for kind in documents.kinds(side, day) if kind.code == "programme"), None
    )
    body = programme.unit.document_symbol.strip()
    return None, f"{letters or 'CTr'}{'/' if side == 'party' else '-'}{body}" if body else (letters or "CTr")


@override("vi")
def programme_paper(
    programme: Programme,
    rows: Sequence[Row],
    words: Words,
    *,
    hidden: int,
    today: date,
    lots: Sequence[Draw] = (),
) -> Paper:
    """Return the programme as an official paper; before its approval without number and signer.

    ``hidden`` inspections are those the reader may not see: the paper says how many are left out.
    """
    day = local_day(programme.approved_at) if programme.approved_at else today
    unit = programme.unit
    number, symbol = _symbol(programme, day)
    return Paper(
        layout=documents.layout(letterhead.side_of(unit), day),
        issuer=letterhead.issuer_lines(unit),
        number=number,
        symbol=symbol,
        place=letterhead.place_of(unit),
        issued_on=day if programme.approved_at else None,
        kind_title="CHƯƠNG TRÌNH",
        subject=programme.case.title.removeprefix("Chương trình "),
        blocks=_programme_blocks(programme, rows, words, hidden=hidden, lots=lots),
        sign=_sign(programme, day),
        recipients=(
            "Cấp ủy, ủy ban kiểm tra cấp trên trực tiếp",
            "Các đơn vị có tên trong chương trình",
            "Lưu",
        ),
    )


def _sign(programme: Programme, day: date) -> Sign | None:
    if not programme.signed:
        return None
    signing = programme.unit
    above = programme.unit.parent
    if above is not None and programme.signed.get("unit") == str(above.pk):
        signing = above
    authority, title = letterhead.sign_lines(signing, programme.signed["post"], day)
    return Sign(authority=authority, title=title, name=programme.signed["name"])


def _programme_blocks(
    programme: Programme, rows: Sequence[Row], words: Words, *, hidden: int, lots: Sequence[Draw]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if programme.purpose:
        blocks.append(Heading("I. Mục đích, yêu cầu"))
        blocks += [Paragraph(line) for line in programme.purpose.splitlines() if line.strip()]
    blocks.append(Heading("II. Nội dung kiểm tra, giám sát"))
    titles = [words.areas.get(key, key) for key in programme.contents]
    blocks += [Numbered(f"{place}.", f"{title}.") for place, title in enumerate(titles, start=1)] or [
        Paragraph("Theo nội dung của từng cuộc ở mục III.")
    ]
    blocks.append(Heading("III. Đối tượng, thời gian, phân công"))
    blocks.append(_table(rows))
    if hidden:
        blocks.append(Paragraph(f"Bản này không gồm {hidden} cuộc mà người xem không được xem."))
    blocks += [
        Paragraph(
            f"Bốc thăm {draw.ceremony}: danh sách có mã SHA-256 {draw.frame_sha256}, hạt giống {draw.seed}."
        )
        for draw in lots
        if draw.finished_at is not None
    ]
    if programme.working_rules:
        blocks.append(Heading("IV. Tổ chức thực hiện"))
        blocks += [Paragraph(line) for line in programme.working_rules.splitlines() if line.strip()]
    return tuple(blocks)


def _table(rows: Sequence[Row]) -> Table:
    return Table(
        columns=(
            Column("TT", 0.9, "center"),
            Column("Đối tượng", 3.6),
            Column("Hình thức", 3.0),
            Column("Nội dung", 3.8),
            Column("Thời gian", 2.6, "center"),
            Column("Phụ trách", 2.6),
        ),
        rows=tuple(
            (
                str(row.item.number),
                row.subject,
                row.procedure,
                row.contents,
                f"{row.item.planned_from:%d/%m/%Y} - {row.item.planned_to:%d/%m/%Y}",
                row.lead or "chưa phân công",
            )
            for row in rows
        ),
    )


@override("vi")
def draw_sheet(draw: Draw) -> Paper:
    """Return the minutes of a draw: list, hash, seed, result and the line of shell that recomputes it."""
    programme = draw.programme
    unit = programme.unit
    day = local_day(draw.finished_at or draw.abandoned_at or draw.announced_at)
    return Paper(
        layout=documents.layout(letterhead.side_of(unit), day),
        issuer=letterhead.issuer_lines(unit),
        number=None,
        symbol=f"BB/{unit.document_symbol.strip()}" if unit.document_symbol.strip() else "BB",
        place=letterhead.place_of(unit),
        issued_on=day,
        kind_title="BIÊN BẢN",
        subject=f"bốc thăm đối tượng kiểm tra, giám sát, buổi {draw.ceremony}",
        blocks=_draw_blocks(draw),
        sign=None,
        proof=_proof(draw.finished_seq or draw.announced_seq),
    )


def _ticket(one: Drawn) -> str:
    """Return a ticket in two lines, which a column of a page holds."""
    return f"{one.ticket[:32]}\n{one.ticket[32:]}"


def _draw_blocks(draw: Draw) -> tuple[Block, ...]:
    announced = local(draw.announced_at)
    rows = list(Frame.parse(draw.frame.encode()).rows())
    blocks: list[Block] = [
        Paragraph(f"{draw.programme.case.title}, hồ sơ {draw.programme.case.dossier}."),
        Heading("1. Danh sách công bố trước khi gieo", 2),
        Paragraph(
            f"Công bố lúc {announced:%H:%M} ngày {announced:%d/%m/%Y}, "
            f"sổ #{vn_number(draw.announced_seq or 0)}, {len(rows)} đơn vị, "
            f"chọn {draw.rule['count']}, dự bị {draw.rule['reserves']}."
        ),
        Paragraph(f"Mã SHA-256 của danh sách: {draw.frame_sha256}", align="left"),
    ]
    if len(rows) <= MOST_LINES:
        lines = tuple((str(place), row.id) for place, row in enumerate(rows, start=1))
        blocks.append(Table(columns=(Column("TT", 1.0, "center"), Column("Đơn vị", 9.0)), rows=lines))
    if draw.excluded:
        blocks.append(Heading("2. Để ngoài danh sách", 2))
        out = tuple((one["unit"], one["why"]) for one in draw.excluded)
        blocks.append(Table(columns=(Column("Đơn vị", 5.0), Column("Lý do", 5.0)), rows=out))
    if draw.abandoned_at is not None:
        blocks += [Heading("3. Không thực hiện", 2), Paragraph(f"Lý do: {draw.abandoned_reason}")]
        return tuple(blocks)
    if draw.result is None:
        return (*blocks, Heading("3. Kết quả", 2), Paragraph("Chưa gieo hạt giống."))
    result = draws.recomputed(draw)
    chosen = [(str(place), one.id, _ticket(one)) for place, one in enumerate(result.chosen, start=1)]
    chosen += [(f"R{place}", one.id, _ticket(one)) for place, one in enumerate(result.reserves, start=1)]
    return (
        *blocks,
        Heading("3. Hạt giống và kết quả", 2),
        Paragraph(f"Hạt giống gieo công khai: {draw.seed}", align="left"),
        Paragraph(f"Quy tắc: {result.rule}"),
        Table(
            columns=(
                Column("Thăm", 1.0, "center"),
                Column("Đơn vị được chọn", 4.0),
                Column("Vé (SHA-256)", 6.0),
            ),
            rows=tuple(chosen),
        ),
        Heading("4. Cách tính lại", 2),
        Paragraph(
            "Lưu danh sách công bố thành tệp danh-sach.tsv, mở cửa sổ dòng lệnh có sha256sum, sort, awk "
            "rồi chạy dòng sau; kết quả phải giống bảng ở mục 3."
        ),
        Paragraph(result.shell_line("danh-sach.tsv"), align="left", indent=False),
        Paragraph(f"Người chứng kiến: {draw.witnesses}"),
        SignatureList(
            (
                Signature("Người bốc thăm", draw.finished_by.name if draw.finished_by else ""),
                Signature("Người chứng kiến", ""),
            )
        ),
    )
