"""A private PostgreSQL for one run of the tests: own folder, own socket, no port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# What an office runs: nothing answered is lost.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
# Tests ask for the behaviour of PostgreSQL, not for its durability: these make it several times faster.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
}


class PostgresFailed(Exception):
    """PostgreSQL did not start; the message is its own."""


@dataclass(frozen=True, slots=True)
class Private:
    """A server of one's own: the address of its database `liem`, and words to start and to crash it."""

    url: str
    _ctl: tuple[str, ...]
    _start: tuple[str, ...]

    def start(self) -> None:
        """Start it, first or again after a crash; it recovers by itself. Raises ``PostgresFailed``."""
        _do([*self._ctl, *self._start])

    def crash(self) -> None:
        """End it at once, as a power cut would: what was not made durable is gone."""
        subprocess.run([*self._ctl, "-m", "immediate", "stop"], capture_output=True, cwd="/", check=False)


@contextmanager
def private(bin_dir: Path) -> Iterator[str]:
    """Start a server, give `postgresql://…` of an empty database `liem`; stop and delete all at the end."""
    with server(bin_dir, FAST) as started:
        yield started.url


@contextmanager
def server(bin_dir: Path, settings: Mapping[str, str]) -> Iterator[Private]:
    """Start a server with those settings and an empty database `liem`; stop and delete all at the end.

    `initdb` refuses to run as root, so root lends the folder to the system user `postgres` (or `nobody`).
    """
    # Not TMPDIR: the system user must be able to walk there, and a socket path holds 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="liem-pg-", dir="/tmp"))
    lend: list[str] = []
    if os.geteuid() == 0:
        owner = _system_user()
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        lend = ["runuser", "-u", owner.pw_name, "--"]
    folder.chmod(0o755)  # the socket is reached by the tests, who may be another user
    data = folder / "data"
    try:
        _do([*lend, str(bin_dir / "initdb"), "-D", str(data), *_INITDB])
        told = " ".join(f"-c {name}={value}" for name, value in settings.items())
        options = f"-c listen_addresses= -c unix_socket_directories={folder} {told}"
        made = Private(
            url=f"postgresql://liem@/liem?host={folder}",
            _ctl=(*lend, str(bin_dir / "pg_ctl"), "-D", str(data)),
            _start=("-w", "-t", "60", "-l", str(folder / "log"), "-o", options, "start"),
        )
        made.start()
        try:
            _do([*lend, str(bin_dir / "createdb"), "-h", str(folder), "-U", "liem", "liem"])
            yield made
        finally:
            made.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = [
    "-U",
    "liem",
    "-A",
    "trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
]


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _do(line: list[str]) -> None:
    # A pipe would be inherited by the server itself and never end; a file is read after the command.
    with tempfile.TemporaryFile("w+") as told:
        code = subprocess.run(
            line, stdin=subprocess.DEVNULL, stdout=told, stderr=told, cwd="/", check=False
        ).returncode
        if code:
            told.seek(0)
            raise PostgresFailed(f"{' '.join(line)} ({code}):\n{told.read()}")
