"""Rows of the outbox."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import new_id


class Job(models.Model):
    """One piece of work after commit. ``key`` makes a job unique (a schedule's period, one reading per
    file)."""

    class State(models.TextChoices):
        """Where the job is."""

        WAITING = "waiting", "đang chờ"
        RUNNING = "running", "đang chạy"
        DONE = "done", "xong"
        FAILED = "failed", "hỏng"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=160, unique=True, null=True)  # noqa: DJ001 - NULL means "no key", many of them
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "việc nền"
        indexes = (models.Index(fields=["state", "run_at"], name="job_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
