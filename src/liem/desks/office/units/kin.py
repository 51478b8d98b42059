"""Pages: who is kin of whom. A person declares one's own; who manages people records and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.people import kinship
from liem.spine.people import readers as people
from liem.ui.forms import DayField

from .asking import Question, ask, done

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpResponse

    from liem.spine.ledger.append import Receipt
    from liem.spine.people.models import Kinship

_both = require_http_methods(["GET", "HEAD", "POST"])


class KinForm(forms.Form):
    """The other person by the whole name, chosen where several bear it, and the relation."""

    name = forms.CharField(
        label=gettext_lazy("Họ và tên đầy đủ của người thân"),
        max_length=120,
        help_text=gettext_lazy("chỉ tìm được khi ghi đúng cả họ và tên; có dấu hay không dấu đều được"),
    )
    relation = forms.CharField(
        label=gettext_lazy("Quan hệ"),
        max_length=60,
        help_text=gettext_lazy("ví dụ: vợ, con, em trai, con dâu"),
        widget=forms.TextInput(attrs={"class": "medium"}),
    )
    other = forms.ChoiceField(
        label=gettext_lazy("Có nhiều người cùng tên, chọn một"),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, day: date, **options: Any) -> None:
        super().__init__(*args, **options)
        name = str(self.data.get("name", "")) if self.is_bound else ""
        found = kinship.persons_named(name, day=day) if name.strip() else []
        self.found = [
            (str(person.pk), f"{person.name}, {posts}" if posts else person.name) for person, posts in found
        ]
        if len(self.found) > 1:
            self.fields["other"].choices = self.found  # type: ignore[attr-defined]
        else:
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        """Find the one person meant; gives its id as ``other``."""
        told = dict(self.cleaned_data)
        if told.get("name") and not self.found:
            self.add_error("name", _("Không có ai trong hệ thống mang đúng họ và tên này."))
        elif len(self.found) == 1:
            told["other"] = UUID(self.found[0][0])
        elif told.get("other"):
            told["other"] = UUID(str(told["other"]))
        elif told.get("name"):
            self.add_error("other", _("Chọn một người."))
        return told


class EndKinForm(forms.Form):
    """The end of a kinship."""

    on = DayField(label=gettext_lazy("Kết thúc từ ngày"))
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("ví dụ: ghi nhầm người"),
    )


def lines(person_id: UUID) -> list[tuple[Kinship, str, str]]:
    """Return each kinship of a person as (row, name of the other, relation as it was said)."""
    told = []
    for each in kinship.kinships_of(person_id):
        other = each.other if each.person_id == person_id else each.person
        words = each.relation
        if each.person_id != person_id:  # said by the other one
            words = _("%(name)s ghi: %(relation)s") % {"name": other.name, "relation": each.relation}
        told.append((each, other.name, words))
    return told


@office()
@_both
def mine(request: OfficeRequest) -> HttpResponse:
    """Show and declare one's own kin: it keeps one away from what concerns them."""
    actor, day = request.actor, local_day(request.at)
    form = KinForm(request.POST or None, day=day)

    def act(told: dict[str, Any]) -> HttpResponse:
        _row, receipt = kinship.declare_kin(
            actor=actor, at=request.at, other_id=told["other"], relation=told["relation"]
        )
        return done(request, _("Đã ghi quan hệ thân thích."), reverse("office:kin"), seq=receipt.seq)

    question = Question(
        title=_("Quan hệ thân thích của tôi"),
        submit=_("Khai quan hệ"),
        crumbs=[(_("Tài khoản, chức danh"), reverse("office:account"))],
        back=reverse("office:account"),
        intro=_(
            "Khai người thân đang làm việc trong hệ thống. Người có quan hệ thân thích không tham gia "
            "kiểm tra, nhắc nhở, quyết định việc của nhau. Bạn khai một mình thì chỉ ràng buộc bạn; "
            "người kia "
            "cũng khai, hoặc cán bộ tổ chức ghi, thì ràng buộc cả hai. Chỉ cán bộ tổ chức ghi được kết thúc."
        ),
        template="office/units/kin.html",
        extra={"kin": lines(actor.person_id) if actor.person_id else []},
    )
    return ask(request, form, question, act)


@office(Duty.MANAGE_PEOPLE)
@_both
def record(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Record the kin of a person."""
    person = people.get_person(request.actor, person_id)
    form = KinForm(request.POST or None, day=local_day(request.at))

    def act(told: dict[str, Any]) -> Receipt:
        _row, receipt = kinship.record_kin(
            actor=request.actor,
            at=request.at,
            person_id=person.pk,
            other_id=told["other"],
            relation=told["relation"],
        )
        return receipt

    return _of_person(
        request,
        person_id,
        form,
        title=_("Ghi quan hệ thân thích của %(name)s") % {"name": person.name},
        submit=_("Ghi quan hệ"),
        said=_("Đã ghi quan hệ thân thích."),
        act=act,
    )


@office(Duty.MANAGE_PEOPLE)
@_both
def end(request: OfficeRequest, person_id: UUID, kinship_id: UUID) -> HttpResponse:
    """End a kinship of a person, with the reason."""
    people.get_person(request.actor, person_id)
    row = kinship.get_kinship(person_id, kinship_id)
    return _of_person(
        request,
        person_id,
        EndKinForm(request.POST or None),
        title=_("Kết thúc quan hệ thân thích của %(one)s và %(other)s")
        % {"one": row.person.name, "other": row.other.name},
        submit=_("Ghi kết thúc"),
        said=_("Đã ghi kết thúc quan hệ thân thích."),
        act=lambda told: kinship.end_kin(actor=request.actor, at=request.at, kinship_id=row.pk, **told),
        danger=True,
    )


def _of_person(
    request: OfficeRequest,
    person_id: UUID,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    said: str,
    act: Callable[[dict[str, Any]], Receipt],
    danger: bool = False,
) -> HttpResponse:
    person = people.get_person(request.actor, person_id)
    back = reverse("office:units_person", args=[person_id])
    question = Question(
        title=title,
        submit=submit,
        crumbs=[(_("Đơn vị, nhân sự"), reverse("office:units")), (person.name, back)],
        back=back,
        intro=_("Quan hệ thân thích giữ hai người không tham gia việc của nhau; nó được ghi vào sổ."),
        danger=danger,
    )
    return ask(request, form, question, lambda told: done(request, said, back, seq=act(told).seq))
