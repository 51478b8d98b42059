"""The office's pass: form is mended, content and figures are asked of the author, who answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liem.desks.office.door import OfficeRequest, office
from liem.domains.inspections import conclusion_actions as actions
from liem.domains.inspections import conclusion_readers as readers
from liem.domains.inspections import policy
from liem.domains.inspections.conclusion import Content, texts
from liem.domains.inspections.conclusion_known import known_for
from liem.domains.inspections.lint import CONTENT, faults
from liem.domains.inspections.lint_words import wording
from liem.kernel.clock import local_day
from liem.spine.access import Invalid

from .forms import AnswerForm, AskForm
from .writing import common, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django import forms

    from liem.domains.inspections.models import Draft, Inspection


def place_words(place: str) -> str:
    """Return a place in words: "findings-2-text" → "Nội dung 2"."""
    head, *rest = place.split("-")
    names = {
        "bases": _("Căn cứ"),
        "strengths": _("Ưu điểm"),
        "findings": _("Nội dung"),
        "requirements": _("Yêu cầu"),
        "organisation": _("Tổ chức thực hiện"),
        "recipients": _("Nơi nhận"),
        "outcome": _("Kết quả chung"),
    }
    name = names.get(head, head)
    number = rest[0] if rest and rest[0].isdigit() else ""
    product = _("sản phẩm") if rest[-1:] == ["product"] else ""
    return " · ".join(filter(None, [f"{name} {number}".strip(), product]))


def _newest(inspection: Inspection) -> Draft | None:
    heads = readers.heads_of(inspection)
    return heads[-1] if heads else None


def _rows(content: Content, typed: Mapping[str, str] | None, bad: str) -> list[dict[str, Any]]:
    """Return each text with its place, its faults of form and what was typed over it."""
    counts: dict[str, int] = {}
    rows = []
    for place, text in texts(content):
        if not text.strip():
            continue
        counts[place] = counts.get(place, 0) + 1
        name = f"{place}-{counts[place]}"
        shown = typed.get(name, text) if typed is not None else text
        rows.append(
            {
                "name": name,
                "place": place,
                "title": place_words(place),
                "text": shown,
                "marks": wording(text),
                "bad": place == bad or place.startswith(f"{bad}-") if bad else False,
                "rows": len(shown) // 90 + (1 if place == "recipients" else 2),
            }
        )
    return rows


def _retyped(content: Content, typed: Mapping[str, str]) -> Content:
    """Return the content with each text as typed."""
    counts: dict[str, int] = {}

    def told(place: str, text: str) -> str:
        if not text.strip():
            return text
        counts[place] = counts.get(place, 0) + 1
        return typed.get(f"{place}-{counts[place]}", text).replace("\r\n", "\n")

    return replace(
        content,
        bases=tuple(
            replace(one, words=told(f"bases-{n}-words", one.words)) for n, one in enumerate(content.bases, 1)
        ),
        strengths=tuple(
            replace(one, text=told(f"strengths-{n}-text", one.text))
            for n, one in enumerate(content.strengths, 1)
        ),
        findings=tuple(
            replace(one, text=told(f"findings-{n}-text", one.text))
            for n, one in enumerate(content.findings, 1)
        ),
        requirements=tuple(
            replace(
                one,
                text=told(f"requirements-{n}-text", one.text),
                product=told(f"requirements-{n}-product", one.product),
            )
            for n, one in enumerate(content.requirements, 1)
        ),
        organisation=replace(
            content.organisation, words=told("organisation-words", content.organisation.words)
        ),
        recipients=tuple(told("recipients", one) for one in content.recipients),
    )


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Show every text with its faults of form; POST saves a version marked as mended in form."""
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    draft = _newest(inspection)
    if request.method == "POST":
        if draft is None or request.POST.get("parent") != str(draft.pk):
            messages.warning(request, _("Đã có bản mới; xem lại rồi sửa hình thức."))
            return HttpResponseRedirect(page_of("conclusion_form", inspection))
        try:
            made, receipt = actions.mend_form(
                actor=request.actor,
                at=request.at,
                inspection_id=inspection.pk,
                parent=draft.pk,
                content=_retyped(readers.content_of(draft), request.POST),
            )
        except Invalid as refusal:
            return _show(request, inspection, draft, refusal=refusal, typed=request.POST)
        if receipt is not None:
            messages.success(
                request,
                _("Đã sửa hình thức thành bản %(number)s · sổ #%(seq)s.")
                % {"number": made.number, "seq": receipt.seq},
            )
        return HttpResponseRedirect(page_of("conclusion_form", inspection))
    return _show(request, inspection, draft)


