"""The numbers of ledger lines on pages: each leads to its line and proof, for whoever may read the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from liem.spine.access import Duty

if TYPE_CHECKING:
    from liem.spine.access import Actor


def line_url(actor: Actor, seq: int) -> str:
    """Return the address of a line, or nothing where the ledger is not for the actor."""
    reads = actor.has(Duty.READ_LEDGER) or actor.has(Duty.READ_REPORTS)
    return f"{reverse('office:ledger')}?dong={seq}" if reads else ""
