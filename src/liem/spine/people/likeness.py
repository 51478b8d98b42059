"""Which people of a table may be somebody already registered, or stand in it twice under another spelling.

A table without codes makes a second person of everybody it spells otherwise. What is found here is a question
to the person who takes the table in; it refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.analysis.matching import Matcher
from liem.analysis.matching import Person as Known

from .readers import persons_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from liem.analysis.matching import Part
    from liem.spine.access import Actor

    from .importing import PersonRow

MOST: Final = 50
_SAID: Final[dict[tuple[str, str], _StrOrPromise]] = {
    ("name", "exact"): gettext_lazy("cùng họ tên"),
    ("name", "plain"): gettext_lazy("cùng họ tên, khác dấu hoặc viết tắt"),
    ("name", "near"): gettext_lazy("họ tên gần giống"),
    ("birth", "year"): gettext_lazy("cùng năm sinh"),
    ("phone", "same"): gettext_lazy("cùng điện thoại"),
}


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that may be somebody else's: a registered person's (``person_id``) or an earlier row's."""

    row: int
    name: str
    other: str
    reasons: tuple[str, ...]
    person_id: UUID | None = None
    other_row: int | None = None


def alike(rows: Sequence[PersonRow], *, actor: Actor) -> list[Alike]:
    """Give the likeliest first, at most ``MOST``. People whose code is known are not asked about."""
    known = list(persons_for(actor).values_list("pk", "name", "code", "born_in", "phone"))
    codes = {code for _pk, _name, code, _born, _phone in known if code}
    new: dict[str, PersonRow] = {}
    for row in rows:
        if row.new.code not in codes:
            new.setdefault(row.who, row)
    listed = list(new.values())
    people = [Known("", name, str(born or ""), "", phone) for _pk, name, _code, born, phone in known]
    people += [Known("", row.new.name, str(row.new.born_in or ""), "", row.new.phone) for row in listed]
    found = [match for match in Matcher(people).matches() if match.b >= len(known)]
    told = []
    for match in sorted(found, key=lambda one: (-one.weight, one.b, one.a)):
        row = listed[match.b - len(known)]
        why = _reasons(match.parts)
        if match.a < len(known):
            pk, name, code, _born, _phone = known[match.a]
            words = f"{name} ({code})" if code else name
            told.append(Alike(row.number, row.new.name, words, why, person_id=pk))
        else:
            other = listed[match.a - len(known)]
            if other.new.code and row.new.code:  # two codes are two people: whoever wrote them knew
                continue
            words = _("%(name)s ở hàng %(row)s") % {"name": other.new.name, "row": other.number}
            told.append(Alike(row.number, row.new.name, words, why, other_row=other.number))
    return told[:MOST]


def _reasons(parts: Sequence[Part]) -> tuple[str, ...]:
    said = (_SAID.get((part.field, part.level)) for part in parts)
    return tuple(str(words) for words in said if words)
