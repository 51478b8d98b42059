"""The forms of programmes. Choices come from the law in force and from readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.domains.programmes.models import DeviationKind, Period
from liem.ui.forms import DayField


class ScopeForm(forms.Form):
    """Step 1: what the programme is about."""

    unit = forms.ChoiceField(label=gettext_lazy("Cơ quan có chương trình"))
    period = forms.ChoiceField(label=gettext_lazy("Loại chương trình"), choices=Period.choices)
    first = DayField(label=gettext_lazy("Từ ngày"))
    last = DayField(label=gettext_lazy("Đến ngày"))
    contents = forms.MultipleChoiceField(
        label=gettext_lazy("Nội dung kiểm tra, giám sát"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("danh mục do tỉnh hoặc cơ quan đặt, có thể bổ sung"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Mục đích, yêu cầu"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "vi"}),
    )
    working_rules = forms.CharField(
        label=gettext_lazy("Quy chế, cách làm việc"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "vi"}),
        help_text=gettext_lazy("lịch họp, chế độ báo cáo, cách phối hợp"),
    )

    def __init__(self, *args: Any, units: Any, areas: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["unit"].choices = list(units)
        fields["contents"].choices = list(areas)
        if not fields["contents"].choices:
            del fields["contents"]


class _PlannedForm(forms.Form):
    procedure = forms.ChoiceField(label=gettext_lazy("Quy trình"))
    planned_from = DayField(label=gettext_lazy("Dự kiến từ ngày"))
    planned_to = DayField(label=gettext_lazy("Đến ngày"))
    contents = forms.MultipleChoiceField(
        label=gettext_lazy("Nội dung"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, procedures: Any = (), areas: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        if "procedure" in fields:
            fields["procedure"].choices = list(procedures)
        fields["contents"].choices = list(areas)
        if not fields["contents"].choices:
            del fields["contents"]


class SubjectsForm(_PlannedForm):
    """Step 2: whom to inspect, by which procedure, when; the same for all that are ticked."""

    units = forms.MultipleChoiceField(label=gettext_lazy("Đối tượng"), required=False)
    other_unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị khác trong phạm vi"),
        required=False,
        help_text=gettext_lazy("đơn vị không có trong bảng trên"),
    )
    person = forms.ChoiceField(label=gettext_lazy("Đảng viên, cán bộ"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Lý do chỉ định"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("cần khi chọn đơn vị khác, một người, hoặc đơn vị không có điểm rủi ro"),
    )

    def __init__(self, *args: Any, units: Any, others: Any, persons: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["units"].choices = list(units)
        fields["other_unit"].choices = [("", _("không chọn")), *others]
        fields["person"].choices = [("", _("không chọn")), *persons]
        if len(fields["person"].choices) == 1:
            del fields["person"]


class ItemForm(_PlannedForm):
    """Days and contents of an inspection of a draft."""

    procedure = None  # type: ignore[assignment]  # the procedure of an item does not change


class ReasonForm(forms.Form):
    """A reason, or words that sum up."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"})
    )


class DropForm(forms.Form):
    """Why an inspection leaves a draft; demanded where it was drawn."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do đưa ra"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "vi"}),
    )


class ApproveForm(forms.Form):
    """The number of the paper that approves."""

    decision_number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản phê duyệt"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("ví dụ 05-CTr/UBKTĐU; để trống thì chừa chỗ ghi tay"),
        widget=forms.TextInput(attrs={"class": "medium", "lang": "vi"}),
    )


class SummaryForm(forms.Form):
    """What became of a programme."""

    summary = forms.CharField(
        label=gettext_lazy("Kết quả thực hiện, bài học"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "vi"}),
    )


class DeviationForm(forms.Form):
    """A change of an approved programme; which fields count depends on the kind."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại thay đổi"), choices=DeviationKind.choices)
    item = forms.ChoiceField(
        label=gettext_lazy("Cuộc"), required=False, help_text=gettext_lazy("trừ khi bổ sung cuộc mới")
    )
    planned_from = DayField(label=gettext_lazy("Từ ngày mới"), required=False)
    planned_to = DayField(label=gettext_lazy("Đến ngày mới"), required=False)
    lead = forms.ChoiceField(label=gettext_lazy("Người phụ trách"), required=False)
    contents = forms.MultipleChoiceField(
        label=gettext_lazy("Nội dung"), widget=forms.CheckboxSelectMultiple, required=False
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị bổ sung"), required=False)
    procedure = forms.ChoiceField(label=gettext_lazy("Quy trình của cuộc bổ sung"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Lý do thay đổi"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
    )

    def __init__(self, *args: Any, choices: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        for name, offered in choices.items():
            fields[name].choices = list(offered) if name == "contents" else [("", _("không chọn")), *offered]
        if not fields["contents"].choices:
            del fields["contents"]


class AnnounceForm(_PlannedForm):
    """The draw that is announced: how many, who stays out and why, what is planned for who is drawn."""

    count = forms.IntegerField(
        label=gettext_lazy("Số đơn vị bốc thăm"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    reserves = forms.IntegerField(
        label=gettext_lazy("Số dự bị"),
        min_value=0,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    excluded = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị không đưa vào danh sách"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("đơn vị đã có trong dự thảo tự được để ngoài"),
    )
    why = forms.CharField(label=gettext_lazy("Lý do để ngoài danh sách"), required=False, max_length=300)

    field_order = (
        "count",
        "reserves",
        "procedure",
        "planned_from",
        "planned_to",
        "contents",
        "excluded",
        "why",
    )

    def __init__(self, *args: Any, units: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["excluded"].choices = list(units)
        if not fields["excluded"].choices:
            del fields["excluded"]


class SeedForm(forms.Form):
    """The digits thrown in public and who saw it."""

    digits = forms.CharField(
        label=gettext_lazy("Các chữ số gieo công khai"),
        max_length=120,
        help_text=gettext_lazy(
            "ít nhất 20 chữ số, đọc to lần lượt khi gieo xúc xắc mười mặt; có thể cách ra cho dễ đọc"
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    witnesses = forms.CharField(
        label=gettext_lazy("Người chứng kiến"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "vi"}),
        help_text=gettext_lazy("họ tên, cơ quan; nên có người ngoài cơ quan"),
    )
