"""What is typed about units, persons, posts and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from liem.spine.access import Post
from liem.spine.units.models import Kind, Level, Side
from liem.spine.units.readers import managed
from liem.ui.forms import DayField

if TYPE_CHECKING:
    from datetime import date

    from liem.spine.access import Actor

_SHORT = {"class": "short"}
_MEDIUM = {"class": "medium"}
BASIS_HINT = _("số, ký hiệu và ngày của văn bản làm căn cứ, ví dụ: Quyết định 12-QĐ/ĐU ngày 20/11/2026")


def unit_choices(actor: Actor, *, day: date) -> list[tuple[str, str]]:
    """Return the open units an actor may change, as choices in tree order."""
    found = managed(actor, day=day).values_list("pk", "name", "code")
    return [(str(pk), f"{name} ({code})") for pk, name, code in found]


class UnitField(forms.UUIDField):
    """A unit chosen from a list; gives its id."""

    typed = True  # long lists are typed in

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Select, **options)

    def offer(self, choices: list[tuple[str, str]], *, empty: str = "") -> None:
        """Set what may be chosen; anything else is refused."""
        self.known = {value for value, _label in choices}
        self.widget.choices = [("", empty or _now("chọn đơn vị")), *choices]

    def clean(self, value: Any) -> Any:
        """Refuse an id that was not offered."""
        found = super().clean(value)
        if found is not None and str(found) not in self.known:
            raise ValidationError(_now("Chọn một đơn vị trong danh sách."), code="unknown")
        return found


class OpenUnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=160)
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]+$",
        label=_("Mã đơn vị"),
        max_length=24,
        help_text=_("chữ không dấu, số, gạch nối; không đổi về sau"),
        error_messages={"invalid": _("Mã chỉ gồm chữ không dấu, số, gạch nối.")},
        widget=forms.TextInput(attrs=_SHORT),
    )
    parent = UnitField(label=_("Trực thuộc"))
    kind = forms.ChoiceField(label=_("Loại"), choices=Kind.choices)
    level = forms.ChoiceField(label=_("Cấp"), choices=Level.choices)
    side = forms.ChoiceField(label=_("Khối"), choices=Side.choices)
    valid_from = DayField(label=_("Hoạt động từ ngày"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=BASIS_HINT)
    short_name = forms.CharField(label=_("Tên viết tắt"), max_length=60, required=False)
    document_symbol = forms.CharField(
        label=_("Ký hiệu văn bản"), max_length=20, required=False, widget=forms.TextInput(attrs=_SHORT)
    )
    households = forms.IntegerField(
        label=_("Số hộ"), min_value=0, required=False, widget=forms.NumberInput(attrs=_SHORT)
    )
    inhabitants = forms.IntegerField(
        label=_("Số nhân khẩu"), min_value=0, required=False, widget=forms.NumberInput(attrs=_SHORT)
    )
    border = forms.BooleanField(label=_("Địa bàn biên giới"), required=False)

    def __init__(self, *args: Any, actor: Actor, day: date, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("UnitField", self.fields["parent"]).offer(unit_choices(actor, day=day))


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=_("Tên mới"), max_length=160)
    valid_from = DayField(label=_("Mang tên mới từ ngày"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=BASIS_HINT)


class CloseForm(forms.Form):
    """The end of a unit."""

    on = DayField(label=_("Kết thúc từ ngày"), help_text=_("ngày đầu tiên đơn vị không còn hoạt động"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=BASIS_HINT)


class MergeForm(forms.Form):
    """Several units into one."""

    olds = forms.MultipleChoiceField(
        label=_("Các đơn vị được sáp nhập"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    into = UnitField(label=_("Sáp nhập vào"))
    on = DayField(label=_("Từ ngày"), help_text=_("ngày đầu tiên các đơn vị cũ không còn hoạt động"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=BASIS_HINT)

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], every: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        cast("forms.MultipleChoiceField", self.fields["olds"]).choices = choices
        cast("UnitField", self.fields["into"]).offer(every)

    def clean(self) -> dict[str, Any]:
        """Refuse a unit that would go into itself."""
        cleaned = super().clean() or {}
        if str(cleaned.get("into")) in cleaned.get("olds", ()):
            self.add_error("into", _now("Một đơn vị không thể sáp nhập vào chính nó."))
        return cleaned


class PersonForm(forms.Form):
    """A new person."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    code = forms.CharField(
        label=_("Mã số"),
        max_length=32,
        required=False,
        help_text=_("mã cán bộ hoặc số thẻ của cơ quan, nếu có"),
        widget=forms.TextInput(attrs=_SHORT),
    )
    born_in = forms.IntegerField(
        label=_("Năm sinh"),
        min_value=1900,
        max_value=2100,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=20, required=False, widget=forms.TextInput(attrs=_MEDIUM)
    )
    email = forms.EmailField(label=_("Thư điện tử"), required=False, widget=forms.EmailInput(attrs=_MEDIUM))


class MandateForm(forms.Form):
    """A post given to a person."""

    unit = UnitField(label=_("Đơn vị"))
    post = forms.ChoiceField(label=_("Chức danh"), choices=Post.choices)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(
        label=_("Đến trước ngày"), required=False, help_text=_("để trống nếu chưa biết ngày thôi giữ chức")
    )
    appointed_by = forms.CharField(label=_("Cơ quan bổ nhiệm, chuẩn y"), max_length=160, required=False)
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=BASIS_HINT)

    def __init__(self, *args: Any, actor: Actor, day: date, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("UnitField", self.fields["unit"]).offer(unit_choices(actor, day=day))


class EndMandateForm(forms.Form):
    """The end of a post."""

    valid_to = DayField(
        label=_("Thôi giữ chức từ ngày"),
        help_text=_("ngày đầu tiên không còn giữ chức; quyền truy cập tự hết vào ngày đó"),
    )
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=BASIS_HINT)


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("chữ không dấu, số, dấu chấm, gạch nối"),
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, widget=forms.Textarea(attrs={"rows": "3"}))


class TreeForm(forms.Form):
    """What the page of units shows: words looked for, and the day it is seen as of."""

    q = forms.CharField(label=_("Tìm đơn vị"), required=False)
    ngay = DayField(label=_("Xem tại ngày"), required=False, help_text="")


class TableForm(forms.Form):
    """A table sent in for a look."""

    what = forms.ChoiceField(
        label=_("Bảng này là"),
        widget=forms.RadioSelect,
        choices=[("units", _("danh sách đơn vị")), ("people", _("danh sách nhân sự, chức danh"))],
    )
    file = forms.FileField(
        label=_("Tệp .xlsx hoặc .csv"),
        help_text=_("nhiều nhất 20 MB, 50.000 hàng; chưa lưu gì trước khi bạn xác nhận"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
