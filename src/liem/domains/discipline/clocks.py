"""The clocks of a discipline case: what runs now, until when, by which article, and how surely that is known.

A clock nobody has verified (confidence M) is shown with its mark; it never closes, refuses or counts anybody
late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.law import NoLawInForce

from . import law, rules
from .flow import BEFORE
from .models import Body, Form, State
from .parts import open_appeal
from .suspensions import running
from .words import form_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from .models import DisciplineCase


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. ``last`` day None: no end, or not known (``words`` says which)."""

    title: str
    last: date | None
    basis: str
    badge: str = ""
    words: str = ""
    done: date | None = None
    binding: bool = True
    stage: str = ""


def clocks(case: DisciplineCase, *, at: datetime) -> list[Clock]:
    """Return the clocks that run for a case on the day of ``at``, the most important first."""
    day = local_day(at)
    found: list[Clock] = []
    makers: list[Callable[[DisciplineCase, date], list[Clock]]] = []
    if case.state in (*BEFORE, State.DEFERRED):
        makers += [_limitation, _state_time]
    makers += [_written, _parity, _window, _settlement, _effect, _suspension]
    for make in makers:
        try:
            found += make(case, day)
        except NoLawInForce as missing:
            english = (get_language() or "vi").startswith("en")
            found.append(Clock(_("Chưa có quy định"), None, "", words=missing.en if english else missing.vi))
    return found


def _badge(key: str, day: date, case: DisciplineCase) -> tuple[str, bool]:
    provision = law.ask(key, day, case.unit)
    english = (get_language() or "vi").startswith("en")
    return (provision.badge_en if english else provision.badge), provision.binding


def _limitation(case: DisciplineCase, day: date) -> list[Clock]:
    wanted = case.proposed_form
    limits = [one for one in law.limits(case, day=day) if not wanted or one.form == wanted]
    if case.concluded_on is not None:
        words = _("đã dừng tính từ ngày kết luận phải kỷ luật")
        return [
            Clock(
                _("Thời hiệu"), None, limits[0].basis if limits else "", words=words, done=case.concluded_on
            )
        ]
    made = []
    for one in limits:
        words = ""
        if one.never:
            words = _("không áp dụng thời hiệu")
        elif one.last is None:
            words = _("hành vi chưa chấm dứt nên chưa tính")
        title = _("Thời hiệu %(form)s") % {"form": form_name(one.form)}
        made.append(Clock(title, one.last, one.basis, words=words, stage=one.stage))
    return made


def _state_time(case: DisciplineCase, day: date) -> list[Clock]:
    found = [act.discovered_on for act in case.acts.all() if act.discovered_on]
    if not rules.is_state(case.subject) or not found:
        return []
    due = law.term("state.discipline.time", min(found), day=day, unit=case.unit, side="state")
    return [Clock(_("Thời hạn xử lý kỷ luật"), due.on, due.basis or "")]


def _written(case: DisciplineCase, day: date) -> list[Clock]:
    vote = case.votes.order_by("-held_on", "-at").first()
    if vote is None or vote.stage != Body.CELL or not vote.decides or vote.result == Form.NO_DISCIPLINE:
        return []
    due = law.term("party.decision.written", vote.held_on, day=day, unit=case.unit)
    return [Clock(_("Ra quyết định bằng văn bản"), due.on, due.basis or "", done=case.decided_on)]


def _parity(case: DisciplineCase, day: date) -> list[Clock]:
    if not case.also_official or case.notified_on is None or rules.is_state(case.subject):
        return []
    due = law.term("party.decision.admin_parity", case.notified_on, day=day, unit=case.unit, side="state")
    return [Clock(_("Kỷ luật hành chính tương xứng"), due.on, due.basis or "")]


def _window(case: DisciplineCase, day: date) -> list[Clock]:
    if case.notified_on is None or case.state != State.NOTIFIED or rules.is_state(case.subject):
        return []
    due = law.term("party.complaint.window", case.notified_on, day=day, unit=case.unit)
    badge, binding = _badge("party.complaint.window", day, case)
    words = _("nộp sau ngày này vẫn được ghi nhận")
    return [Clock(_("Khiếu nại kỷ luật"), due.on, due.basis or "", badge=badge, words=words, binding=binding)]


def _settlement(case: DisciplineCase, day: date) -> list[Clock]:
    row = open_appeal(case)
    if row is None or row.due_at is None:
        return []
    badge, binding = _badge("party.complaint.time", day, case)
    last = local_day(row.due_at)
    basis = str(law.ask("party.complaint.time", day, case.unit).basis)
    return [Clock(_("Giải quyết khiếu nại"), last, basis, badge=badge, binding=binding)]


def _effect(case: DisciplineCase, day: date) -> list[Clock]:
    if case.effect_ends_on is None:
        return []
    done = case.effect_ends_on if case.state == State.ENDED else None
    basis = ""
    if rules.is_state(case.subject):
        basis = str(law.ask("state.discipline.expiry", case.effective_on or day, case.unit).basis)
    return [Clock(_("Quyết định hết hiệu lực"), case.effect_ends_on, basis, done=done)]


def _suspension(case: DisciplineCase, day: date) -> list[Clock]:
    del day
    row = running(case)
    if row is None:
        return []
    return [Clock(_("Đình chỉ"), row.extended_until or row.until, row.basis)]


def final_level(case: DisciplineCase, *, at: datetime) -> tuple[str, str]:
    """Return who settles a complaint last for the form of the case, and the article; empty where not said."""
    keys = {Form.REPRIMAND: "reprimand", Form.WARNING: "warning", Form.DISMISSAL: "dismissal"}
    key = "expulsion" if case.form == Form.EXPULSION else keys.get(Form(case.form)) if case.form else None
    if key is None:
        return "", ""
    try:
        provision = law.ask("party.complaint.final", local_day(at), case.unit)
    except NoLawInForce:
        return "", ""
    return str(provision.mapping().get(key, "")), str(provision.basis)
