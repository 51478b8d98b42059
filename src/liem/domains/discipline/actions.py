"""The verbs before a decision: propose, examine, add a paper, hear, answer, defer, resume, refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.text import fold, nfc
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted, said
from liem.spine.cases.readers import get_case
from liem.spine.cases.steps import open_case
from liem.spine.ledger.transaction import atomic
from liem.spine.people.models import Person
from liem.spine.units.models import Unit
from liem.spine.units.reach import supervises

from . import events, law, limitation, policy
from .models import Act, DisciplineCase, DisciplinePaper, Form, Gravity, State, Statement, SubjectKind
from .paper_kinds import Paper, names_informants
from .parts import BARRED_BY, bar, is_concerned
from .steps import (
    add_file,
    check_days,
    check_form,
    demand,
    digest,
    locked,
    move,
    tell_deciders,
    tell_handlers,
    tell_subject,
    write,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.cases.models import Case
    from liem.spine.ledger.append import Receipt
    from liem.spine.vault.models import Blob

_DEAD = (State.REFUSED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class NewAct:
    """One act: what was done, since when; until when if it lasted, or that it goes on still. Money in
    đồng."""

    text: str
    since: date
    until: date | None = None
    ongoing: bool = False
    discovered_on: date | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a proposal says. ``subject_person_id`` is None for an organisation only."""

    subject: str
    subject_unit_id: UUID
    acts: tuple[NewAct, ...]
    proposed_on: date
    subject_person_id: UUID | None = None
    proposed_form: str = ""
    gravity: str = ""
    violation_group: str = ""
    contents: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    aggravating: tuple[str, ...] = ()
    holds_party_post: bool = False
    committee_member: bool = False
    managed_by_higher: bool = False
    task_from_above: bool = False
    also_official: bool = False
    no_limitation_ground: str = ""
    concluded_on: date | None = None
    source_case_id: UUID | None = None
    withheld: tuple[dict[str, str], ...] = field(default_factory=tuple)


def propose(*, actor: Actor, at: datetime, new: Proposal) -> tuple[DisciplineCase, Receipt | None]:
    """Open a discipline case in the actor's own body.

    From an inspection dossier (``source_case_id``) the same subject gets one case: proposing it again gives
    the
    case that exists and no receipt. Raises ``NotPermitted`` (kin, same unit, the person), ``Invalid`` (form,
    limitation, days), ``Conflict`` (the act was judged or is being judged already), ``NoLawInForce``.
    """
    with atomic():
        answer = policy.may_propose(actor)
        if not answer:
            raise NotPermitted(answer.reason)
        unit = Unit.objects.get(pk=policy.own_unit(actor))
        subject_unit = Unit.objects.filter(pk=new.subject_unit_id).first()
        if subject_unit is None or not supervises(actor, subject_unit):
            raise NotFound(_("Không có đơn vị này trong phạm vi của cơ quan."))
        source = _source(actor, new, at=at)
        case = DisciplineCase(
            unit=unit,
            subject=new.subject,
            subject_unit=subject_unit,
            subject_person_id=None if new.subject == SubjectKind.ORGANISATION else new.subject_person_id,
            source_case=source,
            state=State.PROPOSED,
            holds_party_post=new.holds_party_post,
            committee_member=new.committee_member,
            managed_by_higher=new.managed_by_higher,
            task_from_above=new.task_from_above,
            also_official=new.also_official,
            no_limitation_ground=nfc(new.no_limitation_ground),
            proposed_form=new.proposed_form,
            gravity=new.gravity,
            violation_group=nfc(new.violation_group)[:80],
            contents=list(new.contents),
            mitigating=[nfc(one) for one in new.mitigating],
            aggravating=[nfc(one) for one in new.aggravating],
            withheld=[dict(one) for one in new.withheld],
            concluded_on=new.concluded_on,
            proposed_on=new.proposed_on,
            opened_at=at,
            opened_by_id=actor.person_id,
        )
        _check_subject(new)
        _check_bars(actor, case, new, at=at)
        known = _known(case)
        if known is not None:
            return known, None
        _check_proposal(case, new, at=at)
        case.case = open_case(unit=unit, kind="discipline", letters="KL", title=_title(new.subject), at=at)
        case.save()
        for number, act in enumerate(new.acts, start=1):
            Act.objects.create(
                discipline=case,
                number=number,
                text=nfc(act.text).strip(),
                since=act.since,
                until=None if act.ongoing else act.until,
                ongoing=act.ongoing,
                discovered_on=act.discovered_on,
                amount=act.amount,
            )
        if new.proposed_form:
            check_form(case, new.proposed_form, day=local_day(at))
        tell_subject(
            case,
            at=at,
            key="proposed",
            what=_lazy("Có hồ sơ liên quan đến đồng chí để đồng chí xem, có ý kiến."),
        )
        event = events.DisciplineProposed(
            state=case.state,
            dossier=case.case.dossier,
            subject_kind=case.subject,
            subject_unit=subject_unit.pk,
            acts=len(new.acts),
            proposed_form=case.proposed_form,
            proposed_on=case.proposed_on,
            source=source.dossier if source else "",
        )
        return case, write(actor, at, case, event)


