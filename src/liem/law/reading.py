"""Reading one law file, strictly: anything missing, unknown or of the wrong kind stops it with file and line.

A file is a mapping with `about`, `defaults` (fields every record inherits), `provisions` and `transitions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from liem.law.places import (
    Place,
    basis_of,
    confidence_of,
    construct,
    document,
    jurisdiction_of,
    records,
    valid_days,
)
from liem.law.provision import Provision, Transition
from liem.law.units import UNITS, BadValue, check_value

_FILE_KEYS: Final = frozenset({"about", "defaults", "provisions", "transitions"})
_GROUNDS: Final = frozenset({"id", "title", "basis", "confidence", "source"})
_RECORD_KEYS: Final = _GROUNDS | {
    "value", "unit", "bound", "before", "count_from", "jurisdiction", "valid", "status", "supersedes",
    "transition", "note",
}  # fmt: skip
_CLAUSE_KEYS: Final = _GROUNDS | {"covers", "event", "before", "applies", "status"}
_BOUNDS: Final = frozenset({"at_most", "at_least", "exactly"})
_APPLIES: Final = frozenset({"new", "old", "favourable"})


def read_file(path: Path, *, shown: str) -> tuple[list[Provision], list[Transition]]:
    """Read one file into provisions and transitions; `shown` is its name in messages. Raises BadLaw."""
    with document(path, shown=shown) as (loader, parts, top):
        top.only(parts, _FILE_KEYS)
        defaults = construct(loader, parts["defaults"], shown) if "defaults" in parts else {}
        top.only(defaults, _RECORD_KEYS)
        provisions = [
            _provision(defaults, record, place)
            for record, place in records(loader, parts, "provisions", shown)
        ]
        clauses = [
            _clause(defaults, record, place) for record, place in records(loader, parts, "transitions", shown)
        ]
    return provisions, clauses


def _provision(defaults: Mapping[str, Any], record: Mapping[str, Any], place: Place) -> Provision:
    place.only(record, _RECORD_KEYS)
    given = _merged(defaults, record)
    unit = place.choice(given, "unit", frozenset(UNITS))
    valid_from, valid_to = valid_days(given, place)
    if "value" not in given:
        place.refuse("missing_value", "Thiếu “value” (giá trị).", "'value' is missing.")
    try:
        value = check_value(given["value"], unit)
    except BadValue as fault:
        place.refuse(
            "bad_value", f"Giá trị không hợp đơn vị “{unit}”: {fault.vi}", f"{fault.en} (unit {unit})."
        )
    before = given.get("before", False)
    if not isinstance(before, bool):
        place.refuse("bad_before", "“before” phải là true hoặc false.", "'before' must be true or false.")
    return Provision(
        id=place.text(given, "id"),
        title=place.text(given, "title"),
        value=value,
        unit=unit,
        jurisdiction=jurisdiction_of(given, place),
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis_of(given, place),
        confidence=confidence_of(given, place),
        source=place.text(given, "source"),
        bound=place.choice(given, "bound", _BOUNDS) if "bound" in given else None,
        before=before,
        count_from=place.optional(given, "count_from"),
        supersedes=place.optional(given, "supersedes"),
        transition=place.optional(given, "transition"),
        note=place.optional(given, "note"),
        file=place.file,
        line=place.line,
    )


def _clause(defaults: Mapping[str, Any], record: Mapping[str, Any], place: Place) -> Transition:
    place.only(record, _CLAUSE_KEYS)
    shared = {key: defaults[key] for key in ("basis", "confidence", "status", "source") if key in defaults}
    given = _merged(shared, record)
    covers, before = given.get("covers"), given.get("before")
    if not isinstance(covers, list) or not covers or not all(isinstance(one, str) for one in covers):
        place.refuse("missing_covers", "Thiếu “covers” (mã quy định).", "'covers' must list provision ids.")
    if type(before) is not date:
        place.refuse("missing_before", "Thiếu “before” (ngày).", "'before' must be a day.")
    applies = place.choice(given, "applies", _APPLIES)
    return Transition(
        id=place.text(given, "id"),
        title=place.text(given, "title"),
        covers=tuple(covers),
        event=place.text(given, "event"),
        before=before,
        applies=applies,  # type: ignore[arg-type]  # checked against _APPLIES
        basis=basis_of(given, place),
        confidence=confidence_of(given, place),
        source=place.text(given, "source"),
    )


def _merged(defaults: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**defaults, **record}
    if isinstance(defaults.get("basis"), dict) and isinstance(record.get("basis"), dict):
        merged["basis"] = {**defaults["basis"], **record["basis"]}
    return merged
