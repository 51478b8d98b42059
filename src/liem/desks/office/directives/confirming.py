"""The page where a clerk confirms what a document says, beside the document itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.adapters.documents import page_count
from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import actions, deadlines, pages, policy
from liem.domains.directives.head import HEAD_FIELDS, head_of, rules_side
from liem.domains.directives.models import DocumentKind
from liem.kernel.errors import KernelError
from liem.spine.access import Conflict, Duty, Invalid, Refusal
from liem.spine.tasks.models import DeadlineKind
from liem.spine.vault import files
from liem.ui.formatting import vn_number

from . import items as item_list
from . import shown
from .forms import HeadForm, TaskForm, confirmation, sources_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from liem.domains.directives.models import Directive

MOST_PAGES = 300
_CANNOT = {
    "no_blank_line": gettext_lazy(
        "Để tách, chừa một dòng trống trong nội dung ở chỗ muốn tách, rồi bấm “Tách” lần nữa."
    ),
    "no_room": gettext_lazy("Trang này giữ nhiều nhất 2.000 mục. Xác nhận rồi dùng “Thêm nhiệm vụ”."),
    "no_next": gettext_lazy("Không còn mục nào phía sau để gộp vào mục này."),
}
# The parts a deadline of each kind is made of; the others are folded away.
PARTS: Mapping[str, tuple[str, ...]] = {
    DeadlineKind.DATE: ("due_date", "due_before"),
    DeadlineKind.CLOCK: ("due_date", "due_time"),
    DeadlineKind.RELATIVE: ("due_amount", "due_unit", "due_from"),
    DeadlineKind.RECURRING: ("due_every", "due_weekday", "due_day", "due_month", "due_before"),
    DeadlineKind.INHERITED: ("due_date", "due_time", "due_before", "due_amount", "due_unit", "due_from"),
}
ALL_PARTS = (
    "due_date", "due_time", "due_before", "due_amount", "due_unit", "due_from", "due_every", "due_weekday",
    "due_day", "due_month",
)  # fmt: skip


@dataclass(slots=True)
class Card:
    """One item as the page shows it; ``place`` counts over all pages."""

    place: int
    form: TaskForm
    lines: dict[str, shown.Line]
    is_removed: bool
    is_last: bool = False
    parts: list[Any] = field(default_factory=list)
    other_parts: list[Any] = field(default_factory=list)
    last_moment: datetime | None = None
    first_period: datetime | None = None
    explained: str = ""
    kind_words: str = ""


@dataclass(slots=True)
class Sheet:
    """All that the page holds: forms of the items shown, and all items as typed so far.

    ``start`` is the place, over all pages, of the first item shown.
    """

    head: HeadForm
    tasks: list[TaskForm]
    items: list[item_list.Item]
    start: int = 0
    notice: str = ""
    refusal: Refusal | None = None
    status: int = 200


def first_sheet(reading: Mapping[str, Any]) -> Sheet:
    """Return the page as the reader left it; what it did not read is empty, never a guess."""
    head = head_of(reading)
    initial = {name: getattr(head, name) for name in HEAD_FIELDS}
    if head.kind and head.kind not in DocumentKind.values:
        initial["kind"] = DocumentKind.OTHER
    initial["base_documents"] = "\n".join(head.base_documents)
    read = reading.get("tasks", ())
    items = item_list.from_reading(read)
    return Sheet(
        head=HeadForm(initial=initial),
        tasks=item_list.unbound(items[: item_list.MOST]),
        items=items,
        notice=_beyond(read),
    )


def _beyond(read: Sequence[Mapping[str, Any]]) -> str:
    """Say that a document has more items than the pages hold together, if it has."""
    if len(read) <= item_list.MOST_IN_ALL:
        return ""
    said = _("Máy đọc được %(count)s mục; ở đây chỉ giữ %(most)s mục đầu.") + " "
    said += _("Sau khi xác nhận, dùng “Thêm nhiệm vụ” cho các mục còn lại.")
    return said % {"count": vn_number(len(read)), "most": vn_number(item_list.MOST_IN_ALL)}


def typed_sheet(request: OfficeRequest, order: str) -> Sheet:
    """Return the page after one order of its buttons, with all that was typed."""
    typed = {name: request.POST.get(name, "") for name in HeadForm.base_fields}
    items, start = item_list.from_post(request.POST)
    items, trouble = item_list.changed(items, order)
    verb, _colon, written = order.partition(":")
    if verb == "add" and not trouble:
        start = len(items) - 1
    elif verb == "page" and written.isascii() and written.isdigit():
        start = (int(written) - 1) * item_list.MOST
    start = item_list.page_of(max(start, 0), items)
    return Sheet(
        head=HeadForm(initial=typed),
        tasks=item_list.unbound(items[start : start + item_list.MOST]),
        items=items,
        start=start,
        notice=str(_CANNOT[trouble]) if trouble else "",
    )


def checked_sheet(request: OfficeRequest) -> tuple[Sheet, list[TaskForm], bool]:
    """Return the page with its forms checked, the forms of all pages, and whether all may be confirmed.

    Where something has to be mended on another page than the one that was sent, that page is shown.
    """
    head = HeadForm(request.POST)
    items, start = item_list.from_post(request.POST)
    tasks = item_list.bound(items)
    # lists, so that every form is checked and not only the first that is faulty
    faulty = [place for place, form in enumerate(tasks) if not form.is_valid()]
    fine = head.is_valid() and not faulty
    pages = sorted({item_list.page_of(place, items) for place in faulty})
    if pages and start not in pages:
        start = pages[0]
    sheet = Sheet(
        head=head,
        tasks=tasks[start : start + item_list.MOST],
        items=items,
        start=start,
        notice=_elsewhere(pages, start),
        status=200 if fine else 422,
    )
    return sheet, tasks, fine


def _elsewhere(pages: Sequence[int], start: int) -> str:
    """Say which other pages hold something to mend, if any do."""
    others = [str(begin // item_list.MOST + 1) for begin in pages if begin != start]
    return _("Còn mục cần sửa ở trang %(pages)s.") % {"pages": ", ".join(others)} if others else ""


def answer_confirm(
    request: OfficeRequest, directive: Directive | None, *, reading: Mapping[str, Any]
) -> HttpResponse:
    """Answer a POST of the page: do an order and show it again, or confirm and go on to giving the tasks."""
    order = request.POST.get("do", "look")
    if order != "confirm":
        return show(request, directive, typed_sheet(request, order), reading=reading)
    sheet, tasks, fine = checked_sheet(request)
    if not fine:
        return show(request, directive, sheet, reading=reading)
    received = directive.received_at if directive else request.at
    what = confirmation(sheet.head, tasks, received=received, read=reading.get("tasks", ()))
    try:
        if directive is None:
            done, receipt = actions.register(
                actor=request.actor, at=request.at, unit_id=policy.own_unit(request.actor), what=what
            )
        else:
            done, receipt = actions.confirm(
                actor=request.actor,
                at=request.at,
                directive_id=directive.pk,
                revision=_revision(request),
                what=what,
            )
    except Conflict as refusal:
        sheet.refusal, sheet.status = refusal, refusal.status
        return show(request, directive, sheet, reading=reading)
    except Invalid as refusal:
        sheet.head.add_error(
            refusal.field if refusal.field in sheet.head.fields else None,
            f"{refusal.message} {refusal.next_step}".strip(),
        )
        sheet.status = refusal.status
        return show(request, directive, sheet, reading=reading)
    messages.success(
        request,
        _("Đã xác nhận %(name)s với %(count)s nhiệm vụ · sổ #%(seq)s.")
        % {"name": str(done), "count": len(what.tasks), "seq": receipt.seq},
    )
    gives = bool(what.tasks) and request.actor.has(Duty.ASSIGN_TASKS)
    where = "office:directives_assign" if gives else "office:directives_one"
    return HttpResponseRedirect(reverse(where, args=[done.pk]))


def _revision(request: OfficeRequest) -> int:
    written = request.POST.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() else -1


def show(
    request: OfficeRequest, directive: Directive | None, sheet: Sheet, *, reading: Mapping[str, Any]
) -> HttpResponse:
    """Show the page: the document at one side, the form at the other."""
    read: Sequence[Mapping[str, Any]] = reading.get("tasks", ())
    places = shown.places_of(reading)
    head_lines = shown.head_lines(sheet.head, reading, places)
    cards = _cards(request, directive, sheet, read=read, places=places)
    live = [card for card in cards if not card.is_removed]
    revision = directive.revision if directive else 0
    if request.method == "POST" and directive is not None:
        revision = _revision(request)  # what this clerk saw, so that a second clerk still meets the first
    context = {
        "directive": directive,
        "revision": revision,
        "head_lines": head_lines,
        "head": sheet.head,
        "cards": cards,
        "count": len(cards),
        "first": sheet.start + 1,
        "last": sheet.start + len(cards),
        "start": sheet.start,
        "others": item_list.folded(sheet.items, sheet.start),
        "all_count": len(sheet.items),
        "item_pages": [
            (number, begin == sheet.start)
            for number, begin in enumerate(item_list.page_starts(sheet.items), start=1)
        ],
        "live_count": sum(not item.get("removed") for item in sheet.items),
        "task_forms": [card.form for card in live],
        "notice": sheet.notice,
        "refusal": sheet.refusal,
        "findings": reading.get("findings", ()),
        "warnings": reading.get("warnings", ()),
        "unknown": reading.get("unknown", ()),
        "draft_key": f"vb-{directive.pk}-{directive.revision}" if directive else "vb-moi",
        "crumbs": [(_("Văn bản đến"), reverse("office:directives"))],
        "page_keys": {"j": _("mục sau"), "k": _("mục trước")},
        **viewer(directive, reading, places),
    }
    return render(request, "office/directives/confirm.html", context, status=sheet.status)


def viewer(directive: Directive | None, reading: Mapping[str, Any], places: shown.Places) -> dict[str, Any]:
    """Return what the side with the document shows: pictures of pages, or its lines as text, or neither."""
    blocks = shown.text_blocks(reading) if places.as_lines else []
    images = []
    if directive is not None and not blocks and pages.has_pages(directive):
        images = shown.page_images(directive, places, count=min(_count(directive), MOST_PAGES))
    has_file = directive is not None and directive.blob_id is not None
    return {
        "images": images,
        "blocks": blocks,
        "file_url": reverse("office:directives_file", args=[directive.pk]) if directive and has_file else "",
    }


def _count(directive: Directive) -> int:
    """Return how many pages can be looked at; a file that could not be read may still be drawn."""
    if directive.page_count or directive.blob is None:
        return directive.page_count
    try:
        with files.on_disk(directive.blob) as path:
            return page_count(path)
    except KernelError:
        return 0


def _cards(
    request: OfficeRequest,
    directive: Directive | None,
    sheet: Sheet,
    *,
    read: Sequence[Mapping[str, Any]],
    places: shown.Places,
) -> list[Card]:
    received = directive.received_at if directive else request.at
    issued = _issued(sheet.head)
    cards = []
    for place, form in enumerate(sheet.tasks, start=sheet.start):
        sources = [read[number] for number in sources_of(str(form["source"].value() or ""), len(read))]
        kind = str(form["due_kind"].value() or DeadlineKind.NONE)
        wanted = PARTS.get(kind, ())
        card = Card(
            place=place,
            form=form,
            lines=shown.task_lines(form, sources, places),
            is_removed=bool(form["removed"].value()),
            is_last=place + 1 == len(sheet.items),
            parts=[form[name] for name in wanted],
            other_parts=[form[name] for name in ALL_PARTS if name not in wanted],
            kind_words=str(DeadlineKind(kind).label) if kind in DeadlineKind.values else "",
        )
        form.title = _("Mục %(number)s") % {"number": form["number"].value() or place + 1}
        _compute(card, issued=issued, received=received, symbol=str(sheet.head["symbol"].value() or ""))
        cards.append(card)
    return cards


def _issued(head: HeadForm) -> Any:
    """Return the day of issue as typed, if it is a day."""
    probe = HeadForm({"issued_on": head["issued_on"].value() or ""})
    probe.is_valid()
    value = head["issued_on"].value()
    return probe.cleaned_data.get("issued_on") if isinstance(value, str) else value


def _compute(card: Card, *, issued: Any, received: datetime, symbol: str) -> None:
    """Put the last moment and its explanation on the card, where what was typed gives one."""
    typed = {name: card.form[name].value() for name in TaskForm.base_fields}
    probe = item_list.bound([{**typed, "include": "on", "removed": "", "text": "x"}])[0]
    if not probe.is_valid():
        return
    due = probe.due(issued=issued, received=received, side=rules_side(symbol))
    card.last_moment, card.explained = due.at, due.basis
    if due.kind == DeadlineKind.RECURRING:
        period = deadlines.current_period(due.rule, at=received)
        if period:
            card.first_period, card.explained = period[1].at, period[1].basis


@office(Duty.RECEIVE_DOCUMENTS)
def by_hand(request: OfficeRequest) -> HttpResponse:
    """Enter a document that has no file: the same page without a picture beside it."""
    if request.method == "POST":
        return answer_confirm(request, None, reading={})
    items = [item_list.empty()]
    sheet = Sheet(head=HeadForm(), tasks=item_list.unbound(items), items=items)
    return show(request, None, sheet, reading={})
