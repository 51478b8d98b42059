"""The verbs of a public draw that was announced: commit, throw, hold, move a reserve up, give up.

The entry of the announcement carries the hash of the list. No digit is taken before it stands in the log
under a head with enough witnesses: then nobody can choose the list to fit the digits, nor the digits to fit
the list. An announced draw never disappears: it is held, or given up with a reason.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.kernel.draw import FEWEST_DIGITS, OTHER, commitment, new_seed
from liem.kernel.draw import draw as draw_lots
from liem.kernel.errors import KernelError
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from . import readers, rules
from .events import DigitsCommitted, DigitsThrown, DrawGivenUp, DrawHeld, ReserveMovedUp
from .models import Ceremony, Method, Replacement, State, Throw

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.access import Actor

MOST_DIGITS: Final = 60  # of one body


def _locked(actor: Actor, ceremony_id: UUID) -> Ceremony:
    """Return an open ceremony the actor leads, locked."""
    found = Ceremony.objects.select_for_update(of=("self",)).select_related("case", "unit")
    ceremony = found.filter(pk=ceremony_id).first()
    if ceremony is None:
        raise NotFound(_("Không có buổi bốc thăm này."))
    rules.demand_holder(actor, ceremony.unit, ceremony.purpose)
    return ceremony


def _open(actor: Actor, ceremony_id: UUID) -> Ceremony:
    ceremony = _locked(actor, ceremony_id)
    if not ceremony.is_open:
        raise Conflict(
            _("Buổi bốc thăm này đã kết thúc."),
            next_step=_("Xem kết quả hoặc lý do ở trang của buổi bốc thăm."),
        )
    return ceremony


def _demand_logged(ceremony: Ceremony, *, at: datetime) -> None:
    if readers.logged(ceremony.announced_entry, at=at) is None:
        raise Conflict(
            _("Công bố của buổi này chưa có đủ chữ ký chứng kiến trong sổ minh bạch."),
            next_step=_("Đợi vài phút rồi tải lại trang; nếu vẫn chưa có, hỏi người trông coi hệ thống."),
        )


def _turn(ceremony: Ceremony, turn: int) -> Throw:
    throw = ceremony.throws.filter(turn=turn).first()
    if throw is None:
        raise NotFound(_("Không có lượt gieo này."))
    return throw


def commit(*, actor: Actor, at: datetime, ceremony_id: UUID, turn: int, commitment_hex: str) -> Receipt:
    """Write down what a body far away committed to. Raises ``Conflict``, ``Invalid``, ``NotFound``."""
    with atomic():
        ceremony = _open(actor, ceremony_id)
        if ceremony.method != Method.COMMIT:
            raise Conflict(_("Buổi này không dùng cam kết."))
        _demand_logged(ceremony, at=at)
        throw = _turn(ceremony, turn)
        text = commitment_hex.strip().lower()
        if len(text) != 64 or set(text) - set("0123456789abcdef"):
            raise Invalid(_("Cam kết là 64 ký tự hex."), field="commitment")
        if throw.commitment:
            raise Conflict(_("Bên này đã gửi cam kết; cam kết không đổi được."))
        event = DigitsCommitted(ceremony=ceremony.case.dossier, turn=turn, body=throw.body, commitment=text)
        receipt = append(actor=actor, at=at, event=event, subject=ceremony.pk, case=ceremony.case_id)
        throw.commitment, throw.committed_entry = text, receipt.entry_id
        throw.save(update_fields=["commitment", "committed_entry"])
        return receipt


def throw(
    *, actor: Actor, at: datetime, ceremony_id: UUID, turn: int, digits: str, nonce: str = ""
) -> Receipt:
    """Write down the digits of a body: thrown in the hall, opened from its commitment, or of the beacon.

    Turns go in the order announced. Raises ``Conflict`` (not yet logged, not this body's turn, thrown
    already, a commitment that does not open), ``Invalid`` (no digits), ``NotPermitted``, ``NotFound``.
    """
    with atomic():
        ceremony = _open(actor, ceremony_id)
        _demand_logged(ceremony, at=at)
        mine = _turn(ceremony, turn)
        if mine.thrown_at is not None:
            raise Conflict(_("Bên này đã gieo; chữ số đã gieo không đổi được."))
        if ceremony.throws.filter(turn__lt=turn, thrown_at=None).exists():
            raise Conflict(_("Chưa tới lượt bên này; các bên gieo theo thứ tự đã công bố."))
        digits = "".join(digits.split())
        if not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS:
            raise Invalid(
                _("Ghi các chữ số 0–9, nhiều nhất %(most)s chữ số.") % {"most": MOST_DIGITS}, field="digits"
            )
        if ceremony.method == Method.COMMIT:
            _demand_opens(ceremony, mine, digits, nonce, at=at)
        mine.digits, mine.nonce, mine.thrown_at = digits, nonce.strip().lower(), at
        mine.save(update_fields=["digits", "nonce", "thrown_at"])
        event = DigitsThrown(
            ceremony=ceremony.case.dossier, turn=turn, body=mine.body, digits=digits, nonce=mine.nonce
        )
        return append(actor=actor, at=at, event=event, subject=ceremony.pk, case=ceremony.case_id)


def _demand_opens(ceremony: Ceremony, mine: Throw, digits: str, nonce: str, *, at: datetime) -> None:
    """Nobody opens before all commitments stand in the log: the last could otherwise still choose."""
    for each in ceremony.throws.all():
        if readers.logged(each.committed_entry, at=at) is None:
            raise Conflict(
                _("Chưa mở được: cam kết của “%(body)s” chưa có trong sổ minh bạch.") % {"body": each.body},
                next_step=_("Đợi đủ cam kết của mọi bên có chữ ký chứng kiến rồi mới mở."),
            )
    try:
        opened = commitment(digits, bytes.fromhex(nonce.strip()))
    except (ValueError, KernelError) as fault:
        raise Invalid(_("Số bí mật là 64 ký tự hex."), field="nonce") from fault
    if opened != mine.commitment:
        raise Conflict(
            _("Chữ số và số bí mật không khớp cam kết của “%(body)s”.") % {"body": mine.body},
            next_step=_("Kiểm lại từng ký tự; nếu bên ấy không mở được, ghi buổi này không thực hiện."),
        )


def hold(*, actor: Actor, at: datetime, ceremony_id: UUID, witnesses: str) -> tuple[Ceremony, Receipt]:
    """Join the digits and draw: the same list and digits give the same result for ever.

    Raises ``Conflict`` (somebody has not thrown, too few digits), ``Invalid`` (no witness).
    """
    with atomic():
        ceremony = _open(actor, ceremony_id)
        throws = list(ceremony.throws.all())
        waiting = next((each for each in throws if each.thrown_at is None), None)
        if waiting is not None:
            raise Conflict(_("“%(body)s” chưa gieo.") % {"body": waiting.body})
        said = nfc(witnesses).strip()
        if not said:
            raise Invalid(_("Ghi người chứng kiến buổi bốc thăm."), field="witnesses")
        digits = "".join(each.digits for each in throws)
        if len(digits) < FEWEST_DIGITS:
            raise Conflict(
                _("Mới có %(have)s chữ số, cần ít nhất %(few)s.")
                % {"have": len(digits), "few": FEWEST_DIGITS},
                next_step=_("Ghi buổi này không thực hiện và công bố buổi làm lại."),
            )
        frame = readers.frame_of(ceremony)
        if frame.sha256 != ceremony.frame_sha256:
            raise Conflict(_("Danh sách không còn đúng mã băm đã công bố; không bốc thăm từ danh sách này."))
        terms = readers.terms_of(ceremony)
        result = draw_lots(
            frame,
            seed=new_seed(ceremony.case.dossier, digits),
            rate=terms.rate,
            count=terms.count,
            leaders=terms.leaders,
            reserves=terms.reserves,
        )
        ceremony.seed, ceremony.result = result.seed, result.to_json()
        ceremony.witnesses, ceremony.state, ceremony.ended_at = said, State.HELD, at
        event = DrawHeld(
            ceremony=ceremony.case.dossier,
            seed=result.seed,
            result_sha256=hashlib.sha256(ceremony.result.encode()).hexdigest(),
            chosen=len(result.chosen),
            witnesses=said,
        )
        receipt = append(actor=actor, at=at, event=event, subject=ceremony.pk, case=ceremony.case_id)
        ceremony.ended_seq = receipt.seq
        ceremony.save()
        return ceremony, receipt


def move_up(
    *, actor: Actor, at: datetime, ceremony_id: UUID, unit: str, out: str, ground: str
) -> tuple[Replacement, Receipt]:
    """Let the next reserve take the place of somebody drawn who cannot be taken.

    Where a head or deputy must be among them, the last one is replaced by a head or deputy. Raises
    ``Conflict`` (not held, no reserve left), ``NotFound``, ``Invalid`` (no ground).
    """
    with atomic():
        ceremony = _locked(actor, ceremony_id)
        if ceremony.state != State.HELD:
            raise Conflict(_("Buổi bốc thăm này chưa có kết quả."))
        reason = nfc(ground).strip()
        if not reason:
            raise Invalid(_("Ghi căn cứ thay người."), field="ground")
        result = readers.recomputed(ceremony)
        inside = [place for place in readers.places(ceremony, result) if place.unit == unit]
        gone = next((place for place in inside if place.id == out), None)
        if gone is None:
            raise NotFound(_("Người này không ở trong kết quả."))
        used = set(ceremony.replacements.filter(unit=unit).values_list("into", flat=True))
        left = [one for one in result.reserves if one.unit == unit and one.id not in used]
        led = any(place.kind != OTHER for place in inside if place is not gone)
        if ceremony.leaders and not led:
            left = [one for one in left if one.kind != OTHER]
        if not left:
            raise Conflict(
                _("Không còn người dự bị thay được."),
                next_step=_("Công bố một buổi bốc thăm mới cho phần còn thiếu."),
            )
        event = ReserveMovedUp(
            ceremony=ceremony.case.dossier, unit=unit, out=out, into=left[0].id, ground=reason
        )
        receipt = append(actor=actor, at=at, event=event, subject=ceremony.pk, case=ceremony.case_id)
        moved = Replacement.objects.create(
            ceremony=ceremony, unit=unit, out=out, into=left[0].id, ground=reason, at=at, seq=receipt.seq
        )
        return moved, receipt


def give_up(*, actor: Actor, at: datetime, ceremony_id: UUID, reason: str, absent: str = "") -> Receipt:
    """Say that an announced draw does not take place, why, and which body did not open, if that is why.

    It stays visible; the draw is repeated under a new number. Raises ``Invalid``, ``Conflict``.
    """
    with atomic():
        ceremony = _open(actor, ceremony_id)
        said = nfc(reason).strip()
        if not said:
            raise Invalid(_("Ghi lý do không thực hiện buổi bốc thăm."), field="reason")
        if absent and not ceremony.throws.filter(body=absent, thrown_at=None).exists():
            raise Invalid(_("Chọn một bên chưa gieo."), field="absent")
        ceremony.state, ceremony.ended_at = State.GIVEN_UP, at
        ceremony.reason, ceremony.absent = said, absent
        event = DrawGivenUp(ceremony=ceremony.case.dossier, reason=said, absent=absent)
        receipt = append(actor=actor, at=at, event=event, subject=ceremony.pk, case=ceremony.case_id)
        ceremony.ended_seq = receipt.seq
        ceremony.save()
        return receipt
