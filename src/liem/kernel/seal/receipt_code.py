"""The receipt code of a reporter: 24 random digits and a check digit, and what is derived from it.

The code exists on the reporter's paper alone. From it come, in the browser, the place of the report
(``locator``), the word that opens its mailbox (``auth``; a server keeps only its SHA-256) and the key of the
replies. 24 digits are 79.7 bits; Argon2id with 64 MiB and three passes (RFC 9106) stands before each guess.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liem.kernel.errors import KernelError

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS: Final = 24
# Damm's quasigroup of order 10: finds every single wrong digit and every swap of neighbours.
_DAMM: Final = (
    "0317598642 7092154863 4206871359 1750983426 6123045978 "
    "3674209581 5869720134 8945362017 9438617205 2581436790"
).split()
_FORGIVEN: Final = re.compile(r"[\s.\-–]")
_WHOLE: Final = re.compile(r"[0-9]{25}")


class BadCode(KernelError):
    """A receipt code has another length, a letter, or a digit that does not fit its check digit."""


def check_digit(digits: str) -> str:
    """Return the check digit of a row of digits."""
    row = 0
    for digit in digits:
        row = int(_DAMM[row][int(digit)])
    return str(row)


def new_code(random: Callable[[int], bytes]) -> str:
    """Return a new code in groups of five; ``random(n)`` gives n random bytes."""
    digits = ""
    while len(digits) < DIGITS:  # bytes of 250 and more would make small digits likelier
        digits += "".join(str(byte % 10) for byte in random(DIGITS) if byte < 250)
    digits = digits[:DIGITS]
    return written(digits + check_digit(digits))


def written(digits: str) -> str:
    """Return digits as people copy them: "01234 56789 …"."""
    return " ".join(digits[start : start + 5] for start in range(0, len(digits), 5))


def read_code(typed: str) -> str:
    """Return the 25 digits of a code as typed; blanks, dots and dashes are forgiven. Raises ``BadCode``."""
    digits = _FORGIVEN.sub("", typed)
    if not _WHOLE.fullmatch(digits) or check_digit(digits[:DIGITS]) != digits[DIGITS]:
        raise BadCode(
            "bad_code",
            vi="Mã biên nhận có 25 chữ số và có số kiểm tra; mã này gõ thiếu, thừa hoặc sai một số.",
            en="A receipt code has 25 digits, the last a check digit; one is missing, too many or wrong.",
        )
    return digits


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a code stands for in one mailbox: 16, 32 and 32 bytes."""

    locator: bytes
    auth: bytes
    reply_seed: bytes


def derive(typed: str, *, mailbox: str) -> Receipt:
    """Return what a code stands for in ``mailbox`` (its name salts the work). Raises ``BadCode``."""
    secret = hash_secret_raw(
        read_code(typed).encode(),
        hashlib.sha256(f"liem-receipt/v1\n{mailbox}\n".encode()).digest()[:16],
        time_cost=3,
        memory_cost=65536,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )

    def part(name: str, size: int) -> bytes:
        info = f"liem-receipt/v1 {name}".encode()
        return HKDF(hashes.SHA256(), length=size, salt=None, info=info).derive(secret)

    return Receipt(part("locator", 16), part("auth", 32), part("reply", 32))


def auth_hash(auth: bytes) -> bytes:
    """Return what a server keeps of ``auth``: it is 32 bytes from a key derivation, so a plain hash does."""
    return hashlib.sha256(auth).digest()
