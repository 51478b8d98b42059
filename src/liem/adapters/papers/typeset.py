"""Draw a paper as PDF/A-2b: tagged, language Vietnamese, Tinos inside, the same bytes for the same paper."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from liem.adapters.papers import qr
from liem.adapters.papers.measure import CELL_PAD_MM, column_widths
from liem.adapters.papers.sheet import Sheet, sheet, title
from liem.kernel.paper import (
    Annex,
    Block,
    Heading,
    Layout,
    Numbered,
    PageBreak,
    Paper,
    Paragraph,
    SignatureList,
    Table,
    Text,
    runs,
)

_HERE = Path(__file__).parent
_LINES_KEPT_WHOLE = 25
_LONGEST_S = 120


class TypesettingError(RuntimeError):
    """The engine did not give a PDF: a fault of the installation or of this program, not of the clerk."""

    code = "paper.typesetting"

    def __init__(self, vi: str, en: str) -> None:
        self.vi = f"Chưa tạo được tệp PDF ({vi}). Hãy tải bản Word và báo người quản trị."
        self.en = f"The PDF could not be made ({en}). Use the Word file and tell the administrator."
        super().__init__(self.vi)


def pdf(paper: Paper) -> bytes:
    """Give the paper as PDF/A-2b bytes.

    Words travel as JSON and are placed as text, so nothing written in them is executed. The result depends
    on the paper alone (no clock, no machine or user name). The engine runs as a process of its own that ends
    with the paper: about a tenth of a second, and its memory goes back to the machine. Raises
    :class:`TypesettingError` if it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own file, run by our own interpreter; words go by stdin
            [sys.executable, "-I", _HERE / "typeset_worker.py"],
            input=json.dumps(_data(paper), ensure_ascii=False).encode(),
            capture_output=True,
            timeout=_LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TypesettingError(f"quá {_LONGEST_S} giây", f"took more than {_LONGEST_S} seconds") from late
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"mã {done.returncode}"]
        raise TypesettingError(reason[0], reason[0])
    return done.stdout


def report_pdf(paper: Paper) -> bytes:
    """Give a report whose tables need the long side: the same paper on landscape pages, as PDF/A-2b."""
    return pdf(replace(paper, landscape=True))


def _data(paper: Paper) -> dict[str, Any]:
    printed = sheet(paper)
    day = paper.issued_on
    return {
        "title": title(printed),
        "issuer": printed.issuer.replace("\n", " "),
        "date": [day.year, day.month, day.day] if day else None,
        "layout": _layout(paper.layout),
        "landscape": paper.landscape,
        "cell_pad_mm": CELL_PAD_MM,
        "head_mm": printed.head_mm,
        "superiors": printed.superiors,
        "issuer_line": printed.issuer,
        "number_line": printed.number_line,
        "letter_subject": printed.letter_subject,
        "date_line": printed.date_line,
        "urgency": printed.urgency,
        "kind_title": printed.kind_title,
        "subject": printed.subject,
        "addressees": printed.addressees,
        "blocks": [_block(b, paper, landscape=paper.landscape) for b in printed.blocks],
        "authority": printed.authority,
        "sign_title": printed.sign_title,
        "signer": printed.signer if paper.sign else None,
        "recipients": printed.recipients,
        "annexes": [_annex(a, paper) for a in printed.annexes],
        "proof": _proof(paper, printed),
    }


def _layout(layout: Layout) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(layout, name) for name in layout.__slots__}
    values["faces"] = {name: asdict(face) for name, face in layout.faces.items()}
    values["motto_faces"] = [asdict(face) for face in layout.motto_faces]
    values["sign_forms"] = dict(layout.sign_forms)
    return values


def _proof(paper: Paper, printed: Sheet) -> dict[str, Any] | None:
    if paper.proof is None:
        return None
    if not paper.proof.address:
        return {"line": printed.proof_line, "svg": None}
    drawn = qr.code(paper.proof.address)
    return {
        "line": printed.proof_line,
        "svg": drawn.svg,
        "size_mm": drawn.size_mm,
        "alt": f"Mã QR: {paper.proof.address}",
    }


def _annex(annex: Annex, paper: Paper) -> dict[str, Any]:
    return {
        "label": annex.label,
        "title": annex.title,
        "note": annex.note,
        "landscape": annex.landscape,
        "blocks": [_block(b, paper, landscape=annex.landscape) for b in annex.blocks],
    }


def _runs(text: Text) -> list[dict[str, Any]]:
    return [asdict(run) for run in runs(text)]


def _length(text: Text) -> int:
    return sum(len(run.text) for run in runs(text))


def _block(block: Block, paper: Paper, *, landscape: bool) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "text": block.text, "level": block.level}
        case Paragraph():
            return {
                "is": "paragraph",
                "runs": _runs(block.text),
                "align": block.align,
                "indent": block.indent,
                "short": _length(block.text) < 600,
            }
        case Numbered():
            return {
                "is": "numbered",
                "marker": block.marker,
                "runs": _runs(block.text),
                "short": _length(block.text) < 600,
            }
        case Table():
            return _table(block, paper, landscape=landscape)
        case PageBreak():
            return {"is": "break"}
        case SignatureList():
            return {"is": "signatures", "entries": [asdict(e) for e in block.entries]}


def _table(table: Table, paper: Paper, *, landscape: bool) -> dict[str, Any]:
    layout = paper.layout
    width = layout.page_height_mm if landscape else layout.page_width_mm
    room = width - layout.margin_left_mm - layout.margin_right_mm
    widths = column_widths(table, layout.faces["table"], room)
    return {
        "is": "table",
        "caption": table.caption,
        "columns": [
            {"title": column.title, "align": column.align, "width_mm": wide}
            for column, wide in zip(table.columns, widths, strict=True)
        ],
        "rows": [
            {"cells": [_runs(cell) for cell in row], "whole": _is_short(row, widths)} for row in table.rows
        ],
    }


def _is_short(row: tuple[Text, ...], widths: tuple[float, ...]) -> bool:
    """Say whether a row surely fits on a page; only such rows are kept whole (2 mm a letter is generous)."""
    return all(_length(cell) * 2 / wide < _LINES_KEPT_WHOLE for cell, wide in zip(row, widths, strict=True))
