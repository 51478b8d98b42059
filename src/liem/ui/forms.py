"""Form fields that read what Vietnamese clerks type: days as 22/11/2026 and money as "850tr"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liem.kernel.dong import NotMoney, group, parse
from liem.ui.formatting import vn_date

DAY_FORMATS = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")


class DayInput(forms.TextInput):
    """A day as text: a native date picker shows the month first on machines set to English."""

    def format_value(self, value: Any) -> str | None:
        """Write a date as dd/mm/yyyy; keep what was typed."""
        return vn_date(value) if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A day typed as 22/11/2026 (also 22-11-2026, 22.11.26); gives `datetime.date` or None."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("ngày/tháng/năm, ví dụ 22/11/2026"))
        options.setdefault("error_messages", {})
        options["error_messages"].setdefault(
            "invalid", _("Không có ngày này. Ghi ngày/tháng/năm, ví dụ 22/11/2026")
        )
        options.setdefault("input_formats", DAY_FORMATS)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored day as dd/mm/yyyy."""
        return vn_date(value) if isinstance(value, date | datetime) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Mark the input as a short one with the number keys of a phone."""
        return {"inputmode": "numeric", "autocomplete": "off", "class": "short", "maxlength": "10"}


class DongField(forms.Field):
    """Whole đồng typed as 850.000.000, 850tr or 0,85 tỷ; gives int or None. Negative amounts are refused."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Số tiền bằng đồng, ví dụ 850.000.000 hoặc 850tr hoặc 0,85 tỷ"))
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        """Read the amount; raise ValidationError with the sentence that says how to write it."""
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            amount = parse(str(value))
        except NotMoney as refused:
            english = (get_language() or "vi").startswith("en")
            raise ValidationError(refused.en if english else refused.vi, code=refused.code) from refused
        if amount < 0:
            raise ValidationError(_("Số tiền không được âm. Ghi số dương, ví dụ 1.234.567"), code="negative")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount with dots; keep what was typed."""
        return group(value).removesuffix("\u00a0₫") if isinstance(value, int) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for the echo under the input."""
        return {"data-money": "", "autocomplete": "off", "class": "medium"}


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"
