"""`liem worker`: jobs and schedule without pages, for installations that serve with several processes."""

from __future__ import annotations

import argparse


def main(words: list[str]) -> int:
    """Run until SIGTERM or Ctrl-C; a running job is given time to end."""
    parser = argparse.ArgumentParser(
        prog="liem worker",
        description="Chạy việc nền và lịch hẹn tới khi được dừng. / Run jobs and schedule until stopped.",
    )
    parser.add_argument(
        "--threads", type=int, default=None, help="số luồng (mặc định theo liem.toml) / threads"
    )
    options = parser.parse_args(words)

    import django

    from .background import Background
    from .config import load

    config = load()
    django.setup()
    background = Background(job_threads=options.threads or max(config.job_threads, 1))
    return background.run(alone=False, told="liem worker: đang chạy. / running.")
