"""The verbs of maintenance: ask, open, refuse, end; tell of a request, of a command, of a settled job."""

from __future__ import annotations

import getpass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.utils.translation import gettext as _

from liem.kernel.ids import new_id
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.log.counting import SUBJECT
from liem.spine.outbox.models import Job

from . import readers
from .events import (
    CommandRun,
    JobPutBack,
    RequestMade,
    SessionAsked,
    SessionEnded,
    SessionOpened,
    SessionRefused,
)
from .models import Session

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

LONGEST: Final = 120  # minutes
WAITS: Final = timedelta(days=1)  # what nobody agreed to in a day is asked for anew


class NeedsSession(Conflict):
    """The page changes the system, and no session of this keeper is open."""

    code = "needs_session"


def ask(*, actor: Actor, at: datetime, reason: str, minutes: int) -> tuple[Session, Receipt]:
    """Ask for a session of at most two hours. Raises ``NotPermitted``, ``Invalid``, ``Conflict``."""
    if not actor.has(Duty.KEEP_SYSTEM) or actor.unit_id is None or actor.person_id is None:
        raise NotPermitted(_("Chỉ người trông coi hệ thống xin phiên bảo trì."))
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(_("Ghi sẽ làm gì và vì sao."), field="reason")
    if not 5 <= minutes <= LONGEST:
        raise Invalid(_("Phiên dài từ 5 tới %(most)s phút.") % {"most": LONGEST}, field="minutes")
    with atomic():
        states = [Session.State.ASKED, Session.State.RUNNING]
        open_ones = Session.objects.filter(keeper=actor.person_id, state__in=states)
        if open_ones.filter(asked_at__gt=at - WAITS).exists():
            raise Conflict(
                _("Đã có một phiên đang chờ hoặc đang mở."), next_step=_("Đóng phiên ấy rồi xin phiên mới.")
            )
        session = Session.objects.create(
            id=new_id(),
            state=Session.State.ASKED,
            unit_id=actor.unit_id,
            keeper_id=actor.person_id,
            keeper_name=actor.name,
            reason=reason,
            minutes=minutes,
            asked_at=at,
        )
        receipt = append(
            actor=actor, at=at, event=SessionAsked(reason=reason, minutes=minutes), subject=session.pk
        )
    return session, receipt


def _waiting(actor: Actor, session_id: UUID, at: datetime) -> Session:
    session = Session.objects.select_for_update().get(pk=readers.to_decide(actor, session_id).pk)
    if session.state != Session.State.ASKED or session.asked_at <= at - WAITS:
        raise Conflict(_("Phiên này không còn chờ đồng ý."), next_step=_("Tải lại trang."))
    return session


def agree(*, actor: Actor, at: datetime, session_id: UUID) -> Receipt:
    """Open a session as the second person. Raises ``NotFound``, ``Conflict``."""
    with atomic():
        session = _waiting(actor, session_id, at)
        session.state, session.decided_at = Session.State.RUNNING, at
        session.second_id, session.second_name = actor.person_id, actor.name
        session.ends_at = at + timedelta(minutes=session.minutes)
        session.save()
        event = SessionOpened(ends_at=session.ends_at.isoformat())
        return append(actor=actor, at=at, event=event, subject=session.pk)


def refuse(*, actor: Actor, at: datetime, session_id: UUID, words: str) -> Receipt:
    """Say no, with a reason. Raises ``NotFound``, ``Conflict``, ``Invalid``."""
    words = nfc(words).strip()
    if not words:
        raise Invalid(_("Ghi vì sao không đồng ý."), field="words")
    with atomic():
        session = _waiting(actor, session_id, at)
        session.state, session.decided_at = Session.State.REFUSED, at
        session.second_id, session.second_name = actor.person_id, actor.name
        session.save()
        return append(actor=actor, at=at, event=SessionRefused(words=words), subject=session.pk)


def end(*, actor: Actor, at: datetime, session_id: UUID) -> Receipt:
    """Close a session: the keeper, the second person, or the schedule once its time is over."""
    with atomic():
        session = Session.objects.select_for_update().filter(pk=session_id).first()
        mine = session is not None and (
            actor.schedule or actor.person_id in {session.keeper_id, session.second_id}
        )
        if session is None or not mine:
            raise NotFound(_("Không có phiên bảo trì này."))
        if session.state not in {Session.State.ASKED, Session.State.RUNNING}:
            raise Conflict(_("Phiên này đã đóng."))
        session.state, session.ended_at = Session.State.ENDED, at
        session.save(update_fields=["state", "ended_at"])
        event = SessionEnded(by_clock=actor.schedule, requests=session.requests)
        return append(actor=actor, at=at, event=event, subject=session.pk)


def require(*, actor: Actor, at: datetime, page: str, method: str) -> Receipt:
    """Let the keeper use a page that changes the system, and write down that it was used.

    Raises ``NeedsSession``.
    """
    with atomic():
        session = readers.running(actor, at=at)
        if session is None:
            raise NeedsSession(
                _("Việc này đổi cả hệ thống nên cần một phiên bảo trì đang mở, có người thứ hai đồng ý."),
                next_step=_("Mở trang Bảo trì, xin một phiên rồi làm lại."),
            )
        Session.objects.filter(pk=session.pk).update(requests=F("requests") + 1)
        return append(actor=actor, at=at, event=RequestMade(page=page, method=method), subject=session.pk)


def settle_job(*, actor: Actor, at: datetime, job_id: UUID, drop: bool) -> Receipt:
    """Put a job that failed for good back into the queue, or drop it. Raises ``NotFound``."""
    if not actor.has(Duty.KEEP_SYSTEM):
        raise NotPermitted(_("Chỉ người trông coi hệ thống xử lý việc nền."))
    with atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.FAILED).first()
        if job is None:
            raise NotFound(_("Không có việc nền này."))
        event = JobPutBack(job_kind=job.kind, dropped=drop)
        if drop:
            job.delete()
        else:
            job.state, job.attempts, job.run_at, job.lease_until = Job.State.WAITING, 0, at, None
            job.save(update_fields=["state", "attempts", "run_at", "lease_until"])
        return append(actor=actor, at=at, event=event, subject=SUBJECT)


def command_run(*, actor: Actor, at: datetime, command: str, reason: str, emergency: bool) -> Receipt:
    """Write down that a command which can change anything was run at the machine."""
    event = CommandRun(command=command, machine_user=_machine_user(), reason=reason, emergency=emergency)
    with atomic():
        return append(actor=actor, at=at, event=event, subject=SUBJECT)


def _machine_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may know no name for the number
        return "?"
