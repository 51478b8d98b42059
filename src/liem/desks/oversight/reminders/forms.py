"""Forms of early reminders: short, for a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from liem.domains.reminders.flow import State
from liem.ui.forms import DayField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from liem.spine.people.models import Mandate
    from liem.spine.units.models import Unit

MEND_WITHIN = timedelta(days=14)  # what the form proposes; the person changes it


def area(rows: int) -> forms.Textarea:
    """Return a field for several lines."""
    return forms.Textarea(attrs={"rows": rows})


def photo() -> forms.FileInput:
    """Return a file field for which a telephone offers its camera beside its files.

    Without ``capture``: with it most telephones open the camera only, and minutes could not be chosen.
    """
    return forms.FileInput(attrs={"accept": "image/*,.pdf,.doc,.docx,.xls,.xlsx"})


class SubjectField(forms.CharField):
    """Whom it is about, chosen from a list: gives (unit id, person id or None)."""

    typed = True  # long lists are typed in

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Select, **options)
        self.known: set[str] = set()

    def offer(self, units: Sequence[Unit], people: Sequence[Mandate], *, own: UUID | None) -> None:
        """Set what may be chosen: each unit (not the own one), then its people."""
        choices = []
        for unit in units:
            if unit.pk != own:
                choices.append((str(unit.pk), _now("Đơn vị: %(unit)s") % {"unit": unit.name}))
            choices += [
                (
                    f"{unit.pk}:{each.person_id}",
                    f"{each.person.name}, {each.get_post_display()}, {unit.name}",
                )
                for each in people
                if each.unit_id == unit.pk
            ]
        self.known = {value for value, _label in choices}
        cast("forms.Select", self.widget).choices = [("", _now("chọn người hoặc đơn vị")), *choices]

    def clean(self, value: Any) -> Any:
        """Refuse what was not offered."""
        text = super().clean(value)
        if text not in self.known:
            raise ValidationError(_now("Chọn một người hoặc đơn vị trong danh sách."), code="unknown")
        unit, _colon, person = text.partition(":")
        return UUID(unit), UUID(person) if person else None


class NoteForm(forms.Form):
    """One small fault."""

    subject = SubjectField(label=_("Nhắc nhở ai"))
    content = forms.ChoiceField(label=_("Nội dung"))
    text = forms.CharField(
        label=_("Khuyết điểm đã thấy"),
        max_length=2000,
        widget=area(3),
        help_text=_("việc gì, ở đâu, thế nào; chỉ ghi việc làm, không ghi ý kiến hay lời nói"),
    )
    file = forms.FileField(
        label=_("Bằng chứng"), widget=photo(), help_text=_("chụp ảnh, hoặc chọn tệp biên bản, sổ sách")
    )
    wanted = forms.CharField(label=_("Cần làm gì"), max_length=1000, widget=area(2))
    mend_by = DayField(label=_("Xong trước ngày"), required=False)
    happened_on = DayField(label=_("Thấy ngày"))
    place = forms.CharField(label=_("Nơi thấy"), max_length=200, required=False)
    sheet = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contents: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        empty = ("", _now("chọn nội dung"))
        cast("forms.ChoiceField", self.fields["content"]).choices = [empty, *contents.items()]

    @staticmethod
    def start(today: date, sheet: str) -> dict[str, Any]:
        """Return what a new form proposes."""
        return {"happened_on": today, "mend_by": today + MEND_WITHIN, "sheet": sheet}


class UnitForm(forms.Form):
    """The unit, where there are too many persons for one list."""

    dv = forms.ChoiceField(label=_("Đơn vị"))

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(str(unit.pk), unit.name) for unit in units]
        cast("forms.ChoiceField", self.fields["dv"]).choices = [("", _now("chọn đơn vị")), *offered]


class AnswerForm(forms.Form):
    """The words of the person or unit concerned."""

    text = forms.CharField(
        label=_("Trả lời"),
        max_length=4000,
        widget=area(4),
        help_text=_("việc đã làm, sẽ làm; lời của bạn được giữ nguyên"),
    )
    file = forms.FileField(label=_("Tệp kèm theo"), required=False, widget=photo())


class ContestForm(forms.Form):
    """Why it is not so."""

    text = forms.CharField(
        label=_("Điều không đúng và lý do"),
        max_length=4000,
        widget=area(4),
        help_text=_("lời của bạn được giữ nguyên, người khác sẽ xem lại"),
    )


class UpholdForm(forms.Form):
    """Why a contested reminder is kept."""

    text = forms.CharField(
        label=_("Lý do giữ nhắc nhở"),
        max_length=2000,
        widget=area(3),
        help_text=_("đã xem gì, hỏi ai; người được nhắc nhở đọc được"),
    )


class MendedForm(forms.Form):
    """How the fault was mended and how one knows."""

    text = forms.CharField(
        label=_("Đã khắc phục thế nào"),
        max_length=2000,
        widget=area(3),
        help_text=_("ai đã kiểm tra, bằng cách nào"),
    )
    file = forms.FileField(label=_("Tệp, ảnh kèm theo"), required=False, widget=photo())


class WithdrawForm(forms.Form):
    """Why a reminder is taken back."""

    reason = forms.CharField(
        label=_("Lý do rút"),
        max_length=1000,
        widget=area(3),
        help_text=_("người được nhắc nhở đọc được lý do này"),
    )


class FilterForm(forms.Form):
    """The filters above the list; the letters are those of the address."""

    tt = forms.ChoiceField(label=_("Trạng thái"), required=False)
    nd = forms.ChoiceField(label=_("Nội dung"), required=False)

    def __init__(self, *args: Any, contents: Mapping[str, str], **options: Any) -> None:
        options.setdefault("auto_id", "f_%s")
        super().__init__(*args, **options)
        every = ("", _now("tất cả"))
        cast("forms.ChoiceField", self.fields["tt"]).choices = [every, *State.choices]
        cast("forms.ChoiceField", self.fields["nd"]).choices = [every, *contents.items()]
