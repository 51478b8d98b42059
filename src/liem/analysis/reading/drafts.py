"""One task while it is being read: its words with their places, and the fields those words give."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from .bodies import Span, co_units, lead_unit
from .deadlines import find_deadlines, pick
from .paragraphs import Paragraph
from .products import product_of
from .result import Citation, DeadlineKind, DueRule, ReadTask, Value
from .source import Box
from .spelling import shadow
from .symbols import citations

T = TypeVar("T")

_HEADING_WORDS = 12
# "./." closes the paper, not the item that happens to stand last.
_END_OF_PAPER = re.compile(r"(?P<stop>[;!?])?\s*\.?\s*/\s*\.?\s*$")


class Words:
    """The text of an item made of paragraphs, with the place of every stretch of it."""

    def __init__(self, paras: Iterable[Paragraph]) -> None:
        self.parts: list[tuple[int, Paragraph]] = []
        pieces: list[str] = []
        at = 0
        for para in paras:
            mark = (
                f"{para.label.no} " if pieces and para.label and para.label.style in {"dash", "plus"} else ""
            )
            self.parts.append((at + len(mark), para))
            pieces.append(mark + para.text)
            at += len(pieces[-1]) + 1
        self.text = "\n".join(pieces)
        self.low = shadow(self.text)

    @property
    def page(self) -> int:
        """Page of the first line."""
        return self.parts[0][1].page

    def places(self, start: int = 0, end: int | None = None) -> tuple[Box, ...]:
        """Rectangles of a stretch of the text."""
        stop = len(self.text) if end is None else end
        return tuple(
            box
            for at, para in self.parts
            if at < stop and at + len(para.text) > start
            for box in para.places(max(0, start - at), stop - at)
        )

    def lines(self, start: int = 0, end: int | None = None) -> tuple[int, ...]:
        """Source lines of a stretch of the text."""
        stop = len(self.text) if end is None else end
        found = (
            line
            for at, para in self.parts
            if at < stop and at + len(para.text) > start
            for line in para.lines_of(start - at, stop - at)
        )
        return tuple(dict.fromkeys(found))

    def value(self, value: T, start: int, end: int, *, certain: bool = True) -> Value[T]:
        """A value read from ``start``…``end``."""
        return Value(value, self.text[start:end], self.places(start, end), self.lines(start, end), certain)

    def unit(self, span: Span | None) -> Value[str] | None:
        """A unit's name as a value."""
        return self.value(span.text, span.start, span.end) if span else None

    def cited(self) -> tuple[Value[Citation], ...]:
        """Documents cited, each once."""
        seen: dict[str, Value[Citation]] = {}
        for found in citations(self.text):
            seen.setdefault(found.citation.symbol, self.value(found.citation, found.start, found.end))
        return tuple(seen.values())

    def whole(self) -> Value[str]:
        """All of it."""
        return Value(self.text, self.text, self.places(), self.lines())


@dataclass(slots=True)
class Draft:
    """A task being put together."""

    words: Words
    no: str | None
    order: int
    is_task: bool = True
    assignee: Value[str] | None = None
    co: tuple[Value[str], ...] = ()
    deadline: Value[str] | None = None
    kind: DeadlineKind = "none"
    due: DueRule | None = None
    product: Value[str] | None = None
    parent_no: str | None = None
    is_closing: bool = False
    in_table: bool = False
    warnings: list[str] = field(default_factory=list)

    def inherit(self, due: DueRule, printed: Value[str]) -> None:
        """Take a deadline that another line sets for this item."""
        rule = DueRule(**{**{name: getattr(due, name) for name in DueRule.__slots__}, "kind": "inherited"})
        value = rule.printed()
        if value is not None:
            self.kind, self.due = "inherited", rule
            self.deadline = Value(value, printed.raw, printed.places, printed.lines, printed.certain)

    def set_due(self, due: DueRule, start: int, end: int, *, certain: bool = True) -> None:
        """Take the deadline printed at ``start``…``end`` of the words."""
        self.kind, self.due = due.kind, due
        printed = due.printed()
        if printed is not None:
            self.deadline = self.words.value(printed, start, end, certain=certain)

    def finished(self) -> ReadTask:
        """The task as the reader gives it back."""
        text = _END_OF_PAPER.sub(lambda found: found["stop"] or ".", self.words.text)
        return ReadTask(
            no=self.no,
            is_task=self.is_task,
            heading=" ".join(text.split()[:_HEADING_WORDS]),
            text=text,
            assignee=self.assignee,
            co_assignees=self.co,
            deadline=self.deadline,
            deadline_kind=self.kind,
            due=self.due,
            product=self.product,
            cited_documents=self.words.cited(),
            page=self.words.page,
            places=self.words.places(),
            lines=self.words.lines(),
            parent_no=self.parent_no,
        )


def read_fields(draft: Draft, issued: dt.date | None) -> None:
    """Fill lead unit, helpers, deadline and product from the draft's own words."""
    words = draft.words
    draft.assignee = words.unit(lead_unit(words.text, words.low))
    own = draft.assignee.value if draft.assignee else None
    draft.co = tuple(
        words.value(unit.text, unit.start, unit.end)
        for unit in co_units(words.text, words.low)
        if unit.text != own
    )
    found = find_deadlines(words.text, issued)
    chosen = pick(found)
    if chosen:
        past = bool(issued and chosen.rule.date and chosen.rule.date < issued)
        draft.set_due(chosen.rule, chosen.start, chosen.end, certain=not past)
        if past:
            draft.warnings.append(
                f"{_name(draft)}: thời hạn «{chosen.rule.raw}» sớm hơn ngày ban hành, cần kiểm tra lại."
            )
        days = {due.rule.date for due in found if due.rule.date}
        if len(days) > 1:
            draft.warnings.append(f"{_name(draft)} có {len(days)} thời hạn, đã lấy «{chosen.rule.raw}».")
    product = product_of(words.text, words.low)
    if product:
        draft.product = words.value(product.text, product.start, product.end)


def _name(draft: Draft) -> str:
    return (
        f"Mục {draft.no}"
        if draft.no and draft.no != "-"
        else f"Nhiệm vụ «{' '.join(draft.words.text.split()[:6])}…»"
    )
