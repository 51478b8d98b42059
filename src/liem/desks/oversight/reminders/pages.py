"""Pages: reminders about me, given, in the units I supervise; one reminder with how it repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.desks.oversight.lines import moments
from liem.desks.oversight.tabs import tabs
from liem.domains.reminders import openings, readers, terms
from liem.domains.reminders.flow import ENDED, State
from liem.kernel.clock import local_day
from liem.law import NoLawInForce
from liem.spine.access import Duty, NotFound
from liem.spine.questions.history import happenings
from liem.ui.formatting import vn_date
from liem.ui.shell import Fact, Tab

from .forms import FilterForm

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from liem.domains.reminders.models import Reminder
    from liem.spine.access import Actor

PER_PAGE = 50
LEVELS = {
    State.TOLD: "warn",
    State.ANSWERED: "info",
    State.CONTESTED: "warn",
    State.MENDED: "ok",
    State.LAPSED: "neutral",
    State.WITHDRAWN: "neutral",
}
VIEWS = {
    "ve-toi": gettext_lazy("Về tôi, đơn vị tôi"),
    "da-nhac": gettext_lazy("Đơn vị tôi đã nhắc"),
    "theo-doi": gettext_lazy("Trong phạm vi theo dõi"),
}


def url_of(reminder_id: UUID) -> str:
    """Return the address of a reminder."""
    return reverse("oversight:reminders_one", args=[reminder_id])


def contents_of(path: str, day: date) -> dict[str, str]:
    """Return the content areas of a body; none where the law is silent (the page shows keys then)."""
    try:
        return terms.contents(path, day)
    except NoLawInForce:
        return {}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    reminder: Reminder
    content: str
    level: str
    due: date | None
    open: bool


def row_of(reminder: Reminder, contents: dict[str, str]) -> Row:
    """Return a reminder as a line."""
    waits = reminder.state in (State.TOLD, State.ANSWERED)
    return Row(
        reminder=reminder,
        content=contents.get(reminder.content, reminder.content),
        level=LEVELS[State(reminder.state)],
        due=reminder.mend_by if waits else None,
        open=waits,
    )


def _views(actor: Actor) -> list[str]:
    seen = ["ve-toi"]
    if actor.has(Duty.REMIND):
        seen.append("da-nhac")
    if actor.has(Duty.INSPECT) or actor.has(Duty.DECIDE_INSPECTIONS):
        seen.append("theo-doi")
    return seen


def _rows(request: OfficeRequest, view: str) -> QuerySet[Reminder]:
    if view == "da-nhac":
        return readers.given(request.actor, at=request.at)
    if view == "theo-doi":
        return readers.supervised(request.actor, at=request.at)
    return readers.received(request.actor)


@office()
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the reminders of one kind, newest first, with what waits for the actor on top."""
    actor, today = request.actor, local_day(request.at)
    views = _views(actor)
    default = "da-nhac" if actor.has(Duty.REMIND) else "ve-toi"
    view = request.GET.get("xem", default)
    view = view if view in views else "ve-toi"
    contents = contents_of(actor.unit_path, today)
    form = FilterForm(request.GET or None, contents=contents)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = _rows(request, view)
    for name, column in (("tt", "state"), ("nd", "content")):
        if asked.get(name):
            found = found.filter(**{column: asked[name]})
    found = found.select_related("case", "unit", "subject_unit", "subject_person")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    waiting = readers.waiting_for(actor, at=request.at)
    context = {
        "oversight_tabs": tabs(request),
        "views": [Tab(str(VIEWS[each]), f"?xem={each}", current=each == view, count=None) for each in views],
        "view": view,
        "form": form,
        "active": any(asked.get(name) for name in ("tt", "nd")),
        "page": page,
        "rows": [row_of(each, contents) for each in page.object_list],
        "waiting": waiting,
        "may_note": actor.has(Duty.REMIND),
        "page_keys": {"c": _("ghi nhắc nhở")} if actor.has(Duty.REMIND) else {},
        "today": today,
    }
    return render(request, "oversight/reminders/list.html", context)


