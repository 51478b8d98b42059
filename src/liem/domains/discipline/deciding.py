"""The verbs of the decision: refer up, decide, decide on a judgment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.kernel.workdays import add_months
from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit
from liem.spine.units.reach import served_path

from . import events, law, rules, words
from .models import Body, DisciplineCase, Form, SubjectKind, Vote
from .numbers import number_for
from .steps import (
    add_file,
    check_days,
    check_form,
    demand,
    locked,
    move,
    tell_handlers,
    write,
)
from .voting import last_vote

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Receipt


def refer(*, actor: Actor, at: datetime, discipline_id: UUID, to_unit_id: UUID, form: str = "") -> Receipt:
    """Send the case with the proposal to the competent body above; that body has it from then on."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "refer", at=at)
        target = Unit.objects.filter(pk=to_unit_id).first()
        if target is None or target.pk == case.unit_id or not case.unit.path.startswith(served_path(target)):
            raise Invalid(_("Chọn cấp ủy hoặc ủy ban kiểm tra cấp trên."), field="to_unit")
        if law.body_of(target) not in (Body.COMMITTEE, Body.COMMISSION):
            raise Invalid(_("Chọn cấp ủy hoặc ủy ban kiểm tra cấp trên."), field="to_unit")
        vote = last_vote(case)
        if vote is not None and vote.decides:
            raise Conflict(
                _("Biểu quyết này đã có giá trị quyết định."),
                next_step=_("Ra quyết định kỷ luật bằng văn bản."),
            )
        wanted = vote.result if vote is not None and vote.result in rules.WEIGHT else form
        if wanted:
            check_form(case, wanted, day=local_day(at))
        before = case.unit
        move(case, "refer")
        case.unit, case.proposed_form = target, wanted or case.proposed_form
        event = events.CaseReferred(
            state=case.state, from_unit=before.pk, to_unit=target.pk, proposed_form=case.proposed_form
        )
        receipt = write(actor, at, case, event)
        tell_handlers(
            case, at=at, key=f"referred:{target.pk}", what=_lazy("Có hồ sơ đề nghị kỷ luật chuyển đến.")
        )
        return receipt


def decide(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    decided_on: date,
    form: str = "",
    number: str = "",
    signed_by: str = "",
    sign_authority: str = "",
    sign_title: str = "",
    gravity: str = "",
) -> Receipt:
    """Write the decision: what the vote gave (Party), or the form chosen by who is competent (state side).

    Raises ``Conflict`` where the vote only proposes, ``Invalid`` for a form, limitation or day.
    """
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "decide", at=at)
        body = law.body_of(case.unit)
        vote = None
        if rules.is_state(case.subject):
            if body != Body.STATE:
                raise Conflict(_("Tổ chức đảng không ra quyết định kỷ luật hành chính."))
        else:
            vote = _deciding_vote(case, form)
            form = vote.result
        check_days(case, at=at, decided=decided_on)
        check_form(case, form, day=vote.held_on if vote else decided_on)
        move(case, "decide")
        case.gravity = gravity or case.gravity
        case.signed_by, case.sign_authority, case.sign_title = (
            nfc(signed_by).strip()[:120],
            nfc(sign_authority).strip()[:160],
            nfc(sign_title).strip()[:120],
        )
        return _decided(
            actor, at, case, form=form, body=body, decided_on=decided_on, vote=vote, number=number
        )


