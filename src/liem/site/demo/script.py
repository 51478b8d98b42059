"""A script: one thread of the story, written as a generator that says when its next step is and does it then.

``at = yield day`` waits for the morning of the first working day from ``day`` on, ``at = yield None`` for some
minutes. All scripts share the calendar of the story, so the ledger's order and its times agree.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liem.kernel.clock import local, local_day
from liem.law.calendar import default_calendar
from liem.spine.people.readers import actor_of
from liem.spine.vault import files

from . import picture, world

if TYPE_CHECKING:
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.people.models import Mandate, Person
    from liem.spine.units.models import Unit
    from liem.spine.vault.models import Blob

    from .story import Story

Script = Generator[date | None, datetime, None]
PAUSE = timedelta(minutes=7)


def working(day: date) -> date:
    """Return the first working day from ``day`` on."""
    calendar = default_calendar()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


class Stage:
    """The commune as scripts see it: who acts, which unit, which day; and the calendar they share."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.world = story.world
        self.today = local_day(story.now)
        self.sources: dict[str, UUID] = {}  # dossiers that a later script goes on from
        self.risky = "CB11"  # the cell whose risk was the greatest when the programme was drafted
        self._turn = 0

    def follow(self, script: Script) -> None:
        """Play a script up to the present; what it would do later does not happen."""
        self._turn += 1
        minute = self._turn * 3 % 60

        def plan(wanted: date | None, at: datetime | None) -> None:
            if wanted is None and at is not None:
                self.story.on(at + PAUSE, step)
                return
            moment = world.moment(working(wanted or self.today), 8, minute)
            self.story.on(moment if at is None else max(moment, at + PAUSE), step)

        def step(at: datetime) -> None:
            try:
                wanted = script.send(at)
            except StopIteration:
                return
            plan(wanted, at)

        plan(next(script), None)

    # -- who and what

    def unit(self, code: str) -> Unit:
        """Return a unit of the commune."""
        return self.world.units[code]

    def actor(self, code: str, key: str) -> Actor:
        """Return who holds a post, or the person kept under a key such as "inspector 2"."""
        return actor_of(self.mandate(code, key))

    def mandate(self, code: str, key: str) -> Mandate:
        """Return the mandate kept under a key."""
        return self.world.mandates[code, key]

    def person(self, code: str, key: str) -> Person:
        """Return the person kept under a key."""
        return self.world.persons[code, key]

    def ago(self, days: int) -> date:
        """Return the day so many days before today."""
        return self.today - timedelta(days=days)

    def lately(self, days: int) -> date:
        """Return the same, but not before this year: past years are counted from what was taken in."""
        return max(self.ago(days), date(self.today.year, 1, 2))

    def photo(self, *, seed: int, sheets: int, at: datetime) -> Blob:
        """Store a picture of a notice board."""
        return files.store([picture.notice_board(seed=seed, sheets=sheets)], at=at)


def year_of(today: date) -> int:
    """Return the year of the programme that is running: in its first weeks a year still works off the last."""
    return (today - timedelta(days=75)).year


def hour(at: datetime) -> datetime:
    """Return the full hour before a moment: when somebody was somewhere."""
    return local(at).replace(minute=0, second=0) - timedelta(hours=1)


def later(at: datetime, days: int) -> date:
    """Return the day so many days after a moment."""
    return local_day(at) + timedelta(days=days)
