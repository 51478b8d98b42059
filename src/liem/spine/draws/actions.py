"""The verbs of a public draw: announce, commit, throw, hold, move a reserve up, give up.

The entry of the announcement carries the hash of the list. No digit is taken before it stands in the log
under a head with enough witnesses: then nobody can choose the list to fit the digits, nor the digits to fit
the list. An announced draw never disappears: it is held, or given up with a reason.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.draw import OTHER, PLAIN_UNIT, Frame, Terms, blinded, commitment, new_opening, new_seed
from liem.kernel.draw import draw as draw_lots
from liem.kernel.errors import KernelError
from liem.kernel.ids import new_id
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted, sentence_of
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from . import readers, rules
from .events import DigitsCommitted, DigitsThrown, DrawAnnounced, DrawGivenUp, DrawHeld, ReserveMovedUp
from .models import Ceremony, Method, Purpose, Replacement, State, Throw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from liem.spine.access import Actor

FEWEST_DIGITS: Final = 20
MOST_DIGITS: Final = 60  # of one body
MOST_LINES: Final = 20_000


class Line(NamedTuple):
    """One line of the list: ``kind`` H head, D deputy, N neither; ``unit`` is "-" in a list without units."""

    unit: str
    kind: str
    name: str


class Left(NamedTuple):
    """One line that stays out, and why."""

    unit: str
    name: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is fixed before anything is thrown. Exactly one of ``rate`` and ``count``."""

    purpose: str
    title: str
    lines: Sequence[Line]
    excluded: Sequence[Left] = ()
    rate: Fraction | None = None
    count: int | None = None
    reserves: int = 0
    method: str = Method.DICE
    bodies: Sequence[str] = ()
    beacon: str = ""
    place: str = ""
    held_at: datetime
    drawn_from: UUID | None = None
    repeats: UUID | None = None


def announce(*, actor: Actor, at: datetime, unit_id: UUID, new: Announcement) -> tuple[Ceremony, Receipt]:
    """Fix list, exclusions and terms, and publish their hashes.

    Lists of people are blinded: everybody reads ids, each person holds the opening of her own. Raises
    ``NotPermitted``, ``NotFound``, ``Invalid`` (with the line or field), ``Conflict``.
    """
    with atomic():
        unit = Unit.objects.select_for_update(of=("self",)).filter(pk=unit_id).first()
        if unit is None:
            raise NotFound(_("Không có đơn vị này."))
        _demand_holder(actor, unit, new.purpose)
        day = local_day(at)
        terms = _terms(new, unit, day=day)
        bodies = _bodies(new)
        _words(new, at=at)
        drawn_from, repeats = _earlier(new, unit)
        frame, openings = _frame(new)
        excluded = _excluded(new, unit, openings, day=day)
        if drawn_from is not None:
            _only_drawn_bodies(frame, drawn_from)
        case = open_case(unit=unit, kind="draw", letters="BT", title=nfc(new.title).strip(), at=at)
        ceremony = Ceremony(
            id=new_id(),
            case=case,
            unit=unit,
            purpose=new.purpose,
            title=nfc(new.title).strip(),
            drawn_from=drawn_from,
            repeats=repeats,
            rate=f"{terms.rate.numerator}/{terms.rate.denominator}" if terms.rate else "",
            count=terms.count,
            leaders=terms.leaders,
            reserves=terms.reserves,
            method=new.method,
            beacon=nfc(new.beacon).strip(),
            place=nfc(new.place).strip(),
            held_at=new.held_at,
            frame=frame.text().decode(),
            frame_sha256=frame.sha256,
            size=frame.size,
            excluded=excluded,
            excluded_sha256=hashlib.sha256(excluded.encode()).hexdigest(),
            openings=openings,
            announced_at=at,
            announced_by_id=actor.person_id,
        )
        receipt = append(
            actor=actor, at=at, event=_announced(ceremony, bodies), subject=ceremony.pk, case=case.pk
        )
        ceremony.announced_seq, ceremony.announced_entry = receipt.seq, receipt.entry_id
        ceremony.save(force_insert=True)
        Throw.objects.bulk_create(
            Throw(ceremony=ceremony, turn=turn, body=body) for turn, body in enumerate(bodies, start=1)
        )
        return ceremony, receipt


