"""The reader: a source of lines in, a reading out."""

from __future__ import annotations

import re

from .drafts import Draft, Words
from .head import Head, read_head
from .kinds import NO_TASKS
from .lines import Row, rows_of
from .outline import Node, outline
from .paragraphs import Paragraph, broken_by_hand, in_paragraphs, is_capitals, join
from .prose import read_prose_head
from .result import Citation, Reading, Value
from .source import Source
from .spelling import squeezed
from .symbols import citations
from .tables import TableReader, columns_of, grids, introduces_table
from .tasks import TaskReader
from .zones import same_words

_SIGNS = re.compile(r"(?:t/m|tm\.|k/t|kt\.|t/l|tl\.|tuq\.|t/uq)\s*[a-z]")
_APPENDIX = re.compile(
    r"(?:phu luc|phu bieu|bang phan cong|danh muc (?:cac )?nhiem vu|bieu (?:so|mau|phan cong))\b"
)
_BASIS = re.compile(
    r"(?:can cu|thuc hien|theo|xet|tiep theo|tren co so|sau khi|nhan duoc|de (?:thuc hien|trien khai|"
    r"tiep tuc)|cu the hoa|tiep tuc thuc hien|trien khai thuc hien)\b"
)
_SENDS = re.compile(r"(?:\bdien|\bgui)\s*:?$")


def read(source: Source) -> Reading:
    """Read a Vietnamese official document, or an article about one.

    Every value found is linked to its lines and places. A field that cannot be read is None and its name
    stands in
    ``unknown``; nothing is guessed. An empty source gives a reading without values and a warning.
    """
    rows, warnings = rows_of(source)
    warnings = [*source.warnings, *warnings]
    if not rows:
        return _finish(Head(), [], [], [], [*warnings, "Không đọc được chữ nào trong văn bản."])
    head = read_head(rows)
    body, appendix = _cut(rows[head.body_at :], is_letter=head.is_letterhead)
    whole = not broken_by_hand(rows) if source.origin == "docx" else in_paragraphs(rows)
    paras = join(body, whole=whole)
    if not head.is_letterhead:
        head = read_prose_head(paras)
        article = True
    else:
        article = False
        paras = _without_recipients(paras)
    root = outline(paras)
    kind = head.kind.value if head.kind else None
    reader = TaskReader(head.date.value if head.date else None, kind, article)
    reader.read(root)
    drafts = reader.drafts
    if kind not in NO_TASKS and kind != "report":
        drafts = _with_tables(drafts, paras, join(appendix, whole=whole), reader)
    bases = _bases(head, paras, root, drafts, article=article)
    findings = [value for _, value in sorted(reader.findings, key=lambda found: found[0])]
    return _finish(head, bases, drafts, findings, warnings)


def _cut(rows: list[Row], *, is_letter: bool) -> tuple[list[Row], list[Row]]:
    """Body rows, and rows of appendices after the signature."""
    if not is_letter:
        return rows, []
    end = len(rows)
    for position, row in enumerate(rows):
        signs = _SIGNS.match(row.low) and is_capitals(row.text[:12])
        if signs or squeezed(row.text[:16]).startswith("noinhan"):
            end = position
            break
    for position in range(end, len(rows)):
        row = rows[position]
        if _APPENDIX.match(row.low) and (is_capitals(row.text) or len(row.text) < 30):
            return rows[:end], rows[position:]
        if row.line.cell is not None and _task_table_at(rows, position):
            return rows[:end], rows[position:]
    return rows[:end], []


def _task_table_at(rows: list[Row], position: int) -> bool:
    table = rows[position].line.cell
    if table is None:
        return False
    cells = [
        row for row in rows[position : position + 60] if row.line.cell and row.line.cell.table == table.table
    ]
    return any(columns_of(grid, 0) for grid in grids(join(cells, whole=True)))


