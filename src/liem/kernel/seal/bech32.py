"""Keys as text (BIP 173 without its limit of 90 characters): a prefix, "1", and characters with a checksum.

One spelling only: a public key is written small, a private one in capitals, as age-keygen does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from liem.kernel.seal.invalid import bad_key

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_STEPS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """Give `prefix` (small letters) and `data` as bech32 in small letters."""
    values = _regrouped(data, 8, 5, pad=True)
    rest = _checksum([*_spread(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [rest >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1{''.join(_LETTERS[value] for value in values)}"


def decode(prefix: str, text: str, size: int) -> bytes:
    """Read the `size` bytes behind `prefix` (small letters) of a text in small letters. Raises Invalid."""
    head, gap, tail = text.rpartition("1")
    values = [_VALUE.get(letter, -1) for letter in tail]
    # Looked at before the checksum: a long text is not worth the work.
    if head != prefix or not gap or -1 in values or len(values) != -(-size * 8 // 5) + 6:
        raise bad_key()
    if _checksum([*_spread(prefix), *values]) != 1:
        raise bad_key()
    data = bytes(_regrouped(values[:-6], 5, 8, pad=False))
    if encode(prefix, data) != text:  # bits left over that are not zero
        raise bad_key()
    return data


def _spread(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _checksum(values: Iterable[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for at, step in enumerate(_STEPS):
            found ^= step if top >> at & 1 else 0
    return found


def _regrouped(values: Iterable[int], wide: int, narrow: int, *, pad: bool) -> list[int]:
    """Cut a row of numbers of `wide` bits into numbers of `narrow` bits, the last filled up or left out."""
    found, held, bits = [], 0, 0
    for value in values:
        held = (held << wide | value) & 0xFFFF
        bits += wide
        while bits >= narrow:
            bits -= narrow
            found.append(held >> bits & (1 << narrow) - 1)
    if pad and bits:
        found.append(held << narrow - bits & (1 << narrow) - 1)
    return found
