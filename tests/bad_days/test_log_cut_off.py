"""The log under kills, crowds, a lost server: what was answered stands once, what was shown is a prefix."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from liem.desks.console import packages, postgres
from nightly import seconds, times
from running import LIEM, environment, own_database

HAND = Path(__file__).with_name("log_hand.py")
SQL = os.environ.get("LIEM_DATABASE_URL", "").startswith("postgres")
KILLS = times("kills of writers and sequencer")
CRASHES = times("immediate stops of PostgreSQL")
pytestmark = [pytest.mark.slow, pytest.mark.twin]


class Log:
    """An installation whose log is worked by forked hands."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.environ = environment(folder, 8000)
        self.files = [str(folder / name) for name in ("writers.txt", "sequencers.txt")]
        for name in self.files:
            Path(name).touch()
        if SQL:
            self.environ["LIEM_DATABASE_URL"] = url or own_database(os.environ["LIEM_DATABASE_URL"])
            subprocess.run([*LIEM, "manage", "migrate", "--verbosity", "0"], env=self.environ, check=True)
        self.nursery = subprocess.Popen(
            [sys.executable, str(HAND)],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
        )

    def ask(self, line: str) -> object:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(line + "\n")
        self.nursery.stdin.flush()
        return json.loads(self.nursery.stdout.readline())

    def writer(self) -> int:
        return int(self.ask(f"fork writer {self.files[0]}"))  # type: ignore[call-overload]

    def sequencer(self) -> int:
        return int(self.ask(f"fork sequencer {self.files[1]}"))  # type: ignore[call-overload]

    def verify(self) -> dict[str, object]:
        return self.ask("verify " + " ".join(self.files))  # type: ignore[return-value]


def end(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pytest.fail(f"hand {pid} ended by itself", pytrace=False)
    time.sleep(0.05)


@pytest.fixture
def log(tmp_path: Path, migrated: Path) -> Iterator[Log]:
    folder = tmp_path / "office"
    shutil.copytree(migrated, folder)
    made = Log(folder)
    yield made
    made.nursery.kill()
    made.nursery.wait()


@pytest.mark.timeout(seconds(180))
def test_loses_and_doubles_nothing_when_killed_again_and_again(log: Log) -> None:
    chance = random.Random(2026)
    for _kill in range(KILLS):
        hands = [log.writer(), log.writer(), log.sequencer()]
        time.sleep(chance.uniform(0.1, 0.4))
        chance.shuffle(hands)
        end(hands)
    found = log.verify()
    assert found["faults"] == []
    assert found["answered"] <= found["logged"]  # type: ignore[operator]
    assert found["heads"] >= KILLS // 6  # type: ignore[operator]


def test_keeps_one_line_of_heads_for_eight_writers_and_three_sequencers(log: Log) -> None:
    hands = [log.writer() for _ in range(8)] + [log.sequencer() for _ in range(3)]
    time.sleep(10)
    end(hands)
    found = log.verify()
    assert found["faults"] == []
    assert found["answered"] >= 100  # type: ignore[operator]
    assert found["heads"] >= 10  # type: ignore[operator]


if SQL:  # SQLite has no sessions that another could end

    def test_survives_the_loss_of_its_lock_in_the_middle(log: Log) -> None:
        import psycopg

        hands = [log.writer(), log.sequencer(), log.sequencer()]
        with psycopg.connect(log.environ["LIEM_DATABASE_URL"], autocommit=True) as connection:
            ended = 0
            until = time.monotonic() + 30
            while ended < 20 and time.monotonic() < until:
                rows = connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                ).fetchall()
                ended += len(rows)
                time.sleep(0.05)
        end(hands)
        assert ended >= 20
        assert log.verify()["faults"] == []

    @pytest.mark.timeout(seconds(180))
    def test_loses_nothing_answered_when_its_database_goes_down_at_once(
        tmp_path: Path, migrated: Path
    ) -> None:
        bin_dir = packages.postgres_bin()
        assert bin_dir is not None
        chance = random.Random(4)
        # It is its processes that go, not the machine: what was written down need not have reached the disk.
        settings = postgres.FAST | {"synchronous_commit": "on"}
        with postgres.server(bin_dir, settings) as server:
            log = Log(Path(shutil.copytree(migrated, tmp_path / "office")), server.url)
            try:
                for _crash in range(CRASHES):
                    hands = [log.writer(), log.writer(), log.sequencer()]
                    time.sleep(chance.uniform(0.2, 0.6))
                    server.crash()
                    for pid in hands:  # writers end by themselves when it is gone
                        with suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                    server.start()
                found = log.verify()
            finally:
                log.nursery.kill()
                log.nursery.wait()
        assert found["faults"] == []
        assert found["answered"] >= CRASHES  # type: ignore[operator]
        assert found["heads"] >= CRASHES // 3  # type: ignore[operator]
