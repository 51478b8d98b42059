"""Work by schedule: keep each morning's list of work, so that yesterday's can be printed again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from liem.desks.oversight.tabs import INSPECTORS
from liem.kernel.clock import local_day
from liem.spine.access import POSTS, Actor, duties_of
from liem.spine.notices import actions
from liem.spine.outbox.jobs import scheduled
from liem.spine.people.readers import actor_of, in_force

from . import gather

if TYPE_CHECKING:
    from datetime import datetime

KEEPER: Final = Actor.of_schedule("day-lists")


@scheduled("oversight.day_lists", every=timedelta(days=1), hour=6)
def keep_day_lists(*, at: datetime) -> None:
    """Keep the list of every mandate that inspects or decides; one kept already today stays."""
    posts = [post for post in POSTS if duties_of(post) & set(INSPECTORS)]
    held = in_force(local_day(at)).filter(post__in=posts).select_related("unit", "person")
    for mandate in held.iterator():
        rows = gather.kept(gather.lines(actor_of(mandate), at=at))
        if rows:
            actions.keep_list(actor=KEEPER, at=at, mandate_id=mandate.pk, rows=rows)
