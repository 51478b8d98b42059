"""The conclusion as a paper: its words from the content, in the official layout of the body's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from liem.kernel.dong import group
from liem.kernel.text import search_key
from liem.spine.units.models import Unit

from . import letterhead, papers
from .conclusion_known import areas_of, names_in
from .models import Finding, Outcome
from .models import Paper as PaperRow
from .paper_kinds import OFFICIAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from liem.kernel.paper import Paper
    from liem.spine.people.models import Mandate

    from .conclusion import Content, FindingDraft, RequirementDraft
    from .models import Inspection
    from .steps import Numbering

KIND = "conclusion"
_LABELS = {"decision": "Căn cứ", "plan": "Căn cứ", "team_report": "Xét", "session": "Theo", "other": "Căn cứ"}


@override("vi")
def words_of(inspection: Inspection, content: Content) -> str:
    """Return the conclusion's words, one paragraph a line, in the order an appraiser reads them."""
    areas = areas_of(inspection)
    units, persons = names_in(content)
    lines = [f"{_LABELS.get(each.kind, 'Căn cứ')} {_lower(each.words)};" for each in content.bases]
    lines.append(f"{inspection.unit.name} kết luận như sau:")
    parts: list[tuple[str, list[str]]] = [
        ("Ưu điểm", [_in_area(each.text, each.content, areas) for each in content.strengths]),
        ("Hạn chế, khuyết điểm, vi phạm", [_finding(each, areas) for each in content.findings]),
        ("Kết luận", [_sentence(str(Outcome(content.outcome).label))] if content.outcome else []),
        ("Yêu cầu", [_requirement(each, units, persons) for each in content.requirements]),
        ("Tổ chức thực hiện", _organisation(content, persons)),
    ]
    for number, (title, paragraphs) in enumerate((one for one in parts if one[1]), start=1):
        lines.append(f"{'I II III IV V'.split()[number - 1]}- {title}")
        if title in ("Kết luận", "Tổ chức thực hiện"):
            lines += paragraphs
        else:
            lines += [f"{place}. {words}" for place, words in enumerate(paragraphs, start=1)]
    return "\n".join(lines)


@override("vi")
def lines_by_part(inspection: Inspection, content: Content) -> dict[str, list[str]]:
    """Return the conclusion's words part by part, as versions are compared."""
    areas = areas_of(inspection)
    units, persons = names_in(content)
    return {
        "bases": [each.words for each in content.bases],
        "strengths": [_in_area(each.text, each.content, areas) for each in content.strengths],
        "findings": [_finding(each, areas) for each in content.findings],
        "requirements": [_requirement(each, units, persons) for each in content.requirements],
        "organisation": _organisation(content, persons),
        "recipients": list(content.recipients),
        "outcome": [str(Outcome(content.outcome).label)] if content.outcome else [],
    }


def _lower(words: str) -> str:
    """Return words as they go on in a sentence; an abbreviation ("UBND") stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", ":", ";")) else ".")


def _in_area(text: str, content: str, areas: Mapping[str, str]) -> str:
    area = areas.get(content, "")
    return f"Về {_lower(area)}: {_sentence(text)}" if area else _sentence(text)


def _finding(each: FindingDraft, areas: Mapping[str, str]) -> str:
    grade = str(Finding.Grade(each.grade).label)
    gravity = f" ({Finding.Gravity(each.gravity).label})" if each.gravity else ""
    area = f" về {_lower(areas[each.content])}" if each.content in areas else ""
    amount = f" Số tiền: {group(each.amount)}." if each.amount is not None else ""
    proof = f" (Chứng cứ: {', '.join(f'CC{one:02d}' for one in each.evidence)}.)" if each.evidence else ""
    return f"{_sentence(f'{grade}{gravity}{area}: {each.text}')}{amount}{proof}"


def _requirement(each: RequirementDraft, units: Mapping[UUID, str], persons: Mapping[UUID, str]) -> str:
    owner = units.get(each.owner_unit, "") if each.owner_unit else ""
    if each.owner_person and each.owner_person in persons:
        owner = f"{owner} ({persons[each.owner_person]})"
    words = _sentence(each.text)
    if owner:
        words += f" Chủ trì: {owner}."
    if each.due_on:
        words += f" Hoàn thành trước hết ngày {each.due_on:%d/%m/%Y}."
    if each.product:
        words += f" Sản phẩm: {_lower(_sentence(each.product))}"
    if each.findings:
        words += f" (Khắc phục nội dung {', '.join(map(str, each.findings))} nêu trên.)"
    return words


def _organisation(content: Content, persons: Mapping[UUID, str]) -> list[str]:
    told = content.organisation
    lines = []
    if told.follower and told.follower in persons:
        lines.append(f"- Phân công {persons[told.follower]} theo dõi, đôn đốc, báo cáo việc khắc phục.")
    if told.report_on:
        lines.append(
            f"- Đối tượng báo cáo kết quả thực hiện lần đầu trước hết ngày {told.report_on:%d/%m/%Y}."
        )
    return lines + [f"- {_sentence(line)}" for line in told.words.splitlines() if line.strip()]


def subject_of(inspection: Inspection) -> str:
    """Return the line under the name of the document."""
    from .clocks import procedure_of

    title = procedure_of(inspection).title.lower()
    return f"kết luận {title} đối với {papers.subject_name(inspection)}"


def body_of(inspection: Inspection, content: Content, *, authority: tuple[str, ...]) -> dict[str, Any]:
    """Return what is kept with the issued paper, so that it is drawn alike for ever."""
    recipients = [one for one in content.recipients if search_key(one).split()[:1] != ["luu"]]
    return papers.body_of(
        inspection,
        words_of(inspection, content),
        authority=authority,
        recipients=tuple(recipients),
        subject=subject_of(inspection),
    )


def numbering_for(unit: Unit, day: date) -> Numbering | None:
    """Return how the body numbers a conclusion; ``None`` for a cell, which has no symbol of its own.

    Raises ``Invalid`` where another body has no symbol yet.
    """
    if unit.kind in letterhead.CELLS and not unit.document_symbol.strip():
        return None
    return letterhead.numbering(unit, OFFICIAL[KIND], day)


def draft_paper(
    inspection: Inspection, content: Content, *, signer: Mandate | None, at: datetime, day: date
) -> Paper:
    """Return the conclusion as it would be issued on ``day``, without a number."""
    authority, title = letterhead.sign_lines(inspection.unit, signer.post, day) if signer else ((), "")
    numbering = numbering_for(inspection.unit, day)
    row = PaperRow(
        inspection=inspection,
        kind=KIND,
        title=subject_of(inspection),
        symbol=numbering.symbol if numbering else "",
        issued_on=day,
        signer=signer.person.name if signer else "",
        sign_title=title,
        body=body_of(inspection, content, authority=authority),
        at=at,
    )
    return papers.drawn(row)
