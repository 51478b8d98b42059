"""Money in whole đồng: grouping, reading what people type, and the words a paper needs. Never a float."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from liem.kernel.errors import KernelError
from liem.kernel.text import fold, nfc

_UNITS: Final = {
    "": 1, "d": 1, "₫": 1, "dong": 1, "vnd": 1,
    "k": 10**3, "nghin": 10**3, "ngan": 10**3,
    "tr": 10**6, "trieu": 10**6,
    "ty": 10**9, "ti": 10**9,
}  # fmt: skip
_PART: Final = re.compile(r"(\d[\d.,]*)\s*([a-z₫]*)\s*", re.ASCII)
_TAIL: Final = ("dong", "vnd", "d", "₫")
_GROUPED: Final = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3}){2,}")
_DECIMAL: Final = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?|\d+\.\d+")

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LARGEST: Final = 10**18


class NotMoney(KernelError):
    """The text is not one clear amount of whole đồng."""


def group(amount: int) -> str:
    """Write an amount as people read it: 1234567 → "1.234.567 ₫" (no-break space before the sign)."""
    return f"{amount:,}".replace(",", ".") + "\u00a0₫"


def parse(text: str) -> int:
    """Read an amount: "1.234.567", "850tr", "0,85 tỷ", "2 tỷ 350 triệu đồng". Raises NotMoney.

    A dot groups thousands and a comma is the decimal sign, as in Vietnamese papers. What could be read in two
    ways ("12,500" without a unit) is refused, never guessed.
    """
    folded = fold(text).replace("\u00a0", " ").strip()
    sign = -1 if folded[:1] in {"-", "−"} else 1
    rest = folded.lstrip("-−").strip() if sign < 0 else folded
    total = Fraction(0)
    last_scale = 10**10
    at = 0
    while at < len(rest):
        found = _PART.match(rest, at)
        if found is None:
            if at and rest[at:] in _TAIL:
                break
            raise _refused(text)
        scale = _UNITS.get(found.group(2))
        # "1 tỷ 5" is one and a half in speech and one billion and five on paper: refused.
        bare_tail = at > 0 and not found.group(2)
        if scale is None or scale >= last_scale or bare_tail:
            raise _refused(text)
        total += _number(found.group(1), whole=scale == 1, text=text) * scale
        last_scale, at = scale, found.end()
    if not rest or total.denominator != 1:
        raise _refused(text)
    return sign * total.numerator


def _number(digits: str, *, whole: bool, text: str) -> Fraction:
    if digits.isdigit():
        return Fraction(int(digits))
    if _GROUPED.fullmatch(digits):
        return Fraction(int(re.sub(r"[.,]", "", digits)))
    if whole or not _DECIMAL.fullmatch(digits):
        raise _refused(text)
    if "," in digits:
        digits = digits.replace(".", "").replace(",", ".")
    return Fraction(digits)


def _refused(text: str) -> NotMoney:
    shown = nfc(text)[:40]
    return NotMoney(
        "not_money",
        vi=f"Không đọc được số tiền “{shown}”. Viết số nguyên đồng, ví dụ 1.234.567 hoặc 850tr hoặc 0,85 tỷ.",
        en=f"Cannot read “{shown}” as money. Write whole đồng, for example 1.234.567 or 850tr or 0,85 tỷ.",
    )


def in_words(amount: int) -> str:
    """Write an amount in Vietnamese words for a paper: 1005 → "Một nghìn không trăm linh năm đồng".

    Raises NotMoney beyond ±10^18, where no public paper goes.
    """
    if abs(amount) >= _LARGEST:
        raise _refused(str(amount))
    words = _words(abs(amount)) if amount else [_DIGITS[0]]
    if amount < 0:
        words = ["âm", *words]
    sentence = " ".join([*words, "đồng"])
    return sentence[0].upper() + sentence[1:]


def _words(amount: int, *, inner: bool = False) -> list[str]:
    """Words of a positive amount; `inner` when something stands before, so empty hundreds are spoken."""
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if amount >= scale:
            head, tail = divmod(amount, scale)
            rest = _words(tail, inner=True) if tail else []
            return [*_words(head, inner=inner), name, *rest]
    return _hundreds(amount, inner=inner)


def _hundreds(amount: int, *, inner: bool) -> list[str]:
    hundreds, tens, units = amount // 100, amount // 10 % 10, amount % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0:
        if units:
            words += [*(["linh"] if words else []), _DIGITS[units]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if units:
        words.append(_unit_after_tens(tens, units))
    return words


def _unit_after_tens(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    if tens > 1 and units in {1, 4}:
        return "mốt" if units == 1 else "tư"
    return _DIGITS[units]