@override("vi")
def _title(subject: str) -> str:
    """Return the title of the dossier: lists and searches elsewhere show it, so it names nobody."""
    if subject == SubjectKind.ORGANISATION:
        return _("Thi hành kỷ luật tổ chức đảng")
    return (
        _("Xử lý kỷ luật công chức, viên chức")
        if subject == SubjectKind.OFFICIAL
        else _("Thi hành kỷ luật đảng viên")
    )


def _source(actor: Actor, new: Proposal, *, at: datetime) -> Case | None:
    """Return the inspection's dossier, which the actor sees from the inspecting side; raises ``NotFound``."""
    if new.source_case_id is None:
        return None
    return get_case(actor, new.source_case_id, kind="inspection", at=at)


def _known(case: DisciplineCase) -> DisciplineCase | None:
    if case.source_case is None:
        return None
    return (
        DisciplineCase.objects.filter(
            source_case=case.source_case,
            subject_person_id=case.subject_person_id,
            subject_unit_id=case.subject_unit_id,
            subject=case.subject,
        )
        .exclude(state__in=_DEAD)
        .select_related("case", "unit")
        .first()
    )


def _check_subject(new: Proposal) -> None:
    if new.subject not in SubjectKind.values:
        raise Invalid(_("Chọn loại đối tượng."), field="subject")
    if new.subject != SubjectKind.ORGANISATION and (
        new.subject_person_id is None or not Person.objects.filter(pk=new.subject_person_id).exists()
    ):
        raise Invalid(_("Chọn người bị đề nghị kỷ luật."), field="subject_person")


def _check_bars(actor: Actor, case: DisciplineCase, new: Proposal, *, at: datetime) -> None:
    """Refuse whoever may not handle the case, before anything is said of a case that exists already."""
    if is_concerned(actor, case):
        raise NotPermitted(
            _("Không tự lập hồ sơ kỷ luật về mình hoặc tổ chức mình phụ trách."),
            citation=BARRED_BY,
        )
    spans = [limitation.Span(act.since, act.until, act.ongoing) for act in new.acts]
    barred = bar(actor.person_id, case, local_day(at), spans=spans)
    if barred:
        raise NotPermitted(
            barred,
            citation=BARRED_BY,
            next_step=_("Giao người không có quan hệ với đối tượng lập hồ sơ."),
        )


def _check_proposal(case: DisciplineCase, new: Proposal, *, at: datetime) -> None:
    if new.gravity and new.gravity not in Gravity.values:
        raise Invalid(_("Chọn mức độ vi phạm."), field="gravity")
    _check_days(new, at=at)
    _check_ground(case, day=local_day(at))
    _check_once(case, new)


def _check_days(new: Proposal, *, at: datetime) -> None:
    """Refuse acts without words, or dated after the proposal or backwards."""
    today = local_day(at)
    if not new.acts:
        raise Invalid(_("Ghi ít nhất một hành vi vi phạm."), field="acts")
    if new.proposed_on > today or (new.concluded_on and new.concluded_on > today):
        raise Invalid(_("Ngày đề nghị, ngày kết luận không được ở tương lai."), field="proposed_on")
    for act in new.acts:
        said(act.text, field="acts", why=_("Ghi rõ hành vi vi phạm."))
        if act.since > new.proposed_on or (act.until and act.until > new.proposed_on):
            raise Invalid(_("Hành vi không thể xảy ra sau ngày đề nghị kỷ luật."), field="acts")
        if act.until and act.until < act.since:
            raise Invalid(_("Ngày chấm dứt hành vi không được trước ngày bắt đầu."), field="acts")


