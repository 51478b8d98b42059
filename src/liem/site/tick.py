"""`liem tick`: one look at the schedule, then the jobs that are due, then leave."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime


def main(words: list[str]) -> int:
    """Queue what the schedule asks for now and run due jobs; prints how many ran."""
    parser = argparse.ArgumentParser(
        prog="liem tick",
        description="Xem lịch hẹn, chạy các việc đến hạn một lượt. / One look at the schedule, run due jobs.",
    )
    parser.add_argument(
        "--limit", type=int, default=1000, help="số việc nhiều nhất trong lượt này / most jobs in this pass"
    )
    options = parser.parse_args(words)

    import django

    django.setup()
    from liem.spine.outbox import jobs

    at = datetime.now(UTC)
    jobs.tick(at=at)
    ran = jobs.run_due(at=at, limit=options.limit)
    print(f"liem tick: đã chạy {ran} việc. / {ran} jobs run.")
    return 0
