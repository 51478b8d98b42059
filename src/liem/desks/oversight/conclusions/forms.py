"""Forms of a conclusion: one small form a row, so that rows are added and taken away without scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liem.domains.inspections.models import Finding, Outcome
from liem.domains.inspections.remedies import How
from liem.ui.forms import DayField, DongField

BASE_KINDS = (
    ("decision", _("quyết định")),
    ("plan", _("kế hoạch")),
    ("team_report", _("báo cáo của đoàn")),
    ("session", _("phiên họp, hội nghị")),
    ("other", _("căn cứ khác")),
)
GRADES = [(value, label) for value, label in Finding.Grade.choices if value != Finding.Grade.STRENGTH]
OUTCOMES = [
    (value, label) for value, label in Outcome.choices if value not in (Outcome.NONE, Outcome.STOPPED)
]


def _words(rows: int = 3, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "lang": "vi", **attrs})


class Words(forms.CharField):
    """Words kept with plain line ends."""

    def to_python(self, value: Any) -> str:
        """Return the text with "\\n" only."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class BaseForm(forms.Form):
    """A ground of the conclusion."""

    kind = forms.ChoiceField(label=_("Loại căn cứ"), choices=BASE_KINDS)
    words = Words(
        label=_("Trích dẫn"),
        required=False,
        max_length=500,
        widget=_words(2),
        help_text=_("số, ký hiệu, ngày, cơ quan ban hành"),
    )


class StrengthForm(forms.Form):
    """What was done well."""

    content = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    text = Words(label=_("Ưu điểm"), required=False, max_length=4000, widget=_words())


class FindingForm(forms.Form):
    """A limitation, shortcoming or violation."""

    grade = forms.ChoiceField(label=_("Mức"), choices=GRADES)
    gravity = forms.ChoiceField(
        label=_("Mức độ vi phạm"),
        choices=Finding.Gravity.choices,
        required=False,
        help_text=_("chỉ với vi phạm"),
    )
    content = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    text = Words(label=_("Nội dung"), required=False, max_length=4000, widget=_words(4))
    amount = DongField(label=_("Số tiền"), required=False)
    evidence = forms.MultipleChoiceField(
        label=_("Chứng cứ"), required=False, widget=forms.CheckboxSelectMultiple
    )


class RequirementForm(forms.Form):
    """What has to be done about it."""

    text = Words(label=_("Việc phải làm"), required=False, max_length=4000, widget=_words())
    findings = forms.MultipleChoiceField(
        label=_("Khắc phục nội dung"), required=False, widget=forms.CheckboxSelectMultiple
    )
    owner_unit = forms.ChoiceField(label=_("Đơn vị chủ trì"), required=False)
    owner_person = forms.ChoiceField(label=_("Người thực hiện"), required=False)
    due_on = DayField(label=_("Hoàn thành trước hết ngày"), required=False)
    product = Words(
        label=_("Sản phẩm, tài liệu chứng minh"), required=False, max_length=300, widget=_words(2)
    )


class OrganisationForm(forms.Form):
    """Who follows up, and when the subject first reports."""

    follower = forms.ChoiceField(label=_("Người theo dõi, đôn đốc"), required=False)
    report_on = DayField(label=_("Ngày báo cáo lần đầu"), required=False)
    words = Words(label=_("Nội dung khác"), required=False, max_length=2000, widget=_words(2))


class LastForm(forms.Form):
    """To whom the conclusion goes, and its general result."""

    outcome = forms.ChoiceField(
        label=_("Kết quả chung"), choices=OUTCOMES, required=False, widget=forms.RadioSelect
    )
    recipients = Words(
        label=_("Nơi nhận"),
        required=False,
        max_length=2000,
        widget=_words(5),
        help_text=_("mỗi nơi một dòng"),
    )


class IssueForm(forms.Form):
    """Who signs, and how."""

    signer = forms.ChoiceField(label=_("Người ký"))
    sign_authority = forms.CharField(
        label=_("Thẩm quyền ký"),
        required=False,
        max_length=160,
        widget=_words(2),
        help_text=_("để trống thì ghi theo chức danh người ký"),
    )
    sign_title = forms.CharField(
        label=_("Chức vụ người ký"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi"}),
        help_text=_("để trống thì ghi theo chức danh người ký"),
    )


class AskForm(forms.Form):
    """A question to the author."""

    place = forms.ChoiceField(label=_("Chỗ cần hỏi"))
    words = Words(label=_("Điều cần làm rõ"), max_length=2000, widget=_words())


class AnswerForm(forms.Form):
    """The author's answer."""

    answer = Words(label=_("Trả lời"), max_length=2000, widget=_words(2))


class ConfirmForm(forms.Form):
    """How the remedy was seen."""

    how = forms.ChoiceField(
        label=_("Cách xác nhận"),
        choices=[each for each in How.choices if each[0] != How.WITHDRAWN],
        widget=forms.RadioSelect,
    )
    words = Words(
        label=_("Đã thấy gì"),
        required=False,
        max_length=2000,
        widget=_words(),
        help_text=_("tại chỗ thì ghi ngày, nơi và điều đã thấy"),
    )
    proof = forms.FileField(
        label=_("Tệp chứng minh"),
        required=False,
        help_text=_("qua tài liệu mà không chọn tệp thì lấy tệp của báo cáo"),
    )


class ReasonForm(forms.Form):
    """A reason, in words."""

    reason = Words(label=_("Lý do"), max_length=1000, widget=_words())


class RecheckForm(forms.Form):
    """A day, and words about it."""

    on = DayField(label=_("Ngày phúc tra"))
    words = Words(label=_("Nội dung"), required=False, max_length=4000, widget=_words())
