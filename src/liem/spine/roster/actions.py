"""The verbs of lists of readers: hand in a key, sign the list that adds or drops it, begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.seal import roster
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotPermitted, Post, sentence_of
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from . import policy, readers
from .events import KeyEnrolled, KeyWithdrawn, ListBegunAgain, ListSigned
from .models import ListSignature, ReaderKey, ReaderList, State

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor


def _locked_unit(unit_id: UUID) -> Unit:
    """Lock the unit: its lists follow one another, so whoever changes them goes one after the other."""
    return Unit.objects.select_for_update().get(pk=unit_id)


def _reason(text: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Invalid(_("Ghi lý do."), field="reason")
    return text[:300]


def enrol_key(
    *, actor: Actor, at: datetime, device: str, recovery: str, sign: str, claim: str
) -> tuple[ReaderKey, Receipt]:
    """Hand in the public half of a key made in the own browser; ``claim`` is its signature over itself.

    Nothing is sealed to it before two readers signed the list it stands on. Raises ``NotPermitted``,
    ``Conflict`` (one waits already, or the same key is known), ``Invalid``.
    """
    with atomic():
        unit_id, person_id = policy.reading_for(actor)
        unit = _locked_unit(unit_id)
        try:
            roster.require_claim(claim, unit=unit.code, device=device, recovery=recovery, sign=sign)
        except roster.BadRoster as fault:
            raise Invalid(sentence_of(fault), next_step=_("Tải lại trang và tạo khóa một lần nữa.")) from None
        if ReaderKey.objects.filter(unit=unit, person_id=person_id, state=State.PENDING).exists():
            raise Conflict(
                _("Bạn đã có một khóa đang chờ ký ở đơn vị này."),
                next_step=_("Rút khóa đang chờ trước khi ghi khóa khác."),
            )
        both = (device, recovery)
        known = Q(sign=sign) | Q(device__in=both) | Q(recovery__in=both)
        if ReaderKey.objects.filter(known).exists():  # also somebody else's: a list holds no key twice
            raise Conflict(_("Khóa này đã được ghi."))
        with override("vi"):  # the list is signed as it stands, whatever language a person reads in
            post = str(Post(actor.post).label)[:120]
        key = ReaderKey.objects.create(
            unit=unit,
            person_id=person_id,
            name=nfc(actor.name).strip()[:120],
            post=post,
            device=device,
            recovery=recovery,
            sign=sign,
            enrolled_at=at,
        )
        event = KeyEnrolled(
            unit=unit.pk,
            person=key.person_id,
            name=key.name,
            post=key.post,
            device=device,
            recovery=recovery,
            sign=sign,
            fingerprint=key.fingerprint,
        )
        return key, append(actor=actor, at=at, event=event, subject=key.pk)


def withdraw_key(*, actor: Actor, at: datetime, key_id: UUID, reason: str) -> Receipt:
    """Take back one's own key that never stood on a list. Raises ``NotFound``, ``NotPermitted``,
    ``Conflict``, ``Invalid``."""
    with atomic():
        unit_id, person_id = policy.reading_for(actor)
        _locked_unit(unit_id)
        key = readers.get_key(actor, key_id)
        if key.person_id != person_id:
            raise NotPermitted(_("Chỉ chủ khóa mới rút được khóa chưa dùng."))
        if key.state != State.PENDING:
            raise Conflict(_("Khóa này không còn ở trạng thái chờ ký."))
        reason = _reason(reason)
        _settle(key, State.WITHDRAWN, at=at)
        event = KeyWithdrawn(name=key.name, reason=reason)
        return append(actor=actor, at=at, event=event, subject=key.pk)


def confirm_key(
    *, actor: Actor, at: datetime, key_id: UUID, sha256: str, line: str
) -> tuple[ReaderList, Receipt]:
    """Sign the list that adds a waiting key, having compared its fingerprint face to face.

    ``sha256`` names the list that was signed in the browser, ``line`` is the signature line. The second good
    signature publishes the list. Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid``.
    """
    with atomic():
        unit, key, signer = _signing(actor, key_id)
        if key.state != State.PENDING:
            raise Conflict(
                _("Khóa này không chờ ký."), next_step=_("Tải lại trang để xem danh sách hiện nay.")
            )
        if key.pk == signer.pk:  # a key that counts already may speak for its holder's next one
            raise NotPermitted(_("Không ai tự xác nhận khóa đầu tiên của mình."))
        return _sign(unit, key, signer, sha256, line, reason="", actor=actor, at=at)


def retire_key(
    *, actor: Actor, at: datetime, key_id: UUID, sha256: str, line: str, reason: str
) -> tuple[ReaderList, Receipt]:
    """Sign the list that drops a standing key (its holder leaves, or it is lost); the own one too.

    Two readers always stay. Raises as :func:`confirm_key`.
    """
    with atomic():
        unit, key, signer = _signing(actor, key_id)
        if key.state != State.STANDING:
            raise Conflict(
                _("Khóa này không đứng trong danh sách."),
                next_step=_("Tải lại trang để xem danh sách hiện nay."),
            )
        policy.require_third(readers.keys_of(unit.pk, State.STANDING))
        return _sign(unit, key, signer, sha256, line, reason=_reason(reason), actor=actor, at=at)


def _signing(actor: Actor, key_id: UUID) -> tuple[Unit, ReaderKey, ReaderKey]:
    unit = _locked_unit(policy.reading_for(actor)[0])
    key = readers.get_key(actor, key_id)
    signer = readers.signing_key(actor)
    if signer is not None and signer.state == State.PENDING and readers.keys_of(unit.pk, State.STANDING):
        signer = None  # where a list is in force, only who stands on it signs
    if signer is None:
        raise NotPermitted(_("Chỉ người đang đứng trong danh sách người đọc mới ký được."))
    return unit, key, signer


def _sign(
    unit: Unit,
    key: ReaderKey,
    signer: ReaderKey,
    sha256: str,
    line: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> tuple[ReaderList, Receipt]:
    made, change = readers.proposed(unit, key, signer=signer, at=at)
    line = line.replace("\r\n", "\n")
    if made.sha256 != sha256:
        raise Conflict(
            _("Danh sách đã đổi từ lúc bạn mở trang."),
            next_step=_("Tải lại trang, đối chiếu lại rồi ký."),
        )
    if not roster.signed_by(str(made), line, signer.reader):
        raise Invalid(
            _("Chữ ký không khớp với khóa của bạn đã ghi."),
            next_step=_("Mở trang bằng máy đã tạo khóa đang đứng trong danh sách."),
        )
    row, _new = ReaderList.objects.get_or_create(
        unit=unit,
        sha256=sha256,
        defaults={
            "generation": made.generation,
            "number": made.number,
            "text": str(made),
            "change": change,
            "key": key,
            "proposed_at": at,
        },
    )
    if row.signatures.filter(key=signer).exists():
        raise Conflict(_("Bạn đã ký danh sách này."), next_step=_("Chờ một người đọc khác ký."))
    ListSignature.objects.create(list=row, key=signer, line=line, at=at)
    published = row.signatures.count() >= roster.NEEDED
    if published:
        _publish(unit, row, made, at=at)
    event = ListSigned(
        unit=unit.pk,
        key=key.pk,
        change=change,
        name=key.name,
        by_key=signer.pk,
        place=f"{made.generation}.{made.number}",
        sha256=sha256,
        line=line,
        published=published,
        text=str(made) if published else "",
        reason=reason,
    )
    return row, append(actor=actor, at=at, event=event, subject=row.pk)


def _publish(unit: Unit, row: ReaderList, made: roster.Roster, *, at: datetime) -> None:
    last = readers.newest(unit.pk)
    note = readers.note_of(row.text, (one.line for one in row.signatures.all()))
    # what every browser will check is checked here first, in full
    roster.check(note, after=roster.parse(last.text) if last else None)
    row.published_at = at
    row.save(update_fields=["published_at"])
    listed = {each.id for each in made.readers}
    # those who go first: one person never has two standing keys, not even for a moment
    for key in readers.keys_of(unit.pk, State.STANDING):
        if key.pk.hex not in listed:
            _settle(key, State.RETIRED, at=at)
    for key in readers.keys_of(unit.pk, State.PENDING):
        if key.pk.hex in listed:
            _settle(key, State.STANDING, at=at)


def _settle(key: ReaderKey, state: State, *, at: datetime) -> None:
    key.state, key.settled_at = state, at
    key.save(update_fields=["state", "settled_at"])


def begin_again(*, actor: Actor, at: datetime, unit_id: UUID, reason: str) -> Receipt:
    """End the lists of a unit of which too few can still sign: all keys stand down, a first list follows.

    Everybody who knew the old first list must be told of the new one on paper: browsers refuse it until
    then. Raises ``NotPermitted``, ``Conflict`` (nothing to end), ``Invalid``.
    """
    with atomic():
        unit = _locked_unit(unit_id)
        may = policy.may_begin_again(actor, unit)
        if not may:
            raise NotPermitted(may.reason)
        reason = _reason(reason)
        standing = ReaderKey.objects.filter(unit=unit, state=State.STANDING)
        last = readers.newest(unit.pk)
        if last is None or not standing.exists():
            raise Conflict(_("Đơn vị không có danh sách nào đang dùng."))
        standing.update(state=State.RETIRED, settled_at=at)
        event = ListBegunAgain(unit=unit.pk, generation=last.generation + 1, reason=reason)
        return append(actor=actor, at=at, event=event, subject=unit.pk)
