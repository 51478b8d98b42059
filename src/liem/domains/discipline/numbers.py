"""Numbers of decisions: the next of the body's decisions, or a typed one that was never given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.text import nfc, search_key
from liem.law import documents
from liem.spine.access import Conflict
from liem.spine.cases.models import Series
from liem.spine.cases.steps import next_number

from .law import body_of
from .models import Body, DisciplineCase

if TYPE_CHECKING:
    from datetime import date

    from liem.law.documents import Side
    from liem.spine.units.models import Unit

TERM_YEARS: Final = 5
_TYPED: Final = re.compile(r"0*(\d{1,6})\s*[-/]\s*(.+)")


class NumberTaken(Conflict):
    """The number typed for a decision is one the body has given, in this run, to another paper."""

    code = "number_taken"


def number_for(case: DisciplineCase, typed: str, day: date) -> str:
    """Return the number of a decision of the case's body: the typed one, else the next of its decisions.

    The run is that of all decisions of the body (its year, or the congress term), so that an inspection and a
    discipline never share a number. A typed number ahead of the run moves it on: numbers given on paper are
    not given again. Raises ``NumberTaken``, ``NoLawInForce``.
    """
    unit = case.unit
    side: Side = "state" if body_of(unit) == Body.STATE else "party"
    rule = documents.numbering(side, day)
    period = _period(rule.scope, day)
    body = unit.document_symbol.strip() or "CB"
    symbol = f"QĐ-{body}" if side == "state" else f"QĐ/{body}"
    name = f"letter:{symbol if rule.per_kind else body}"[:40]
    clean = nfc(typed).strip()[:60]
    if clean:
        _refuse_given(unit, clean, day, scope=rule.scope)
        parsed = _TYPED.fullmatch(clean)
        if parsed is not None and search_key(parsed[2]) == search_key(symbol):
            _take(unit, name, period, int(parsed[1]), clean)
        return clean
    while True:
        number = next_number(unit=unit, name=name, period=period)
        made = f"{number:02d}/{symbol}" if side == "state" else f"{number:02d}-{symbol}"
        if not _given(unit, made, day, scope=rule.scope):
            return made


def _take(unit: Unit, name: str, period: str, number: int, typed: str) -> None:
    run, _made = Series.objects.select_for_update().get_or_create(unit=unit, name=name, period=period)
    if number <= run.last:
        raise _taken(typed, last=run.last)
    run.last = number
    run.save(update_fields=["last"])


def _refuse_given(unit: Unit, typed: str, day: date, *, scope: str) -> None:
    if _given(unit, typed, day, scope=scope):
        raise _taken(typed)


def _given(unit: Unit, number: str, day: date, *, scope: str) -> bool:
    """Say whether a decision of the body bears a number in the same run, however it is spaced or marked."""
    decided = DisciplineCase.objects.filter(deciding_unit=unit, decided_on__isnull=False)
    first, last = _years(scope, day)
    decided = decided.filter(decided_on__year__gte=first, decided_on__year__lte=last)
    wanted = _plain(number)
    return any(_plain(each) == wanted for each in decided.values_list("decision_number", flat=True))


def _plain(number: str) -> str:
    return re.sub(r"\s+", "", search_key(number)).lstrip("0")


def _taken(typed: str, last: int = 0) -> NumberTaken:
    hint = _("Số tiếp theo của cơ quan là %(number)s.") % {"number": last + 1} if last else ""
    return NumberTaken(
        _("Số %(number)s đã được cơ quan cấp cho văn bản khác.") % {"number": typed},
        next_step=" ".join(each for each in (hint, _("Để trống để lấy số tiếp theo.")) if each),
        field="number",
    )


def _period(scope: str, day: date) -> str:
    """Return the run of numbers a day falls in: its year, or the congress term ("2025-2030")."""
    if scope == "year":
        return str(day.year)
    start = day.year - day.year % TERM_YEARS
    return f"{start}-{start + TERM_YEARS}"


def _years(scope: str, day: date) -> tuple[int, int]:
    """Return the first and last calendar year of the run."""
    if scope == "year":
        return day.year, day.year
    start = day.year - day.year % TERM_YEARS
    return start, start + TERM_YEARS - 1
