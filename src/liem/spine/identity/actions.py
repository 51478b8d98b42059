"""The verbs of opening a sealed name: ask, agree, refuse, hand over, end. The bytes stay sealed for all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted, said
from liem.spine.ledger.transaction import atomic
from liem.spine.log.cover import append_sealed
from liem.spine.sealed.models import SealedReport

from . import policy, readers
from .events import (
    IdentityApproved,
    IdentityAsked,
    IdentityHandedOver,
    IdentityRefused,
    IdentityRequestEnded,
)
from .models import OPEN, UNDECIDED, IdentityRequest, State
from .steps import DECIDED, HANDED, WAITS, tell_asker_step, tell_deciders_step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Event, Receipt
    from liem.spine.vault.models import Blob


def _reason(text: str, field: str) -> str:
    return said(text, field=field, why=_("Ghi lý do."), most=300)


def _written(event: Event, request: IdentityRequest, *, actor: Actor, at: datetime) -> Receipt:
    """Write an entry with the key and the tags of the report: who reported follows them with her receipt."""
    return append_sealed(actor=actor, at=at, event=event, subject=request.pk, case=request.report_id)


def ask(
    *, actor: Actor, at: datetime, report_id: UUID, reason: str, about: Iterable[UUID], word: str
) -> tuple[IdentityRequest, Receipt]:
    """Ask the custodian to open the name beside a report.

    ``about`` are persons among ``readers.could_be_about`` whom the report speaks of; ``word`` is what only
    who opened the report can say (64 hex digits). Ends by itself after ``sealed.identity_days``. Raises
    ``NotFound``, ``NotPermitted`` (no leader, or struck out), ``Conflict`` (no name, or a request is open),
    ``Invalid``.
    """
    reason = _reason(reason, "reason")
    with atomic():
        report, custodian = readers.report_for(actor, report_id)
        unit_id, person_id = policy.asking_for(actor)
        SealedReport.objects.select_for_update().get(pk=report.pk)
        if not policy.opened_by(report, word):
            raise NotPermitted(
                _("Chỉ người mở được thư này mới xin mở danh tính người gửi (%(basis)s).")
                % {"basis": policy.BASIS},
                next_step=_("Mở trang bằng máy giữ khóa đã mở được thư."),
            )
        if report.identity_requests.filter(state__in=UNDECIDED).exists():
            raise Conflict(_("Thư này đang có một yêu cầu mở danh tính chưa xong."))
        named = set(about)
        spoken_of = [key.person for key in readers.could_be_about(actor, report) if key.person_id in named]
        if len({person.pk for person in spoken_of}) != len(named):
            raise Invalid(_("Chọn người trong danh sách người đọc của hai cơ quan."), field="about")
        request = IdentityRequest.objects.create(
            report=report,
            unit_id=unit_id,
            asker_id=person_id,
            asker_name=actor.name,
            reason=reason,
            asked_at=at,
            ends_at=at + timedelta(days=settings.LIEM.identity_days),
        )
        request.about.set(spoken_of)
        event = IdentityAsked(
            report=report.pk,
            unit=request.unit_id,
            custodian=custodian,
            asker=request.asker_id,
            name=actor.name,
            reason=reason,
            about=tuple(sorted(named)),
            ends_at=request.ends_at,
        )
        tell_deciders_step(request, WAITS, key="asked", at=at)
        return request, _written(event, request, actor=actor, at=at)


def _deciding(actor: Actor, request_id: UUID, state: State, at: datetime) -> tuple[IdentityRequest, UUID]:
    """Lock a request that waits in ``state`` for who may decide on it; gives the person too."""
    found = readers.one_for(actor, request_id)
    request = IdentityRequest.objects.select_for_update().get(pk=found.pk)
    person_id = policy.deciding_for(actor, request)
    if request.state != state or at >= request.ends_at:
        raise Conflict(_("Yêu cầu này không còn chờ bước ấy."), next_step=_("Tải lại trang."))
    return request, person_id


def _decide(
    state: State, *, actor: Actor, at: datetime, request_id: UUID, words: str
) -> tuple[IdentityRequest, UUID]:
    request, person_id = _deciding(actor, request_id, State.ASKED, at)
    request.state, request.words, request.decided_at = state, words, at
    request.decider_id, request.decider_name = person_id, actor.name
    request.save(update_fields=["state", "words", "decided_at", "decider", "decider_name"])
    tell_asker_step(request, DECIDED, key="decided", at=at)
    return request, person_id


def approve(*, actor: Actor, at: datetime, request_id: UUID, words: str) -> Receipt:
    """Agree as a reader of the custodian. No bytes are given out before the log holds both entries.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid``.
    """
    words = _reason(words, "words")
    with atomic():
        request, decider = _decide(State.APPROVED, actor=actor, at=at, request_id=request_id, words=words)
        event = IdentityApproved(decider=decider, name=actor.name, words=words)
        return _written(event, request, actor=actor, at=at)


def refuse(*, actor: Actor, at: datetime, request_id: UUID, words: str) -> Receipt:
    """Say no as a reader of the custodian. Raises as :func:`approve`."""
    words = _reason(words, "words")
    with atomic():
        request, decider = _decide(State.REFUSED, actor=actor, at=at, request_id=request_id, words=words)
        event = IdentityRefused(decider=decider, name=actor.name, words=words)
        return _written(event, request, actor=actor, at=at)


def hand_over(*, actor: Actor, at: datetime, request_id: UUID, blob: Blob) -> Receipt:
    """Hand over what the own browser found under the outer seal (``blob`` from ``files.keep_identity``).

    Its SHA-256 must be the one the sender gave, so no other name can be put in its place. Raises
    ``NotFound``, ``NotPermitted``, ``Conflict`` (not agreed, or not yet in the log), ``Invalid``.
    """
    with atomic():
        request, _person = _deciding(actor, request_id, State.APPROVED, at)
        readers.require_open(request, State.APPROVED, at=at)
        if blob.pk != request.report.inner_sha256:
            raise Invalid(
                _("Phần này không phải lớp trong của danh tính mà người gửi đã niêm phong."),
                next_step=_("Gỡ lớp ngoài ngay trên trang này, không dùng tệp khác."),
            )
        request.state, request.inner, request.handed_at = State.HANDED_OVER, blob, at
        request.save(update_fields=["state", "inner", "handed_at"])
        tell_asker_step(request, HANDED, key="handed", at=at)
        event = IdentityHandedOver(name=actor.name, sha256=blob.pk)
        return _written(event, request, actor=actor, at=at)


def end(*, actor: Actor, at: datetime, request_id: UUID) -> Receipt:
    """End a request: who asked at any time, the schedule once its time is over. Nothing is given out after.

    Raises ``NotFound``, ``Conflict``.
    """
    with atomic():
        request = IdentityRequest.objects.select_for_update().filter(pk=request_id).first()
        mine = request is not None and (actor.schedule or actor.person_id == request.asker_id)
        if request is None or not mine:
            raise NotFound(_("Không có yêu cầu này."))
        if request.state not in OPEN or (actor.schedule and at < request.ends_at):
            raise Conflict(_("Yêu cầu này đã kết thúc."))
        request.state, request.ended_at = State.ENDED, at
        request.save(update_fields=["state", "ended_at"])
        return _written(IdentityRequestEnded(by_clock=actor.schedule), request, actor=actor, at=at)
