"""The actor: a person in one mandate on one day, or the schedule of the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from .duties import Duty


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a verb: person + mandate + unit + duties, made once at the desk from the mandates of that day.

    ``unit_path`` is the path of the unit in the tree ("/T/X/CB/"); a duty reaches the unit and what stands
    below it.
    ``schedule`` marks work the product does by itself; it holds no mandate and only the duties named when
    it is made.
    """

    person_id: UUID | None
    name: str
    mandate_id: UUID | None
    post: str
    unit_id: UUID | None
    unit_name: str
    unit_path: str
    side: str
    duties: frozenset[str]
    schedule: bool = False

    def has(self, duty: Duty) -> bool:
        """Say whether the actor holds ``duty`` today."""
        return duty in self.duties

    def over(self, path: str) -> bool:
        """Say whether the unit at ``path`` is the actor's own or stands below it."""
        return bool(self.unit_path) and path.startswith(self.unit_path)

    @classmethod
    def of_schedule(cls, name: str, *duties: Duty) -> Actor:
        """Return the actor for work by schedule; it reaches every unit, with the named duties only."""
        return cls(
            person_id=None,
            name=name,
            mandate_id=None,
            post="schedule",
            unit_id=None,
            unit_name="",
            unit_path="/",
            side="",
            duties=frozenset(duties),
            schedule=True,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a policy: may or may not, with the reason shown to the person and to the test."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        """Say whether the verb is allowed."""
        return self.allowed


def yes() -> Answer:
    """Allow."""
    return Answer(allowed=True)


def no(reason: str) -> Answer:
    """Refuse, saying why."""
    return Answer(allowed=False, reason=reason)
