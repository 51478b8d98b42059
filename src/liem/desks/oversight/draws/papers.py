"""The minutes of a draw: what was fixed, the digits, the result drawn again, how to recompute it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from liem.desks.public.draws import LIST
from liem.domains.inspections import letterhead
from liem.kernel.clock import local, local_day
from liem.kernel.draw import PLAIN_UNIT
from liem.kernel.paper import (
    Column,
    Heading,
    Paper,
    Paragraph,
    Proof,
    Signature,
    SignatureList,
    Table,
)
from liem.law import documents
from liem.spine.draws import readers
from liem.spine.draws.models import State
from liem.ui.formatting import vn_number

if TYPE_CHECKING:
    from liem.kernel.paper import Block
    from liem.spine.draws.models import Ceremony

MOST_LINES: Final = 2000  # a longer list is named by its hash alone


@override("vi")
def minutes(ceremony: Ceremony, *, named: bool) -> Paper:
    """Return the minutes of a draw in the layout of its body; with names for who leads it. Raises
    ``DrawMismatch`` when what was kept does not follow from list and seed."""
    unit = ceremony.unit
    day = local_day(ceremony.ended_at or ceremony.announced_at)
    symbol = unit.document_symbol.strip()
    return Paper(
        layout=documents.layout(letterhead.side_of(unit), day),
        issuer=letterhead.issuer_lines(unit),
        number=None,
        symbol=f"BB/{symbol}" if symbol else "BB",
        place=letterhead.place_of(unit),
        issued_on=day,
        kind_title="BIÊN BẢN",
        subject=f"bốc thăm, buổi {ceremony.case.dossier}",
        blocks=_blocks(ceremony, named=named),
        sign=None,
        proof=_proof(ceremony),
    )


def _proof(ceremony: Ceremony) -> Proof:
    line = f"Sổ #{vn_number(ceremony.ended_seq or ceremony.announced_seq)}"
    address = f"{settings.LIEM.public_url.rstrip('/')}{reverse('public:draw', args=[ceremony.pk])}"
    return Proof.of(line, address)


def _blocks(ceremony: Ceremony, *, named: bool) -> tuple[Block, ...]:
    announced, begins = local(ceremony.announced_at), local(ceremony.held_at)
    rows = list(readers.frame_of(ceremony).rows())
    names = readers.names(ceremony) if named else {}
    units = len({row.unit for row in rows})
    blocks: list[Block] = [
        Paragraph(f"{ceremony.title}. {ceremony.get_purpose_display()}."),
        Paragraph(f"Định lúc {begins:%H:%M} ngày {begins:%d/%m/%Y}, tại {ceremony.place}."),
        Heading("1. Công bố trước khi gieo", 2),
        Paragraph(
            f"Công bố lúc {announced:%H:%M} ngày {announced:%d/%m/%Y}, "
            f"sổ #{vn_number(ceremony.announced_seq)}, {vn_number(ceremony.size)} dòng. "
            f"{readers.terms_of(ceremony).vi(units=units)}"
        ),
        Paragraph(f"Mã SHA-256 của danh sách: {ceremony.frame_sha256}", align="left"),
        Paragraph(f"Mã SHA-256 của phần để ngoài: {ceremony.excluded_sha256}", align="left"),
    ]
    if len(rows) <= MOST_LINES:
        lines = tuple(
            (str(place), "" if row.unit == PLAIN_UNIT else row.unit, names.get(row.id, row.id))
            for place, row in enumerate(rows, start=1)
        )
        listed = (Column("TT", 1.0, "center"), Column("Đơn vị", 4.0), Column("Tên hoặc mã", 5.0))
        blocks.append(Table(columns=listed, rows=lines))
    if grounds := readers.grounds_of(ceremony):
        blocks.append(Heading("2. Để ngoài danh sách", 2))
        out = tuple((ground, str(count)) for ground, count in grounds.items())
        counted = (Column("Căn cứ", 8.0), Column("Số người, nơi", 2.0, "center"))
        blocks.append(Table(columns=counted, rows=out))
    blocks.append(Heading("3. Chữ số", 2))
    thrown = tuple((str(each.turn), each.body, each.digits or "chưa gieo") for each in ceremony.throws.all())
    columns = (Column("Lượt", 1.0, "center"), Column("Bên gieo", 4.0), Column("Các chữ số", 5.0))
    blocks.append(Table(columns=columns, rows=thrown))
    blocks += _outcome(ceremony, names)
    bodies = tuple(Signature(each.body, "") for each in ceremony.throws.all())
    leader = ceremony.announced_by.name if ceremony.announced_by else ""
    blocks.append(SignatureList((Signature("Người chủ trì bốc thăm", leader), *bodies)))
    return tuple(blocks)


def _outcome(ceremony: Ceremony, names: dict[str, str]) -> list[Block]:
    if ceremony.state == State.GIVEN_UP:
        absent = f" Bên không gieo hoặc không mở: {ceremony.absent}." if ceremony.absent else ""
        return [Heading("4. Không thực hiện", 2), Paragraph(f"Lý do: {ceremony.reason}.{absent}")]
    if not ceremony.result:
        return [Heading("4. Kết quả", 2), Paragraph("Chưa bốc thăm.")]
    result = readers.recomputed(ceremony)
    rows = [
        (str(place), "" if one.unit == PLAIN_UNIT else one.unit, names.get(one.id, one.id), one.ticket[:16])
        for place, one in enumerate(readers.places(ceremony, result), start=1)
    ]
    columns = (
        Column("TT", 1.0, "center"),
        Column("Đơn vị", 3.0),
        Column("Được chọn", 4.0),
        Column("Vé (16 ký tự đầu)", 3.0),
    )
    blocks: list[Block] = [
        Heading("4. Hạt giống và kết quả", 2),
        Paragraph(f"Hạt giống: {ceremony.seed}", align="left"),
        Table(columns=columns, rows=tuple(rows)),
    ]
    for each in ceremony.replacements.all():
        gone, into = names.get(each.out, each.out), names.get(each.into, each.into)
        blocks.append(Paragraph(f"{into} thay {gone}, căn cứ: {each.ground} (sổ #{vn_number(each.seq)})."))
    blocks += [
        Heading("5. Cách tính lại", 2),
        Paragraph(
            f"Lưu danh sách công bố thành tệp {LIST}, mở cửa sổ dòng lệnh có sha256sum, sort, awk rồi chạy "
            "dòng sau; kết quả phải giống bảng ở mục 4."
        ),
        Paragraph(result.shell_line(LIST), align="left", indent=False),
        Paragraph(f"Người chứng kiến: {ceremony.witnesses}"),
    ]
    return blocks
