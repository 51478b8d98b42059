"""The assignment letter as a paper: its words frozen when it is issued, its look from the law of that day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from liem.kernel.clock import local, local_day
from liem.kernel.paper import Column, Paper, Paragraph, Proof, Sign, Table
from liem.law import documents
from liem.spine.access import Invalid, Post
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import DeadlineKind
from liem.spine.units.models import Kind, Level, Side

from .actions import LetterForm
from .models import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from liem.kernel.paper import Block
    from liem.spine.people.models import Mandate
    from liem.spine.tasks.models import Task
    from liem.spine.units.models import Unit

    from .models import Directive, Letter

LETTER = "official_letter"
TERM_YEARS = 5
_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|thành|xã|phường|đặc khu)\s+(?:ủy\s+)?(?P<name>\S.*)$", re.IGNORECASE
)
_PARTY_LINES = (
    (re.compile(r"^tỉnh ủy\s+", re.IGNORECASE), "ĐẢNG BỘ TỈNH "),
    (re.compile(r"^thành ủy\s+", re.IGNORECASE), "ĐẢNG BỘ THÀNH PHỐ "),
    (re.compile(r"^đảng ủy\s+", re.IGNORECASE), "ĐẢNG BỘ "),
)


def side_of(unit: Unit) -> documents.Side:
    """Return whose rules of form a unit's papers follow: the Party's for party bodies, else the State's."""
    return "party" if unit.side == Side.PARTY else "state"


def symbol_of(unit: Unit, day: date) -> str:
    """Return the symbol of the unit's công văn by the numbering rule of ``day``: "CV/ĐU", "UBND".

    Raises ``Invalid`` where the unit has no document symbol yet.
    """
    body = unit.document_symbol.strip()
    if not body:
        raise Invalid(
            _("%(unit)s chưa có ký hiệu văn bản.") % {"unit": unit.name},
            next_step=_("Bổ sung ký hiệu ở trang Đơn vị, nhân sự rồi làm lại."),
        )
    side = side_of(unit)
    letters = next((kind.abbreviation for kind in documents.kinds(side, day) if kind.code == LETTER), None)
    return f"{letters}/{body}" if side == "party" and letters else body


def period_of(unit: Unit, day: date) -> str:
    """Return the period in which numbers run: the year, or for party bodies the congress term ("2025-2030").

    Congresses of the Party at every level are held every fifth year (2020, 2025, 2030); a paper of that year
    counts to the new term.
    """
    if documents.numbering(side_of(unit), day).scope == "year":
        return str(day.year)
    start = day.year - day.year % TERM_YEARS
    return f"{start}-{start + TERM_YEARS}"


@override("vi")
def sign_lines(unit: Unit, post: str, *, day: date) -> tuple[str, str]:
    """Return the usual lines of authority ("T/M BAN THƯỜNG VỤ") and the title ("BÍ THƯ") of a signer's post.

    They are an offer: the office may word them otherwise. Several lines stand one under another.
    """
    forms = documents.layout(side_of(unit), day).sign_forms
    title = str(Post(post).label).upper()
    if unit.side == Side.PARTY:
        body = "CHI BỘ" if unit.kind in (Kind.PARTY_CELL, Kind.BASE_CELL) else "BAN THƯỜNG VỤ"
        if unit.kind not in _COMMITTEES and unit.kind not in (Kind.PARTY_CELL, Kind.BASE_CELL):
            authority = f"{forms.get('for_head', '')} {_HEADS.get(unit.kind, 'TRƯỞNG BAN')}"
            return (authority.strip() if post == Post.DEPUTY_HEAD else "", _title(unit, post))
        if post == Post.OFFICE_HEAD:
            return f"{forms.get('by_order', '')} {body}".strip(), title
        return f"{forms.get('on_behalf', '')} {body}".strip(), title
    behalf = (
        f"{forms.get('on_behalf', '')} {unit.name.split(' xã ')[0].split(' phường ')[0].upper()}".strip()
        if unit.kind in (Kind.PEOPLES_COMMITTEE, Kind.PEOPLES_COUNCIL)
        else ""
    )
    if post == Post.DEPUTY_HEAD:
        acting = f"{forms.get('for_head', '')} {_HEADS.get(unit.kind, 'THỦ TRƯỞNG')}".strip()
        return "\n".join(filter(None, [behalf, acting])), _title(unit, post)
    if post == Post.OFFICE_HEAD:
        return f"{forms.get('by_order', '')} {_HEADS.get(unit.kind, 'THỦ TRƯỞNG')}".strip(), title
    return behalf, _title(unit, post)


_COMMITTEES = (
    Kind.PROVINCIAL_COMMITTEE,
    Kind.COMMUNE_COMMITTEE,
    Kind.BASE_COMMITTEE,
    Kind.DISTRICT_COMMITTEE,
)
_HEADS: Mapping[str, str] = {
    Kind.PEOPLES_COMMITTEE: "CHỦ TỊCH",
    Kind.PEOPLES_COUNCIL: "CHỦ TỊCH",
    Kind.FATHERLAND_FRONT: "CHỦ TỊCH",
    Kind.UNION: "CHỦ TỊCH",
    Kind.SCHOOL: "HIỆU TRƯỞNG",
    Kind.HEALTH_STATION: "TRƯỞNG TRẠM",
    Kind.INSPECTION_COMMISSION: "CHỦ NHIỆM",
    Kind.PARTY_OFFICE: "CHÁNH VĂN PHÒNG",
    Kind.INTERNAL_AFFAIRS_COMMISSION: "TRƯỞNG BAN",
    Kind.VILLAGE: "TRƯỞNG THÔN",
}


