"""`liem serve`: pages, jobs and schedule in one command; several gunicorn workers with `--workers`.

Each process is waitress with eight threads: pure Python, the same on an office's Windows machine (measured
in docs/decisions/server.md). Where the system can fork, a second process draws pages on the second core, and
jobs have one of their own.
`--workers N` hands over to gunicorn for a province; jobs then run in `liem worker`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import socket
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import processes
from .background import Background
from .config import Config, ConfigError, load
from .own_law import read_own_law
from .turns import Turns

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from waitress.server import BaseWSGIServer

THREADS = 8
BIND = "127.0.0.1:8000"
# A page still being made gets this long after SIGTERM before its thread is left.
DRAIN_SECONDS = 20.0
# How often a full process looks whether a slow page has given up its place.
TURN_SECONDS = 0.1
# Visitors who were waiting in the socket's queue at SIGTERM are still answered, so many for each thread.
LEFT_IN_QUEUE = 8


def main(words: list[str]) -> int:
    """Serve until SIGTERM or Ctrl-C. 0 ended in order, 1 something was cut off, 2 could not start."""
    options = _parser().parse_args(words)
    config = load()
    read_own_law(config.data_dir)  # told here, once, not by each worker in turn
    if options.workers:
        return _hand_to_gunicorn(options, config)
    listening = listen(options.bind)
    if listening is None:
        return 2
    with closing(listening):
        import django

        django.setup()
        if options.migrate:
            migrate()
        application: WSGIApplication = importlib.import_module("liem.site.wsgi").application
        threads = 0 if options.no_jobs else config.job_threads

        # On SQLite nobody else runs jobs.
        alone = config.sqlite_path is not None
        count = options.processes or processes.fitting()
        if count == 1:
            return run(application, listening, Background(job_threads=threads), alone=alone)

        def work(place: int) -> int:
            if place == count:
                return run_jobs(Background(job_threads=threads), alone=alone)
            background = Background(job_threads=0)
            share = THREADS // count  # more threads only take turns on one core
            return run(application, listening, background, alone=False, quiet=place > 0, threads=share)

        return processes.share(count + bool(threads), work)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem serve",
        description="Chạy trang web, việc nền và lịch hẹn. / Run pages, jobs and the schedule.",
    )
    parser.add_argument("--bind", default=BIND, help=f"máy:cổng hoặc unix:/đường/dẫn / host:port ({BIND})")
    parser.add_argument(
        "--migrate", action="store_true", help="cập nhật cơ sở dữ liệu trước / migrate the database first"
    )
    parser.add_argument(
        "--no-jobs", action="store_true", help="không chạy việc nền ở đây / do not run jobs here"
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=0,
        help="số tiến trình vẽ trang (mặc định theo máy) / processes that draw pages (by the machine)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        help="số tiến trình gunicorn, cho PostgreSQL / gunicorn processes, for PostgreSQL",
    )
    return parser


def listen(bind: str) -> socket.socket | None:
    """Take the address before anything slow happens; None with a message when it is taken or not ours."""
    if bind.startswith("unix:"):
        return _listen_on_path(Path(bind.removeprefix("unix:")))
    parts = urlsplit(f"//{bind}")
    host, port = parts.hostname or "127.0.0.1", parts.port if parts.port is not None else 8000
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform == "win32":
        # There SO_REUSEADDR would let two programs share one port and split the visitors between them.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(1024)
    except OSError as fault:
        taken.close()
        print(
            f"liem: không mở được {bind} ({fault.strerror}). Có thể một liem khác đang chạy ở cổng này; "
            f"dừng nó hoặc chọn cổng khác: liem serve --bind {host}:{port + 1}\n"
            f"liem: {bind} cannot be opened ({fault.strerror}). Another liem may be running on this port; "
            f"stop it or choose another one: liem serve --bind {host}:{port + 1}",
            file=sys.stderr,
        )
        return None
    return taken


def _listen_on_path(path: Path) -> socket.socket | None:
    if sys.platform == "win32":
        print(f"liem: {path}: Windows không có unix socket. / no Unix sockets on Windows.", file=sys.stderr)
        return None
    taken = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket():
            with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
                if probe.connect_ex(str(path)) == 0:
                    raise OSError(98, "Address already in use")
            path.unlink()  # left by a process that was killed
        taken.bind(str(path))
        path.chmod(0o660)
        taken.listen(1024)
    except OSError as fault:
        taken.close()
        print(f"liem: {path}: {fault.strerror}", file=sys.stderr)
        return None
    return taken


def migrate() -> None:
    """Bring the database to this version; says so only when there is something to do."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()  # forked processes must not share one


