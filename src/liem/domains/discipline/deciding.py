"""The verbs of the decision: vote, read the vote, refer up, decide, notify, publish, cancel, restore, end
effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.kernel.workdays import add_months
from liem.spine.access import Conflict, Invalid
from liem.spine.cases.steps import next_number
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit
from liem.spine.units.reach import served_path

from . import events, law, rules, votes, words
from .models import Body, DisciplineCase, Form, Notification, SubjectKind, Vote
from .steps import (
    add_file,
    check_days,
    check_form,
    demand,
    locked,
    move,
    said,
    tell_handlers,
    tell_subject,
    write,
)

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.law import Provision
    from liem.spine.access import Actor
    from liem.spine.ledger.append import Receipt
    from liem.spine.vault.models import Blob


def record_vote(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    held_on: date,
    ballots: votes.Ballots,
    counters: str,
    blob: Blob | None = None,
    file_name: str = "",
) -> tuple[Vote, Receipt]:
    """Keep a counted secret vote and what it gives.

    Raises ``Invalid`` when the ballots do not add up, for ballots the subject cannot receive, days out of
    order, a
    limitation that ran out for the result; ``NoLawInForce``.
    """
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "record_vote", at=at)
        clean = said(counters, field="counters", why=_("Ghi tên người kiểm phiếu."))
        vote = _checked(case, ballots, held_on=held_on, at=at)
        if _recorded(case, vote):
            raise Conflict(_("Kết quả phiếu này đã được ghi."), next_step=_("Tải lại trang để xem."))
        vote.counters, vote.at, vote.by_id = clean[:300], at, actor.person_id
        move(case, "record_vote")
        vote.save()
        if blob is not None:
            add_file(
                actor=actor,
                at=at,
                case=case,
                kind="ballots",
                title=f"Biên bản kiểm phiếu ngày {held_on:%d/%m/%Y}",
                blob=blob,
                name=file_name,
            )
        event = events.VoteRecorded(
            state=case.state,
            vote=vote.pk,
            stage=vote.stage,
            held_on=held_on,
            entitled=ballots.entitled,
            present=ballots.present,
            issued=ballots.issued,
            collected=ballots.collected,
            invalid=ballots.invalid,
            counts=dict(vote.counts),
            result=vote.result,
            decides=vote.decides,
            needs_person=bool(vote.how["needs_person"]),
        )
        receipt = write(actor, at, case, event)
        vote.entry_seq = receipt.seq
        vote.save(update_fields=["entry_seq"])
        return vote, receipt


def _recorded(case: DisciplineCase, vote: Vote) -> bool:
    """Say whether the newest vote of the body has the same day and figures: a button pressed twice."""
    before = last_vote(case)
    names = ("held_on", "entitled", "present", "issued", "collected", "invalid", "counts")
    return before is not None and all(getattr(before, name) == getattr(vote, name) for name in names)


def preview(case: DisciplineCase, ballots: votes.Ballots, *, held_on: date, at: datetime) -> Vote:
    """Count a vote without keeping it, with every refusal the keeping would give."""
    return _checked(case, ballots, held_on=held_on, at=at)


def _checked(case: DisciplineCase, ballots: votes.Ballots, *, held_on: date, at: datetime) -> Vote:
    body = law.body_of(case.unit)
    if body == Body.STATE or rules.is_state(case.subject):
        raise Invalid(
            _("Bên chính quyền không biểu quyết theo Điều lệ Đảng; người có thẩm quyền ra quyết định."),
            next_step=_("Ghi quyết định kỷ luật."),
        )
    check_days(case, at=at, voted=held_on)
    share = law.share_of(body, day=held_on, unit=case.unit)
    wrong = votes.mismatch(ballots)
    if wrong is not None:
        raise words.ballots_refusal(wrong, basis=str(share.basis))
    forms = law.forms_of(case.subject, holds_post=case.holds_party_post, day=held_on, unit=case.unit)
    for form, number in ballots.counts.items():
        if number and form != votes.NONE and form not in forms.forms:
            raise words.option_refusal(form, case.subject, forms.provision)
    vote = _counted(case, body, ballots, forms, share=share, held_on=held_on)
    if vote.result and vote.result != Form.NO_DISCIPLINE:
        check_form(case, vote.result, day=held_on)
    return vote


def _counted(
    case: DisciplineCase,
    body: str,
    ballots: votes.Ballots,
    forms: law.Forms,
    *,
    share: Provision,
    held_on: date,
) -> Vote:
    cumulates = law.ask("party.vote.cumulative", held_on, case.unit).flag()
    found = votes.outcome(
        ballots,
        tuple(reversed(forms.forms)),
        share.share(),
        unverified=rules.UNVERIFIED_SHARE,
        cumulates=cumulates,
    )
    unverified = None
    if found.needs_person:
        organisation = case.subject == SubjectKind.ORGANISATION
        key = "party.vote.dissolve" if organisation else "party.vote.expel.proposal"
        unverified = law.ask(key, held_on, case.unit)
    result = str(Form.NO_DISCIPLINE) if found.result == votes.NONE else found.result
    return Vote(
        discipline=case,
        stage=body,
        unit=case.unit,
        held_on=held_on,
        entitled=ballots.entitled,
        present=ballots.present,
        issued=ballots.issued,
        collected=ballots.collected,
        invalid=ballots.invalid,
        counts=dict(ballots.counts),
        result=result,
        decides=_decides(case, body, result, day=held_on),
        how=words.how(found, ballots, share, stage=body, unverified=unverified),
    )


def _decides(case: DisciplineCase, body: str, result: str, *, day: date) -> bool:
    cell_may = body == Body.CELL and law.ask("party.cell.may_decide", day, case.unit).flag()
    return rules.vote_decides(result, body=body, task_from_above=case.task_from_above, cell_may=cell_may)


def last_vote(case: DisciplineCase) -> Vote | None:
    """Return the newest vote of the body that has the case now."""
    return case.votes.filter(unit_id=case.unit_id).order_by("-held_on", "-at").first()


def read_vote(*, actor: Actor, at: datetime, discipline_id: UUID, result: str, basis: str) -> Receipt:
    """A person says, by the text of the rule, what a vote gives where its threshold is not verified in the
    data."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "read_vote", at=at)
        vote = last_vote(case)
        if vote is None or not vote.how.get("needs_person"):
            raise Conflict(_("Kết quả phiếu này đã rõ, không cần người kết luận."))
        if result not in (vote.how["candidate"], vote.how["fallback"]) or not result:
            raise Invalid(_("Chọn một trong hai kết quả mà số phiếu cho phép."), field="result")
        clean = said(basis, field="basis", why=_("Ghi văn bản, điều, khoản đã đối chiếu và tỷ lệ quy định."))
        check_form(case, result, day=vote.held_on)
        move(case, "read_vote")
        vote.result = result
        vote.decides = _decides(case, vote.stage, result, day=vote.held_on)
        vote.how = {**vote.how, "person": {"basis": clean, "name": actor.name}}
        vote.save()
        event = events.VoteRead(
            state=case.state, vote=vote.pk, result=result, basis=clean, decides=vote.decides
        )
        return write(actor, at, case, event)


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
    case.decision_number = nfc(number).strip()[:60] or _number(case.unit, decided_on)
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


