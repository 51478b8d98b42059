"""One form for what offices write in many: names, citizen numbers, telephones, days of birth, places."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from liem.kernel.text import TONES, fold, search_key

_WORDS: Final = re.compile(r"[^\W\d_]+\.?")
_DIGITS: Final = re.compile(r"\d+")
_VOWELS: Final = frozenset("aeiouyăâêôơư")
# What clerks shorten: the family names and middle names that stand in four of five lists.
_SHORT: Final = {
    "ng": "nguyen",
    "ngx": "nguyen",
    "tr": "tran",
    "v": "van",
    "t": "thi",
    "th": "thi",
    "ph": "pham",
}
# Mobile numbers lost a digit in September 2018; lists and memories have kept it.
_PREFIXES: Final = {f"016{last}": f"03{last}" for last in "23456789"} | dict(
    zip(
        "0120 0121 0122 0126 0128 0123 0124 0125 0127 0129 0186 0188 0199".split(),
        "070 079 077 076 078 083 084 085 081 082 056 058 059".split(),
        strict=True,
    )
)
# Words before the name of a place that some write and some leave out.
_PLACES: Final = re.compile(
    r"^(?:(?:thon|ban|xom|ap|buon|lang|khu pho|khom|to dan pho|tdp|to|khu|so)\s+)+(?=\S)"
)


class NameKeys(NamedTuple):
    """``exact``: letters with their shape and the tone behind each word; ``plain``: without any mark, common
    abbreviations written out; ``ordered``: the plain words in the order of the alphabet."""

    exact: str
    plain: str
    ordered: str


@lru_cache(maxsize=1 << 18)
def name_keys(name: str) -> NameKeys:
    """Give the keys under which two spellings of a name are compared. Empty for a name without letters.

    NFC and NFD are alike, "hoà" and "hòa", "Quý" and "Quí", "Ng. V. An" and "Nguyễn Văn An" (but for marks).
    """
    words = _WORDS.findall(unicodedata.normalize("NFC", name).casefold())
    exact = " ".join(_syllable(word.rstrip(".")) for word in words)
    plain = [_plain(word, last=at == len(words) - 1) for at, word in enumerate(words)]
    return NameKeys(exact, " ".join(plain), " ".join(sorted(plain)))


@lru_cache(maxsize=1 << 16)  # a million names are made of a few thousand words
def _syllable(word: str) -> str:
    """Give a syllable with its tone at the end, where it does not matter which vowel bears it."""
    letters, tone = [], "0"
    for mark in unicodedata.normalize("NFD", word):
        if mark in TONES:
            tone = TONES[mark]
        else:
            letters.append(mark)
    return _with_i(unicodedata.normalize("NFC", "".join(letters))) + tone


def _with_i(word: str) -> str:
    """Write i for a y that is the only vowel, as in Mỹ and Quý; "Mai" and "May" stay apart."""
    for at in range(len(word) - 1, 0, -1):
        if word[at] == "y" and (word[at - 1] not in _VOWELS or word[:at].endswith("qu")):
            word = f"{word[:at]}i{word[at + 1 :]}"
    return word


@lru_cache(maxsize=1 << 16)
def _plain(word: str, *, last: bool) -> str:
    bare = _with_i(fold(word.rstrip(".")))
    # A given name stands last and is not shortened; "T." there is an initial that says little.
    return bare if last else _SHORT.get(bare, bare)


class Number(NamedTuple):
    """A citizen number: ``kind`` is "cccd" (12 digits), "cmnd" (9, until 2024), "other"; kinds never meet."""

    kind: str
    digits: str


def number(text: str) -> Number | None:
    """Give a citizen number as it is printed on the card; None where nothing usable stands.

    A table program drops the leading zero of twelve digits: eleven get it back. Fewer than six digits, or one
    digit repeated, are what people type to fill the field.
    """
    digits = "".join(_DIGITS.findall(text))
    if len(digits) == 11:
        digits = f"0{digits}"
    if len(digits) < 6 or len(set(digits)) == 1:
        return None
    return Number({12: "cccd", 9: "cmnd"}.get(len(digits), "other"), digits)


def phone(text: str) -> str:
    """Give a telephone number from 0, a mobile of eleven digits in its ten of today; empty where nothing
    usable stands."""
    digits = "".join(_DIGITS.findall(text))
    if digits.startswith("84") and len(digits) >= 11:
        digits = digits[2:]
    if not digits.startswith("0"):
        digits = f"0{digits}"
    if len(digits) == 11 and digits[:4] in _PREFIXES:
        digits = _PREFIXES[digits[:4]] + digits[4:]
    return digits if 10 <= len(digits) <= 11 and len(set(digits)) > 2 else ""


class Birth(NamedTuple):
    """A day of birth; month and day are 0 where only the year is known."""

    year: int
    month: int
    day: int


@lru_cache(maxsize=1 << 17)
def birth(text: str) -> Birth | None:
    """Read a day of birth: day first, ISO, eight digits, a month and a year, a year alone.

    The first of January counts as the year alone: offices write it for whoever does not know. None where
    nothing usable stands.
    """
    found = _DIGITS.findall(text)
    if any(len(part) > 8 for part in found):
        return None
    if len(found) == 1 and len(found[0]) == 8:
        whole = found[0]
        iso = 1880 <= int(whole[:4]) <= 2100
        found = [whole[:4], whole[4:6], whole[6:]] if iso else [whole[:2], whole[2:4], whole[4:]]
    parts = [int(part) for part in found]
    if len(parts) == 1 or (len(parts) == 2 and 1 <= parts[0] <= 12):
        parts = [0, 0, parts[-1]]
    if len(parts) < 3:
        return None
    year, month, day = parts[:3] if parts[0] > 31 else (parts[2], parts[1], parts[0])
    if not 1880 <= year <= 2100 or not 0 <= month <= 31 or not 0 <= day <= 31:
        return None
    return Birth(year, 0, 0) if (month, day) in {(1, 1), (0, 0)} else Birth(year, month, day)


@lru_cache(maxsize=1 << 16)
def place_key(text: str) -> str:
    """Give the key of a village or street: without marks, case and the word for "village"."""
    words = search_key(text)
    return _PLACES.sub("", words) or words
