"""The shape in which a reading is kept with its directive: plain maps, every value with its places on the
page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liem.analysis.reading.result import DueRule, Reading, ReadTask, Value
    from liem.analysis.reading.source import Box, Source


def as_stored(source: Source, reading: Reading) -> dict[str, Any]:
    """Return the reading as a JSON map; for formats without page images the lines themselves are kept to be
    shown."""
    return {
        "number": _value(reading.number),
        "symbol": _value(reading.symbol),
        "issuer": _value(reading.issuer),
        "date": _value(reading.date),
        "kind": _value(reading.kind),
        "subject": _value(reading.subject),
        "base_documents": [_citation(each) for each in reading.base_documents],
        "tasks": [_task(task) for task in reading.tasks],
        "findings": [_value(each) for each in reading.findings],
        "unknown": list(reading.unknown),
        "warnings": [*source.warnings, *reading.warnings],
        "origin": source.origin,
        "lines": [
            {
                "text": line.text,
                "label": line.list_label,
                "page": line.page,
                "bold": line.bold,
                "italic": line.italic,
                "centered": line.centered,
                "margin": line.margin,
                "cell": [line.cell.table, line.cell.row, line.cell.column] if line.cell else None,
            }
            for page in source.pages
            for line in page.lines
        ]
        if source.origin in ("docx", "text")
        else [],
    }


def _box(box: Box) -> list[float]:
    return [box.page, *(round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom))]


def _value(value: Value[Any] | None) -> dict[str, Any] | None:
    if value is None:
        return None
    plain = value.value.isoformat() if isinstance(value.value, date) else value.value
    return {
        "value": plain,
        "raw": value.raw,
        "places": [_box(box) for box in value.places],
        "lines": list(value.lines),
        "certain": value.certain,
    }


def _citation(value: Value[Any]) -> dict[str, Any]:
    cited = value.value
    return {
        "value": cited.symbol,
        "raw": value.raw,
        "date": cited.date.isoformat() if cited.date else None,
        "places": [_box(box) for box in value.places],
        "lines": list(value.lines),
        "certain": value.certain,
    }


def _task(task: ReadTask) -> dict[str, Any]:
    return {
        "no": task.no,
        "is_task": task.is_task,
        "heading": task.heading,
        "text": task.text,
        "assignee": _value(task.assignee),
        "co_assignees": [_value(each) for each in task.co_assignees],
        "deadline": _value(task.deadline),
        "deadline_kind": task.deadline_kind,
        "due": rule_as_map(task.due) if task.due else None,
        "product": _value(task.product),
        "cited_documents": [_citation(each) for each in task.cited_documents],
        "page": task.page,
        "places": [_box(box) for box in task.places],
        "lines": list(task.lines),
        "parent_no": task.parent_no,
    }


def rule_as_map(rule: DueRule) -> dict[str, Any]:
    """Return a due rule as a JSON map."""
    return {
        "kind": rule.kind,
        "raw": rule.raw,
        "date": rule.date.isoformat() if rule.date else None,
        "time": rule.time.isoformat(timespec="minutes") if rule.time else None,
        "amount": rule.amount,
        "unit": rule.unit,
        "count_from": rule.count_from,
        "every": rule.every,
        "day": rule.day,
        "weekday": rule.weekday,
        "inclusive": rule.inclusive,
    }
