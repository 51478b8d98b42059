"""The verbs of a directive in the order of its life: receive, record the reading, confirm, correct, assign,
issue, close."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.kernel.clock import local, local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted
from liem.spine.cases.steps import next_number, open_case
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs as outbox
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Assignment, NewTask, acknowledge_step, assign_step, plan_task
from liem.spine.units.models import Unit

from . import policy
from .events import (
    DirectiveClosed,
    DirectiveConfirmed,
    DirectiveCorrected,
    DirectiveReceived,
    DirectiveSetAside,
    LetterIssued,
    ReadingFailed,
    ReadingRecorded,
    ReadingWanted,
    TasksAssigned,
)
from .flow import DIRECTIVE_FLOW, State
from .head import Head, head_of
from .models import Directive, DocumentKind, Letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Answer
    from liem.spine.vault.models import Blob

READ_JOB = "directives.read"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a clerk confirms: the head, the tasks, and which head fields were left unknown on purpose."""

    head: Head
    tasks: tuple[NewTask, ...]
    unknown: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class LetterForm:
    """How an assignment letter is signed and closed; ``side`` and ``layout_key`` come from dated law."""

    side: str
    layout_key: str
    symbol: str
    period: str
    issued_on: date
    signer: str
    sign_authority: str
    sign_title: str
    closing: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotPermitted(answer.reason)


def _locked(directive_id: UUID) -> Directive:
    directive = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("unit", "case")
        .filter(pk=directive_id)
        .first()
    )
    if directive is None:
        raise NotFound(_("Không có văn bản này."))
    return directive


def _move(directive: Directive, verb: str) -> None:
    try:
        directive.state = DIRECTIVE_FLOW.move(directive.state, verb)
    except NotNow:
        raise Conflict(
            _("Văn bản đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(directive.state).label},
            next_step=_("Tải lại trang để xem bước tiếp theo."),
        ) from None
    directive.revision += 1


def receive(
    *, actor: Actor, at: datetime, unit_id: UUID, file_name: str, blob: Blob
) -> tuple[Directive, Receipt | None]:
    """Register a file as an incoming document and put it in line to be read.

    The same file received again by the same unit gives the directive that exists and no receipt: nothing
    twice.
    """
    with atomic():
        _demand(policy.may_receive(actor, unit_id))
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        known = Directive.objects.filter(unit=unit, blob=blob).exclude(state=State.SET_ASIDE).first()
        if known is not None:
            return known, None
        file_name = nfc(file_name)[:255]
        case = open_case(unit=unit, kind="directive", letters="VBĐ", title=file_name, at=at)
        directive = Directive.objects.create(
            case=case,
            unit=unit,
            blob=blob,
            file_name=file_name,
            received_at=at,
            received_by_id=actor.person_id,
        )
        outbox.put(
            READ_JOB, at=at, args={"directive_id": str(directive.pk)}, key=f"{READ_JOB}:{directive.pk}:0"
        )
        event = DirectiveReceived(dossier=case.dossier, file_name=file_name, file_sha256=blob.pk)
        return directive, append(actor=actor, at=at, event=event, subject=directive.pk, case=case.pk)


def record_reading(
    *, actor: Actor, at: datetime, directive_id: UUID, reading: Mapping[str, Any], pages: int
) -> Receipt | None:
    """Keep the reader's result. A directive no longer waiting for it keeps what it has (``None``): a job
    may run twice."""
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_receive(actor, directive.unit_id))
        if directive.state != State.RECEIVED:
            return None
        _move(directive, "record_reading")
        directive.reading, directive.trouble = dict(reading), ""
        directive.page_count = directive.pages_read = pages
        _fill(directive, head_of(reading))
        directive.save()
        event = ReadingRecorded(
            pages=pages, tasks=len(reading.get("tasks", ())), unknown=tuple(reading.get("unknown", ()))
        )
        return append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id)


def record_unreadable(
    *, actor: Actor, at: datetime, directive_id: UUID, code: str, message: str, pages: int = 0
) -> Receipt | None:
    """Keep that the file could not be read, and why; it waits for a person to enter it by hand."""
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_receive(actor, directive.unit_id))
        if directive.state != State.RECEIVED:
            return None
        _move(directive, "record_unreadable")
        directive.trouble, directive.page_count = message, pages
        directive.save()
        event = ReadingFailed(code=code, message=message)
        return append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id)


