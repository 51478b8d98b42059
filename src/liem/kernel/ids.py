"""Names for rows and for people's slips.

Rows get UUIDv7 (RFC 9562: made offline, kind to indexes). Anonymous reports never do: version 7 shows the
millisecond of writing, so they get 122 random bits.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Final

from uuid_utils import compat

from liem.kernel.errors import KernelError
from liem.kernel.text import nfc

# No 0 O 1 I: read aloud, written by hand and photographed, these four are taken for each other.
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_VALUE: Final = {char: value for value, char in enumerate(ALPHABET)}
_LONGEST: Final = 30


class BadCode(KernelError):
    """A code that cannot have been printed by us: a wrong character or a wrong check character."""


def new_id() -> uuid.UUID:
    """Give a UUIDv7: sorted by time of making, good for primary keys."""
    made: uuid.UUID = compat.uuid7()
    return made


def random_id() -> uuid.UUID:
    """Give a UUID of random bits from the operating system, which tells nothing about when it was made."""
    return uuid.UUID(bytes=secrets.token_bytes(16), version=4)


def new_code(length: int = 9) -> str:
    """Give a random code of `length` characters (4 to 31), the last of which checks the others."""
    if not 4 <= length <= _LONGEST + 1:
        message = f"a code has 4 to {_LONGEST + 1} characters, not {length}"
        raise ValueError(message)
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + check_char(body)


def check_char(body: str) -> str:
    """Give the check character: catches every single wrong character and every swap of two characters.

    Weighted sum over the field of 32 elements (x^5 + x^2 + 1), weights x, x^2, … all different.
    """
    total, weight = 0, 1
    for char in body:
        weight = _times_x(weight)
        total ^= _times(weight, _VALUE[char])
    return ALPHABET[total]


def read_code(text: str) -> str:
    """Give the printed code from what a person typed (blanks, hyphens, small letters). Raises BadCode."""
    code = "".join(char for char in nfc(text).upper() if char not in " -\u00a0\u2010\u2011\u2013.")
    if not 4 <= len(code) <= _LONGEST + 1 or any(char not in _VALUE for char in code):
        raise BadCode(
            "bad_code",
            vi="Mã không đúng dạng. Mã chỉ gồm chữ và số in trên giấy, không có số 0, số 1, chữ O, chữ I.",
            en="This is not a code of ours: printed codes have no 0, 1, O or I.",
        )
    if check_char(code[:-1]) != code[-1]:
        raise BadCode(
            "mistyped_code",
            vi="Mã bị gõ sai một chỗ. Hãy so lại từng ký tự với giấy đã nhận.",
            en="The code has a typing slip. Compare each character with the slip you received.",
        )
    return code


def show_code(code: str) -> str:
    """Write a code in groups of three for reading aloud: "ABC-DEF-GHJ"."""
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = _times_x(left)
        right >>= 1
    return product
