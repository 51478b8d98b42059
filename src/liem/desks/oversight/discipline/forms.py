"""Forms of the verbs of discipline; each field says how to fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liem.domains.discipline.models import DisciplineAppeal, Gravity
from liem.domains.discipline.paper_kinds import TO_ADD
from liem.ui.forms import DayField, DongField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.domains.discipline.models import DisciplinePaper


def area(rows: int = 4) -> forms.Textarea:
    """Return a text area of so many lines."""
    return forms.Textarea(attrs={"rows": rows})


_ATTACHED = _("Tệp kèm theo")


def file_field(label: Any = _ATTACHED) -> forms.FileField:
    """Return a field for one file, never required."""
    return forms.FileField(label=label, required=False)


class EmptyForm(forms.Form):
    """A verb that needs nothing but the click."""


class PaperForm(forms.Form):
    """A paper of the file."""

    kind = forms.ChoiceField(
        label=_("Loại giấy tờ"),
        choices=[(each.value, each.label) for each in TO_ADD],
        help_text=_("đơn tố cáo, lời người làm chứng luôn được giữ kín với đối tượng"),
    )
    title = forms.CharField(label=_("Tên giấy tờ"), max_length=300)
    file = file_field(_("Tệp"))
    withheld = forms.CharField(
        label=_("Lý do không cho đối tượng xem"),
        required=False,
        max_length=300,
        help_text=_(
            "để trống thì đối tượng xem được, trừ giấy tờ nêu người tố cáo, người làm chứng; nếu không cho "
            "xem, ghi quy định, điều, khoản"
        ),
    )


class ReleaseForm(forms.Form):
    """Which withheld paper the person concerned may see from now on, and why."""

    paper = forms.ChoiceField(label=_("Giấy tờ"))
    reason = forms.CharField(
        label=_("Lý do cho đối tượng xem"),
        max_length=2000,
        widget=area(3),
        help_text=_("ví dụ người tố cáo đồng ý bằng văn bản, hoặc đã lược bỏ thông tin cá nhân"),
    )

    def __init__(self, *args: Any, papers: Sequence[DisciplinePaper], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), each.title) for each in papers]
        self.fields["paper"].choices = choices  # type: ignore[attr-defined]


class HearForm(forms.Form):
    """What the subject said."""

    on = DayField(label=_("Ngày nghe trình bày"))
    words = forms.CharField(
        label=_("Lời trình bày"),
        max_length=20000,
        widget=area(8),
        help_text=_("ghi đúng lời; nếu từ chối phát biểu, ghi đã mời thế nào và ai chứng kiến"),
    )
    refused = forms.BooleanField(label=_("Đối tượng từ chối phát biểu"), required=False)
    file = file_field(_("Biên bản"))


class ReferForm(forms.Form):
    """To whom the case goes up."""

    to_unit = forms.ChoiceField(label=_("Cấp có thẩm quyền"))
    form = forms.ChoiceField(
        label=_("Hình thức đề nghị"), required=False, help_text=_("đã biểu quyết thì theo kết quả biểu quyết")
    )

    def __init__(self, *args: Any, units: Sequence[Any], form_choices: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["to_unit"].choices = [(str(unit.pk), unit.name) for unit in units]
        fields["form"].choices = form_choices


class ReadVoteForm(forms.Form):
    """What a vote gives by the text of the rule."""

    result = forms.ChoiceField(label=_("Kết quả theo văn bản"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=_("Văn bản đã đối chiếu"),
        max_length=500,
        widget=area(3),
        help_text=_("ghi văn bản, điều, khoản và tỷ lệ phiếu quy định"),
    )

    def __init__(self, *args: Any, form_choices: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["result"].choices = form_choices


class DecideForm(forms.Form):
    """The written decision."""

    on = DayField(label=_("Ngày quyết định"))
    form = forms.ChoiceField(label=_("Hình thức"))
    number = forms.CharField(
        label=_("Số, ký hiệu"), required=False, max_length=60, help_text=_("để trống thì lấy số tiếp theo")
    )
    gravity = forms.ChoiceField(
        label=_("Mức độ vi phạm"), required=False, choices=[("", _("chưa ghi")), *Gravity.choices]
    )
    signed_by = forms.CharField(label=_("Người ký"), max_length=120)
    sign_title = forms.CharField(label=_("Chức vụ người ký"), required=False, max_length=120)

    def __init__(self, *args: Any, form_choices: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["form"].choices = form_choices


class JudgmentForm(forms.Form):
    """A court's judgment."""

    on = DayField(label=_("Ngày quyết định"))
    judgment = forms.CharField(
        label=_("Bản án"), max_length=120, help_text=_("số, ngày, tòa án đã tuyên phạt tù")
    )
    number = forms.CharField(
        label=_("Số, ký hiệu"), required=False, max_length=60, help_text=_("để trống thì lấy số tiếp theo")
    )


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=area())


class NotifyForm(forms.Form):
    """To whom and how the decision was given."""

    to = forms.CharField(label=_("Người, tổ chức nhận"), max_length=200)
    how = forms.CharField(
        label=_("Cách giao và bằng chứng"),
        max_length=120,
        help_text=_("ví dụ: ký nhận trực tiếp, số bưu gửi"),
    )
    on = DayField(label=_("Ngày công bố, giao"))
    file = file_field(_("Biên bản, giấy ký nhận"))


