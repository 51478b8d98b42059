"""Reads of programmes for an actor; absent and forbidden answer alike, lists in constant queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.access import Duty, NotFound
from liem.spine.ledger.models import Entry
from liem.spine.people.models import Person
from liem.spine.people.readers import holders, in_force
from liem.spine.units.models import Kind, Unit
from liem.spine.units.reach import SERVES_ITS_PARENT, body_of, supervised_path

from . import policy, rules
from .conflicts import Register, is_kept, kept_from
from .flow import ItemState, State
from .models import Deviation, Draw, Item, Programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.people.models import Mandate

OPEN = (ItemState.PLANNED, ItemState.RUNNING)


def programmes_for(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes an actor sees: of the own body and what it serves, drafts included; approved ones
    of all it supervises. None without the duty to inspect or to decide."""
    if actor.unit_id is None or not (actor.has(Duty.INSPECT) or actor.has(Duty.DECIDE_INSPECTIONS)):
        return Programme.objects.none()
    reach = supervised_path(actor)
    own = Q(unit_id=actor.unit_id) | Q(unit__path=reach)
    if actor.has(Duty.DECIDE_INSPECTIONS):
        own |= Q(unit__parent_id=actor.unit_id, state=State.SUBMITTED)
    approved = Q(unit__path__startswith=reach, state__in=(State.APPROVED, State.CLOSED))
    return Programme.objects.filter(own | approved).select_related("case", "unit")


def get_programme(actor: Actor, programme_id: UUID) -> Programme:
    """Return a programme the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    found = programmes_for(actor).select_related(
        "case", "unit", "unit__parent", "made_by", "submitted_by", "approved_by"
    )
    programme = found.filter(pk=programme_id).first()
    if programme is None:
        raise NotFound(_("Không có chương trình này."))
    return programme


@dataclass(frozen=True, slots=True)
class Line:
    """A programme of a list with its counts."""

    programme: Programme
    planned: int
    running: int
    done: int
    late: int

    @property
    def total(self) -> int:
        """How many inspections it holds, dropped ones apart."""
        return self.planned + self.running + self.done


def line_of(programme: Programme) -> Line:
    """Return a row of :func:`listed` with its counts."""
    counts = {name: int(getattr(programme, name)) for name in ("planned", "running", "done", "late")}
    return Line(programme, **counts)


def with_counts(found: QuerySet[Programme], *, day: date) -> QuerySet[Programme]:
    """Add the counts of items (planned, running, done, late) to a query of programmes."""
    return found.annotate(
        planned=Count("items", filter=Q(items__state=ItemState.PLANNED)),
        running=Count("items", filter=Q(items__state=ItemState.RUNNING)),
        done=Count("items", filter=Q(items__state=ItemState.DONE)),
        late=Count("items", filter=Q(items__state__in=OPEN, items__planned_to__lt=day)),
    )


def listed(actor: Actor, *, at: datetime, state: str = "", year: int | None = None) -> QuerySet[Programme]:
    """Return the programmes of a list with counts, the newest first."""
    found = programmes_for(actor)
    if state in State.values:
        found = found.filter(state=state)
    if year is not None:
        found = found.filter(first__year__lte=year, last__year__gte=year)
    return with_counts(found, day=local_day(at)).order_by("-first", "unit__path", "-made_at")


def kept_items(actor: Actor, ids: Iterable[UUID], *, at: datetime) -> frozenset[UUID]:
    """Return those of the ids that are items kept from an actor. Three queries."""
    kept = kept_from(actor, at=at)
    return frozenset(item.pk for item in Item.objects.filter(pk__in=list(ids)) if is_kept(item, kept))


@dataclass(frozen=True, slots=True)
class Items:
    """The items an actor sees of a programme, and how many are kept back."""

    seen: list[Item]
    hidden: int


def items_of(actor: Actor, programme: Programme, *, at: datetime, dropped: bool = False) -> Items:
    """Return the items of a programme in order, without those about the actor, kin, or what they lead."""
    found = programme.items.select_related(
        "subject_unit", "subject_person", "lead", "inspection_case", "draw"
    )
    listed_items = list(found if dropped else found.exclude(state=ItemState.DROPPED))
    kept = kept_from(actor, at=at)
    seen = [item for item in listed_items if not is_kept(item, kept)]
    return Items(seen, len(listed_items) - len(seen))


def get_item(actor: Actor, item_id: UUID, *, at: datetime) -> Item:
    """Return an item the actor may see; raises ``NotFound``, also for one about oneself or kin."""
    item = (
        Item.objects.select_related(
            "programme", "programme__case", "programme__unit", "programme__unit__parent", "subject_unit",
            "subject_person", "lead", "inspection_case",
        )
        .filter(pk=item_id, programme__in=programmes_for(actor).values("pk"))
        .first()
    )  # fmt: skip
    if item is None or is_kept(item, kept_from(actor, at=at)):
        raise NotFound(_("Không có cuộc này trong chương trình."))
    return item


def item_of_case(case_id: UUID) -> Item | None:
    """Return the item a dossier was opened for, if one."""
    return Item.objects.select_related("programme", "programme__unit").filter(inspection_case=case_id).first()


def deviations_of(actor: Actor, programme: Programme, *, at: datetime) -> list[Deviation]:
    """Return the recorded changes of an approved programme that the actor may see, in order."""
    kept = kept_from(actor, at=at)
    found = programme.deviations.select_related("item", "item__subject_unit", "item__subject_person", "by")
    return [one for one in found if not is_kept(one.item, kept)]


def history(programme: Programme) -> list[Entry]:
    """Return the ledger entries about the programme itself, newest first; those of its items, of which some
    are kept back, are not among them."""
    return list(Entry.objects.filter(subject=programme.pk).order_by("-seq")[:200])


def draws_of(programme: Programme) -> list[Draw]:
    """Return the draws of a programme, those that did not take place included."""
    return list(programme.draws.select_related("announced_by", "finished_by"))


def get_draw(actor: Actor, draw_id: UUID) -> Draw:
    """Return a draw of a programme the actor may see; raises ``NotFound``."""
    draw = (
        Draw.objects.select_related(
            "programme", "programme__unit", "programme__unit__parent", "programme__case", "announced_by",
            "finished_by",
        )
        .filter(pk=draw_id, programme__in=programmes_for(actor).values("pk"))
        .first()
    )  # fmt: skip
    if draw is None:
        raise NotFound(_("Không có buổi bốc thăm này."))
    return draw


def items_drawn(draw: Draw) -> list[Item]:
    """Return the items a draw gave, those dropped later included."""
    return list(draw.items.select_related("subject_unit").order_by("number"))


# -- choices of the wizard


def bodies_for(actor: Actor) -> list[Unit]:
    """Return the bodies an actor may draft for: the own, and the committee it serves."""
    own = Unit.objects.select_related("parent").filter(pk=actor.unit_id).first() if actor.unit_id else None
    if own is None or not actor.has(Duty.INSPECT):
        return []
    served = own.parent if own.kind in SERVES_ITS_PARENT else None
    return [own, served] if served is not None else [own]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may lead inspections: name, post, how many are led already and how many at once."""

    person_id: UUID
    name: str
    post: str
    led: int
    at_once: int


