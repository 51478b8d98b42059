"""The verbs of a reminder in the order of its life: note, answer, contest, uphold, mark mended, lapse,
withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, NotPermitted
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Receipt
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from . import held, noting, policy, steps, terms
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
from .flow import State
from .models import Reminder

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

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
        unit, person = noting.subject_of(new, at=at)
        answer = policy.may_note(actor, unit, person, at=at)
        if not answer or actor.unit_id is None:
            raise NotPermitted(answer.reason, citation=policy.CONFLICT)
        giver = Unit.objects.get(pk=actor.unit_id)
        sent_as = noting.sent_as(actor, sheet)
        known = Reminder.objects.filter(sheet=sent_as).first() if sent_as else None
        if known is not None:
            raise AlreadyNoted(known)
        content = noting.checked(new, giver.path, at=at)
        proof = noting.proven(proof)
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
        receipt = held.entry(reminder, event, actor=actor, at=at)
        steps.ask_if_repeated(reminder, actor=actor, at=at)
        held.tell_subject(reminder, "Có một nhắc nhở sớm cần đọc và trả lời.", at=at)
        return reminder, receipt


def answer(
    *, actor: Actor, at: datetime, reminder_id: UUID, text: str, proof: Proof | None = None
) -> Receipt:
    """Answer as the person or unit concerned; the words are kept as they are.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no words).
    """
    with atomic():
        reminder = held.locked(actor, reminder_id, at=at, may=policy.may_answer)
        text = held.words(text, "text", _("Ghi nội dung trả lời."))
        held.move(reminder, "answer")
        reminder.answer, reminder.answered_at, reminder.answered_by_id = text, at, actor.person_id
        if proof is not None:
            reminder.answer_blob, reminder.answer_file_name = proof.blob, nfc(proof.name)[:255]
        reminder.save()
        event = ReminderAnswered(text=text, file_sha256=proof.blob.pk if proof else "")
        receipt = held.entry(reminder, event, actor=actor, at=at)
        held.tell_body(reminder, "Đã có trả lời cho một nhắc nhở sớm.", at=at)
        return receipt


def contest(*, actor: Actor, at: datetime, reminder_id: UUID, text: str) -> Receipt:
    """Say that it is not so: it counts for nothing until another person has looked. Once only.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict`` (reviewed before, or over), ``Invalid`` (no words).
    """
    with atomic():
        reminder = held.locked(actor, reminder_id, at=at, may=policy.may_answer)
        text = held.words(text, "text", _("Ghi điều không đúng và lý do."))
        if reminder.reviewed_at is not None:
            raise Conflict(
                _("Ý kiến khác về nhắc nhở này đã được người khác xem lại."),
                next_step=_("Xem kết quả xem lại ở trang này; có thể kiến nghị với cấp ủy cấp trên."),
            )
        held.move(reminder, "contest")
        reminder.contested, reminder.contest, reminder.contested_at = True, text, at
        reminder.save()
        receipt = held.entry(reminder, ReminderContested(text=text), actor=actor, at=at)
        held.tell_body(reminder, "Một nhắc nhở sớm có ý kiến khác, cần người khác xem lại.", at=at)
        return receipt


def uphold(*, actor: Actor, at: datetime, reminder_id: UUID, text: str) -> Receipt:
    """Keep a contested reminder after another person than the noter looked at it, with the reason.

    It counts again from here on. Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid``.
    """
    with atomic():
        reminder = held.locked(actor, reminder_id, at=at, may=policy.may_review)
        text = held.words(text, "text", _("Ghi lý do giữ nhắc nhở."))
        mended = reminder.mended_at is not None
        held.move(reminder, "uphold_mended" if mended else "uphold")
        reminder.reviewed_at, reminder.reviewed_by_id, reminder.review_words = at, actor.person_id, text
        reminder.save()
        receipt = held.entry(reminder, ReminderUpheld(text=text, mended=mended), actor=actor, at=at)
        steps.ask_if_repeated(reminder, actor=actor, at=at)
        held.tell_subject(reminder, "Ý kiến khác về một nhắc nhở sớm đã được xem lại.", at=at)
        return receipt


def mark_mended(
    *, actor: Actor, at: datetime, reminder_id: UUID, text: str, proof: Proof | None = None
) -> Receipt:
    """Say that the fault was mended; from today the time runs after which the reminder ends.

    Where the law (``reminder.lapse``) is silent or unverified, ``lapse_on`` stays empty and nothing ends by
    itself. Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no words).
    """
    with atomic():
        reminder = held.locked(actor, reminder_id, at=at, may=policy.may_mend)
        months = terms.lapse_months(reminder.unit.path, local_day(at))
        text = held.words(text, "text", _("Ghi việc đã khắc phục và cách kiểm tra."))
        held.move(reminder, "mark_mended")
        reminder.mended_at, reminder.mended_by_id, reminder.mended_words = at, actor.person_id, text
        if proof is not None:
            reminder.mended_blob, reminder.mended_file_name = proof.blob, nfc(proof.name)[:255]
        if months is not None:
            reminder.lapse_on = steps.lapse_day_of(reminder, mended_on=local_day(at), months=months)
        reminder.save()
        event = ReminderMended(
            text=text, file_sha256=proof.blob.pk if proof else "", lapse_on=reminder.lapse_on
        )
        receipt = held.entry(reminder, event, actor=actor, at=at)
        held.tell_subject(reminder, "Một nhắc nhở sớm đã được ghi là khắc phục.", at=at)
        return receipt


def lapse(*, actor: Actor, at: datetime, reminder_id: UUID) -> Receipt | None:
    """Let a mended reminder end by schedule, once its time has passed without a repeat.

    When the fault came again the day is put off; where no rule in force says when it ends nothing happens
    (``None``). Raises ``NotFound``, ``NotPermitted`` (a person), ``Conflict`` (not mended, or over).
    """
    with atomic():
        if not actor.schedule:
            raise NotPermitted(_("Nhắc nhở chỉ tự hết hiệu lực theo lịch; dùng “Rút nhắc nhở” kèm lý do."))
        reminder = held.row(reminder_id)
        months = terms.lapse_months(reminder.unit.path, local_day(at))
        held.allowed(reminder, "lapse")
        if months is None or reminder.mended_at is None:
            return None
        day = steps.lapse_day_of(reminder, mended_on=local_day(reminder.mended_at), months=months)
        if day > local_day(at):
            return _put_off(reminder, day, actor=actor, at=at)
        held.move(reminder, "lapse")
        reminder.ended_at = at
        reminder.save()
        held.close(reminder, at=at)
        provision = terms.term(terms.LAPSE, reminder.unit.path, local_day(at))
        receipt = held.entry(
            reminder, ReminderLapsed(basis=str(provision.basis) if provision else ""), actor=actor, at=at
        )
        held.tell_subject(reminder, "Một nhắc nhở sớm đã hết hiệu lực, không tính nữa.", at=at)
        return receipt


def withdraw(*, actor: Actor, at: datetime, reminder_id: UUID, reason: str) -> Receipt:
    """Take a reminder back with a reason: noted by mistake, or a contest was right. It counts no more.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no reason).
    """
    with atomic():
        reminder = held.locked(actor, reminder_id, at=at, may=policy.may_withdraw)
        reason = held.words(reason, "reason", _("Ghi lý do rút nhắc nhở."))
        if reminder.state == State.CONTESTED and reminder.noted_by_id != actor.person_id:
            reminder.reviewed_at, reminder.reviewed_by_id, reminder.review_words = at, actor.person_id, reason
        held.move(reminder, "withdraw")
        reminder.ended_at, reminder.ended_by_id, reminder.ended_reason = at, actor.person_id, reason[:1000]
        reminder.save()
        held.close(reminder, at=at)
        receipt = held.entry(reminder, ReminderWithdrawn(reason=reason), actor=actor, at=at)
        held.tell_subject(reminder, "Một nhắc nhở sớm đã được rút, không tính nữa.", at=at)
        return receipt


def _put_off(reminder: Reminder, day: date, *, actor: Actor, at: datetime) -> Receipt | None:
    if reminder.lapse_on == day:
        return None
    reminder.lapse_on = day
    reminder.revision += 1
    reminder.save(update_fields=["lapse_on", "revision"])
    return held.entry(reminder, LapsePutOff(lapse_on=day), actor=actor, at=at)
