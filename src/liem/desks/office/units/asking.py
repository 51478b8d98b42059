"""A page with one form and one act behind it: refusals come back beside what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from liem.spine.access import NotFound, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django import forms

    from liem.desks.office.door import OfficeRequest


@dataclass(frozen=True, slots=True)
class Question:
    """What stands around the form: title, words above it, the verb of its button, the way back."""

    title: str
    submit: str
    crumbs: Sequence[tuple[str, str]]
    back: str
    intro: str = ""
    template: str = "office/units/form.html"
    extra: dict[str, Any] = field(default_factory=dict)
    danger: bool = False


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside its field, or above the form."""
    words = f"{refusal.message} {refusal.next_step}".strip()
    named = (refusal.field, refusal.field.removesuffix("_code"))  # the action names a code, the form a unit
    form.add_error(next((name for name in named if name in form.fields), None), words)


def ask(
    request: OfficeRequest,
    form: forms.Form,
    question: Question,
    act: Callable[[dict[str, Any]], HttpResponse],
) -> HttpResponse:
    """Show the form, or do the act with what was typed; a refusal shows the form again with its status."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return act(form.cleaned_data)
            except NotFound:
                raise
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
        else:
            status = 422
    context = {"form": form, "question": question, **question.extra}
    return render(request, question.template, context, status=status)


def done(request: OfficeRequest, words: str, url: str, *, seq: int | None = None) -> HttpResponse:
    """Say what was done, with the number in the ledger, and go on."""
    said = _("%(words)s Số trong sổ: #%(seq)s.") % {"words": words, "seq": seq} if seq else words
    messages.success(request, said)
    return HttpResponseRedirect(url)
