"""The assignment letter: chosen, looked at as it will be printed, numbered, given out as DOCX and PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import actions, history, papers, policy, readers, receivers
from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.kernel.paper import Proof
from liem.spine.access import Conflict, Duty, Invalid, NotFound, sentence_of
from liem.spine.tasks.flow import State as TaskState
from liem.ui.formatting import vn_number

from .document import crumbs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liem.domains.directives.actions import LetterForm
    from liem.domains.directives.models import Directive, Letter
    from liem.spine.people.models import Mandate
    from liem.spine.tasks.models import Task

CLOSING = gettext_lazy(
    "Yêu cầu các đơn vị được giao chủ trì tổ chức thực hiện, báo cáo kết quả đúng thời hạn; có khó khăn, "
    "vướng mắc thì báo cáo kịp thời để xem xét, chỉ đạo."
)


class LetterChoice(forms.Form):
    """Which tasks the letter gives, who signs it and how, and its closing words."""

    tasks = forms.MultipleChoiceField(
        label=gettext_lazy("Nhiệm vụ trong văn bản này"), widget=forms.CheckboxSelectMultiple
    )
    signer = forms.ChoiceField(label=gettext_lazy("Người ký"))
    sign_authority = forms.CharField(
        label=gettext_lazy("Thẩm quyền ký"),
        required=False,
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "vi"}),
        help_text=gettext_lazy("để trống thì ghi theo chức danh người ký"),
    )
    sign_title = forms.CharField(
        label=gettext_lazy("Chức vụ người ký"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi"}),
        help_text=gettext_lazy("để trống thì ghi theo chức danh người ký"),
    )
    closing = forms.CharField(
        label=gettext_lazy("Lời kết"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
    )

    def __init__(self, *args: Any, tasks: Sequence[Task], signers: Sequence[Mandate], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["tasks"].choices = [
            (str(task.pk), f"{task} · {task.lead_unit.name if task.lead_unit else ''}") for task in tasks
        ]
        fields["tasks"].error_messages["required"] = _("Chọn ít nhất một nhiệm vụ")
        fields["signer"].choices = [
            (str(each.pk), f"{each.person.name}, {each.get_post_display()}") for each in signers
        ]


def _given(request: OfficeRequest, directive: Directive) -> list[Task]:
    """Return the tasks a letter may give: those at the top that were given and not withdrawn."""
    return readers.given_tasks(request.actor, directive, without=(TaskState.PLANNED, TaskState.WITHDRAWN))


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Choose, look (GET with ``xem``), issue (POST)."""
    directive = readers.get_directive(request.actor, directive_id)
    if not policy.may_give(request.actor, directive.unit_id):
        raise NotFound(_("Không có văn bản này."))
    tasks = _given(request, directive)
    if not tasks:
        messages.warning(request, _("Giao ít nhất một nhiệm vụ trước khi ra văn bản giao việc."))
        return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))
    day = local_day(request.at)
    signers = receivers.signers(directive.unit_id, day=day)
    data = request.POST if request.method == "POST" else request.GET if "xem" in request.GET else None
    first = {"tasks": [str(task.pk) for task in tasks], "closing": str(CLOSING)}
    form = LetterChoice(data, initial=first, tasks=tasks, signers=signers)
    draft: LetterForm | None = None
    trouble, status = "", 200
    if data is not None and form.is_valid():
        try:
            draft = _draft(request, directive, form.cleaned_data, tasks=tasks, signers=signers)
            if request.method == "POST":
                return _issue(request, directive, draft, form.cleaned_data["tasks"])
        except (Invalid, Conflict) as refusal:
            trouble, status = f"{refusal.message} {refusal.next_step}".strip(), refusal.status
        except KernelError as refusal:
            trouble, status = sentence_of(refusal), 422
    elif data is not None:
        status = 422
    context = {
        "directive": directive,
        "form": form,
        "has_signer": bool(signers),
        "draft": None,
        "draft_query": urlencode(_pairs(data)) if draft else "",
        "draft_pairs": _pairs(data) if draft else (),
        **(_shown(draft) if draft else {}),
        "known": len(history.letters_of(directive)),
        "trouble": trouble,
        "crumbs": crumbs(directive),
    }
    return render(request, "office/directives/letter.html", context, status=status)