def _check_ground(case: DisciplineCase, *, day: date) -> None:
    if not case.no_limitation_ground:
        return
    side = "state" if case.subject == SubjectKind.OFFICIAL else "party"
    provision = law.ask(f"{side}.limitation.none", day, case.unit)
    if case.no_limitation_ground not in law.listed(provision):
        raise Invalid(
            _("“%(ground)s” không phải trường hợp không áp dụng thời hiệu.")
            % {"ground": case.no_limitation_ground},
            citation=str(provision.basis),
            field="no_limitation_ground",
        )


def _check_once(case: DisciplineCase, new: Proposal) -> None:
    """Một hành vi vi phạm chỉ bị kỷ luật một lần bằng một hình thức (on each side by itself)."""
    earlier = Act.objects.filter(discipline__subject_unit_id=case.subject_unit_id)
    if case.subject_person_id is not None:
        earlier = Act.objects.filter(discipline__subject_person_id=case.subject_person_id)
    state_side = case.subject == SubjectKind.OFFICIAL
    earlier = earlier.exclude(discipline__state__in=_DEAD).select_related("discipline", "discipline__case")
    judged = {
        (fold(act.text), act.since): act.discipline.case.dossier
        for act in earlier
        if (act.discipline.subject == SubjectKind.OFFICIAL) == state_side
        and (act.discipline.subject == SubjectKind.ORGANISATION) == (case.subject == SubjectKind.ORGANISATION)
    }
    for act in new.acts:
        dossier = judged.get((fold(nfc(act.text).strip()), act.since))
        if dossier:
            provision = law.ask("party.discipline.one_act_one_form", new.proposed_on, case.unit)
            raise Conflict(
                _("Hành vi này đã có trong hồ sơ %(dossier)s; một hành vi chỉ bị kỷ luật một lần.")
                % {"dossier": dossier},
                citation=str(provision.basis),
                next_step=_("Nhiều hành vi thì xem xét cùng lúc trong một hồ sơ."),
            )


def examine(*, actor: Actor, at: datetime, discipline_id: UUID) -> Receipt:
    """Begin to examine a proposal."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "examine", at=at)
        move(case, "examine")
        return write(actor, at, case, events.ExaminationBegun(state=case.state))


def add_paper(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    title: str,
    blob: Blob | None,
    kind: str = "evidence",
    file_name: str = "",
    withheld: str = "",
) -> tuple[DisciplinePaper, Receipt]:
    """Add a paper to the file. ``withheld``: why, by which rule, the person concerned does not see it.

    A paper that names who denounced, told or witnessed is withheld by the law on denunciations without being
    asked; :func:`release_paper` opens it, with a reason. Raises ``Invalid`` for an unknown kind.
    """
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "add_paper", at=at)
        title = said(title, field="title", why=_("Ghi tên giấy tờ."))
        if kind not in Paper.values:
            raise Invalid(_("Chọn loại giấy tờ."), field="kind")
        if names_informants(kind, title) and not withheld.strip():
            withheld = law.secrecy(local_day(at), case.unit)
        move(case, "add_paper")
        paper = add_file(actor=actor, at=at, case=case, kind=kind, title=title, blob=blob, name=file_name)
        paper.withheld = nfc(withheld).strip()[:300]
        event = events.PaperAdded(
            state=case.state,
            paper=paper.pk,
            paper_kind=kind,
            sha256=blob.pk if blob else "",
            withheld=paper.withheld,
        )
        receipt = write(actor, at, case, event)
        paper.entry_seq = receipt.seq
        paper.save(update_fields=["withheld", "entry_seq"])
        return paper, receipt


def release_paper(*, actor: Actor, at: datetime, discipline_id: UUID, paper_id: UUID, reason: str) -> Receipt:
    """Let the person concerned see a paper that was withheld, with the reason; the ledger keeps both.

    Raises ``NotFound`` for no such paper, ``Conflict`` for one that is open, ``Invalid`` without a reason.
    """
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "release_paper", at=at)
        paper = case.papers.select_for_update(of=("self",)).filter(pk=paper_id).first()
        if paper is None:
            raise NotFound(_("Không có giấy tờ này."))
        if not paper.withheld:
            raise Conflict(_("Đối tượng đã xem được giấy tờ này."))
        clean = said(reason, field="reason", why=_("Ghi vì sao đối tượng được xem giấy tờ này."))
        move(case, "release_paper")
        event = events.PaperReleased(state=case.state, paper=paper.pk, withheld=paper.withheld, reason=clean)
        paper.withheld = ""
        paper.save(update_fields=["withheld"])
        receipt = write(actor, at, case, event)
        tell_subject(
            case,
            at=at,
            key=f"released:{receipt.seq}",
            what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."),
        )
        return receipt


def hear(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    said_on: date,
    words: str,
    refused: bool = False,
    blob: Blob | None = None,
    file_name: str = "",
) -> tuple[Statement, Receipt]:
    """Keep what the subject said when heard, in their words; or that they did not want to speak, and how
    asked."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "hear", at=at)
        clean = said(
            words,
            field="words",
            why=_("Ghi lời trình bày của đối tượng; nếu từ chối, ghi đã mời như thế nào, ai chứng kiến."),
        )
        check_days(case, at=at, heard=said_on)
        move(case, "hear")
        statement = Statement.objects.create(
            discipline=case,
            words=clean,
            blob=blob,
            file_name=nfc(file_name)[:255],
            said_on=said_on,
            at=at,
            by_id=actor.person_id,
            refused=refused,
        )
        event = events.SubjectHeard(
            state=case.state,
            statement=statement.pk,
            said_on=said_on,
            refused=refused,
            words_sha256=digest(clean),
        )
        receipt = write(actor, at, case, event)
        Statement.objects.filter(pk=statement.pk).update(entry_seq=receipt.seq)
        tell_subject(
            case, at=at, key=f"heard:{statement.pk}", what=_lazy("Lời trình bày đã được ghi vào hồ sơ.")
        )
        tell_deciders(
            case,
            actor,
            at=at,
            key=f"to_vote:{statement.pk}",
            what=_lazy("%(name)s đã ghi lời trình bày của đối tượng; hồ sơ kỷ luật chờ đồng chí quyết định."),
        )
        return statement, receipt


