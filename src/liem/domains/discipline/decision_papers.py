"""The decision as an official paper: the same words each time, from what the case keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.dong import group
from liem.kernel.paper import Numbered, Paper, Paragraph, Sign
from liem.law import documents
from liem.law.citation import format_basis
from liem.spine.access import Conflict

from . import law, rules
from .models import Body, Form, SubjectKind
from .words import form_name

if TYPE_CHECKING:
    from liem.kernel.paper import Block, Proof

    from .models import Act, DisciplineCase, Vote


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head and the foot of the paper say, as the desk knows it: issuer lines, place, signer."""

    issuer: tuple[str, ...]
    place: str
    authority: tuple[str, ...]
    title: str


def paper(case: DisciplineCase, head: Letterhead, *, proof: Proof | None = None) -> Paper:
    """Return the decision of a decided case. Raises ``Conflict`` before there is one, ``NoLawInForce``."""
    if case.decided_on is None or not case.form:
        raise Conflict(_("Chưa có quyết định kỷ luật."))
    with override("vi"):
        side: documents.Side = "state" if rules.is_state(case.subject) else "party"
        number, _dash, symbol = case.decision_number.partition("-")
        if "/" in number:
            number, _dash, symbol = case.decision_number.partition("/")
        vote = case.votes.filter(decides=True).order_by("-held_on", "-at").first()
        return Paper(
            layout=documents.layout(side, case.decided_on),
            issuer=head.issuer,
            number=number,
            symbol=symbol,
            place=head.place,
            issued_on=case.decided_on,
            kind_title="QUYẾT ĐỊNH",
            subject=f"thi hành kỷ luật {subject_words(case)}",
            blocks=tuple(_blocks(case, vote)),
            sign=Sign(authority=head.authority, title=head.title, name=case.signed_by),
            recipients=(subject_words(case), case.subject_unit.name, "Lưu hồ sơ"),
            proof=proof,
        )


def subject_words(case: DisciplineCase) -> str:
    """Return whom the decision is about: "đồng chí Ngân Văn Đức", the organisation, or the official."""
    if case.subject == SubjectKind.ORGANISATION or case.subject_person is None:
        return case.subject_unit.name
    called = "ông (bà)" if case.subject == SubjectKind.OFFICIAL else "đồng chí"
    return f"{called} {case.subject_person.name}"


def _blocks(case: DisciplineCase, vote: Vote | None) -> list[Block]:
    found: list[Block] = [Paragraph(line) for line in _bases(case, vote)]
    found.append(Paragraph("Xét nội dung, tính chất, mức độ vi phạm:"))
    found += [Numbered(f"{act.number}.", _act(act)) for act in case.acts.all()]
    whom = subject_words(case)
    found.append(
        Numbered(
            "Điều 1.",
            f"Thi hành kỷ luật {whom}, {case.subject_unit.name}, bằng hình thức {form_name(case.form)}.",
        )
    )
    effective = f"{case.effective_on:%d/%m/%Y}" if case.effective_on else ""
    since = "từ ngày công bố kết quả biểu quyết" if case.body == Body.CELL else "từ ngày ký"
    found.append(Numbered("Điều 2.", f"Quyết định này có hiệu lực {since}, {effective}."))
    found.append(
        Numbered(
            "Điều 3.",
            f"{whom[:1].upper()}{whom[1:]} và tổ chức, đơn vị có liên quan chịu trách nhiệm thi hành "
            f"quyết định này. "
            "Nếu không đồng ý thì có quyền khiếu nại theo quy định.",
        )
    )
    return found


def _bases(case: DisciplineCase, vote: Vote | None) -> list[str]:
    lines = []
    if rules.is_state(case.subject):
        lines.append(f"Căn cứ {_rule('state.discipline.expiry', case)};")
    else:
        rule = _rule("party.vote.cumulative", case)
        lines += ["Căn cứ Điều lệ Đảng Cộng sản Việt Nam;", f"Căn cứ {rule};"]
    if case.criminal and case.form == Form.EXPULSION and vote is None:
        lines.append(f"Căn cứ {case.criminal};")
    if case.source_case is not None:
        lines.append(f"Căn cứ hồ sơ kiểm tra {case.source_case.dossier};")
    if vote is not None:
        lines.append(
            f"Căn cứ kết quả bỏ phiếu kín ngày {vote.held_on:%d/%m/%Y}: "
            f"{vote.collected} phiếu trên tổng số {vote.entitled} người có quyền biểu quyết;"
        )
    return lines


def _rule(key: str, case: DisciplineCase) -> str:
    """Return the document in force on the day of the decision, as it is cited: "Quy định 21-QĐ/TW năm
    2026"."""
    provision = law.ask(key, case.decided_on or case.proposed_on, case.deciding_unit or case.unit)
    return format_basis(provision.basis.doc, None)


def _act(act: Act) -> str:
    when = f"ngày {act.since:%d/%m/%Y}"
    if act.until:
        when = f"từ {act.since:%d/%m/%Y} đến {act.until:%d/%m/%Y}"
    elif act.ongoing:
        when = f"từ {act.since:%d/%m/%Y} đến nay"
    amount = f", số tiền {group(act.amount)}" if act.amount is not None else ""
    return f"{act.text} ({when}{amount})"
