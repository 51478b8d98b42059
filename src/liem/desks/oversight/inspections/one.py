"""Page: one case. The next step with its clock first; team, papers, evidence, words, timeline; or, for who is
concerned, the same case from the subject's side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.lines import line_url
from liem.desks.oversight.procedures.words import note_of, title_of
from liem.domains.discipline.readers import disciplines_for
from liem.domains.inspections import contents, history, papers, policy, readers, slips
from liem.domains.inspections.models import Outcome, Subject
from liem.domains.inspections.openings import Openings, openings
from liem.domains.inspections.paper_kinds import FOR_SUBJECT, PAPER_NAMES
from liem.domains.inspections.parts import conflicts_of
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.ui.formatting import vn_date, vn_number
from liem.ui.shell import Fact, Moment

from . import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from liem.domains.inspections.history import Happening
    from liem.domains.inspections.models import Inspection, Paper, StepTaken
    from liem.domains.inspections.parts import Bar
    from liem.spine.access import Actor


@dataclass(frozen=True, slots=True)
class Act:
    """A button: words and address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The first card: what comes, why, until when, on what ground, and the buttons; ``first`` is primary."""

    title: str
    why: str
    clocks: Sequence[str]
    bases: Sequence[str]
    late: bool
    first: Act | None = None
    others: Sequence[Act] = ()


def conclusion_url(inspection: Inspection) -> str:
    """Return the address of the conclusion's page, or nothing where there is none."""
    return reverse("oversight:inspections_conclusion", args=[inspection.pk])


def next_step(inspection: Inspection, now: Openings, *, at: datetime) -> NextStep | None:
    """Return the first card, or ``None`` when nothing follows."""
    step = now.next
    if step is None:
        return None
    clocks = [each for each in (now.clock, now.whole) if each is not None]
    words = []
    if now.clock is not None:
        words.append(_("Bước này: %(clock)s") % {"clock": shown.clock_words(now.clock, at=at)})
    if now.whole is not None:
        words.append(_("Cả cuộc: %(clock)s") % {"clock": shown.clock_words(now.whole, at=at)})
    first, why = _first(inspection, now)
    return NextStep(
        title=title_of(step)[:1].lower() + title_of(step)[1:],
        why=why,
        clocks=words or [_("Chưa có quy định nào về thời hạn áp dụng cho bước này.")],
        bases=[each.basis for each in clocks] or [str(now.procedure.basis)],
        late=now.is_late(at),
        first=first,
        others=[
            Act(_("Ghi bước: %(step)s") % {"step": title_of(each)}, _step_url(inspection, each.key))
            for each in now.optional
            if now.may(each)
        ],
    )


def _step_url(inspection: Inspection, key: str) -> str:
    return reverse("oversight:inspections_step", args=[inspection.pk, key])


def _first(inspection: Inspection, now: Openings) -> tuple[Act | None, str]:
    """Return the one primary button for this actor, and why it is that one."""
    step = now.next
    if step is None:
        return None, ""
    who = policy.named(step.who)
    if now.lacks_head:
        words = _("Chưa cử trưởng đoàn (tổ trưởng).")
        url = reverse("oversight:inspections_team", args=[inspection.pk])
        return (Act(_("Cử trưởng đoàn"), url), words) if "appoint" in now.verbs else (None, words)
    lacks = [each for each in now.missing if each != "conclusion"]
    if lacks:
        named = ", ".join(str(PAPER_NAMES[each]) for each in lacks)
        words = _("Hồ sơ chưa có: %(papers)s.") % {"papers": named}
        if "send_self_report" in now.verbs and "self_report" in lacks:
            url = reverse("oversight:inspections_self_report", args=[inspection.pk])
            return Act(_("Gửi báo cáo"), url), words
        if "add_paper" in now.verbs:
            url = f"{reverse('oversight:inspections_paper_add', args=[inspection.pk])}?loai={lacks[0]}"
            return Act(_("Thêm %(paper)s") % {"paper": PAPER_NAMES[lacks[0]]}, url), words
        return None, words
    if step.concludes:
        url = conclusion_url(inspection)
        words = _("Soạn kết luận, sửa đủ các điểm còn thiếu rồi ban hành.")
        return (Act(_("Mở trang kết luận"), url) if url and now.parts else None), words
    if now.open_requirements:
        words = _("Còn %(count)s yêu cầu chưa xác nhận khắc phục xong.") % {"count": now.open_requirements}
        url = reverse("oversight:inspections_remedies", args=[inspection.pk])
        return (Act(_("Mở trang khắc phục"), url) if url and now.parts else None), words
    if now.may(step):
        words = note_of(step) or _("Hồ sơ đã đủ giấy tờ.")
        if now.unserved:
            words = _("Chưa giao cho đối tượng: %(papers)s. Giao ở phần Giấy tờ, hoặc giao bản giấy.") % {
                "papers": ", ".join(now.unserved)
            }
        return Act(_("Ghi bước này"), _step_url(inspection, step.key)), words
    return None, _("Đang chờ %(who)s.") % {"who": who}