@override("vi")
def _title(unit: Unit, post: str) -> str:
    head = _HEADS.get(unit.kind)
    if head and post == Post.HEAD_OF_BODY:
        return head
    if head and post == Post.DEPUTY_HEAD:
        return f"PHÓ {head}"
    return str(Post(post).label).upper()


def place_of(unit: Unit) -> str:
    """Return the place of the dateline, from the name of the unit or the nearest above that has one."""
    above: Unit | None = unit
    while above is not None:
        if above.level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
            found = _PLACE.search(above.name)
            if found:
                return found["name"].strip()
        above = above.parent
    return ""


def issuer_lines(unit: Unit) -> list[str]:
    """Return the lines at the top left: the body above, where the rule wants one, then the issuing body."""
    lines = []
    if unit.parent is not None and unit.kind not in (Kind.PEOPLES_COMMITTEE, Kind.PEOPLES_COUNCIL):
        lines.append(_superior(unit.parent) if unit.side == Side.PARTY else unit.parent.name.upper())
    return [*lines, unit.name.upper()]


def _superior(above: Unit) -> str:
    for pattern, line in _PARTY_LINES:
        if pattern.match(above.name):
            return f"{line}{pattern.sub('', above.name)}".upper()
    return above.name.upper()


def form_for(
    directive: Directive,
    tasks: Sequence[Task],
    *,
    signer: Mandate,
    sign_authority: str,
    sign_title: str,
    closing: str,
    day: date,
) -> LetterForm:
    """Return how the letter is numbered, laid out and signed, and its words as they stand now.

    ``tasks`` come from ``readers.given_tasks``, which loads all that is asked here. Raises ``Invalid`` (no
    document symbol), ``NoLawInForce``.
    """
    unit = directive.unit
    side = side_of(unit)
    provision = documents.layout_provision(side, day)
    return LetterForm(
        side=side,
        layout_key=f"{provision.id}@{provision.valid_from.isoformat()}"[:80],
        symbol=symbol_of(unit, day),
        period=period_of(unit, day),
        issued_on=day,
        signer=signer.person.name,
        sign_authority=sign_authority,
        sign_title=sign_title,
        closing=closing,
        body=body_of(directive, tasks),
    )


@override("vi")
def body_of(directive: Directive, tasks: Sequence[Task]) -> dict[str, Any]:
    """Return the words of a letter as a map of plain values: who, on what ground, which tasks, to whom."""
    leads = list(dict.fromkeys(name for task in tasks for name in _leads(task)))
    helpers = list(dict.fromkeys(unit.name for task in tasks for unit in task.co_units.all()))
    return {
        "place": place_of(directive.unit),
        "issuer": issuer_lines(directive.unit),
        "unit": directive.unit.name,
        "source": source_words(directive),
        "source_subject": directive.subject,
        "subject": _subject(directive),
        "addressees": leads,
        "recipients": ["Như trên", *(name for name in helpers if name not in leads)],
        "tasks": [_row(task) for task in tasks],
    }


def _leads(task: Task) -> list[str]:
    """Return who leads a task: its unit, or the units of its parts where one task was given to many."""
    parts = [part for part in task.children.all() if not part.period and part.state != TaskState.WITHDRAWN]
    if parts and task.lead_unit_id == task.giver_unit_id:
        return [part.lead_unit.name for part in parts if part.lead_unit]
    return [task.lead_unit.name] if task.lead_unit else []


@override("vi")
def source_words(directive: Directive) -> str:
    """Return the directive as it is cited: kind, number and symbol, day and issuer, what is known of them."""
    kind = DocumentKind(directive.kind).label if directive.kind in DocumentKind.values else _("văn bản")
    words = str(kind)
    if directive.full_symbol:
        words += f" số {directive.full_symbol}"
    if directive.issued_on:
        words += f", ngày {directive.issued_on:%d/%m/%Y}"
    if directive.issuer:
        words += f" của {directive.issuer}"
    return words


@override("vi")
def _subject(directive: Directive) -> str:
    named = directive.full_symbol or directive.subject or directive.file_name
    return (
        f"giao nhiệm vụ thực hiện {DocumentKind(directive.kind).label.lower()} {named}"
        if (directive.kind in DocumentKind.values)
        else f"giao nhiệm vụ thực hiện văn bản {named}"
    )


@override("vi")
def _row(task: Task) -> dict[str, str]:
    helpers = ", ".join(unit.name for unit in task.co_units.all())
    return {
        "number": task.number,
        "text": task.text,
        "lead": ", ".join(_leads(task)),
        "person": task.person.name if task.person else "",
        "helpers": helpers,
        "due": due_words(task),
        "responsibility": task.responsibility,
        "product": task.product,
        "authority": task.authority,
    }


