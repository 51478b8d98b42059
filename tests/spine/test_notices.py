"""Notices: told once, mailed without content, read by their person only; and the address of a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from cast import AT, SETUP, Cast
from liem.spine.access import Actor, Conflict, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.ledger.transaction import atomic
from liem.spine.notices import actions, readers
from liem.spine.notices.models import DayList, Feed, Notice
from liem.spine.notices.steps import MAIL_JOB, tell_step
from liem.spine.outbox import jobs as outbox
from liem.spine.outbox.models import Job
from liem.spine.people import actions as people

SECRET = "Đảng viên Ngân Văn Đức bị nhắc nhở"


def tell(cast: Cast, *roles: str, key: str = "k:1") -> int:
    with atomic():
        return tell_step(
            at=AT,
            persons=[cast.account(role).person_id for role in roles],
            key=key,
            kind="test",
            words=SECRET,
            path="/kiem-tra/",
        )


@pytest.fixture
def mailed(cast: Cast, settings: Any) -> Cast:
    """An office with a mail server and a clerk with an address."""
    settings.LIEM = replace(settings.LIEM, email=SimpleNamespace(), public_url="https://liem.example.org")
    account = cast.account("clerk")
    account.email = "mai@example.org"
    account.save(update_fields=["email"])
    return cast


class TestTelling:
    def test_tells_each_person_once_for_a_key(self, cast: Cast) -> None:
        assert tell(cast, "clerk", "clerk", "member") == 2
        assert tell(cast, "clerk", "member", "secretary") == 1
        assert Notice.objects.count() == 3
        assert Job.objects.filter(kind=MAIL_JOB).count() == 3

    def test_tells_of_two_matters_whose_long_keys_begin_alike(self, cast: Cast) -> None:
        long = f"discipline:{'Ủy ban kiểm tra ' * 20}"
        assert [tell(cast, "clerk", key=f"{long}:{part}") for part in ("một", "hai", "một")] == [1, 1, 0]
        assert tell(cast, "clerk", key="x" * 160) == 1
        assert tell(cast, "clerk", key="x" * 160) == 0
        assert max(len(each.key) for each in Notice.objects.all()) == 160

    def test_tells_nobody_when_the_act_did_not_happen(self, cast: Cast) -> None:
        def undone() -> None:
            with atomic():
                tell_step(
                    at=AT,
                    persons=[cast.account("clerk").person_id],
                    key="k",
                    kind="t",
                    words="x",
                    path="/",
                )
                raise RuntimeError

        with pytest.raises(RuntimeError):
            undone()
        assert not Notice.objects.exists()
        assert not Job.objects.filter(kind=MAIL_JOB).exists()


class TestMail:
    def test_says_only_that_something_waits(self, mailed: Cast) -> None:
        tell(mailed, "clerk", "member")
        outbox.run_due(at=AT)
        (letter,) = mail.outbox
        assert letter.to == ["mai@example.org"]
        whole = f"{letter.subject} {letter.body}"
        assert "https://liem.example.org" in whole
        assert not any(word in whole for word in ("Đức", "nhắc nhở", "kiem-tra"))
        assert Notice.objects.exclude(mailed_at=None).count() == 1

    def test_is_not_lost_when_killed_before_sending(
        self, mailed: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell(mailed, "clerk")

        def killed(self: EmailMessage, **options: Any) -> int:
            raise SystemExit(137)

        with monkeypatch.context() as patched:
            patched.setattr(EmailMessage, "send", killed)
            with pytest.raises(SystemExit):
                outbox.run_due(at=AT)
        assert mail.outbox == []
        outbox.run_due(at=AT + outbox.LEASE + timedelta(seconds=1))
        assert len(mail.outbox) == 1
        assert Notice.objects.count() == 1

    def test_keeps_its_message_id_when_killed_after_sending(
        self, mailed: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell(mailed, "clerk")
        send = EmailMessage.send

        def sent_then_killed(self: EmailMessage, **options: Any) -> int:
            send(self, **options)
            raise SystemExit(137)

        with monkeypatch.context() as patched:
            patched.setattr(EmailMessage, "send", sent_then_killed)
            with pytest.raises(SystemExit):
                outbox.run_due(at=AT)
        outbox.run_due(at=AT + outbox.LEASE + timedelta(seconds=1))
        ids = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
        assert len(mail.outbox) == 2
        assert ids == {f"<{Notice.objects.get().pk}@liem>"}
        assert Notice.objects.count() == 1

    def test_is_sent_once_however_often_the_job_runs(self, mailed: Cast) -> None:
        tell(mailed, "clerk")
        outbox.run_due(at=AT)
        Job.objects.filter(kind=MAIL_JOB).update(state=Job.State.WAITING, run_at=AT)
        outbox.run_due(at=AT)
        assert len(mail.outbox) == 1

    def test_is_not_sent_without_a_mail_server(self, cast: Cast) -> None:
        tell(cast, "clerk")
        outbox.run_due(at=AT)
        assert mail.outbox == []


class TestReading:
    def test_marks_own_notices_only(self, cast: Cast) -> None:
        tell(cast, "clerk", "member")
        clerk, member = cast.actor("clerk"), cast.actor("member")
        others = [notice.pk for notice in readers.notices_for(member)]
        assert actions.mark_read(actor=clerk, at=AT, notice_ids=others) == 0
        assert actions.mark_read(actor=clerk, at=AT) == 1
        assert (readers.unread_count(clerk), readers.unread_count(member)) == (0, 1)
        assert actions.mark_read(actor=SETUP, at=AT) == 0
        assert not readers.notices_for(SETUP).exists()


@pytest.mark.twin
class TestFeed:
    def test_keeps_no_secret_and_one_open_address(self, cast: Cast) -> None:
        clerk = cast.actor("clerk")
        first, receipt = actions.open_feed(actor=clerk, at=AT)
        second, _ = actions.open_feed(actor=clerk, at=AT)
        assert len(first) >= 43
        assert not Feed.objects.filter(secret_sha256__in=[first, second]).exists()
        assert readers.feed_actor(first, at=AT) is None
        assert readers.feed_actor(second, at=AT) == clerk
        assert Entry.objects.get(seq=receipt.seq).kind == "notices.feed.opened"
        actions.revoke_feed(actor=clerk, at=AT)
        assert readers.feed_actor(second, at=AT) is None
        with pytest.raises(Conflict):
            actions.revoke_feed(actor=clerk, at=AT)

    def test_ends_with_the_mandate(self, cast: Cast) -> None:
        secret, _ = actions.open_feed(actor=cast.actor("clerk"), at=AT)
        mandate = cast.actor("clerk").mandate_id
        assert mandate is not None
        people.end_mandate(actor=SETUP, at=AT, mandate_id=mandate, valid_to=AT.date(), basis="QĐ 9-QĐ/TU")
        assert readers.feed_actor(secret, at=AT + timedelta(days=1)) is None

    def test_is_for_persons(self, cast: Cast) -> None:
        del cast
        with pytest.raises(NotPermitted):
            actions.open_feed(actor=Actor.of_schedule("x"), at=AT)


class TestDayList:
    def test_keeps_the_first_of_a_day_and_drops_old_ones(self, cast: Cast) -> None:
        mandate = cast.actor("clerk").mandate_id
        assert mandate is not None

        def keep(days: int, rows: list[dict[str, str]]) -> bool:
            at = AT + timedelta(days=days)
            return actions.keep_list(actor=SETUP, at=at, mandate_id=mandate, rows=rows)

        assert keep(0, [{"a": "1"}])
        assert not keep(0, [{"a": "2"}])
        kept = readers.list_of(cast.actor("clerk"), AT.date())
        assert kept is not None
        assert kept.rows == [{"a": "1"}]
        assert keep(40, [])
        assert DayList.objects.count() == 1
