"""Steps that the actions of this room call inside their transaction: lock, take a step, add a paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local, local_day
from liem.kernel.ids import new_id
from liem.kernel.text import nfc
from liem.law.procedures import PAPERS, STOPPED
from liem.spine.access import Actor, Conflict, Invalid, NotFound
from liem.spine.cases.steps import next_number
from liem.spine.ledger.append import Receipt, append
from liem.spine.notices.steps import kept, tell_step

from . import clocks, policy
from .clocks import procedure_of
from .events import PaperAdded, StepRecorded
from .models import Inspection, Paper, StepTaken, TeamMember
from .paper_kinds import PAPER_NAMES
from .parts import conflicts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from liem.law.procedures import Procedure, Step
    from liem.spine.vault.models import Blob

CONDUCT = "conduct"
FOLLOW = "follow"
OTHER = "other"

__all__ = ["Numbering", "add_paper_step", "locked", "path_of", "procedure_of", "take_step"]


def locked(inspection_id: UUID) -> Inspection:
    """Return a case locked for this transaction; raises ``NotFound``."""
    inspection = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("case", "unit", "unit__parent", "subject_unit", "subject_person")
        .filter(pk=inspection_id)
        .first()
    )
    if inspection is None:
        raise NotFound(_("Không có cuộc kiểm tra, giám sát này."))
    return inspection


def refuse_stale(inspection: Inspection, revision: int | None) -> None:
    """Raise ``Conflict`` naming who did what since the page was opened; ``None``: no page."""
    if revision is not None and inspection.revision != revision:
        raise stale(inspection)


def stale(inspection: Inspection) -> Conflict:
    """Return the refusal of who comes second: who recorded which step last, and when."""
    next_step = _("Xem lại trang của cuộc rồi làm tiếp; nội dung vừa nhập vẫn còn trong biểu mẫu.")
    last = inspection.steps.select_related("by").order_by("-at").first()
    if last is None or last.by is None:
        return Conflict(_("Cuộc này đã thay đổi sau khi bạn mở trang."), next_step=next_step)
    return Conflict(
        _("Cuộc này đã thay đổi sau khi bạn mở trang: %(name)s ghi bước “%(step)s” lúc %(time)s.")
        % {
            "name": last.by.name,
            "step": _title(procedure_of(inspection), last.key),
            "time": f"{local(last.at):%H:%M %d/%m/%Y}",
        },
        next_step=next_step,
    )


def _title(procedure: Procedure, key: str) -> str:
    return procedure.step(key).title if procedure.has(key) else key


def path_of(inspection_id: UUID) -> str:
    """Return the address of a case; empty where no desk shows it."""
    try:
        return reverse("oversight:inspections_one", args=[inspection_id])
    except NoReverseMatch:
        return ""


def take_step(
    *, actor: Actor, at: datetime, inspection: Inspection, key: str, on: date, note: str = ""
) -> Receipt:
    """Record a step of the procedure as done on a day, in the caller's transaction and on a locked case.

    Raises ``NotPermitted`` (another part does it, a conflict of interest), ``Conflict`` (a step skipped, a
    team not ready, requirements not confirmed), ``Invalid`` (a paper missing, a day in the future or before
    the previous step). Lateness is recorded, never refused.
    """
    procedure = procedure_of(inspection)
    if not procedure.has(key):
        raise NotFound(_("Quy trình của cuộc này không có bước đó."))
    step = procedure.step(key)
    policy.demand(policy.may_step(actor, inspection, key, at=at), inspection)
    refuse_skipped(inspection, procedure, step)
    days = clocks.days_of(inspection)
    refuse_day(inspection, procedure, on, today=local_day(at), days=days)
    _refuse_without_papers(inspection, procedure, step)
    _refuse_without_team(inspection, procedure, step, at=at)
    _refuse_open_requirements(inspection, step)
    clock = clocks.of_step(inspection, step, days)
    inspection.state = key
    inspection.revision += 1
    if step.phase != "prepare" and inspection.started_on is None:
        _start(inspection, procedure, on)
    if step.concludes:
        inspection.concluded_on = on
    if step.closes:
        inspection.closed_at = at
        inspection.case.closed_at = at
        inspection.case.save(update_fields=["closed_at"])
    inspection.save()
    event = StepRecorded(
        step=key,
        title=step.title,
        on=on,
        due_at=clock.at if clock else None,
        due_basis=clock.basis if clock else "",
        note=nfc(note).strip(),
    )
    receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
    StepTaken.objects.create(
        inspection=inspection,
        key=key,
        on=on,
        at=at,
        by_id=actor.person_id,
        note=event.note,
        due_at=event.due_at,
        due_basis=event.due_basis,
        due_binding=clock.binding if clock else False,
        entry_seq=receipt.seq,
    )
    _tell_team(inspection, step, at=at, besides=actor.person_id)
    return receipt


def _start(inspection: Inspection, procedure: Procedure, on: date) -> None:
    inspection.started_on = on
    whole = clocks.of_whole(inspection, procedure, on)
    if whole is not None:
        inspection.due_at, inspection.due_basis = whole.at, whole.basis
        inspection.due_binding = whole.binding


def refuse_skipped(inspection: Inspection, procedure: Procedure, step: Step) -> None:
    """Raise ``Conflict`` for a step that is not open in the state of the case, naming what comes first."""
    basis = str(procedure.basis)
    if inspection.closed_at is not None or inspection.state == STOPPED:
        raise Conflict(_("Cuộc này đã kết thúc."), citation=basis)
    possible = procedure.following(inspection.state)
    if step in possible:
        return
    keys = [each.key for each in procedure.steps]
    if inspection.state in keys and keys.index(step.key) <= keys.index(inspection.state):
        raise Conflict(
            _("Bước “%(step)s” đã qua.") % {"step": step.title},
            citation=basis,
            next_step=_("Xem bước tiếp theo ở đầu trang của cuộc."),
        )
    waiting = next(each for each in possible if not each.optional)
    raise Conflict(
        _("Chưa làm bước “%(waiting)s” nên chưa làm được bước “%(step)s”.")
        % {"waiting": waiting.title, "step": step.title},
        citation=basis,
        next_step=_("Làm bước “%(waiting)s” trước.") % {"waiting": waiting.title},
    )


def refuse_day(
    inspection: Inspection, procedure: Procedure, on: date, *, today: date, days: Mapping[str, date]
) -> None:
    """Refuse a day in the future, before the proposal, or before the step before."""
    if on > today:
        raise Invalid(_("Ngày thực hiện không được ở tương lai."), field="on")
    last = days.get(inspection.state, inspection.proposed_on)
    if on >= last:
        return
    if inspection.state in days and procedure.has(inspection.state):
        words = _("Ngày này trước bước “%(step)s” ngày %(day)s.") % {
            "step": procedure.step(inspection.state).title,
            "day": f"{last:%d/%m/%Y}",
        }
    else:
        words = _("Ngày này trước ngày đề xuất %(day)s.") % {"day": f"{last:%d/%m/%Y}"}
    raise Invalid(
        words,
        citation=str(procedure.basis),
        next_step=_("Ghi đúng ngày trên giấy; nếu giấy ghi sai ngày thì ban hành lại."),
        field="on",
    )


def missing_papers(inspection: Inspection, procedure: Procedure, step: Step) -> list[str]:
    """Return the kinds of paper a step still needs: each step that needs a kind uses up one such paper."""
    if not step.papers:
        return []
    kinds = list(inspection.papers.filter(kind__in=step.papers).values_list("kind", flat=True))
    taken = set(inspection.steps.values_list("key", flat=True))
    missing = []
    for kind in step.papers:
        used = sum(
            kind in each.papers for each in procedure.steps if each.key in taken and each.key != step.key
        )
        if kinds.count(kind) <= used:
            missing.append(kind)
    return missing


def _refuse_without_papers(inspection: Inspection, procedure: Procedure, step: Step) -> None:
    missing = missing_papers(inspection, procedure, step)
    if missing:
        raise Invalid(
            _("Hồ sơ chưa có: %(papers)s.")
            % {"papers": ", ".join(str(PAPER_NAMES.get(each, each)) for each in missing)},
            citation=str(procedure.basis),
            next_step=_("Thêm giấy tờ vào hồ sơ rồi ghi bước này."),
        )


def team_is_needed(procedure: Procedure) -> bool:
    """Say whether the procedure has steps that only a team takes."""
    return any(each.who and set(each.who) <= {"head", "team"} for each in procedure.steps)


def _refuse_without_team(inspection: Inspection, procedure: Procedure, step: Step, *, at: datetime) -> None:
    """From the decision on: exactly one head, and nobody in the team whom the record bars."""
    if not team_is_needed(procedure) or not ("decision" in step.papers or step.phase == CONDUCT):
        return
    team = list(inspection.team.filter(until__isnull=True).select_related("person"))
    if not any(each.role == TeamMember.Role.HEAD for each in team):
        raise Conflict(
            _("Chưa cử trưởng đoàn (tổ trưởng)."),
            citation=str(procedure.basis),
            next_step=_("Lập đoàn ở trang của cuộc, rồi ghi bước này."),
        )
    for each in team:
        bars = conflicts_of(each.person_id, inspection, at=at)
        if bars:
            raise Conflict(
                _("%(name)s không được tham gia đoàn: %(why)s")
                % {"name": each.person.name, "why": " ".join(bar.words for bar in bars)},
                citation=bars[0].basis,
                next_step=_("Thay người này rồi ghi bước."),
            )


def open_requirements(inspection: Inspection, step: Step) -> int:
    """Return how many requirements without a confirmed remedy hold a step up; 0 for one that needs none."""
    if step.key != FOLLOW and not step.closes:
        return 0
    return inspection.requirements.filter(confirmed_at__isnull=True).count()


def _refuse_open_requirements(inspection: Inspection, step: Step) -> None:
    count = open_requirements(inspection, step)
    if count:
        raise Conflict(
            _("Còn %(count)s yêu cầu chưa xác nhận khắc phục xong.") % {"count": count},
            next_step=_("Xác nhận từng yêu cầu ở trang kết luận của cuộc."),
        )


def told(inspection: Inspection, *, at: datetime) -> list[UUID]:
    """Return whom to tell in the team: its members but for whom the record bars by now."""
    team = inspection.team.filter(until__isnull=True).values_list("person_id", flat=True)
    return [each for each in team if not conflicts_of(each, inspection, at=at)]


def _tell_team(inspection: Inspection, step: Step, *, at: datetime, besides: UUID | None) -> None:
    tell_step(
        at=at,
        persons=[each for each in told(inspection, at=at) if each != besides],
        key=f"inspections.step:{inspection.pk}:{step.key}",
        kind="inspections.step",
        words=kept(_lazy("%(case)s: đã ghi bước “%(step)s”."), case=inspection.case.dossier, step=step.title),
        path=path_of(inspection.pk),
    )


# -- papers


@dataclass(frozen=True, slots=True)
class Numbering:
    """How an official paper takes its number: its symbol as printed, the series, the period of the series."""

    symbol: str
    series: str
    period: str


def add_paper_step(
    *,
    actor: Actor,
    at: datetime,
    inspection: Inspection,
    kind: str,
    title: str,
    issued_on: date | None = None,
    body: Mapping[str, Any] | None = None,
    blob: Blob | None = None,
    file_name: str = "",
    signer: str = "",
    sign_title: str = "",
    symbol: str = "",
    numbering: Numbering | None = None,
    paper_id: UUID | None = None,
) -> tuple[Paper, Receipt]:
    """Put a paper into the dossier, in the caller's transaction and on a locked case.

    ``numbering`` takes the next number of the body's series; without it ``symbol`` is what a paper brought as
    a file bears. Raises ``Invalid`` (unknown kind, no title, neither words nor file, a day in the future or
    before the proposal). The caller has asked the policy.
    """
    if kind not in PAPERS and kind != OTHER:
        raise Invalid(_("Loại giấy tờ không có trong quy trình."), field="kind")
    title = nfc(title).strip()
    if not title:
        raise Invalid(_("Ghi tên giấy tờ."), field="title")
    if not body and blob is None:
        raise Invalid(_("Soạn nội dung, hoặc kèm tệp."), field="file")
    _refuse_paper_day(inspection, kind, issued_on, today=local_day(at))
    number = None
    if numbering is not None:
        number = next_number(unit=inspection.unit, name=numbering.series[:40], period=numbering.period)
        symbol = numbering.symbol
    paper = Paper(
        id=paper_id or new_id(),
        inspection=inspection,
        kind=kind,
        title=title[:300],
        period=numbering.period if numbering else "",
        number=number,
        symbol=nfc(symbol).strip()[:60],
        issued_on=issued_on,
        signer=nfc(signer).strip()[:120],
        sign_title=nfc(sign_title).strip()[:120],
        body=dict(body or {}),
        blob=blob,
        file_name=nfc(file_name)[:255],
        at=at,
        by_id=actor.person_id,
    )
    event = PaperAdded(
        paper=paper.pk,
        form=kind,
        title=paper.title,
        number=number,
        symbol=paper.symbol,
        issued_on=issued_on,
        signer=paper.signer,
        file_sha256=blob.pk if blob else "",
    )
    receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
    paper.entry_seq = receipt.seq
    paper.save(force_insert=True)
    return paper, receipt


def _refuse_paper_day(inspection: Inspection, kind: str, issued_on: date | None, *, today: date) -> None:
    if issued_on is None:
        return
    if issued_on > today:
        raise Invalid(_("Ngày ban hành không được ở tương lai."), field="issued_on")
    if kind == "decision" and issued_on < inspection.proposed_on:
        raise Invalid(
            _("Quyết định ghi ngày %(day)s, trước ngày đề xuất %(proposed)s.")
            % {"day": f"{issued_on:%d/%m/%Y}", "proposed": f"{inspection.proposed_on:%d/%m/%Y}"},
            citation=str(procedure_of(inspection).basis),
            next_step=_("Kiểm tra lại ngày trên quyết định và ngày đề xuất."),
            field="issued_on",
        )
