"""Reads of requests to open a sealed name: for the two bodies, and for who reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.log import leaf_hash
from liem.spine.access import Conflict, NotFound, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.log import receipts
from liem.spine.roster import readers as roster
from liem.spine.roster.models import State as KeyState
from liem.spine.sealed import policy as sealed
from liem.spine.sealed import readers as letters
from liem.spine.vault import files

from . import policy
from .events import IdentityApproved, IdentityAsked
from .models import IdentityRequest, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from liem.spine.access import Actor
    from liem.spine.roster.models import ReaderKey
    from liem.spine.sealed.models import SealedReport
    from liem.spine.vault.models import Blob

BOTH = frozenset({IdentityAsked.KIND, IdentityApproved.KIND})


@dataclass(frozen=True, slots=True)
class Step:
    """One entry about a name as who reported reads it: its hash is her proof, the log shows it to everybody.

    ``place`` is its number in the log, None while it waits there; ``proven`` says whether enough witnesses
    signed a head that holds it.
    """

    kind: str
    leaf_hash: str
    place: int | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A request as who reported sees it with her receipt code."""

    state: str
    asked_by: str
    decided_by: str
    asked_at: datetime
    reason: str
    words: str
    steps: tuple[Step, ...]


def seen_by(actor: Actor) -> QuerySet[IdentityRequest]:
    """Return the requests of the body that asks and of the custodian, for readers whose key counts there."""
    unit = sealed.reads_for(actor)
    found = IdentityRequest.objects.select_related("report", "report__custodian", "unit")
    return found.filter(Q(unit=unit) | Q(report__custodian=unit)) if unit else found.none()


def listed_for(actor: Actor, *, limit: int) -> list[IdentityRequest]:
    """Return the newest requests of the own body, as asker or as custodian."""
    return list(seen_by(actor)[:limit])


def one_for(actor: Actor, request_id: UUID) -> IdentityRequest:
    """Return one request of the own body; raises ``NotFound`` for absent and forbidden alike."""
    found = seen_by(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFound(_("Không có yêu cầu này."))
    return found


def report_for(actor: Actor, report_id: UUID) -> tuple[SealedReport, UUID]:
    """Return a report of the own body that has a sealed name beside it, and the unit that keeps the name.

    Raises ``NotFound``, ``NotPermitted`` (no leader), ``Conflict`` (the sender gave no name).
    """
    report = letters.one_for(actor, report_id)
    policy.asking_for(actor)
    if report.identity_id is None or report.custodian_id is None:
        raise Conflict(_("Thư này không kèm danh tính niêm phong."))
    return report, report.custodian_id


def could_be_about(actor: Actor, report: SealedReport) -> list[ReaderKey]:
    """Return the readers of both bodies but the actor: whom the report speaks of decides nothing."""
    units = [each for each in (actor.unit_id, report.custodian_id) if each]
    keys = [key for unit in units for key in roster.keys_of(unit, KeyState.STANDING)]
    return [key for key in keys if key.person_id != actor.person_id]


def steps_of(request: IdentityRequest, *, at: datetime) -> tuple[Step, ...]:
    """Return the entries about a request, the oldest first, and whether each is proven."""
    found = []
    for entry in Entry.objects.filter(subject=request.pk, kind__startswith="identity.").order_by("seq"):
        stands = receipts.place_of(entry)
        found.append(
            Step(
                entry.kind,
                leaf_hash(bytes(entry.leaf)).hex(),
                stands.index if stands else None,
                stands is not None and receipts.proven_at(stands.generation, stands.index, at=at) is not None,
            )
        )
    return tuple(found)


def proven(steps: Iterable[Step]) -> bool:
    """Say whether question and consent both stand in the log under a head with enough witnesses."""
    return {step.kind for step in steps if step.proven} >= BOTH


def outer_for(actor: Actor, request_id: UUID, *, at: datetime) -> bytes:
    """Return the name as it was sealed, twice: for who asked, and for who may decide at the custodian.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict`` (not agreed, over, or not yet in the log).
    """
    request = one_for(actor, request_id)
    if request.asker_id != actor.person_id:
        policy.deciding_for(actor, request)
    require_open(request, State.APPROVED, State.HANDED_OVER, at=at)
    return _bytes(request.report.identity)


def inner_for(actor: Actor, request_id: UUID, *, at: datetime) -> bytes:
    """Return what the custodian handed over, sealed for the readers of who asked: to who asked alone.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``.
    """
    request = one_for(actor, request_id)
    if request.asker_id != actor.person_id:
        raise NotPermitted(_("Chỉ người đã xin mở danh tính nhận phần này."))
    require_open(request, State.HANDED_OVER, at=at)
    return _bytes(request.inner)


def require_open(request: IdentityRequest, *states: State, at: datetime) -> None:
    """Refuse with ``Conflict`` while bytes must not be given out: state, time, log."""
    if request.state not in states or at >= request.ends_at:
        raise Conflict(
            _("Yêu cầu này không ở bước được nhận tệp danh tính."),
            next_step=_("Tải lại trang để xem bước nào."),
        )
    if not proven(steps_of(request, at=at)):
        raise Conflict(
            _("Lời xin và lời đồng ý chưa cùng nằm trong sổ minh bạch có đủ chữ ký nhân chứng."),
            next_step=_("Chờ sổ ký đầu sổ mới, tối đa vài giờ, rồi tải lại trang."),
        )


def _bytes(blob: Blob | None) -> bytes:
    if blob is None:
        raise NotFound(_("Không có tệp này."))
    with files.opened(blob) as stream:
        return stream.read()


def of_code(*, locator: str, auth: str, at: datetime) -> list[Told]:
    """Return the requests about the name of who reported, the newest first, with her receipt code.

    Raises ``NotFound`` for a wrong code.
    """
    report = letters.of_code(locator=locator, auth=auth)
    rows = report.identity_requests.select_related("unit", "report__custodian")
    return [
        Told(
            state=request.state,
            asked_by=request.unit.name,
            decided_by=request.report.custodian.name if request.report.custodian else "",
            asked_at=request.asked_at,
            reason=request.reason,
            words=request.words,
            steps=steps_of(request, at=at),
        )
        for request in rows
    ]
