"""Real processes for tests: `serve` starts `liem serve` on a free port with a data folder of its own.

Databases are migrated once per run and copied for every server and for the tests' own database: migrating
takes seconds of a processor, a copy a tenth of one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

LIEM = [sys.executable, "-c", "import sys; from liem.site.cli import main; sys.exit(main())"]
START_SECONDS = 30.0


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def within(seconds: float, happened: Callable[[], bool]) -> bool:
    """Return whether something happened in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return False


def refused(port: int) -> bool:
    """Return whether ``port`` soon takes no more visitors."""

    def closed() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            return True
        return False

    return within(20, closed)


@dataclass
class Server:
    """One running `liem serve`: `kill` is kill -9, `stop` is SIGTERM and gives the exit code."""

    data_dir: Path
    port: int
    words: list[str]
    environ: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Address of the start page, without a closing slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server wrote to stderr and stdout so far."""
        return (self.data_dir / "serve.log").read_text("utf-8", "replace")

    def start(self) -> Server:
        """Start and wait for the first answer; fails with the server's own words."""
        with (self.data_dir / "serve.log").open("ab") as log:
            line = [*LIEM, "serve", "--bind", f"127.0.0.1:{self.port}", *self.words]
            self.process = subprocess.Popen(
                line,
                env=self.environ,
                stdout=log,
                stderr=log,
                cwd=self.data_dir,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.url, timeout=10).close()
            except urllib.error.HTTPError:
                return self  # an answer is an answer
            except OSError:
                time.sleep(0.02)
            else:
                return self
        self.kill()
        pytest.fail(f"liem serve gave no page; it said:\n{self.log}", pytrace=False)

    def kill(self) -> None:
        """Power cut: SIGKILL to every process of the product."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            # Its children die in their own time; a power cut leaves nobody on the port.
            refused(self.port)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=60)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another `liem` command on the same data."""
        return subprocess.run(
            [*LIEM, *words], env=self.environ, capture_output=True, text=True, check=False, cwd=self.data_dir
        )

    def python(self, code: str) -> str:
        """Run Python with Django set up on the same data; gives stdout, fails with stderr."""
        line = [sys.executable, "-c", "import django; django.setup()\n" + code]
        done = subprocess.run(
            line, env=self.environ, capture_output=True, text=True, check=False, cwd=self.data_dir
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def environment(data_dir: Path, port: int) -> dict[str, str]:
    """Environment of a product process that shares nothing with the tests' own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIEM_")}
    return {
        **kept,
        "LIEM_CONFIG": "",
        "LIEM_DATA_DIR": str(data_dir),
        "LIEM_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LIEM_SIGN_IN_MFA_DUTIES": "",
        "DJANGO_SETTINGS_MODULE": "liem.site.settings",
        "PYTHONUNBUFFERED": "1",
    }


def once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder shared by all processes of this run: made by the first who asks, found by the others.

    `liem test` names one place for all its runs (`LIEM_TEST_SHARED`).
    """
    place = Path(os.environ.get("LIEM_TEST_SHARED") or os.environ["LIEM_TEST_DATA_DIR"])
    folder, draft = place / name, place / f"{name}.draft"
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder


def migrate(folder: Path, url: str = "") -> None:
    """Migrate the SQLite database of a data folder, or the database at `url`, as an office does."""
    done = subprocess.run(
        [*LIEM, "manage", "migrate", "--verbosity", "0"],
        env=environment(folder, 8000) | ({"LIEM_DATABASE_URL": url} if url else {}),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def migrated() -> Path:
    """A data folder whose SQLite database is migrated once per run; servers start from a copy."""
    return once("migrated", migrate)


@pytest.fixture
def serve(tmp_path: Path, migrated: Path) -> Iterator[Callable[..., Server]]:
    """Factory of servers: `serve(*words, **environ)` starts one, all are ended after the test.

    Each gets a copy of the migrated database, on PostgreSQL as on SQLite.
    """
    running: list[Server] = []

    def start(*words: str, **environ: str) -> Server:
        folder = tmp_path / f"data-{len(running)}"
        shutil.copytree(migrated, folder)
        port = free_port()
        env = environment(folder, port)
        if os.environ.get("LIEM_DATABASE_URL", "").startswith("postgres"):
            env["LIEM_DATABASE_URL"] = own_database(os.environ["LIEM_DATABASE_URL"])
        server = Server(folder, port, [*words], {**env, **environ})
        running.append(server)
        return server.start()

    yield start
    for server in running:
        server.kill()


def own_database(url: str) -> str:
    """Make a migrated database beside the one at `url`; it goes with the whole private PostgreSQL."""
    return _new_database(url, like=postgres_template(url))


def empty_database(url: str) -> str:
    """Make a database without any table beside the one at `url`."""
    return _new_database(url, like="template1")


def postgres_template(url: str) -> str:
    """Name of a migrated database beside the one at `url` that nobody opens, for copies."""

    def make(draft: Path) -> None:
        made = _new_database(url, like="template1")
        migrate(draft, made)
        (draft / "name").write_text(urlsplit(made).path.removeprefix("/"), "utf-8")

    return (once("migrated-postgres", make) / "name").read_text("utf-8")


def _new_database(url: str, *, like: str) -> str:
    import psycopg

    name = f"serve_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')  # type: ignore[arg-type]
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
