"""The list of items on the confirmation page: taken apart, put together, moved, taken out and brought back.

Every step is a button that sends the page and shows it again with all that was typed: no script is needed.
A long document is shown in pages of ``MOST`` items; the items of the other pages travel in one hidden field,
so that whatever page a clerk confirms from, all items are confirmed.
"""

from __future__ import annotations

import json
import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from liem.spine.tasks.models import DeadlineKind

from .forms import TaskForm, due_initial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

MOST = 200  # times 21 fields: below DATA_UPLOAD_MAX_NUMBER_FIELDS, so that what is shown can be sent back
MOST_IN_ALL = 2000  # with ordinary words far below DATA_UPLOAD_MAX_MEMORY_SIZE
Item = dict[str, Any]
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")


def from_reading(read: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Return the items as the reader found them: headings of others are shown, but are no tasks.

    Of more than ``MOST_IN_ALL`` the first are given; the page says that there are more.
    """
    items = []
    for place, each in enumerate(read[:MOST_IN_ALL]):
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


def from_post(data: QueryDict) -> tuple[list[Item], int]:
    """Return the items of all pages as they were typed, nothing checked, and where the page shown begins."""
    shown = min(_number(data.get("items", "")), MOST)
    names = TaskForm.base_fields
    items: list[Item] = [{name: data.get(f"t{place}-{name}", "") for name in names} for place in range(shown)]
    others = _unfolded(data.get("others", ""))
    start = min(_number(data.get("start", "")), len(others)) // MOST * MOST
    return [*others[:start], *items, *others[start:]][:MOST_IN_ALL], start


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def folded(items: Sequence[Item], start: int) -> str:
    """Return the items outside the page that begins at ``start`` as one text, or nothing; blanks are left
    out."""
    others = [*items[:start], *items[start + MOST :]]
    if not others:
        return ""
    told = [
        {name: "on" if value is True else str(typed(value)) for name, value in item.items() if value}
        for item in others
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _unfolded(written: str) -> list[Item]:
    """Return what :func:`folded` wrote; what it did not write is no item."""
    try:
        told = json.loads(written) if written else []
    except ValueError:
        return []
    names = TaskForm.base_fields
    return [
        {name: str(item.get(name, "")) for name in names}
        for item in (told if isinstance(told, list) else [])
        if isinstance(item, dict)
    ]


def page_starts(items: Sequence[Item]) -> list[int]:
    """Return where each page begins: one page at least."""
    return list(range(0, max(len(items), 1), MOST))


def page_of(place: int, items: Sequence[Item]) -> int:
    """Return where the page begins that holds ``place``, or the last page."""
    return min(place, max(len(items) - 1, 0)) // MOST * MOST


def unbound(items: Sequence[Item]) -> list[TaskForm]:
    """Return forms that show the items of one page without checking them."""
    return [TaskForm(initial=item, prefix=f"t{place}") for place, item in enumerate(items)]


def bound(items: Sequence[Item]) -> list[TaskForm]:
    """Return forms that check the items of all pages; names begin anew on each page."""
    forms = []
    for place, item in enumerate(items):
        prefix = f"t{place % MOST}"
        data = {f"{prefix}-{name}": typed(value) for name, value in item.items()}
        forms.append(TaskForm(data, prefix=prefix))
    return forms


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

    Numbers count over all pages. Returns the items and, where the order could not be done, a sentence key:
    ``no_blank_line``, ``no_next``, ``no_room``.
    """
    verb, _colon, written = order.partition(":")
    if verb == "add":
        return ([*items, empty()], "") if len(items) < MOST_IN_ALL else (items, "no_room")
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
    if not rest:
        return items, "no_blank_line"
    if len(items) >= MOST_IN_ALL:
        return items, "no_room"
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