def _announced(ceremony: Ceremony, bodies: Sequence[str]) -> DrawAnnounced:
    return DrawAnnounced(
        ceremony=ceremony.case.dossier,
        purpose=ceremony.purpose,
        frame_sha256=ceremony.frame_sha256,
        size=ceremony.size,
        excluded_sha256=ceremony.excluded_sha256,
        excluded=ceremony.excluded.count("\n"),
        rate=ceremony.rate,
        count=ceremony.count or 0,
        leaders=ceremony.leaders,
        reserves=ceremony.reserves,
        method=ceremony.method,
        beacon=ceremony.beacon,
        bodies=tuple(bodies),
        place=ceremony.place,
        held_at=ceremony.held_at.isoformat(),
        drawn_from=ceremony.drawn_from.case.dossier if ceremony.drawn_from else "",
        repeats=ceremony.repeats.case.dossier if ceremony.repeats else "",
    )


def _demand_holder(actor: Actor, unit: Unit, purpose: str) -> None:
    if purpose not in Purpose.values:
        raise Invalid(_("Chọn mục đích bốc thăm."), field="purpose")
    answer = rules.may_hold(actor, unit, purpose)
    if not answer:
        raise NotPermitted(answer.reason)


def _terms(new: Announcement, unit: Unit, *, day: date) -> Terms:
    leaders = new.purpose == Purpose.DECLARANTS
    try:
        terms = Terms(new.rate, new.count, leaders, new.reserves)
    except KernelError as fault:
        raise Invalid(sentence_of(fault), field="rate") from fault
    law = rules.least(new.purpose, unit, day=day)
    if law is not None and law.binding and (terms.rate is None or terms.rate < law.share()):
        raise Invalid(
            _("Luật đòi ít nhất %(share)s của danh sách, ghi bằng tỷ lệ.")
            % {"share": f"{law.share() * 100}%"},
            citation=str(law.basis),
            field="rate",
        )
    return terms


def _bodies(new: Announcement) -> list[str]:
    if new.method not in Method.values:
        raise Invalid(_("Chọn cách lấy chữ số."), field="method")
    if new.method == Method.BEACON:
        if not nfc(new.beacon).strip():
            raise Invalid(_("Ghi trước nguồn số ngẫu nhiên và số vòng sẽ dùng."), field="beacon")
        return [nfc(new.beacon).strip()[:200]]
    bodies = [nfc(one).strip()[:200] for one in new.bodies if nfc(one).strip()]
    if len(bodies) < rules.FEWEST_BODIES or len(set(bodies)) != len(bodies):
        raise Invalid(
            _("Cần ít nhất %(few)s bên khác nhau cùng gieo, để không ai một mình chọn được chữ số.")
            % {"few": rules.FEWEST_BODIES},
            field="bodies",
        )
    return bodies


def _words(new: Announcement, *, at: datetime) -> None:
    if not nfc(new.title).strip():
        raise Invalid(_("Ghi tên buổi bốc thăm."), field="title")
    if not nfc(new.place).strip():
        raise Invalid(_("Ghi nơi bốc thăm."), field="place")
    if new.held_at < at:
        raise Invalid(_("Giờ bốc thăm phải ở sau lúc công bố."), field="held_at")


def _earlier(new: Announcement, unit: Unit) -> tuple[Ceremony | None, Ceremony | None]:
    drawn_from = repeats = None
    if new.drawn_from is not None:
        drawn_from = Ceremony.objects.select_related("case").filter(pk=new.drawn_from).first()
        if drawn_from is None or drawn_from.purpose != Purpose.BODIES or drawn_from.state != State.HELD:
            raise Invalid(_("Buổi chọn cơ quan này chưa có kết quả."), field="drawn_from")
    if new.repeats is not None:
        repeats = Ceremony.objects.select_related("case").filter(pk=new.repeats, unit=unit).first()
        if repeats is None or repeats.state != State.GIVEN_UP:
            raise Invalid(_("Chỉ làm lại một buổi đã ghi là không thực hiện."), field="repeats")
        if Ceremony.objects.filter(repeats=repeats).exists():
            raise Conflict(_("Buổi này đã được làm lại."), next_step=_("Mở buổi làm lại ở trang của nó."))
    return drawn_from, repeats


def _frame(new: Announcement) -> tuple[Frame, dict[str, list[str]]]:
    """Return the list in its one form, and for people id → name and opening."""
    if len(new.lines) > MOST_LINES:
        raise Invalid(_("Danh sách nhiều nhất %(most)s dòng.") % {"most": MOST_LINES}, field="lines")
    lines = [Line(*(nfc(part).strip() for part in line)) for line in new.lines]
    openings: dict[str, list[str]] = {}
    try:
        frame = Frame.of(lines)
        if new.purpose in rules.OF_PEOPLE:
            frame = Frame.of([(line.unit, line.kind, _hidden(line.name, openings)) for line in lines])
    except KernelError as fault:
        raise Invalid(sentence_of(fault), field="lines") from fault
    if new.purpose == Purpose.DECLARANTS:
        _refuse_without_leader(lines)
    return frame, openings


