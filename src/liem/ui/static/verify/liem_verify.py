#!/usr/bin/env python3
"""Check the log, its receipts and its draws without the software of Liêm: this one file, Python 3.8 or later.

It needs no package and no network (but for a log given by its address), trusts nobody but the policy file you
hand it, and shares no code with the product. Kiểm tra sổ, biên nhận, bốc thăm; chỉ cần một tệp này và Python.

    python3 liem_verify.py receipt bien-nhan.tlog-proof --policy chinh-sach.txt --leaf muc.txt
    python3 liem_verify.py log PLACE --policy chinh-sach.txt [--since dau-so-cu.txt]
    python3 liem_verify.py case KEY PLACE [--events 3]
    python3 liem_verify.py draw ket-qua.json danh-sach.tsv

Exit codes: 0 proven or holding, 1 refused, 2 not understood, 3 nothing false but not proven either.
Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-policy, tlog-proof; RFC 6962;
liem-draw/v1. Licence: AGPL-3.0-or-later.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import itertools
import json
import re
import sys
import unicodedata
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Tuple

LARGEST = 2**63 - 1
LARGEST_FILE = 2_000_000
WIDTH = 256
HASH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Invalid(Exception):
    """The one refusal: a code (the same as of `liem log verify`), a Vietnamese and an English sentence."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en


# --- bytes and numbers, one accepted form each --------------------------------------------


def from_base64(text: str, size: Optional[int] = None) -> bytes:
    """Read the one base64 form of some bytes. Raises Invalid."""
    try:
        data: Optional[bytes] = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        data = None
    if data is None or base64.b64encode(data).decode() != text:
        raise Invalid("bad_base64", "Đoạn base64 không đúng dạng.", "Malformed base64.")
    if size is not None and len(data) != size:
        raise Invalid("bad_length", f"Đoạn base64 phải dài {size} byte.", f"Expected {size} bytes of base64.")
    return data


def from_decimal(text: str) -> int:
    """Read ASCII digits without leading zero, below 2**63. Raises Invalid."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) > LARGEST:
        raise Invalid(
            "bad_number", "Số không đúng dạng.", "A number is digits without leading zero, below 2^63."
        )
    return int(text)


BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def to_base45(data: bytes) -> str:
    """Give RFC 9285 base45."""
    out = []
    for at in range(0, len(data), 2):
        value = int.from_bytes(data[at : at + 2], "big")
        for _ in range(3 if at + 1 < len(data) else 2):
            value, digit = divmod(value, 45)
            out.append(BASE45[digit])
    return "".join(out)


def from_base45(text: str) -> bytes:
    """Read RFC 9285 base45 strictly. Raises Invalid."""
    values = [BASE45.find(char) for char in text]
    out = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        value = sum(digit * 45**place for place, digit in enumerate(group))
        if len(group) == 1 or min(group) < 0 or value >= 256 ** (len(group) - 1):
            raise Invalid("bad_base45", "Nội dung mã QR không đúng dạng base45.", "Malformed base45.")
        out += value.to_bytes(len(group) - 1, "big")
    return bytes(out)


def uvarint(value: int) -> bytes:
    """Give a number in groups of seven bits, lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def sized(data: bytes) -> bytes:
    """Give bytes behind their length."""
    return uvarint(len(data)) + data


class Frame:
    """Reads the packed form of a receipt from its start."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        """Give the next bytes. Raises Invalid."""
        piece = self.data[self.at : self.at + size]
        if len(piece) != size:
            raise bad_frame()
        self.at += size
        return piece

    def uvarint(self) -> int:
        """Give the next number in its shortest form. Raises Invalid."""
        value = 0
        for place in range(9):
            (group,) = self.take(1)
            value |= (group & 0x7F) << 7 * place
            if group < 0x80:
                if group == 0 and place:
                    break
                return value
        raise bad_frame()

    def text(self) -> str:
        """Give the next text behind its length. Raises Invalid."""
        return from_utf8(self.take(self.uvarint()), bad_frame)

    def end(self) -> None:
        """Make sure nothing is left."""
        if self.at != len(self.data):
            raise bad_frame()


def bad_frame() -> Invalid:
    """The refusal of a packed form."""
    return Invalid(
        "bad_frame", "Nội dung mã QR bị thiếu, thừa hoặc hỏng.", "The QR content is short, long or broken."
    )


def bad_proof() -> Invalid:
    """The refusal of what is no receipt in form."""
    return Invalid(
        "bad_proof", "Không phải biên nhận đúng dạng, hoặc bị cắt, bị sửa.", "Not a receipt in form."
    )


def bad_note() -> Invalid:
    """The refusal of what is no signed note in form."""
    return Invalid("bad_note", "Không phải văn bản có chữ ký đúng dạng.", "Not a signed note in form.")


def bad_checkpoint() -> Invalid:
    """The refusal of what is no head in form."""
    return Invalid(
        "bad_checkpoint",
        "Không phải đầu sổ đúng dạng.",
        "Not a checkpoint: origin, size and root, a line each.",
    )


def bad_promise() -> Invalid:
    """The refusal of what is no promise in form."""
    return Invalid("bad_promise", "Không phải lời hứa ghi sổ đúng dạng.", "Not a promise in form.")


def from_utf8(data: bytes, refusal: Callable[[], Invalid]) -> str:
    """Decode or refuse."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise refusal() from None


# --- Ed25519 (RFC 8032), checking only: no cofactor, canonical points and S, no small order --------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = Tuple[int, int, int, int]


def point_of(data: bytes) -> Optional[Point]:
    """Give the point of 32 bytes, None when there is none or another spelling is the right one."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(one: Point, two: Point) -> Point:
    """Add two points (extended coordinates, complete formula)."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(point: Point) -> Point:
    """Double a point."""
    x, y, z, _ = point
    a, b, c = x * x % P, y * y % P, 2 * z * z
    h, g = a + b, a - b
    e, f = h - (x + y) * (x + y), c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def table(point: Point) -> List[Point]:
    """0 … 15 times a point."""
    found: List[Point] = [(0, 1, 1, 0), point]
    while len(found) < 16:
        found.append(add(found[-1], point))
    return found


def small_order(point: Point) -> bool:
    """Whether eight times the point is nothing."""
    x, y, z, _ = double(double(double(point)))
    return x % P == 0 and (y - z) % P == 0


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)
BASE_TABLE = table(BASE)
TABLES: Dict[bytes, Optional[List[Point]]] = {}


