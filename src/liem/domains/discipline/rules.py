"""Pure decisions about forms, days and terms of a discipline case; no row, no clock, no language.

Law comes in as values; words for people are in ``words``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from liem.kernel.workdays import add_days

from .models import Body, Form, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The word of the law data for each form.
LAW_WORDS: Final[Mapping[str, str]] = {
    Form.REPRIMAND: "khiển trách",
    Form.WARNING: "cảnh cáo",
    Form.DISMISSAL: "cách chức",
    Form.EXPULSION: "khai trừ",
    Form.DISSOLUTION: "giải tán",
    Form.STATE_REPRIMAND: "khiển trách",
    Form.STATE_WARNING: "cảnh cáo",
    Form.STATE_PAY_CUT: "hạ bậc lương",
    Form.STATE_DEMOTION: "giáng chức",
    Form.STATE_DISMISSAL: "cách chức",
    Form.STATE_SACKING: "buộc thôi việc",
}
PARTY_FORMS: Final = (Form.REPRIMAND, Form.WARNING, Form.DISMISSAL, Form.EXPULSION, Form.DISSOLUTION)
STATE_FORMS: Final = (
    Form.STATE_REPRIMAND,
    Form.STATE_WARNING,
    Form.STATE_PAY_CUT,
    Form.STATE_DEMOTION,
    Form.STATE_DISMISSAL,
    Form.STATE_SACKING,
)
# Light to heavy, each side by itself.
WEIGHT: Final[Mapping[str, int]] = {
    form: place for side in (PARTY_FORMS, STATE_FORMS) for place, form in enumerate(side, start=1)
}
# Forms whose share of votes nobody has checked against the text.
UNVERIFIED_SHARE: Final = frozenset({str(Form.EXPULSION), str(Form.DISSOLUTION)})
CELL_DECIDES: Final = frozenset({str(Form.REPRIMAND), str(Form.WARNING)})
FORMS_KEY: Final[Mapping[str, str]] = {
    SubjectKind.MEMBER: "party.discipline.member.forms",
    SubjectKind.PROBATIONARY: "party.discipline.probationary.forms",
    SubjectKind.ORGANISATION: "party.discipline.org.forms",
    SubjectKind.OFFICIAL: "state.discipline.forms",
}


def is_state(subject: str) -> bool:
    """Say whether the subject stands on the state side, where other forms and clocks apply."""
    return subject == SubjectKind.OFFICIAL


def forms_for(subject: str, law: Sequence[str], *, holds_post: bool) -> tuple[str, ...]:
    """Return the forms a subject can receive, light to heavy. ``law`` is the list of the provision in force.

    Dismissal only for who holds a post on that side; name removal is no form of discipline and never among
    them.
    """
    side = STATE_FORMS if is_state(subject) else PARTY_FORMS
    posts = {Form.DISMISSAL, Form.STATE_DISMISSAL, Form.STATE_DEMOTION}
    return tuple(str(form) for form in side if LAW_WORDS[form] in law and (holds_post or form not in posts))


def form_fault(subject: str, form: str, law: Sequence[str], *, holds_post: bool, binding: bool) -> str:
    """Say why a form cannot be given: "not_discipline", "other_side", "needs_post", "not_for_subject", or "".

    Where the list is not ``binding`` (nobody has verified it) only the side and the post are asked.
    """
    if form == Form.NAME_REMOVAL:
        return "not_discipline"
    if form not in WEIGHT or (form in STATE_FORMS) != is_state(subject):
        return "other_side"
    if form in forms_for(subject, law, holds_post=holds_post):
        return ""
    if form in forms_for(subject, law, holds_post=True):
        return "needs_post"
    return "not_for_subject" if binding else ""


def vote_decides(result: str, *, body: str, task_from_above: bool, cell_may: bool) -> bool:
    """Say whether a vote with this result decides, or only proposes to who is competent.

    A cell decides on reprimand and warning (and on no discipline) of its members, not where the task was
    given from above; dismissal and expulsion it proposes.
    """
    if not result:
        return False
    if body == Body.CELL:
        return cell_may and not task_from_above and (result in CELL_DECIDES or result == Form.NO_DISCIPLINE)
    return body in (Body.COMMISSION, Body.COMMITTEE)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a case as far as they are known, in the order they must have."""

    proposed: date
    heard: date | None = None
    voted: date | None = None
    decided: date | None = None
    notified: date | None = None
    published: date | None = None


ORDER: Final = ("proposed", "heard", "voted", "decided", "notified", "published")


def days_fault(days: Days, today: date) -> tuple[str, str] | None:
    """Find two days in the wrong order: (earlier step, later step), or (step, "today") for a day to come."""
    known = [(name, getattr(days, name)) for name in ORDER if getattr(days, name) is not None]
    for place, (name, day) in enumerate(known):
        if day > today:
            return name, "today"
        for earlier, before in known[:place]:
            if day < before:
                return earlier, name
    return None


def suspension_fault(since: date, until: date, most: int) -> str:
    """Say why a suspension cannot stand: "backwards", "too_long" (more than ``most`` days), or ""."""
    if until < since:
        return "backwards"
    return "too_long" if until > add_days(since, most) else ""


def extension_fault(until: date, extended: date | None, new: date, most: int) -> str:
    """Say why an extension cannot be: "twice", "backwards", "too_long", or "": one, of ``most`` days at
    most."""
    if extended is not None:
        return "twice"
    if new <= until:
        return "backwards"
    return "too_long" if new > add_days(until, most) else ""


def settlement_fault(outcome: str, old: str, new: str) -> str:
    """Say why an outcome and its form do not fit: "needs_form", "not_heavier", "not_lighter", or ""."""
    if outcome not in ("raised", "lowered"):
        return ""
    if new not in WEIGHT:
        return "needs_form"
    if outcome == "raised":
        return "" if WEIGHT[new] > WEIGHT[old] else "not_heavier"
    return "" if WEIGHT[new] < WEIGHT[old] else "not_lighter"
