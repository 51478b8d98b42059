"""The list of items on the confirmation page: taken apart, put together, moved, taken out and brought back.

Every step is a button that sends the page and shows it again with all that was typed: no script is needed.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from liem.spine.tasks.models import DeadlineKind

from .forms import TaskForm, due_initial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

MOST = 200  # times 21 fields: below DATA_UPLOAD_MAX_NUMBER_FIELDS, so that what is shown can be sent back
Item = dict[str, Any]
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")


def from_reading(read: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Return the items as the reader found them: headings of others are shown, but are no tasks.

    Of more than ``MOST`` only tasks are given, the first ``MOST``; the page says that there are more.
    """
    items = []
    shown = [place for place, each in enumerate(read) if len(read) <= MOST or each["is_task"]]
    for place in shown[:MOST]:
        each = read[place]
        deadline = each.get("deadline") or {}
        rule = each.get("due") or {}
        item: Item = {
            "source": str(place),
            "removed": "",
            "include": bool(each["is_task"]),
            "number": each.get("no") or "",
            "text": each["text"],
            "assignee": _words(each, "assignee"),
            "co_assignees": "\n".join(str(one["value"]) for one in each.get("co_assignees", ())),
            "product": _words(each, "product"),
            "cited": "\n".join(str(one["value"]) for one in each.get("cited_documents", ())),
        }
        item |= due_initial(rule, str(deadline.get("raw") or ""), kind=str(each.get("deadline_kind") or ""))
        items.append(item)
    return items


def _words(read: Mapping[str, Any], name: str) -> str:
    value = read.get(name)
    return str(value["value"]) if value else ""


def empty() -> Item:
    """Return an item for a clerk to write."""
    return {"source": "", "removed": "", "include": True, "due_kind": DeadlineKind.NONE, "due_unit": "d"}


def from_post(data: QueryDict) -> list[Item]:
    """Return the items as they were typed, nothing checked."""
    count = data.get("items", "0")
    number = min(int(count), MOST) if count.isascii() and count.isdigit() else 0
    names = TaskForm.base_fields
    return [{name: data.get(f"t{place}-{name}", "") for name in names} for place in range(number)]


def unbound(items: Sequence[Item]) -> list[TaskForm]:
    """Return forms that show the items without checking them."""
    return [TaskForm(initial=item, prefix=f"t{place}") for place, item in enumerate(items)]


def bound(items: Sequence[Item]) -> list[TaskForm]:
    """Return forms that check the items."""
    return [
        TaskForm({f"t{place}-{name}": typed(value) for name, value in item.items()}, prefix=f"t{place}")
        for place, item in enumerate(items)
    ]


def typed(value: Any) -> Any:
    """Return a value as a person would have typed it."""
    if value is None or value is False:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value


def changed(items: list[Item], order: str) -> tuple[list[Item], str]:
    """Do one order (``add``, ``remove:2``, ``restore:2``, ``split:2``, ``merge:2``, ``up:2``, ``down:2``).

    Returns the items and, where the order could not be done, a sentence key: ``no_blank_line``, ``no_next``.
    """
    verb, _colon, written = order.partition(":")
    if verb == "add":
        return ([*items, empty()], "") if len(items) < MOST else (items, "")
    if not (written.isascii() and written.isdigit() and int(written) < len(items)):
        return items, ""
    place = int(written)
    item = items[place]
    if verb == "remove":
        item["removed"] = "1"
    elif verb == "restore":
        item["removed"] = ""
    elif verb == "split":
        return _split(items, place)
    elif verb == "merge":
        return _merge(items, place)
    elif verb in ("up", "down"):
        other = place + (-1 if verb == "up" else 1)
        if 0 <= other < len(items):
            items[place], items[other] = items[other], items[place]
    return items, ""


def _split(items: list[Item], place: int) -> tuple[list[Item], str]:
    """Cut the words at the first blank line; both parts keep deadline, lead and place on the page."""
    first, *rest = _BLANK_LINE.split(str(items[place].get("text", "")).strip(), maxsplit=1)
    if not rest or len(items) >= MOST:
        return items, "no_blank_line"
    items[place]["text"] = first.strip()
    items.insert(place + 1, {**items[place], "text": rest[0].strip(), "number": "", "product": ""})
    return items, ""


def _merge(items: list[Item], place: int) -> tuple[list[Item], str]:
    """Put the next item that was not taken out onto this one; what this one lacks comes from the other."""
    following = next((at for at in range(place + 1, len(items)) if not items[at].get("removed")), None)
    if following is None:
        return items, "no_next"
    one, other = items[place], items.pop(following)
    one["text"] = f"{one.get('text', '')}\n{other.get('text', '')}".strip()
    one["source"] = ",".join(filter(None, [one.get("source", ""), other.get("source", "")]))
    for name in ("co_assignees", "cited"):
        lines = [*str(one.get(name) or "").splitlines(), *str(other.get(name) or "").splitlines()]
        one[name] = "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))
    for name in ("assignee", "product"):
        one[name] = one.get(name) or other.get(name) or ""
    if one.get("due_kind") in ("", DeadlineKind.NONE):
        one.update({name: value for name, value in other.items() if name.startswith("due_")})
    return items, ""
