"""What a text of a conclusion gives away: sweeping praise, other names, copied phrases, faults of form."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.text import nfc, search_key

if TYPE_CHECKING:
    from collections.abc import Mapping

# Sweeping praise, folded. "chưa thực hiện tốt" is not praise: see praise_in.
NOTHING_WRONG: Final = (
    "khong co vi pham",
    "khong co khuyet diem",
    "khong vi pham",
    "khong phat hien vi pham",
)
_PRAISE: Final = (
    *NOTHING_WRONG,
    "thuc hien tot",
    "chap hanh tot",
    "chap hanh nghiem",
    "thuc hien nghiem",
    "thuc hien day du",
    "dung quy dinh",
)
_DENIED: Final = frozenset({"chua", "khong", "chang", "thieu"})
# Words that belong to one kind of unit, folded: in a conclusion about another they were copied from there.
_OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "school": ("hoc sinh", "giao vien", "ban giam hieu", "nam hoc", "ban tru"),
    "health_station": ("benh nhan", "kham chua benh", "y bac si"),
    "party_cell": ("truong thon", "chi bo thon"),
}
_MARKED: Final = re.compile(r"[^\W\d_a-zA-Z]")


def praise_in(text: str) -> str:
    """Return the first sweeping praise in a text, or nothing. "chưa thực hiện tốt" praises nobody."""
    words = search_key(text).split()
    for phrase in _PRAISE:
        parts = phrase.split()
        for start in range(len(words) - len(parts) + 1):
            before = set(words[max(0, start - 2) : start])
            if words[start : start + len(parts)] == parts and not _DENIED & before:
                return phrase
    return ""


def words_of_name(name: str) -> tuple[str, ...]:
    """Return a name as the key it is looked up by."""
    return tuple(search_key(name).split())


def named_in(text: str, book: Mapping[tuple[str, ...], tuple[str, bool]]) -> list[str]:
    """Return the foreign units a text names; at each word the longest known name wins."""
    words = search_key(text).split()
    longest = max(map(len, book), default=0)
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            known = book.get(tuple(words[at : at + length]))
            if known is not None:
                if not known[1]:
                    found.append(known[0])
                at += length
                break
        else:
            at += 1
    return list(dict.fromkeys(found))


def of_another_kind(text: str, subject_kind: str) -> list[str]:
    """Return phrases, as written, that belong to another kind of unit than the one inspected."""
    key = f" {search_key(text)} "
    found = []
    for kind, phrases in _OF_KIND.items():
        copied = next((one for one in phrases if f" {one} " in key), "")
        if subject_kind and kind != subject_kind and copied:
            found.append(_as_written(text, copied))
    return found


def _as_written(text: str, folded: str) -> str:
    words = nfc(text).split()
    keys = [search_key(word) for word in words]
    parts = folded.split()
    for start in range(len(words)):
        if keys[start : start + len(parts)] == parts:
            return " ".join(words[start : start + len(parts)]).strip(".,;:")
    return folded


def wording(text: str) -> list[str]:
    """Return the faults of form in one text."""
    found = []
    if not unicodedata.is_normalized("NFC", text):
        found.append(_("Chữ gõ bằng mã tổ hợp; lưu lại để chuyển về mã dựng sẵn."))
    if re.search(r"[^\S\n]{2,}", text):
        found.append(_("Thừa dấu cách."))
    if re.search(r"\s[,;.:!?](?:\s|$)", text):
        found.append(_("Có dấu cách trước dấu câu."))
    if re.search(r"\bV/v\b", text, re.IGNORECASE):
        found.append(_("Viết “về việc” thay cho “V/v” trong câu."))
    if len(re.findall(r"[^\W\d_]+", text)) >= 5 and not _MARKED.search(nfc(text)):
        found.append(_("Câu chưa có dấu tiếng Việt."))
    return found
