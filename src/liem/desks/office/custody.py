"""Pages: erasures by law, from the proposal to the decision of a second person; opening fields of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.ledger.shown import lines, wanted
from liem.desks.office.units.asking import Question, ask, done
from liem.spine.access import Duty, NotFound
from liem.spine.custody import actions, readers
from liem.spine.ledger import readers as ledger
from liem.spine.people import readers as people
from liem.spine.units import readers as units
from liem.ui.files import attached
from liem.ui.formatting import vn_datetime, vn_number
from liem.ui.shell import Fact

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

_both = require_http_methods(["GET", "HEAD", "POST"])
_LONG = forms.Textarea(attrs={"rows": "3"})
MOST_TYPED = 80
YES, NO, BACK = "confirm", "refuse", "withdraw"


class LookForm(forms.Form):
    """What to look for."""

    q = forms.CharField(
        label=gettext_lazy("Tìm theo tên, mã số hoặc số hồ sơ"), required=False, max_length=MOST_TYPED
    )


class ProposeForm(forms.Form):
    """Why something is to be erased."""

    ground = forms.ChoiceField(label=gettext_lazy("Trường hợp luật cho xóa"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Không ghi tên hay thông tin của người được xóa: dòng này còn mãi trong sổ."),
        max_length=400,
        widget=_LONG,
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        grounds = readers.grounds(at).mapping()
        self.fields["ground"].choices = [(str(key), str(words)) for key, words in grounds.items()]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What the second person, or who proposed, says."""

    decide = forms.ChoiceField(label=gettext_lazy("Quyết định"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Lý do, nếu không đồng ý"), required=False, max_length=400, widget=_LONG
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decide"].choices = choices  # type: ignore[attr-defined]
        if all(key != NO for key, _words in choices):
            del self.fields["words"]


class OpenForm(forms.Form):
    """Which fields to open to everybody, and why."""

    names = forms.MultipleChoiceField(
        label=gettext_lazy("Trường công khai"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=gettext_lazy("Lý do công khai"), max_length=400, widget=_LONG)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["names"].choices = choices  # type: ignore[attr-defined]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Xóa theo luật"), reverse("office:erasures"))]


@office(Duty.MANAGE_PEOPLE, Duty.DECIDE_DATA)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the erasures within reach; who may propose can look something up."""
    form = LookForm(request.GET or None, auto_id="f_%s")
    asked = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context = {
        "form": form,
        "may_propose": request.actor.has(Duty.MANAGE_PEOPLE),
        "asked": asked,
        "found": readers.look_up(request.actor, asked) if asked else [],
        "erasures": readers.erasures_for(request.actor),
    }
    return render(request, "office/custody/list.html", context)


@office(Duty.MANAGE_PEOPLE)
@_both
def propose(request: OfficeRequest, key_id: UUID) -> HttpResponse:
    """Propose the erasure of one person's register or of one dossier."""
    found = readers.proposable(request.actor, key_id)
    form = ProposeForm(request.POST or None, at=request.at)

    def act(told: dict[str, Any]) -> HttpResponse:
        erasure, receipt = actions.propose(actor=request.actor, at=request.at, key=key_id, **told)
        words = _("Đã đề nghị. Người đứng đầu quyết định ở trang này.")
        return done(request, words, reverse("office:erasures_one", args=[erasure.pk]), seq=receipt.seq)

    question = Question(
        title=_("Đề nghị xóa theo luật: %(what)s") % {"what": found.words},
        submit=_("Đề nghị xóa"),
        crumbs=_crumbs(),
        back=reverse("office:erasures"),
        intro=_(
            "Khi người thứ hai đồng ý: tên, thông tin và nội dung trong sổ bị xóa, không ai lấy lại được. "
            "Số dòng, thứ tự, biên nhận còn nguyên. Căn cứ: %(basis)s."
        )
        % {"basis": readers.grounds(request.at).basis},
    )
    return ask(request, form, question, act)


@office(Duty.MANAGE_PEOPLE, Duty.DECIDE_DATA)
@_both
def one(request: OfficeRequest, erasure_id: UUID) -> HttpResponse:
    """Show one erasure; decide it, or take one's own proposal back."""
    seen = readers.erasure_for(request.actor, erasure_id)
    choices = _choices(request, seen)
    form = DecideForm(request.POST or None, choices=choices)

    def act(told: dict[str, Any]) -> HttpResponse:
        here = reverse("office:erasures_one", args=[erasure_id])
        asked: dict[str, Any] = {"actor": request.actor, "at": request.at, "erasure_id": erasure_id}
        if told["decide"] == YES:
            receipt = actions.confirm(**asked)
            return done(request, _("Đã xóa. Khóa đã bị hủy."), here, seq=receipt.seq)
        if told["decide"] == NO:
            receipt = actions.refuse(**asked, words=told["words"])
            return done(request, _("Đã ghi là không đồng ý xóa."), here, seq=receipt.seq)
        receipt = actions.withdraw(**asked)
        return done(request, _("Đã rút đề nghị."), here, seq=receipt.seq)

    question = Question(
        title=_("Xóa theo luật: %(what)s") % {"what": seen.words or seen.erasure.room},
        submit=_("Ghi quyết định"),
        crumbs=_crumbs(),
        back=reverse("office:erasures"),
        template="office/custody/one.html",
        extra={"facts": _facts(request, seen), "may": bool(choices), "erasure": seen.erasure},
        danger=True,
    )
    return ask(request, form, question, act)


def _choices(request: OfficeRequest, seen: readers.Seen) -> list[tuple[str, str]]:
    if not seen.waiting:
        return []
    if seen.erasure.proposed_by == request.actor.person_id:
        return [(BACK, _("Rút đề nghị"))]
    if not request.actor.has(Duty.DECIDE_DATA):
        return []
    return [(YES, _("Đồng ý, xóa vĩnh viễn")), (NO, _("Không đồng ý"))]


def _facts(request: OfficeRequest, seen: readers.Seen) -> list[Fact]:
    erasure = seen.erasure
    names = people.names({pk for pk in (erasure.proposed_by, erasure.decided_by) if pk})
    unit = units.names({erasure.proposed_unit}).get(erasure.proposed_unit, "")
    ground = readers.grounds(request.at).mapping().get(erasure.ground, erasure.ground)
    facts = [
        Fact(_("Trạng thái"), erasure.get_state_display()),
        Fact(_("Trường hợp luật cho xóa"), str(ground)),
        Fact(_("Lý do"), erasure.reason),
        Fact(_("Người đề nghị"), f"{names.get(erasure.proposed_by, '')} · {unit}"),
        Fact(_("Đề nghị lúc"), vn_datetime(erasure.proposed_at)),
    ]
    if erasure.decided_at and erasure.decided_by:
        facts.append(Fact(_("Người quyết định"), names.get(erasure.decided_by, "")))
        facts.append(Fact(_("Quyết định lúc"), vn_datetime(erasure.decided_at)))
    if erasure.words:
        facts.append(Fact(_("Ý kiến"), erasure.words))
    if erasure.destroyed_at:
        facts.append(Fact(_("Khóa và tệp bị hủy lúc"), vn_datetime(erasure.destroyed_at)))
        cleaned = vn_datetime(erasure.cleaned_at) if erasure.cleaned_at else _("đêm nay")
        facts.append(Fact(_("Trang dữ liệu được ghi lại lúc"), cleaned))
    return facts


@office(Duty.DECIDE_DATA)
@_both
def open_fields(request: OfficeRequest, seq: int) -> HttpResponse:
    """Open fields of a line to everybody: the answer is the file that proves them."""
    entry = ledger.entry(wanted(request.actor), seq)
    (line,) = lines(request.actor, [entry], at=request.at)
    unit = units.names({entry.actor_unit}) if entry.actor_unit else {}
    if not line.readable or not unit:
        raise NotFound(_("Không có dòng sổ này."))
    form = OpenForm(request.POST or None, choices=[(name, name) for name in sorted(entry.commitments)])

    def act(told: dict[str, Any]) -> HttpResponse:
        file, _receipt = actions.open_fields(actor=request.actor, at=request.at, seq=seq, **told)
        return attached(file, f"mo-truong-{seq}.json", "application/json; charset=utf-8")

    question = Question(
        title=_("Công khai trường của dòng sổ #%(seq)s") % {"seq": vn_number(seq)},
        submit=_("Công khai, lấy tệp chứng minh"),
        crumbs=[
            (_("Sổ nhật ký"), reverse("office:ledger")),
            (_("Dòng sổ #%(seq)s") % {"seq": vn_number(seq)}, reverse("office:ledger_one", args=[seq])),
        ],
        back=reverse("office:ledger_one", args=[seq]),
        intro=_(
            "Ai có tệp đều kiểm tra được các trường đã chọn là đúng như đã ghi; các trường khác vẫn kín. "
            "Đã công khai thì không rút lại được."
        ),
    )
    return ask(request, form, question, act)


urlpatterns = [
    path("xoa-theo-luat/", listing, name="erasures"),
    path("xoa-theo-luat/de-nghi/<uuid:key_id>/", propose, name="erasures_propose"),
    path("xoa-theo-luat/<uuid:erasure_id>/", one, name="erasures_one"),
    path("so-nhat-ky/<int:seq>/mo-truong/", open_fields, name="ledger_open"),
]