def _labels() -> dict[str, str]:
    return {
        "add_evidence": _("Thêm chứng cứ"),
        "add_paper": _("Thêm giấy tờ"),
        "state": _("Ghi ý kiến của đối tượng"),
        "appoint": _("Cử người vào đoàn"),
        "extend": _("Gia hạn"),
        "refer_sign": _("Chuyển dấu hiệu vi phạm"),
        "hand_over": _("Chuyển giao hồ sơ"),
        "step_aside": _("Khai xung đột lợi ích, xin rút"),
        "stop": _("Đình chỉ cuộc này"),
    }


_ROUTES = {
    "add_evidence": "oversight:inspections_evidence_add",
    "add_paper": "oversight:inspections_paper_add",
    "state": "oversight:inspections_statement",
    "appoint": "oversight:inspections_team",
    "extend": "oversight:inspections_extend",
    "refer_sign": "oversight:inspections_refer",
    "hand_over": "oversight:inspections_hand_over",
    "step_aside": "oversight:inspections_aside",
    "stop": "oversight:inspections_stop",
}


def acts(inspection: Inspection, now: Openings) -> list[Act]:
    """Return what the actor may do besides the next step, as words and addresses."""
    labels = _labels()
    return [
        Act(labels[verb], reverse(route, args=[inspection.pk]))
        for verb, route in _ROUTES.items()
        if verb in now.verbs
    ]


def _slip(request: OfficeRequest, inspection: Inspection) -> list[Act]:
    """Lead to the slip of who sent the letter, where one did and the actor hands it out."""
    if not slips.has_sender(inspection) or not slips.may_give(request.actor, inspection, at=request.at):
        return []
    return [Act(_("Phiếu cho người gửi đơn"), reverse("oversight:inspections_slip", args=[inspection.pk]))]


def _to_discipline(request: OfficeRequest, inspection: Inspection) -> list[Act]:
    """Lead on to discipline where the conclusion says it is due: to the case that was opened, or to open
    one."""
    actor = request.actor
    if inspection.outcome != Outcome.DISCIPLINE_DUE:
        return []
    opened = disciplines_for(actor, at=request.at).filter(source_case_id=inspection.case_id)
    if found := opened.values_list("pk", flat=True).first():
        return [Act(_("Hồ sơ kỷ luật"), reverse("oversight:discipline_one", args=[found]))]
    if actor.has(Duty.INSPECT) or actor.has(Duty.DECIDE_DISCIPLINE):
        address = reverse("oversight:discipline_propose")
        return [Act(_("Đề nghị kỷ luật"), f"{address}?{urlencode({'cuoc': inspection.case_id})}")]
    return []


def moments(happenings: Sequence[Happening], actor: Actor) -> list[Moment]:
    """Return lines of the ledger as a timeline; each leads to its line for whoever may read the ledger."""
    return [
        Moment(
            title=each.title,
            when=each.at,
            text=each.text,
            who=each.who,
            seal=_("sổ #%(seq)s") % {"seq": vn_number(each.seq)},
            seal_url=line_url(actor, each.seq),
        )
        for each in happenings
    ]


def _facts(inspection: Inspection, now: Openings, *, barred: bool) -> list[Fact]:
    """Return what the case says as lines; for whom the record bars only what it is and who has it."""
    person = inspection.subject_person if inspection.subject != Subject.ORGANISATION else None
    procedure_url = reverse("oversight:procedures_one", args=[now.procedure.id])
    lines = [
        Fact(_("Quy trình"), title_of(now.procedure), url=procedure_url),
        Fact(_("Cơ quan tiến hành"), shown.record(inspection.unit.name)),
        Fact(_("Đối tượng"), shown.record(papers.subject_name(inspection))),
    ]
    if barred:
        return lines
    lines += [
        Fact(_("Nội dung"), shown.record(inspection.purpose)),
        Fact(_("Mốc thời gian xem xét"), _lookback(inspection)),
        Fact(_("Căn cứ mở cuộc"), inspection.get_origin_display()),
        Fact(_("Ngày đề xuất"), vn_date(inspection.proposed_on)),
    ]
    if person is not None and inspection.committee_member:
        lines.append(Fact(_("Chức danh trong đảng"), _("cấp ủy viên")))
    if inspection.sign:
        lines.append(Fact(_("Dấu hiệu vi phạm"), shown.record(inspection.sign)))
    if inspection.extension_reason:
        lines.append(Fact(_("Lý do gia hạn"), shown.record(inspection.extension_reason)))
    if inspection.concluded_on:
        lines.append(Fact(_("Kết luận"), inspection.get_outcome_display()))
    return lines


def _lookback(inspection: Inspection) -> str | None:
    if inspection.lookback_from is None or inspection.lookback_to is None:
        return None
    return _("từ %(first)s đến %(last)s") % {
        "first": vn_date(inspection.lookback_from),
        "last": vn_date(inspection.lookback_to),
    }


