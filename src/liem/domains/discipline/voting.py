"""The verbs of the vote: count and keep it, and read it by the text where a share is not verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.transaction import atomic

from . import events, law, rules, votes, words
from .models import Body, DisciplineCase, Form, SubjectKind, Vote
from .steps import (
    add_file,
    check_days,
    check_form,
    demand,
    locked,
    move,
    tell_deciders,
    write,
)

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

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
        tell_deciders(case, actor, at=at, key=f"to_decide:{vote.pk}", what=_awaited(vote))
        return vote, receipt


def _awaited(vote: Vote) -> _StrOrPromise:
    """Return what waits after a vote, in words that name who recorded it and nobody else."""
    if vote.how["needs_person"] and not vote.result:
        return _lazy("%(name)s đã ghi kết quả bỏ phiếu kín; chờ đồng chí kết luận kết quả theo văn bản.")
    if vote.decides:
        return _lazy("%(name)s đã ghi kết quả bỏ phiếu kín; chờ đồng chí ra quyết định.")
    return _lazy("%(name)s đã ghi kết quả bỏ phiếu kín; hồ sơ kỷ luật chờ đồng chí quyết định.")


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
