"""From the kept reading to what a clerk is asked to confirm: nothing is added that was not printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from liem.spine.tasks.steps import NewTask

from . import deadlines
from .actions import Confirmation
from .head import HEAD_FIELDS, head_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from .models import Directive


def task_of(
    read: Mapping[str, Any], *, issued_on: date | None, received_at: datetime, side: Literal["party", "state"]
) -> NewTask:
    """Return one read item as a task to be made, its deadline computed by the law and calendar in force."""

    def words(name: str) -> str:
        value = read.get(name)
        return str(value["value"]) if value else ""

    return NewTask(
        text=str(read["text"]),
        number=str(read.get("no") or ""),
        heading=str(read.get("heading") or ""),
        due=deadlines.compute(
            read.get("due") or {}, issued=issued_on, received=received_at, words=words("deadline"), side=side
        ),
        product=words("product"),
        cited=tuple(str(each["value"]) for each in read.get("cited_documents", ())),
        places=tuple({"box": box} for box in read.get("places", ())),
        assignee=words("assignee"),
        co_assignees=tuple(str(each["value"]) for each in read.get("co_assignees", ())),
    )


def proposed(directive: Directive) -> Confirmation:
    """Return the confirmation a clerk would give who changes nothing: every read task, unknown fields left
    unknown."""
    head = head_of(directive.reading)
    return Confirmation(
        head=head,
        tasks=tuple(
            task_of(
                read, issued_on=head.issued_on, received_at=directive.received_at, side=directive.rules_side
            )
            for read in directive.reading.get("tasks", ())
            if read["is_task"]
        ),
        unknown=frozenset(name for name in HEAD_FIELDS if not getattr(head, name)),
    )