def _pairs(query: Any) -> list[tuple[str, str]]:
    """Return what was chosen as name and value, so that what was looked at is what is issued."""
    return [(name, value) for name in LetterChoice.base_fields for value in query.getlist(name)]


def _shown(form: LetterForm) -> dict[str, Any]:
    return {
        "draft": form,
        "lead_in": papers.lead_in(form.body),
        "recipients": papers.recipients(form),
        "authority_lines": form.sign_authority.splitlines(),
        "layout": papers.layout_told(form),
    }


def _draft(
    request: OfficeRequest,
    directive: Directive,
    told: Mapping[str, Any],
    *,
    tasks: Sequence[Task],
    signers: Sequence[Mandate],
) -> LetterForm:
    signer = next(each for each in signers if str(each.pk) == told["signer"])
    day = local_day(request.at)
    authority, title = papers.sign_lines(directive.unit, signer.post, day=day)
    return papers.form_for(
        directive,
        [task for task in tasks if str(task.pk) in told["tasks"]],
        signer=signer,
        sign_authority=told["sign_authority"].strip() or authority,
        sign_title=told["sign_title"].strip() or title,
        closing=told["closing"].strip(),
        day=day,
    )


def _issue(
    request: OfficeRequest, directive: Directive, draft: LetterForm, task_ids: Sequence[str]
) -> HttpResponse:
    made, receipt = actions.issue_letter(
        actor=request.actor,
        at=request.at,
        directive_id=directive.pk,
        task_ids=[UUID(pk) for pk in task_ids],
        form=draft,
        known=_known(request),
    )
    messages.success(
        request,
        _("Đã ra văn bản giao việc số %(number)s · sổ #%(seq)s.")
        % {"number": papers.number_words(made), "seq": receipt.seq},
    )
    return HttpResponseRedirect(reverse("office:directives_letter_one", args=[made.pk]))


def _known(request: OfficeRequest) -> int | None:
    """Return how many letters the giver had seen when the draft was shown."""
    written = request.POST.get("known", "")
    return int(written) if written.isascii() and written.isdigit() else None


def _proof(made: Letter) -> Proof:
    """Return what is printed for checking: an address and the number in the ledger.

    An address that is cut leads nowhere. Where that of the line is too long for the code, the code leads to
    the ledger and the number is printed beside; where that is too long as well, it is printed as words.
    """
    ledger = f"{settings.LIEM.public_url.rstrip('/')}{reverse('office:ledger')}"
    line = _("Sổ #%(seq)s") % {"seq": vn_number(made.entry_seq)}
    return Proof.of(line, f"{ledger}?dong={made.entry_seq}", ledger)


@office()
@require_safe
def letter_one(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """Show an issued letter: what it says, and its two files."""
    made = readers.get_letter(request.actor, letter_id)
    form = papers.form_of(made)
    context = {
        "letter": made,
        "directive": made.directive,
        "number_words": papers.number_words(made),
        **_shown(form),
        "proof_line": _("sổ #%(seq)s") % {"seq": vn_number(made.entry_seq)},
        "at": request.at,
        "crumbs": crumbs(made.directive),
    }
    return render(request, "office/directives/letter_one.html", context)


@office()
@require_safe
def letter_file(request: OfficeRequest, letter_id: UUID, form: str) -> HttpResponse:
    """Give an issued letter as DOCX or PDF: the same words each time."""
    made = readers.get_letter(request.actor, letter_id)
    return giving.paper(
        papers.issued(made, proof=_proof(made)), form, name=f"van-ban-giao-viec-{made.number}"
    )


@office(Duty.ASSIGN_TASKS)
@require_safe
def draft_file(request: OfficeRequest, directive_id: UUID, form: str) -> HttpResponse:
    """Give the draft as DOCX or PDF, without number, as the query of the page describes it."""
    directive = readers.get_directive(request.actor, directive_id)
    if not policy.may_give(request.actor, directive.unit_id):
        raise NotFound(_("Không có văn bản này."))
    tasks = _given(request, directive)
    signers = receivers.signers(directive.unit_id, day=local_day(request.at))
    choice = LetterChoice(request.GET, tasks=tasks, signers=signers)
    if not choice.is_valid():
        raise NotFound(_("Dự thảo chưa đủ thông tin."))
    draft = _draft(request, directive, choice.cleaned_data, tasks=tasks, signers=signers)
    return giving.paper(papers.paper(draft, number=None), form, name="du-thao-van-ban-giao-viec")
