"""Reads of maintenance: who sees which sessions, which one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.spine.access import Duty, NotFound
from liem.spine.outbox.models import Job

from .models import Session

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from liem.spine.access import Actor

SECOND = (Duty.READ_LEDGER, Duty.DECIDE_DATA)


def may_second(actor: Actor) -> bool:
    """Say whether the actor may agree to sessions of others: who watches the ledger, or heads the body."""
    return any(actor.has(duty) for duty in SECOND)


def sessions_for(actor: Actor) -> QuerySet[Session]:
    """Return the sessions the actor may see: one's own, and those within reach of who may agree."""
    seen = Q(keeper=actor.person_id)
    if may_second(actor):
        seen |= _within(actor)
    return Session.objects.filter(seen)


def deciding(actor: Actor) -> QuerySet[Session]:
    """Return the sessions the actor may agree to or refuse: never one's own."""
    if not may_second(actor) or actor.person_id is None:
        return Session.objects.none()
    return Session.objects.filter(_within(actor)).exclude(keeper=actor.person_id)


def to_decide(actor: Actor, session_id: UUID) -> Session:
    """Return a session the actor may decide; raises ``NotFound``."""
    session = deciding(actor).filter(pk=session_id).first()
    if session is None:
        raise NotFound(_("Không có phiên bảo trì này."))
    return session


def _within(actor: Actor) -> Q:
    return Q() if actor.has(Duty.READ_LEDGER) else Q(unit__path__startswith=actor.unit_path)


def running(actor: Actor, *, at: datetime) -> Session | None:
    """Return the actor's session that is open now, None if there is none."""
    if actor.person_id is None:
        return None
    return Session.objects.filter(
        keeper=actor.person_id, state=Session.State.RUNNING, decided_at__lte=at, ends_at__gt=at
    ).first()


def failed_jobs() -> QuerySet[Job]:
    """Return the jobs that failed for good, newest first."""
    return Job.objects.filter(state=Job.State.FAILED).order_by("-run_at")


def failed_job(job_id: UUID) -> Job:
    """Return one of them; raises ``NotFound``."""
    job = failed_jobs().filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("Không có việc nền này."))
    return job


def any_running(*, at: datetime) -> bool:
    """Say whether somebody's session is open now, for commands at the machine."""
    return Session.objects.filter(state=Session.State.RUNNING, ends_at__gt=at).exists()
