"""Pages: two bodies open a sealed name. Ask, agree or refuse, take off the outer seal, read; all in the log.

No bytes of a name leave the server before question and consent stand in the log under a witnessed head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from liem.spine.access import Duty, Invalid
from liem.spine.identity import actions, policy, readers
from liem.spine.identity.models import OPEN, State
from liem.spine.sealed import files
from liem.ui.files import attached

from .door import OfficeRequest, office
from .keys import context_of, page
from .keys_letters import sealed_bytes
from .units.asking import Question, ask, done

if TYPE_CHECKING:
    from liem.spine.roster.models import ReaderKey

MOST: Final = 200  # requests on one page, the newest
_WORD: Final = 64


class AskForm(forms.Form):
    """Why the name is needed, and whom of the two bodies the letter speaks of."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao cần biết người gửi"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("Cơ quan giữ danh tính và người gửi đọc dòng này. Không chép nội dung thư."),
    )
    about = forms.MultipleChoiceField(
        label=gettext_lazy("Thư có nói tới ai trong những người này"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Người được đánh dấu không quyết định yêu cầu này."),
    )
    word = forms.CharField(required=False, max_length=_WORD, widget=forms.HiddenInput)

    def __init__(self, *given: Any, keys: list[ReaderKey], **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [(str(key.person_id), f"{key.name}, {key.post}, {key.unit.name}") for key in keys]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["about"]


class WordsForm(forms.Form):
    """The reason of a decision."""

    words = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("Người xin và người gửi thư đọc dòng này."),
    )


@page("GET", "HEAD")
def listing(request: OfficeRequest) -> HttpResponse:
    """List the requests of the own body: those it made, and those it decides."""
    found = readers.listed_for(request.actor, limit=MOST)
    mine = [one for one in found if one.unit_id == request.actor.unit_id]
    context = {
        **context_of(request),
        "asked": mine,
        "deciding": [one for one in found if one not in mine],
        "crumbs": [(_("Thư niêm phong"), reverse("office:keys_letters"))],
    }
    return render(request, "office/keys/identities.html", context)


@page("GET", "HEAD", "POST")
def asking(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """Ask another body to open the name beside a report; the browser says the word of who opened it."""
    report, _custodian = readers.report_for(request.actor, letter_id)
    back = reverse("office:keys_letter", args=[report.pk])
    form = AskForm(request.POST or None, keys=readers.could_be_about(request.actor, report))

    def act(told: dict[str, Any]) -> HttpResponse:
        made, receipt = actions.ask(
            actor=request.actor,
            at=request.at,
            report_id=report.pk,
            reason=told["reason"],
            about=[UUID(each) for each in told.get("about", ())],
            word=told["word"],
        )
        here = reverse("office:keys_identity", args=[made.pk])
        return done(request, _("Đã xin mở danh tính."), here, seq=receipt.seq)

    question = Question(
        title=_("Xin mở danh tính người gửi"),
        submit=_("Xin mở danh tính"),
        crumbs=[(_("Thư niêm phong"), reverse("office:keys_letters")), (_("Hộp thư niêm phong"), back)],
        back=back,
        intro=_(
            "%(custodian)s giữ lớp niêm phong ngoài và quyết định. Lời xin và lời quyết định đều vào sổ minh "
            "bạch; người gửi thấy bằng mã biên nhận."
        )
        % {"custodian": report.custodian.name if report.custodian else ""},
        template="office/keys/ask.html",
        extra={**context_of(request), "report": report},
    )
    return ask(request, form, question, act)


@page("GET", "HEAD")
def one(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """Show a request: its steps in the log, and what the person who looks may do now."""
    found = readers.one_for(request.actor, request_id)
    asks = found.asker_id == request.actor.person_id
    decides = bool(policy.may_decide(request.actor, found))
    running = found.state in OPEN and request.at < found.ends_at
    steps = readers.steps_of(found, at=request.at)
    ready = running and readers.proven(steps)
    context = {
        **context_of(request),
        "one": found,
        "steps": steps,
        "about": [person.name for person in found.about.all()],
        "may_decide": running and decides and found.state == State.ASKED,
        "may_take_off": ready and decides and found.state == State.APPROVED,
        "may_read": ready and asks and found.state == State.HANDED_OVER,
        "may_fetch": ready and (asks or decides),
        "waits_for_log": running and not ready and found.state == State.APPROVED,
        "may_end": running and asks,
        "crumbs": [(_("Mở danh tính"), reverse("office:keys_identities"))],
    }
    return render(request, "office/keys/identity.html", context)


def _deciding(request: OfficeRequest, request_id: UUID, *, agrees: bool) -> HttpResponse:
    found = readers.one_for(request.actor, request_id)
    policy.deciding_for(request.actor, found)
    back = reverse("office:keys_identity", args=[found.pk])

    def act(told: dict[str, Any]) -> HttpResponse:
        verb = actions.approve if agrees else actions.refuse
        receipt = verb(actor=request.actor, at=request.at, request_id=found.pk, words=told["words"])
        words = _("Đã đồng ý mở danh tính.") if agrees else _("Đã từ chối mở danh tính.")
        return done(request, words, back, seq=receipt.seq)

    question = Question(
        title=_("Đồng ý mở danh tính") if agrees else _("Không đồng ý mở danh tính"),
        submit=_("Đồng ý") if agrees else _("Không đồng ý"),
        crumbs=[(_("Mở danh tính"), reverse("office:keys_identities"))],
        back=back,
        intro=_("%(name)s, %(unit)s, xin với lý do: %(reason)s")
        % {"name": found.asker_name, "unit": found.unit.name, "reason": found.reason},
        danger=not agrees,
    )
    return ask(request, WordsForm(request.POST or None), question, act)


@page("GET", "HEAD", "POST")
def approve(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """Agree, with a reason."""
    return _deciding(request, request_id, agrees=True)


@page("GET", "HEAD", "POST")
def refuse(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    return _deciding(request, request_id, agrees=False)


@office(Duty.INSPECT)
@require_POST
def hand_over(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """Take what the custodian's browser found under the outer seal."""
    found = readers.one_for(request.actor, request_id)
    policy.deciding_for(request.actor, found)
    absent = Invalid(
        _("Không có phần danh tính đã gỡ lớp ngoài."), next_step=_("Gỡ lớp ngoài trên trang yêu cầu.")
    )
    inside = sealed_bytes(request, absent, largest=files.LONGEST_IDENTITY)
    blob = files.keep_identity(inside, at=request.at)
    receipt = actions.hand_over(actor=request.actor, at=request.at, request_id=found.pk, blob=blob)
    here = reverse("office:keys_identity", args=[found.pk])
    return done(request, _("Đã gỡ lớp ngoài và chuyển cho người xin."), here, seq=receipt.seq)


@office(Duty.INSPECT)
@require_POST
def end(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """End the own request."""
    found = readers.one_for(request.actor, request_id)
    receipt = actions.end(actor=request.actor, at=request.at, request_id=found.pk)
    here = reverse("office:keys_identity", args=[found.pk])
    return done(request, _("Đã kết thúc yêu cầu."), here, seq=receipt.seq)


@office(Duty.INSPECT)
@require_GET
@never_cache
def outer(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """Give the name as it was sealed, twice."""
    return attached(readers.outer_for(request.actor, request_id, at=request.at), "danh-tinh.age")


@office(Duty.INSPECT)
@require_GET
@never_cache
def inner(request: OfficeRequest, request_id: UUID) -> HttpResponse:
    """Give what was handed over, sealed for who asked."""
    return attached(readers.inner_for(request.actor, request_id, at=request.at), "danh-tinh.age")


urlpatterns = [
    path("khoa/danh-tinh/", listing, name="keys_identities"),
    path("khoa/thu/<uuid:letter_id>/danh-tinh/", asking, name="keys_identity_ask"),
    path("khoa/danh-tinh/<uuid:request_id>/", one, name="keys_identity"),
    path("khoa/danh-tinh/<uuid:request_id>/dong-y/", approve, name="keys_identity_approve"),
    path("khoa/danh-tinh/<uuid:request_id>/tu-choi/", refuse, name="keys_identity_refuse"),
    path("khoa/danh-tinh/<uuid:request_id>/chuyen/", hand_over, name="keys_identity_hand_over"),
    path("khoa/danh-tinh/<uuid:request_id>/ket-thuc/", end, name="keys_identity_end"),
    path("khoa/danh-tinh/<uuid:request_id>/lop-ngoai.age", outer, name="keys_identity_outer"),
    path("khoa/danh-tinh/<uuid:request_id>/lop-trong.age", inner, name="keys_identity_inner"),
]