@override("vi")
def due_words(task: Task) -> str:
    """Return the deadline of a task as a letter says it; no deadline is said, not left out."""
    if task.due_at is not None:
        if task.deadline_kind == DeadlineKind.CLOCK:
            return f"{local(task.due_at):%H:%M ngày %d/%m/%Y}"
        return f"{local_day(task.due_at):%d/%m/%Y}"
    if task.deadline_kind in (DeadlineKind.RECURRING, DeadlineKind.ONGOING, DeadlineKind.RELATIVE):
        return task.due_words or str(DeadlineKind(task.deadline_kind).label)
    return "Không giao hạn" if task.deadline_kind == DeadlineKind.NONE else "Chưa rõ"


@override("vi")
def paper(form: LetterForm, *, number: int | None, proof: Proof | None = None) -> Paper:
    """Return the paper of a letter: a draft while ``number`` is ``None``."""
    body = form.body
    side = cast("documents.Side", form.side)
    layout = documents.layout(side, form.issued_on)
    return Paper(
        layout=layout,
        issuer=tuple(body["issuer"]),
        number=None if number is None else str(number),
        symbol=form.symbol,
        place=body["place"],
        issued_on=form.issued_on,
        kind_title=None,
        subject=body["subject"],
        blocks=_blocks(body, form.closing),
        sign=Sign(
            authority=tuple(line for line in form.sign_authority.splitlines() if line.strip()),
            title=form.sign_title,
            name=form.signer,
        ),
        addressees=tuple(body["addressees"]),
        recipients=tuple(recipients(form)),
        proof=proof,
    )


@override("vi")
def recipients(form: LetterForm) -> list[str]:
    """Return the lines under "Nơi nhận"."""
    return [*form.body["recipients"], "Lưu Văn phòng" if form.side == "party" else "Lưu VT"]


@override("vi")
def lead_in(body: Mapping[str, Any]) -> str:
    """Return the sentence before the table: on what ground the tasks are given."""
    about = f" về {body['source_subject']}" if body.get("source_subject") else ""
    return f"Thực hiện {_lower_first(body['source'])}{about}, {body['unit']} giao các nhiệm vụ sau:"


def form_of(letter: Letter) -> LetterForm:
    """Return the form of an issued letter from what was kept when it was issued."""
    return LetterForm(
        side=letter.side,
        layout_key=letter.layout_key,
        symbol=letter.symbol,
        period=letter.period,
        issued_on=letter.issued_on,
        signer=letter.signer,
        sign_authority=letter.sign_authority,
        sign_title=letter.sign_title,
        closing=letter.closing,
        body=letter.body,
    )


def issued(letter: Letter, *, proof: Proof | None = None) -> Paper:
    """Return the paper of an issued letter: the same for ever, whatever became of its tasks."""
    return paper(form_of(letter), number=letter.number, proof=proof)


def number_words(letter: Letter) -> str:
    """Return number and symbol as printed: "05-CV/ĐU" (party), "12/UBND" (state)."""
    side = cast("documents.Side", letter.side)
    layout = documents.layout(side, letter.issued_on)
    written = f"{letter.number:02d}" if letter.number < layout.pad_number_below else str(letter.number)
    return (
        layout.number_form.format(number=written, symbol=letter.symbol)
        .removeprefix("Số:")
        .removeprefix("Số")
        .strip()
    )


def layout_told(form: LetterForm) -> dict[str, str]:
    """Return which rule of form the paper follows (``basis``) and how surely it is known (``badge``)."""
    provision = documents.layout_provision(cast("documents.Side", form.side), form.issued_on)
    english = (get_language() or "vi").startswith("en")
    return {"basis": str(provision.basis), "badge": provision.badge_en if english else provision.badge}


def _blocks(body: Mapping[str, Any], closing: str) -> tuple[Block, ...]:
    columns = (
        Column("TT", 1.0, "center"),
        Column("Nhiệm vụ", 6.0),
        Column("Chủ trì, phối hợp", 3.6),
        Column("Thời hạn", 2.4, "center"),
        Column("Sản phẩm", 2.6),
    )
    rows = tuple(
        (str(place), _task_words(row), _who(row), row["due"], row["product"])
        for place, row in enumerate(body["tasks"], start=1)
    )
    last = [Paragraph(line) for line in closing.splitlines() if line.strip()]
    return (Paragraph(lead_in(body)), Table(columns=columns, rows=rows), *last)


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def _task_words(row: Mapping[str, str]) -> str:
    parts = [row["text"]]
    if row["responsibility"]:
        parts.append(f"Trách nhiệm: {row['responsibility']}.")
    if row["authority"]:
        parts.append(f"Thẩm quyền: {row['authority']}.")
    return "\n".join(parts)


def _who(row: Mapping[str, str]) -> str:
    lead = f"{row['lead']} ({row['person']})" if row["person"] else row["lead"]
    return f"Chủ trì: {lead}." + (f"\nPhối hợp: {row['helpers']}." if row["helpers"] else "")
