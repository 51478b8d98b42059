"""The forms of programmes. Choices come from the law in force and from readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.domains.programmes.models import DeviationKind, Period
from liem.ui.forms import DayField

if TYPE_CHECKING:
    from collections.abc import Mapping


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


_NEEDED: Mapping[str, tuple[str, ...]] = {
    DeviationKind.ADDED: ("unit", "procedure", "planned_from", "planned_to"),
    DeviationKind.DROPPED: ("item",),
    DeviationKind.MOVED: ("item", "planned_from", "planned_to"),
    DeviationKind.REASSIGNED: ("item", "lead"),
    DeviationKind.CHANGED: ("item", "contents"),
}
_OFFERED: Mapping[str, tuple[str, ...]] = {DeviationKind.ADDED: ("lead", "contents")}


class DeviationForm(forms.Form):
    """A change of an approved programme: only the fields its kind needs or offers."""

    kind = forms.ChoiceField(choices=DeviationKind.choices, widget=forms.HiddenInput)
    item = forms.ChoiceField(label=gettext_lazy("Cuộc"))
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị bổ sung"))
    procedure = forms.ChoiceField(label=gettext_lazy("Quy trình"))
    planned_from = DayField(label=gettext_lazy("Dự kiến từ ngày"))
    planned_to = DayField(label=gettext_lazy("Đến ngày"))
    lead = forms.ChoiceField(label=gettext_lazy("Người phụ trách"))
    contents = forms.MultipleChoiceField(
        label=gettext_lazy("Nội dung"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do thay đổi"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
    )

    def __init__(self, *args: Any, kind: str, choices: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["kind"].initial = kind
        needed, offered = _NEEDED[kind], _OFFERED.get(kind, ())
        for name in ("item", "unit", "procedure", "planned_from", "planned_to", "lead", "contents"):
            if name not in (*needed, *offered):
                del fields[name]
            elif name in choices:
                first = [] if name == "contents" else [("", _("không chọn"))]
                fields[name].choices = [*first, *choices[name]]
                fields[name].required = name in needed and name != "contents"
        if "contents" in fields and not fields["contents"].choices:
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

    reason = forms.CharField(
        label=gettext_lazy("Lý do bốc thăm trong năm"),
        max_length=1000,
        help_text=gettext_lazy("đơn vị được chọn vào chương trình như một thay đổi đã ghi"),
    )

    field_order = (
        "reason",
        "count",
        "reserves",
        "procedure",
        "planned_from",
        "planned_to",
        "contents",
        "excluded",
        "why",
    )

    def __init__(self, *args: Any, units: Any, during: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        if not during:
            del fields["reason"]
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