def _without_recipients(paras: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs without "Kính gửi" and the list under it, nor the addressees of a telegram."""
    kept: list[Paragraph] = []
    listing = False
    for position, para in enumerate(paras):
        addressed = squeezed(para.text[:14]).startswith("kinhgui") or (
            position < 4 and len(para.text) < 120 and _SENDS.search(para.low)
        )
        if addressed:
            listing = True
            continue
        if listing:
            bullet = para.label is not None and para.label.style in {"dash", "plus"}
            short = (
                len(para.text) < 90
                and para.label is None
                and not _BASIS.match(para.low)
                and para.text.rstrip()[-1:] in ",;."
            )
            alone = (
                paras[position - 1].text.rstrip().endswith(":")
                and len(para.text) < 160
                and para.label is None
            )
            if bullet or (short and not para.gap) or alone:
                continue
            listing = False
        kept.append(para)
    return kept


def _with_tables(
    drafts: list[Draft], paras: list[Paragraph], appendix: list[Paragraph], reader: TaskReader
) -> list[Draft]:
    tables = TableReader(reader.issued)
    after = grids(appendix)
    for grid in after:
        grid.order += len(paras)
    found = tables.read([*grids(paras), *after])
    for draft in drafts:
        _leads_to_table(draft, found, paras)
    texts = [draft.words.text for draft in drafts if draft.is_task]
    new = [draft for draft in found if not any(same_words(draft.words.text, text) for text in texts)]
    return sorted([*drafts, *new], key=lambda draft: draft.order)


def _leads_to_table(draft: Draft, rows: list[Draft], paras: list[Paragraph]) -> None:
    """Make "1. Về quản lý tài sản" the heading of the rows in the table right below it."""
    own = {id(para) for _, para in draft.words.parts}
    last = max((at for at, para in enumerate(paras) if id(para) in own), default=len(paras))
    below = [row for row in rows if row.order == last + 1]
    if not below or draft.no is None or not introduces_table(draft.words.text, draft.words.low):
        return
    draft.is_task = False
    for row in below:
        row.parent_no = draft.no
        row.assignee = row.assignee or draft.assignee
        if row.kind == "none" and draft.due is not None and draft.deadline is not None:
            row.inherit(draft.due, draft.deadline)
    draft.deadline, draft.kind, draft.due, draft.product = None, "none", None, None


def _bases(
    head: Head, paras: list[Paragraph], root: Node, drafts: list[Draft], *, article: bool
) -> list[Value[Citation]]:
    """Documents this one rests on: cited in the subject and before the first item."""
    seen: dict[str, Value[Citation]] = {}
    if article and head.number is None:
        return []  # an article about nobody's paper rests on none
    own = (
        {head.number.value + sep + head.symbol.value for sep in "-/"}
        if head.number and head.symbol
        else set()
    )
    if head.subject and not article:
        for found in citations(head.subject.value):
            seen.setdefault(
                found.citation.symbol,
                Value(found.citation, found.citation.printed, head.subject.places, head.subject.lines),
            )
    numbered = [draft.order for draft in drafts if not draft.in_table and not draft.is_closing]
    sections = [node.order for node in root.children if node.kind == "section" and node.label]
    first = min([*numbered, *sections], default=len(paras))
    in_tasks = {id(para) for draft in drafts for _, para in draft.words.parts}
    for para in paras[:first]:
        if para.cell is not None or (para.label and para.label.style != "dash"):
            continue
        starts = _BASIS.match(para.low)
        if (article or id(para) in in_tasks or not numbered) and not starts:
            continue
        for value in Words([para]).cited():
            if value.value.symbol not in own:
                seen.setdefault(value.value.symbol, value)
    return list(seen.values())


def _finish(
    head: Head,
    bases: list[Value[Citation]],
    drafts: list[Draft],
    findings: list[Value[str]],
    warnings: list[str],
) -> Reading:
    unknown = [
        name
        for name in ("number", "symbol", "issuer", "date", "kind", "subject")
        if getattr(head, name) is None
    ]
    for position, draft in enumerate(drafts):
        if draft.kind == "unknown":
            unknown.append(f"tasks[{position}].deadline")
        warnings = [*warnings, *draft.warnings]
    return Reading(
        number=head.number,
        symbol=head.symbol,
        issuer=head.issuer,
        date=head.date,
        kind=head.kind,
        subject=head.subject,
        base_documents=tuple(bases),
        tasks=tuple(draft.finished() for draft in drafts),
        findings=tuple(findings),
        unknown=tuple(unknown),
        warnings=tuple(dict.fromkeys(warnings)),
    )
