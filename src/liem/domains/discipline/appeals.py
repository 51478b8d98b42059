"""Khiếu nại kỷ luật: file, take up or not, withdraw, settle. The month of the window is shown, never a
door shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.law import NoLawInForce
from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit
from liem.spine.units.reach import served_path

from . import events, law, rules
from .flow import SUBJECT
from .models import Body, DisciplineAppeal, DisciplineCase
from .parts import open_appeal, parts_of
from .steps import check_form, demand, digest, locked, move, tell_handlers, tell_subject, write

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Receipt
    from liem.spine.vault.models import Blob

# This ground rests on a term nobody has verified: a person who uses it names the text.
LATE = "quá thời hạn"
SETTLED = (
    DisciplineAppeal.Outcome.KEPT,
    DisciplineAppeal.Outcome.RAISED,
    DisciplineAppeal.Outcome.LOWERED,
    DisciplineAppeal.Outcome.CANCELLED,
)


def appeal(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    words: str,
    filed_on: date | None = None,
    to_unit_id: UUID | None = None,
    blob: Blob | None = None,
    file_name: str = "",
) -> tuple[DisciplineAppeal, Receipt]:
    """File a complaint against a decision: the person concerned, or a handler who received it on paper.

    Addressed to the body that decided, or to one above it (``to_unit_id``). A late one is filed like any
    other.
    """
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "appeal", at=at)
        clean = said(words, field="words", why=_("Viết nội dung khiếu nại trước khi gửi."))
        by_subject = SUBJECT in parts_of(actor, case, at=at).parts
        today = local_day(at)
        day = today if by_subject or filed_on is None else filed_on
        if day > today or (case.decided_on is not None and day < case.decided_on):
            raise Invalid(
                _("Ngày khiếu nại không được trước ngày quyết định hoặc ở tương lai."), field="filed_on"
            )
        target = _addressee(case, to_unit_id)
        move(case, "appeal")
        row = DisciplineAppeal.objects.create(
            discipline=case,
            filed_on=day,
            words=clean,
            blob=blob,
            file_name=nfc(file_name)[:255],
            to_unit=target,
            to_name=target.name[:200],
            at=at,
            by_id=actor.person_id,
        )
        event = events.AppealFiled(
            state=case.state,
            appeal=row.pk,
            filed_on=day,
            to_unit=target.pk,
            by_subject=by_subject,
            words_sha256=digest(clean),
        )
        receipt = write(actor, at, case, event)
        DisciplineAppeal.objects.filter(pk=row.pk).update(entry_seq=receipt.seq)
        tell_handlers(
            case, at=at, key=f"appealed:{row.pk}", what=_lazy("Có khiếu nại về quyết định kỷ luật.")
        )
        return row, receipt


def addressees(case: DisciplineCase) -> list[Unit]:
    """Return the bodies a complaint can go to: the one that decided, and committees and commissions above
    it."""
    base = case.deciding_unit or case.unit
    codes = [code for code in base.path.split("/") if code]
    line = list(Unit.objects.filter(code__in=codes).order_by("-path"))
    beside = Unit.objects.filter(parent__in=line, kind="inspection_commission").order_by("-path")
    found = {base.pk: base}
    for unit in (*line, *beside):
        if law.body_of(unit) != Body.CELL and base.path.startswith(served_path(unit)):
            found.setdefault(unit.pk, unit)
    return list(found.values())


def _addressee(case: DisciplineCase, to_unit_id: UUID | None) -> Unit:
    if to_unit_id is None:
        return case.deciding_unit or case.unit
    for unit in addressees(case):
        if unit.pk == to_unit_id:
            return unit
    raise Invalid(_("Khiếu nại gửi đến nơi đã quyết định hoặc cấp trên của nơi đó."), field="to_unit")


def _pending(case: DisciplineCase) -> DisciplineAppeal:
    row = open_appeal(case)
    if row is None:
        raise Conflict(_("Không có khiếu nại đang giải quyết."))
    return row


def accept_appeal(*, actor: Actor, at: datetime, discipline_id: UUID, accepted_on: date) -> Receipt:
    """Take up a complaint. Its term is counted and shown with the mark of how surely it is known."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "accept_appeal", at=at)
        row = _pending(case)
        if accepted_on < row.filed_on or accepted_on > local_day(at):
            raise Invalid(
                _("Ngày thụ lý không được trước ngày khiếu nại hoặc ở tương lai."), field="accepted_on"
            )
        move(case, "accept_appeal")
        row.accepted_on = accepted_on
        if not rules.is_state(case.subject):
            try:
                due = law.term("party.complaint.time", accepted_on, day=accepted_on, unit=case.unit)
                row.due_at, row.due_basis = due.at, due.explanation_vi[:400]
            except NoLawInForce:
                row.due_at, row.due_basis = None, ""
        row.save()
        event = events.AppealAccepted(
            state=case.state,
            appeal=row.pk,
            accepted_on=accepted_on,
            due_on=local_day(row.due_at) if row.due_at else None,
        )
        receipt = write(actor, at, case, event)
        tell_subject(
            case, at=at, key=f"accepted:{row.pk}", what=_lazy("Khiếu nại của đồng chí đã được thụ lý.")
        )
        return receipt


