"""The words of a paper exactly as printed: numbering line, date line, punctuation of lists, ending mark.

Both formats draw the same :class:`Sheet`, so a DOCX and a PDF of one paper cannot say different things.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from liem.adapters.papers.glyphs import drawable
from liem.adapters.papers.measure import broken, width_mm
from liem.kernel.paper import (
    Annex,
    Block,
    Column,
    Face,
    Heading,
    Layout,
    Numbered,
    Paper,
    Paragraph,
    Run,
    Signature,
    SignatureList,
    Table,
    Text,
    runs,
)

_ENDINGS = " .;,/"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Printed words of a paper, in reading order. ``letter_subject`` is set for a công văn only.

    ``head_mm`` are the widths of the two halves of the head; words of the head are already broken to fit.
    """

    head_mm: tuple[float, float]
    superiors: tuple[str, ...]
    issuer: str
    number_line: str
    letter_subject: str | None
    date_line: str
    urgency: str | None
    kind_title: str | None
    subject: str
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    authority: tuple[str, ...]
    sign_title: str
    signer: str
    recipients: tuple[str, ...]
    annexes: tuple[Annex, ...]
    proof_line: str | None


def sheet(paper: Paper) -> Sheet:
    """Lay down the printed words of a paper: NFC, no control characters, lists punctuated by the rule."""
    layout = paper.layout
    subject = clean(paper.subject)
    is_letter = paper.kind_title is None
    sign = paper.sign
    halves = head_widths(layout, landscape=paper.landscape)

    def left(words: str, face: str) -> str:
        return broken(words, layout.faces[face], halves[0])

    return Sheet(
        head_mm=halves,
        superiors=tuple(left(clean(line).upper(), "superior") for line in paper.issuer[:-1]),
        issuer=left(clean(paper.issuer[-1]).upper(), "issuer"),
        number_line=layout.number_line(_optional(paper.number), clean(paper.symbol)),
        letter_subject=(
            left(layout.letter_subject_form.format(subject=subject), "letter_subject") if is_letter else None
        ),
        date_line=layout.date_line(clean(paper.place), paper.issued_on),
        urgency=paper.urgency.upper() if paper.urgency else None,
        kind_title=clean(paper.kind_title).upper() if paper.kind_title is not None else None,
        subject=subject,
        addressees=_addressees(paper.addressees),
        blocks=_ended(tuple(_clean_block(b) for b in paper.blocks), layout.ending_mark),
        authority=tuple(clean(line) for line in sign.authority) if sign else (),
        sign_title=clean(sign.title).upper() if sign else "",
        signer=clean(sign.name) if sign else "",
        recipients=_listed(paper.recipients),
        annexes=tuple(
            replace(
                annex,
                label=clean(annex.label),
                title=clean(annex.title),
                note=clean(annex.note),
                blocks=tuple(_clean_block(b) for b in annex.blocks),
            )
            for annex in paper.annexes
        ),
        proof_line=clean(paper.proof.line) if paper.proof else None,
    )


def title(printed: Sheet) -> str:
    """Give the title shown by file viewers: number line and subject."""
    kind = f"{printed.kind_title} " if printed.kind_title else ""
    return f"{kind}{printed.subject} ({printed.number_line.strip()})"


def head_widths(layout: Layout, *, landscape: bool) -> tuple[float, float]:
    """Millimetres for issuer and motto: the motto never wraps, the issuer has the rest (at most half)."""
    page = layout.page_height_mm if landscape else layout.page_width_mm
    room = page - layout.margin_left_mm - layout.margin_right_mm
    motto = max(width_mm(t, f) for t, f in zip(layout.motto, layout.motto_faces, strict=True))
    date_face: Face = layout.faces["dateline"]
    right = max(motto, width_mm("An Khánh Thượng, ngày 20 tháng 12 năm 2026", date_face) * 0.9) + 4
    right = max(right, room / 2)
    return room - right, right


def clean(text: str) -> str:
    """NFC, one form of line break, nothing that the faces cannot draw: no pasted sign may lose a paper."""
    return drawable(unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))


def _optional(text: str | None) -> str | None:
    return None if text is None else clean(text)


def _clean_text(text: Text) -> tuple[Run, ...]:
    return tuple(replace(run, text=clean(run.text)) for run in runs(text))


def _clean_block(block: Block) -> Block:
    match block:
        case Heading(text=text):
            return replace(block, text=clean(text))
        case Paragraph(text=text):
            return replace(block, text=_clean_text(text))
        case Numbered(marker=marker, text=text):
            return replace(block, marker=clean(marker), text=_clean_text(text))
        case Table():
            return replace(
                block,
                columns=tuple(Column(clean(c.title), c.width, c.align) for c in block.columns),
                rows=tuple(tuple(_clean_text(cell) for cell in row) for row in block.rows),
                caption=_optional(block.caption),
            )
        case SignatureList(entries=entries):
            return SignatureList(tuple(Signature(clean(e.title), clean(e.name)) for e in entries))
        case _:
            return block


def _listed(lines: Iterable[str]) -> tuple[str, ...]:
    """Dashes before, ``;`` after each line, ``.`` after the last one."""
    bare = [clean(line).strip().lstrip("-–").strip().rstrip(_ENDINGS) for line in lines]
    last = len(bare) - 1
    return tuple(f"- {line}{'.' if i == last else ';'}" for i, line in enumerate(bare))


def _addressees(names: tuple[str, ...]) -> tuple[str, ...]:
    """One addressee stands beside the label; several stand below it as a list."""
    if len(names) == 1:
        return (clean(names[0]).strip().rstrip(_ENDINGS) + ".",)
    return _listed(names)


def _ended(blocks: tuple[Block, ...], mark: str) -> tuple[Block, ...]:
    """Close the last words of the body with the ending mark of this side (``./.``), once."""
    if not mark or not blocks:
        return blocks
    last = blocks[-1]
    if isinstance(last, Paragraph | Numbered):
        return (*blocks[:-1], replace(last, text=_with_ending(runs(last.text), mark)))
    if isinstance(last, Table):
        return (*blocks, Paragraph((Run(mark),), align="right", indent=False))
    return blocks


def _with_ending(parts: tuple[Run, ...], mark: str) -> tuple[Run, ...]:
    kept = list(parts)
    while kept and not kept[-1].text.rstrip(_ENDINGS):
        kept.pop()
    if not kept:
        return (Run(mark),)
    return (*kept[:-1], replace(kept[-1], text=kept[-1].text.rstrip(_ENDINGS) + mark))
