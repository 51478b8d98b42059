"""The life of the commune's inspection commission: five persons, two years, everything they do with Liêm."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from liem.spine.people.kinship import declare_kin, record_kin

from . import cases, programmes, punished, small_faults, world
from .script import Stage, year_of

if TYPE_CHECKING:
    from uuid import UUID

    from .script import Script
    from .story import Story


def put_on(story: Story) -> None:
    """Put the scripts of the commission on the calendar of the story."""
    stage = Stage(story)
    items: dict[str, UUID] = {}
    past = programmes.first_day(year_of(stage.today) - 1)
    for script in (
        _kin(stage),
        programmes.last_year(stage, items),
        *cases.past(past, items, stage),
        programmes.this_year(stage, items),
        programmes.next_one(stage),
        *cases.present(items, stage),
        *small_faults.reminders(stage),
        small_faults.dismissed(stage),
        *punished.scripts(stage),
    ):
        stage.follow(script)


def _kin(stage: Stage) -> Script:
    """One kinship is recorded by the office of personnel, one declared by the person."""
    at = yield world.REFORM + timedelta(days=2)
    record_kin(
        actor=stage.actor("XCR", "personnel_officer"),
        at=at,
        person_id=stage.person(*cases.THREE).pk,
        other_id=stage.person("CB05", "secretary").pk,
        relation="em rể",
    )
    at = yield None
    declare_kin(
        actor=stage.actor(*cases.DEPUTY),
        at=at,
        other_id=stage.person("CB16", "secretary").pk,
        relation="chị gái",
    )