def _deciding_vote(case: DisciplineCase, form: str) -> Vote:
    vote = last_vote(case)
    if vote is None:
        raise Conflict(
            _("Chưa có kết quả biểu quyết."),
            citation="Điều lệ Đảng, Điều 37",
            next_step=_("Ghi kết quả bỏ phiếu kín trước."),
        )
    if vote.result == Form.NO_DISCIPLINE:
        raise Conflict(_("Biểu quyết không thi hành kỷ luật."), next_step=_("Kết thúc hồ sơ, không kỷ luật."))
    if not vote.result:
        raise Conflict(
            _("Biểu quyết chưa có kết quả."),
            citation=str(vote.how.get("basis", "")),
            next_step=_("Kết luận kết quả theo văn bản, biểu quyết lại hoặc báo cáo cấp trên."),
        )
    if not vote.decides:
        key = "party.cell.may_decide" if case.task_from_above else "party.vote.propose_dismiss_expel"
        raise Conflict(
            _("Chi bộ chỉ đề nghị hình thức này; cấp có thẩm quyền quyết định."),
            citation=str(law.ask(key, vote.held_on, case.unit).basis),
            next_step=_("Chuyển hồ sơ và đề nghị lên cấp có thẩm quyền."),
        )
    if form and form != vote.result:
        raise Invalid(
            _("Quyết định phải theo kết quả biểu quyết: %(form)s.") % {"form": words.form_name(vote.result)},
            citation=str(vote.how.get("basis", "")),
            field="form",
        )
    return vote


def _decided(
    actor: Actor,
    at: datetime,
    case: DisciplineCase,
    *,
    form: str,
    body: str,
    decided_on: date,
    vote: Vote | None,
    number: str,
    on_judgment: bool = False,
) -> Receipt:
    late = False
    # a cell's decision has effect from the announcement of the vote, others from signing
    if vote is not None and body == Body.CELL:
        due = law.term("party.decision.written", vote.held_on, day=decided_on, unit=case.unit)
        late = decided_on > due.on
        case.effective_on = vote.held_on
    else:
        case.effective_on = decided_on
    if rules.is_state(case.subject):
        months = law.ask("state.discipline.expiry", decided_on, case.unit).number()
        case.effect_ends_on = add_months(case.effective_on, months)
    case.form, case.body, case.deciding_unit = form, body, case.unit
    case.decided_on = decided_on
    case.decision_number = number_for(case, number, decided_on)
    case.signed_by = case.signed_by or actor.name
    add_file(
        actor=actor,
        at=at,
        case=case,
        kind="decision",
        title=f"Quyết định số {case.decision_number}",
        blob=None,
    )
    event = events.DisciplineDecided(
        state=case.state,
        number=case.decision_number,
        form=form,
        body=body,
        unit=case.unit.pk,
        decided_on=decided_on,
        effective_on=case.effective_on,
        effect_ends_on=case.effect_ends_on,
        on_judgment=on_judgment,
        written_late=late,
    )
    receipt = write(actor, at, case, event)
    tell_handlers(
        case, at=at, key="decided", what=_lazy("Đã có quyết định kỷ luật; cần công bố, giao quyết định.")
    )
    return receipt


def decide_on_judgment(
    *, actor: Actor, at: datetime, discipline_id: UUID, decided_on: date, judgment: str, number: str = ""
) -> Receipt:
    """Expel on a court's judgment with a prison term: no inspection procedure is needed (Quy định
    21-QĐ/TW)."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "decide_on_judgment", at=at)
        provision = law.ask("party.criminal_sentence", decided_on, case.unit)
        body = law.body_of(case.unit)
        if case.subject != SubjectKind.MEMBER or body not in (Body.COMMITTEE, Body.COMMISSION):
            raise Conflict(
                _(
                    "Khai trừ theo bản án chỉ áp dụng với đảng viên chính thức, do cấp có thẩm quyền "
                    "quyết định."
                ),
                citation=str(provision.basis),
            )
        clean = said(judgment, field="judgment", why=_("Ghi số, ngày bản án và tòa án đã tuyên."))
        check_days(case, at=at, decided=decided_on)
        check_form(case, str(Form.EXPULSION), day=decided_on)
        move(case, "decide_on_judgment")
        case.criminal = clean[:120]
        return _decided(
            actor,
            at,
            case,
            form=str(Form.EXPULSION),
            body=body,
            decided_on=decided_on,
            vote=None,
            number=number,
            on_judgment=True,
        )
