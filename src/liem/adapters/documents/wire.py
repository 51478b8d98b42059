"""A :class:`Source` as JSON and back: what a child process that read a stranger's file may say to its parent.

JSON and not pickle, because the child may be in the power of the file it reads.
"""

from __future__ import annotations

from typing import Any, get_args

from liem.analysis.reading.source import Box, Cell, Line, Origin, Page, Source, Word


class WireError(ValueError):
    """What came over the wire is not a source."""


def pack(source: Source) -> dict[str, Any]:
    """Give the source as lists and plain values."""
    return {
        "origin": source.origin,
        "warnings": list(source.warnings),
        "pages": [
            [page.number, page.width, page.height, page.confidence, [_pack_line(line) for line in page.lines]]
            for page in source.pages
        ],
    }


def _pack_line(line: Line) -> list[Any]:
    cell = None if line.cell is None else [line.cell.table, line.cell.row, line.cell.column, line.cell.rows]
    flags = line.bold | line.italic << 1 | line.centered << 2 | line.margin << 3
    words = [[word.text, _pack_box(word.box), word.confidence] for word in line.words]
    return [line.text, line.page, _pack_box(line.box), words, cell, flags, line.size, line.list_label]


def _pack_box(box: Box | None) -> list[float] | None:
    return None if box is None else [box.page, box.left, box.top, box.right, box.bottom]


def unpack(data: Any) -> Source:
    """Give the source back. Raises :class:`WireError` for anything that is not one."""
    try:
        origin: Origin = data["origin"]
        if origin not in get_args(Origin):
            raise WireError(f"unknown origin {origin!r}")
        pages = tuple(
            Page(
                int(number),
                float(width),
                float(height),
                tuple(_line(line) for line in lines),
                float(confidence),
            )
            for number, width, height, confidence, lines in data["pages"]
        )
        return Source(pages, origin, tuple(str(warning) for warning in data["warnings"]))
    except (KeyError, TypeError, ValueError) as error:
        raise WireError(str(error)) from error


def _line(data: list[Any]) -> Line:
    text, page, box, words, cell, flags, size, label = data
    return Line(
        str(text),
        int(page),
        _box(box),
        tuple(Word(str(word), _box(place), float(confidence)) for word, place, confidence in words),
        None if cell is None else Cell(*(int(part) for part in cell)),
        bold=bool(flags & 1),
        italic=bool(flags & 2),
        centered=bool(flags & 4),
        size=None if size is None else float(size),
        margin=bool(flags & 8),
        list_label=str(label),
    )


def _box(data: list[float] | None) -> Box | None:
    if data is None:
        return None
    page, left, top, right, bottom = data
    return Box(int(page), float(left), float(top), float(right), float(bottom))