def key_table(key: bytes) -> Optional[List[Point]]:
    """What is needed to check against a key, None for a key nothing can be checked against."""
    if key not in TABLES:
        point = point_of(key)
        usable = point is not None and not small_order(point)
        TABLES[key] = table((P - point[0], point[1], 1, P - point[3])) if point and usable else None
    return TABLES[key]


def ed25519(key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature (64 bytes) by a key (32 bytes) holds over a message."""
    minus_key = key_table(key)
    scalar = int.from_bytes(signature[32:], "little")
    if minus_key is None or len(signature) != 64 or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    total: Point = (0, 1, 1, 0)
    for shift in range(252, -1, -4):
        total = double(double(double(double(total))))
        total = add(total, BASE_TABLE[scalar >> shift & 15])
        total = add(total, minus_key[challenge >> shift & 15])
    if small_order(total):
        return False
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- keys, signed notes, heads ------------------------------------------------------------

LOG_KEY, WITNESS_KEY, ML_DSA_KEY = 1, 4, 6
KEY_SIZES = {LOG_KEY: 32, WITNESS_KEY: 32, ML_DSA_KEY: 1312}
SIGNATURE_SIZES = {LOG_KEY: 64, WITNESS_KEY: 72, ML_DSA_KEY: 2428}
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Key(NamedTuple):
    """A public key: name, type, bytes, and the four bytes that tell it apart."""

    name: str
    type: int
    key: bytes
    id: bytes


class Signature(NamedTuple):
    """A signature line: in whose name, by which key id, and the bytes after the id."""

    name: str
    key_id: bytes
    value: bytes


class Note(NamedTuple):
    """A text and its signatures, unchecked."""

    text: str
    signatures: Tuple[Signature, ...]

    def encode(self) -> str:
        """Give the text form."""
        lines = (f"— {n} {base64.b64encode(i + v).decode()}\n" for n, i, v in self.signatures)
        return self.text + "\n" + "".join(lines)


class Head(NamedTuple):
    """Whose log, how many entries, the root over them, and lines nobody here understands."""

    origin: str
    size: int
    root: bytes
    extensions: Tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(line + "\n" for line in lines)


def require_name(name: str) -> None:
    """Make sure that a name may name a key. Raises Invalid."""
    surrogate = any("\ud800" <= char <= "\udfff" for char in name)
    if not name or surrogate or "+" in name or any(char.isspace() or char < " " for char in name):
        raise Invalid(
            "bad_name", "Tên khóa không đúng dạng.", "A key name is not empty and has neither blank nor plus."
        )


def parse_key(text: str) -> Key:
    """Read `name+id+base64(type ‖ key)`. Raises Invalid."""
    found = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+(.+)", text, re.DOTALL)
    data = from_base64(found.group(3)) if found else b""
    if found and data:
        name, kind, key = found.group(1), data[0], data[1:]
        require_name(name)
        if len(key) != KEY_SIZES.get(kind) or (kind != ML_DSA_KEY and key_table(key) is None):
            raise Invalid("bad_key", "Khóa công khai không dùng được.", "Not a public key that can be used.")
        key_id = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if key_id.hex() == found.group(2):
            return Key(name, kind, key, key_id)
    raise Invalid(
        "bad_vkey", "Khóa kiểm chứng không đúng dạng.", "Not a verifier key, or its id does not fit."
    )


def parse_signature(line: str) -> Signature:
    """Read one signature line. Raises Invalid."""
    dash, _, rest = line.partition(" ")
    name, _, value = rest.partition(" ")
    if dash != "—":
        raise bad_note()
    require_name(name)
    data = from_base64(value)
    if len(data) < 5:
        raise bad_note()
    return Signature(name, data[:4], data[4:])


def parse_note(data: bytes) -> Note:
    """Read a signed note. Raises Invalid."""
    whole = from_utf8(data, bad_note) if len(data) <= 1_000_000 else ""
    text, gap, lines = whole.rpartition("\n\n")
    found = lines[:-1].split("\n")
    if not gap or not lines.endswith("\n") or CONTROL.search(whole) or len(found) > 100:
        raise bad_note()
    return Note(text + "\n", tuple(parse_signature(line) for line in found))


def make_head(origin: str, size: int, root: bytes, extensions: Tuple[str, ...]) -> Head:
    """Give a head when it can be one. Raises Invalid."""
    lines = (origin, *extensions)
    if not all(lines) or any("\n" in line for line in lines) or (size == 0 and root != EMPTY_ROOT):
        raise bad_checkpoint()
    return Head(origin, size, root, extensions)


def parse_head(text: str) -> Head:
    """Read the text of a note as a head. Raises Invalid."""
    if not text.endswith("\n") or CONTROL.search(text):
        raise bad_note()
    lines = text[:-1].split("\n")
    if len(lines) < 3:
        raise bad_checkpoint()
    return make_head(lines[0], from_decimal(lines[1]), from_base64(lines[2], HASH), tuple(lines[3:]))


# --- receipts -----------------------------------------------------------------------------


class Receipt(NamedTuple):
    """Place of the entry (from 0), hashes up to the root, the signed head, and bytes nobody signed."""

    place: int
    path: Tuple[bytes, ...]
    note: Note
    extra: bytes

    def encode(self) -> bytes:
        """Give the text form."""
        extra = f"extra {base64.b64encode(self.extra).decode()}\n" if self.extra else ""
        path = "".join(base64.b64encode(one).decode() + "\n" for one in self.path)
        return f"c2sp.org/tlog-proof@v1\n{extra}index {self.place}\n{path}\n{self.note.encode()}".encode()

    def encode_qr(self) -> str:
        """Give the text of its QR code."""
        head = parse_head(self.note.text)
        parts = [b"\x01", uvarint(self.place), bytes([len(self.path)]), *self.path, sized(self.extra)]
        parts += [sized(head.origin.encode()), uvarint(head.size), head.root, uvarint(len(head.extensions))]
        parts += [sized(line.encode()) for line in head.extensions]
        parts.append(uvarint(len(self.note.signatures)))
        for name, key_id, value in self.note.signatures:
            parts += [sized(b"" if name == head.origin else name.encode()), key_id, sized(value)]
        return "LIEM1:" + to_base45(b"".join(parts))


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt, text or QR text. Raises Invalid."""
    if data.startswith(b"LIEM1:"):
        return receipt_of_qr(without_line_end(data))
    whole = from_utf8(data, bad_proof) if len(data) <= 1_100_000 else ""
    head, gap, note = whole.partition("\n\n")
    header, *lines = head.split("\n")
    if not gap or header != "c2sp.org/tlog-proof@v1" or not lines:
        raise bad_proof()
    has_extra = lines[0].startswith("extra ")
    extra = from_base64(lines.pop(0)[6:]) if has_extra else b""
    if not lines or not lines[0].startswith("index ") or len(lines) > 64:
        raise bad_proof()
    index = from_decimal(lines[0][6:])
    path = tuple(from_base64(line, HASH) for line in lines[1:])
    signed = parse_note(note.encode())
    parse_head(signed.text)
    if has_extra and not extra:
        raise bad_proof()
    return Receipt(index, path, signed, extra)


def without_line_end(data: bytes) -> str:
    """QR text without the line end an editor may have put behind it."""
    text = data.decode("latin-1")
    text = text[:-1] if text.endswith("\n") else text
    return text[:-1] if text.endswith("\r") else text


def receipt_of_qr(text: str) -> Receipt:
    """Read the packed form; only the one form of its receipt. Raises Invalid."""
    frame = Frame(from_base45(text[6:]) if len(text) <= 1_100_000 else b"\x00")
    if frame.take(1) != b"\x01":
        raise bad_proof()
    index = frame.uvarint()
    path = tuple(frame.take(HASH) for _ in range(min(frame.take(1)[0], 64)))
    extra = frame.take(frame.uvarint())
    origin, size, root = frame.text(), frame.uvarint(), frame.take(HASH)
    extensions = tuple(frame.text() for _ in range(frame.uvarint()))
    signatures = tuple(
        Signature(frame.text() or origin, frame.take(4), frame.take(frame.uvarint()))
        for _ in range(frame.uvarint())
    )
    note = Note(make_head(origin, size, root, extensions).text, signatures)
    frame.end()
    receipt = Receipt(index, path, note, extra)
    if parse_receipt(receipt.encode()) != receipt or receipt.encode_qr() != text:
        raise bad_proof()
    return receipt


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, head: Head, path: Tuple[bytes, ...]) -> None:
    """Make sure that an entry's hash stands at a place under a head (RFC 9162, 2.1.3.2). Raises Invalid."""
    if index >= head.size:
        raise Invalid(
            "bad_index",
            f"Không có mục số {index} trong sổ {head.size} mục.",
            f"No entry {index} in a log of {head.size}.",
        )
    at, last, root, used = index, head.size - 1, leaf, 0
    while last:
        if at & 1 or at != last:
            if used == len(path):
                used = -1
                break
            root = node_hash(path[used], root) if at & 1 else node_hash(root, path[used])
            used += 1
        at, last = at >> 1, last >> 1
    if used != len(path):
        raise Invalid(
            "bad_path", "Đường dẫn thừa hoặc thiếu mã băm.", "The path has too many or too few hashes."
        )
    if root != head.root:
        raise Invalid(
            "not_included",
            "Mục này không nằm ở vị trí đó trong sổ: mã gốc tính ra khác mã đã ký.",
            "The entry is not at that place of the log: the root computed differs from the one signed.",
        )