def _number(unit: Unit, day: date) -> str:
    """Return the next number of the unit's decisions of discipline in the year: "03-QĐ/UBKTĐU"."""
    number = next_number(unit=unit, name="discipline:decision", period=str(day.year))
    return f"{number:02d}-QĐ/{unit.document_symbol or 'CB'}"


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


def notify(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    to: str,
    how: str,
    on: date,
    blob: Blob | None = None,
    file_name: str = "",
) -> tuple[Notification, Receipt]:
    """Announce or hand over the decision; ``how`` and the file are the proof. The person is told in the
    product."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "notify", at=at)
        to = said(to, field="to", why=_("Ghi người nhận quyết định."))
        how = said(how, field="how", why=_("Ghi cách giao và bằng chứng: ký nhận, biên bản, số bưu gửi."))
        check_days(case, at=at, notified=on)
        if case.notifications.filter(to=to[:200], how=how[:120], on=on).exists():
            raise Conflict(_("Lần giao này đã được ghi."), next_step=_("Tải lại trang để xem."))
        move(case, "notify")
        case.notified_on = case.notified_on or on
        row = Notification.objects.create(
            discipline=case,
            to=to[:200],
            how=how[:120],
            on=on,
            blob=blob,
            file_name=nfc(file_name)[:255],
            at=at,
            by_id=actor.person_id,
        )
        event = events.DecisionNotified(state=case.state, how=how, on=on, sha256=blob.pk if blob else "")
        receipt = write(actor, at, case, event)
        Notification.objects.filter(pk=row.pk).update(entry_seq=receipt.seq)
        tell_subject(case, at=at, key="notified", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."))
        return row, receipt


def publish(*, actor: Actor, at: datetime, discipline_id: UUID, where: str, on: date, basis: str) -> Receipt:
    """Record where the decision was made known; only after it was handed over, and with the rule that
    allows it."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "publish", at=at)
        where = said(where, field="where", why=_("Ghi nơi công khai, ví dụ hội nghị chi bộ."))
        basis = said(basis, field="basis", why=_("Ghi quy định cho phép công khai và phạm vi công khai."))
        check_days(case, at=at, published=on)
        move(case, "publish")
        case.published_on, case.published_where = on, where[:300]
        event = events.DecisionPublished(state=case.state, where=where, on=on, basis=basis)
        return write(actor, at, case, event)


