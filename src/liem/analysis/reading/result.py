"""What the reader gives back: values, each linked to its place on the page and to the printed words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from .source import Box

T = TypeVar("T")

DeadlineKind = Literal["date", "clock", "relative", "recurring", "inherited", "ongoing", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """One value read.

    ``raw`` is what is printed, ``places`` the rectangles to light up (empty where the source knows no
    places),
    ``lines`` the numbers of the source lines (counted from 0 through all pages). ``certain`` is False when a
    clerk ought to look before confirming.
    """

    value: T
    raw: str
    places: tuple[Box, ...] = ()
    lines: tuple[int, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class DueRule:
    """A deadline as printed, in parts.

    ``date`` and ``time`` for a fixed day; ``amount`` with ``unit`` (d day, wd working day, h hour, wk week,
    mo month) counted from ``count_from`` ("receipt", "issue", "event" or the printed event; None when not
    said);
    ``every`` with ``day`` of the month or ``weekday`` (0 Monday … 6 Sunday) for recurring ones.
    ``inclusive`` is False for "trước ngày X": the day itself is already too late, the display decides how
    to say it.
    """

    kind: DeadlineKind
    raw: str
    date: dt.date | None = None
    time: dt.time | None = None
    amount: int | None = None
    unit: Literal["d", "wd", "h", "wk", "mo"] | None = None
    count_from: str | None = None
    every: Literal["day", "week", "month", "quarter", "half_year", "year"] | None = None
    day: int | None = None
    weekday: int | None = None
    inclusive: bool = True

    def printed(self) -> str | None:
        """The value for people and for JSON: ISO day or minute, the printed words, or None."""
        if self.date is not None and self.kind in {"date", "clock", "inherited"}:
            if self.time is not None:
                return dt.datetime.combine(self.date, self.time).isoformat(timespec="minutes")
            return self.date.isoformat()
        return None if self.kind in {"none", "unknown"} else self.raw


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named by number and symbol, e.g. ``12-KL/TW``.

    ``symbol`` is normalised; ``kind_code`` the printed letters of the kind ("" for a letter without kind);
    ``date`` the day printed with it, if any. The same party number exists in more than one term, so the
    date matters.
    """

    symbol: str
    number: str
    kind_code: str
    body: str
    date: dt.date | None
    printed: str


@dataclass(frozen=True, slots=True)
class ReadTask:
    """One item that orders something, or (``is_task`` False) the heading of nested ones."""

    no: str | None
    is_task: bool
    heading: str
    text: str
    assignee: Value[str] | None
    co_assignees: tuple[Value[str], ...]
    deadline: Value[str] | None
    deadline_kind: DeadlineKind
    due: DueRule | None
    product: Value[str] | None
    cited_documents: tuple[Value[Citation], ...]
    page: int
    places: tuple[Box, ...]
    lines: tuple[int, ...]
    parent_no: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one document. ``unknown`` names the fields that could not be read and must be
    asked."""

    number: Value[str] | None
    symbol: Value[str] | None
    issuer: Value[str] | None
    date: Value[dt.date] | None
    kind: Value[str] | None
    subject: Value[str] | None
    base_documents: tuple[Value[Citation], ...]
    tasks: tuple[ReadTask, ...]
    findings: tuple[Value[str], ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]

    def as_json(self, file: str) -> dict[str, object]:
        """The object ``liem read --json`` prints: fixed keys in fixed order, ISO dates, absent = None."""
        return {
            "file": file,
            "number": _of(self.number),
            "symbol": _of(self.symbol),
            "issuer": _of(self.issuer),
            "date": self.date.value.isoformat() if self.date else None,
            "kind": _of(self.kind),
            "subject": _of(self.subject),
            "base_documents": [cited.value.symbol for cited in self.base_documents],
            "tasks": [_task_json(task) for task in self.tasks],
            "findings": [finding.value for finding in self.findings],
            "unknown": list(self.unknown),
            "warnings": list(self.warnings),
        }


def _of(value: Value[str] | None) -> str | None:
    return value.value if value else None


def _task_json(task: ReadTask) -> dict[str, object]:
    return {
        "no": task.no,
        "is_task": task.is_task,
        "heading": task.heading,
        "text": task.text,
        "assignee": _of(task.assignee),
        "co_assignees": [unit.value for unit in task.co_assignees],
        "deadline": _of(task.deadline),
        "deadline_kind": task.deadline_kind,
        "product": _of(task.product),
        "cited_documents": [cited.value.symbol for cited in task.cited_documents],
        "page": task.page,
    }
