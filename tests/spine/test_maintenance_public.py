"""What everybody reads of maintenance: counts, hours, posts; no names and no reasons."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from cast import AT, Cast
from liem.spine.access import Actor
from liem.spine.log import publishing, sequencer
from liem.spine.maintenance import actions, public

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REASON = "Ông Vàng quên mật khẩu"


def kept(cast: Cast, *, at: datetime = AT) -> None:
    """A session that was used and ended, a command in an emergency, a session nobody agreed to."""
    keeper, second = cast.actor("keeper"), cast.actor("secretary")
    session, _receipt = actions.ask(actor=keeper, at=at, reason=REASON, minutes=30)
    actions.agree(actor=second, at=at + MINUTE, session_id=session.pk)
    actions.require(actor=keeper, at=at + 2 * MINUTE, page="office:log_policy", method="POST")
    actions.end(actor=keeper, at=at + 3 * MINUTE, session_id=session.pk)
    console = Actor.of_schedule("console")
    actions.command_run(actor=console, at=at + 4 * MINUTE, command="shell", reason=REASON, emergency=True)
    actions.ask(actor=keeper, at=at + 5 * MINUTE, reason=REASON, minutes=30)


class TestRecord:
    def test_counts_sessions_agreed_to_commands_and_emergencies(self, cast: Cast) -> None:
        kept(cast)
        told = public.record(at=AT + timedelta(hours=1))
        assert (told.sessions, told.commands, told.emergencies) == (1, 1, 1)
        command, session = told.acts
        assert (command.command, command.emergency, command.post) == ("shell", True, "")
        assert (session.command, session.requests) == ("", 1)
        assert session.post
        assert session.hour == AT.replace(minute=0, second=0, microsecond=0)

    def test_forgets_after_a_year(self, cast: Cast) -> None:
        kept(cast)
        told = public.record(at=AT + timedelta(days=366))
        assert (told.sessions, told.commands, list(told.acts)) == (0, 0, [])


def test_the_page_of_the_log_shows_it_without_names_or_reasons(cast: Cast, own_log: Path) -> None:
    kept(cast, at=now() - timedelta(hours=1))
    sequencer.sequence_all(at=now())
    publishing.publish(at=now())
    page = Client().get(reverse("public:log")).content.decode()
    part = page[page.index("Ai đã đụng vào máy") :]
    assert "khẩn cấp" in part
    assert "shell" in part
    assert REASON not in page
    for role in ("keeper", "secretary"):
        assert cast.actor(role).name not in page
