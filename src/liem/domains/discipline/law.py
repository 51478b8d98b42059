"""What the law in force says to a discipline case: forms, shares, limitation, terms. Asks, never assumes.

Every function raises ``NoLawInForce`` where nothing is in force on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.law import NoLawInForce, default_book
from liem.law.calendar import default_calendar
from liem.law.deadlines import Term, due, rolls
from liem.spine.units.models import Kind
from liem.spine.units.reach import jurisdictions

from . import limitation, rules
from .models import Body, Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from liem.law import Provision
    from liem.law.deadlines import Due
    from liem.law.provision import Value
    from liem.spine.units.models import Unit

    from .models import DisciplineCase

_CELLS: Final = (Kind.PARTY_CELL, Kind.BASE_CELL)
_COMMITTEES: Final = (
    Kind.PROVINCIAL_COMMITTEE,
    Kind.DISTRICT_COMMITTEE,
    Kind.COMMUNE_COMMITTEE,
    Kind.BASE_COMMITTEE,
)
# A transition clause of discipline speaks of the day of the violation, or of the day it was found.
_EVENTS: Final = ("violation", "violated", "violation_found")
_LIGHT: Final = (Form.REPRIMAND, Form.STATE_REPRIMAND)


def body_of(unit: Unit) -> str:
    """Return which kind of body a unit is in a discipline case."""
    if unit.kind in _CELLS:
        return Body.CELL
    if unit.kind == Kind.INSPECTION_COMMISSION:
        return Body.COMMISSION
    return Body.COMMITTEE if unit.kind in _COMMITTEES else Body.STATE


def ask(key: str, day: date, unit: Unit) -> Provision:
    """Return the provision in force on a day for a body. Raises ``NoLawInForce``."""
    return default_book().in_force(key, day, jurisdictions=jurisdictions(unit.path))


def secrecy(day: date, unit: Unit) -> str:
    """Return why a paper that names who denounced, told or witnessed is not shown to the person concerned."""
    basis = ask("protect.secrecy.default", day, unit).basis
    with override("vi"):
        return _("Giữ bí mật người tố cáo, người cung cấp thông tin, người làm chứng: %(basis)s") % {
            "basis": basis
        }


def listed(provision: Provision) -> tuple[str, ...]:
    """Return the words of a list provision."""
    value: Value = provision.value
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms a subject can receive, light to heavy, and the provision that says so."""

    forms: tuple[str, ...]
    law: tuple[str, ...]
    provision: Provision


def forms_of(subject: str, *, holds_post: bool, day: date, unit: Unit) -> Forms:
    """Return the forms in force on a day for a kind of subject."""
    provision = ask(rules.FORMS_KEY[subject], day, unit)
    words = listed(provision)
    return Forms(rules.forms_for(subject, words, holds_post=holds_post), words, provision)


def share_of(body: str, *, day: date, unit: Unit) -> Provision:
    """Return the provision with the share of votes that must be exceeded in a body."""
    key = "party.vote.reprimand_warning" if body == Body.CELL else "party.vote.body"
    return ask(key, day, unit)


@dataclass(frozen=True, slots=True)
class Limit:
    """The limitation for one form: ``last`` day (``None``: none, or not running) and its ground."""

    form: str
    last: date | None
    basis: str
    never: bool = False
    binding: bool = True
    stage: str = ""


def limit_for(
    form: str, acts: Sequence[limitation.Span], *, state: bool, ground: str, day: date, unit: Unit
) -> Limit:
    """Return until when the acts can be disciplined with a form, asked on ``day``."""
    side = "state" if state else "party"
    none = ask(f"{side}.limitation.none", day, unit)
    free = listed(none)
    if (ground and ground in free) or rules.LAW_WORDS.get(form, "") in free:
        return Limit(form, None, str(none.basis), never=True)
    if state:
        key = "state.limitation.reprimand" if form in _LIGHT else "state.limitation.other"
    else:
        key = "party.limitation.reprimand" if form in _LIGHT else "party.limitation.warning_dismissal"
    provision = ask(key, day, unit)
    months = _months(key, provision, acts, unit)
    last = limitation.last_day(acts, months)
    return Limit(
        form, last, str(provision.basis), binding=provision.binding, stage=limitation.stage(last, day)
    )


def _months(key: str, now: Provision, acts: Sequence[limitation.Span], unit: Unit) -> int:
    """Return the term in months; a change of law since the act is heard where a clause speaks of it."""
    months = now.number() * (12 if now.unit == "y" else 1)
    first = min(act.since for act in acts)
    clauses = [
        clause
        for event in _EVENTS
        for clause in default_book().transitions_for(key, event=event, day=first)
        if clause.confidence != "M"
    ]
    if not clauses:
        return months
    try:
        old = ask(key, first, unit)
    except NoLawInForce:
        return months
    then = old.number() * (12 if old.unit == "y" else 1)
    return limitation.chosen_months(months, then, clauses[0].applies)


def spans(case: DisciplineCase) -> list[limitation.Span]:
    """Return the acts of a case as stretches of days."""
    return [limitation.Span(act.since, act.until, act.ongoing) for act in case.acts.all()]


def limits(case: DisciplineCase, *, day: date) -> list[Limit]:
    """Return the limitation of every form the subject can receive, light to heavy."""
    state = rules.is_state(case.subject)
    found = forms_of(case.subject, holds_post=case.holds_party_post, day=day, unit=case.unit)
    acts = spans(case)
    return [
        limit_for(form, acts, state=state, ground=case.no_limitation_ground, day=day, unit=case.unit)
        for form in found.forms
    ]


def term(key: str, start: date, *, day: date, unit: Unit, side: str = "party") -> Due:
    """Count a term of the law in force on ``day`` from the event on ``start``."""
    roll = rolls("state" if side == "state" else "party", day)
    return due(Term.of(ask(key, day, unit)), start, default_calendar(), roll=roll)
