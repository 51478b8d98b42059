"""The verbs of a question: ask the one concerned, answer, dismiss, follow, merge. A person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted, said
from liem.spine.ledger.append import Event, Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import tell_step

from . import policy, readers
from .events import QuestionAnswered, QuestionAsked, QuestionDismissed, QuestionFollowed, QuestionMerged
from .flow import QUESTION_FLOW, State
from .models import Question
from .steps import climb_step, grow_step, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Answer


def _locked(
    actor: Actor, question_id: UUID, *, at: datetime, may: Callable[[Actor, Question, str], Answer]
) -> Question:
    """Lock a question the actor sees and may act on; raises ``NotFound``, ``NotPermitted``."""
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("to_unit", "about_unit", "about_person")
        .filter(pk=question_id)
        .first()
    )
    part = readers.seen_as(actor, question, at=at) if question else ""
    if question is None or not part:
        raise NotFound(_("Không có câu hỏi này."))
    answer = may(actor, question, part)
    if not answer:
        raise NotPermitted(answer.reason, citation=policy.CONFLICT if part == "concerned" else "")
    return question


def _move(question: Question, verb: str) -> None:
    try:
        question.state = QUESTION_FLOW.move(question.state, verb)
    except NotNow:
        raise Conflict(
            _("Câu hỏi đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(question.state).label},
            next_step=_("Tải lại trang để xem bước tiếp theo."),
        ) from None
    question.revision += 1


def _tell(question: Question, persons: Iterable[UUID], words: str, *, at: datetime) -> None:
    key = f"question:{question.pk}:{question.revision}"
    tell_step(at=at, persons=persons, key=key, kind="question", words=words, path=path_of(question))


def _entry(question: Question, event: Event, *, actor: Actor, at: datetime) -> Receipt:
    return append(actor=actor, at=at, event=event, subject=question.pk)


def ask(*, actor: Actor, at: datetime, question_id: UUID, text: str) -> Receipt:
    """Ask the person or unit concerned; from here on they see the question, its evidence and answer it.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no words, or nobody is concerned).
    """
    with atomic():
        question = _locked(actor, question_id, at=at, may=policy.may_handle)
        text = said(text, field="text", why=_("Ghi điều cần hỏi."))
        if question.about_person_id is None and question.about_unit_id is None:
            raise Invalid(_("Câu hỏi này không nêu người hay đơn vị nào để hỏi."))
        _move(question, "ask")
        question.asked, question.asked_at, question.asked_by_id = text, at, actor.person_id
        question.save()
        with override("vi"):
            words = _("%(unit)s đề nghị trả lời một câu hỏi.") % {"unit": question.to_unit.name}
        _tell(question, policy.concerned(question, day=local_day(at)), words, at=at)
        return _entry(question, QuestionAsked(text=text), actor=actor, at=at)


def answer(*, actor: Actor, at: datetime, question_id: UUID, text: str) -> Receipt:
    """Answer as the person or unit concerned; the words are kept as they are. Raises as :func:`ask`."""
    with atomic():
        question = _locked(actor, question_id, at=at, may=policy.may_answer)
        text = said(text, field="text", why=_("Ghi nội dung trả lời."))
        _move(question, "answer")
        question.answer, question.answered_at, question.answered_by_id = text, at, actor.person_id
        question.save()
        receipt = _entry(question, QuestionAnswered(text=text), actor=actor, at=at)
        deciders, climbed = climb_step(question, actor=actor, at=at)
        with override("vi"):
            words = _("Đã có trả lời cho một câu hỏi.")
        _tell(question, deciders, climbed or words, at=at)
        return receipt


def dismiss(*, actor: Actor, at: datetime, question_id: UUID, reason: str) -> Receipt:
    """Decide that there is nothing to follow, with the reason; who was asked is told so.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no reason).
    """
    with atomic():
        question = _locked(actor, question_id, at=at, may=policy.may_decide)
        reason = said(reason, field="reason", why=_("Ghi lý do khép câu hỏi."))
        _move(question, "dismiss")
        _decide(question, reason, actor=actor, at=at)
        question.save()
        with override("vi"):
            words = _("%(unit)s đã khép câu hỏi: không có vấn đề.") % {"unit": question.to_unit.name}
        _tell_asked(question, words, at=at)
        return _entry(question, QuestionDismissed(reason=reason), actor=actor, at=at)


def follow(*, actor: Actor, at: datetime, question_id: UUID, case_id: UUID, reason: str) -> Receipt:
    """Follow the question with a dossier of inspection that the body opened after it was raised.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no reason, or no such dossier).
    """
    with atomic():
        question = _locked(actor, question_id, at=at, may=policy.may_decide)
        reason = said(reason, field="reason", why=_("Ghi lý do mở việc tiếp theo."))
        if case_id not in {case.pk for case in readers.cases_to_follow(question)}:
            raise Invalid(
                _("Hồ sơ này không phải hồ sơ kiểm tra do cơ quan mở sau khi có câu hỏi."), field="case"
            )
        _move(question, "follow")
        question.opened_case_id = case_id
        _decide(question, reason, actor=actor, at=at)
        question.save()
        return _entry(question, QuestionFollowed(opened_case=case_id, reason=reason), actor=actor, at=at)


def merge(*, actor: Actor, at: datetime, question_id: UUID, into_id: UUID, reason: str) -> Receipt:
    """Merge a question into another undecided one about the same person or unit, which takes its evidence.

    Raises ``NotFound``, ``NotPermitted``, ``Conflict``, ``Invalid`` (no reason, or not the same matter).
    """
    with atomic():
        question = _locked(actor, question_id, at=at, may=policy.may_handle)
        reason = said(reason, field="reason", why=_("Ghi lý do gộp."))
        if into_id not in {twin.pk for twin in readers.twins_of(actor, question, at=at)}:
            raise Invalid(_("Chỉ gộp vào câu hỏi chưa khép về cùng người hoặc đơn vị."), field="into")
        target = Question.objects.select_for_update().get(pk=into_id)
        _move(question, "merge")
        question.merged_into = target
        _decide(question, reason, actor=actor, at=at)
        question.save()
        added = [each for each in question.evidence if each not in target.evidence]
        if added:
            grow_step(target, added, actor=actor, at=at)
        return _entry(question, QuestionMerged(into=target.pk, reason=reason), actor=actor, at=at)


def _decide(question: Question, reason: str, *, actor: Actor, at: datetime) -> None:
    question.decision, question.decided_at, question.decided_by_id = reason, at, actor.person_id


def _tell_asked(question: Question, words: str, *, at: datetime) -> None:
    if question.asked_at is not None:
        _tell(question, policy.concerned(question, day=local_day(at)), words, at=at)