class Leaf(NamedTuple):
    """What an entry of Liêm says: class, hour (UTC), blinded tag, commitment."""

    cls: str
    hour: datetime
    tag: str
    commitment: str


LEAF = re.compile(
    rb"liem-leaf/v1\nclass ([a-z0-9]{1,8}-{0,7})\nat (\d{4}-\d{2}-\d{2}T\d{2})\n"
    rb"tag ([0-9a-f]{32})\ndata ([0-9a-f]{64})\n"
)


def parse_leaf(entry: bytes) -> Leaf:
    """Read a leaf of Liêm strictly. Raises Invalid."""
    found = LEAF.fullmatch(entry) if len(entry) == 152 else None
    try:
        if found is None:
            raise ValueError("shape")
        cls, at, tag, commitment = (part.decode() for part in found.groups())
        hour = datetime.strptime(at, "%Y-%m-%dT%H").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Invalid("bad_leaf", "Đây không phải một mục của sổ.", "Not a leaf of this log.") from None
    return Leaf(cls.rstrip("-"), hour, tag, commitment)


# --- whom to believe ----------------------------------------------------------------------


class Policy(NamedTuple):
    """Keys of logs, of witnesses by name, groups (needed, members) by name, the name that decides or None."""

    logs: List[Key]
    witnesses: Dict[bytes, Key]
    groups: Dict[bytes, Tuple[int, List[bytes]]]
    quorum: Optional[bytes]


def bad_policy(vi: str, en: str) -> Invalid:
    """The refusal of a policy file."""
    return Invalid("bad_policy", f"Tệp chính sách: {vi}.", f"Policy file: {en}.")


def parse_policy(data: bytes) -> Policy:
    """Read a policy file. Raises Invalid with the line."""
    if len(data) > 1_000_000 or re.search(rb"[^\t\n\x20-\x7e\x80-\xff]", data):
        raise bad_policy(
            "tệp quá lớn, hoặc có ký tự điều khiển (kể cả CR)", "too large, or a control character (CR)"
        )
    if not data.endswith(b"\n"):
        raise bad_policy("dòng cuối chưa kết thúc bằng xuống dòng", "the last line does not end in a newline")
    policy = Policy([], {}, {}, None)
    quorums: List[bytes] = []
    grouped: set[bytes] = set()
    for at, line in enumerate(data[:-1].split(b"\n"), start=1):
        words = [word for word in re.split(rb"[ \t]+", line) if word]
        if words and not words[0].startswith(b"#"):
            try:
                _take(policy, quorums, grouped, words)
            except Invalid as why:
                raise Invalid(why.code, f"Dòng {at}: {why.vi}", f"Line {at}: {why.en}") from None
    if len(quorums) != 1:
        raise bad_policy("phải có đúng một dòng quorum", "there must be exactly one quorum line")
    return policy._replace(quorum=None if quorums[0] == b"none" else quorums[0])


_ARGUMENTS = {b"log": (1, 2), b"witness": (2, 3), b"group": (3, 10**6), b"quorum": (1, 1)}


def _take(policy: Policy, quorums: List[bytes], grouped: "set[bytes]", words: List[bytes]) -> None:
    kind, given = words[0], words[1:]
    fewest, most = _ARGUMENTS.get(kind, (1, 0))
    if not fewest <= len(given) <= most:
        raise bad_policy("không hiểu dòng này", "this line is not understood")
    names = {**policy.witnesses, **policy.groups}
    if kind in (b"witness", b"group"):
        if given[0] == b"none" or given[0] in names:
            raise bad_policy("tên này đã dùng hoặc không được dùng", "this name is taken or not allowed")
        if len(names) >= 1000:
            raise bad_policy("quá 1000 tên", "more than 1000 names")
    if kind == b"log":
        policy.logs.append(_party(given[0], KEY_SIZES, policy.logs))
    elif kind == b"witness":
        policy.witnesses[given[0]] = _party(given[1], (WITNESS_KEY, ML_DSA_KEY), policy.witnesses.values())
    elif kind == b"group":
        policy.groups[given[0]] = _group(given[1], given[2:], names, grouped)
    else:
        _require_known(given[0], {**names, b"none": None})
        quorums.append(given[0])


