"""Vietnamese text: one form at the door (NFC), one folded twin for search, one key for sorting.

The same letter can be written as one code point or as a letter with marks; SQLite and PostgreSQL compare code
points, so every border calls `nfc`, and every searched field stores its `search_key`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MARKS: Final = range(0x0300, 0x0370)
_LATIN: Final = (range(0x00C0, 0x0250), range(0x1E00, 0x1F00))
# ð (U+00F0) is what text recognition often gives for đ.
_STROKED: Final = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ƒ": "f", "ı": "i"}


def _fold_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(_MARKS)
    for block in _LATIN:
        for point in block:
            letter = chr(point).casefold()
            bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
            bare = "".join(_STROKED.get(c, c) for c in bare)
            if bare != chr(point):
                table[point] = bare
    return table


_FOLD: Final = _fold_table()
_NOT_WORD: Final = re.compile(r"[\W_]+")


def nfc(text: str) -> str:
    """Give the text in Unicode NFC, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Give the text without marks and case: "Đảng bộ" → "dang bo". Punctuation and blanks stay.

    Latin letters lose every mark; other scripts only lose case.
    """
    return unicodedata.normalize("NFC", text).casefold().translate(_FOLD)


def search_key(text: str) -> str:
    """Give the folded twin that is stored and searched: words and numbers parted by single blanks.

    "Số 1248-CV/TU" → "so 1248 cv tu", so a clerk may type the number with or without its signs.
    """
    return _NOT_WORD.sub(" ", fold(text)).strip()


TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES: Final = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}


def sort_key(text: str) -> str:
    """Give a key of a–z and 0–9 that sorts as a Vietnamese dictionary does, in any database collation.

    A Ă Â … D Đ E Ê … O Ô Ơ … U Ư; syllable by syllable; within a syllable the tones (ngang, huyền, hỏi, ngã,
    sắc, nặng) decide only when all letters agree.
    """
    return "".join(_syllable(word) for word in _NOT_WORD.split(nfc(text).casefold()) if word)


def name_sort_key(name: str) -> str:
    """Give the key for lists of people: given name (last word) first, then family and middle names."""
    words = [word for word in _NOT_WORD.split(nfc(name).casefold()) if word]
    return "".join(_syllable(word) for word in words[-1:] + words[:-1])


def _syllable(word: str) -> str:
    letters: list[str] = []
    shape: list[str] = []
    tones: list[str] = []
    for mark_or_letter in unicodedata.normalize("NFD", word):
        if mark_or_letter in TONES:
            if tones:
                tones[-1] = TONES[mark_or_letter]
        elif mark_or_letter in _SHAPES:
            if shape:
                shape[-1] = _SHAPES[mark_or_letter]
        elif not unicodedata.combining(mark_or_letter):
            letters.append(mark_or_letter)
            shape.append("1" if mark_or_letter == "đ" else "0")
            tones.append("0")
    primary = "".join(_cell(letter, form) for letter, form in zip(letters, shape, strict=True))
    # "00" ends the letters and sorts before every letter and digit, so a shorter syllable comes first.
    return f"{primary}00{''.join(tones)}"


def _cell(letter: str, shape: str) -> str:
    bare = _STROKED.get(letter, letter)
    if "a" <= bare <= "z" and len(bare) == 1:
        return bare + shape
    if "0" <= letter <= "9":
        return "1" + letter
    return f"zz{ord(letter):06x}"