class PublishForm(forms.Form):
    """Where the decision was made known."""

    where = forms.CharField(
        label=_("Nơi công khai"),
        max_length=300,
        help_text=_("ví dụ: hội nghị chi bộ; chỉ trong phạm vi quy định"),
    )
    on = DayField(label=_("Ngày công khai"))
    basis = forms.CharField(label=_("Quy định cho phép"), max_length=300)


class CancelForm(forms.Form):
    """Why a decision was wrong."""

    on = DayField(label=_("Ngày hủy quyết định"))
    reason = forms.CharField(label=_("Vì sao quyết định sai"), max_length=2000, widget=area())


class RestoreForm(forms.Form):
    """Apology and rights."""

    on = DayField(label=_("Ngày xin lỗi, phục hồi"))
    words = forms.CharField(
        label=_("Việc đã làm để xin lỗi, phục hồi quyền lợi"), max_length=2000, widget=area()
    )
    file = file_field(_("Văn bản xin lỗi, phục hồi"))


class DeferForm(forms.Form):
    """On which ground the case rests."""

    ground = forms.ChoiceField(label=_("Trường hợp"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Ghi thêm"), required=False, max_length=120)

    def __init__(self, *args: Any, grounds: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["ground"].choices = [(one, one) for one in grounds]


class SuspendForm(forms.Form):
    """From when to when, and why."""

    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=area())


class ExtendForm(forms.Form):
    """Until when, and why."""

    until = DayField(label=_("Gia hạn đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=area())


class LiftForm(forms.Form):
    """From when not any more, and why."""

    on = DayField(label=_("Ngày chấm dứt đình chỉ"))
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=area())


class EndForm(forms.Form):
    """By which rule the effect ends."""

    basis = forms.CharField(
        label=_("Căn cứ hết hiệu lực"),
        required=False,
        max_length=300,
        help_text=_("văn bản, điều, khoản; để trống nếu quyết định có thời hạn theo luật"),
    )


class AppealForm(forms.Form):
    """A complaint that came in on paper."""

    on = DayField(label=_("Ngày khiếu nại"))
    words = forms.CharField(label=_("Nội dung khiếu nại"), max_length=20000, widget=area(8))
    to_unit = forms.ChoiceField(label=_("Gửi đến"))
    file = file_field(_("Đơn khiếu nại"))

    def __init__(self, *args: Any, units: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["to_unit"].choices = [(str(unit.pk), unit.name) for unit in units]


class OwnAppealForm(forms.Form):
    """A complaint by the person concerned: filed on the day it is sent."""

    words = forms.CharField(label=_("Nội dung khiếu nại"), max_length=20000, widget=area(8))
    to_unit = forms.ChoiceField(label=_("Gửi đến"))
    file = file_field()

    def __init__(self, *args: Any, units: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["to_unit"].choices = [(str(unit.pk), unit.name) for unit in units]


class OwnAnswerForm(forms.Form):
    """What the person concerned writes to the file."""

    words = forms.CharField(label=_("Ý kiến của đồng chí"), max_length=20000, widget=area(8))
    file = file_field()


class WithdrawForm(forms.Form):
    """Why a complaint is taken back."""

    words = forms.CharField(label=_("Ghi thêm"), required=False, max_length=2000, widget=area(3))


class AcceptForm(forms.Form):
    """When a complaint was taken up."""

    on = DayField(label=_("Ngày thụ lý"))


class RejectForm(forms.Form):
    """Why a complaint is not taken up."""

    ground = forms.ChoiceField(label=_("Trường hợp không giải quyết"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Căn cứ, giải thích"),
        required=False,
        max_length=2000,
        widget=area(3),
        help_text=_("với lý do quá thời hạn: ghi văn bản đã đối chiếu và ngày nhận quyết định"),
    )

    def __init__(self, *args: Any, grounds: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["ground"].choices = [(one, one) for one in grounds]


class SettleForm(forms.Form):
    """What became of a complaint."""

    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, one.label)
            for one in (
                DisciplineAppeal.Outcome.KEPT,
                DisciplineAppeal.Outcome.RAISED,
                DisciplineAppeal.Outcome.LOWERED,
                DisciplineAppeal.Outcome.CANCELLED,
            )
        ],
    )
    new_form = forms.ChoiceField(
        label=_("Hình thức mới"), required=False, help_text=_("chỉ chọn khi tăng hoặc giảm hình thức")
    )
    on = DayField(label=_("Ngày giải quyết"))
    words = forms.CharField(label=_("Nội dung giải quyết, căn cứ"), max_length=20000, widget=area(6))

    def __init__(self, *args: Any, form_choices: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["new_form"].choices = form_choices


class ActForm(forms.Form):
    """One act of violation."""

    text = forms.CharField(label=_("Hành vi"), required=False, max_length=2000, widget=area(2))
    since = DayField(label=_("Ngày xảy ra, ngày bắt đầu"), required=False)
    until = DayField(label=_("Ngày chấm dứt"), required=False)
    ongoing = forms.BooleanField(label=_("Đến nay chưa chấm dứt"), required=False)
    discovered_on = DayField(label=_("Ngày phát hiện"), required=False)
    amount = DongField(label=_("Số tiền"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day of an act that has words, and for words of one that has a day."""
        told = dict(self.cleaned_data)
        if (told.get("text") or "").strip() and not told.get("since") and "since" not in self.errors:
            self.add_error("since", _("Ghi ngày xảy ra hành vi"))
        if told.get("since") and not (told.get("text") or "").strip():
            self.add_error("text", _("Ghi hành vi"))
        return told
