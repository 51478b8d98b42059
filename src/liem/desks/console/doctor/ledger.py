"""Check of the ledger's own check: when it last ran, and what it found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from liem.kernel.clock import local

from .finding import Finding, Installation

OLDEST_CHECK = timedelta(days=2)


def checked(installation: Installation) -> Iterator[Finding]:
    """The ledger was checked against itself and the rows not long ago, and nothing differed."""
    from django.db import OperationalError, ProgrammingError

    from liem.spine.ledger import replay

    path = installation.sqlite_path
    if path is not None and not path.exists():
        return  # no database yet: already reported
    try:
        last = replay.last_run()
    except (OperationalError, ProgrammingError):
        return  # the database or its form is already reported
    if last is None:
        yield Finding(
            "ledger",
            "warn",
            "sổ nhật ký chưa được soát lần nào",
            "the ledger was never checked",
            "Để liem serve (hoặc liem tick theo cron) chạy qua đêm; sổ được soát lúc rạng sáng.",
            "Let liem serve (or liem tick by cron) run over night; the ledger is checked before dawn.",
        )
        return
    day = f"{local(last.at):%d/%m/%Y}"
    seen = {"entries": last.entries, "rows": last.rows, "faults": last.faults}
    if last.faults:
        yield Finding(
            "ledger",
            "bad",
            f"lần soát sổ ngày {day} thấy {last.faults} chỗ không khớp",
            f"the check of the ledger of {day} found {last.faults} differences",
            "Dừng ghi, giữ nguyên dữ liệu và bản sao lưu, xem từng chỗ: liem check --ledger",
            "Stop writing, keep data and backups as they are, see each place: liem check --ledger",
            seen,
        )
        return
    if datetime.now(UTC) - last.at > OLDEST_CHECK:
        yield Finding(
            "ledger",
            "warn",
            f"lần soát sổ gần nhất là ngày {day}, đã quá hai ngày",
            f"the last check of the ledger was on {day}, more than two days ago",
            "Xem việc nền có chạy không: liem serve, hoặc liem tick theo cron; soát tay: liem check --ledger",
            "See that jobs run: liem serve, or liem tick by cron; by hand: liem check --ledger",
            seen,
        )
        return
    yield Finding(
        "ledger",
        "ok",
        f"sổ nhật ký khớp, soát ngày {day}",
        f"the ledger agrees, checked on {day}",
        measured=seen,
    )
