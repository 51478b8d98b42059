"""Find the persons that rows of old tables name: by code, else by full name within their unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.text import fold

from .models import Mandate, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BLOCK: Final = 400


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a row names: a code, or a full name and the code of the unit."""

    code: str
    name: str
    unit_code: str

    @property
    def key(self) -> tuple[str, str]:
        """Return name without marks and unit."""
        return fold(self.name), self.unit_code


class Matches:
    """The persons a table names: one query for the codes, one for the units, in blocks of 400."""

    def __init__(self, named: Iterable[Named]) -> None:
        listed = [each for each in named if each.code or each.name]
        self._by_code: dict[str, Person] = {}
        for block in _blocks({each.code for each in listed if each.code}):
            self._by_code |= {str(each.code): each for each in Person.objects.filter(code__in=block)}
        self._by_name: dict[tuple[str, str], dict[object, Person]] = {}
        wanted = {each.key for each in listed if not each.code}
        for block in _blocks({unit for _name, unit in wanted}):
            held = Mandate.objects.filter(unit__code__in=block).select_related("person", "unit")
            for each in held.iterator(chunk_size=2000):
                key = (each.person.folded, each.unit.code)
                if key in wanted:
                    self._by_name.setdefault(key, {})[each.person_id] = each.person

    def find(self, named: Named) -> tuple[Person | None, str, str]:
        """Return the person, or the field and the reason why there is none."""
        if named.code:
            found = self._by_code.get(named.code)
            if found is None:
                return None, "person_code", _("Chưa có người mang mã số “%(code)s”.") % {"code": named.code}
            if named.name and fold(named.name) != found.folded:
                words = _("Mã số “%(code)s” là của người tên khác.") % {"code": named.code}
                return None, "person_code", words
            return found, "", ""
        same = list(self._by_name.get(named.key, {}).values())
        if len(same) == 1:
            return same[0], "", ""
        if same:
            return None, "person_name", _("Đơn vị có nhiều người cùng tên này: ghi thêm mã số.")
        return (
            None,
            "person_name",
            _("Đơn vị “%(unit)s” chưa có người tên này. Nhập nhân sự, chức danh trước.")
            % {"unit": named.unit_code},
        )


def _blocks(codes: set[str]) -> list[Sequence[str]]:
    listed = sorted(codes)
    return [listed[start : start + _BLOCK] for start in range(0, len(listed), _BLOCK)]
