"""What the pages of programmes share: the way back, the tabs of the desk, words for what is kept as keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liem.desks.oversight.procedures.words import title_of
from liem.desks.oversight.tabs import tabs
from liem.domains.programmes import terms
from liem.domains.programmes.flow import ItemState, State
from liem.domains.programmes.models import Deviation, Source
from liem.spine.people import readers as people
from liem.ui.formatting import vn_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from liem.desks.office.door import OfficeRequest
    from liem.domains.programmes.models import Item, Programme


STATE_LEVELS: Mapping[str, str] = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "warn",
    State.APPROVED: "info",
    State.CLOSED: "ok",
}
ITEM_LEVELS: Mapping[str, str] = {
    ItemState.PLANNED: "neutral",
    ItemState.RUNNING: "info",
    ItemState.DONE: "ok",
    ItemState.DROPPED: "warn",
}


def show(
    request: OfficeRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of this module with the tabs of the desk."""
    shown = {"oversight_tabs": tabs(request), "today_at": request.at, **context}
    return render(request, f"oversight/programmes/{template}.html", shown, status=status)


def crumbs(programme: Programme | None = None) -> list[tuple[str, str]]:
    """Return the way back from a page of a programme."""
    back = [(_("Chương trình"), reverse("oversight:programmes"))]
    if programme is not None:
        back.append((programme.case.title[:70], reverse("oversight:programmes_one", args=[programme.pk])))
    return back


class Words:
    """Titles behind the keys a programme keeps: procedures and content areas of its body on a day."""

    def __init__(self, programme: Programme, *, day: date) -> None:
        self._unit, self._day = programme.unit, day

    @cached_property
    def procedures(self) -> dict[str, str]:
        """Titles of the procedures the body may use."""
        return {one.id: title_of(one) for one in terms.procedures(self._unit, day=self._day)}

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Titles of the content areas in force."""
        return terms.area_titles(self._unit, day=self._day)

    def procedure(self, key: str) -> str:
        """Return the title of a procedure; one no longer in force shows its key."""
        return self.procedures.get(key, key)

    def contents(self, keys: Iterable[str]) -> str:
        """Return the titles of content areas in one line."""
        return "; ".join(self.areas.get(key, key) for key in keys)


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the pages show it."""

    item: Item
    subject: str
    procedure: str
    contents: str
    lead: str
    state: str
    level: str
    source: str
    late: bool
    url: str

    @property
    def points(self) -> int:
        """The points of the proposal it came from."""
        return sum(int(part.get("points", 0)) for part in self.item.reason.get("parts", ()))


def row_of(item: Item, words: Words, *, today: date) -> Row:
    """Return an item in words."""
    late = item.state in (ItemState.PLANNED, ItemState.RUNNING) and item.planned_to < today
    return Row(
        item=item,
        subject=str(item.subject_person or item.subject_unit),
        procedure=words.procedure(item.procedure),
        contents=words.contents(item.contents),
        lead=item.lead.name if item.lead else "",
        state=str(ItemState(item.state).label),
        level=ITEM_LEVELS[item.state],
        source=str(Source(item.source).label),
        late=late,
        url=reverse("oversight:programmes_item", args=[item.pk]),
    )


def rows_as_approved(programme: Programme, items: Iterable[Item], words: Words, *, today: date) -> list[Row]:
    """Return the inspections as they were approved, whatever changed since; those among ``items`` only."""
    seen = {str(item.pk): item for item in items}
    kept = [told for told in programme.frozen if told["item"] in seen]
    names = people.names([UUID(told["lead"]) for told in kept if told["lead"]])
    rows = []
    for told in kept:
        item = seen[told["item"]]
        item.number, item.contents = told["number"], told["contents"]
        item.planned_from = date.fromisoformat(told["planned_from"])
        item.planned_to = date.fromisoformat(told["planned_to"])
        lead = names.get(UUID(told["lead"]), "") if told["lead"] else ""
        rows.append(replace(row_of(item, words, today=today), lead=lead))
    return rows


def change_words(told: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a recorded change says, label and value, without keys and ids."""
    labels = {
        "procedure": _("quy trình"),
        "contents": _("nội dung"),
        "planned_from": _("từ ngày"),
        "planned_to": _("đến ngày"),
        "lead": _("người phụ trách"),
        "state": _("trạng thái"),
    }
    says: dict[str, Callable[[Any], str]] = {
        "contents": words.contents,
        "procedure": words.procedure,
        "planned_from": _day,
        "planned_to": _day,
        "lead": lambda value: names.get(value, ""),
        "state": lambda value: str(ItemState(value).label),
    }
    return [
        (labels[name], says[name](value))
        for name, value in told.items()
        if name in labels and value not in (None, "", [])
    ]


def _day(value: str) -> str:
    return vn_date(date.fromisoformat(value))


def lead_names(deviations: Iterable[Deviation]) -> dict[str, str]:
    """Return the names of the leads that recorded changes speak of: one query."""
    ids = {told.get("lead") for one in deviations for told in (one.before, one.after)}
    found = people.names([UUID(pk) for pk in ids if pk])
    return {str(pk): name for pk, name in found.items()}