def cancel(*, actor: Actor, at: datetime, discipline_id: UUID, reason: str, on: date) -> Receipt:
    """Cancel a decision found wrong, without waiting for a complaint."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "cancel", at=at)
        reason = said(reason, field="reason", why=_("Ghi vì sao quyết định sai."))
        if on > local_day(at) or (case.decided_on and on < case.decided_on):
            raise Invalid(_("Ngày hủy không được trước ngày quyết định hoặc ở tương lai."), field="on")
        move(case, "cancel")
        receipt = write(actor, at, case, events.DisciplineCancelled(state=case.state, reason=reason, on=on))
        tell_subject(
            case, at=at, key="cancelled", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình.")
        )
        return receipt


def restore_rights(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    words_given: str,
    on: date,
    blob: Blob | None = None,
    file_name: str = "",
) -> Receipt:
    """Record the apology and the rights given back (Quy định 117-QĐ/TW năm 2023)."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "restore_rights", at=at)
        clean = said(words_given, field="words", why=_("Ghi việc xin lỗi, quyền lợi đã phục hồi."))
        if on > local_day(at):
            raise Invalid(_("Ngày phục hồi quyền lợi không được ở tương lai."), field="on")
        move(case, "restore_rights")
        case.closed_at = case.case.closed_at = at
        case.case.save()
        add_file(
            actor=actor, at=at, case=case, kind="restoration", title=clean[:300], blob=blob, name=file_name
        )
        receipt = write(actor, at, case, events.RightsRestored(state=case.state, words=clean, on=on))
        tell_subject(
            case,
            at=at,
            key=f"restored:{receipt.seq}",
            what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."),
        )
        return receipt


def end_effect(*, actor: Actor, at: datetime, discipline_id: UUID, basis: str = "") -> Receipt:
    """End the effect of a decision: by schedule where the law gives a term, else by a person who names the
    rule."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "end_effect", at=at)
        today = local_day(at)
        if case.effect_ends_on is not None:
            if today <= case.effect_ends_on:
                raise Conflict(
                    _("Quyết định còn hiệu lực đến %(day)s.") % {"day": f"{case.effect_ends_on:%d/%m/%Y}"}
                )
            basis = str(law.ask("state.discipline.expiry", case.effective_on or today, case.unit).basis)
        else:
            basis = said(basis, field="basis", why=_("Ghi quy định, điều, khoản làm căn cứ hết hiệu lực."))
        move(case, "end_effect")
        case.effect_ends_on = case.effect_ends_on or today
        case.closed_at = case.case.closed_at = at
        case.case.save()
        event = events.EffectEnded(state=case.state, on=case.effect_ends_on, basis=basis)
        receipt = write(actor, at, case, event)
        tell_subject(case, at=at, key="ended", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."))
        return receipt
