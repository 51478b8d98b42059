"""Checking of Ed25519 signatures (RFC 8032, 5.1.7) with whole numbers alone. It never signs.

Stricter than the RFC where the RFC leaves a choice: no cofactor, S below the order, canonical points, and
neither key nor R of small order. Nothing here is secret, so nothing here needs constant time.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final, TypeAlias

KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_D2: Final = 2 * _D % _P
_ROOT_OF_MINUS_ONE: Final = pow(2, (_P - 1) // 4, _P)
# X : Y : Z : T with x = X/Z, y = Y/Z, x·y = T/Z.
_Point: TypeAlias = tuple[int, int, int, int]
_ZERO: Final[_Point] = (0, 1, 1, 0)


def verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether `signature` (64 bytes) by the public `key` (32 bytes) holds over `message`."""
    if len(key) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    multiples = _multiples_of(key)
    if scalar >= _ORDER or multiples is None:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    # S·B = R + k·A, turned round: R is computed and its bytes compared.
    found = _add_multiples(scalar, _BASE_MULTIPLES, challenge, multiples)
    return not _small_order(found) and _encode(found) == signature[:32]


def usable_key(key: bytes) -> bool:
    """Tell whether the 32 bytes are a point a signature could be checked against."""
    return len(key) == KEY_SIZE and _multiples_of(key) is not None


@lru_cache(maxsize=256)
def _multiples_of(key: bytes) -> list[_Point] | None:
    """What checking against one key needs of it: a policy's few keys come back with every receipt."""
    point = _decode(key)
    return None if point is None or _small_order(point) else _odd_multiples(_negative(point), 4)


def _decode(data: bytes) -> _Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        return None
    above, below = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = above * pow(below, 3, _P) * pow(above * pow(below, 7, _P), (_P - 5) // 8, _P) % _P
    square = below * x * x % _P
    if square == -above % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    elif square != above:
        return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _add(one: _Point, two: _Point) -> _Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = t1 * _D2 * t2 % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(point: _Point) -> _Point:
    x, y, z, _ = point
    a, b, c = x * x % _P, y * y % _P, 2 * z * z
    h = a + b
    e, g = h - (x + y) * (x + y), a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _negative(point: _Point) -> _Point:
    x, y, z, t = point
    return -x % _P, y, z, -t % _P


def _small_order(point: _Point) -> bool:
    x, y, z, _ = _double(_double(_double(point)))
    return x % _P == 0 and (y - z) % _P == 0


def _odd_multiples(point: _Point, width: int) -> list[_Point]:
    """1, 3, 5 … times the point, as many as a signed window of `width` + 1 bits needs."""
    twice, found = _double(point), [point]
    for _ in range((1 << (width - 1)) - 1):
        found.append(_add(found[-1], twice))
    return found


def _signed_windows(scalar: int, width: int) -> list[int]:
    """Odd digits between -2**width and 2**width, lowest first, so that most digits are zero."""
    digits = []
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar & ((2 << width) - 1)
            digit -= (2 << width) if digit >> width else 0
            scalar -= digit
        digits.append(digit)
        scalar >>= 1
    return digits


def _add_multiples(one: int, ones: list[_Point], two: int, twos: list[_Point]) -> _Point:
    """Give one·P + two·Q in one run of doublings; `ones`, `twos` are odd multiples of P and Q."""
    parts = [
        (_signed_windows(scalar, len(table).bit_length()), table)
        for scalar, table in ((one, ones), (two, twos))
    ]
    total = _ZERO
    for at in reversed(range(max(len(digits) for digits, _ in parts))):
        total = _double(total)
        for digits, table in parts:
            digit = digits[at] if at < len(digits) else 0
            if digit > 0:
                total = _add(total, table[digit >> 1])
            elif digit < 0:
                total = _add(total, _negative(table[-digit >> 1]))
    return total


_BASE: Final = _decode((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or _ZERO
_BASE_MULTIPLES: Final = _odd_multiples(_BASE, 7)
