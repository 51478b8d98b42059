"""Reads of readers' keys and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.log.note import Note, parse_signature
from liem.kernel.seal import roster
from liem.kernel.text import nfc
from liem.spine.access import Actor, NotFound
from liem.spine.people.readers import in_force

from . import policy
from .models import Change, ReaderKey, ReaderList, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.units.models import Unit


def origin() -> str:
    """Return the name all lists of this installation bear: that of its log."""
    return str(settings.LIEM_LOG["origin"])


def own_key(actor: Actor) -> ReaderKey | None:
    """Return the newest key of the actor in the unit acted for, of any state."""
    unit, person = policy.reading_for(actor)
    found = ReaderKey.objects.filter(unit_id=unit, person_id=person)
    return found.order_by("-enrolled_at", "-pk").first()


def signing_key(actor: Actor) -> ReaderKey | None:
    """Return the key the actor signs lists with: the one that counts, else the one that waits."""
    unit, person = policy.reading_for(actor)
    mine = ReaderKey.objects.filter(unit_id=unit, person_id=person)
    by_state = {key.state: key for key in mine.filter(state__in=(State.PENDING, State.STANDING))}
    return by_state.get(State.STANDING) or by_state.get(State.PENDING)


def keys_of(unit_id: UUID, *states: str) -> list[ReaderKey]:
    """Return the keys of a unit in these states, the oldest first."""
    return list(ReaderKey.objects.filter(unit_id=unit_id, state__in=states))


def get_key(actor: Actor, key_id: UUID) -> ReaderKey:
    """Return a key of the unit acted for; raises ``NotFound`` for absent and forbidden alike."""
    unit, _person = policy.reading_for(actor)
    key = ReaderKey.objects.filter(pk=key_id, unit_id=unit).select_related("unit").first()
    if key is None:
        raise NotFound(_("Không có khóa này."))
    return key


def published(unit_id: UUID) -> list[ReaderList]:
    """Return the published lists of a unit from the first to the newest, with their signatures."""
    found = ReaderList.objects.filter(unit_id=unit_id, published_at__isnull=False)
    return list(found.prefetch_related("signatures").order_by("generation", "number"))


def newest(unit_id: UUID) -> ReaderList | None:
    """Return the newest published list of a unit."""
    found = ReaderList.objects.filter(unit_id=unit_id, published_at__isnull=False)
    return found.order_by("-generation", "-number").first()


def note_of(text: str, lines: Iterable[str]) -> Note:
    """Return a list as a signed note."""
    return Note(text, tuple(parse_signature(line.rstrip("\n")) for line in lines))


def handed_out(unit_id: UUID) -> str:
    """Return the file with all lists of a unit that browsers fetch and check; empty without any."""
    notes = [note_of(each.text, (one.line for one in each.signatures.all())) for each in published(unit_id)]
    return roster.handed_out(notes)


def proposed(unit: Unit, key: ReaderKey, *, signer: ReaderKey, at: datetime) -> tuple[roster.Roster, str]:
    """Return the list that ``signer`` would sign to add a waiting key or to drop a standing one, and which.

    One that already has a signature is given as it was signed. Where no list is in force the first one of a
    generation holds the key and the signer's own.
    """
    standing = keys_of(unit.pk, State.STANDING)
    last = newest(unit.pk)
    change = Change.DROP if key.state == State.STANDING else Change.ADD
    day = local_day(at).isoformat()
    if change == Change.DROP:
        members = [each.reader for each in standing if each.pk != key.pk]
    elif standing:
        members = [*(each.reader for each in standing if each.person_id != key.person_id), key.reader]
    else:
        members = [key.reader, signer.reader]
    if standing and last is not None:
        made = roster.parse(last.text).next(members, since=day)
    else:
        made = roster.first(
            origin=origin(),
            unit=unit.code,
            name=nfc(unit.name).strip(),
            since=day,
            readers=members,
            generation=last.generation + 1 if last else 1,
            previous=last.sha256 if last else roster.NONE,
        )
    for waiting in waiting_lists(unit.pk, made):
        begun = roster.parse(waiting.text)
        if begun.readers == made.readers and begun.previous == made.previous:
            return begun, change
    return made, change


def waiting_lists(unit_id: UUID, made: roster.Roster) -> list[ReaderList]:
    """Return the lists of this place that have a signature and are not published."""
    found = ReaderList.objects.filter(
        unit_id=unit_id, generation=made.generation, number=made.number, published_at=None
    )
    return list(found.order_by("proposed_at"))


def signatures_under(unit_id: UUID, made: roster.Roster) -> list[str]:
    """Return the names of who signed a list that is not published yet."""
    found = ReaderList.objects.filter(unit_id=unit_id, sha256=made.sha256, published_at=None).first()
    return [] if found is None else [one.key.name for one in found.signatures.select_related("key")]


def without_mandate(keys: Iterable[ReaderKey], *, at: datetime) -> set[UUID]:
    """Return the keys whose holder has no post in the unit any more: they ought to be dropped. One query."""
    listed = list(keys)
    held = set(
        in_force(local_day(at))
        .filter(unit_id__in={key.unit_id for key in listed}, person_id__in={key.person_id for key in listed})
        .values_list("unit_id", "person_id")
    )
    return {key.pk for key in listed if (key.unit_id, key.person_id) not in held}
