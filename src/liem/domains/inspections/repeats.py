"""The same area found at fault again in the same subject within the period: one question, never a verdict.

The period is ``inspection.repeat_window`` (months) in the law of the body; where it is silent nothing is
asked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.spine.access import Actor
from liem.spine.questions.steps import raise_step

from . import clocks
from .conclusion import FAULTY
from .conclusion_known import areas_of
from .models import Finding, Inspection, Paper, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from liem.law.provision import Provision

WINDOW: Final = "inspection.repeat_window"
KIND: Final = "inspections.repeated_finding"


@dataclass(frozen=True, slots=True)
class Seen:
    """A fault as an issued conclusion told it: its area, the day of the conclusion, the dossier."""

    content: str
    day: date
    case: UUID
    dossier: str
    words: str
    seq: int | None = None


def window_start(day: date, months: int) -> date:
    """Return the first day of a period of ``months`` that ends on ``day``: the same day of that month, or
    its last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def repeated(now: Iterable[Seen], before: Iterable[Seen], *, since: date) -> Mapping[str, tuple[Seen, ...]]:
    """Return the areas at fault now and at least once before since a day, each with its whole history.

    Oldest first; several faults of one conclusion in one area are one time.
    """
    history: dict[str, list[Seen]] = defaultdict(list)
    fresh = list(now)
    for each in before:
        if each.day >= since:
            history[each.content].append(each)
    return {
        area: tuple(sorted([*history[area], *(one for one in fresh if one.content == area)], key=_order))
        for area in dict.fromkeys(each.content for each in fresh)
        if area in history
    }


def _order(seen: Seen) -> tuple[date, str, str]:
    return seen.day, seen.dossier, seen.words


@override("vi")
def raise_repeats(inspection: Inspection, *, actor: Actor, at: datetime, seq: int | None) -> int:
    """Ask the body once for each area found at fault again; return how many questions were raised or grew.

    Called inside the transaction that issues the conclusion; ``seq`` is the entry of its paper.
    """
    provision = clocks.rule(inspection, WINDOW)
    if provision is None or inspection.concluded_on is None:
        return 0
    since = window_start(inspection.concluded_on, provision.number())
    now = [_seen(each, seq) for each in _faulty(inspection)]
    found = repeated(now, _before(inspection, since), since=since)
    areas = areas_of(inspection)
    return sum(
        _ask(inspection, area, areas.get(area, area), seen, provision, actor=actor, at=at)
        for area, seen in found.items()
    )


def _faulty(inspection: Inspection) -> list[Finding]:
    found = Finding.objects.filter(inspection=inspection, grade__in=FAULTY)
    return list(found.select_related("inspection__case"))


def _before(inspection: Inspection, since: date) -> list[Seen]:
    """Return what issued conclusions about the same subject found since a day: two queries."""
    found = (
        Finding.objects.filter(
            grade__in=FAULTY,
            inspection__concluded_on__gte=since,
            inspection__concluded_on__lte=inspection.concluded_on,
        )
        .exclude(inspection=inspection)
        .select_related("inspection__case")
    )
    if inspection.origin_case_id is not None:
        # the supervision a case grew from saw the same fault first: that is one time, not two
        found = found.exclude(inspection__case_id=inspection.origin_case_id)
    if inspection.subject == Subject.ORGANISATION:
        found = found.filter(
            inspection__subject=Subject.ORGANISATION, inspection__subject_unit_id=inspection.subject_unit_id
        )
    else:
        found = found.exclude(inspection__subject=Subject.ORGANISATION).filter(
            inspection__subject_person_id=inspection.subject_person_id
        )
    rows = list(found)
    papers = Paper.objects.filter(inspection_id__in={each.inspection_id for each in rows}, kind="conclusion")
    entries = dict(papers.values_list("inspection_id", "entry_seq"))
    return [_seen(each, entries.get(each.inspection_id)) for each in rows]


def _seen(finding: Finding, seq: int | None) -> Seen:
    case = finding.inspection.case
    day = finding.inspection.concluded_on or local_day(finding.inspection.opened_at)
    words = f"{case.dossier} · {Finding.Grade(finding.grade).label}: {finding.text}"
    return Seen(finding.content, day, case.pk, case.dossier, words, seq)


def _ask(
    inspection: Inspection,
    area: str,
    title: str,
    seen: tuple[Seen, ...],
    provision: Provision,
    *,
    actor: Actor,
    at: datetime,
) -> bool:
    about = inspection.subject_person if inspection.subject != Subject.ORGANISATION else None
    name = about.name if about else str(inspection.subject_unit)
    asked = raise_step(
        actor=actor,
        at=at,
        kind=KIND,
        key=f"{inspection.subject}:{about.pk if about else inspection.subject_unit_id}:{area}",
        title=_("%(name)s: lĩnh vực %(area)s lại có khuyết điểm, vi phạm") % {"name": name, "area": title},
        to_unit=inspection.unit,
        about_unit=inspection.subject_unit,
        about_person=about,
        evidence=[
            {"words": each.words, "case": str(each.case), "seq": each.seq, "day": each.day.isoformat()}
            for each in seen
        ],
        innocent=[
            _("Hai nội dung khác nhau trong cùng một lĩnh vực."),
            _("Yêu cầu lần trước chưa đến hạn khắc phục khi kiểm tra lần này."),
            _("Người phụ trách hoặc quy định đã thay đổi giữa hai lần."),
        ],
        basis=f"{provision.title}: {provision.number()} {_('tháng')}. {provision.basis}",
    )
    return asked is not None
