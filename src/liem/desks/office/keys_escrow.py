"""Pages: divided keys. Who holds which sheet, and the ceremonies at which sheets are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel.seal.shares import COUNT
from liem.spine.escrow import actions, policy, readers

from .keys import context_of, page
from .units.asking import Question, ask, done

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from .door import OfficeRequest

_NUMBERS: Final = range(1, COUNT + 1)


class HoldersForm(forms.Form):
    """The body and the person that keep each sheet."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for number in _NUMBERS:
            body = _("Tờ %(number)s: cơ quan giữ") % {"number": number}
            person = _("Tờ %(number)s: người ký nhận") % {"number": number}
            self.fields[f"body_{number}"] = forms.CharField(label=body, max_length=120)
            self.fields[f"holder_{number}"] = forms.CharField(label=person, max_length=120)


class CeremonyForm(forms.Form):
    """Which sheets come, why, and what is to be opened."""

    numbers = forms.MultipleChoiceField(
        label=gettext_lazy("Tờ được mang tới"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=gettext_lazy("Vì sao phải ghép khóa"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("ví dụ: cả hai người đọc mất máy cùng lúc"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Để mở những gì"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=gettext_lazy("ví dụ: các thư nhận trong tháng 11; không chép nội dung thư"),
    )

    def __init__(self, *given: Any, sheets: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["numbers"].choices = sheets  # type: ignore[attr-defined]


@page("GET", "HEAD")
def listing(request: OfficeRequest) -> HttpResponse:
    """List the divided keys of the own unit: holders of sheets, ceremonies."""
    context = {
        **context_of(request),
        "divided": list(readers.seen_by(request.actor)),
        "crumbs": [(_("Khóa của tôi"), reverse("office:keys"))],
    }
    return render(request, "office/keys/escrow.html", context)


@page("GET", "HEAD", "POST")
def divide(request: OfficeRequest) -> HttpResponse:
    """Say who keeps the sheets of the own key."""
    key = policy.own_key(request.actor)
    back = reverse("office:keys_escrow")

    def act(told: dict[str, Any]) -> HttpResponse:
        holders = [(told[f"body_{number}"], told[f"holder_{number}"]) for number in _NUMBERS]
        _made, receipt = actions.divide(actor=request.actor, at=request.at, holders=holders)
        return done(request, _("Đã ghi người giữ năm tờ."), back, seq=receipt.seq)

    question = Question(
        title=_("Ghi người giữ các tờ mảnh khóa"),
        submit=_("Ghi vào sổ"),
        crumbs=[(_("Khóa chia mảnh"), back)],
        back=back,
        intro=_("Khóa mã đối chiếu %(code)s. Năm cơ quan khác nhau, mỗi cơ quan một tờ, ký nhận khi giao.")
        % {"code": key.fingerprint},
    )
    return ask(request, HoldersForm(request.POST or None), question, act)


@page("GET", "HEAD", "POST")
def assemble(request: OfficeRequest, divided_id: UUID) -> HttpResponse:
    """Write down a ceremony, before the sheets are put together."""
    found = readers.one_for(request.actor, divided_id)
    policy.leading_key(request.actor)
    back = reverse("office:keys_escrow")
    sheets = [(str(one.number), f"{one.number}. {one.body}: {one.holder}") for one in found.sheets.all()]
    form = CeremonyForm(request.POST or None, sheets=sheets)

    def act(told: dict[str, Any]) -> HttpResponse:
        _made, receipt = actions.assemble(
            actor=request.actor,
            at=request.at,
            divided_id=found.pk,
            numbers=[int(number) for number in told["numbers"]],
            reason=told["reason"],
            purpose=told["purpose"],
        )
        words = _("Đã ghi lễ mở vào sổ. Sau lễ, thay khóa này và chia tờ mới.")
        return done(request, words, back, seq=receipt.seq)

    question = Question(
        title=_("Ghi lễ mở khóa chia mảnh"),
        submit=_("Ghi vào sổ rồi mới ghép"),
        crumbs=[(_("Khóa chia mảnh"), back)],
        back=back,
        intro=_(
            "Ghi trước khi ghép, khi mọi người đã có mặt. Gõ các tờ vào công cụ không cần mạng. "
            "Ghép một lần là khóa đã lộ với người trong phòng: phải thay khóa."
        ),
        danger=True,
    )
    return ask(request, form, question, act)


urlpatterns = [
    path("khoa/manh/", listing, name="keys_escrow"),
    path("khoa/manh/ghi/", divide, name="keys_escrow_divide"),
    path("khoa/manh/<uuid:divided_id>/mo/", assemble, name="keys_escrow_assemble"),
]
