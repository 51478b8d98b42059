"""A small bundle as a row of QR codes: each frame is text in the characters a QR code packs tightest.

LIEMGOI:<8 hex of the SHA-256 of the whole>:<number from 1>:<how many>:<base45 of the piece>
Frames may come in any order and several times; what was put together is checked by the bundle itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from liem.kernel.bundle.invalid import Invalid
from liem.kernel.log.coding import BASE45, from_base45, to_base45
from liem.kernel.log.invalid import Invalid as BadCoding

PIECE: Final = 600  # bytes a frame: a code of 101 modules, read by an old phone from a screen
MOST: Final = 60
LARGEST: Final = PIECE * MOST
_FRAME: Final = re.compile(rf"LIEMGOI:([0-9A-F]{{8}}):([1-9][0-9]?):([1-9][0-9]?):([{re.escape(BASE45)}]+)")


def cut(data: bytes) -> list[str]:
    """Give the frames of a bundle file of 1 to 36,000 bytes. Raises Invalid for other sizes."""
    if not 0 < len(data) <= LARGEST:
        raise Invalid(
            "too_large_for_codes",
            vi=f"Gói quá lớn để chuyển bằng mã QR (nhiều nhất {LARGEST} byte): hãy dùng tệp hoặc đường mạng.",
            en=f"The bundle is too large for QR codes (at most {LARGEST} bytes): use a file or the network.",
        )
    name = _name(data)
    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    return [
        f"LIEMGOI:{name}:{number}:{len(pieces)}:{to_base45(piece)}"
        for number, piece in enumerate(pieces, start=1)
    ]


def join(lines: Iterable[str]) -> bytes:
    """Put the frames of one bundle together again; empty lines do not count.

    Raises Invalid: not a frame, frames of two bundles, frames missing (the sentence says which), a misread.
    """
    found: dict[int, bytes] = {}
    heads: set[tuple[str, int]] = set()
    for line in filter(None, (each.strip("\r\n") for each in lines)):
        name, number, count, piece = _frame(line)
        heads.add((name, count))
        if len(heads) > 1 or number > count or found.setdefault(number, piece) != piece:
            raise _mixed()
    if not heads:
        raise _mixed()
    ((name, count),) = heads
    missing = [number for number in range(1, count + 1) if number not in found]
    if missing:
        told = ", ".join(map(str, missing))
        raise Invalid(
            "frames_missing",
            vi=f"Còn thiếu các mã QR số {told} trên tổng số {count}. Hãy quét thêm các mã này.",
            en=f"QR codes {told} of {count} are missing. Scan them too.",
        )
    data = b"".join(found[number] for number in range(1, count + 1))
    if _name(data) != name:
        raise _mixed()
    return data


def _frame(line: str) -> tuple[str, int, int, bytes]:
    found = _FRAME.fullmatch(line)
    if not found:
        raise _mixed()
    try:
        return found[1], int(found[2]), int(found[3]), from_base45(found[4])
    except BadCoding:
        raise _mixed() from None


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8].upper()


def _mixed() -> Invalid:
    return Invalid(
        "bad_frames",
        vi="Các mã QR không thuộc cùng một gói hoặc có mã quét sai. Hãy quét lại từ đầu.",
        en="The QR codes do not belong to one bundle, or one was misread. Scan them again.",
    )
