"""Maintenance needs a second person, ends by the clock, and leaves a line for each use."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import AT, Cast
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.maintenance import actions, jobs, readers, upgrades
from liem.spine.maintenance.models import Session

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def asked(cast: Cast) -> Session:
    session, _receipt = actions.ask(actor=cast.actor("keeper"), at=AT, reason="Đổi chính sách", minutes=30)
    return session


class TestAsking:
    def test_is_for_the_keeper_alone_with_a_reason_and_an_end(self, cast: Cast) -> None:
        with pytest.raises(NotPermitted):
            actions.ask(actor=cast.actor("secretary"), at=AT, reason="Đổi", minutes=30)
        with pytest.raises(Invalid):
            actions.ask(actor=cast.actor("keeper"), at=AT, reason=" ", minutes=30)
        for minutes in (0, 121):
            with pytest.raises(Invalid):
                actions.ask(actor=cast.actor("keeper"), at=AT, reason="Đổi", minutes=minutes)

    def test_is_done_once_at_a_time(self, cast: Cast, asked: Session) -> None:
        with pytest.raises(Conflict):
            actions.ask(actor=cast.actor("keeper"), at=LATER, reason="Nữa", minutes=30)
        actions.end(actor=cast.actor("keeper"), at=LATER, session_id=asked.pk)
        actions.ask(actor=cast.actor("keeper"), at=LATER, reason="Nữa", minutes=30)


class TestSecondPerson:
    def test_opens_it_and_is_never_the_keeper(self, cast: Cast, asked: Session) -> None:
        with pytest.raises(NotFound):
            actions.agree(actor=cast.actor("keeper"), at=LATER, session_id=asked.pk)
        with pytest.raises(NotFound):
            actions.agree(actor=cast.actor("clerk"), at=LATER, session_id=asked.pk)
        assert readers.running(cast.actor("keeper"), at=LATER) is None
        actions.agree(actor=cast.actor("secretary"), at=LATER, session_id=asked.pk)
        assert readers.running(cast.actor("keeper"), at=LATER) is not None
        with pytest.raises(Conflict):
            actions.agree(actor=cast.actor("auditor"), at=LATER, session_id=asked.pk)

    def test_may_refuse_with_words(self, cast: Cast, asked: Session) -> None:
        with pytest.raises(Invalid):
            actions.refuse(actor=cast.actor("auditor"), at=LATER, session_id=asked.pk, words=" ")
        actions.refuse(actor=cast.actor("auditor"), at=LATER, session_id=asked.pk, words="Chưa rõ việc")
        asked.refresh_from_db()
        assert asked.state == Session.State.REFUSED

    def test_comes_too_late_after_a_day(self, cast: Cast, asked: Session) -> None:
        with pytest.raises(Conflict):
            actions.agree(actor=cast.actor("secretary"), at=AT + timedelta(days=1), session_id=asked.pk)


class TestUse:
    def test_is_refused_without_a_session_and_counted_in_one(self, cast: Cast, asked: Session) -> None:
        keeper = cast.actor("keeper")
        with pytest.raises(actions.NeedsSession):
            actions.require(actor=keeper, at=LATER, page="office:log_policy", method="POST")
        actions.agree(actor=cast.actor("secretary"), at=LATER, session_id=asked.pk)
        for _time in range(2):
            actions.require(actor=keeper, at=LATER, page="office:log_policy", method="POST")
        asked.refresh_from_db()
        assert asked.requests == 2
        assert Entry.objects.filter(kind="maintenance.request.made", subject=asked.pk).count() == 2
        with pytest.raises(actions.NeedsSession):
            actions.require(actor=keeper, at=LATER + timedelta(minutes=31), page="x", method="POST")

    def test_ends_by_the_clock(self, cast: Cast, asked: Session) -> None:
        actions.agree(actor=cast.actor("secretary"), at=LATER, session_id=asked.pk)
        jobs.end_over(at=LATER + timedelta(minutes=29))
        assert Session.objects.get().state == Session.State.RUNNING
        jobs.end_over(at=LATER + timedelta(minutes=30))
        assert Session.objects.get().state == Session.State.ENDED


class TestRecord:
    def test_agrees_and_shows_an_altered_row(self, cast: Cast, asked: Session) -> None:
        actions.agree(actor=cast.actor("secretary"), at=LATER, session_id=asked.pk)
        assert replay.check().agrees
        Session.objects.filter(pk=asked.pk).update(state=Session.State.ENDED)
        assert [one.code for one in replay.check().differences] == ["row_differs"]

    def test_tells_of_an_upgrade_and_not_of_the_first_set_up(self, cast: Cast) -> None:
        before = Entry.objects.filter(kind="maintenance.schema.upgraded").count()
        upgrades.tell([])
        upgrades.tell(["tasks.0009_more"])
        assert Entry.objects.filter(kind="maintenance.schema.upgraded").count() == before + 1


def test_without_any_entry_a_migration_is_no_upgrade(db: None) -> None:
    upgrades.tell(["tasks.0001_initial"])
    assert not Entry.objects.exists()
