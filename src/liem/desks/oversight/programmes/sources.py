"""What other rooms know of a unit, brought to the proposals of a programme: only the desk sees both."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from liem.domains.inspections.models import Subject
from liem.domains.inspections.readers import inspections_for
from liem.domains.programmes.sources import register_history, register_risk
from liem.kernel.clock import local_day
from liem.spine.access import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

BY_LETTER: Final = ("denunciation", "discipline_complaint")
LETTERS_FOR: Final = timedelta(days=2 * 365)
COUNTING: Final = Actor.of_schedule("programmes.proposals")


def unremedied(path: str, *, at: datetime) -> Iterable[tuple[str, int]]:
    """Count requirements of conclusions past their day and not confirmed, by the unit that owes them."""
    found = inspections_for(COUNTING, at=at).filter(
        requirements__confirmed_at__isnull=True,
        requirements__due_on__lt=local_day(at),
        requirements__owner_unit__path__startswith=path,
    )
    by_unit = found.order_by().values_list("requirements__owner_unit__path")
    return by_unit.annotate(times=Count("requirements"))


def letters(path: str, *, at: datetime) -> Iterable[tuple[str, int]]:
    """Count letters taken up about a unit or its people: cases of denunciation and complaint of these
    years."""
    since = at - LETTERS_FOR
    found = inspections_for(COUNTING, at=at).filter(
        procedure__in=BY_LETTER, opened_at__gte=since, subject_unit__path__startswith=path
    )
    return found.order_by().values_list("subject_unit__path").annotate(times=Count("pk"))


def inspected(path: str, *, at: datetime) -> Iterable[tuple[str, date]]:
    """Say when each organisation was last the subject of a concluded inspection."""
    found = inspections_for(COUNTING, at=at).filter(
        concluded_on__isnull=False,
        subject=Subject.ORGANISATION,
        subject_unit__path__startswith=path,
    )
    return found.order_by().values_list("subject_unit__path").annotate(last=Max("concluded_on"))


register_risk("unremedied_requirement", _("yêu cầu khắc phục quá hạn"), unremedied)
register_risk("letter", _("đơn tố cáo, khiếu nại đã thụ lý"), letters)
register_history("inspections", inspected)
