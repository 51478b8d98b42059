"""Which lines of the ledger an actor may read, and what they say.

Who watches the ledger (auditor) sees every line by kind, time and leaf, and no content. Who reads reports
sees the lines made by the own units and below; the content of a line only where its subject may be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from liem.domains.directives.readers import directives_for
from liem.domains.discipline.readers import disciplines_for
from liem.domains.inspections.history import FOR_SUBJECT
from liem.domains.inspections.readers import inspecting_for, inspections_for
from liem.domains.programmes.readers import kept_items, programmes_for
from liem.domains.reminders.readers import reminders_for
from liem.spine.access import Actor, Duty
from liem.spine.ledger import readers as ledger
from liem.spine.ledger import sentences
from liem.spine.people import readers as people
from liem.spine.questions.readers import questions_for
from liem.spine.tasks.readers import tasks_for
from liem.spine.tasks.words import with_words
from liem.spine.units import readers as units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from liem.spine.ledger.models import Entry


MOST_OF_A_NAME = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown. ``who`` and ``words`` are empty where the subject is not for this actor."""

    seq: int
    at: datetime
    kind: str
    who: str
    post: str
    words: str
    leaf: str
    url: str
    readable: bool


def wanted(
    actor: Actor, *, kind: str = "", day: date | None = None, unit_id: UUID | None = None
) -> ledger.Wanted:
    """Return what the actor may list: everything for who watches the ledger, else own units and below."""
    below = None if actor.has(Duty.READ_LEDGER) else units.under(actor.unit_path).values("pk")
    return ledger.Wanted(kind=kind, day=day, unit_id=unit_id, units=below)


def reads_contents(actor: Actor) -> bool:
    """Say whether any content is for this actor: never for who only watches the ledger."""
    return actor.has(Duty.READ_REPORTS)


def visible(actor: Actor, entries: Iterable[Entry], *, at: datetime) -> dict[int, str]:
    """Return number of a line → address of its subject, for the lines whose content the actor may read.

    Two queries for each room at most.
    """
    if not reads_contents(actor):
        return {}
    listed = list(entries)
    by_room: dict[str, list[Entry]] = {}
    for entry in listed:
        by_room.setdefault(entry.kind.partition(".")[0], []).append(entry)
    found = _by_dossier(actor, by_room, at=at)
    sources = (
        ("tasks", lambda: with_words(actor, at=at), "office:tasks_one"),
        ("directives", lambda: directives_for(actor), "office:directives_one"),
        ("units", lambda: units.units_for(actor), "office:units_one"),
        ("people", lambda: people.persons_for(actor), "office:units_person"),
        ("questions", lambda: questions_for(actor, at=at), "oversight:questions_one"),
    )
    for room, queryset, name in sources:
        if held := by_room.get(room):
            seen = set(
                queryset().filter(pk__in={entry.subject for entry in held}).values_list("pk", flat=True)
            )
            found |= {entry.seq: _address(name, entry.subject) for entry in held if entry.subject in seen}
    return found


def _by_dossier(actor: Actor, by_room: Mapping[str, list[Entry]], *, at: datetime) -> dict[int, str]:
    """Return the lines of dossiers the actor may see: what hangs on a case is seen with the case.

    Who is inspected reads what was done towards them, nothing of the team's; an item of a programme about the
    actor or kin is kept back as on the page of the programme.
    """
    rooms = (
        ("programmes", lambda: programmes_for(actor), "oversight:programmes_one"),
        ("inspections", lambda: inspections_for(actor, at=at), "oversight:inspections_one"),
        ("discipline", lambda: disciplines_for(actor, at=at), "oversight:discipline_one"),
        ("reminders", lambda: reminders_for(actor, at=at), "oversight:reminders_one"),
    )
    found: dict[int, str] = {}
    for room, queryset, name in rooms:
        held = [entry for entry in by_room.get(room, ()) if entry.case is not None]
        if not held:
            continue
        seen = queryset().filter(case_id__in={entry.case for entry in held if entry.case is not None})
        urls = {case: _address(name, pk) for pk, case in seen.values_list("pk", "case_id")}
        away = _kept_back(actor, room, held, at=at)
        found |= {
            entry.seq: urls[entry.case]
            for entry in held
            if entry.case is not None and entry.case in urls and entry.seq not in away
        }
    return found


def _kept_back(actor: Actor, room: str, held: list[Entry], *, at: datetime) -> set[int]:
    """Return the numbers of the lines of a dossier the actor sees that stay closed all the same."""
    if room == "inspections":
        cases = {entry.case for entry in held if entry.case is not None}
        inside = set(inspecting_for(actor, at=at).filter(case_id__in=cases).values_list("case_id", flat=True))
        return {each.seq for each in held if each.case not in inside and each.kind not in FOR_SUBJECT}
    if room == "programmes":
        items = kept_items(actor, {entry.subject for entry in held}, at=at)
        return {each.seq for each in held if each.subject in items}
    return set()


def _address(name: str, pk: UUID) -> str:
    return reverse(name, args=[pk])


def lines(actor: Actor, entries: list[Entry], *, at: datetime) -> list[Line]:
    """Return the lines of a page: a fixed number of queries, whatever the length."""
    seen = visible(actor, entries, at=at)
    readable = [entry for entry in entries if entry.seq in seen]
    values = ledger.values_of(readable)
    doers = people.doers(entry.actor_mandate for entry in readable if entry.actor_mandate)
    named = names_in(actor, (value for value in values.values() if value))
    shown = []
    for entry in entries:
        told = values.get(entry.seq)
        may = entry.seq in seen
        doer = doers.get(entry.actor_mandate) if entry.actor_mandate else None
        shown.append(
            Line(
                seq=entry.seq,
                at=entry.recorded_at,
                kind=sentences.short(entry.kind),
                who=(doer.name if doer else _("hệ thống, theo lịch")) if may else "",
                post=f"{doer.post} · {doer.unit}" if doer else "",
                words=_words(entry, told, named) if may else "",
                leaf=ledger.leaf_hash(entry),
                url=seen.get(entry.seq, ""),
                readable=may,
            )
        )
    return shown


def _words(entry: Entry, told: Mapping[str, Any] | None, named: Mapping[str, str]) -> str:
    if told is None:
        return _("Nội dung đã được xóa theo quy định; dòng sổ vẫn nguyên.")
    return sentences.full(entry.kind, told, name_of=lambda text: named.get(text, _("ẩn với vai trò của bạn")))


def names_in(actor: Actor, values: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of units, persons and tasks behind every id in values: three queries at most.

    A task is named only where the actor may see it.
    """
    ids = {found for each in values for found in _ids(list(each.values()))}
    known = units.names(ids) | people.names(ids)
    if rest := ids - set(known):
        for pk, number, heading in (
            tasks_for(actor).filter(pk__in=rest).values_list("pk", "number", "heading")
        ):
            known[pk] = (
                "“" + (f"{number}. " if number else "") + Truncator(heading).chars(MOST_OF_A_NAME) + "”"
            )
    return {str(pk): name for pk, name in known.items()}


def _ids(value: object) -> Iterable[UUID]:
    if isinstance(value, list):
        for each in value:
            yield from _ids(each)
    elif isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
        try:
            yield UUID(value)
        except ValueError:
            return
