"""Selective opening: show some fields of one ledger entry to strangers, the others stay shut.

``liem-opening/v1`` is a JSON object with exactly these keys (docs/reference/ledger-entry-format.md):
``format``; ``entry``, the id of the entry; ``leaf``, its 152 bytes as text; ``commitments``, field name → 64
hex for **every** field; ``opened``, a list of ``{"name", "value", "salt"}`` (salt 64 hex). Checking needs
nothing else: no key, no database, no network. It shows that the leaf commits to these values, not that the
leaf stands in a log: for that its receipt is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from liem.kernel import canon
from liem.kernel.errors import KernelError

FORMAT: Final = "liem-opening/v1"
LARGEST: Final = 4 << 20  # bytes of an opening file
_HEX: Final = re.compile(r"[0-9a-f]{64}")


class BadOpening(KernelError):
    """The file is no opening, or what it shows is not what the entry committed to."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A checked opening: ``values`` are proven to be those of the leaf, ``shut`` are names that stay shut."""

    entry: str
    leaf: bytes
    values: Mapping[str, Any]
    shut: tuple[str, ...]


def make_opening(
    key: bytes,
    *,
    event_id: str,
    leaf: bytes,
    commitments: Mapping[str, str],
    values: Mapping[str, canon.Json],
    names: Iterable[str],
) -> bytes:
    """Write the opening of ``names`` as UTF-8 JSON, checked before it is given.

    ``key`` is the secret of the case, ``values`` what the entry says. Only salts of the named fields leave.
    Raises ``BadOpening`` for a name the entry does not have, or a value it did not commit to.
    """
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in values or name not in commitments:
            raise _bad(f"mục này không có trường “{name}”.", f"the entry has no field {name!r}.")
    made = {
        "format": FORMAT,
        "entry": event_id,
        "leaf": leaf.decode("ascii"),
        "commitments": dict(sorted(commitments.items())),
        "opened": [
            {
                "name": name,
                "value": json.loads(canon.canonical_json(values[name])),
                "salt": canon.field_salt(key, event_id=event_id, name=name).hex(),
            }
            for name in wanted
        ],
    }
    written = json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"
    check_opening(written)
    return written


def check_opening(data: bytes) -> Opening:
    """Check an opening file; gives what is proven. Raises ``BadOpening`` for anything off, nothing else."""
    told = _parsed(data)
    entry, leaf = told["entry"], told["leaf"]
    commitments, opened = told["commitments"], told["opened"]
    fits = (
        isinstance(entry, str)
        and 0 < len(entry) <= 64
        and isinstance(leaf, str)
        and isinstance(commitments, dict)
        and isinstance(opened, list)
        and opened
        and all(isinstance(value, str) and _HEX.fullmatch(value) for value in commitments.values())
    )
    if not fits:
        raise _bad("các phần của tệp không đúng dạng.", "its parts have the wrong form.")
    try:
        raw = leaf.encode("ascii")
        parsed = canon.parse_leaf(raw)
        whole = canon.event_commitment(commitments)
    except (KernelError, UnicodeError):
        raise _bad("lá hoặc tên trường không đúng dạng.", "leaf or field names are malformed.") from None
    if whole != parsed.commitment:
        raise _bad("các cam kết không dẫn tới lá.", "the commitments do not lead to the leaf.")
    values: dict[str, Any] = {}
    for one in opened:
        name, value = _opened(one, commitments)
        if name in values:
            raise _bad(f"trường “{name}” mở hai lần.", f"the field {name!r} is opened twice.")
        values[name] = value
    return Opening(entry, raw, values, tuple(sorted(set(commitments) - set(values))))


def _opened(one: Any, commitments: Mapping[str, str]) -> tuple[str, Any]:
    fits = (
        isinstance(one, dict)
        and one.keys() == {"name", "value", "salt"}
        and isinstance(one["name"], str)
        and one["name"] in commitments
        and isinstance(one["salt"], str)
        and _HEX.fullmatch(one["salt"])
    )
    if not fits:
        raise _bad("một trường được mở không đúng dạng.", "an opened field has the wrong form.")
    name = one["name"]
    try:
        found = canon.open_commitment(bytes.fromhex(one["salt"]), name=name, value=one["value"])
        value = json.loads(canon.canonical_json(one["value"]))
    except (KernelError, RecursionError):
        raise _bad(
            f"giá trị của “{name}” không ghi được vào sổ.", f"{name!r} has no canonical form."
        ) from None
    if found != commitments[name]:
        raise _bad(
            f"giá trị của “{name}” KHÔNG phải giá trị đã ghi vào sổ.",
            f"the value of {name!r} is NOT the one the entry committed to.",
        )
    return name, value


def _parsed(data: bytes) -> dict[str, Any]:
    def pairs(listed: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(listed)
        if len(made) != len(listed):
            raise ValueError("a key twice")
        return made

    if len(data) > LARGEST:
        raise _bad("tệp quá lớn.", "the file is too large.")
    try:
        told = json.loads(data.decode("utf-8"), object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        raise _bad("không phải JSON đúng dạng.", "it is not well-formed JSON.") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _bad(f"không phải {FORMAT}.", f"it is no {FORMAT}.")
    if told.keys() != {"format", "entry", "leaf", "commitments", "opened"}:
        raise _bad("thiếu hoặc thừa phần.", "parts are missing or added.")
    return told


def _bad(vi: str, en: str) -> BadOpening:
    return BadOpening("bad_opening", vi=f"Tệp mở trường bị bác: {vi}", en=f"The opening is refused: {en}")