def _steps(taken: dict[str, StepTaken], now: Openings) -> list[dict[str, Any]]:
    return [
        {
            "title": title_of(step),
            "who": policy.named(step.who),
            "optional": step.optional,
            "taken": taken.get(step.key),
            "next": now.next is not None and step.key == now.next.key,
            "late": _was_late(taken.get(step.key)),
        }
        for step in now.procedure.steps
    ]


def _was_late(taken: StepTaken | None) -> bool:
    if taken is None or taken.due_at is None or not taken.due_binding:
        return False
    return bool(taken.on > local_day(taken.due_at))


def _paper_line(paper: Paper, *, may_serve: bool) -> dict[str, Any]:
    return {
        "paper": paper,
        "kind": capfirst(str(PAPER_NAMES.get(paper.kind, paper.kind))),
        "number": papers.number_words(paper),
        "url": reverse("oversight:inspections_paper", args=[paper.pk]),
        "serve_url": reverse("oversight:inspections_serve", args=[paper.inspection_id, paper.pk])
        if may_serve and paper.kind in FOR_SUBJECT and paper.told_at is None
        else "",
    }


def _bars(request: OfficeRequest, inspection: Inspection, now: Openings) -> list[Bar]:
    if now.parts or request.actor.person_id is None:
        return []
    return conflicts_of(request.actor.person_id, inspection, at=request.at)


@office()
@require_safe
def one(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Show a case the actor may see, from the side on which the actor stands."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    now = openings(request.actor, inspection, at=request.at)
    if readers.seen_as(request.actor, inspection, at=request.at) == "subject":
        return _for_subject(request, inspection, now)
    step = next_step(inspection, now, at=request.at)
    bars = _bars(request, inspection, now)
    held = contents.nothing_of(inspection) if bars else contents.contents_of(inspection)
    may_serve = "add_paper" in now.verbs
    context = {
        "inspection": inspection,
        "procedure": now.procedure,
        "state": shown.phase_words(now.procedure, inspection),
        "level": shown.level_of(inspection, at=request.at),
        "late": inspection.is_late(request.at),
        "step": step,
        "acts": []
        if bars
        else [
            *_to_discipline(request, inspection),
            *_slip(request, inspection),
            *(each for each in acts(inspection, now) if step is None or each.url != _url(step.first)),
        ],
        "facts": _facts(inspection, now, barred=bool(bars)),
        "steps": _steps(held.steps, now),
        "team": held.team,
        "left": held.left,
        "declared": held.declared,
        "may_appoint": "appoint" in now.verbs,
        "bars": bars,
        "print_url": "" if bars else reverse("oversight:inspections_print", args=[inspection.pk]),
        "papers": [_paper_line(each, may_serve=may_serve) for each in held.papers],
        "evidence": held.evidence,
        "statements": held.statements,
        "hand_overs": held.hand_overs,
        "conclusion_url": "" if bars else conclusion_url(inspection),
        "remedies_url": reverse("oversight:inspections_remedies", args=[inspection.pk])
        if inspection.concluded_on and not bars
        else "",
        "grown": _grown(request, inspection),
        "moments": [] if bars else moments(history.history(inspection), request.actor),
    }
    return shown.page(request, "one.html", context)


def _url(act: Act | None) -> str:
    return act.url if act is not None else ""


def _grown(request: OfficeRequest, inspection: Inspection) -> list[tuple[str, str]]:
    """Return the dossiers this case came out of or led to, those the actor may see."""
    return [
        (str(each.case.dossier), reverse("oversight:inspections_one", args=[each.pk]))
        for each in contents.related(request.actor, inspection, at=request.at)
    ]


def _for_subject(request: OfficeRequest, inspection: Inspection, now: Openings) -> HttpResponse:
    held = contents.for_subject(inspection)
    waiting = [each for each in held.served if each.received_at is None]
    context = {
        "inspection": inspection,
        "procedure": now.procedure,
        "state": shown.phase_words(now.procedure, inspection),
        "team": held.team,
        "waiting": waiting,
        "papers": [_paper_line(each, may_serve=False) for each in held.served],
        "own": [_paper_line(each, may_serve=False) for each in held.own],
        "statements": held.statements,
        "asked_for_report": "send_self_report" in now.verbs and _report_is_due(now, held.own),
        "may_report": "send_self_report" in now.verbs,
        "may_state": "state" in now.verbs,
        "clocks": [shown.clock_words(now.whole, at=request.at)] if now.whole else [],
        "conclusion_url": conclusion_url(inspection) if inspection.concluded_on else "",
        "moments": moments(history.history(inspection, for_subject=True), request.actor),
    }
    return shown.page(request, "subject.html", context)


def _report_is_due(now: Openings, own: Sequence[Paper]) -> bool:
    return now.next is not None and now.next.key == "self_report" and not own
