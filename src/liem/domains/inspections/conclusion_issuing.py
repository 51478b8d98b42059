"""Issuing a conclusion: number, paper, findings, requirements as tasks, the step, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from liem.kernel.clock import end_of_day, local_day
from liem.law import documents
from liem.spine.access import Actor, Conflict, Invalid
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step
from liem.spine.people.models import Person
from liem.spine.people.readers import holders
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.steps import Assignment, Due, NewTask, assign_step, plan_task
from liem.spine.units.models import Unit

from . import conclusion_papers, letterhead, policy
from .conclusion import Content, fingerprint, from_json, tidied, to_json
from .conclusion_events import ConclusionIssued
from .conclusion_known import known_for
from .conclusion_readers import heads_of
from .conclusion_versions import refuse_issued, version_of
from .events import PaperServed
from .lint import Fault, blocking, faults
from .models import Draft, Evidence, Finding, Inspection, Paper, Requirement
from .parts import ANSWERING, conflicts_of, is_about_organisation
from .repeats import raise_repeats
from .steps import add_paper_step, locked, path_of, procedure_of, stale, take_step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.people.models import Mandate


class NotComplete(Invalid):
    """The conclusion cannot be issued yet; ``faults`` name what blocks it, each with its place."""

    code = "conclusion_not_complete"

    def __init__(self, found: Sequence[Fault]) -> None:
        words = ngettext(
            "Chưa ban hành được: còn %(count)s điểm phải sửa.",
            "Chưa ban hành được: còn %(count)s điểm phải sửa.",
            len(found),
        ) % {"count": len(found)}
        super().__init__(
            " ".join([words, *(one.words for one in found)]),
            citation=next((one.basis for one in found if one.basis), ""),
            next_step=_("Sửa từng điểm trong dự thảo rồi ban hành."),
            field=found[0].place,
        )
        self.faults = tuple(found)


def issue_conclusion(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    draft_id: UUID,
    signer: Mandate,
    sign_authority: tuple[str, ...] | None = None,
    sign_title: str = "",
) -> tuple[Paper, Receipt]:
    """Issue a version as the conclusion: number, findings, requirements as tasks, the step of the procedure.

    Only who decides may. Raises :class:`NotComplete` naming every blocking fault with its place,
    ``Conflict`` (issued already, a newer or a conflicting version, a step skipped), ``NoLawInForce``.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        if inspection.concluded_on is not None:
            raise stale(inspection)  # who issues second is told who was first
        refuse_issued(inspection)
        draft = version_of(inspection, draft_id)
        _refuse_not_alone(inspection, draft)
        content, day = tidied(from_json(draft.content)), local_day(at)
        _refuse_signer(inspection, signer, at=at)
        found = blocking(faults(content, known_for(inspection, content, day=day)))
        if found:
            raise NotComplete(found)
        step = next((one for one in procedure_of(inspection).steps if one.concludes), None)
        if step is None:
            raise Conflict(_("Quy trình của cuộc này không ban hành kết luận."))
        authority, title = letterhead.sign_lines(inspection.unit, signer.post, day)
        authority = authority if sign_authority is None else sign_authority
        paper, _added = add_paper_step(
            actor=actor,
            at=at,
            inspection=inspection,
            kind=conclusion_papers.KIND,
            title=conclusion_papers.subject_of(inspection),
            issued_on=day,
            body=conclusion_papers.body_of(inspection, content, authority=authority),
            signer=signer.person.name,
            sign_title=sign_title or title,
            numbering=conclusion_papers.numbering_for(inspection.unit, day),
        )
        inspection.outcome = content.outcome
        take_step(actor=actor, at=at, inspection=inspection, key=step.key, on=day)
        findings = _write_findings(inspection, content)
        _write_requirements(inspection, content, findings, paper, actor=actor, at=at)
        receipt = append(
            actor=actor,
            at=at,
            event=_issued_event(inspection, content, paper, draft, day=day),
            subject=inspection.pk,
            case=inspection.case_id,
        )
        raise_repeats(inspection, actor=actor, at=at, seq=paper.entry_seq)
        _serve(inspection, paper, actor=actor, at=at)
        return paper, receipt


def _refuse_signer(inspection: Inspection, signer: Mandate, *, at: datetime) -> None:
    """Refuse a signer of another body, or one whom the record bars from the case."""
    if signer.unit_id != inspection.unit_id:
        raise Invalid(_("Người ký phải thuộc %(unit)s.") % {"unit": inspection.unit.name}, field="signer")
    bars = conflicts_of(signer.person_id, inspection, at=at)
    if bars:
        raise Invalid(
            _("%(name)s không được ký kết luận này: %(why)s")
            % {"name": signer.person.name, "why": " ".join(bar.words for bar in bars)},
            citation=bars[0].basis,
            field="signer",
        )


def _refuse_not_alone(inspection: Inspection, draft: Draft) -> None:
    """Refuse a version that another one followed, or that stands beside another."""
    heads = heads_of(inspection)
    if draft not in heads:
        raise Conflict(
            _("Đã có bản mới hơn bản %(number)s.") % {"number": draft.number},
            next_step=_("Xem bản mới nhất rồi ban hành."),
        )
    if len(heads) > 1:
        raise Conflict(
            _("Còn hai bản dự thảo song song: %(numbers)s.")
            % {"numbers": ", ".join(str(one.number) for one in heads)},
            next_step=_("So hai bản và lưu một bản chung trước khi ban hành."),
        )


