"""Forms of questions: each decision says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AskForm(forms.Form):
    """What the person or unit concerned is asked."""

    text = forms.CharField(
        label=_("Điều cần hỏi"),
        max_length=2000,
        widget=_area(4),
        help_text=_("hỏi việc, không kết luận; người được hỏi sẽ thấy căn cứ và trả lời tại đây"),
    )


class AnswerForm(forms.Form):
    """The words of the person or unit concerned."""

    text = forms.CharField(
        label=_("Trả lời"), max_length=4000, widget=_area(5), help_text=_("lời của bạn được giữ nguyên")
    )


class DismissForm(forms.Form):
    """Why there is nothing to follow."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=_area(3),
        help_text=_("khả năng nào đã đúng, đã xem gì; người đã được hỏi đọc được"),
    )


class FollowForm(forms.Form):
    """The dossier the question is followed with, and why."""

    case = forms.UUIDField(label=_("Hồ sơ đã mở"), widget=forms.Select)
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=_area(3))

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Set which dossiers may be chosen."""
        widget = cast("forms.Select", self.fields["case"].widget)
        widget.choices = [("", _now("chọn hồ sơ")), *choices]


class MergeForm(forms.Form):
    """The question that asks the same."""

    into = forms.UUIDField(label=_("Gộp vào câu hỏi"), widget=forms.Select)
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=_area(3))

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Set which questions may be chosen."""
        widget = cast("forms.Select", self.fields["into"].widget)
        widget.choices = [("", _now("chọn câu hỏi")), *choices]