def _show(
    request: OfficeRequest,
    inspection: Inspection,
    draft: Draft | None,
    *,
    refusal: Invalid | None = None,
    typed: Mapping[str, str] | None = None,
    ask: forms.Form | None = None,
) -> HttpResponse:
    content = readers.content_of(draft) if draft else Content()
    found = faults(content, known_for(inspection, content, day=local_day(request.at))) if draft else ()
    bad = refusal.field if refusal else ""
    rows = _rows(content, typed, bad)
    may_answer = bool(policy.may(request.actor, inspection, actions.AUTHORS, at=request.at))
    context = common(
        request,
        inspection,
        draft=draft,
        rows=rows,
        refusal=refusal,
        bad=bad,
        bad_words=place_words(bad) if bad else "",
        found=[(place_words(one.place), one) for one in found if one.kind == CONTENT],
        ask=ask or ask_form(content, asked=bad or request.GET.get("cho", "")),
        questions=[
            (place_words(one.place), one, AnswerForm(prefix=str(one.pk)[-12:]) if may_answer else None)
            for one in readers.questions_of(inspection)
        ],
        may_answer=may_answer,
    )
    status = 422 if refusal or (ask is not None and ask.errors) else 200
    return render(request, "oversight/conclusions/mend.html", context, status=status)


def ask_form(content: Content, data: Any = None, *, asked: str = "") -> AskForm:
    """Return the form of a question with every place of the content; ``asked`` is the one chosen first."""
    form = AskForm(data)
    places = [place for place, _text in texts(content)]
    places += [f"findings-{number}" for number in range(1, len(content.findings) + 1)]
    places += [f"requirements-{number}" for number in range(1, len(content.requirements) + 1)]
    places += ["bases", "strengths", "outcome", "organisation"]
    fields: Any = form.fields
    named: dict[str, str] = {}
    for place in sorted(dict.fromkeys(places), key=_order):
        named.setdefault(place_words(place), place)
    fields["place"].choices = [(place, words) for words, place in named.items()]
    if asked:
        fields["place"].initial = named.get(place_words(asked))
    return form


def _order(place: str) -> tuple[int, int, int]:
    head, *rest = place.split("-")
    heads: Sequence[str] = ("bases", "strengths", "findings", "requirements", "organisation", "recipients")
    number = int(rest[0]) if rest and rest[0].isdigit() else 0
    return (heads.index(head) if head in heads else len(heads), number, len(rest))


@office()
@require_POST
def ask(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Ask the author."""
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    draft = _newest(inspection)
    form = ask_form(readers.content_of(draft) if draft else Content(), request.POST)
    if not form.is_valid():
        return _show(request, inspection, draft, ask=form)
    _question, receipt = actions.ask_author(
        actor=request.actor,
        at=request.at,
        inspection_id=inspection.pk,
        place=form.cleaned_data["place"],
        words=form.cleaned_data["words"],
    )
    messages.success(request, _("Đã gửi câu hỏi cho người dự thảo · sổ #%(seq)s.") % {"seq": receipt.seq})
    return HttpResponseRedirect(page_of("conclusion_form", inspection))


@office()
@require_POST
def answer(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Answer a question of the office."""
    found = readers.get_question(request.actor, question_id, at=request.at)
    inspection = found.inspection
    receipt = actions.answer_author(
        actor=request.actor,
        at=request.at,
        question_id=found.pk,
        answer=request.POST.get(f"{str(found.pk)[-12:]}-answer", ""),
    )
    messages.success(request, _("Đã trả lời câu hỏi · sổ #%(seq)s.") % {"seq": receipt.seq})
    return HttpResponseRedirect(page_of("conclusion_form", inspection))
