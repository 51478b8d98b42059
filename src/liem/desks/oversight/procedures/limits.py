"""The limits of a procedure as one body has them on one day; where no rule speaks, that is what is said."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liem.law import NoLawInForce, default_book
from liem.spine.units.models import Kind

from .words import badge_of, is_english

if TYPE_CHECKING:
    from datetime import date

    from liem.law.procedures import Procedure
    from liem.law.provision import Provision


@dataclass(frozen=True, slots=True)
class Whose:
    """On which day, and under whose rules, limits are asked."""

    day: date
    jurisdictions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: what it bounds, how much in words, on what ground, how sure. ``basis`` is empty where no
    rule speaks."""

    label: str
    words: str
    basis: str = ""
    level: str = ""
    badge: str = ""
    note: str = ""


def limit(key: str, label: str, *, whose: Whose) -> Limit:
    """Ask a provision and put it into words."""
    try:
        found = default_book().in_force(key, whose.day, jurisdictions=whose.jurisdictions)
    except NoLawInForce:
        return Limit(label, _("địa phương chưa quy định"))
    level, badge = badge_of(found)
    note = "" if is_english() else found.note or ""
    return Limit(label, bounded(found), str(found.basis), level, badge, note)


def of_whole(procedure: Procedure, *, whose: Whose) -> list[Limit]:
    """Return the limits of the whole, those the procedure names."""
    named = [
        (procedure.duration, _("Thời gian cả cuộc")),
        (procedure.extension, _("Gia hạn so với thời gian ban đầu")),
        (procedure.lookback, _("Mốc thời gian được xem xét")),
        *(
            (key, _("Mốc thời gian được xem xét: %(kind)s") % {"kind": str(Kind(kind).label).lower()})
            for kind, key in procedure.lookback_by_kind.items()
            if kind in Kind.values
        ),
        (procedure.team_max, _("Số người trong đoàn")),
    ]
    return [limit(key, label, whose=whose) for key, label in named if key is not None]


def bounded(provision: Provision) -> str:
    """Say a value with its bound: "không quá 5 ngày làm việc"."""
    said = amount(provision)
    match provision.bound:
        case "at_most":
            return _("không quá %(amount)s") % {"amount": said}
        case "at_least":
            return _("ít nhất %(amount)s") % {"amount": said}
        case _other:
            return said


def amount(provision: Provision) -> str:
    """Say a value with its unit; a share as it is written in the rule (1/3)."""
    value = provision.value
    if isinstance(value, Fraction):
        return str(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return str(value)
    match provision.unit:
        case "wd":
            said = ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", value)
        case "d":
            said = ngettext("%(n)s ngày", "%(n)s ngày", value)
        case "wk":
            said = ngettext("%(n)s tuần", "%(n)s tuần", value)
        case "mo":
            said = ngettext("%(n)s tháng", "%(n)s tháng", value)
        case "y":
            said = ngettext("%(n)s năm", "%(n)s năm", value)
        case _plain:
            said = "%(n)s"
    return said % {"n": value}
