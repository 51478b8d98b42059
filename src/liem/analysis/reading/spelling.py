"""Vietnamese letters for matching: a twin of equal length without marks, and mending of lost blanks.

The twin (:func:`shadow`) keeps every character's position, so a match on it is also a place in the printed
text.
The general folding of the house may change lengths; here positions are the point.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources


def _twin_table() -> dict[int, str]:
    table: dict[int, str] = {code: chr(code).lower() for code in range(0x41, 0x5B)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        table[code] = base if len(base) == 1 else chr(code)
    # Ð (Icelandic) is what many OCR engines and old fonts print for Đ.
    table.update({ord(c): "d" for c in "đĐðÐ"})
    table.update({ord(c): "-" for c in "‐‑‒–—−"})
    table.update({ord(c): '"' for c in "“”„″«»"})
    table.update({ord(c): "'" for c in "‘’`´"})
    table.update({ord(c): " " for c in "\u00a0\u2002\u2003\u2007\u2009\u202f\t"})
    table[ord("…")] = "."
    return table


_TWIN = _twin_table()
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
# Old fonts and scanners print the Icelandic letter; Vietnamese has no use for it.
_BARRED_D = str.maketrans("Ðð", "Đđ")
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x"
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oi|ôi|ơi|oa|oe|oai|oay|oao|oeo|ua|uê|uy|ui|ưu|"
    "ươu|ưa|ưi|uôi|ươi|uya|uyu|uây|uơ|yêu"
)
_CLOSED = (
    "(?:a|ă|â|e|o|ô|ơ|u|ư|i|iê|yê|uô|ươ|oa|oă|oe|uâ|uyê|uy|oo|ê|uê|y)(?:n|ng|m|p|t|c)"
    "|(?:a|ê|i|oa|uê|uy|y)(?:nh|ch)"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_OPEN}|(?P<closed>{_CLOSED}))")
_WORD = re.compile(r"[^\W\d_]+")
_GLUED_DIGIT = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,7})(\d{1,4})(?![\w])")


def nfc(text: str) -> str:
    """Text as the house stores it: NFC, no invisible characters, single blanks, no blanks at the ends."""
    return (
        _BLANKS.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE))
        .strip()
        .translate(_BARRED_D)
    )


def shadow(text: str) -> str:
    """Lower-case twin of NFC ``text`` without marks, of exactly the same length (đ → d, – → -)."""
    return text.translate(_TWIN)


def squeezed(text: str) -> str:
    """The twin with everything but letters and digits removed: for keys that OCR tears apart."""
    return "".join(c for c in shadow(text) if c.isalnum())


def has_marks(word: str) -> bool:
    """Whether a word carries a Vietnamese mark (tone, hat, horn or barred d)."""
    return not word.isascii()


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether ``word`` can be one Vietnamese syllable (spelling and tone rules, no dictionary)."""
    tone = ""
    plain = []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            if tone:
                return False
            tone = _TONES[char]
        else:
            plain.append(char)
    bare = unicodedata.normalize("NFC", "".join(plain))
    found = _SYLLABLE.fullmatch(bare)
    if not found:
        return False
    # A syllable stopped by p, t, c, ch takes only the sharp or the heavy tone.
    return not (bare.endswith(("p", "t", "c", "ch")) and found["closed"] and tone not in {"s", "j"})


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Syllables that official documents really use; they decide between two possible cuts."""
    return frozenset(resources.files(__package__).joinpath("syllables.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def _known_bare() -> frozenset[str]:
    return frozenset(shadow(word) for word in _known())


@lru_cache(maxsize=20_000)
def _split(word: str) -> tuple[str, ...]:
    """The syllables of a glued word, the cut with most known ones preferred; empty when no cut is safe."""
    known = _known()
    return max(_cuts(word), key=lambda cut: sum(part.lower() in known for part in cut) / len(cut), default=())


def _cuts(word: str) -> Iterator[tuple[str, ...]]:
    """Every way to cut a glued word into syllables, longest first part first."""
    for cut in range(min(len(word) - 1, 7), 0, -1):
        head, rest = word[:cut], word[cut:]
        # Blanks get lost after an accented letter; splitting "camera" would do harm.
        if not has_marks(head) or not is_syllable(head):
            continue
        if rest[0].isupper() and not word.isupper():
            return
        if is_syllable(rest):
            yield (head, rest)
        if deeper := _split(rest):
            yield (head, *deeper)


def _mend_word(found: re.Match[str]) -> str:
    word = found.group()
    if len(word) < 4 or word.isascii() or is_syllable(word) or shadow(word) in _known_bare():
        return word  # "phưong" is one word with a mark lost, not two words glued
    return " ".join(_split(word)) or word


def _mend_digit(found: re.Match[str]) -> str:
    word, digits = found.groups()
    return f"{word} {digits}" if has_marks(word) and is_syllable(word) else found.group()


_CELL_MISREAD = re.compile(r"\b([Cc])hỉ (bộ|ủy|uỷ)\b(?! (?:phận|máy|trưởng))")


def mend_scan(text: str) -> str:
    """What every scanner does to common words: "chỉ bộ" is "chi bộ", "thánø" is "tháng"."""
    return _CELL_MISREAD.sub(r"\1hi \2", text.replace("ø", "g").replace("⁄", "/"))


def mend(text: str) -> str:
    """NFC ``text`` with the blanks put back that a print lost after an accent ("tổ chứcchính" → "tổ chức
    chính")."""
    return _WORD.sub(_mend_word, _GLUED_DIGIT.sub(_mend_digit, text))