def candidates(programme: Programme, *, at: datetime) -> list[Candidate]:
    """Return who may lead inspections of a programme, with the workload from every programme then."""
    day = local_day(at)
    body = body_of(programme.unit_id).pk
    found: dict[UUID, Mandate] = {}
    units = list({programme.unit_id, body})
    for mandate in holders(units, list(policy.INSPECT_POSTS), day=day).order_by("person__sort_name"):
        if mandate.person_id not in found or mandate.unit_id == programme.unit_id:
            found[mandate.person_id] = mandate
    spans = Item.objects.filter(
        lead_id__in=found, state__in=OPEN, planned_to__gte=programme.first, planned_from__lte=programme.last
    ).values_list("lead_id", "planned_from", "planned_to")
    load = rules.workload((lead, first, last) for lead, first, last in spans if lead is not None)
    return [
        Candidate(pk, mandate.person.name, mandate.get_post_display(), *load.get(pk, (0, 0)))
        for pk, mandate in found.items()
    ]


def register_of(
    programme: Programme, items: Sequence[Item], persons: Sequence[UUID], *, at: datetime
) -> Register:
    """Return the record of conflicts for items of a programme and persons, loaded in two queries."""
    units = [item.subject_unit for item in items if item.subject_unit is not None]
    subjects = [item.subject_person_id for item in items if item.subject_person_id is not None]
    return Register(persons, units, subjects, body=programme.unit, day=local_day(at))


def persons_within(unit: Unit, text: str, *, path: str, day: date, limit: int = 20) -> list[Mandate]:
    """Find who holds a post below ``path``, by words with or without marks; nobody of a commission itself."""
    words = fold(text).split()
    if not words:
        return []
    found = in_force(day).filter(unit__path__startswith=path)
    if unit.kind == Kind.INSPECTION_COMMISSION:
        found = found.exclude(unit=unit)
    for word in words:
        found = found.filter(person__folded__contains=word)
    return list(found.select_related("person", "unit").order_by("person__sort_name")[:limit])


def name_of(person_id: UUID) -> str:
    """Return a person's name, empty for an unknown one."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""
