"""How far one field of two rows agrees: a few named levels, the better first."""

from __future__ import annotations

from typing import Final

from .normal import Birth, NameKeys

FIELDS: Final = ("name", "birth", "number", "phone", "place")
# Of each field, from agreement to difference. What is missing on a side says nothing and has no level.
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("exact", "plain", "near", "differ"),
    "birth": ("day", "swapped", "year", "near", "differ"),
    "number": ("same", "near", "differ"),
    "phone": ("same", "differ"),
    "place": ("same", "differ"),
}


def compare_names(a: NameKeys, b: NameKeys) -> int:
    """Give the level of two names that both have letters."""
    if a.exact == b.exact:
        return 0
    if a.plain == b.plain:
        return 1
    return 2 if near_names(a, b) else 3


def near_names(a: NameKeys, b: NameKeys) -> bool:
    """Tell whether two names are one with words in another order, a middle name left out, an initial, or one
    letter more, less or other."""
    if a.ordered == b.ordered:
        return True
    ours, theirs = a.plain.split(), b.plain.split()
    if len(ours) != len(theirs):
        fewer, more = sorted((ours, theirs), key=len)
        ends = len(fewer) > 1 and fewer[0] == more[0] and fewer[-1] == more[-1]
        return (ends and _within(fewer, more)) or one_edit(a.plain, b.plain)
    if all(_same_or_initial(x, y) for x, y in zip(ours, theirs, strict=True)):
        return True
    return one_edit(a.plain, b.plain)


def _same_or_initial(x: str, y: str) -> bool:
    return x == y or (min(len(x), len(y)) <= 2 and (x.startswith(y) or y.startswith(x)))


def _within(fewer: list[str], more: list[str]) -> bool:
    left = iter(more)
    return all(word in left for word in fewer)


def one_edit(a: str, b: str) -> bool:
    """Tell whether two texts differ by one letter put in, left out, changed, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    left, right = a[at:], b[at:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]


def compare_births(a: Birth, b: Birth) -> int:
    """Give the level of two days of birth."""
    if a == b:
        return 0 if a.month else 2
    if a.year == b.year:
        if not a.month or not b.month:
            return 2
        if a.month == b.day and a.day == b.month:
            return 1
        return 3 if a.month == b.month or a.day == b.day else 4
    return 3 if a.month and (a.month, a.day) == (b.month, b.day) and one_edit(str(a.year), str(b.year)) else 4


def compare_numbers(a: str, b: str) -> int:
    """Give the level of two citizen numbers of one kind."""
    return 0 if a == b else 1 if one_edit(a, b) else 2
