"""Which change of a draft is form, which the office may mend, and which is content, which only its author
may change.

Form is blanks, punctuation, capitals, lost or wrong marks, one letter of a word, "V/v". Figures, days, names
of rows, grades, owners, and words that deny or accuse are content. In doubt it is content.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from liem.kernel.text import fold, nfc

from .conclusion import texts

if TYPE_CHECKING:
    from .conclusion import Content

_FIGURE: Final = re.compile(r"\d+(?:[.,/:\-–]\d+)*%?")
_WORD: Final = re.compile(r"[^\W_]+")
# Words on which the sense turns: they get lost marks back where a whole text lost them, no more.
_TURNS: Final = frozenset(
    "không chưa chẳng có đã đang sẽ phải trừ vi phạm sai đúng tốt kém trước sau trên dưới "
    "một hai ba bốn năm sáu bảy tám chín mười mươi trăm nghìn ngàn triệu tỷ".split()
)
_TURNS_FOLDED: Final = frozenset(map(fold, _TURNS))


def changes_of_content(old: Content, new: Content) -> list[str]:
    """Return the places whose content differs; an empty list means that only form was mended.

    Where rows were added or taken away the parts are named ("findings").
    """
    found = [part for part in ("bases", "strengths", "findings", "requirements") if _rows(old, new, part)]
    if old.organisation != replace(new.organisation, words=old.organisation.words):
        found.append("organisation")
    if len(old.recipients) != len(new.recipients):
        found.append("recipients")
    if old.outcome != new.outcome:
        found.append("outcome")
    if found:
        return found
    pairs = zip(texts(old), texts(new), strict=True)
    return [place for (place, before), (_place, after) in pairs if not same_but_for_form(before, after)]


def _rows(old: Content, new: Content, part: str) -> bool:
    """Say whether the rows of a part differ in anything but their words."""
    before, after = getattr(old, part), getattr(new, part)
    return len(before) != len(after) or any(
        _bare(one) != _bare(other) for one, other in zip(before, after, strict=True)
    )


def _bare(row: object) -> dict[str, object]:
    written = ("text", "words", "product")
    return {name: getattr(row, name) for name in row.__slots__ if name not in written}  # type: ignore[attr-defined]


def same_but_for_form(before: str, after: str) -> bool:
    """Say whether two texts say the same, figure for figure and word for word, whatever their form."""
    before, after = _plain(before), _plain(after)
    if _FIGURE.findall(before) != _FIGURE.findall(after):
        return False
    old, new = _WORD.findall(before), _WORD.findall(after)
    bare = before == fold(before)
    return len(old) == len(new) and all(
        _same_word(one, other, restored=bare) for one, other in zip(old, new, strict=True)
    )


def _plain(text: str) -> str:
    return re.sub(r"\bv/v\b", "về việc", nfc(text).casefold())


def _same_word(before: str, after: str, *, restored: bool) -> bool:
    if before == after:
        return True
    if any(letter.isdigit() for letter in before + after):
        return False
    if fold(before) == fold(after):
        return restored or not {before, after} & _TURNS
    if {fold(before), fold(after)} & _TURNS_FOLDED or min(len(before), len(after)) < 3:
        return False
    return _one_letter_apart(fold(before), fold(after))


def _one_letter_apart(one: str, other: str) -> bool:
    """Say whether one letter more, less, other, or two swapped neighbours make the difference."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        swapped = short[:start] + short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
        return short[start + 1 :] == long[start + 1 :] or swapped == long
    return short[start:] == long[start + 1 :]
