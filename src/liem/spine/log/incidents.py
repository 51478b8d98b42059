"""Incidents of the log: what must never be signed over, kept with its evidence until a person has closed
it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from liem.kernel.clock import local
from liem.spine.access import Conflict, Refusal

from .models import Incident

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.ledger.append import Event


OPEN_WHILE_BEHIND: Final = frozenset({"account", "log"})
KEPT_SECONDS: Final = 5.0


class _Asked(threading.local):
    at = float("-inf")
    behind = False


_asked = _Asked()


@dataclass
class Found(Exception):
    """Something was found now; ``kind`` is one of ``Incident.Kind``. Becomes a row and ``Stopped``."""

    kind: str
    words: str
    evidence: str = ""


class Stopped(Conflict):
    """The log signs nothing until the incident is settled (``liem log recover``)."""

    code = "log_stopped"


def refuse_while_open() -> None:
    """Raise ``Stopped`` while an incident is open."""
    row = Incident.objects.filter(closed_at=None).order_by("at").first()
    if row is not None:
        raise stopped(row)


class Behind(Refusal):
    """The database was put back: what is written now would contradict what others have seen already."""

    status = 503
    code = "log_behind"


def refuse_entry(event: type[Event]) -> None:
    """Let nothing new be written while the database is behind, but signing in and the log's own recovery.

    Asked before each entry, so the answer is kept for some seconds. Raises ``Behind``.
    """
    if event.CLASS in OPEN_WHILE_BEHIND:
        return
    now = time.monotonic()
    if now - _asked.at > KEPT_SECONDS:
        _asked.at = now
        _asked.behind = Incident.objects.filter(kind="behind", closed_at=None).exists()
    if _asked.behind:
        raise Behind(
            _("Hệ thống vừa được khôi phục từ bản sao lưu và đang đi sau sổ đã công bố: chỉ đọc được."),
            next_step=_("Người giữ máy chạy liem log recover; sau đó mọi việc lại ghi được như thường."),
        )


def ask_anew() -> None:
    """Forget the kept answer: an incident was opened or closed in this process."""
    _asked.at = float("-inf")


def opened(found: Found, *, at: datetime) -> Stopped:
    """Keep what was found, once however often it is found again, and give the refusal."""
    with transaction.atomic():
        row = Incident.objects.filter(kind=found.kind, closed_at=None).order_by("at").first()
        if row is None:
            row = Incident.objects.create(kind=found.kind, words=found.words, evidence=found.evidence, at=at)
    ask_anew()
    return stopped(row)


def stopped(row: Incident) -> Stopped:
    """Give the refusal an open incident causes."""
    return Stopped(
        _("Sổ ngừng ký từ %(at)s: %(words)s") % {"at": f"{local(row.at):%H:%M %d/%m/%Y}", "words": row.words},
        next_step=_("Chạy liem log recover rồi làm theo hướng dẫn khôi phục sổ."),
    )