def read_again(*, actor: Actor, at: datetime, directive_id: UUID) -> Receipt:
    """Put an unreadable or not yet confirmed document in line to be read again."""
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_receive(actor, directive.unit_id))
        _move(directive, "read_again")
        directive.save()
        args = {"directive_id": str(directive.pk)}
        outbox.put(READ_JOB, at=at, args=args, key=f"{READ_JOB}:{directive.pk}:{directive.revision}")
        return append(actor=actor, at=at, event=ReadingWanted(), subject=directive.pk, case=directive.case_id)


def confirm(
    *, actor: Actor, at: datetime, directive_id: UUID, revision: int, what: Confirmation
) -> tuple[Directive, Receipt]:
    """Confirm what the document says and make its tasks. ``revision`` is the one the clerk saw.

    Raises ``Conflict`` when someone else was faster (naming who and when), ``Invalid`` for a field neither
    given nor
    left unknown on purpose, ``NotPermitted``.
    """
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_receive(actor, directive.unit_id))
        _refuse_stale(directive, revision)
        return directive, _confirmed(directive, actor=actor, at=at, what=what)


def register(
    *, actor: Actor, at: datetime, unit_id: UUID, what: Confirmation, name: str = ""
) -> tuple[Directive, Receipt]:
    """Register a document that has no file (paper, a call put in writing) with what it says, confirmed at
    once.

    Raises as :func:`confirm`; nothing is kept unless all of it is.
    """
    with atomic():
        _demand(policy.may_receive(actor, unit_id))
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        name = nfc(name).strip()[:255] or _("văn bản giấy, không có tệp")
        case = open_case(unit=unit, kind="directive", letters="VBĐ", title=name, at=at)
        directive = Directive.objects.create(
            case=case, unit=unit, file_name=name, received_at=at, received_by_id=actor.person_id
        )
        received = DirectiveReceived(dossier=case.dossier, file_name=name, file_sha256="")
        append(actor=actor, at=at, event=received, subject=directive.pk, case=case.pk)
        return directive, _confirmed(directive, actor=actor, at=at, what=what)


def _confirmed(directive: Directive, *, actor: Actor, at: datetime, what: Confirmation) -> Receipt:
    head = what.head
    _check_head(head, what.unknown)
    before = head_of(directive.reading)
    _move(directive, "confirm")
    _fill(directive, head)
    directive.confirmed_at, directive.confirmed_by_id = at, actor.person_id
    directive.save()
    case = directive.case
    case.title = nfc(f"{directive.full_symbol} {head.subject}".strip() or directive.file_name)[:400]
    case.save()
    for new in what.tasks:
        plan_task(actor=actor, at=at, case=case, giver_unit=directive.unit, new=new)
    event = DirectiveConfirmed(
        **asdict(head),
        tasks=len(what.tasks),
        corrected=_corrected(before, head) if directive.reading else (),
    )
    return append(actor=actor, at=at, event=event, subject=directive.pk, case=case.pk)


def _refuse_stale(directive: Directive, revision: int) -> None:
    if directive.state in (State.READ, State.UNREADABLE, State.RECEIVED) and directive.revision == revision:
        return
    if directive.confirmed_by is not None and directive.confirmed_at is not None:
        raise Conflict(
            _("%(name)s đã xác nhận văn bản này lúc %(time)s ngày %(day)s.")
            % {
                "name": directive.confirmed_by.name,
                "time": f"{local(directive.confirmed_at):%H:%M}",
                "day": f"{local_day(directive.confirmed_at):%d/%m/%Y}",
            },
            next_step=_("Xem nội dung đã xác nhận; nếu sai, dùng “Đính chính”."),
        )
    raise Conflict(
        _("Văn bản đã thay đổi sau khi bạn mở trang này."),
        next_step=_("Tải lại trang; nội dung bạn vừa nhập vẫn còn trong biểu mẫu."),
    )


def _check_head(head: Head, unknown: frozenset[str]) -> None:
    for name, label in (
        ("issuer", _("cơ quan ban hành")),
        ("kind", _("loại văn bản")),
        ("subject", _("trích yếu")),
        ("issued_on", _("ngày ban hành")),
        ("number", _("số")),
        ("symbol", _("ký hiệu")),
    ):
        if not getattr(head, name) and name not in unknown:
            raise Invalid(
                _("Chưa có %(field)s.") % {"field": label},
                next_step=_("Nhập theo văn bản, hoặc đánh dấu “chưa rõ”."),
                field=name,
            )
    if head.kind and head.kind not in DocumentKind.values:
        raise Invalid(_("Loại văn bản không có trong danh mục."), field="kind")


