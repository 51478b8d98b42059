"""Originals are stored once and checked when read; jobs survive a kill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import transaction

from cast import AT
from liem.spine.outbox import jobs
from liem.spine.outbox.models import Job
from liem.spine.vault import files
from liem.spine.vault.models import Blob

pytestmark = pytest.mark.django_db


class TestStore:
    def test_keeps_the_same_bytes_once(self) -> None:
        first = files.store([b"%PDF-1.7 ", b"abc"], at=AT)
        second = files.store([b"%PDF-1.7 abc"], at=AT)
        assert first == second
        assert Blob.objects.filter(pk=first.pk).count() == 1
        assert first.media_type == "application/pdf"
        with files.opened(first) as stream:
            assert stream.read() == b"%PDF-1.7 abc"

    def test_refuses_more_than_the_limit_and_keeps_nothing(self) -> None:
        with pytest.raises(files.TooLarge, match="1 MB"):
            files.store((b"x" * files.CHUNK for _ in range(3)), at=AT, limit=files.CHUNK)
        assert not Blob.objects.exists()

    def test_refuses_an_empty_file(self) -> None:
        with pytest.raises(files.Empty):
            files.store([b""], at=AT)

    def test_never_shows_altered_bytes(self) -> None:
        blob = files.store([b"ban goc cua xa"], at=AT)
        path = storages["vault"].path(files.place(blob.pk))
        import pathlib

        pathlib.Path(path).chmod(0o640)
        pathlib.Path(path).write_bytes(b"ban sua cua xa")
        with pytest.raises(files.Altered, match="thay đổi"), files.opened(blob):
            pass


ran: list[str] = []


@jobs.handler("test.count")
def count(*, at: object, name: str) -> None:
    ran.append(name)


@jobs.handler("test.fail")
def fail(*, at: object) -> None:
    raise ValueError("hỏng ổ đĩa")


class TestJobs:
    def test_go_with_their_transaction(self) -> None:

        def pulled() -> None:
            with transaction.atomic():
                jobs.put("test.count", at=AT, args={"name": "lost"})
                raise RuntimeError("pulled")

        with pytest.raises(RuntimeError, match="pulled"):
            pulled()
        assert not Job.objects.filter(kind="test.count").exists()

    def test_run_once_with_a_key(self) -> None:
        ran.clear()
        for _ in range(3):
            jobs.put("test.count", at=AT, args={"name": "once"}, key="k1")
        jobs.run_due(at=AT)
        jobs.put("test.count", at=AT, args={"name": "once"}, key="k1")
        jobs.run_due(at=AT)
        assert ran == ["once"]

    def test_are_taken_again_after_their_worker_died(self) -> None:
        ran.clear()
        jobs.put("test.count", at=AT, args={"name": "again"})
        claimed = jobs._claim(AT)  # the worker is killed here
        assert claimed is not None
        assert jobs.run_due(at=AT + timedelta(minutes=1)) == 0
        assert jobs.run_due(at=AT + jobs.LEASE + timedelta(seconds=1)) == 1
        assert ran == ["again"]

    def test_come_back_later_after_a_fault_and_stop_after_some_attempts(self) -> None:
        jobs.put("test.fail", at=AT)
        at = AT
        for _ in range(20):
            jobs.run_due(at=at)
            at += timedelta(hours=6)
        job = Job.objects.get(kind="test.fail")
        assert job.state == Job.State.FAILED
        assert job.attempts == jobs.ATTEMPTS
        assert "hỏng ổ đĩa" in job.last_error

    def test_wait_for_their_time(self) -> None:
        ran.clear()
        jobs.put("test.count", at=AT, args={"name": "later"}, run_at=AT + timedelta(hours=2))
        assert jobs.run_due(at=AT) == 0
        assert jobs.run_due(at=AT + timedelta(hours=2)) == 1


class TestSchedule:
    def test_puts_one_job_a_period(self) -> None:
        for minute in range(0, 60, 10):
            jobs.tick(at=AT + timedelta(minutes=minute))
        assert Job.objects.filter(kind="tasks.climb").count() == 1
        jobs.tick(at=AT + timedelta(days=1))
        assert Job.objects.filter(kind="tasks.climb").count() == 2
