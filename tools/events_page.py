"""Writes docs/reference/events.md from the event classes that the ledger itself stores."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "reference" / "events.md"
HEAD = """# Events · Sự kiện trong sổ

What the product writes into the ledger: one entry for each verb that was done. A leaf shows only the class
and the hour; kind and fields are for those who may read the ledger, see
[the form of an entry](ledger-entry-format.md). This page is written by `tools/events_page.py`.

| Kind | Class | Version | Fields | What happened |
|---|---|---|---|---|
"""


def events() -> Iterator[type]:
    """Every event class with a kind, in the order of the rooms."""
    for path in sorted((SOURCE / "liem").rglob("events.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for found in vars(importlib.import_module(name)).values():
            if isinstance(found, type) and found.__module__ == name and getattr(found, "KIND", ""):
                yield found


def page() -> str:
    """The whole page as text. Needs Django to be set up."""
    return HEAD + "".join(_row(event) for event in events())


def _row(event: type) -> str:
    names = ", ".join(f"`{field.name}`" for field in fields(event)) or "–"
    said = re.sub(r"\s+", " ", (event.__doc__ or "").strip()).replace("``", "`")
    kind, coarse, version = (getattr(event, name) for name in ("KIND", "CLASS", "VERSION"))
    return f"| `{kind}` | {coarse} | {version} | {names} | {said} |\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
    django.setup()
    PAGE.write_text(page(), "utf-8")
