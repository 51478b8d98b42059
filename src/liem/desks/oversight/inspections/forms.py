"""Forms of the verbs of a case. Each field says how to fill it; files are stored as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from liem.domains.inspections.models import Conflict, Evidence, Origin, Statement, TeamMember
from liem.domains.inspections.paper_kinds import PAPER_NAMES
from liem.ui.forms import DayField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liem.spine.people.models import Mandate

Choices = list[tuple[str, Any]]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "lang": "vi"})


def _options(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


class _Seen(forms.Form):
    """A form that remembers which revision of the case its page showed."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class StepForm(_Seen):
    """A step as done on a day."""

    on = DayField(label=_("Ngày thực hiện"))
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=4000,
        widget=_area(3),
        help_text=_("kết quả, thành phần"),
    )


class OpenForm(forms.Form):
    """What a case is opened with."""

    procedure = forms.ChoiceField(label=_("Quy trình"))
    subject = forms.ChoiceField(
        label=_("Đối tượng là"),
        choices=[("unit", _("tổ chức")), ("person", _("đảng viên, cán bộ"))],
        widget=forms.RadioSelect,
        initial="unit",
    )
    subject_unit = forms.ChoiceField(
        label=_("Tổ chức được kiểm tra, giám sát"), required=False, help_text=_("khi đối tượng là tổ chức")
    )
    subject_person = forms.ChoiceField(
        label=_("Người được kiểm tra, giám sát"),
        required=False,
        help_text=_("khi đối tượng là đảng viên, cán bộ"),
    )
    origin = forms.ChoiceField(label=_("Căn cứ mở cuộc"), choices=Origin.choices, initial=Origin.OTHER)
    sign = forms.CharField(
        label=_("Dấu hiệu vi phạm"),
        required=False,
        max_length=4000,
        widget=_area(3),
        help_text=_("bắt buộc khi mở vì có dấu hiệu vi phạm"),
    )
    purpose = forms.CharField(label=_("Nội dung kiểm tra, giám sát"), max_length=2000, widget=_area(3))
    contents = forms.MultipleChoiceField(
        label=_("Nhóm nội dung"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lookback_from = DayField(label=_("Mốc thời gian xem xét, từ ngày"), required=False)
    lookback_to = DayField(label=_("đến ngày"), required=False)
    proposed_on = DayField(
        label=_("Ngày đề xuất"), help_text=_("quyết định không được ghi ngày trước ngày này")
    )

    def __init__(
        self,
        *args: Any,
        procedures: Choices,
        units: Choices,
        persons: Choices,
        areas: Choices,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        blank = ("", _now("chọn"))
        _options(self, "procedure", [blank, *procedures])
        _options(self, "subject_unit", [blank, *units])
        _options(self, "subject_person", [blank, *persons])
        if areas:
            _options(self, "contents", areas)
        else:
            del self.fields["contents"]


class TeamForm(_Seen):
    """Who is put into the team, and as what."""

    person = forms.ChoiceField(label=_("Người được cử"))
    role = forms.ChoiceField(label=_("Phần việc trong đoàn"), choices=TeamMember.Role.choices)

    def __init__(self, *args: Any, people: Sequence[Mandate], **options: Any) -> None:
        super().__init__(*args, **options)
        _options(
            self,
            "person",
            [
                ("", _now("chọn")),
                *(
                    (str(each.person_id), f"{each.person.name}, {each.get_post_display()}, {each.unit.name}")
                    for each in people
                ),
            ],
        )


class ReasonForm(_Seen):
    """A reason."""

    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=_area(3))


class StopForm(ReasonForm):
    """A day and the reason to stop."""

    on = DayField(label=_("Ngày đình chỉ"))


class ExtendForm(ReasonForm):
    """A later end of the whole."""

    new_due = DayField(label=_("Hạn mới"))


class SignForm(forms.Form):
    """The sign of violation that was found."""

    sign = forms.CharField(label=_("Dấu hiệu vi phạm phát hiện"), max_length=4000, widget=_area(4))


class AsideForm(forms.Form):
    """Why a person steps aside."""

    kind = forms.ChoiceField(
        label=_("Lý do rút"),
        choices=[each for each in Conflict.Ground.choices if each[0] != Conflict.Ground.SUBJECT],
        initial=Conflict.Ground.INTEREST,
    )
    words = forms.CharField(
        label=_("Quan hệ hoặc lợi ích liên quan"),
        max_length=2000,
        widget=_area(3),
        help_text=_("ghi rõ với ai, quan hệ gì; lời khai được giữ trong hồ sơ"),
    )


class _Sheet(forms.Form):
    """A form with an id of its own, so that sending it twice adds one thing."""

    sheet = forms.UUIDField(required=False, widget=forms.HiddenInput)


class PaperForm(_Sheet):
    """A paper: written here or brought as a file."""

    kind = forms.ChoiceField(label=_("Loại giấy tờ"))
    title = forms.CharField(
        label=_("Tên, trích yếu"), max_length=300, widget=forms.TextInput(attrs={"lang": "vi"})
    )
    issued_on = DayField(label=_("Ngày trên giấy"))
    file = forms.FileField(
        label=_("Tệp"), required=False, help_text=_("bản đã ký, bản chụp; hoặc soạn nội dung bên dưới")
    )
    symbol = forms.CharField(
        label=_("Số, ký hiệu đã có"),
        required=False,
        max_length=60,
        help_text=_("chỉ ghi khi kèm tệp đã có số; soạn ở đây thì số được lấy tự động"),
    )
    words = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=60000,
        widget=_area(14),
        help_text=_("mỗi đoạn một dòng; “I-” là mục, “1.” hoặc “-” là ý"),
    )
    signer = forms.ChoiceField(label=_("Người ký"), required=False)
    recipients = forms.CharField(
        label=_("Nơi nhận"), required=False, max_length=2000, widget=_area(2), help_text=_("mỗi nơi một dòng")
    )

    def __init__(self, *args: Any, kinds: Iterable[str], signers: Sequence[Mandate], **options: Any) -> None:
        super().__init__(*args, **options)
        _options(self, "kind", [(each, PAPER_NAMES[each]) for each in kinds])
        _options(
            self,
            "signer",
            [
                ("", _now("không ký ở đây")),
                *((str(each.pk), f"{each.person.name}, {each.get_post_display()}") for each in signers),
            ],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for words or a file."""
        told = dict(self.cleaned_data)
        if not (told.get("words") or "").strip() and not told.get("file") and not self.errors:
            self.add_error("file", _now("Kèm tệp, hoặc soạn nội dung"))
        return told


class EvidenceForm(_Sheet):
    """An item of evidence."""

    kind = forms.ChoiceField(
        label=_("Loại chứng cứ"), choices=Evidence.Form.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Chứng cứ về việc gì"), max_length=300)
    file = forms.FileField(label=_("Tệp"), required=False)
    words = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=20000,
        widget=_area(5),
        help_text=_("lời trả lời, mô tả"),
    )
    told_by = forms.CharField(
        label=_("Người được hỏi, chức vụ"),
        required=False,
        max_length=160,
        help_text=_("khi làm việc trực tiếp"),
    )
    place = forms.CharField(
        label=_("Nơi kiểm tra"), required=False, max_length=200, help_text=_("khi kiểm tra thực tế tại chỗ")
    )
    day = DayField(label=_("Ngày"), required=False)
    hour = forms.TimeField(
        label=_("Giờ"), required=False, input_formats=["%H:%M", "%Hh%M"], help_text=_("ví dụ 14:30")
    )
    latitude = forms.FloatField(label=_("Vĩ độ"), required=False, localize=False)
    longitude = forms.FloatField(label=_("Kinh độ"), required=False, localize=False)


class StatementForm(_Sheet):
    """The subject's own words."""

    kind = forms.ChoiceField(label=_("Ý kiến về"), choices=Statement.About.choices)
    words = forms.CharField(
        label=_("Lời trình bày"),
        max_length=60000,
        widget=_area(8),
        strip=False,
        help_text=_("giữ nguyên như được ghi, không ai sửa được"),
    )
    said_on = DayField(label=_("Ngày trình bày"))
    file = forms.FileField(label=_("Tệp kèm theo"), required=False)


class SelfReportForm(forms.Form):
    """The subject's own report."""

    title = forms.CharField(label=_("Tên báo cáo"), max_length=300)
    file = forms.FileField(label=_("Tệp báo cáo"), required=False)
    words = forms.CharField(label=_("Nội dung báo cáo"), required=False, max_length=60000, widget=_area(10))

    def clean(self) -> dict[str, Any]:
        """Ask for words or a file."""
        told = dict(self.cleaned_data)
        if not (told.get("words") or "").strip() and not told.get("file") and not self.errors:
            self.add_error("file", _now("Kèm tệp, hoặc ghi nội dung"))
        return told


class HandOverForm(forms.Form):
    """To whom a case is handed over, why, and what goes with it."""

    to_unit = forms.ChoiceField(label=_("Cơ quan nhận"), required=False)
    to_name = forms.CharField(
        label=_("Nơi nhận khác"),
        required=False,
        max_length=200,
        help_text=_("cơ quan không dùng chung hệ thống này"),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=_area(3))
    papers = forms.CharField(
        label=_("Hồ sơ, giấy tờ chuyển giao"),
        max_length=6000,
        widget=_area(5),
        help_text=_("mỗi dòng một mục"),
    )

    def __init__(self, *args: Any, units: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _options(self, "to_unit", [("", _now("nơi nhận khác")), *units])


class AnswerForm(forms.Form):
    """The other end's answer to a hand-over."""

    answer = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[("yes", _("Đã nhận đủ hồ sơ")), ("no", _("Không nhận"))],
        widget=forms.RadioSelect,
    )
    received_by = forms.CharField(label=_("Người ký nhận, chức vụ"), required=False, max_length=160)
    file = forms.FileField(label=_("Bản ký nhận"), required=False)
    reason = forms.CharField(label=_("Lý do không nhận"), required=False, max_length=2000, widget=_area(3))

    def __init__(self, *args: Any, outside: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not outside:
            del self.fields["received_by"], self.fields["file"]
