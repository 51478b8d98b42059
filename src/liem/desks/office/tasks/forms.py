"""Forms of the verbs of a task. Each field says how to fill it; files are stored as they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liem.ui.forms import DayField


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProgressForm(forms.Form):
    """How far the work is."""

    percent = forms.IntegerField(
        label=_("Tiến độ, phần trăm"),
        min_value=0,
        max_value=99,
        help_text=_("từ 0 đến 99; xong việc thì dùng “Báo cáo hoàn thành”"),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": _("Ghi số từ 0 đến 99"), "max_value": _("Ghi số từ 0 đến 99")},
    )
    text = forms.CharField(label=_("Việc đã làm"), required=False, max_length=4000, widget=_area(4))
    file = forms.FileField(
        label=_("Tệp kèm theo"), required=False, help_text=_("ghi nội dung ở trên, hoặc kèm tệp, hoặc cả hai")
    )
    sheet = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for words or a file."""
        return _words_or_file(self)


class FinishForm(forms.Form):
    """The result of the work."""

    text = forms.CharField(
        label=_("Kết quả"),
        required=False,
        max_length=4000,
        widget=_area(5),
        help_text=_("số, ký hiệu sản phẩm và kết quả chính"),
    )
    file = forms.FileField(
        label=_("Tệp sản phẩm"), required=False, help_text=_("ghi nội dung ở trên, hoặc kèm tệp, hoặc cả hai")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words or a file."""
        return _words_or_file(self)


def _words_or_file(form: forms.Form) -> dict[str, Any]:
    told = dict(form.cleaned_data)
    if not (told.get("text") or "").strip() and not told.get("file") and not form.errors:
        form.add_error("text", _("Ghi nội dung, hoặc kèm tệp"))
    return told


class ExtensionForm(forms.Form):
    """A later deadline, with the reason."""

    new_due = DayField(label=_("Hạn mới"))
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=1000,
        widget=_area(3),
        help_text=_("nguyên nhân, phần việc đã xong và phần còn lại"),
    )


class DecisionForm(forms.Form):
    """The answer to a request for a later deadline."""

    granted = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[("yes", _("Đồng ý hạn mới")), ("no", _("Không đồng ý, giữ hạn cũ"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Ý kiến"),
        required=False,
        max_length=1000,
        widget=_area(3),
        help_text=_("bắt buộc khi không đồng ý"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        told = dict(self.cleaned_data)
        if told.get("granted") == "no" and not (told.get("answer") or "").strip():
            self.add_error("answer", _("Ghi lý do không đồng ý"))
        return told


class ReturnForm(forms.Form):
    """What finished work still lacks."""

    reason = forms.CharField(label=_("Điều cần bổ sung"), max_length=1000, widget=_area(3))


class WithdrawForm(forms.Form):
    """Why a task is withdrawn."""

    reason = forms.CharField(
        label=_("Lý do thôi giao"),
        max_length=1000,
        widget=_area(3),
        help_text=_("lý do được giữ cùng nhiệm vụ, đơn vị chủ trì đọc được"),
    )
