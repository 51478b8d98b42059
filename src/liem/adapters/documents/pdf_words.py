"""Characters of a page → words → strips: blanks are taken from the gaps on paper, not from the file."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from statistics import median

from liem.adapters.documents.layout import Placed, Strip, part_columns
from liem.adapters.documents.pdf_chars import Char
from liem.kernel.text import nfc

_POWERS = {"2": "²", "3": "³"}


def baselines(chars: list[Char]) -> list[list[Char]]:
    """Gather characters that stand on one baseline, each gathering from left to right.

    Raised and lowered small characters join the line they hang on; see :func:`_attach_small`.
    """
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (c.baseline, c.left)):
        if rows and char.baseline - rows[-1][0].baseline <= 0.22 * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
    rows = [row for row in rows if any(char.text.strip() for char in row)]
    return _attach_small(rows)


def _attach_small(rows: list[list[Char]]) -> list[list[Char]]:
    sizes = [median(char.size for char in row) for row in rows]
    out: list[list[Char]] = []
    hosts: dict[int, list[Char]] = {}
    for index, row in enumerate(rows):
        host = None
        for other in (index + 1, index - 1):
            if not 0 <= other < len(rows) or sizes[index] > 0.8 * sizes[other]:
                continue
            base = rows[other]
            off = abs(row[0].baseline - base[0].baseline)
            inside = all(_near(char, base) for char in row if char.text.strip())
            if off < 0.6 * sizes[other] and inside:
                host = other
                break
        if host is None:
            hosts[index] = row
            out.append(row)
        else:
            _hang(row, rows[host])
    for row in out:
        row.sort(key=lambda char: char.left)
    return out


def _near(char: Char, base: list[Char]) -> bool:
    low = min(other.left for other in base) - char.size
    return low <= char.left <= max(other.right for other in base) + char.size


def _hang(small: list[Char], base: list[Char]) -> None:
    """Put m², km³ right; leave out the raised figures that point to a footnote (they would glue to a
    number).
    """
    for char in small:
        before = max(
            (other for other in base if other.right <= char.left + char.size * 0.3 and other.text.strip()),
            key=lambda other: other.right,
            default=None,
        )
        raised = char.baseline < base[0].baseline
        if raised and char.text in _POWERS and before is not None and before.text == "m":
            char.text = _POWERS[char.text]
        elif raised and before is not None and (char.text.isdigit() or char.text in "()[]*,"):
            # Its place must not look like a blank afterwards.
            before.right = max(before.right, char.right)
            continue
        base.append(char)


def strips_of(chars: list[Char], *, head_below: float) -> list[Strip]:
    """Give the strips of a page; baselines above ``head_below`` points are read as a letterhead."""
    strips: list[Strip] = []
    for row in baselines(chars):
        words = words_of(row)
        if words:
            strips.extend(part_columns(words, in_head=words[0].top < head_below))
    return strips


def words_of(row: list[Char]) -> list[Placed]:
    """Cut one baseline into words, by blanks and by gaps a blank should have filled.

    Some signing tools lose the blank after a letter with marks; its gap on paper is still there. Letter-
    spaced words have gaps everywhere, so a gap must stand out from the usual one.
    """
    inked = [char for char in row if char.text.strip()]
    joined = [b.left - a.right for a, b in pairwise(row) if a.text.strip() and b.text.strip()]
    usual = max(0.0, median(joined)) if joined else 0.0
    words: list[list[Char]] = []
    previous: Char | None = None
    for char in row:
        if not char.text.strip():
            previous = None
            continue
        mark = unicodedata.combining(char.text[0]) != 0
        if previous is not None and previous.baseline < char.baseline - 0.15 * char.size:
            # A raised figure before a word is the number of a footnote, not its first letter.
            previous = None
        if (previous is not None and (mark or char.left - previous.right <= usual + 0.13 * char.size)) or (
            mark and words
        ):
            words[-1].append(char)
        else:
            words.append([char])
        if not mark:
            previous = char
    return [_word(chars) for chars in words] if inked else []


def _word(chars: list[Char]) -> Placed:
    return Placed(
        nfc("".join(char.text for char in chars)),
        min(char.left for char in chars),
        min(char.top for char in chars),
        max(char.right for char in chars),
        max(char.bottom for char in chars),
        median(char.size for char in chars),
        bold=sum(char.bold for char in chars) * 2 > len(chars),
        italic=sum(char.italic for char in chars) * 2 > len(chars),
    )