def correct(
    *, actor: Actor, at: datetime, directive_id: UUID, head: Head, unknown: frozenset[str], reason: str
) -> Receipt:
    """Correct the head of a confirmed document (đính chính); the old values stay in the ledger, the reason
    too."""
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_receive(actor, directive.unit_id))
        if directive.state not in (State.CONFIRMED, State.ASSIGNED):
            raise Conflict(_("Chỉ đính chính văn bản đã xác nhận và chưa kết thúc."))
        if not reason.strip():
            raise Invalid(_("Ghi lý do đính chính."), field="reason")
        _check_head(head, unknown)
        before = asdict(_head_of_row(directive))
        _fill(directive, head)
        directive.revision += 1
        directive.save()
        changed = {name for name, value in asdict(head).items() if before[name] != value}
        event = DirectiveCorrected(
            before={name: before[name] for name in sorted(changed)},
            after={name: asdict(head)[name] for name in sorted(changed)},
            reason=nfc(reason).strip(),
        )
        return append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id)


def add_task(*, actor: Actor, at: datetime, directive_id: UUID, new: NewTask) -> tuple[Task, Receipt]:
    """Add a task to a confirmed directive, e.g. one the reader and the clerk both missed."""
    with atomic():
        directive = _locked(directive_id)
        answers = (policy.may_give(actor, directive.unit_id), policy.may_receive(actor, directive.unit_id))
        if not any(answers):
            raise NotPermitted(answers[0].reason)
        if directive.state not in (State.CONFIRMED, State.ASSIGNED):
            raise Conflict(_("Xác nhận văn bản trước khi thêm nhiệm vụ."))
        return plan_task(actor=actor, at=at, case=directive.case, giver_unit=directive.unit, new=new)


def assign_tasks(
    *, actor: Actor, at: datetime, directive_id: UUID, assignments: Mapping[UUID, Assignment]
) -> list[Receipt]:
    """Give planned tasks of a directive (task id → sáu rõ); all stand or fall together."""
    if not assignments:
        raise Invalid(_("Chọn ít nhất một nhiệm vụ để giao."))
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_give(actor, directive.unit_id))
        tasks = {
            task.pk: task
            for task in Task.objects.select_for_update(of=("self",))
            .select_related("giver_unit", "parent")
            .filter(case_id=directive.case_id, pk__in=assignments)
        }
        missing = set(assignments) - set(tasks)
        if missing:
            raise NotFound(_("Có nhiệm vụ không thuộc văn bản này."))
        receipts = [
            assign_step(actor=actor, at=at, task=tasks[task_id], how=how)
            for task_id, how in assignments.items()
        ]
        _move(directive, "assign_tasks")
        directive.save()
        event = TasksAssigned(tasks=tuple(assignments))
        receipts.append(append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id))
        return receipts


def distribute(
    *, actor: Actor, at: datetime, directive_id: UUID, task_id: UUID, assignments: Sequence[Assignment]
) -> list[Receipt]:
    """Give one planned task to many units: it stays as the head of the tree, led by the giver, with a part
    for each unit."""
    if not assignments:
        raise Invalid(_("Chọn ít nhất một đơn vị."), field="lead_unit")
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_give(actor, directive.unit_id))
        task = (
            Task.objects.select_for_update(of=("self",))
            .select_related("giver_unit", "parent")
            .filter(case_id=directive.case_id, pk=task_id)
            .first()
        )
        if task is None:
            raise NotFound(_("Không có nhiệm vụ này trong văn bản."))
        receipts = [
            assign_step(actor=actor, at=at, task=task, how=Assignment(lead_unit=directive.unit)),
            acknowledge_step(actor=actor, at=at, task=task),  # whoever passes a task on has it
        ]
        for how in assignments:
            new = NewTask(
                text=how.text or task.text,
                number=task.number,
                heading=task.heading,
                product=task.product,
                cited=tuple(task.cited),
                authority=task.authority,
            )
            child, _planned = plan_task(
                actor=actor, at=at, case=directive.case, giver_unit=directive.unit, new=new, parent=task
            )
            child.deadline_kind, child.due_at, child.due_words = (
                task.deadline_kind,
                task.due_at,
                task.due_words,
            )
            child.due_rule, child.due_basis = task.due_rule, task.due_basis
            child.calendar_version = task.calendar_version
            receipts.append(assign_step(actor=actor, at=at, task=child, how=how))
        _move(directive, "assign_tasks")
        directive.save()
        event = TasksAssigned(tasks=(task.pk,))
        receipts.append(append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id))
        return receipts