def _write_findings(inspection: Inspection, content: Content) -> list[Finding]:
    """Write strengths and findings as rows; return those that requirements point at, in their order."""
    evidence = {each.number: each for each in Evidence.objects.filter(inspection=inspection)}
    made = []
    for number, each in enumerate(content.findings, start=1):
        finding = Finding.objects.create(
            inspection=inspection,
            number=number,
            grade=each.grade,
            gravity=each.gravity,
            content=each.content,
            text=each.text,
            amount=each.amount,
        )
        finding.evidence.set([evidence[one] for one in each.evidence if one in evidence])
        made.append(finding)
    Finding.objects.bulk_create(
        Finding(
            inspection=inspection,
            number=len(made) + number,
            grade=Finding.Grade.STRENGTH,
            content=each.content,
            text=each.text,
        )
        for number, each in enumerate(content.strengths, start=1)
    )
    return made


def _write_requirements(
    inspection: Inspection,
    content: Content,
    findings: Sequence[Finding],
    paper: Paper,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Write each requirement with a task given at once by the body to its owner.

    Of a case about a person the task says which requirement it is and no more: many read tasks who may not
    see the case. The words stand in the requirement, for whoever sees the case and for who has to do it.
    """
    about_person = not is_about_organisation(inspection)
    units = Unit.objects.in_bulk({each.owner_unit for each in content.requirements if each.owner_unit})
    persons = Person.objects.in_bulk(
        {each.owner_person for each in content.requirements if each.owner_person}
    )
    for number, each in enumerate(content.requirements, start=1):
        owner = units.get(each.owner_unit)
        if owner is None or each.due_on is None:
            raise Invalid(_("Yêu cầu %(number)s chưa giao cho đơn vị nào.") % {"number": number})
        due = due_of(each.due_on, paper)
        product = "" if about_person else each.product
        new = NewTask(
            text=_named(inspection, number) if about_person else each.text,
            number=str(number),
            product=product or kept(_lazy("Báo cáo kết quả khắc phục kèm tài liệu chứng minh")),
            due=due,
        )
        task, _planned = plan_task(
            actor=actor, at=at, case=inspection.case, giver_unit=inspection.unit, new=new
        )
        person = persons.get(each.owner_person) if each.owner_person else None
        assign_step(actor=actor, at=at, task=task, how=Assignment(lead_unit=owner, person=person))
        row = Requirement.objects.create(
            inspection=inspection,
            number=number,
            text=each.text,
            owner_unit=owner,
            owner_person=person,
            due_on=each.due_on,
            task=task,
        )
        row.findings.set([findings[one - 1] for one in each.findings])


def _named(inspection: Inspection, number: int) -> str:
    return kept(
        _lazy("Thực hiện yêu cầu %(number)s của kết luận, hồ sơ %(dossier)s"),
        number=number,
        dossier=inspection.case.dossier,
    )


def due_of(day: date, paper: Paper) -> Due:
    """Return the deadline of a task from the day a conclusion sets."""
    return Due(
        kind=DeadlineKind.DATE,
        at=end_of_day(day),
        words=f"{day:%d/%m/%Y}",
        rule={"kind": "date", "date": day.isoformat(), "inclusive": True},
        basis=kept(_lazy("Theo kết luận ngày %(day)s"), day=f"{paper.issued_on:%d/%m/%Y}"),
    )


def _issued_event(
    inspection: Inspection, content: Content, paper: Paper, draft: Draft, *, day: date
) -> ConclusionIssued:
    kept: dict[str, Any] = to_json(content)
    provision = documents.layout_provision(letterhead.side_of(inspection.unit), day)
    return ConclusionIssued(
        number=paper.number or 0,
        symbol=paper.symbol,
        issued_on=day,
        signer=paper.signer,
        outcome=content.outcome,
        draft=draft.number,
        content_sha256=fingerprint(content),
        findings=tuple(kept["findings"]),
        requirements=tuple(kept["requirements"]),
        layout=f"{provision.id}@{provision.valid_from.isoformat()}",
    )


def _serve(inspection: Inspection, paper: Paper, *, actor: Actor, at: datetime) -> None:
    """Hand the conclusion to the subject: the person, or those who answer for the organisation, are told."""
    paper.told_at = at
    paper.save(update_fields=["told_at"])
    event = PaperServed(paper=paper.pk, title=paper.title)
    append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
    if inspection.subject != "organisation" and inspection.subject_person_id is not None:
        persons = [inspection.subject_person_id]
    else:
        posts = [str(post) for post in ANSWERING]
        held = holders(
            [inspection.subject_unit_id] if inspection.subject_unit_id else [], posts, day=local_day(at)
        )
        persons = list(held.values_list("person_id", flat=True))
    tell_step(
        at=at,
        persons=persons,
        key=f"inspections.conclusion:{inspection.pk}",
        kind="inspections.conclusion",
        words=kept(_lazy("%(case)s: kết luận đã ban hành."), case=inspection.case.dossier),
        path=path_of(inspection.pk),
    )