def reject_appeal(
    *, actor: Actor, at: datetime, discipline_id: UUID, ground: str, words: str = ""
) -> Receipt:
    """Do not take up a complaint, on a ground of the law's list.

    Raises ``Invalid`` for another ground, and for lateness without the text it was read in.
    """
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "reject_appeal", at=at)
        row = _pending(case)
        provision = law.ask("party.complaint.not_handled", local_day(at), case.unit)
        if ground not in law.listed(provision):
            raise Invalid(
                _("Lý do này không thuộc trường hợp không giải quyết khiếu nại."),
                citation=str(provision.basis),
                field="ground",
            )
        clean = nfc(words).strip()
        if ground == LATE and not clean:
            window = law.ask("party.complaint.window", local_day(at), case.unit)
            raise Invalid(
                _(
                    "Thời hạn khiếu nại trong dữ liệu là %(badge)s nên phần mềm không tự loại khiếu "
                    "nại nộp muộn."
                )
                % {"badge": window.badge},
                citation=str(window.basis),
                next_step=_("Ghi văn bản, điều, khoản đã đối chiếu và ngày nhận quyết định."),
                field="words",
            )
        move(case, "reject_appeal")
        return _end(
            actor,
            at,
            case,
            row,
            outcome=DisciplineAppeal.Outcome.NOT_ACCEPTED,
            words=clean,
            on=local_day(at),
            ground=ground,
        )


def withdraw_appeal(*, actor: Actor, at: datetime, discipline_id: UUID, words: str = "") -> Receipt:
    """The person concerned takes the complaint back."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "withdraw_appeal", at=at)
        row = _pending(case)
        move(case, "withdraw_appeal")
        return _end(
            actor,
            at,
            case,
            row,
            outcome=DisciplineAppeal.Outcome.WITHDRAWN,
            words=nfc(words).strip(),
            on=local_day(at),
        )


def settle_appeal(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    outcome: str,
    words: str,
    settled_on: date,
    new_form: str = "",
) -> Receipt:
    """Settle a complaint: keep, raise, lower, or cancel the discipline. Cancelling asks for rights to be
    restored.

    Raises ``Invalid`` for a form that does not fit the outcome or the subject, and for days out of order.
    """
    with atomic():
        case = locked(discipline_id)
        verb = "settle_cancel" if outcome == DisciplineAppeal.Outcome.CANCELLED else "settle_appeal"
        demand(actor, case, verb, at=at)
        row = _pending(case)
        if outcome not in SETTLED:
            raise Invalid(_("Chọn kết quả giải quyết khiếu nại."), field="outcome")
        clean = said(words, field="words", why=_("Ghi nội dung giải quyết và căn cứ."))
        if settled_on < (row.accepted_on or row.filed_on) or settled_on > local_day(at):
            raise Invalid(
                _("Ngày giải quyết không được trước ngày thụ lý hoặc ở tương lai."), field="settled_on"
            )
        fault = rules.settlement_fault(outcome, case.form, new_form)
        if fault:
            sentences = {
                "needs_form": _("Chọn hình thức mới."),
                "not_heavier": _("Hình thức mới phải nặng hơn hình thức cũ."),
                "not_lighter": _("Hình thức mới phải nhẹ hơn hình thức cũ."),
            }
            raise Invalid(sentences[fault], field="new_form")
        if outcome in (DisciplineAppeal.Outcome.RAISED, DisciplineAppeal.Outcome.LOWERED):
            check_form(case, new_form, day=case.decided_on or settled_on)
            case.form = row.new_form = new_form
        move(case, verb)
        return _end(actor, at, case, row, outcome=outcome, words=clean, on=settled_on)


def _end(
    actor: Actor,
    at: datetime,
    case: DisciplineCase,
    row: DisciplineAppeal,
    *,
    outcome: str,
    words: str,
    on: date,
    ground: str = "",
) -> Receipt:
    row.outcome, row.settled_on = outcome, on
    row.settled_words = f"{ground}. {words}".strip(". ") if ground else words
    row.save()
    event = events.AppealEnded(
        state=case.state, appeal=row.pk, outcome=outcome, form=case.form, settled_on=on, ground=ground
    )
    receipt = write(actor, at, case, event)
    tell_subject(case, at=at, key=f"settled:{row.pk}", what=_lazy("Khiếu nại của đồng chí đã có kết quả."))
    tell_handlers(case, at=at, key=f"settled:{row.pk}", what=_lazy("Khiếu nại kỷ luật đã có kết quả."))
    return receipt
