"""Writes docs/reference/data-model.md from the rows the product itself keeps."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db import models
from django.utils import translation

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "data-model.md"
HEAD = """# Data model · Mô hình dữ liệu

Every table of the product, room by room. The same on SQLite and PostgreSQL. Times are UTC, money is whole
đồng, text is NFC; a column `folded` holds the words without case and marks, for search. Ids are UUIDv7 unless
a row says otherwise. `valid_to` is always the first day that no longer counts. No foreign key crosses from
one domain to another. Tables of Django and of the sign-in (sessions, second factors, lock-out) are theirs and
not listed. This page is written by `tools/models_page.py`.
"""


def rows() -> Iterator[type[models.Model]]:
    """Every model of this house, in the order of the settings."""
    for model in apps.get_models():
        if model.__module__.startswith("liem."):
            yield model


def page() -> str:
    """The whole page as text. Needs Django to be set up."""
    with translation.override("vi"):
        return HEAD + "".join(_section(model) for model in rows())


def _section(model: type[models.Model]) -> str:
    said = re.sub(r"\s+", " ", (model.__doc__ or "").strip()).replace("``", "`")
    meta = model._meta
    columns = "".join(_column(field) for field in meta.get_fields() if _is_own(field))
    rules = "".join(f"- `{rule.name}`\n" for rule in meta.constraints)
    return (
        f"\n## {model.__name__} · {meta.verbose_name}\n\n{said}\n\nTable `{meta.db_table}`.\n\n"
        f"| Column | Type |\n|---|---|\n{columns}" + (f"\nConstraints:\n\n{rules}" if rules else "")
    )


def _is_own(field: object) -> bool:
    return isinstance(field, models.Field)


def _column(field: object) -> str:
    if not isinstance(field, models.Field):
        raise TypeError(field)
    kind = type(field).__name__.removesuffix("Field")
    if field.is_relation and isinstance(field.related_model, type):
        kind = f"→ {field.related_model.__name__}" + (" (many)" if field.many_to_many else "")
    if field.choices:
        kind += ": " + ", ".join(f"`{value}`" for value, _ in field.flatchoices if value)
    marks = [
        word
        for word, holds in (("key", field.primary_key), ("unique", field.unique and not field.primary_key))
        if holds
    ]
    empty = " may be empty" if field.null else ""
    return f"| `{field.name}` | {kind}{''.join(f', {mark}' for mark in marks)}{empty} |\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
    django.setup()
    PAGE.write_text(page(), "utf-8")
