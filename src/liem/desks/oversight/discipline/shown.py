"""What the pages of discipline show of a case: heading, badge, clocks, facts, moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liem.domains.discipline import clocks as counted
from liem.domains.discipline.models import Body, DisciplineAppeal, DisciplineCase, Gravity, State, SubjectKind
from liem.domains.discipline.words import form_name
from liem.kernel.clock import local_day
from liem.ui.formatting import vn_date, vn_number
from liem.ui.shell import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from liem.domains.discipline.clocks import Clock

_LEVELS = {
    State.DECIDED: "warn",
    State.NOTIFIED: "ok",
    State.APPEALED: "warn",
    State.REFUSED: "neutral",
    State.ENDED: "neutral",
    State.CANCELLED: "neutral",
    State.DEFERRED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: DisciplineCase
    url: str
    who: str
    state: str
    level: str
    form: str


def who(case: DisciplineCase) -> str:
    """Return whom the case is about."""
    return case.subject_person.name if case.subject_person else case.subject_unit.name


def level_of(case: DisciplineCase) -> str:
    """Return the level of the badge of a state."""
    return _LEVELS.get(State(case.state), "info")


def row(case: DisciplineCase, *, mine: bool = False) -> Row:
    """Return a line of a list."""
    name = "oversight:discipline_mine_one" if mine else "oversight:discipline_one"
    shown_form = case.form or case.proposed_form
    return Row(
        case=case,
        url=reverse(name, args=[case.pk]),
        who=who(case),
        state=str(State(case.state).label),
        level=level_of(case),
        form=form_name(shown_form) if shown_form else "",
    )


def clock_rows(case: DisciplineCase, *, at: datetime) -> list[dict[str, Any]]:
    """Return the clocks of a case for a table: unverified ones are never shown as late."""
    return [_clock(clock, local_day(at)) for clock in counted.clocks(case, at=at)]


def _clock(clock: Clock, today: date) -> dict[str, Any]:
    late = clock.binding and clock.done is None and clock.last is not None and today > clock.last
    left = (clock.last - today).days if clock.last else None
    if clock.done:
        state = _("đã xong ngày %(day)s") % {"day": vn_date(clock.done)}
    elif left is None:
        state = clock.words or _("chưa rõ")
    elif left < 0:
        state = _("đã qua %(days)s ngày") % {"days": -left}
    else:
        state = _("còn %(days)s ngày") % {"days": vn_number(left)}
    words = clock.words if left is not None else ""
    return {"clock": clock, "late": late, "state": state, "words": words, "soon": bool(clock.stage)}


def facts(case: DisciplineCase) -> list[Fact]:
    """Return what the case says, as lines."""
    lines = [
        Fact(_("Đối tượng"), f"{who(case)} ({SubjectKind(case.subject).label})"),
        Fact(_("Đơn vị của đối tượng"), case.subject_unit.name),
        Fact(_("Nơi xử lý"), case.unit.name),
        Fact(_("Ngày đề nghị"), vn_date(case.proposed_on)),
        Fact(
            _("Hình thức đề nghị"), form_name(case.proposed_form) if case.proposed_form else _("chưa đề nghị")
        ),
        Fact(_("Mức độ"), str(Gravity(case.gravity).label) if case.gravity else None),
    ]
    if case.mitigating:
        lines.append(Fact(_("Tình tiết giảm nhẹ"), "; ".join(case.mitigating)))
    if case.aggravating:
        lines.append(Fact(_("Tình tiết tăng nặng"), "; ".join(case.aggravating)))
    if case.source_case is not None:
        lines.append(Fact(_("Từ cuộc kiểm tra"), case.source_case.dossier))
    if case.deferred_reason:
        lines.append(Fact(_("Chưa xem xét vì"), case.deferred_reason))
    if case.decided_on:
        lines += [
            Fact(
                _("Quyết định"),
                _("số %(n)s ngày %(day)s") % {"n": case.decision_number, "day": vn_date(case.decided_on)},
            ),
            Fact(_("Hình thức"), form_name(case.form)),
            Fact(
                _("Nơi quyết định"), f"{case.deciding_unit} ({Body(case.body).label})" if case.body else None
            ),
            Fact(_("Hiệu lực từ"), vn_date(case.effective_on) if case.effective_on else None),
        ]
    if case.published_on:
        lines.append(Fact(_("Công khai"), f"{vn_date(case.published_on)}, {case.published_where}"))
    return lines


def appeal_rows(case: DisciplineCase) -> list[dict[str, Any]]:
    """Return the complaints with their outcome in words."""
    return [
        {
            "appeal": each,
            "outcome": str(DisciplineAppeal.Outcome(each.outcome).label),
            "new_form": form_name(each.new_form) if each.new_form else "",
        }
        for each in case.appeals.select_related("to_unit").all()
    ]


def form_choices(forms: Iterable[str], *, blank: str = "") -> list[tuple[str, str]]:
    """Return forms for a select, with the words of each."""
    first = [("", blank)] if blank else []
    return [*first, *((form, form_name(form)) for form in forms)]
