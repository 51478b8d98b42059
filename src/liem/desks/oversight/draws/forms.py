"""The forms of public draws."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel.draw import BadTerms, read_rate
from liem.spine.access import sentence_of
from liem.spine.draws.models import Method, Purpose
from liem.ui.forms import DayField


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "lang": "vi"})


class AnnounceForm(forms.Form):
    """All that is fixed before a digit falls."""

    purpose = forms.ChoiceField(label=gettext_lazy("Bốc thăm để làm gì"), choices=Purpose.choices)
    title = forms.CharField(label=gettext_lazy("Tên buổi bốc thăm"), max_length=300)
    lines = forms.CharField(
        label=gettext_lazy("Danh sách"),
        required=False,
        max_length=2_000_000,
        widget=_area(10),
        help_text=gettext_lazy(
            "mỗi dòng một thăm: “tên”, “đơn vị; tên” hoặc “đơn vị; trưởng, phó hay để trống; tên”"
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Hoặc lấy từ tệp Excel, CSV"),
        required=False,
        help_text=gettext_lazy("các dòng hiện ra trong ô Danh sách để xem lại trước khi công bố"),
    )
    excluded = forms.CharField(
        label=gettext_lazy("Để ngoài danh sách"),
        required=False,
        max_length=200_000,
        widget=_area(3),
        help_text=gettext_lazy("mỗi dòng: “tên; căn cứ” hoặc “đơn vị; tên; căn cứ”"),
    )
    share = forms.CharField(
        label=gettext_lazy("Chọn bao nhiêu"),
        max_length=20,
        help_text=gettext_lazy("tỷ lệ mỗi đơn vị (10%, 1/5) hoặc một con số (3)"),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    reserves = forms.IntegerField(
        label=gettext_lazy("Dự bị mỗi đơn vị"),
        min_value=0,
        max_value=1000,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Chữ số từ đâu"), choices=Method.choices, widget=forms.RadioSelect
    )
    bodies = forms.CharField(
        label=gettext_lazy("Các bên cùng gieo, theo thứ tự"),
        required=False,
        max_length=2000,
        widget=_area(3),
        help_text=gettext_lazy("mỗi dòng một bên, ít nhất hai bên"),
    )
    beacon = forms.CharField(
        label=gettext_lazy("Nguồn số ngẫu nhiên và số vòng"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("chỉ cho cách thứ ba; vòng phải ở sau lúc công bố"),
    )
    place = forms.CharField(label=gettext_lazy("Nơi bốc thăm"), max_length=300)
    day = DayField(label=gettext_lazy("Ngày"))
    hour = forms.TimeField(
        label=gettext_lazy("Giờ"), input_formats=["%H:%M", "%Hh%M"], help_text=gettext_lazy("ví dụ 14:30")
    )
    drawn_from = forms.ChoiceField(
        label=gettext_lazy("Cơ quan đã chọn ở buổi"),
        required=False,
        help_text=gettext_lazy("khi chọn người: danh sách chỉ gồm các cơ quan được chọn ở buổi ấy"),
    )

    def __init__(self, *args: Any, earlier: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["drawn_from"].choices = [("", _("không có")), *earlier]
        if not earlier:
            del fields["drawn_from"]

    def clean_share(self) -> dict[str, Any]:
        """Read a share or a number."""
        text = self.cleaned_data["share"].strip()
        if text.isdigit():
            return {"rate": None, "count": int(text)}
        try:
            return {"rate": read_rate(text), "count": None}
        except BadTerms as fault:
            raise forms.ValidationError(str(sentence_of(fault))) from fault


class ThrowForm(forms.Form):
    """The digits of the body whose turn it is."""

    digits = forms.CharField(
        label=gettext_lazy("Các chữ số đọc lên"),
        max_length=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("có thể cách ra cho dễ đọc; đã ghi thì không đổi được"),
    )
    nonce = forms.CharField(
        label=gettext_lazy("Số bí mật của cam kết"),
        required=False,
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("64 ký tự hex"),
    )

    def __init__(self, *args: Any, commits: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not commits:
            del self.fields["nonce"]


class CommitForm(forms.Form):
    """What a body far away fixed."""

    commitment = forms.CharField(
        label=gettext_lazy("Cam kết"),
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("64 ký tự hex: SHA-256 của các chữ số rồi 32 byte bí mật"),
    )


class HoldForm(forms.Form):
    """Who saw it."""

    witnesses = forms.CharField(
        label=gettext_lazy("Người chứng kiến"),
        max_length=1000,
        widget=_area(2),
        help_text=gettext_lazy("họ tên, cơ quan; mỗi dòng một người"),
    )


class GiveUpForm(forms.Form):
    """Why the draw does not take place."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=2000, widget=_area(3))
    absent = forms.ChoiceField(label=gettext_lazy("Bên không gieo hoặc không mở cam kết"), required=False)

    def __init__(self, *args: Any, waiting: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["absent"].choices = [("", _("không phải vì bên nào")), *((one, one) for one in waiting)]


class MoveUpForm(forms.Form):
    """Who cannot be taken, and why."""

    out = forms.ChoiceField(label=gettext_lazy("Không lấy được"))
    ground = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=1000, widget=_area(2))

    def __init__(self, *args: Any, inside: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["out"].choices = list(inside)
