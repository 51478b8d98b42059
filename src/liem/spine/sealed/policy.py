"""Who may put in, read, answer: whoever has the code, and readers whose key stands on the unit's list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from liem.spine.access import Actor
from liem.spine.roster import readers as roster
from liem.spine.roster.models import State

if TYPE_CHECKING:
    from uuid import UUID

# Whoever reports: no person, no mandate, no unit, no duty. Nothing is known, so nothing is recorded.
REPORTER: Final = Actor(
    person_id=None,
    name="",
    mandate_id=None,
    post="reporter",
    unit_id=None,
    unit_name="",
    unit_path="",
    side="",
    duties=frozenset(),
)


def reads_for(actor: Actor) -> UUID | None:
    """Return the unit whose letters the actor may fetch: the one where the own key counts."""
    key = roster.signing_key(actor)
    return actor.unit_id if key is not None and key.state == State.STANDING else None
