"""Papers of a case: which there are, what the first draft of each says, and how it is drawn when issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, override

from liem.kernel.clock import local_day
from liem.kernel.paper import Heading, Numbered, Paper, Paragraph, Proof, Sign
from liem.law import documents

from . import letterhead
from .clocks import procedure_of
from .models import Subject, TeamMember
from .paper_kinds import OFFICIAL, TITLES

if TYPE_CHECKING:
    from datetime import date

    from liem.kernel.paper import Block

    from .models import Inspection
    from .models import Paper as PaperRow


def is_official(kind: str) -> bool:
    """Say whether a paper of this kind takes a number of the body's series."""
    return kind in OFFICIAL


def subject_name(inspection: Inspection) -> str:
    """Return whom the case is about, as a paper names them."""
    if inspection.subject == Subject.ORGANISATION or inspection.subject_person is None:
        return inspection.subject_unit.name if inspection.subject_unit else ""
    where = f", {inspection.subject_unit.name}" if inspection.subject_unit else ""
    return f"{inspection.subject_person.name}{where}"


@override("vi")
def first_words(inspection: Inspection, kind: str) -> str:
    """Return the first draft of a paper from what the case knows, one paragraph a line; a person finishes
    it."""
    procedure = procedure_of(inspection)
    about = subject_name(inspection)
    what = procedure.title.lower()
    period = _period(inspection)
    makers = {
        "decision": lambda: _decision(inspection, what, about, period),
        "plan": lambda: [
            "I- Mục đích, yêu cầu",
            inspection.purpose or f"Xem xét, đánh giá việc thực hiện của {about}.",
            "II- Nội dung, mốc thời gian",
            f"1. Nội dung: {what} đối với {about}.",
            f"2. Mốc thời gian: {period}.",
            "III- Cách tiến hành",
            *(f"- {step.title}." for step in procedure.steps if not step.optional),
            "IV- Phân công",
            *(f"- {each}." for each in _team_lines(inspection)),
        ],
        "notice": lambda: [
            f"{inspection.unit.name} thông báo việc {what} đối với {about}.",
            f"Nội dung, mốc thời gian: {inspection.purpose or what}; {period}.",
            "Đề nghị chuẩn bị báo cáo theo đề cương gửi kèm, cung cấp tài liệu, cử người làm việc với đoàn.",
            "Đối tượng được trình bày ý kiến, cung cấp chứng cứ và bảo lưu ý kiến.",
        ],
        "outline": lambda: [
            "1. Đặc điểm, tình hình.",
            f"2. Kết quả thực hiện nội dung được {what}; {period}.",
            "3. Ưu điểm; hạn chế, khuyết điểm, vi phạm (nếu có); nguyên nhân; trách nhiệm.",
            "4. Biện pháp khắc phục; kiến nghị.",
        ],
    }
    made = makers.get(kind)
    return "\n".join(made()) if made else ""


def _decision(inspection: Inspection, what: str, about: str, period: str) -> list[str]:
    return [
        f"Căn cứ {procedure_of(inspection).basis};",
        "QUYẾT ĐỊNH",
        f"Điều 1. Tiến hành {what} đối với {about}. Nội dung: {inspection.purpose or what}; {period}.",
        "Điều 2. Thành lập đoàn gồm:",
        *(f"- {each}." for each in _team_lines(inspection)),
        "Điều 3. Đoàn, đối tượng và tổ chức, cá nhân liên quan chịu trách nhiệm thi hành quyết định này.",
    ]


@override("vi")
def _team_lines(inspection: Inspection) -> list[str]:
    order = {role: place for place, role in enumerate(TeamMember.Role.values)}
    team = inspection.team.filter(until__isnull=True).select_related("person")
    return [
        f"{each.person.name}, {TeamMember.Role(each.role).label}"
        for each in sorted(team, key=lambda one: order[one.role])
    ]


def _period(inspection: Inspection) -> str:
    if inspection.lookback_from is None or inspection.lookback_to is None:
        return "mốc thời gian theo kế hoạch"
    return f"từ ngày {inspection.lookback_from:%d/%m/%Y} đến ngày {inspection.lookback_to:%d/%m/%Y}"


def body_of(
    inspection: Inspection,
    words: str,
    *,
    authority: tuple[str, ...],
    recipients: tuple[str, ...],
    subject: str,
) -> dict[str, Any]:
    """Return what is kept with a written paper, so that it is drawn alike for ever."""
    return {
        "words": words,
        "issuer": list(letterhead.issuer_lines(inspection.unit)),
        "place": letterhead.place_of(inspection.unit),
        "authority": list(authority),
        "recipients": list(recipients),
        "subject": subject,
    }


@override("vi")
def drawn(row: PaperRow, *, proof: Proof | None = None) -> Paper:
    """Return a written paper in the layout of its side on its day. Raises NoLawInForce."""
    unit = row.inspection.unit
    side = letterhead.side_of(unit)
    day = row.issued_on or local_day(row.at)
    body = row.body
    recipients = tuple(body.get("recipients") or ("Như trên",))
    return Paper(
        layout=documents.layout(side, day),
        issuer=tuple(body.get("issuer") or letterhead.issuer_lines(unit)),
        number=None if row.number is None else str(row.number),
        symbol=row.symbol,
        place=str(body.get("place", "")),
        issued_on=day,
        kind_title=kind_title(row.kind, unit_side=side, day=day),
        subject=str(body.get("subject") or row.title),
        blocks=blocks(str(body.get("words", ""))),
        sign=Sign(authority=tuple(body.get("authority", ())), title=row.sign_title, name=row.signer)
        if row.signer
        else None,
        recipients=(*recipients, "Lưu hồ sơ"),
        proof=proof,
    )


def kind_title(kind: str, *, unit_side: documents.Side, day: date) -> str | None:
    """Return the name of the document as printed in capitals; ``None`` for a công văn."""
    code = OFFICIAL.get(kind)
    if code == "official_letter":
        return None
    if code is None:
        return TITLES.get(kind, "VĂN BẢN")
    return next((each.name.upper() for each in documents.kinds(unit_side, day) if each.code == code), None)


def blocks(words: str) -> tuple[Block, ...]:
    """Return the paragraphs of typed words: "I-" and "QUYẾT ĐỊNH" as headings, "1." and "-" as items."""
    made: list[Block] = []
    for line in (each.strip() for each in words.splitlines()):
        if not line:
            continue
        marker, _space, rest = line.partition(" ")
        roman = marker.rstrip("-.")
        if marker != roman and roman and set(roman) <= set("IVX"):
            made.append(Heading(line, 1))
        elif line.isupper():
            made.append(Paragraph(line, align="center", indent=False))
        elif marker == "-" or (marker.endswith((".", ")")) and marker[:-1].isalnum() and len(marker) <= 3):
            made.append(Numbered(marker, rest))
        else:
            made.append(Paragraph(line))
    return tuple(made)


def layout_told(row: PaperRow) -> dict[str, str]:
    """Return which rule of form a paper follows (``basis``) and how surely it is known (``badge``)."""
    day = row.issued_on or local_day(row.at)
    provision = documents.layout_provision(letterhead.side_of(row.inspection.unit), day)
    english = (get_language() or "vi").startswith("en")
    return {"basis": str(provision.basis), "badge": provision.badge_en if english else provision.badge}


def number_words(row: PaperRow) -> str:
    """Return number and symbol as printed; what was typed for a paper brought as a file."""
    day = row.issued_on or local_day(row.at)
    return letterhead.number_words(row.inspection.unit, row.number, row.symbol, day)