def answer(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    words: str,
    blob: Blob | None = None,
    file_name: str = "",
) -> tuple[Statement, Receipt]:
    """The person concerned writes to the file, at any time; kept as written."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "answer", at=at)
        clean = said(words, field="words", why=_("Viết ý kiến trước khi gửi."))
        move(case, "answer")
        statement = Statement.objects.create(
            discipline=case,
            words=clean,
            blob=blob,
            file_name=nfc(file_name)[:255],
            said_on=local_day(at),
            at=at,
            by_id=actor.person_id,
            by_subject=True,
        )
        event = events.SubjectAnswered(state=case.state, statement=statement.pk, words_sha256=digest(clean))
        receipt = write(actor, at, case, event)
        Statement.objects.filter(pk=statement.pk).update(entry_seq=receipt.seq)
        tell_handlers(
            case, at=at, key=f"answered:{statement.pk}", what=_lazy("Đối tượng gửi ý kiến vào hồ sơ kỷ luật.")
        )
        return statement, receipt


def defer(*, actor: Actor, at: datetime, discipline_id: UUID, ground: str, words: str = "") -> Receipt:
    """Let the examination rest on a ground of the law (pregnant, nursing, in hospital)."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "defer", at=at)
        provision = law.ask("party.discipline.defer", local_day(at), case.unit)
        if ground not in law.listed(provision):
            raise Invalid(
                _("Lý do này không thuộc trường hợp chưa xem xét kỷ luật."),
                citation=str(provision.basis),
                next_step=_("Chọn một trường hợp trong danh sách."),
                field="ground",
            )
        move(case, "defer")
        case.deferred_reason = nfc(f"{ground}. {words}".strip(". "))[:200]
        return write(actor, at, case, events.CaseDeferred(state=case.state, ground=ground))


def resume(*, actor: Actor, at: datetime, discipline_id: UUID) -> Receipt:
    """Go on with a case that rested."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "resume", at=at)
        move(case, "resume")
        case.deferred_reason = ""
        return write(actor, at, case, events.CaseResumed(state=case.state))


def refuse(*, actor: Actor, at: datetime, discipline_id: UUID, reason: str) -> Receipt:
    """Decide that there is no discipline, with the reason."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "refuse", at=at)
        clean = said(reason, field="reason", why=_("Ghi lý do không thi hành kỷ luật."))
        move(case, "refuse")
        case.form = Form.NO_DISCIPLINE
        case.closed_at = case.case.closed_at = at
        case.case.save()
        tell_subject(case, at=at, key="refused", what=_lazy("Hồ sơ liên quan đến đồng chí đã có kết quả."))
        return write(actor, at, case, events.DisciplineRefused(state=case.state, reason=clean))
