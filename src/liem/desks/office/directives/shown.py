"""From a kept reading to what stands beside the form: page pictures with rectangles, or lines as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from liem.domains.directives.pages import WIDTHS
from liem.ui.shell import PageImage, Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.forms import BoundField

    from liem.domains.directives.models import Directive

    from .forms import HeadForm, TaskForm

A4 = (1000, 1414)
TASK_FIELDS = {
    "text": "",
    "assignee": "assignee",
    "co_assignees": "co_assignees",
    "due_words": "deadline",
    "product": "product",
    "cited": "cited_documents",
}
HEAD_NAMES = {
    "number": "number",
    "symbol": "symbol",
    "issuer": "issuer",
    "kind": "kind",
    "issued_on": "date",
    "subject": "subject",
    "base_documents": "base_documents",
}


@dataclass(slots=True)
class Line:
    """A field beside its place: the region ids it lights up, the first of them, its page; what a clerk must
    look at."""

    bound: BoundField
    region: str = ""
    first: str = ""
    page: int = 0
    doubtful: bool = False
    missing: bool = False
    unknown: BoundField | None = None


@dataclass(slots=True)
class Places:
    """All rectangles of a page, and which fields own which."""

    as_lines: bool
    regions: dict[int, list[Region]] = field(default_factory=dict)
    _made: dict[tuple[float, ...], str] = field(default_factory=dict)

    def of(self, values: Iterable[Mapping[str, Any] | None], target: str) -> tuple[str, str, int]:
        """Return ids of the regions of some values (blank apart), the first id and its page."""
        ids: list[str] = []
        page = 0
        for value in values:
            if not value:
                continue
            if self.as_lines:
                ids += [f"l-{number}" for number in value.get("lines", ())]
                continue
            for box in value.get("places", ()):
                page = page or int(box[0])
                ids.append(self._region(tuple(box), target))
        unique = list(dict.fromkeys(ids))
        return " ".join(unique), unique[0] if unique else "", page or (1 if unique else 0)

    def _region(self, box: tuple[float, ...], target: str) -> str:
        number = int(box[0])
        if box not in self._made:
            left, top, right, bottom = box[1:5]
            self._made[box] = f"r-{number}-{len(self._made)}"
            self.regions.setdefault(number, []).append(
                Region(self._made[box], left, top, max(right - left, 0.0), max(bottom - top, 0.0), target)
            )
        return self._made[box]


def places_of(reading: Mapping[str, Any]) -> Places:
    """Return an empty set of places of the kind the reading has: lines of text, or rectangles."""
    return Places(as_lines=bool(reading.get("lines")))


def head_lines(form: HeadForm, reading: Mapping[str, Any], places: Places) -> list[Line]:
    """Return the fields of the head with their places; a field the reader lacks is marked missing."""
    lines = []
    for name, read_name in HEAD_NAMES.items():
        read = reading.get(read_name)
        values = read if isinstance(read, list) else [read]
        bound = form[name]
        region, first, page = places.of(values, bound.auto_id)
        lines.append(
            Line(
                bound=bound,
                region=region,
                first=first,
                page=page,
                doubtful=any(value and not value["certain"] for value in values),
                missing=bool(reading) and not read and name != "base_documents",
                unknown=form[f"unknown_{name}"] if f"unknown_{name}" in form.fields else None,
            )
        )
    return lines


def task_lines(form: TaskForm, sources: Sequence[Mapping[str, Any]], places: Places) -> dict[str, Line]:
    """Return the fields of one item with their places, by name."""
    lines = {}
    for name, read_name in TASK_FIELDS.items():
        if not read_name:
            values: list[Any] = [
                {"places": each.get("places", ()), "lines": each.get("lines", ()), "certain": True}
                for each in sources
            ]
        else:
            values = []
            for each in sources:
                read = each.get(read_name)
                values += read if isinstance(read, list) else [read]
        bound = form[name]
        region, first, page = places.of(values, bound.auto_id)
        lines[name] = Line(
            bound=bound,
            region=region,
            first=first,
            page=page,
            doubtful=any(value and not value.get("certain", True) for value in values),
        )
    return lines


def page_images(directive: Directive, places: Places, *, count: int) -> list[PageImage]:
    """Return the pages with the rectangles that fields own."""
    width, height = A4
    return [
        PageImage(
            number=number,
            url=reverse("office:directives_page", args=[directive.pk, number, WIDTHS[0]]),
            width=width,
            height=height,
            regions=places.regions.get(number, ()),
        )
        for number in range(1, count + 1)
    ]


@dataclass(slots=True)
class Block:
    """A piece of a text document: one paragraph, or a table of rows of cells (each cell a list of lines)."""

    number: int = 0
    text: str = ""
    css: str = ""
    rows: list[list[list[tuple[int, str]]]] | None = None


def text_blocks(reading: Mapping[str, Any]) -> list[Block]:
    """Return the kept lines of a text document as paragraphs and tables, in order."""
    blocks: list[Block] = []
    table: int | None = None
    for number, line in enumerate(reading.get("lines", ())):
        words = f"{line['label']} {line['text']}".strip() if line.get("label") else line["text"]
        cell = line.get("cell")
        if not cell:
            table = None
            css = " ".join(name for name in ("bold", "italic", "centered") if line.get(name))
            blocks.append(Block(number=number, text=words, css=css))
            continue
        if table != cell[0]:
            table = cell[0]
            blocks.append(Block(rows=[]))
        rows = blocks[-1].rows = blocks[-1].rows or []
        while len(rows) <= cell[1]:
            rows.append([])
        row = rows[cell[1]]
        while len(row) <= cell[2]:
            row.append([])
        row[cell[2]].append((number, words))
    return blocks