def _group(
    measure: bytes, members: List[bytes], names: Dict[bytes, Any], grouped: "set[bytes]"
) -> Tuple[int, List[bytes]]:
    for member in members:
        _require_known(member, names)
        if member in grouped:
            raise bad_policy("một tên chỉ được vào một nhóm, một lần", "a name may be a member only once")
        grouped.add(member)
    needed = {b"all": len(members), b"any": 1}.get(measure)
    needed = from_decimal(measure.decode("latin-1")) if needed is None else needed
    if not 1 <= needed <= len(members):
        raise bad_policy(
            "số cần có phải từ 1 đến số thành viên", "the threshold is 1 to the number of members"
        )
    return needed, members


def _require_known(name: bytes, names: Dict[bytes, Any]) -> None:
    if name not in names:
        raise bad_policy("tên này chưa được khai báo ở dòng trên", "this name is not defined on a line above")


def _party(word: bytes, kinds: Iterable[int], others: Iterable[Key]) -> Key:
    key = parse_key(from_utf8(word, lambda: bad_policy("khóa không phải UTF-8", "the key is not UTF-8")))
    if key.type not in kinds:
        raise bad_policy("loại khóa không hợp với vai này", "a key of this type cannot have this role")
    if any(other.key == key.key for other in others):
        raise bad_policy("khóa này đã có ở dòng trên", "this key is already there")
    return key


class Judged(NamedTuple):
    """What holds about a head: the log's key, witnesses with their times, keys not checked, unknown lines."""

    head: Head
    log: Key
    witnesses: List[Tuple[Key, int]]
    unchecked: List[Key]
    strangers: int


def check_signature(key: Key, signature: Signature, text: str) -> Optional[int]:
    """Give a witness's time, None for another key. Raises Invalid unless the signature holds."""
    value, message, time = signature.value, text.encode(), None
    held = len(value) == SIGNATURE_SIZES[key.type]
    if held and key.type == WITNESS_KEY:
        time = int.from_bytes(value[:8], "big")
        held, value, message = time <= LARGEST, value[8:], f"cosignature/v1\ntime {time}\n{text}".encode()
    # ML-DSA is carried along, not checked: only its length is asked for.
    if not held or (key.type != ML_DSA_KEY and not ed25519(key.key, value, message)):
        raise Invalid(
            "bad_signature",
            f"Chữ ký mang tên {key.name} không đúng: nội dung đã bị sửa hoặc chữ ký giả.",
            f"The signature in the name of {key.name} does not hold: changed content or a forgery.",
        )
    return time


def judge(note: Note, policy: Policy) -> Judged:
    """Make sure a log of the policy signed the head and the quorum is met. Raises Invalid."""
    head = parse_head(note.text)
    logs = [key for key in policy.logs if key.name == head.origin]
    if not logs:
        raise Invalid(
            "unknown_log",
            f"Sổ “{head.origin}” không có trong tệp chính sách.",
            "The policy does not know the log.",
        )
    by_log = _signers(note, logs)
    by_witness = _signers(note, list(policy.witnesses.values()))
    signed = [key for key in by_log if key.type != ML_DSA_KEY]
    if not signed:
        raise Invalid(
            "not_signed", "Đầu sổ không có chữ ký của sổ.", "The log has not signed this checkpoint."
        )
    met = {name for name, key in policy.witnesses.items() if by_witness.get(key) is not None}
    many = len(met)
    for name, (needed, members) in policy.groups.items():
        if sum(member in met for member in members) >= needed:
            met.add(name)
    if policy.quorum is not None and policy.quorum not in met:
        raise Invalid(
            "no_quorum",
            f"Chưa đủ chứng kiến: chỉ {many} chữ ký đúng.",
            f"Too few witnesses: {many} cosignatures hold.",
        )
    known = [*by_log, *by_witness]
    strangers = sum(not any((key.name, key.id) == one[:2] for key in known) for one in note.signatures)
    times = [(key, time) for key, time in by_witness.items() if time is not None]
    return Judged(head, signed[0], times, [key for key in known if key.type == ML_DSA_KEY], strangers)


def _signers(note: Note, keys: List[Key]) -> Dict[Key, Optional[int]]:
    found: Dict[Key, Optional[int]] = {}
    for signature in note.signatures:
        for key in keys:
            if (key.name, key.id) == signature[:2]:
                time, before = check_signature(key, signature, note.text), found.get(key)
                found[key] = time if before is None or time is None else max(before, time)
    return found


# --- promises -----------------------------------------------------------------------------


class Promise(NamedTuple):
    """Whose log, the leaf's hash, when given (seconds), within how many seconds it stands."""

    origin: str
    leaf: bytes
    at: int
    within: int

    @property
    def text(self) -> str:
        """The text that is signed."""
        leaf = base64.b64encode(self.leaf).decode()
        return f"liem-promise/v1\nlog {self.origin}\nleaf {leaf}\nat {self.at}\nwithin {self.within}\n"


def parse_promise(data: bytes) -> Tuple[Promise, Note]:
    """Read a signed promise, text or QR text. Raises Invalid."""
    if data.startswith(b"LIEMP1:"):
        return _promise_of_qr(without_line_end(data))
    note = parse_note(data)
    lines = note.text.split("\n")
    parts = [line.partition(" ") for line in lines[1:5]]
    words = [part[0] for part in parts]
    if (
        lines[0] != "liem-promise/v1"
        or len(lines) != 6
        or lines[5]
        or words != ["log", "leaf", "at", "within"]
    ):
        raise bad_promise()
    origin, leaf, at, within = (part[2] for part in parts)
    return _promise(origin, from_base64(leaf, HASH), from_decimal(at), from_decimal(within)), note


def _promise(origin: str, leaf: bytes, at: int, within: int) -> Promise:
    require_name(origin)
    if within == 0:
        raise bad_promise()
    return Promise(origin, leaf, at, within)


