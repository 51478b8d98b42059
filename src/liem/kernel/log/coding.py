"""Writing of bytes and numbers, each with exactly one accepted form.

A second spelling of the same value would let somebody change a receipt without anybody noticing, so base64
with stray bits, numbers with leading zeros and over-long counts are refused.
Sources: RFC 4648 (base64), RFC 9285 (base45), C2SP tlog-checkpoint (decimals).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from liem.kernel.log.invalid import Invalid

# Sizes and times beyond this do not fit the signed 64-bit numbers other implementations use.
LARGEST: Final = 2**63 - 1
BASE45: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE45: Final = {char: value for value, char in enumerate(BASE45)}
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def to_base64(data: bytes) -> str:
    """Give standard base64 with padding, one line."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, *, size: int | None = None) -> bytes:
    """Read the one base64 form of some bytes, `size` of them if given. Raises Invalid."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        data = None
    # Other decoders drop the stray bits of the last character; comparing leaves one spelling.
    if data is None or to_base64(data) != text:
        raise Invalid("bad_base64", vi="Đoạn base64 không đúng dạng.", en="Malformed base64.")
    if size is not None and len(data) != size:
        raise Invalid(
            "bad_length",
            vi=f"Đoạn base64 phải dài {size} byte, ở đây là {len(data)}.",
            en=f"Expected {size} bytes of base64, found {len(data)}.",
        )
    return data


def from_decimal(text: str) -> int:
    """Read ASCII digits without leading zero, at most 2**63 - 1. Raises Invalid."""
    value = int(text) if _DECIMAL.fullmatch(text) else LARGEST + 1
    if value > LARGEST:
        raise Invalid(
            "bad_number",
            vi="Số không đúng dạng: chỉ chữ số 0–9, không có số 0 đứng đầu, nhỏ hơn 2^63.",
            en="A number is digits 0–9 without leading zero, below 2^63.",
        )
    return value


def to_base45(data: bytes) -> str:
    """Give RFC 9285 base45: the characters a QR code packs tightest."""
    out = []
    for at in range(0, len(data) - 1, 2):
        rest, low = divmod(data[at] << 8 | data[at + 1], 45)
        high, middle = divmod(rest, 45)
        out.append(BASE45[low] + BASE45[middle] + BASE45[high])
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        out.append(BASE45[low] + BASE45[high])
    return "".join(out)


def from_base45(text: str) -> bytes:
    """Read RFC 9285 base45 strictly. Raises Invalid."""
    out = bytearray()
    try:
        values = [_VALUE45[char] for char in text]
        for at in range(0, len(values), 3):
            group = values[at : at + 3]
            number = sum(value * 45**place for place, value in enumerate(group))
            out += number.to_bytes({2: 1, 3: 2}[len(group)], "big")
    except (KeyError, OverflowError):
        raise Invalid(
            "bad_base45",
            vi="Nội dung mã QR không đúng dạng base45 (bị cắt, hoặc đọc sai ký tự).",
            en="Malformed base45: the QR text was cut or misread.",
        ) from None
    return bytes(out)


def to_uvarint(value: int) -> bytes:
    """Give a whole number below 2**63 in groups of seven bits, lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


class Frame:
    """Reads a packed frame from its start; whatever is missing or left over raises Invalid."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Give the next `size` bytes."""
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise _bad_frame()
        self._at += size
        return piece

    def byte(self) -> int:
        """Give the next byte as a number."""
        return self.take(1)[0]

    def uvarint(self) -> int:
        """Give the next number, at most 2**63 - 1, in its shortest form."""
        value = 0
        for place in range(9):
            group = self.byte()
            value |= (group & 0x7F) << 7 * place
            if group < 0x80:
                if group == 0 and place:
                    raise _bad_frame()
                return value
        raise _bad_frame()

    def text(self, size: int) -> str:
        """Give the next `size` bytes as UTF-8 text."""
        try:
            return self.take(size).decode("utf-8")
        except UnicodeDecodeError:
            raise _bad_frame() from None

    def end(self) -> None:
        """Make sure nothing is left."""
        if self._at != len(self._data):
            raise _bad_frame()


def _bad_frame() -> Invalid:
    return Invalid(
        "bad_frame",
        vi="Nội dung mã QR bị thiếu, thừa hoặc hỏng.",
        en="The content of the QR code is short, long or broken.",
    )
