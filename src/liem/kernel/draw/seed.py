"""The seed of a draw: `<ceremony>/<digits>`, thrown in public after the list was published."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from liem.kernel.errors import KernelError

FEWEST_DIGITS: Final = 20
NONCE_SIZE: Final = 32
# A ceremony may carry a paper's number ("12/KH-UBKT"), so the digits stand after the last slash.
_SEED: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)*/[0-9]{20,200}")
_DIGITS: Final = re.compile(r"[0-9]{1,200}")


class BadSeed(KernelError):
    """The seed, its digits or a nonce have another shape than the one published."""


def require_seed(seed: str) -> str:
    """Give the seed back when it has the shape `<ceremony>/<20 to 200 digits>`. Raises BadSeed.

    Ceremony: letters, digits, `_`, `.`, `-`, parts joined by `/`, NFC; no blank, so it can be read aloud.
    """
    if not _SEED.fullmatch(seed) or not unicodedata.is_normalized("NFC", seed):
        raise BadSeed(
            "bad_seed",
            vi=f"Hạt giống “{seed}” không đúng dạng. Viết: số hiệu buổi bốc thăm, dấu /, "
            f"ít nhất {FEWEST_DIGITS} chữ số gieo công khai, ví dụ BT-03/47201983355120946817.",
            en=f"Seed {seed!r} is malformed. Write the ceremony, a slash, at least {FEWEST_DIGITS} digits "
            "thrown in public, for example BT-03/47201983355120946817.",
        )
    return seed


def new_seed(ceremony: str, digits: str) -> str:
    """Join the number of the ceremony and the digits read aloud (blanks between groups are dropped).

    Several bodies' digits are joined by the caller in the order announced. Raises BadSeed.
    """
    return require_seed(f"{ceremony}/{digits.replace(' ', '')}")


def commitment(digits: str, nonce: bytes) -> str:
    """Give hex SHA-256(digits ‖ nonce): what a body far away publishes before anybody opens.

    `nonce` is 32 secret random bytes, shown with the digits at the opening. Raises BadSeed.
    """
    if not _DIGITS.fullmatch(digits) or len(nonce) != NONCE_SIZE:
        raise BadSeed(
            "bad_commitment",
            vi=f"Cam kết cần các chữ số 0–9 và đúng {NONCE_SIZE} byte ngẫu nhiên.",
            en=f"A commitment needs digits 0–9 and exactly {NONCE_SIZE} random bytes.",
        )
    return hashlib.sha256(digits.encode("ascii") + nonce).hexdigest()
