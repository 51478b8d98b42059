"""Reads of the ledger: pages of lines newest first, one line, the leaves of a day.

What a line says is shown only to who may see its subject; that is decided above, where subjects are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.kernel.clock import start_of_day
from liem.kernel.log import leaf_hash as hash_of
from liem.spine.access import NotFound

from .append import opened
from .models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list: kind, local day, unit of the doer; ``units`` narrows to doers of those units."""

    kind: str = ""
    day: date | None = None
    unit_id: UUID | None = None
    units: QuerySet[Any] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of entries, newest first; ``newer`` and ``older`` are the numbers to go on from, or None."""

    entries: list[Entry]
    newer: int | None
    older: int | None


def entries(wanted: Wanted) -> QuerySet[Entry]:
    """Return the entries wanted, without order."""
    found = Entry.objects.all()
    if wanted.units is not None:
        found = found.filter(actor_unit__in=wanted.units)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.day is not None:
        start = start_of_day(wanted.day)
        found = found.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    if wanted.unit_id is not None:
        found = found.filter(actor_unit=wanted.unit_id)
    return found


def page(wanted: Wanted, *, before: int | None = None, after: int | None = None) -> Page:
    """Return up to 100 entries older than ``before`` or newer than ``after`` (numbers), newest first."""
    found = entries(wanted)
    if after is not None:
        listed = list(found.filter(seq__gt=after).order_by("seq")[: PAGE + 1])
        more = len(listed) > PAGE
        listed = listed[:PAGE][::-1]
        return Page(
            listed,
            listed[0].seq if more and listed else None,
            listed[-1].seq if listed else None,
        )
    if before is not None:
        found = found.filter(seq__lt=before)
    listed = list(found.order_by("-seq")[: PAGE + 1])
    more = len(listed) > PAGE
    listed = listed[:PAGE]
    return Page(
        listed,
        listed[0].seq if before is not None and listed else None,
        listed[-1].seq if more else None,
    )


def entry(wanted: Wanted, seq: int) -> Entry:
    """Return one entry by its number; raises ``NotFound`` for absent and not wanted alike."""
    found = entries(wanted).filter(seq=seq).first()
    if found is None:
        raise NotFound(_("Không có dòng sổ này."))
    return found


def values_of(listed: list[Entry]) -> dict[int, dict[str, Any] | None]:
    """Return the values of entries by number; ``None`` where the key was destroyed."""
    return {one.seq: values for one, values in opened(listed)}


def leaf_hash(found: Entry) -> str:
    """Return the hash of a leaf in the tree (hex; RFC 6962), as on the receipt."""
    return hash_of(bytes(found.leaf)).hex()


def leaves(day: date) -> Iterator[bytes]:
    """Yield the 152-byte leaves recorded on a local day, in the order of the ledger."""
    for leaf in (
        entries(Wanted(day=day)).order_by("seq").values_list("leaf", flat=True).iterator(chunk_size=1000)
    ):
        yield bytes(leaf)
