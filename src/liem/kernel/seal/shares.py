"""A private key divided among bodies (Shamir, GF(256)): any `needed` sheets give it back, fewer tell nothing.

A sheet is written as bech32 with the prefix ``liem-share-``, in capitals: a version, how many are needed, its
number, four bytes that name the set, 32 bytes of value. The field is that of AES (FIPS 197): x⁸+x⁴+x³+x+1.
docs/reference/sealing-formats.md has the bytes; the browser writes the same (assets/seal/src/shares.js).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Final

from liem.kernel.seal import bech32
from liem.kernel.seal.invalid import Invalid
from liem.kernel.seal.keys import Random

NEEDED: Final = 3
COUNT: Final = 5
PREFIX: Final = "liem-share-"
_VERSION: Final = 1
_SECRET: Final = 32  # bytes of a private key
_HEAD: Final = 7

_POWERS: Final[list[int]] = [1]  # of 3, which generates every number but zero
while len(_POWERS) < 255:
    _twice = _POWERS[-1] << 1
    _POWERS.append((_twice ^ 0x11B if _twice > 255 else _twice) ^ _POWERS[-1])
_LOG: Final = {power: exponent for exponent, power in enumerate(_POWERS)}


@dataclass(frozen=True, slots=True)
class Share:
    """One sheet; its value is never printed by accident."""

    number: int
    needed: int
    set_name: bytes
    value: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read a sheet as typed; blanks and small letters are forgiven, errors are not. Raises Invalid."""
        typed = "".join(text.split()).lower()
        try:
            data = bech32.decode(PREFIX, typed, _HEAD + _SECRET)
        except Invalid:
            raise _bad() from None
        version, needed, number = data[:3]
        if version != _VERSION or needed < 2 or number == 0:
            raise _bad()
        return cls(number, needed, data[3:_HEAD], data[_HEAD:])

    def text(self) -> str:
        """Give the sheet as it is written down."""
        head = bytes([_VERSION, self.needed, self.number]) + self.set_name
        return bech32.encode(PREFIX, head + self.value).upper()


def split(
    secret: bytes, *, needed: int = NEEDED, count: int = COUNT, random: Random = secrets.token_bytes
) -> list[Share]:
    """Divide the 32 bytes of a private key among `count` sheets. The key must be random, as keys are."""
    if len(secret) != _SECRET or not 2 <= needed <= count <= 255:
        raise ValueError("a key of 32 bytes, and 2 <= needed <= count <= 255")
    rows = [secret, *(random(_SECRET) for _ in range(needed - 1))]  # coefficients, the secret at zero
    return [
        Share(x, needed, _name(secret), bytes(_at(x, column) for column in zip(*rows, strict=True)))
        for x in range(1, count + 1)
    ]


def join(shares: Sequence[Share]) -> bytes:
    """Give back the key from at least as many different sheets as are needed. Raises Invalid."""
    numbers = [share.number for share in shares]
    if len({(share.needed, share.set_name) for share in shares}) != 1 or len(set(numbers)) != len(numbers):
        raise _bad()
    if len(shares) < shares[0].needed:
        raise Invalid(
            "too_few_shares",
            vi=f"Cần {shares[0].needed} tờ mảnh khóa khác nhau, mới có {len(shares)}.",
            en=f"{shares[0].needed} different sheets are needed, only {len(shares)} are here.",
        )
    used = shares[: shares[0].needed]
    weights = [_weight(share.number, [other.number for other in used]) for share in used]
    columns = zip(*(share.value for share in used), strict=True)
    secret = bytes(reduce(xor, map(_times, weights, column)) for column in columns)
    if _name(secret) != used[0].set_name:
        raise _bad()
    return secret


def _name(secret: bytes) -> bytes:
    """Name a set by its secret, 32 random bytes that nobody finds from four: a wrong key is noticed."""
    return hashlib.sha256(b"liem-share/v1\n" + secret).digest()[:4]


def _times(one: int, other: int) -> int:
    return _POWERS[(_LOG[one] + _LOG[other]) % 255] if one and other else 0


def _at(x: int, coefficients: Sequence[int]) -> int:
    return reduce(lambda sum_, each: _times(sum_, x) ^ each, reversed(coefficients), 0)


def _weight(number: int, numbers: Sequence[int]) -> int:
    """Give the weight of one sheet at zero (Lagrange): the product of x / (x - own) over the others."""
    exponent = sum(_LOG[other] - _LOG[other ^ number] for other in numbers if other != number)
    return _POWERS[exponent % 255]


def _bad() -> Invalid:
    return Invalid(
        "bad_share",
        vi="Mảnh khóa không đúng: chép sai ký tự, trùng tờ, hoặc các tờ không cùng một bộ.",
        en="Not a sheet of a divided key: copied wrongly, the same sheet twice, or sheets of different sets.",
    )
