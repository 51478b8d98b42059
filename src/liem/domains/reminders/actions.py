"""The verbs of a reminder in the order of its life: note, answer, contest, uphold, mark mended, lapse,
withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Event, Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.people.models import Person
from liem.spine.people.readers import in_force
from liem.spine.units.models import Unit

from . import policy, readers, steps, terms
from .events import (
    LapsePutOff,
    ReminderAnswered,
    ReminderContested,
    ReminderLapsed,
    ReminderMended,
    ReminderNoted,
    ReminderUpheld,
    ReminderWithdrawn,
)
from .flow import REMINDER_FLOW, State
from .models import Reminder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Answer
    from liem.spine.vault.models import Blob


class AlreadyNoted(Conflict):
    """The same form came once before: nothing was written again. ``reminder`` is what it made."""

    code = "already_noted"

    def __init__(self, reminder: Reminder) -> None:
        super().__init__(_("Nhắc nhở này đã được ghi."))
        self.reminder = reminder


@dataclass(frozen=True, slots=True)
class Proof:
    """A file and the name it came with."""

    blob: Blob
    name: str


@dataclass(frozen=True, slots=True)
class NewReminder:
    """What is told about a small fault: whose, of what content area, when, what is wanted and until when."""

    subject_unit_id: UUID
    subject_person_id: UUID | None
    content: str
    text: str
    wanted: str
    happened_on: date
    mend_by: date | None = None
    place: str = ""


def note(
    *, actor: Actor, at: datetime, new: NewReminder, proof: Proof | None, sheet: str = ""
) -> tuple[Reminder, Receipt]:
    """Note a small fault with its proof and tell the person or unit at once.

    The third within the window (law ``reminder.repeats``, ``reminder.window``) raises one question to the
    inspection commission. ``sheet`` names the form: the same one is taken once (``AlreadyNoted``). Raises
    ``NotFound``, ``NotPermitted``, ``Invalid``, and ``NoLawInForce`` where no content areas are in force.
    """
    with atomic():
        unit, person = _subject(new, at=at)
        answer = policy.may_note(actor, unit, person, at=at)
        if not answer or actor.unit_id is None:
            raise NotPermitted(answer.reason, citation=policy.CONFLICT)
        giver = Unit.objects.select_for_update().get(pk=actor.unit_id)
        sent_as = _sent_as(actor, sheet)
        known = Reminder.objects.filter(sheet=sent_as).first() if sent_as else None
        if known is not None:
            raise AlreadyNoted(known)
        content = _checked(new, giver.path, at=at)
        proof = _proven(proof)
        name = person.name if person else unit.name
        with override("vi"):
            title = _("Nhắc nhở %(name)s: %(content)s") % {"name": name, "content": content}
        case = open_case(unit=giver, kind="reminder", letters="NNS", title=title, at=at)
        reminder = Reminder.objects.create(
            case=case,
            unit=giver,
            subject_unit=unit,
            subject_person=person,
            content=new.content,
            text=nfc(new.text).strip(),
            wanted=nfc(new.wanted).strip(),
            happened_on=new.happened_on,
            place=nfc(new.place).strip()[:200],
            blob=proof.blob,
            file_name=nfc(proof.name)[:255],
            sheet=sent_as,
            noted_at=at,
            noted_by_id=actor.person_id,
            mend_by=new.mend_by,
        )
        event = ReminderNoted(
            dossier=case.dossier,
            unit=giver.pk,
            subject_unit=unit.pk,
            subject_person=person.pk if person else None,
            content=new.content,
            text=reminder.text,
            wanted=reminder.wanted,
            happened_on=new.happened_on,
            mend_by=new.mend_by,
            file_sha256=proof.blob.pk,
        )
        receipt = _entry(reminder, event, actor=actor, at=at)
        steps.ask_if_repeated(reminder, actor=actor, at=at)
        _tell_subject(reminder, "Có một nhắc nhở sớm cần đọc và trả lời.", at=at)
        return reminder, receipt


def answer(
    *, actor: Actor, at: datetime, reminder_id: UUID, text: str, proof: Proof | None = None
) -> Receipt:
    """Answer as the person or unit concerned; the words are kept as they are.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no words).
    """
    with atomic():
        reminder = _locked(actor, reminder_id, at=at, may=policy.may_answer)
        text = _words(text, "text", _("Ghi nội dung trả lời."))
        _move(reminder, "answer")
        reminder.answer, reminder.answered_at, reminder.answered_by_id = text, at, actor.person_id
        if proof is not None:
            reminder.answer_blob, reminder.answer_file_name = proof.blob, nfc(proof.name)[:255]
        reminder.save()
        event = ReminderAnswered(text=text, file_sha256=proof.blob.pk if proof else "")
        receipt = _entry(reminder, event, actor=actor, at=at)
        _tell_body(reminder, "Đã có trả lời cho một nhắc nhở sớm.", at=at)
        return receipt


def contest(*, actor: Actor, at: datetime, reminder_id: UUID, text: str) -> Receipt:
    """Say that it is not so: it counts for nothing until another person has looked. Once only.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict`` (reviewed before, or over), ``Invalid`` (no words).
    """
    with atomic():
        reminder = _locked(actor, reminder_id, at=at, may=policy.may_answer)
        text = _words(text, "text", _("Ghi điều không đúng và lý do."))
        if reminder.reviewed_at is not None:
            raise Conflict(
                _("Ý kiến khác về nhắc nhở này đã được người khác xem lại."),
                next_step=_("Xem kết quả xem lại ở trang này; có thể kiến nghị với cấp ủy cấp trên."),
            )
        _move(reminder, "contest")
        reminder.contested, reminder.contest, reminder.contested_at = True, text, at
        reminder.save()
        receipt = _entry(reminder, ReminderContested(text=text), actor=actor, at=at)
        _tell_body(reminder, "Một nhắc nhở sớm có ý kiến khác, cần người khác xem lại.", at=at)
        return receipt


def uphold(*, actor: Actor, at: datetime, reminder_id: UUID, text: str) -> Receipt:
    """Keep a contested reminder after another person than the noter looked at it, with the reason.

    It counts again from here on. Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid``.
    """
    with atomic():
        reminder = _locked(actor, reminder_id, at=at, may=policy.may_review)
        text = _words(text, "text", _("Ghi lý do giữ nhắc nhở."))
        mended = reminder.mended_at is not None
        _move(reminder, "uphold_mended" if mended else "uphold")
        reminder.reviewed_at, reminder.reviewed_by_id, reminder.review_words = at, actor.person_id, text
        reminder.save()
        receipt = _entry(reminder, ReminderUpheld(text=text, mended=mended), actor=actor, at=at)
        steps.ask_if_repeated(reminder, actor=actor, at=at)
        _tell_subject(reminder, "Ý kiến khác về một nhắc nhở sớm đã được xem lại.", at=at)
        return receipt


def mark_mended(
    *, actor: Actor, at: datetime, reminder_id: UUID, text: str, proof: Proof | None = None
) -> Receipt:
    """Say that the fault was mended; from today the time runs after which the reminder ends.

    Where the law (``reminder.lapse``) is silent or unverified, ``lapse_on`` stays empty and nothing ends by
    itself. Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no words).
    """
    with atomic():
        reminder = _locked(actor, reminder_id, at=at, may=policy.may_follow_up)
        months = terms.lapse_months(reminder.unit.path, local_day(at))
        text = _words(text, "text", _("Ghi việc đã khắc phục và cách kiểm tra."))
        _move(reminder, "mark_mended")
        reminder.mended_at, reminder.mended_by_id, reminder.mended_words = at, actor.person_id, text
        if proof is not None:
            reminder.mended_blob, reminder.mended_file_name = proof.blob, nfc(proof.name)[:255]
        if months is not None:
            reminder.lapse_on = steps.lapse_day_of(reminder, mended_on=local_day(at), months=months)
        reminder.save()
        event = ReminderMended(
            text=text, file_sha256=proof.blob.pk if proof else "", lapse_on=reminder.lapse_on
        )
        receipt = _entry(reminder, event, actor=actor, at=at)
        _tell_subject(reminder, "Một nhắc nhở sớm đã được ghi là khắc phục.", at=at)
        return receipt


def lapse(*, actor: Actor, at: datetime, reminder_id: UUID) -> Receipt | None:
    """Let a mended reminder end by schedule, once its time has passed without a repeat.

    When the fault came again the day is put off; where no rule in force says when it ends nothing happens
    (``None``). Raises ``NotFound``, ``NotPermitted`` (a person), ``Conflict`` (not mended, or over).
    """
    with atomic():
        if not actor.schedule:
            raise NotPermitted(_("Nhắc nhở chỉ tự hết hiệu lực theo lịch; dùng “Rút nhắc nhở” kèm lý do."))
        reminder = _row(reminder_id)
        months = terms.lapse_months(reminder.unit.path, local_day(at))
        _allowed(reminder, "lapse")
        if months is None or reminder.mended_at is None:
            return None
        day = steps.lapse_day_of(reminder, mended_on=local_day(reminder.mended_at), months=months)
        if day > local_day(at):
            return _put_off(reminder, day, actor=actor, at=at)
        _move(reminder, "lapse")
        reminder.ended_at = at
        reminder.save()
        _close(reminder, at=at)
        provision = terms.term(terms.LAPSE, reminder.unit.path, local_day(at))
        receipt = _entry(
            reminder, ReminderLapsed(basis=str(provision.basis) if provision else ""), actor=actor, at=at
        )
        _tell_subject(reminder, "Một nhắc nhở sớm đã hết hiệu lực, không tính nữa.", at=at)
        return receipt


def withdraw(*, actor: Actor, at: datetime, reminder_id: UUID, reason: str) -> Receipt:
    """Take a reminder back with a reason: noted by mistake, or a contest was right. It counts no more.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no reason).
    """
    with atomic():
        reminder = _locked(actor, reminder_id, at=at, may=policy.may_follow_up)
        reason = _words(reason, "reason", _("Ghi lý do rút nhắc nhở."))
        if reminder.state == State.CONTESTED and reminder.noted_by_id != actor.person_id:
            reminder.reviewed_at, reminder.reviewed_by_id, reminder.review_words = at, actor.person_id, reason
        _move(reminder, "withdraw")
        reminder.ended_at, reminder.ended_by_id, reminder.ended_reason = at, actor.person_id, reason[:1000]
        reminder.save()
        _close(reminder, at=at)
        receipt = _entry(reminder, ReminderWithdrawn(reason=reason), actor=actor, at=at)
        _tell_subject(reminder, "Một nhắc nhở sớm đã được rút, không tính nữa.", at=at)
        return receipt


# -- what the verbs share


def _row(reminder_id: UUID) -> Reminder:
    reminder = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("case", "unit", "subject_unit", "subject_person")
        .filter(pk=reminder_id)
        .first()
    )
    if reminder is None:
        raise NotFound(_("Không có nhắc nhở này."))
    return reminder


def _locked(
    actor: Actor,
    reminder_id: UUID,
    *,
    at: datetime,
    may: Callable[[Actor, Reminder, frozenset[str]], Answer],
) -> Reminder:
    reminder = _row(reminder_id)
    parts = readers.parts_of(actor, reminder, at=at)
    if not parts:
        raise NotFound(_("Không có nhắc nhở này."))
    answered = may(actor, reminder, parts)
    if not answered:
        raise NotPermitted(answered.reason, citation=policy.CONFLICT if "subject" in parts else "")
    return reminder


def _allowed(reminder: Reminder, verb: str) -> str:
    try:
        return REMINDER_FLOW.move(reminder.state, verb)
    except NotNow:
        raise Conflict(
            _("Nhắc nhở đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(reminder.state).label},
            next_step=_("Tải lại trang để xem bước tiếp theo."),
        ) from None


def _move(reminder: Reminder, verb: str) -> None:
    reminder.state = _allowed(reminder, verb)
    reminder.revision += 1


def _words(text: str, field: str, missing: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Invalid(missing, field=field)
    return text


def _subject(new: NewReminder, *, at: datetime) -> tuple[Unit, Person | None]:
    day = local_day(at)
    unit = Unit.objects.filter(pk=new.subject_unit_id).first()
    if unit is None or not unit.is_open(day):
        raise NotFound(_("Không có đơn vị này."))
    if new.subject_person_id is None:
        return unit, None
    person = Person.objects.filter(pk=new.subject_person_id).first()
    if person is None or not in_force(day).filter(unit=unit, person=person).exists():
        raise Invalid(_("Người này không giữ chức danh nào ở đơn vị đã chọn."), field="subject")
    return unit, person


def _checked(new: NewReminder, path: str, *, at: datetime) -> str:
    """Refuse what is missing or impossible; give the title of the content area."""
    day = local_day(at)
    areas = terms.contents(path, day)
    if new.content not in areas:
        raise Invalid(_("Chọn một nội dung trong danh mục."), field="content")
    _words(new.text, "text", _("Ghi khuyết điểm đã thấy: việc gì, ở đâu, thế nào."))
    _words(new.wanted, "wanted", _("Ghi việc cần làm để khắc phục."))
    if new.happened_on > day:
        raise Invalid(_("Ngày thấy khuyết điểm không được ở sau hôm nay."), field="happened_on")
    if new.mend_by is not None and new.mend_by < day:
        raise Invalid(_("Hạn khắc phục không được ở trước hôm nay."), field="mend_by")
    return areas[new.content]


def _proven(proof: Proof | None) -> Proof:
    """Refuse a fault without proof: what cannot be shown is not held against anybody."""
    if proof is None:
        raise Invalid(
            _("Chưa có bằng chứng."),
            next_step=_("Chụp ảnh hoặc chọn tệp: biên bản, sổ sách, ảnh tại chỗ."),
            field="file",
        )
    return proof


def _sent_as(actor: Actor, sheet: str) -> str | None:
    """Return what tells a form sent twice from one filled in anew: hex of 32 bytes, or nothing."""
    return sha256(f"{actor.person_id}\0{sheet}".encode()).hexdigest() if sheet else None


def _put_off(reminder: Reminder, day: date, *, actor: Actor, at: datetime) -> Receipt | None:
    if reminder.lapse_on == day:
        return None
    reminder.lapse_on = day
    reminder.revision += 1
    reminder.save(update_fields=["lapse_on", "revision"])
    return _entry(reminder, LapsePutOff(lapse_on=day), actor=actor, at=at)


def _close(reminder: Reminder, *, at: datetime) -> None:
    reminder.case.closed_at = at
    reminder.case.save(update_fields=["closed_at"])


def _entry(reminder: Reminder, event: Event, *, actor: Actor, at: datetime) -> Receipt:
    return append(actor=actor, at=at, event=event, subject=reminder.pk, case=reminder.case_id)


def _tell_subject(reminder: Reminder, words: str, *, at: datetime) -> None:
    steps.tell(reminder, policy.concerned(reminder, day=local_day(at)), words, at=at)


def _tell_body(reminder: Reminder, words: str, *, at: datetime) -> None:
    steps.tell(reminder, policy.body_of(reminder, day=local_day(at)), words, at=at)
