"""Which kinds of papers a side issues on a day, how it numbers them, and how they must look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from liem.kernel.paper import Layout
from liem.law.book import NATIONAL, Book, default_book
from liem.law.provision import Provision, Value

Side: TypeAlias = Literal["party", "state"]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """Tên loại văn bản: a stable code, the letters in the symbol, the name as printed.

    `abbreviation` is None for papers without kind letters (a state công văn: "123/UBND-VP").
    """

    code: str
    abbreviation: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """How numbers run: `scope` "year" or "term" (nhiệm kỳ); `per_kind`: each kind has its own sequence."""

    scope: Literal["year", "term"]
    per_kind: bool
    symbol_form: str
    provision: Provision


def kinds(
    side: Side, day: date, *, book: Book | None = None, jurisdictions: tuple[str, ...] = NATIONAL
) -> tuple[DocumentKind, ...]:
    """Give the kinds of papers a side may issue on a day. Raises NoLawInForce."""
    provision = (book or default_book()).in_force(f"doc.{side}.kinds", day, jurisdictions=jurisdictions)
    return tuple(
        DocumentKind(str(row["code"]), str(row["abbr"]) if row["abbr"] else None, str(row["name"]))
        for row in provision.rows()
    )


def numbering(
    side: Side, day: date, *, book: Book | None = None, jurisdictions: tuple[str, ...] = NATIONAL
) -> Numbering:
    """Give the numbering rule: state per year, Party per kind and term. Raises NoLawInForce."""
    provision = (book or default_book()).in_force(f"doc.{side}.numbering", day, jurisdictions=jurisdictions)
    rule = provision.mapping()
    return Numbering(
        scope="term" if rule["scope"] == "term" else "year",
        per_kind=rule["per_kind"] is True,
        symbol_form=str(rule["symbol_form"]),
        provision=provision,
    )


def layout_provision(
    side: Side, day: date, *, book: Book | None = None, jurisdictions: tuple[str, ...] = NATIONAL
) -> Provision:
    """Give the provision behind the layout, for its basis and badge. Raises NoLawInForce."""
    return (book or default_book()).in_force(f"layout.{side}", day, jurisdictions=jurisdictions)


def layout(
    side: Side, day: date, *, book: Book | None = None, jurisdictions: tuple[str, ...] = NATIONAL
) -> Layout:
    """Give the layout of a side's papers on a day. Raises NoLawInForce; LayoutError for incomplete data."""
    provision = layout_provision(side, day, book=book, jurisdictions=jurisdictions)
    values = _plain(provision.value)
    return Layout.from_provision({**values, "side": side, "basis": str(provision.basis)})


def _plain(value: Value, name: str = "") -> Any:
    """Give what a layout is built from. Law data holds no floats, so "12.7" mm stands there as text."""
    if isinstance(value, Mapping):
        return {key: _plain(one, key) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str) and name.endswith(("_mm", "_pt", "_spacing")):
        return float(value)
    return value
