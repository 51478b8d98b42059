"""The verbs of sealed letters: put in, answer, add, seal anew. The bytes stay closed for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.append import Event, Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.log import cover
from liem.spine.roster import readers as roster
from liem.spine.roster.models import State
from liem.spine.units.models import Unit

from . import readers
from .events import MessageLeft, ReportDeposited, ReportRewrapped
from .files import hour, inside
from .models import SealedMessage, SealedReport

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.vault.models import Blob


@dataclass(frozen=True, slots=True)
class SealedName:
    """Who reported, sealed twice (``blob`` from ``files.keep_identity``), and whose readers open the outside.

    The two hashes (64 hex digits) are those of ``SealedReport``.
    """

    blob: Blob
    custodian: UUID
    inner_sha256: str
    opened_hash: str


def _covered(event: Event, *, actor: Actor, at: datetime, report: SealedReport) -> Receipt:
    """Write an entry into a slot of the cover traffic: outsiders see the hour of the slot, not ours."""
    slot = cover.take(at=at)
    receipt = append(actor=actor, at=hour(at), event=event, subject=report.pk, shown_at=slot.at)
    cover.bind(slot, entry=receipt.seq)
    return receipt


def deposit(
    *,
    actor: Actor,
    at: datetime,
    locator: str,
    auth_hash: str,
    units: Iterable[UUID],
    blob: Blob,
    name: SealedName | None = None,
) -> tuple[SealedReport, Receipt]:
    """Keep a sealed report (``blob`` from ``files.keep``) for the readers of ``units``, and a sealed name.

    ``actor`` is ``policy.REPORTER``: nothing is known of who reports. Raises ``Invalid`` (a wrong form, or a
    unit without a published list of readers, or a custodian that also gets the report), ``Conflict`` (the
    code is in use: a new one is needed).
    """
    hashes = (auth_hash, name.inner_sha256, name.opened_hash) if name else (auth_hash,)
    if not (readers.is_locator(locator) and all(readers.is_hash(each) for each in hashes)):
        raise Invalid(_("Mã gửi kèm thư không đúng dạng."), next_step=_("Tải lại trang rồi gửi lại."))
    with atomic():
        wanted = set(units)
        found = list(Unit.objects.filter(pk__in=wanted))
        if not found or len(found) != len(wanted) or not all(_has_readers(unit.pk) for unit in found):
            raise Invalid(
                _("Có đơn vị chưa có danh sách người đọc nên không nhận được thư niêm phong."),
                next_step=_("Tải lại trang để chọn nơi nhận khác."),
            )
        if name is not None and (name.custodian in wanted or not _has_readers(name.custodian)):
            raise Invalid(
                _("Danh tính phải niêm phong cho một cơ quan khác nơi nhận thư và có danh sách người đọc."),
                next_step=_("Tải lại trang để chọn cơ quan giữ danh tính khác."),
            )
        if SealedReport.objects.filter(locator=locator).exists():
            raise Conflict(_("Mã biên nhận này đã dùng."), next_step=_("Tải lại trang để có mã mới."))
        report = SealedReport.objects.create(
            locator=locator,
            auth_hash=auth_hash,
            hour=hour(at),
            blob=blob,
            identity=name.blob if name else None,
            custodian_id=name.custodian if name else None,
            inner_sha256=name.inner_sha256 if name else "",
            opened_hash=name.opened_hash if name else "",
        )
        report.units.set(found)
        event = ReportDeposited(
            locator=locator,
            auth_hash=auth_hash,
            sha256=blob.pk,
            units=tuple(sorted(unit.pk for unit in found)),
            identity_sha256=report.identity_id or "",
            custodian=report.custodian_id,
            inner_sha256=report.inner_sha256,
            opened_hash=report.opened_hash,
        )
        return report, _covered(event, actor=actor, at=at, report=report)


def _has_readers(unit_id: UUID) -> bool:
    return bool(roster.keys_of(unit_id, State.STANDING))


def reply(*, actor: Actor, at: datetime, report_id: UUID, blob: Blob) -> tuple[SealedMessage, Receipt]:
    """Leave a reader's sealed answer in the mailbox of a report. Raises ``NotFound``, ``NotPermitted``."""
    with atomic():
        report = _locked(readers.one_for(actor, report_id))
        return _left(report, blob, by_reader=True, actor=actor, at=at)


def follow_up(
    *, actor: Actor, at: datetime, locator: str, auth: str, blob: Blob
) -> tuple[SealedMessage, Receipt]:
    """Leave a further sealed letter as the one who reported. Raises ``NotFound`` for a wrong code."""
    with atomic():
        report = _locked(readers.of_code(locator=locator, auth=auth))
        return _left(report, blob, by_reader=False, actor=actor, at=at)


def _locked(report: SealedReport) -> SealedReport:
    return SealedReport.objects.select_for_update().get(pk=report.pk)


def _left(
    report: SealedReport, blob: Blob, *, by_reader: bool, actor: Actor, at: datetime
) -> tuple[SealedMessage, Receipt]:
    number = report.messages.count() + 1
    message = SealedMessage.objects.create(
        report=report, by_reader=by_reader, number=number, hour=hour(at), blob=blob
    )
    event = MessageLeft(message=message.pk, number=number, by_reader=by_reader, sha256=blob.pk)
    return message, _covered(event, actor=actor, at=at, report=report)


def rewrap(*, actor: Actor, at: datetime, report_id: UUID, before: str, blob: Blob, reason: str) -> Receipt:
    """Put the same report, sealed anew in a reader's browser, in the place of the old bytes.

    ``before`` is the SHA-256 of the bytes that were opened; the old bytes stay in the vault, so a reader who
    dares to swap the content is found out by anyone who still has a key. Raises ``NotFound``, ``Conflict``
    (somebody was faster), ``Invalid`` (no reason, or another size inside).
    """
    reason = said(reason, field="reason", why=_("Ghi lý do."), most=300)
    with atomic():
        report = _locked(readers.one_for(actor, report_id))
        if report.blob_id != before:
            raise Conflict(_("Thư này vừa được niêm phong lại."), next_step=_("Tải lại trang."))
        if inside(report.blob) != inside(blob):
            raise Invalid(_("Thư niêm phong lại có kích thước bên trong khác thư cũ nên không nhận."))
        report.blob = blob
        report.save(update_fields=["blob"])
        event = ReportRewrapped(before_sha256=before, sha256=blob.pk, reason=reason)
        return _covered(event, actor=actor, at=at, report=report)
