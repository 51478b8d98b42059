"""The verbs of a question as pages: one form with its reason, one action, back to the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.units.asking import Question as Asking
from liem.desks.office.units.asking import ask, done
from liem.desks.oversight.tabs import tabs
from liem.domains.inspections import readers as inspections
from liem.spine.access import Duty
from liem.spine.questions import actions, openings, readers

from .forms import AnswerForm, AskForm, DismissForm, FollowForm, MergeForm
from .pages import url_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse

    from liem.spine.ledger.append import Receipt
    from liem.spine.questions.models import Question

_both = require_http_methods(["GET", "HEAD", "POST"])


def _verb(
    request: OfficeRequest,
    question_id: UUID,
    *,
    verb: str,
    form: forms.Form,
    title: str,
    submit: str,
    said: str,
    act: Callable[[dict[str, Any]], Receipt],
    intro: str = "",
    prepare: Callable[[Question], None] | None = None,
    beside: tuple[str, str] | None = None,
) -> HttpResponse:
    question = readers.get_question(request.actor, question_id, at=request.at)
    part = readers.seen_as(request.actor, question, at=request.at)
    openings.demand(verb, request.actor, question, part)
    if prepare is not None:
        prepare(question)

    def do(told: dict[str, Any]) -> HttpResponse:
        receipt = act(told)
        return done(request, said, url_of(question_id), seq=receipt.seq)

    asking = Asking(
        title=title,
        submit=submit,
        crumbs=[(_("Câu hỏi"), reverse("oversight:questions")), (question.title, url_of(question_id))],
        back=url_of(question_id),
        intro=intro,
        template="oversight/questions/form.html",
        extra={"oversight_tabs": tabs(request), "about": question, "beside": beside},
    )
    return ask(request, form, asking, do)


@office(Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
@_both
def ask_concerned(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Ask the person or unit concerned: from then on they see the question."""
    return _verb(
        request,
        question_id,
        verb="ask",
        form=AskForm(request.POST or None),
        title=_("Hỏi đơn vị, người liên quan"),
        submit=_("Gửi câu hỏi"),
        said=_("Đã hỏi; người, đơn vị liên quan thấy câu hỏi từ bây giờ."),
        intro=_("Sau bước này, người hoặc đơn vị liên quan thấy câu hỏi và toàn bộ căn cứ."),
        act=lambda told: actions.ask(actor=request.actor, at=request.at, question_id=question_id, **told),
    )


@office()
@_both
def answer(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Answer as the person or unit concerned."""
    return _verb(
        request,
        question_id,
        verb="answer",
        form=AnswerForm(request.POST or None),
        title=_("Trả lời câu hỏi"),
        submit=_("Gửi trả lời"),
        said=_("Đã gửi trả lời."),
        act=lambda told: actions.answer(actor=request.actor, at=request.at, question_id=question_id, **told),
    )


@office(Duty.DECIDE_INSPECTIONS)
@_both
def dismiss(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Decide that there is nothing to follow."""
    return _verb(
        request,
        question_id,
        verb="dismiss",
        form=DismissForm(request.POST or None),
        title=_("Khép câu hỏi, không có vấn đề"),
        submit=_("Khép câu hỏi"),
        said=_("Đã khép câu hỏi."),
        intro=_("Những căn cứ này không được nêu lại để đặt câu hỏi mới."),
        act=lambda told: actions.dismiss(actor=request.actor, at=request.at, question_id=question_id, **told),
    )


@office(Duty.DECIDE_INSPECTIONS)
@_both
def follow(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Follow the question with a dossier of inspection that was opened for it."""
    form = FollowForm(request.POST or None)

    def prepare(question: Question) -> None:
        cases = {case.pk: case for case in readers.cases_to_follow(question)}
        seen = inspections.inspections_for(request.actor, at=request.at).filter(case_id__in=cases)
        form.offer(
            (str(pk), f"{cases[pk].dossier} · {cases[pk].title}")
            for pk in seen.values_list("case_id", flat=True)
        )

    return _verb(
        request,
        question_id,
        verb="follow",
        form=form,
        prepare=prepare,
        title=_("Mở việc từ câu hỏi"),
        submit=_("Gắn hồ sơ và khép câu hỏi"),
        said=_("Đã gắn hồ sơ với câu hỏi."),
        intro=_("Mở cuộc kiểm tra ở trang “Cuộc kiểm tra” trước, rồi chọn hồ sơ của cuộc đó ở đây."),
        beside=(_("Mở cuộc kiểm tra mới"), reverse("oversight:inspections_open")),
        act=lambda told: actions.follow(
            actor=request.actor,
            at=request.at,
            question_id=question_id,
            case_id=told["case"],
            reason=told["reason"],
        ),
    )


@office(Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
@_both
def merge(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Merge with another question about the same person or unit."""
    form = MergeForm(request.POST or None)

    def prepare(question: Question) -> None:
        twins = readers.twins_of(request.actor, question, at=request.at)
        form.offer((str(twin.pk), twin.title) for twin in twins)

    return _verb(
        request,
        question_id,
        verb="merge",
        form=form,
        prepare=prepare,
        title=_("Gộp câu hỏi trùng"),
        submit=_("Gộp câu hỏi"),
        said=_("Đã gộp; căn cứ chuyển sang câu hỏi kia."),
        act=lambda told: actions.merge(
            actor=request.actor,
            at=request.at,
            question_id=question_id,
            into_id=told["into"],
            reason=told["reason"],
        ),
    )
