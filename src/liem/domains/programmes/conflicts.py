"""Who must not lead an inspection of a subject, found in the record: kin, same unit, the subject itself.

Quy định 131-QĐ/TW năm 2023, Điều 4. A constant number of queries whatever the number of persons and subjects.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.spine.access import NotFound, Post
from liem.spine.people.kinship import kin_of
from liem.spine.people.models import Kinship
from liem.spine.people.readers import in_force
from liem.spine.units.models import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.people.models import Mandate
    from liem.spine.units.models import Unit

    from .models import Item

CELLS: Final = frozenset({Kind.PARTY_CELL, Kind.BASE_CELL})
BASIS: Final = "Quy định 131-QĐ/TW năm 2023, Điều 4"
# Whose kin may not inspect the unit: those who lead it.
LEADS: Final = frozenset(
    {
        Post.SECRETARY,
        Post.DEPUTY_SECRETARY,
        Post.HEAD_OF_BODY,
        Post.DEPUTY_HEAD,
        Post.INSPECTION_CHAIR,
        Post.INSPECTION_DEPUTY,
        Post.VILLAGE_HEAD,
    }
)


class Register:
    """What the record says of persons and subjects on one day, loaded once and asked for each pair.

    ``body`` is who inspects: in a cell everybody is of one unit, which then bars nobody.
    """

    def __init__(
        self,
        persons: Iterable[UUID],
        units: Iterable[Unit],
        subjects: Iterable[UUID],
        *,
        body: Unit,
        day: date,
    ) -> None:
        self._persons = set(persons)
        self._apart = {body.pk} if body.kind in CELLS else set()
        subjects = set(subjects)
        paths = {unit.path: unit.pk for unit in units}
        self._own: dict[UUID, set[UUID]] = defaultdict(set)
        self._inside: dict[UUID, set[UUID]] = defaultdict(set)
        self._heads: dict[UUID, set[UUID]] = defaultdict(set)
        self._names: dict[UUID, str] = {}
        held = in_force(day).filter(Q(person_id__in=self._persons | subjects) | Q(unit_id__in=paths.values()))
        for mandate in held.select_related("unit", "person"):
            self._note(mandate, paths)
        self._kin: dict[UUID, set[UUID]] = defaultdict(set)
        kinships = Kinship.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=day),
            Q(person_id__in=self._persons) | Q(other_id__in=self._persons),
        )
        for person, other, by in kinships.values_list("person_id", "other_id", "recorded_by_id"):
            self._kin[person].add(other)
            if by != person:  # said by more than the one of the two
                self._kin[other].add(person)

    def _note(self, mandate: Mandate, paths: dict[str, UUID]) -> None:
        self._own[mandate.person_id].add(mandate.unit_id)
        self._names[mandate.person_id] = mandate.person.name
        parts = mandate.unit.path.split("/")
        for length in range(2, len(parts)):
            unit = paths.get("/".join(parts[:length]) + "/")
            if unit is not None:
                self._inside[unit].add(mandate.person_id)
        if mandate.post in LEADS and mandate.unit.path in paths:
            self._heads[mandate.unit_id].add(mandate.person_id)

    def reasons(self, person: UUID, *, unit: UUID | None, subject: UUID | None) -> list[str]:
        """Return why ``person`` must not lead an inspection of this unit or person; empty: nothing bars."""
        found: list[str] = []
        if subject is not None:
            if person == subject:
                found.append(_("chính là đối tượng"))
            elif subject in self._kin[person]:
                found.append(_("có quan hệ thân thích với đối tượng"))
            if person != subject and (self._own[person] & self._own[subject]) - self._apart:
                found.append(_("cùng đơn vị với đối tượng"))
        elif unit is not None:
            if person in self._inside[unit]:
                found.append(_("đang công tác tại đơn vị được kiểm tra"))
            words = _("có quan hệ thân thích với %(name)s, người đứng đầu hoặc cấp phó của đơn vị")
            heads = sorted(self._heads[unit] & self._kin[person], key=str)
            found.extend(words % {"name": self._names[head]} for head in heads)
        return found

    def kin_of(self, person: UUID) -> frozenset[UUID]:
        """Return the kin on record of one of the persons asked about."""
        return frozenset(self._kin[person])


def reasons_against(
    person: UUID, *, body: Unit, unit: Unit | None, subject: UUID | None, day: date
) -> Sequence[str]:
    """Return why one person must not lead an inspection of one subject. Two queries."""
    register = Register([person], [unit] if unit else [], [subject] if subject else [], body=body, day=day)
    return register.reasons(person, unit=unit.pk if unit else None, subject=subject)


def kept_from(actor: Actor, *, at: datetime) -> frozenset[UUID]:
    """Return the persons and units whose inspections an actor does not see: oneself, the kin on record, and
    what any of them leads, by whichever mandate."""
    if actor.person_id is None:
        return frozenset()
    day = local_day(at)
    persons = kin_of(actor.person_id, day=day) | {actor.person_id}
    led = in_force(day).filter(person_id__in=persons, post__in=[str(post) for post in LEADS])
    return persons | (frozenset(led.values_list("unit_id", flat=True)) - {actor.unit_id})


def is_kept(item: Item, kept: frozenset[UUID]) -> bool:
    """Say whether an item is about one of the persons or units of :func:`kept_from`."""
    return (item.subject_person_id or item.subject_unit_id) in kept


def refuse_kept(actor: Actor, item: Item, *, at: datetime) -> None:
    """Raise ``NotFound`` for an item about the actor, kin, or what they lead: no verb reaches it."""
    if is_kept(item, kept_from(actor, at=at)):
        raise NotFound(_("Không có cuộc này trong chương trình."))
