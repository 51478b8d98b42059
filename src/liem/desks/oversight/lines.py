"""The numbers of ledger lines on pages: each leads to its line and proof, for whoever may read the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from liem.spine.access import Duty
from liem.spine.ledger.sentences import short
from liem.ui.formatting import vn_number
from liem.ui.shell import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liem.spine.access import Actor
    from liem.spine.ledger.models import Entry
    from liem.spine.questions.history import Happening


def line_url(actor: Actor, seq: int) -> str:
    """Return the address of a line, or nothing where the ledger is not for the actor."""
    reads = actor.has(Duty.READ_LEDGER) or actor.has(Duty.READ_REPORTS)
    return f"{reverse('office:ledger')}?dong={seq}" if reads else ""


def moments_of_entries(entries: Iterable[Entry], actor: Actor) -> list[Moment]:
    """Return ledger entries as a timeline that says what was done, not what was written."""
    return [
        Moment(
            title=short(entry.kind),
            when=entry.recorded_at,
            seal=_("sổ #%(n)s") % {"n": vn_number(entry.seq)},
            seal_url=line_url(actor, entry.seq),
        )
        for entry in entries
    ]


def moments(happenings: Iterable[Happening], actor: Actor) -> list[Moment]:
    """Return what happened as a timeline with words and who did it."""
    return [
        Moment(
            title=each.title,
            when=each.at,
            text=each.text,
            who=each.who,
            seal=_("sổ #%(seq)s") % {"seq": vn_number(each.seq)},
            seal_url=line_url(actor, each.seq),
        )
        for each in happenings
    ]
