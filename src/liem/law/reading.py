"""Reading one law file, strictly: anything missing, unknown or of the wrong kind stops it with file and line.

A file is a mapping with `about`, `defaults` (fields every record inherits), `provisions` and `transitions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from liem.kernel.text import nfc
from liem.law.errors import BadLaw
from liem.law.provision import Basis, Provision, Transition
from liem.law.units import UNITS, BadValue, check_value

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: slower, same answers
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

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
    loader = _Loader(path.read_text(encoding="utf-8"))
    try:
        root = loader.get_single_node()
        top = _Place(shown, 1)
        if not isinstance(root, yaml.MappingNode):
            top.refuse(
                "shape", "Tệp phải là một bảng có mục “provisions”.", "the file must map 'provisions'."
            )
        parts = {key.value: node for key, node in _pairs(root, top)}
        top.only(parts, _FILE_KEYS)
        defaults = _construct(loader, parts["defaults"], shown) if "defaults" in parts else {}
        top.only(defaults, _RECORD_KEYS)
        provisions = [
            _provision(defaults, record, place)
            for record, place in _records(loader, parts, "provisions", shown)
        ]
        clauses = [
            _clause(defaults, record, place)
            for record, place in _records(loader, parts, "transitions", shown)
        ]
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        raise BadLaw(
            "yaml",
            file=shown,
            line=mark.line + 1 if mark else 1,
            vi=f"Không đọc được YAML ({getattr(fault, 'problem', fault)}). Hãy sửa thụt dòng hoặc dấu nháy.",
            en=f"Not YAML ({getattr(fault, 'problem', fault)}). Mend indents or quotes.",
        ) from None
    finally:
        loader.dispose()
    return provisions, clauses


class _Place:
    """Where in which file we are, for messages."""

    def __init__(self, file: str, line: int) -> None:
        self.file = file
        self.line = line

    def refuse(self, fault: str, vi: str, en: str) -> NoReturn:
        raise BadLaw(fault, file=self.file, line=self.line, vi=vi, en=en)

    def only(self, given: Mapping[str, Any], known: frozenset[str]) -> None:
        if strange := sorted(map(str, given.keys() - known)):
            self.refuse(
                "unknown_key",
                f"Không biết mục “{strange[0]}”. Các mục dùng được: {', '.join(sorted(known))}.",
                f"unknown key {strange[0]!r}. Known keys: {', '.join(sorted(known))}.",
            )

    def text(self, given: Mapping[str, Any], key: str) -> str:
        value = given.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"missing_{key}", f"Thiếu “{key}” (chữ).", f"{key!r} is missing or not text.")
        return nfc(value.strip())

    def optional(self, given: Mapping[str, Any], key: str) -> str | None:
        return self.text(given, key) if given.get(key) is not None else None

    def choice(self, given: Mapping[str, Any], key: str, allowed: frozenset[str]) -> str:
        value = given.get(key)
        if value not in allowed:
            shown = ", ".join(sorted(allowed))
            self.refuse(
                f"bad_{key}" if value is not None else f"missing_{key}",
                f"“{key}” phải là một trong: {shown}.",
                f"{key!r} must be one of: {shown}.",
            )
        return str(value)


def _provision(defaults: Mapping[str, Any], record: Mapping[str, Any], place: _Place) -> Provision:
    place.only(record, _RECORD_KEYS)
    given = _merged(defaults, record)
    unit = place.choice(given, "unit", frozenset(UNITS))
    valid_from, valid_to = _valid(given, place)
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
        jurisdiction=_jurisdiction(given, place),
        valid_from=valid_from,
        valid_to=valid_to,
        basis=_basis(given, place),
        confidence=_confidence(given, place),
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


def _clause(defaults: Mapping[str, Any], record: Mapping[str, Any], place: _Place) -> Transition:
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
        basis=_basis(given, place),
        confidence=_confidence(given, place),
        source=place.text(given, "source"),
    )


def _merged(defaults: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**defaults, **record}
    if isinstance(defaults.get("basis"), dict) and isinstance(record.get("basis"), dict):
        merged["basis"] = {**defaults["basis"], **record["basis"]}
    return merged


def _valid(given: Mapping[str, Any], place: _Place) -> tuple[date, date | None]:
    valid = given.get("valid")
    if not isinstance(valid, list) or len(valid) != 2 or type(valid[0]) is not date:
        place.refuse(
            "missing_dates",
            "Thiếu “valid: [từ ngày, đến ngày]” (đến ngày để null nếu còn hiệu lực; không tính ngày cuối).",
            "'valid' must be [from, to): two days, the second null while in force.",
        )
    start, end = valid
    if end is not None and (type(end) is not date or end <= start):
        place.refuse(
            "bad_dates", "Ngày hết hiệu lực phải sau ngày có hiệu lực.", "the end must follow the start."
        )
    return start, end


def _jurisdiction(given: Mapping[str, Any], place: _Place) -> str:
    value = place.text(given, "jurisdiction")
    kind, _, name = value.partition(":")
    if value not in {"VN", "party"} and not (kind in {"province", "body"} and name):
        place.refuse(
            "bad_jurisdiction",
            "“jurisdiction” phải là VN, party, province:<mã> hoặc body:<mã>.",
            "'jurisdiction' must be VN, party, province:<code> or body:<id>.",
        )
    return value


def _basis(given: Mapping[str, Any], place: _Place) -> Basis:
    basis = given.get("basis")
    if not isinstance(basis, dict) or not isinstance(basis.get("doc"), str) or not basis["doc"].strip():
        place.refuse(
            "missing_basis",
            "Thiếu căn cứ “basis: {doc: số hiệu văn bản, article: điều}”.",
            "'basis' must name the document, and its article where there is one.",
        )
    place.only(basis, frozenset({"doc", "article"}))
    article = basis.get("article")
    if article is not None and not isinstance(article, str):
        place.refuse("bad_basis", "Điều khoản phải đặt trong dấu nháy.", "quote the article: it is text.")
    return Basis(nfc(basis["doc"].strip()), nfc(article) if article else None)


def _confidence(given: Mapping[str, Any], place: _Place) -> Any:
    confidence = place.choice(given, "confidence", frozenset("VSM"))
    status = given.get("status")
    if (confidence == "M") != (status == "unverified") or status not in {None, "unverified"}:
        place.refuse(
            "bad_status",
            "Giá trị chưa kiểm chứng (M) phải ghi “status: unverified”; giá trị khác không ghi.",
            "an M value must say 'status: unverified', and only an M value may.",
        )
    return confidence


def _records(
    loader: Any, parts: Mapping[str, yaml.Node], name: str, shown: str
) -> list[tuple[dict[str, Any], _Place]]:
    node = parts.get(name)
    if node is None:
        return []
    place = _Place(shown, node.start_mark.line + 1)
    if not isinstance(node, yaml.SequenceNode):
        place.refuse("shape", f"“{name}” phải là danh sách.", f"{name!r} must be a list.")
    return [(_construct(loader, item, shown), _Place(shown, item.start_mark.line + 1)) for item in node.value]


def _construct(loader: Any, node: yaml.Node, shown: str) -> dict[str, Any]:
    place = _Place(shown, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        place.refuse("shape", "Mỗi quy định phải là một bảng “mục: giá trị”.", "a record must be a mapping.")
    _pairs(node, place)
    made: dict[str, Any] = loader.construct_object(node, deep=True)
    return made


def _pairs(node: yaml.MappingNode, place: _Place) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Give the pairs of a mapping, refusing a key written twice, which YAML would swallow."""
    seen: set[str] = set()
    for key, item in node.value:
        if key.value in seen:
            _Place(place.file, key.start_mark.line + 1).refuse(
                "twice", f"Mục “{key.value}” ghi hai lần.", f"key {key.value!r} is written twice."
            )
        seen.add(key.value)
        if isinstance(item, yaml.MappingNode):
            _pairs(item, place)
    return list(node.value)