def _hidden(name: str, openings: dict[str, list[str]]) -> str:
    opening = new_opening()
    blind = blinded(name, opening)
    openings[blind] = [name, opening]
    return blind


def _refuse_without_leader(lines: Sequence[Line]) -> None:
    led = {line.unit for line in lines if line.kind != OTHER}
    for line in lines:
        if line.unit not in led:
            raise Invalid(
                _("“%(unit)s” không có cấp trưởng, cấp phó nào trong danh sách.") % {"unit": line.unit},
                next_step=_("Thêm người đứng đầu hoặc cấp phó, hoặc ghi căn cứ để ngoài."),
                field="lines",
            )


def _excluded(new: Announcement, unit: Unit, openings: dict[str, list[str]], *, day: date) -> str:
    """Return the file of who stays out; people in it are blinded as in the list."""
    inside = {(nfc(line.unit).strip(), nfc(line.name).strip()) for line in new.lines}
    allowed = rules.grounds(new.purpose, unit, day=day)
    rows = []
    for number, left in enumerate(new.excluded, start=1):
        where, name, ground = (" ".join(nfc(part).split()) for part in left)
        if not name or not ground:
            raise Invalid(
                _("Dòng %(line)s: ghi tên và căn cứ để ngoài danh sách.") % {"line": number}, field="excluded"
            )
        if allowed and ground not in allowed:
            law = rules.provision(rules.EXCLUDE, unit, day=day)
            raise Invalid(
                _("Dòng %(line)s: “%(ground)s” không phải căn cứ luật cho phép.")
                % {"line": number, "ground": ground},
                citation=str(law.basis) if law else "",
                next_step=_("Dùng một trong các căn cứ: %(all)s.") % {"all": "; ".join(allowed)},
                field="excluded",
            )
        if (where or PLAIN_UNIT, name) in inside:
            raise Invalid(
                _("Dòng %(line)s: “%(name)s” vừa ở trong vừa ở ngoài danh sách.")
                % {"line": number, "name": name},
                field="excluded",
            )
        who = _hidden(name, openings) if new.purpose in rules.OF_PEOPLE else name
        rows.append(f"{where or PLAIN_UNIT}\t{who}\t{ground}\n")
    return "".join(sorted(rows))


def _only_drawn_bodies(frame: Frame, drawn_from: Ceremony) -> None:
    drawn = {place.id for place in readers.places(drawn_from, readers.recomputed(drawn_from))}
    units = {row.unit for row in frame.rows()}
    for unit in sorted(units - drawn):
        raise Invalid(
            _("“%(unit)s” không phải cơ quan được chọn ở buổi %(earlier)s.")
            % {"unit": unit, "earlier": drawn_from.case.dossier},
            field="lines",
        )
    if missing := sorted(drawn - units):
        raise Invalid(
            _("Danh sách thiếu cơ quan đã được chọn: %(units)s.") % {"units": "; ".join(missing)},
            field="lines",
        )


def _locked(actor: Actor, ceremony_id: UUID) -> Ceremony:
    """Return an open ceremony the actor leads, locked."""
    found = Ceremony.objects.select_for_update(of=("self",)).select_related("case", "unit")
    ceremony = found.filter(pk=ceremony_id).first()
    if ceremony is None:
        raise NotFound(_("Không có buổi bốc thăm này."))
    _demand_holder(actor, ceremony.unit, ceremony.purpose)
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
        result = draw_lots(
            frame,
            seed=new_seed(ceremony.case.dossier, digits),
            rate=Fraction(ceremony.rate) if ceremony.rate else None,
            count=ceremony.count,
            leaders=ceremony.leaders,
            reserves=ceremony.reserves,
        )
        ceremony.seed, ceremony.result = result.seed, json.loads(result.to_json())
        ceremony.witnesses, ceremony.state, ceremony.ended_at = said, State.HELD, at
        event = DrawHeld(
            ceremony=ceremony.case.dossier,
            seed=result.seed,
            result_sha256=hashlib.sha256(readers.result_json(ceremony).encode()).hexdigest(),
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
