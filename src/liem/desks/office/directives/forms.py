"""Forms of a document and its tasks, as a clerk confirms them. What was not read stays empty and is asked."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _

from liem.domains.directives import deadlines
from liem.domains.directives.actions import Confirmation
from liem.domains.directives.head import HEAD_FIELDS, Head, rules_side
from liem.domains.directives.models import DocumentKind
from liem.kernel.text import nfc
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.steps import Due, NewTask
from liem.ui.forms import DayField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

UNITS = (
    ("d", _("ngày")),
    ("wd", _("ngày làm việc")),
    ("h", _("giờ")),
    ("wk", _("tuần")),
    ("mo", _("tháng")),
)
STARTS = (
    ("", _("chưa rõ mốc")),
    ("receipt", _("ngày nhận văn bản")),
    ("issue", _("ngày ban hành")),
    ("event", _("sự kiện nêu trong văn bản")),
)
EVERY = (
    ("", _("chọn kỳ")),
    ("week", _("hằng tuần")),
    ("month", _("hằng tháng")),
    ("quarter", _("hằng quý")),
    ("half_year", _("sáu tháng")),
    ("year", _("hằng năm")),
)
WEEKDAYS = (
    ("", "–"),
    ("0", _("Thứ Hai")),
    ("1", _("Thứ Ba")),
    ("2", _("Thứ Tư")),
    ("3", _("Thứ Năm")),
    ("4", _("Thứ Sáu")),
    ("5", _("Thứ Bảy")),
    ("6", _("Chủ Nhật")),
)
HOURS = ("%H:%M", "%Hh%M", "%H giờ %M", "%Hh", "%H giờ", "%H")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in nfc(text).splitlines() if line.strip())


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class HeadForm(forms.Form):
    """What the document says of itself. Each field is filled, or left unknown on purpose by its box."""

    number = forms.CharField(
        label=_("Số"), max_length=16, required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        max_length=60,
        required=False,
        help_text=_("ví dụ CV/TU hoặc KH-UBND"),
        widget=forms.TextInput(attrs={"class": "medium"}),
    )
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Loại văn bản"), required=False, choices=[("", _("chọn loại")), *DocumentKind.choices]
    )
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    subject = forms.CharField(label=_("Trích yếu"), max_length=500, required=False, widget=_area(3))
    base_documents = forms.CharField(
        label=_("Căn cứ"), required=False, widget=_area(3), help_text=_("mỗi dòng một văn bản")
    )
    unknown_number = forms.BooleanField(label=_("Văn bản không ghi số"), required=False)
    unknown_symbol = forms.BooleanField(label=_("Văn bản không ghi ký hiệu"), required=False)
    unknown_issuer = forms.BooleanField(label=_("Chưa rõ cơ quan ban hành"), required=False)
    unknown_kind = forms.BooleanField(label=_("Chưa rõ loại văn bản"), required=False)
    unknown_issued_on = forms.BooleanField(label=_("Chưa rõ ngày ban hành"), required=False)
    unknown_subject = forms.BooleanField(label=_("Văn bản không có trích yếu"), required=False)

    def head(self) -> Head:
        """Return the head as typed (after a successful check)."""
        told = self.cleaned_data
        return Head(
            number=nfc(told["number"]).strip(),
            symbol=nfc(told["symbol"]).strip(),
            issuer=nfc(told["issuer"]).strip(),
            issued_on=told["issued_on"],
            kind=told["kind"],
            subject=" ".join(nfc(told["subject"]).split()),
            base_documents=_lines(told["base_documents"]),
        )

    def unknown(self) -> frozenset[str]:
        """Return the fields left unknown on purpose."""
        return frozenset(name for name in HEAD_FIELDS if self.cleaned_data.get(f"unknown_{name}"))

    def clean(self) -> dict[str, Any]:
        """Ask for every field that is neither filled nor left unknown on purpose."""
        told = dict(super().clean() or {})
        for name in HEAD_FIELDS:
            if not told.get(name) and not told.get(f"unknown_{name}") and name not in self.errors:
                self.add_error(name, _("Nhập theo văn bản, hoặc đánh dấu ô “chưa rõ” bên dưới"))
        return told


class HourField(forms.TimeField):
    """An hour typed as 17:00, 17h or 17 giờ."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", HOURS)
        options.setdefault("widget", forms.TextInput(attrs={"class": "short", "autocomplete": "off"}))
        options.setdefault("error_messages", {"invalid": _("Ghi giờ và phút, ví dụ 17:00")})
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show an hour as 17:00."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class DeadlineForm(forms.Form):
    """A deadline in the parts the law counts by."""

    due_kind = forms.ChoiceField(label=_("Hạn"), choices=DeadlineKind.choices)
    due_words = forms.CharField(label=_("Hạn theo lời văn bản"), max_length=300, required=False)
    due_date = DayField(label=_("Ngày"), required=False)
    due_time = HourField(label=_("Giờ"), required=False)
    due_before = forms.BooleanField(label=_("Trước ngày này, không kể ngày đó"), required=False)
    due_amount = forms.IntegerField(
        label=_("Số lượng"),
        min_value=0,
        max_value=10_000,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    due_unit = forms.ChoiceField(label=_("Đơn vị thời gian"), choices=UNITS, required=False)
    due_from = forms.ChoiceField(label=_("Kể từ"), choices=STARTS, required=False)
    due_every = forms.ChoiceField(label=_("Kỳ"), choices=EVERY, required=False)
    due_weekday = forms.ChoiceField(label=_("Thứ"), choices=WEEKDAYS, required=False)
    due_day = forms.IntegerField(
        label=_("Ngày trong tháng"),
        min_value=1,
        max_value=31,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    due_month = forms.IntegerField(
        label=_("Tháng thứ mấy trong kỳ"),
        min_value=1,
        max_value=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the parts that the kind of deadline needs."""
        told = dict(super().clean() or {})
        for name, sentence in _lacking(told):
            if name not in self.errors:
                self.add_error(name, sentence)
        return told

    def rule(self) -> dict[str, Any]:
        """Return the rule as a map that is kept with the task."""
        return rule_of(self.cleaned_data)

    def due(self, *, issued: date | None, received: datetime, side: Literal["party", "state"]) -> Due:
        """Return the deadline computed by the law and calendar in force."""
        return deadlines.compute(
            self.rule(),
            issued=issued,
            received=received,
            words=self.cleaned_data.get("due_words", ""),
            side=side,
        )


def _lacking(told: Mapping[str, Any]) -> list[tuple[str, Any]]:
    kind = told.get("due_kind")
    faults: list[tuple[str, Any]] = []
    if kind in ("date", "clock") and not told.get("due_date"):
        faults.append(("due_date", _("Nhập ngày, hoặc chọn hạn “chưa rõ”")))
    if kind == "clock" and not told.get("due_time"):
        faults.append(("due_time", _("Nhập giờ, hoặc chọn hạn “đến ngày”")))
    if kind == "relative" and told.get("due_amount") is None:
        faults.append(("due_amount", _("Nhập số ngày, hoặc chọn hạn “chưa rõ”")))
    if kind == "recurring" and not told.get("due_every"):
        faults.append(("due_every", _("Chọn kỳ, hoặc chọn hạn “thường xuyên”")))
    return faults


def rule_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kept map of a deadline from cleaned values; parts of other kinds are left out."""
    kind = told.get("due_kind") or DeadlineKind.UNKNOWN
    rule: dict[str, Any] = {"kind": kind, "raw": nfc(told.get("due_words") or "")}
    day, hour = told.get("due_date"), told.get("due_time")
    if kind in ("date", "clock", "inherited") and day:
        rule |= {"date": day.isoformat(), "inclusive": not told.get("due_before")}
        if hour and kind != "date":
            rule["time"] = hour.isoformat(timespec="minutes")
    if kind in ("relative", "inherited") and told.get("due_amount") is not None:
        rule |= {
            "amount": told["due_amount"],
            "unit": told.get("due_unit") or "d",
            "count_from": told.get("due_from") or None,
        }
    if kind == "recurring":
        rule |= {
            "every": told.get("due_every") or None,
            "day": told.get("due_day"),
            "weekday": int(told["due_weekday"]) if told.get("due_weekday") else None,
            "month": told.get("due_month"),
            "inclusive": not told.get("due_before"),
        }
    return rule


def due_initial(rule: Mapping[str, Any], words: str, *, kind: str = "") -> dict[str, Any]:
    """Return what the fields of a deadline show for a kept rule."""
    return {
        "due_kind": kind or rule.get("kind") or DeadlineKind.NONE,
        "due_words": words or rule.get("raw") or "",
        "due_date": date.fromisoformat(rule["date"]) if rule.get("date") else None,
        "due_time": time.fromisoformat(rule["time"]) if rule.get("time") else None,
        "due_before": rule.get("inclusive") is False,
        "due_amount": rule.get("amount"),
        "due_unit": rule.get("unit") or "d",
        "due_from": rule.get("count_from") if rule.get("count_from") in ("receipt", "issue", "event") else "",
        "due_every": rule.get("every") or "",
        "due_weekday": "" if rule.get("weekday") is None else str(rule["weekday"]),
        "due_day": rule.get("day"),
        "due_month": rule.get("month"),
    }


class TaskForm(DeadlineForm):
    """One item of the document; ``source`` numbers the read items it was made from ("3" or "3,4")."""

    title = ""  # which item it is, for the summary of errors

    source = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    removed = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    include = forms.BooleanField(label=_("Là nhiệm vụ phải làm"), required=False)
    number = forms.CharField(
        label=_("Mục số"), max_length=24, required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    text = forms.CharField(label=_("Nội dung"), required=False, max_length=20_000, widget=_area(4))
    assignee = forms.CharField(label=_("Chủ trì, theo lời văn bản"), max_length=200, required=False)
    co_assignees = forms.CharField(
        label=_("Phối hợp, theo lời văn bản"),
        required=False,
        widget=_area(2),
        help_text=_("mỗi dòng một đơn vị"),
    )
    product = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)
    cited = forms.CharField(
        label=_("Văn bản viện dẫn"), required=False, widget=_area(2), help_text=_("mỗi dòng một văn bản")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words; an item that is no task, or was taken out, is not checked at all."""
        told = dict(super().clean() or {})
        if told.get("removed") or not told.get("include"):
            self.errors.clear()
        elif not (told.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("text", _("Nhập nội dung nhiệm vụ, hoặc bỏ dấu “Là nhiệm vụ”"))
        return told

    def counts(self) -> bool:
        """Say whether this item becomes a task."""
        return bool(self.cleaned_data.get("include")) and not self.cleaned_data.get("removed")

    def new_task(self, *, head: Head, received: datetime, read: Sequence[Mapping[str, Any]]) -> NewTask:
        """Return the task to be made; its places come from the kept reading, never from the form."""
        told = self.cleaned_data
        sources = [read[place] for place in sources_of(told["source"], len(read))]
        text = nfc(told["text"]).strip()
        heading = str(sources[0].get("heading") or "") if len(sources) == 1 else ""
        kept = heading and " ".join(text.split()).startswith(" ".join(heading.rstrip(" .…").split()))
        return NewTask(
            text=text,
            number=told["number"],
            heading=heading if kept else "",
            due=self.due(issued=head.issued_on, received=received, side=rules_side(head.symbol)),
            product=told["product"],
            cited=_lines(told["cited"]),
            places=tuple({"box": box} for each in sources for box in each.get("places", ())),
            assignee=told["assignee"],
            co_assignees=_lines(told["co_assignees"]),
        )


def sources_of(written: str, known: int) -> list[int]:
    """Return the item numbers written in a form, leaving out what the reading does not have."""
    numbers = [int(part) for part in written.split(",") if part.isascii() and part.isdigit()]
    return [number for number in dict.fromkeys(numbers) if number < known]


def confirmation(
    head_form: HeadForm,
    task_forms: Iterable[TaskForm],
    *,
    received: datetime,
    read: Sequence[Mapping[str, Any]],
) -> Confirmation:
    """Return what the clerk confirms, from forms that were checked."""
    head = head_form.head()
    return Confirmation(
        head=head,
        tasks=tuple(
            form.new_task(head=head, received=received, read=read) for form in task_forms if form.counts()
        ),
        unknown=head_form.unknown(),
    )


class ReasonForm(forms.Form):
    """A reason, required."""

    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=_area(3))
