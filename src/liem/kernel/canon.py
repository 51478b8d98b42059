"""Canonical bytes and the 152-byte leaf of the ledger.

A leaf never holds personal data nor a bare hash of it: values go in as commitments salted by a secret key, so
destroying the key makes them unguessable for ever while leaf, tree and receipts stay valid.
JSON follows RFC 8785 for text, whole numbers, booleans, null, lists and objects; there are no other numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

from liem.kernel.errors import KernelError

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

LEAF_SIZE: Final = 152
# Beyond this a JavaScript checker would read another number (RFC 8785, 3.2.2.3; RFC 7493, 2.2).
LARGEST_INT: Final = 2**53 - 1
_DEEPEST: Final = 64
_LEAF: Final = re.compile(
    rb"liem-leaf/v1\nclass ([a-z0-9]{1,8}-{0,7})\nat (\d{4}-\d{2}-\d{2}T\d{2})\n"
    rb"tag ([0-9a-f]{32})\ndata ([0-9a-f]{64})\n"
)
_CLASS: Final = re.compile(r"[a-z0-9]{1,8}")
_HEX: Final = re.compile(r"[0-9a-f]*")
_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class NotCanonical(KernelError):
    """The value has no canonical form: a float, a broken character, two keys that are the same text."""


class BadLeaf(KernelError):
    """The bytes are not a leaf of this log, or a leaf was asked for with parts that do not fit."""


def canonical_json(value: Json) -> bytes:
    """Give the one UTF-8 form: NFC text, keys sorted by UTF-16 units, no blanks. Raises NotCanonical."""
    return b"null" if value is None else _JSON.encode(_clean(value, 0)).encode()


def _clean(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        raise _uncanonical(f"nested deeper than {_DEEPEST}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INT:
            raise _uncanonical(f"whole number beyond ±{LARGEST_INT}; write it as text")
        return int(value)
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, Mapping):
        return _clean_mapping(value, depth)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_clean(item, depth + 1) for item in value]
    raise _uncanonical(f"no canonical form for {type(value).__name__}")


def _clean_text(text: str) -> str:
    if text.isascii():  # most of what is written: names of fields, ids, days
        return str(text)
    normal = unicodedata.normalize("NFC", text)
    try:
        normal.encode()
    except UnicodeEncodeError:
        raise _uncanonical("half of a surrogate pair is not a character") from None
    return normal


def _clean_mapping(value: Mapping[object, object], depth: int) -> dict[str, object]:
    clean: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise _uncanonical(f"a key is text, not {type(key).__name__}")
        name = _clean_text(key)
        if name in clean:
            raise _uncanonical(f"two keys are the same text: {name!r}")
        clean[name] = _clean(item, depth + 1)
    return {name: clean[name] for name in sorted(clean, key=lambda name: name.encode("utf-16-be"))}


def _uncanonical(why: str) -> NotCanonical:
    return NotCanonical(
        "not_canonical", vi=f"Giá trị không ghi được vào sổ: {why}.", en=f"Not canonical: {why}."
    )


def field_commitment(key: bytes, *, event_id: str, name: str, value: Json) -> str:
    """Give the hex commitment to one field. Only who has `key` (32 secret bytes) can make or open it.

    salt = HMAC-SHA256(key, "salt" ‖ 00 ‖ event id ‖ 00 ‖ name);
    commitment = HMAC-SHA256(salt, name ‖ 00 ‖ canonical JSON).
    """
    return field_commitments(key, event_id=event_id, values={name: value})[name]


def field_commitments(key: bytes, *, event_id: str, values: Mapping[str, Json]) -> dict[str, str]:
    """Give the commitments to all fields of one event, as :func:`field_commitment` does for one."""
    _long_enough(key)
    before, made = _salt_of(event_id), {}
    for name, value in values.items():
        field = _plain(name)
        made[name] = _committed(_hmac(key, before + field), field, value)
    return made


def field_salt(key: bytes, *, event_id: str, name: str) -> bytes:
    """Give the salt of one field of one event: showing it opens that field and no other."""
    _long_enough(key)
    return _hmac(key, _salt_of(event_id) + _plain(name))


def _salt_of(event_id: str) -> bytes:
    return b"salt\x00" + _plain(event_id) + b"\x00"


def open_commitment(salt: bytes, *, name: str, value: Json) -> str:
    """Recompute a commitment from its opened salt: what a stranger does to check one shown field."""
    return _committed(salt, _plain(name), value)


def _committed(salt: bytes, field: bytes, value: Json) -> str:
    return _hmac(salt, field + b"\x00" + canonical_json(value)).hex()


def event_commitment(fields: Mapping[str, str]) -> str:
    """Give the hex SHA-256 over the sorted lines "name:hex"; opening some fields leaves the others shut."""
    lines = []
    for name, commitment in fields.items():
        if ":" in name or "\n" in name or len(commitment) != 64 or not _HEX.fullmatch(commitment):
            raise BadLeaf(
                "bad_field",
                vi=f"Tên hoặc cam kết của trường “{name}” không đúng dạng.",
                en=f"Name or commitment of field {name!r} is malformed.",
            )
        lines.append(_plain(name) + b":" + commitment.encode() + b"\n")
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def tag_key(secret: bytes) -> bytes:
    """Give the key (32 bytes) of a case's tags: what its citizen may hold.

    It finds the events of the case and nothing else: neither a payload nor a commitment opens with it, and
    destroying ``secret`` still erases.
    """
    _long_enough(secret)
    return _hmac(secret, b"tags")


def case_tag(case_key: bytes, n: int) -> str:
    """Give the blinded tag (32 hex) of a case's n-th event: its holder finds all and sees a gap."""
    _long_enough(case_key)
    if n < 0:
        raise BadLeaf(
            "bad_number", vi="Số thứ tự sự kiện không thể âm.", en="An event number cannot be negative."
        )
    return _hmac(case_key, b"tag\x00" + str(n).encode()).hex()[:32]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the log tells everybody: a coarse class, an hour in UTC, a blinded tag, a commitment."""

    cls: str
    hour: datetime
    tag: str
    commitment: str


def leaf(cls: str, *, hour: datetime, tag: str, commitment: str) -> bytes:
    """Give the 152 ASCII bytes of a leaf. `cls` is 1–8 of a–z 0–9 (padded with "-"); minutes are dropped.

    Raises BadLeaf when a part does not fit or the moment has no time zone.
    """
    fits = (
        _CLASS.fullmatch(cls)
        and len(tag) == 32
        and len(commitment) == 64
        and _HEX.fullmatch(tag + commitment)
    )
    if not fits or hour.utcoffset() is None:
        raise BadLeaf(
            "bad_leaf_part",
            vi="Thành phần của mục sổ không đúng dạng: lớp, giờ kèm múi giờ, thẻ 32 và cam kết 64 ký tự hex.",
            en="A leaf needs a class of 1–8 letters, an aware hour, a 32-hex tag and a 64-hex commitment.",
        )
    at = hour.astimezone(UTC)
    text = f"liem-leaf/v1\nclass {cls:-<8}\nat {at.year:04d}-{at:%m-%dT%H}\ntag {tag}\ndata {commitment}\n"
    return text.encode("ascii")


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf back, strictly: one byte more, less or other raises BadLeaf."""
    found = _LEAF.fullmatch(data) if len(data) == LEAF_SIZE else None
    try:
        if found is None:
            raise ValueError("shape")
        hour = datetime.strptime(found.group(2).decode(), "%Y-%m-%dT%H").replace(tzinfo=UTC)
    except ValueError:
        raise BadLeaf(
            "bad_leaf", vi="Đây không phải một mục của sổ (152 byte, đúng mẫu).", en="Not a leaf of this log."
        ) from None
    return Leaf(
        cls=found.group(1).decode().rstrip("-"),
        hour=hour,
        tag=found.group(3).decode(),
        commitment=found.group(4).decode(),
    )


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _plain(name: str) -> bytes:
    text = _clean_text(name)
    if not text or "\x00" in text:
        raise _uncanonical("a name or id is not empty and holds no NUL")
    return text.encode()


def _long_enough(key: bytes) -> None:
    if len(key) < 32:
        raise NotCanonical(
            "short_key",
            vi="Khóa phải có ít nhất 32 byte ngẫu nhiên.",
            en="A key needs at least 32 random bytes.",
        )