def _promise_of_qr(text: str) -> Tuple[Promise, Note]:
    if len(text) > 4096:
        raise bad_promise()
    frame = Frame(from_base45(text[7:]))
    promise = _promise(frame.text(), frame.take(HASH), frame.uvarint(), frame.uvarint())
    key_id, value = frame.take(4), frame.take(64)
    frame.end()
    parts = [
        sized(promise.origin.encode()),
        promise.leaf,
        uvarint(promise.at),
        uvarint(promise.within),
        key_id,
        value,
    ]
    if "LIEMP1:" + to_base45(b"".join(parts)) != text:
        raise bad_promise()
    return promise, Note(promise.text, (Signature(promise.origin, key_id, value),))


def check_promise(promise: Promise, note: Note, policy: Policy) -> None:
    """Make sure a log of the policy gave the promise; if it was kept, a receipt tells. Raises Invalid."""
    for key in policy.logs:
        by = [(key.name, key.id)] == [one[:2] for one in note.signatures]
        if key.name == promise.origin and key.type == LOG_KEY and by:
            check_signature(key, note.signatures[0], note.text)
            return
    raise Invalid("not_signed", "Lời hứa không có chữ ký của sổ.", "The log has not signed this promise.")


# --- the files of a log -------------------------------------------------------------------

Read = Callable[[str], Optional[bytes]]


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Give the address of a file of the log; level -1 are the bundles of entries."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*("x" + part for part in parts[:-1]), parts[-1]])
    return f"tile/{'entries' if level < 0 else level}/{place}" + (f".p/{width}" if width < WIDTH else "")


def parse_tile_path(path: str) -> Tuple[int, int, int]:
    """Read an address back: level, index, width. Raises Invalid."""
    pattern = r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
    found = re.fullmatch(pattern, path)
    if found:
        level = -1 if found.group(1) == "entries" else int(found.group(1))
        index, width = int(re.sub("[x/]", "", found.group(2)) + found.group(3)), int(found.group(4) or WIDTH)
        if level <= 63 and index <= LARGEST and tile_path(level, index, width) == path:
            return level, index, width
    raise Invalid("bad_tile_path", "Không phải địa chỉ một ô của sổ.", "Not the address of a tile.")


def split_hashes(data: bytes, width: int, path: str = "tile") -> List[bytes]:
    """Give the hashes of a tile. Raises Invalid unless it holds exactly `width`."""
    if len(data) != width * HASH:
        raise Invalid(
            "bad_tile",
            f"Tệp {path} dài {len(data)} byte.",
            f"{path} has {len(data)} bytes instead of {width * HASH}.",
        )
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def split_bundle(data: bytes, width: int, path: str = "bundle") -> List[bytes]:
    """Give the entries of a bundle. Raises Invalid unless it holds exactly `width`, to the byte."""
    entries: List[bytes] = []
    at = 0
    while at < len(data) and len(entries) <= width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != len(data) or len(entries) != width:
        raise Invalid(
            "bad_bundle",
            f"Tệp {path} không chứa đúng {width} mục.",
            f"{path} does not hold exactly {width} whole entries.",
        )
    return entries


def root_of(hashes: List[bytes]) -> bytes:
    """Give the root over a row of hashes; a last one without partner rises alone."""
    row, sha = hashes, hashlib.sha256
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2])
        row = [sha(b"\x01" + left + right).digest() for left, right in pairs] + row[len(row) - len(row) % 2 :]
    return row[0] if row else EMPTY_ROOT


def fetch(read: Read, level: int, index: int, width: int) -> bytes:
    """Read a file; a partial one may have given way to the full one. Raises Invalid for neither."""
    path = tile_path(level, index, width)
    data = read(path)
    if data is not None:
        return data
    full = tile_path(level, index)
    whole = read(full) if width < WIDTH else None
    if whole is None:
        raise Invalid("no_tile", f"Thiếu tệp {path} của sổ.", f"{path} of the log is missing.")
    if level >= 0:
        return b"".join(split_hashes(whole, WIDTH, full)[:width])
    return b"".join(len(one).to_bytes(2, "big") + one for one in split_bundle(whole, WIDTH, full)[:width])


def audit(read: Read, size: int, root: bytes, *, since: Optional[Head] = None, ahead: int = 0) -> int:
    """Reread and rehash a whole log; give the number of entries.

    `since` is an older head: the log has to begin with it. `ahead` files are asked for at once (0: one).
    Raises Invalid naming the first entry or file that is wrong.
    """
    old = since.size if since else 0
    if old > size:
        raise Invalid(
            "shrunk",
            f"Sổ ngắn đi: trước {old} mục, nay {size}.",
            f"The log shrank: {old} before, {size} now.",
        )
    right: Dict[int, Optional[bytes]] = {size: None, old: None}
    under: List[bytes] = []
    level, held, cut = 0, size, old
    while held:
        above: List[bytes] = []
        for index, hashes, entries in _rows(read, level, held, ahead):
            width = len(hashes)
            if level == 0:
                _compare_entries(entries, hashes, index)
            elif under[index * WIDTH : index * WIDTH + width] != hashes:
                _bad_inner(under, hashes, tile_path(level, index, width), index * WIDTH)
            for whole, part in {size: held, old: cut}.items():
                # What does not fill a tile stands to the left of what did not fill one below.
                if index == part // WIDTH and part % WIDTH:
                    edge, row = right[whole], hashes[: part % WIDTH]
                    right[whole] = root_of(row if edge is None else [*row, edge])
            if width == WIDTH:
                above.append(root_of(hashes))
        under, level, held, cut = above, level + 1, held // WIDTH, cut // WIDTH
    if since and (right[old] or EMPTY_ROOT) != since.root:
        raise Invalid(
            "bad_past", f"{old} mục đầu không còn như khi đã ký.", f"The first {old} entries were changed."
        )
    if (right[size] or EMPTY_ROOT) != root:
        raise Invalid(
            "bad_root",
            f"Mã gốc tính từ {size} mục khác mã đã ký.",
            f"The root over {size} entries is not the signed one.",
        )
    return size