def run(
    application: WSGIApplication,
    listening: socket.socket,
    background: Background,
    *,
    alone: bool,
    quiet: bool = False,
    threads: int = THREADS,
) -> int:
    """Answer requests until told to stop, then finish what is under way. 0 when nothing was cut off."""
    from waitress import wasyncore
    from waitress.server import create_server

    channels: dict[int, object] = {}
    server = create_server(
        application,
        map=channels,
        sockets=[listening],
        threads=threads,
        ident="",
        # Django limits bodies itself (uploads are streamed to the vault); this is only the outer wall.
        max_request_body_size=4 * 1024**3,
        channel_timeout=75,
        clear_untrusted_proxy_headers=False,  # liem.site.proxies does it, alike for every server
    )
    stop = threading.Event()

    def order_to_stop(*_: object) -> None:
        stop.set()
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, order_to_stop)
    background.start(alone=alone)
    host, port = listening.getsockname()[:2] if listening.family != socket.AF_UNIX else ("unix", 0)
    if not quiet:
        print(f"liem: http://{host}:{port}  (Ctrl-C để dừng / to stop)", file=sys.stderr, flush=True)
    turns = Turns(threads)
    while not stop.is_set():
        server.accepting = turns.free(server.active_channels.values(), time.monotonic())
        # A thread that gets free wakes the loop; a page that turns out slow does not.
        wasyncore.loop(timeout=1 if server.accepting else TURN_SECONDS, map=channels, count=1)
    server.accepting = True
    for _ in range(threads * LEFT_IN_QUEUE):
        wasyncore.loop(timeout=0, map=channels, count=1)
    return 0 if _drain(server, channels) & background.end() else 1


def run_jobs(background: Background, *, alone: bool) -> int:
    """Run jobs and the schedule until told to stop, behind the pages: a long job must not slow them."""
    with suppress(OSError, AttributeError):  # not everywhere allowed, not on Windows
        os.nice(5)
    return background.run(alone=alone)


def _drain(server: BaseWSGIServer, channels: dict[int, object]) -> bool:
    """Refuse new visitors, let pages under way be sent; False when one took longer than the patience."""
    from waitress import wasyncore

    server.del_channel(channels)
    server.socket.close()
    deadline = time.monotonic() + DRAIN_SECONDS

    def busy() -> bool:
        return any(
            channel.requests or channel.total_outbufs_len for channel in server.active_channels.values()
        )

    while busy() and time.monotonic() < deadline:
        wasyncore.loop(timeout=0.1, map=channels, count=1)
    left = busy()
    server.task_dispatcher.shutdown(timeout=1)
    return not left


def _hand_to_gunicorn(options: argparse.Namespace, config: Config) -> int:
    if sys.platform == "win32":
        raise ConfigError(
            "serve.workers",
            where="--workers",
            vi="Windows không có gunicorn; dùng `liem serve` một tiến trình.",
            en="there is no gunicorn on Windows; use `liem serve` with one process.",
        )
    if options.migrate:
        import django

        django.setup()
        migrate()
    if not options.no_jobs:
        print(
            "liem: việc nền chạy riêng bằng `liem worker`. / jobs run apart, in `liem worker`.",
            file=sys.stderr,
        )
    line = [sys.executable, "-m", "gunicorn", "liem.site.wsgi:application", "--bind", options.bind]
    line += ["--workers", str(options.workers), "--threads", str(THREADS), "--worker-class", "gthread"]
    line += ["--graceful-timeout", str(int(DRAIN_SECONDS)), "--timeout", "120", "--no-control-socket"]
    # Proxies are believed in liem.site.proxies alone.
    line += ["--forwarded-allow-ips", "", "--worker-tmp-dir", _memory_folder(config)]
    os.execv(line[0], line)  # noqa: S606 our own interpreter, no shell wanted
    return 127  # never reached: exec replaces this process


def _memory_folder(config: Config) -> str:
    # A worker proves it lives by touching a file; on a slow disk that alone could get it killed.
    memory = Path("/dev/shm")  # noqa: S108 gunicorn makes and unlinks its own file there
    return str(memory if os.access(memory, os.W_OK) else config.data_dir)
