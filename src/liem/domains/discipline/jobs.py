"""Work by schedule: warn before a limitation runs out, end the effect the law ends, tell when a suspension
ran out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.spine.access import Actor, Duty, Refusal
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox.jobs import scheduled

from . import carrying_out, law
from .flow import BEFORE
from .models import DisciplineCase, State, Suspension
from .steps import tell_handlers
from .words import form_name

log = logging.getLogger(__name__)
CLOCK = Actor.of_schedule("discipline clock", Duty.DECIDE_DISCIPLINE)


@scheduled("discipline.warn_limitation", every=timedelta(days=1), hour=6)
@override("vi")
def warn_limitation(*, at: datetime) -> None:
    """Tell the handlers a year, a quarter, a month before a limitation runs out, and when it has. Each
    once."""
    day = local_day(at)
    waiting = DisciplineCase.objects.filter(state__in=(*BEFORE, State.DEFERRED), concluded_on=None)
    for case in (
        waiting.select_related("unit", "subject_unit").prefetch_related("acts").iterator(chunk_size=500)
    ):
        try:
            found = law.limits(case, day=day)
        except KernelError as missing:
            log.warning("limitation of %s not counted: %s", case.pk, missing.code)
            continue
        with atomic():
            for limit in found:
                if not limit.stage or limit.last is None or not limit.binding:
                    continue
                words = _("Thời hiệu %(form)s của một hồ sơ kỷ luật đến hết ngày %(day)s.")
                tell_handlers(
                    case,
                    at=at,
                    key=f"limit:{limit.form}:{limit.last.isoformat()}:{limit.stage}",
                    what=words % {"form": form_name(limit.form), "day": f"{limit.last:%d/%m/%Y}"},
                )


@scheduled("discipline.end_effect", every=timedelta(days=1), hour=1)
def end_effects(*, at: datetime) -> None:
    """End the effect of state decisions whose term is over and that nothing followed."""
    over = DisciplineCase.objects.filter(state=State.NOTIFIED, effect_ends_on__lt=local_day(at))
    for case in over.iterator(chunk_size=500):
        if _relapsed(case):
            continue
        try:
            carrying_out.end_effect(actor=CLOCK, at=at, discipline_id=case.pk)
        except Refusal as refusal:
            log.info("effect of %s not ended: %s", case.pk, refusal.message)


def _relapsed(case: DisciplineCase) -> bool:
    """Say whether the person did something new while the decision had effect: then it does not lapse by
    itself."""
    later = DisciplineCase.objects.filter(subject_person_id=case.subject_person_id).exclude(pk=case.pk)
    return (
        later.filter(acts__since__gte=case.effective_on, acts__since__lte=case.effect_ends_on)
        .exclude(state__in=(State.REFUSED, State.CANCELLED))
        .exists()
    )


@scheduled("discipline.suspension_over", every=timedelta(days=1), hour=6)
@override("vi")
def suspensions_over(*, at: datetime) -> None:
    """Tell the handlers when a suspension has reached its last day and was neither extended nor lifted."""
    day = local_day(at)
    rows = Suspension.objects.filter(lifted_on=None, until__lte=day).select_related(
        "discipline__unit", "discipline__subject_unit"
    )
    for row in rows.iterator(chunk_size=500):
        last = row.extended_until or row.until
        if last > day:
            continue
        with atomic():
            tell_handlers(
                row.discipline,
                at=at,
                key=f"suspension:{row.pk}:{last.isoformat()}",
                what=_("Thời hạn đình chỉ đến hết ngày %(day)s.") % {"day": f"{last:%d/%m/%Y}"},
            )
