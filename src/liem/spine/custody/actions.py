"""The verbs of custody: propose an erasure, confirm, refuse or withdraw it; open fields to everybody."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.models import Entry, Key
from liem.spine.ledger.opening import opening_of
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs as outbox
from liem.spine.units.models import Unit

from . import rooms
from .events import ErasureProposed, ErasureRefused, ErasureWithdrawn, FieldsOpened, KeyErased
from .models import Erasure
from .readers import grounds, reaches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID


DESTROY_JOB, CLEAN_JOB = "custody.destroy", "custody.clean"


def propose(*, actor: Actor, at: datetime, key: UUID, ground: str, reason: str) -> tuple[Erasure, Receipt]:
    """Propose that a key be destroyed, on a ground of the law in force.

    Raises ``NotFound`` (nothing erasable under this key within the actor's units), ``NotPermitted``,
    ``Held``, ``Retained``, ``Invalid`` (no such ground, no reason), ``Conflict`` (proposed or erased before).
    """
    with atomic():
        if not actor.has(Duty.MANAGE_PEOPLE) or actor.person_id is None or actor.unit_id is None:
            raise NotPermitted(_("Chỉ cán bộ được giao quản lý nhân sự đề nghị xóa dữ liệu theo luật."))
        found = _found(actor, key, at=at)
        law = grounds(at)
        if ground not in law.mapping():
            raise Invalid(_("Chọn một trường hợp luật cho xóa."), field="ground")
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do; không ghi tên hay thông tin của người được xóa."), field="reason")
        if Key.objects.filter(pk=key).exclude(erased_at=None).exists():
            raise Conflict(_("Dữ liệu này đã được xóa."))
        if Erasure.objects.filter(key=key, state=Erasure.State.PROPOSED).exists():
            raise Conflict(_("Việc xóa này đã được đề nghị, đang chờ người thứ hai quyết định."))
        rooms.check(found, at=at)
        erasure = Erasure.objects.create(
            key=key,
            room=found.room,
            ground=ground,
            reason=reason,
            proposed_at=at,
            proposed_by=actor.person_id,
            proposed_unit=actor.unit_id,
        )
        event = ErasureProposed(key=key, room=found.room, ground=ground, basis=str(law.basis))
        return erasure, append(actor=actor, at=at, event=event, subject=erasure.pk)


def confirm(*, actor: Actor, at: datetime, erasure_id: UUID) -> Receipt:
    """Erase: rows are made blank, the key is closed at once and destroyed right after this commits.

    Everything is checked again. Raises ``NotFound``, ``NotPermitted`` (no duty, or the same person proposed),
    ``Held``, ``Retained``, ``Conflict`` (decided already), ``NoLawInForce``.
    """
    with atomic():
        erasure = _deciding(actor, erasure_id)
        found = _found(actor, erasure.key, at=at)
        law = grounds(at)
        if erasure.ground not in law.mapping():
            raise Conflict(_("Luật hiện hành không còn trường hợp này; rút đề nghị và đề nghị lại."))
        rooms.check(found, at=at)
        key = Key.objects.select_for_update().filter(pk=erasure.key).first()
        blanked = rooms.named(found.room).blank(erasure.key, at=at)
        if key is not None:
            key.erased_at = at
            key.save(update_fields=["erased_at"])
        erasure.state, erasure.decided_at, erasure.decided_by = Erasure.State.CONFIRMED, at, actor.person_id
        erasure.tables, erasure.files = sorted(blanked.tables), sorted(blanked.files)
        erasure.save()
        event = KeyErased(
            key=erasure.key,
            room=found.room,
            ground=erasure.ground,
            basis=str(law.basis),
            entries=key.tags if key else 0,
        )
        receipt = append(actor=actor, at=at, event=event, subject=erasure.pk)
        outbox.put(
            DESTROY_JOB, at=at, args={"erasure_id": str(erasure.pk)}, key=f"{DESTROY_JOB}:{erasure.pk}"
        )
        # the job is the promise; whoever confirmed need not wait for it
        transaction.on_commit(lambda: _destroy_now(erasure.pk, at), robust=True)
        return receipt


def _destroy_now(erasure_id: UUID, at: datetime) -> None:
    from .jobs import destroy  # the jobs import the verbs' names

    destroy(at=at, erasure_id=str(erasure_id))


def refuse(*, actor: Actor, at: datetime, erasure_id: UUID, words: str) -> Receipt:
    """Say no to an erasure, with words. Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid``."""
    with atomic():
        erasure = _deciding(actor, erasure_id)
        words = nfc(words).strip()
        if not words:
            raise Invalid(_("Ghi lý do không đồng ý."), field="words")
        erasure.state, erasure.decided_at, erasure.decided_by = Erasure.State.REFUSED, at, actor.person_id
        erasure.words = words
        erasure.save()
        event = ErasureRefused(key=erasure.key, words=words)
        return append(actor=actor, at=at, event=event, subject=erasure.pk)


def withdraw(*, actor: Actor, at: datetime, erasure_id: UUID) -> Receipt:
    """Take one's own proposal back. Raises ``NotFound``, ``NotPermitted``, ``Conflict``."""
    with atomic():
        erasure = _open(actor, erasure_id)
        if erasure.proposed_by != actor.person_id:
            raise NotPermitted(_("Chỉ người đề nghị rút được đề nghị của mình."))
        erasure.state, erasure.decided_at = Erasure.State.WITHDRAWN, at
        erasure.decided_by = actor.person_id
        erasure.save()
        event = ErasureWithdrawn(key=erasure.key)
        return append(actor=actor, at=at, event=event, subject=erasure.pk)


def open_fields(
    *, actor: Actor, at: datetime, seq: int, names: Sequence[str], reason: str
) -> tuple[bytes, Receipt]:
    """Open fields of an entry made by the actor's units to everybody; gives the ``liem-opening/v1`` file.

    Whether the actor may read what the entry is about is asked by who calls, where subjects are known. Raises
    ``NotPermitted``, ``NotFound``, ``Invalid`` (no field, no reason), ``Conflict`` (its key was destroyed).
    """
    with atomic():
        if not actor.has(Duty.DECIDE_DATA):
            raise NotPermitted(_("Chỉ người đứng đầu quyết định công khai một nội dung trong sổ."))
        reason = nfc(reason).strip()
        if not names:
            raise Invalid(_("Chọn ít nhất một trường để mở."), field="names")
        if not reason:
            raise Invalid(_("Ghi lý do công khai."), field="reason")
        entry = Entry.objects.filter(seq=seq).first()
        unit = Unit.objects.filter(pk=entry.actor_unit).first() if entry and entry.actor_unit else None
        if entry is None or unit is None or not actor.over(unit.path):
            raise NotFound(_("Không có dòng sổ này."))
        file = opening_of(entry, names)
        event = FieldsOpened(
            entry=entry.id,
            seq=seq,
            names=list(names),
            reason=reason,
            file_sha256=hashlib.sha256(file).hexdigest(),
        )
        return file, append(actor=actor, at=at, event=event, subject=entry.id)


def _found(actor: Actor, key: UUID, *, at: datetime) -> rooms.Found:
    rooms.refuse_kept(key, at=at)
    found = rooms.find(key)
    if found is None or not all(actor.over(path) for path in found.paths):
        raise NotFound(_("Không có dữ liệu nào xóa được ở đây."))
    return found


def _open(actor: Actor, erasure_id: UUID) -> Erasure:
    """Lock an erasure that waits, proposed within the actor's units; raises ``NotFound``, ``Conflict``."""
    erasure = Erasure.objects.select_for_update().filter(pk=erasure_id).first()
    unit = Unit.objects.filter(pk=erasure.proposed_unit).first() if erasure else None
    if erasure is None or not reaches(actor, rooms.find(erasure.key), unit.path if unit else ""):
        raise NotFound(_("Không có đề nghị xóa này."))
    if erasure.state != Erasure.State.PROPOSED:
        raise Conflict(
            _("Đề nghị này đã được quyết định: %(state)s.") % {"state": erasure.get_state_display()}
        )
    return erasure


def _deciding(actor: Actor, erasure_id: UUID) -> Erasure:
    if not actor.has(Duty.DECIDE_DATA):
        raise NotPermitted(_("Chỉ người đứng đầu quyết định xóa dữ liệu theo luật."))
    erasure = _open(actor, erasure_id)
    if erasure.proposed_by == actor.person_id:
        raise NotPermitted(
            _("Người đề nghị không tự quyết định."), next_step=_("Nhờ người đứng đầu khác quyết định.")
        )
    return erasure