def issue_letter(
    *,
    actor: Actor,
    at: datetime,
    directive_id: UUID,
    task_ids: Sequence[UUID],
    form: LetterForm,
    known: int | None = None,
) -> tuple[Letter, Receipt]:
    """Number and issue the assignment letter for given tasks. The number is taken from the unit's series
    without gaps.

    ``known`` is how many letters of the directive the giver had seen: with another one since (a button
    pressed twice, a second giver) ``Conflict`` names it, and no number is taken.
    """
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_give(actor, directive.unit_id))
        newest = directive.letters.order_by("-issued_at").first()
        if known is not None and newest is not None and directive.letters.count() != known:
            raise Conflict(
                _("Đã ra văn bản giao việc số %(number)s lúc %(time)s ngày %(day)s.")
                % {
                    "number": f"{newest.number:02d}-{newest.symbol}"
                    if newest.side == "party"
                    else f"{newest.number:02d}/{newest.symbol}",
                    "time": f"{local(newest.issued_at):%H:%M}",
                    "day": f"{local_day(newest.issued_at):%d/%m/%Y}",
                },
                next_step=_("Xem văn bản đó trước; nếu vẫn cần một văn bản nữa, bấm lấy số lần nữa."),
            )
        tasks = list(Task.objects.filter(case_id=directive.case_id, pk__in=task_ids).exclude(lead_unit=None))
        if not tasks:
            raise Invalid(_("Giao ít nhất một nhiệm vụ trước khi ra văn bản giao việc."))
        number = next_number(unit=directive.unit, name=f"letter:{form.symbol}", period=form.period)
        event = LetterIssued(
            number=number,
            symbol=form.symbol,
            period=form.period,
            issued_on=form.issued_on,
            tasks=tuple(task.pk for task in tasks),
            layout=form.layout_key,
        )
        receipt = append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id)
        letter = Letter.objects.create(
            directive=directive,
            unit=directive.unit,
            number=number,
            symbol=form.symbol,
            period=form.period,
            issued_on=form.issued_on,
            side=form.side,
            layout_key=form.layout_key,
            signer=nfc(form.signer),
            sign_authority=nfc(form.sign_authority),
            sign_title=nfc(form.sign_title),
            closing=nfc(form.closing),
            body=dict(form.body),
            issued_at=at,
            entry_seq=receipt.seq,
        )
        letter.tasks.set(tasks)
        return letter, receipt


def close(*, actor: Actor, at: datetime, directive_id: UUID, note: str = "") -> Receipt:
    """Close a directive whose tasks are all finished or withdrawn."""
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_give(actor, directive.unit_id))
        waiting = (
            Task.objects.filter(case_id=directive.case_id)
            .exclude(state__in=("accepted", "withdrawn"))
            .count()
        )
        if waiting:
            raise Conflict(
                _("Còn %(count)s nhiệm vụ chưa hoàn thành.") % {"count": waiting},
                next_step=_("Nghiệm thu hoặc thôi giao các nhiệm vụ đó trước."),
            )
        _move(directive, "close")
        directive.closed_at = directive.case.closed_at = at
        directive.save()
        directive.case.save()
        return append(
            actor=actor,
            at=at,
            event=DirectiveClosed(note=nfc(note)),
            subject=directive.pk,
            case=directive.case_id,
        )


def set_aside(*, actor: Actor, at: datetime, directive_id: UUID, reason: str) -> Receipt:
    """Say that a received document needs no handling here, with the reason. The original and the entry
    stay."""
    with atomic():
        directive = _locked(directive_id)
        _demand(policy.may_receive(actor, directive.unit_id))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do không xử lý."), field="reason")
        _move(directive, "set_aside")
        directive.closed_at = at
        directive.save()
        event = DirectiveSetAside(reason=reason)
        return append(actor=actor, at=at, event=event, subject=directive.pk, case=directive.case_id)


# -- shared pieces


def _head_of_row(directive: Directive) -> Head:
    return Head(
        number=directive.number,
        symbol=directive.symbol,
        issuer=directive.issuer,
        issued_on=directive.issued_on,
        kind=directive.kind,
        subject=directive.subject,
        base_documents=tuple(directive.base_documents),
    )


def _fill(directive: Directive, head: Head) -> None:
    directive.number = nfc(head.number).strip()[:16]
    directive.symbol = nfc(head.symbol).strip()[:60]
    directive.issuer = nfc(head.issuer).strip()[:200]
    directive.issued_on = head.issued_on
    directive.kind = head.kind
    directive.subject = nfc(head.subject).strip()[:500]
    directive.base_documents = [nfc(each).strip() for each in head.base_documents]


def _corrected(before: Head, after: Head) -> tuple[str, ...]:
    first, second = asdict(before), asdict(after)
    return tuple(name for name in first if first[name] != second[name])