def _rows(read: Read, level: int, held: int, ahead: int) -> Iterator[Tuple[int, List[bytes], List[bytes]]]:
    """Give index, hashes and, at level 0, entries of each tile of a level."""

    def one(index: int) -> Tuple[bytes, bytes]:
        width = min(WIDTH, held - index * WIDTH)
        return fetch(read, level, index, width), fetch(read, -1, index, width) if level == 0 else b""

    pool = ThreadPoolExecutor(ahead) if ahead else None
    tiles = -(-held // WIDTH)
    step = ahead * 8 or 1
    try:
        for start in range(0, tiles, step):
            indexes = range(start, min(start + step, tiles))
            for index, (hashes, bundle) in zip(
                indexes, pool.map(one, indexes) if pool else map(one, indexes)
            ):
                width = min(WIDTH, held - index * WIDTH)
                row = split_hashes(hashes, width, tile_path(level, index, width))
                entries = split_bundle(bundle, width, tile_path(-1, index, width)) if level == 0 else []
                yield index, row, entries
    finally:
        if pool:
            pool.shutdown()


def _compare_entries(entries: List[bytes], hashes: List[bytes], index: int) -> None:
    sha = hashlib.sha256
    found = [sha(b"\x00" + entry).digest() for entry in entries]
    if found != hashes:
        at = index * WIDTH + next(at for at, one in enumerate(found) if one != hashes[at])
        raise Invalid(
            "bad_entry",
            f"Mục số {at} của sổ khác mã băm của nó: đã bị sửa.",
            f"Entry {at} does not match its hash.",
        )


def _bad_inner(under: List[bytes], hashes: List[bytes], path: str, first: int) -> None:
    at = next(at for at, one in enumerate(hashes) if under[first + at] != one)
    raise Invalid(
        "bad_inner", f"Tệp {path}, mã băm thứ {at}: không khớp tệp bên dưới.", f"{path}, hash {at}: wrong."
    )


def reader(place: str) -> Read:
    """Read files below a folder or a web address; None for one that is not there."""
    if not place.startswith(("http://", "https://")):
        root = Path(place)
        return lambda path: (root / path).read_bytes() if (root / path).is_file() else None

    def read(path: str) -> Optional[bytes]:
        try:
            with urllib.request.urlopen(f"{place.rstrip('/')}/{path}", timeout=60) as reply:  # noqa: S310
                return bytes(reply.read(20_000_000))
        except urllib.error.HTTPError as fault:
            if fault.code in (404, 410):
                return None
            raise

    return read


# --- one's own case -----------------------------------------------------------------------


class Found(NamedTuple):
    """An event of a case: its number, its place in the log, what its leaf says."""

    n: int
    place: int
    leaf: Leaf


class Case(NamedTuple):
    """Events found, numbers missing below the last one, numbers that stand twice, entries looked through."""

    found: List[Found]
    missing: List[int]
    twice: List[int]
    entries: int


def case_tag(key: bytes, n: int) -> str:
    """Give the tag (32 hex) of a case's n-th event."""
    return hmac.new(key, b"tag\x00%d" % n, hashlib.sha256).hexdigest()[:32]


def find_case(key: bytes, entries: Iterable[bytes], *, ahead: int = 1000) -> Case:
    """Find the events of the case whose secret is `key` (32 bytes) among all entries, in their order.

    A gap of more than `ahead` numbers ends the search. Raises Invalid.
    """
    if len(key) < 32:
        raise Invalid("short_key", "Khóa phải có ít nhất 32 byte.", "A key needs at least 32 bytes.")
    places: Dict[bytes, List[Tuple[int, bytes]]] = {}
    seen = 0
    for seen, entry in enumerate(entries, start=1):
        if len(entry) == 152:
            places.setdefault(entry[49:81], []).append((seen - 1, entry))
    case = Case([], [], [], seen)
    n, last = 1, 0
    while n <= last + ahead:
        here = places.get(case_tag(key, n).encode(), [])
        if here:
            case.missing.extend(range(last + 1, n))
            case.found.extend(Found(n, index, parse_leaf(entry)) for index, entry in here)
            case.twice.extend([n] if len(here) > 1 else [])
            last = n
        n += 1
    return case


def entries_of(read: Read, size: int) -> Iterator[bytes]:
    """Give all entries of a log. Raises Invalid."""
    for index in range(-(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        yield from split_bundle(fetch(read, -1, index, width), width, tile_path(-1, index, width))


# --- draws: liem-draw/v1 ------------------------------------------------------------------


class DrawList(NamedTuple):
    """A published list: (unit, kind, id) in its order, and the SHA-256 of its bytes."""

    rows: List[Tuple[str, str, str]]
    sha256: str


def parse_frame(data: bytes) -> DrawList:
    """Read a published list strictly: its bytes are what was hashed. Raises Invalid."""
    lines = data.split(b"\n")
    cr = next((at for at, line in enumerate(lines, start=1) if b"\r" in line), 0)
    if cr or lines.pop() != b"":
        raise Invalid(
            "not_lf", f"Dòng {cr or len(lines) + 1}: phải kết thúc bằng LF.", "Lines end with LF, without CR."
        )
    if not lines:
        raise Invalid("empty_frame", "Danh sách trống.", "The list is empty.")
    rows: List[Tuple[str, str, str]] = []
    seen: set[str] = set()
    before = b""
    for at, line in enumerate(lines, start=1):
        unit, kind, name = _row(line, at)
        if line + b"\n" < before:
            raise _at(at, "not_sorted", "danh sách không xếp theo byte", "the list is not sorted by bytes")
        if rows and rows[-1][0] != unit:
            seen = set()
        if name in seen:
            raise Invalid(
                "duplicate_line", f"Mã “{name}” có hai lần.", f"Id {name!r} is twice in unit {unit!r}."
            )
        seen.add(name)
        before = line + b"\n"
        rows.append((unit, kind, name))
    return DrawList(rows, hashlib.sha256(data).hexdigest())


def _row(line: bytes, at: int) -> Tuple[str, str, str]:
    text = from_utf8(line, lambda: _at(at, "not_utf8", "không phải UTF-8", "not UTF-8"))
    parts = text.split("\t")
    if len(parts) != 3:
        raise _at(
            at, "bad_columns", "cần ba cột: đơn vị, loại, mã", "three columns are needed: unit, kind, id"
        )
    unit, kind, name = parts
    for word in (unit, name):
        if not word.strip():
            raise _at(at, "empty_text", "có ô trống", "an empty cell")
        if not word.isprintable():
            raise _at(at, "unprintable", "có ký tự không in được", "an unprintable character")
        if word != word.strip(" "):
            raise _at(at, "stray_blank", "có dấu cách ở đầu hoặc cuối", "a blank at beginning or end")
        if unicodedata.normalize("NFC", word) != word:
            raise _at(at, "not_nfc", "chưa ở dạng Unicode dựng sẵn (NFC)", "not in Unicode NFC")
    if kind not in ("H", "D", "N"):
        raise _at(at, "unknown_kind", "loại phải là H, D hoặc N", "kind is H, D or N")
    return unit, kind, name


def _at(line: int, code: str, vi: str, en: str) -> Invalid:
    return Invalid(code, f"Dòng {line}: {vi}.", f"Line {line}: {en}.")


def draw(
    frame: DrawList,
    *,
    seed: str,
    rate: Optional[Tuple[int, int]],
    count: Optional[int],
    leaders: bool,
    reserves: int,
) -> Dict[str, List[List[Any]]]:
    """Draw again: of each unit ⌈size · rate⌉ lines or `count`, see docs/reference/draw.md. Raises Invalid."""
    shape = re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/[0-9]{20,200}", seed)
    if not shape or unicodedata.normalize("NFC", seed) != seed:
        raise Invalid(
            "bad_seed", "Hạt giống không đúng dạng.", "The seed is malformed: ceremony/20 digits or more."
        )
    if (rate is None) == (count is None):
        raise Invalid(
            "one_measure", "Cho biết tỷ lệ hoặc số lượng.", "Give a rate or a count, exactly one of them."
        )
    if rate and not 0 < rate[0] <= rate[1] <= 1_000_000:
        raise Invalid(
            "bad_rate", "Tỷ lệ không hợp lệ.", "A rate is above 0, at most 1, denominator up to 1,000,000."
        )
    if count is not None and not 1 <= count <= 10**9:
        raise Invalid("bad_count", "Số lượng cần chọn ít nhất là 1.", "A count is at least 1.")
    if not 0 <= reserves <= 10**9:
        raise Invalid("bad_reserves", "Số dự bị không hợp lệ.", "The number of reserves is not possible.")
    units: Dict[str, List[List[Any]]] = {}
    start = hashlib.sha256(f"liem-draw/v1\n{frame.sha256}\n{seed}\n".encode())
    for unit, kind, name in frame.rows:
        ticket = start.copy()
        ticket.update(f"{unit}\n{name}\n".encode())
        units.setdefault(unit, []).append([unit, kind, name, ticket.hexdigest()])
    found: Dict[str, List[List[Any]]] = {"units": [], "chosen": [], "reserves": []}
    for unit, lots in units.items():
        lots.sort(key=lambda lot: str(lot[3]))
        heads = [lot for lot in lots if lot[1] != "N"]
        if leaders and not heads:
            raise Invalid(
                "no_leader", f"Đơn vị “{unit}” không có cấp trưởng, cấp phó.", f"Unit {unit!r} has no leader."
            )
        places = -(-len(lots) * rate[0] // rate[1]) if rate else min(count or 0, len(lots))
        order = [heads[0], *(lot for lot in lots if lot is not heads[0])] if leaders else lots
        found["units"].append([unit, len(lots), len(heads), places])
        found["chosen"] += order[:places]
        found["reserves"] += order[places : places + reserves]
    return found


def check_draw(result: bytes, frame: DrawList) -> Dict[str, Any]:
    """Draw again what a published result (JSON) says and compare; give what it says. Raises Invalid."""
    said = _read_result(result)
    top, _, bottom = (said["rate"] or "").partition("/")
    again: Dict[str, Any] = {"frame_sha256": frame.sha256}
    if said["frame_sha256"] == frame.sha256:
        again["size"] = len(frame.rows)
        again.update(
            draw(
                frame,
                seed=said["seed"],
                rate=(int(top), int(bottom)) if top else None,
                count=said["count"],
                leaders=said["leaders"],
                reserves=said["reserves_each"],
            )
        )
    wrong = next((name for name, value in again.items() if said[name] != value), None)
    if wrong:
        raise Invalid("draw_mismatch", f"Kết quả KHÔNG khớp: {wrong}.", f"The result does NOT hold: {wrong}.")
    return said


def _read_result(data: bytes) -> Dict[str, Any]:
    kinds: Dict[str, Tuple[type, ...]] = {
        "format": (str,), "frame_sha256": (str,), "size": (int,), "seed": (str,), "rate": (str, type(None)),
        "count": (int, type(None)), "leaders": (bool,), "reserves_each": (int,), "units": (list,),
        "chosen": (list,), "reserves": (list,),
    }  # fmt: skip
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    fits = isinstance(said, dict) and said.get("format") == "liem-draw/v1" and set(said) == set(kinds)
    if fits and all(type(said[name]) in kind for name, kind in kinds.items()):
        found = re.fullmatch(r"([0-9]{1,7})/([0-9]{1,7})", said["rate"] or "0/1")
        if (
            found
            and int(found.group(2))
            and (said["rate"] is None or _lowest(*found.groups()) == said["rate"])
        ):
            return dict(said)
    raise Invalid("bad_result", "Đây không phải kết quả bốc thăm.", "Not the result of a draw.")


def _lowest(top: str, bottom: str) -> str:
    a, b = int(top), int(bottom)
    while b:
        a, b = b, a % b
    return f"{int(top) // a}/{int(bottom) // a}"


# --- the command --------------------------------------------------------------------------


def main(argv: Optional[List[str]] = None) -> int:
    """Check what the words say; exit codes as at the head of this file."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        policy = parse_policy(_load(options.policy)) if getattr(options, "policy", None) else None
    except Invalid as why:
        _tell(why)
        return 2
    except OSError as fault:
        return _not_opened(fault)
    try:
        return int(options.run(options, policy))
    except Invalid as why:
        _tell(why)
        _say("KHÔNG hợp lệ. / NOT valid.")
        return 1
    except OSError as fault:
        return _not_opened(fault)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="liem_verify.py", description=(__doc__ or "").split("\n\n", 1)[0])
    words = parser.add_subparsers(dest="word", required=True)
    receipt = words.add_parser("receipt", help="biên nhận hoặc lời hứa / a receipt or a promise")
    receipt.add_argument("file")
    receipt.add_argument("--policy")
    receipt.add_argument("--leaf")
    receipt.set_defaults(run=_receipt)
    log = words.add_parser("log", help="cả một sổ / a whole log")
    log.add_argument("place", help="thư mục hoặc địa chỉ web / a folder or a web address")
    log.add_argument("--policy")
    log.add_argument("--since", help="đầu sổ cũ đã giữ / a head kept from before")
    log.set_defaults(run=_log)
    case = words.add_parser("case", help="tìm các sự kiện của một vụ / the events of one case")
    case.add_argument(
        "key", help="64 chữ số hex, hoặc tệp chứa chúng / 64 hex digits, or a file that holds them"
    )
    case.add_argument(
        "place", nargs="+", help="sổ; nhiều sổ nếu sổ đã mở lại / the log, or logs where it began again"
    )
    case.add_argument("--policy")
    case.add_argument(
        "--events", type=int, default=0, help="số việc ghi trên phiếu / how many events the slip counts"
    )
    case.set_defaults(run=_case)
    drawn = words.add_parser("draw", help="một buổi bốc thăm / a draw")
    drawn.add_argument("result")
    drawn.add_argument("list")
    drawn.set_defaults(run=_draw)
    return parser


def _receipt(options: argparse.Namespace, policy: Optional[Policy]) -> int:
    data = _load(options.file)
    entry = _load(options.leaf) if options.leaf else None
    if data.startswith((b"LIEMP1:", b"liem-promise/")):
        return _said_promise(data, policy, entry)
    receipt = parse_receipt(data)
    head = parse_head(receipt.note.text)
    _say(f"Sổ / log: {head.origin}, {head.size} mục / entries; mục số / entry {receipt.place}")
    if policy:
        _say_judged(judge(receipt.note, policy))
    if entry is not None:
        verify_inclusion(leaf_hash(entry), receipt.place, head, receipt.path)
        _say("[đúng / holds] mục dẫn tới mã gốc / the entry leads to the root")
    return _verdict(policy is not None and entry is not None)


def _said_promise(data: bytes, policy: Optional[Policy], entry: Optional[bytes]) -> int:
    promise, note = parse_promise(data)
    if policy:
        check_promise(promise, note, policy)
        _say("[đúng / holds] sổ đã hứa / the log promised")
    if entry is not None and leaf_hash(entry) != promise.leaf:
        raise Invalid("not_included", "Lời hứa là cho một mục khác.", "The promise is about another entry.")
    _say(f"Hạn / due: {_moment(promise.at + promise.within)}")
    return _verdict(proven=False)


def _log(options: argparse.Namespace, policy: Optional[Policy]) -> int:
    read, ahead = reader(options.place), 8 if "://" in options.place else 0
    head = _head(read, policy)
    since = parse_head(parse_note(_load(options.since)).text) if options.since else None
    if since and since.origin != head.origin:
        raise Invalid("bad_past", "Đầu sổ cũ là của sổ khác.", "The older head is of another log.")
    many = audit(read, head.size, head.root, since=since, ahead=ahead)
    _say(f"[đúng / holds] {many} mục, mọi tệp, mã gốc / entries, all files, root: {head.root.hex()}")
    return _verdict(policy is not None)


def _case(options: argparse.Namespace, policy: Optional[Policy]) -> int:
    text = (
        _load(options.key).decode("ascii", "replace").strip() if Path(options.key).is_file() else options.key
    )
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        _say("Khóa của vụ là 64 chữ số hex. / A case key is 64 hex digits.")
        return 2
    reads = [reader(place) for place in options.place]
    heads = [_head(read, policy) for read in reads]
    held = (entries_of(read, head.size) for read, head in zip(reads, heads))
    case = find_case(bytes.fromhex(text), itertools.chain.from_iterable(held))
    last = max((n for n, _, _ in case.found), default=0)
    case.missing.extend(range(last + 1, min(options.events, 1_000_000) + 1))
    for n, place, leaf in case.found:
        at, before = 0, 0
        while place - before >= heads[at].size:
            at, before = at + 1, before + heads[at].size
        of = f" ({heads[at].origin})" if at else ""
        _say(f"  {n}. mục số / entry {place - before}{of}: {leaf.cls}, {leaf.hour:%H:00 %d/%m/%Y} UTC")
    for words, numbers in (("THIẾU / MISSING", case.missing), ("HAI LẦN / TWICE", case.twice)):
        if numbers:
            _say(f"{words}: {', '.join(map(str, numbers))}")
    _say(f"{len(case.found)} / {case.entries} mục / entries")
    return 1 if case.missing or case.twice else 0 if case.found else 3


def _draw(options: argparse.Namespace, policy: Optional[Policy]) -> int:
    del policy  # nobody signs a draw; its list and seed were announced
    said = check_draw(_load(options.result, 500_000_000), parse_frame(_load(options.list, 500_000_000)))
    measure = said["rate"] or said["count"]
    _say(f"ĐÚNG. Seed {said['seed']}; {measure}; leaders {said['leaders']}. So với tờ đã công bố.")
    _say("HOLDS. Compare seed and rule with what was announced.")
    return 0


def _head(read: Read, policy: Optional[Policy]) -> Head:
    data = read("checkpoint")
    if data is None:
        raise Invalid("no_tile", "Thiếu tệp checkpoint của sổ.", "The checkpoint of the log is missing.")
    note = parse_note(data)
    head = parse_head(note.text)
    _say(f"Sổ / log: {head.origin}, {head.size} mục / entries")
    if policy:
        _say_judged(judge(note, policy))
    return head


def _say_judged(judged: Judged) -> None:
    _say(f"[đúng / holds] chữ ký của sổ / signature of the log {judged.log.name}")
    for key, time in judged.witnesses:
        _say(f"[đúng / holds] chứng kiến / witness {key.name}, {_moment(time)}")
    for key in judged.unchecked:
        _say(f"[chưa kiểm / not checked] ML-DSA {key.name}")
    if judged.strangers:
        _say(f"[chưa kiểm / not checked] {judged.strangers} chữ ký của khóa lạ / signatures by unknown keys")
    if not judged.witnesses:
        _say("[chưa kiểm / not checked] không có chứng kiến / no witness: others may be shown another log")


def _verdict(proven: bool) -> int:
    if proven:
        _say("ĐÃ CHỨNG MINH. / PROVEN.")
        return 0
    _say("CHƯA ĐỦ để chứng minh; không thấy gì sai. / NOT ENOUGH to prove anything; nothing false was seen.")
    return 3


def _moment(seconds: int) -> str:
    if seconds > 253_402_214_400:
        return f"{seconds} s"
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%H:%M:%S %d/%m/%Y} UTC"


def _load(name: str, largest: int = LARGEST_FILE) -> bytes:
    with Path(name).open("rb") as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise Invalid("too_large", f"Tệp {name} quá lớn.", f"{name} is too large.")
    return data


def _not_opened(fault: OSError) -> int:
    _say(f"Không mở được / cannot open {fault.filename or ''} ({fault.strerror or fault}).")
    return 2


def _tell(why: Invalid) -> None:
    _say(f"[sai / false] {why.vi}\n[sai / false] {why.en} ({why.code})")


def _say(text: str) -> None:
    # Names come from the receipt: what would steer a terminal is not passed on.
    sys.stdout.write("".join(char if char.isprintable() or char == "\n" else "?" for char in text) + "\n")


if __name__ == "__main__":
    sys.exit(main())
