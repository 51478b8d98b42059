"""What each component needs, as the arguments of its tag: a missing one is an error, not an empty page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from liem.ui.formatting import vn_datetime
from liem.ui.shell import Branch, Fact, Kpi, Moment, PageImage, Tab


def button(
    text: str,
    *,
    url: str = "",
    kind: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    key: str = "",
    small: bool = False,
) -> dict[str, Any]:
    """A button, or a link that looks like one when `url` is given. `kind`: "", second, quiet…"""
    return {
        "text": text, "url": url, "kind": kind, "icon": icon, "name": name,
        "value": value, "form": form, "key": key, "small": small,
    }  # fmt: skip


def kpis(tiles: Sequence[Kpi]) -> dict[str, Any]:
    """A row of figures; tiles with an address are filters."""
    return {"kpis": tiles}


def tabs(entries: Sequence[Tab], label: str) -> dict[str, Any]:
    """Tabs as links; `label` names the group for screen readers."""
    return {"tabs": entries, "label": label}


def facts(lines: Sequence[Fact], *, narrow: bool = False) -> dict[str, Any]:
    """A description list; `narrow` for a side column."""
    return {"facts": lines, "narrow": narrow}


def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    """What happened and what comes, newest first as the caller orders it."""
    return {"moments": moments}


def tree(nodes: Sequence[Branch]) -> dict[str, Any]:
    """Nested branches with progress, folded by native <details>."""
    return {"nodes": nodes}


def empty_state(
    text: str, *, title: str = "", url: str = "", action: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Say what will appear here and give the one action."""
    return {"text": text, "title": title, "url": url, "action": action, "icon": icon}


def undo(text: str, url: str, *, seconds: int = 30) -> dict[str, Any]:
    """The bar after an act that is still open: what was done, and a form that takes it back."""
    return {"text": text, "url": url, "seconds": seconds}


def bulk(url: str, actions: Iterable[tuple[str, str]], *, id: str = "bulk") -> dict[str, Any]:  # noqa: A002 - it is the HTML attribute
    """The form for chosen rows; actions are (value, text).

    Each row has `<input type="checkbox" name="ids" form="{id}">`.
    """
    return {"url": url, "actions": list(actions), "id": id}


def drop(
    action: str,
    *,
    upload_url: str = "",
    status_url: str = "",
    hint: str = "",
    label: str = "",
    accept: str = "",
    max_bytes: int = 0,
    name: str = "files",
    id: str = "files",  # noqa: A002 - it is the HTML attribute
) -> dict[str, Any]:
    """The place for files: posts multipart to `action`; with scripts sends by tus to `upload_url`."""
    return {
        "action": action, "upload_url": upload_url, "status_url": status_url, "hint": hint, "label": label,
        "accept": accept, "max_bytes": max_bytes, "name": name, "id": id,
    }  # fmt: skip


def viewer(
    pages: Sequence[PageImage], title: str, *, file_url: str = "", sticky: bool = True
) -> dict[str, Any]:
    """Pictures of pages with rectangles that light up with the values read from them."""
    return {"pages": pages, "title": title, "file_url": file_url, "sticky": sticky}


def where(region: str, page: int, of: str = "") -> dict[str, Any]:
    """The link from a value to its place: region id, page number, and whose place, for screen readers."""
    return {"region": region, "page": page, "of": of}


def steps(step: int, total: int) -> dict[str, Any]:
    """How far one is in a form of several pages."""
    return {"step": step, "total": total, "marks": range(1, total + 1)}


def crumbs(links: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way back up: (text, address), from the top; the page itself is not listed."""
    return {"crumbs": [{"label": label, "url": url} for label, url in links]}


def filter_bar(
    form: forms.BaseForm, active: Iterable[tuple[str, str]] = (), *, label: str = ""
) -> dict[str, Any]:
    """A GET form above a list; `active` are (words, address without this filter)."""
    return {"form": form, "active": [{"label": text, "url": url} for text, url in active], "label": label}


def receipt(title: str, text: str, code: str) -> dict[str, Any]:
    """The green panel with a code to keep. Its title is the h1 of the page."""
    return {"title": title, "text": text, "code": code}


def paper_foot(
    *,
    printed_at: datetime | None = None,
    printed_by: str = "",
    log_line: str = "",
    check_url: str = "",
    qr: str = "",
) -> dict[str, Any]:
    """The foot of a printed page: who, when, the line of the ledger, and the QR as safe SVG markup."""
    return {
        "printed_at": vn_datetime(printed_at), "printed_by": printed_by, "log_line": log_line,
        "check_url": check_url, "qr": qr,
    }  # fmt: skip


TEMPLATES: Mapping[str, Any] = {
    "button": button,
    "kpis": kpis,
    "tabs": tabs,
    "facts": facts,
    "timeline": timeline,
    "tree": tree,
    "empty_state": empty_state,
    "undo": undo,
    "bulk": bulk,
    "drop": drop,
    "viewer": viewer,
    "where": where,
    "steps": steps,
    "crumbs": crumbs,
    "filter_bar": filter_bar,
    "receipt": receipt,
    "paper_foot": paper_foot,
}
