"""Reads of backups: how the last runs ended."""

from __future__ import annotations

from .models import Run


def last_whole() -> Run | None:
    """Return the newest run that ended well."""
    return Run.objects.exclude(ended_at=None).order_by("-began_at").first()


def last_failed() -> Run | None:
    """Return the newest run that did not."""
    return Run.objects.exclude(fault="").order_by("-began_at").first()
