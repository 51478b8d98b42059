"""What every reader of law files shares: where in which file we are, and the fields each record has.

A fault names file and line, what is wrong and what to mend, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml

from liem.kernel.text import nfc
from liem.law.errors import BadLaw
from liem.law.provision import Basis

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: slower, same answers
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


class Place:
    """Where in which file we are, for messages. Every method that reads raises BadLaw."""

    def __init__(self, file: str, line: int) -> None:
        self.file = file
        self.line = line

    def refuse(self, fault: str, vi: str, en: str) -> NoReturn:
        """Raise BadLaw for this place."""
        raise BadLaw(fault, file=self.file, line=self.line, vi=vi, en=en)

    def only(self, given: Mapping[str, Any], known: frozenset[str]) -> None:
        """Refuse a key that nobody reads."""
        if strange := sorted(map(str, given.keys() - known)):
            self.refuse(
                "unknown_key",
                f"Không biết mục “{strange[0]}”. Các mục dùng được: {', '.join(sorted(known))}.",
                f"unknown key {strange[0]!r}. Known keys: {', '.join(sorted(known))}.",
            )

    def text(self, given: Mapping[str, Any], key: str) -> str:
        """Give a text in NFC."""
        value = given.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"missing_{key}", f"Thiếu “{key}” (chữ).", f"{key!r} is missing or not text.")
        return nfc(value.strip())

    def optional(self, given: Mapping[str, Any], key: str) -> str | None:
        """Give a text in NFC, or None where there is none."""
        return self.text(given, key) if given.get(key) is not None else None

    def choice(self, given: Mapping[str, Any], key: str, allowed: frozenset[str]) -> str:
        """Give one of the allowed words."""
        value = given.get(key)
        if value not in allowed:
            shown = ", ".join(sorted(allowed))
            self.refuse(
                f"bad_{key}" if value is not None else f"missing_{key}",
                f"“{key}” phải là một trong: {shown}.",
                f"{key!r} must be one of: {shown}.",
            )
        return str(value)

    def choices(self, given: Mapping[str, Any], key: str, allowed: frozenset[str]) -> tuple[str, ...]:
        """Give a list of allowed words, none twice."""
        value = given.get(key)
        named = tuple(map(str, value)) if isinstance(value, list) else ()
        if not named or not set(named) <= allowed or len(set(named)) < len(named):
            shown = ", ".join(sorted(allowed))
            self.refuse(
                f"bad_{key}",
                f"“{key}” phải là danh sách trong: {shown}.",
                f"{key!r} must list some of: {shown}.",
            )
        return named

    def flag(self, given: Mapping[str, Any], key: str) -> bool:
        """Give yes or no; no where nothing is written."""
        value = given.get(key, False)
        if not isinstance(value, bool):
            self.refuse(f"bad_{key}", f"“{key}” phải là true hoặc false.", f"{key!r} must be true or false.")
        return value


@contextmanager
def document(path: Path, *, shown: str) -> Iterator[tuple[Any, dict[str, yaml.Node], Place]]:
    """Open a law file: its loader, the nodes of its top keys, and the place of its head.

    Whatever YAML, the encoding or an impossible day complains about, also later while nodes are constructed,
    becomes BadLaw.
    """
    top = Place(shown, 1)
    try:
        loader = Loader(path.read_text(encoding="utf-8"))
        try:
            root = loader.get_single_node()
            if not isinstance(root, yaml.MappingNode):
                top.refuse("shape", "Tệp phải là một bảng “mục: giá trị”.", "the file must be a mapping.")
            yield loader, {key.value: node for key, node in pairs(root, top)}, top
        finally:
            loader.dispose()
    except BadLaw:
        raise
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        Place(shown, mark.line + 1 if mark else 1).refuse(
            "yaml",
            f"Không đọc được YAML ({getattr(fault, 'problem', fault)}). Hãy sửa thụt dòng hoặc dấu nháy.",
            f"Not YAML ({getattr(fault, 'problem', fault)}). Mend indents or quotes.",
        )
    except ValueError as fault:  # a day like 2026-13-01, or bytes that are no UTF-8
        top.refuse(
            "unreadable",
            f"Có ngày không tồn tại hoặc tệp không phải UTF-8 ({fault}).",
            f"a day that does not exist, or a file that is not UTF-8 ({fault}).",
        )


def valid_days(given: Mapping[str, Any], place: Place) -> tuple[date, date | None]:
    """Give the first day and the first day no longer, of `valid: [from, to)`."""
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


def jurisdiction_of(given: Mapping[str, Any], place: Place) -> str:
    """Give whose rule it is: VN, party, province:<code>, body:<id>."""
    value = place.text(given, "jurisdiction")
    kind, _, name = value.partition(":")
    if value not in {"VN", "party"} and not (kind in {"province", "body"} and name):
        place.refuse(
            "bad_jurisdiction",
            "“jurisdiction” phải là VN, party, province:<mã> hoặc body:<mã>.",
            "'jurisdiction' must be VN, party, province:<code> or body:<id>.",
        )
    return value


def basis_of(given: Mapping[str, Any], place: Place) -> Basis:
    """Give the document and the article."""
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


def confidence_of(given: Mapping[str, Any], place: Place) -> Any:
    """Give V, S or M; M only together with `status: unverified`."""
    confidence = place.choice(given, "confidence", frozenset("VSM"))
    status = given.get("status")
    if (confidence == "M") != (status == "unverified") or status not in {None, "unverified"}:
        place.refuse(
            "bad_status",
            "Giá trị chưa kiểm chứng (M) phải ghi “status: unverified”; giá trị khác không ghi.",
            "an M value must say 'status: unverified', and only an M value may.",
        )
    return confidence


def records(
    loader: Any, parts: Mapping[str, yaml.Node], name: str, shown: str
) -> list[tuple[dict[str, Any], Place]]:
    """Give each record of a list with its place; none where the list is not written."""
    node = parts.get(name)
    if node is None:
        return []
    place = Place(shown, node.start_mark.line + 1)
    if not isinstance(node, yaml.SequenceNode):
        place.refuse("shape", f"“{name}” phải là danh sách.", f"{name!r} must be a list.")
    return [(construct(loader, item, shown), Place(shown, item.start_mark.line + 1)) for item in node.value]


def construct(loader: Any, node: yaml.Node, shown: str) -> dict[str, Any]:
    """Give one record as a mapping, refusing a key written twice."""
    place = Place(shown, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        place.refuse("shape", "Mỗi quy định phải là một bảng “mục: giá trị”.", "a record must be a mapping.")
    pairs(node, place)
    made: dict[str, Any] = loader.construct_object(node, deep=True)
    return made


def pairs(node: yaml.MappingNode, place: Place) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Give the pairs of a mapping, refusing a key written twice, which YAML would swallow."""
    seen: set[str] = set()
    for key, item in node.value:
        if key.value in seen:
            Place(place.file, key.start_mark.line + 1).refuse(
                "twice", f"Mục “{key.value}” ghi hai lần.", f"key {key.value!r} is written twice."
            )
        seen.add(key.value)
        if isinstance(item, yaml.MappingNode):
            pairs(item, place)
    return list(node.value)