@office()
@require_safe
def one(request: OfficeRequest, reminder_id: UUID) -> HttpResponse:
    """Show one reminder: the next step, the fault and its proof, the answer, how it repeats."""
    actor, today = request.actor, local_day(request.at)
    reminder = readers.get_reminder(actor, reminder_id, at=request.at)
    parts = readers.parts_of(actor, reminder, at=request.at)
    verbs = openings.possible(actor, reminder, parts)
    history = readers.history(reminder, day=today)
    visible = {
        each.pk
        for each in readers.reminders_for(actor, at=request.at).filter(
            pk__in=[each.pk for each in history.all]
        )
    }
    contents = contents_of(reminder.unit.path, today)
    title, why = _next_step(reminder, verbs, parts)
    context = {
        "oversight_tabs": tabs(request),
        "crumbs": [(_("Nhắc nhở"), reverse("oversight:reminders"))],
        "reminder": reminder,
        "content": contents.get(reminder.content, reminder.content),
        "level": LEVELS[State(reminder.state)],
        "step_title": title,
        "why": why,
        "verbs": verbs,
        "late": bool(reminder.mend_by and reminder.mend_by < today and reminder.state == State.TOLD),
        "ended": reminder.state in ENDED,
        "facts": _facts(reminder, contents),
        "files": {name: (blob, told) for name, (blob, told) in readers.files_of(reminder).items()},
        "history": [
            (row_of(each, contents), str(each.case_id) in history.counted, each.pk == reminder.pk)
            for each in history.all
            if each.pk in visible
        ],
        "hidden": len(history.all) - len(visible),
        "counted": len(history.counted),
        "threshold": history.threshold,
        "window": history.window,
        "lapse_known": terms.lapse_months(reminder.unit.path, today) is not None,
        "moments": moments(happenings(reminder.pk), request.actor),
        "today": today,
    }
    return render(request, "oversight/reminders/one.html", context)


def _next_step(reminder: Reminder, verbs: tuple[str, ...], parts: frozenset[str]) -> tuple[str, str]:
    """Return the title of the next step and why it is the next."""
    if reminder.state == State.WITHDRAWN:
        return "", _("Nhắc nhở đã được rút ngày %(day)s, không tính nữa.") % {
            "day": vn_date(reminder.ended_at)
        }
    if reminder.state == State.LAPSED:
        return "", _("Nhắc nhở đã hết hiệu lực ngày %(day)s, không tính nữa.") % {
            "day": vn_date(reminder.ended_at)
        }
    if "answer" in verbs:
        return _("trả lời nhắc nhở"), _(
            "Đọc khuyết điểm và bằng chứng, rồi trả lời, hoặc nói điều không đúng."
        )
    if "uphold" in verbs:
        return _("xem lại ý kiến khác"), _(
            "Người được nhắc nhở không đồng ý. Xem lại rồi giữ hoặc rút; "
            "trong lúc chờ, nhắc nhở này không tính."
        )
    if reminder.state == State.CONTESTED:
        return _("chờ người khác xem lại"), _("Người đã ghi nhắc nhở không tự xem lại ý kiến khác.")
    if reminder.state == State.MENDED:
        return _("theo dõi, không lặp lại"), _lapse_words(reminder)
    if "mark_mended" in verbs:
        return _("ghi đã khắc phục khi việc xong"), _("Kiểm tra tại chỗ hoặc qua tài liệu trước khi ghi.")
    if "subject" in parts:
        return _("khắc phục"), _("Khi xong, báo với %(unit)s để ghi đã khắc phục.") % {
            "unit": reminder.unit.name
        }
    return _("chờ trả lời, khắc phục"), _("Nhắc nhở này do %(unit)s theo dõi.") % {"unit": reminder.unit.name}


def _lapse_words(reminder: Reminder) -> str:
    if reminder.lapse_on is None:
        return _("Cơ quan chưa có quy định về thời gian hết hiệu lực nên nhắc nhở không tự hết; có thể rút.")
    return _("Không lặp lại thì hết hiệu lực ngày %(day)s.") % {"day": vn_date(reminder.lapse_on)}


def _facts(reminder: Reminder, contents: dict[str, str]) -> list[Fact]:
    lines = [
        Fact(_("Nhắc nhở ai"), reminder.subject_name),
        Fact(_("Đơn vị"), reminder.subject_unit.name),
        Fact(_("Nội dung"), contents.get(reminder.content, reminder.content)),
        Fact(_("Thấy ngày"), vn_date(reminder.happened_on)),
    ]
    if reminder.place:
        lines.append(Fact(_("Nơi thấy"), reminder.place))
    by = reminder.noted_by.name if reminder.noted_by else None
    return [
        *lines,
        Fact(_("Cần làm gì"), reminder.wanted),
        Fact(_("Xong trước ngày"), vn_date(reminder.mend_by) if reminder.mend_by else _("không đặt hạn")),
        Fact(_("Người ghi"), f"{by}, {reminder.unit.name}" if by else reminder.unit.name),
    ]


@office()
@require_safe
def file(request: OfficeRequest, reminder_id: UUID, which: str) -> HttpResponse:
    """Give a file of a reminder, every byte checked before the first is sent."""
    reminder = readers.get_reminder(request.actor, reminder_id, at=request.at)
    found = readers.files_of(reminder).get(which)
    if found is None:
        raise NotFound(_("Không có tệp này."))
    blob, name = found
    return original(blob, name)
