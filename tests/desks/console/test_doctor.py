"""`liem doctor`: each illness it knows is recognised, and health is not called illness."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from liem.desks.console import doctor
from liem.desks.console.doctor import data, ledger, machine, outside
from liem.site.config import Config, Email, load
from liem.spine.ledger import replay
from running import Server


@pytest.fixture
def office(tmp_path: Path) -> Config:
    """A configured office with an empty data folder of its own."""
    (tmp_path / "data").mkdir(mode=0o700)
    return load(environ={"LIEM_OFFICE": "XA-01"}, cwd=tmp_path)


def states(findings: Iterator[doctor.Finding]) -> list[str]:
    found = list(findings)
    for finding in found:
        assert finding.state == "ok" or (finding.mend_vi and finding.mend_en), "an illness without a mend"
    return [finding.state for finding in found]


class TestFolder:
    def test_private_is_well(self, office: Config) -> None:
        assert states(data.folder(office)) == ["ok"]

    def test_absent_is_ill(self, office: Config) -> None:
        office.data_dir.rmdir()
        assert states(data.folder(office)) == ["bad"]

    def test_open_to_all_is_warned_of(self, office: Config) -> None:
        office.data_dir.chmod(0o755)
        assert states(data.folder(office)) == ["warn"]


class TestDisk:
    def test_speed_is_measured_and_told(self, office: Config) -> None:
        (finding,) = data.disk_speed(office)
        assert float(finding.measured["fsync_median_ms"]) > 0

    def test_space_is_measured(self, office: Config) -> None:
        (finding,) = data.space(office)
        assert int(finding.measured["free_mb"]) > 0


class TestSecret:
    def test_of_the_owner_alone_is_well(self, office: Config) -> None:
        assert office.secret_key
        assert states(data.secret(office)) == ["ok"]

    def test_readable_by_others_is_ill(self, office: Config) -> None:
        assert office.secret_key
        office.secret_key_file.chmod(0o644)
        assert states(data.secret(office)) == ["bad"]


class TestSqlite:
    def test_with_a_write_ahead_log_is_well(self, office: Config) -> None:
        assert office.sqlite_path is not None
        with closing(sqlite3.connect(office.sqlite_path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE one (number INTEGER)")
            assert states(data.sqlite(office)) == ["ok"]

    def test_without_one_is_warned_of(self, office: Config) -> None:
        assert office.sqlite_path is not None
        with closing(sqlite3.connect(office.sqlite_path)) as connection:
            connection.execute("CREATE TABLE one (number INTEGER)")
        assert states(data.sqlite(office)) == ["warn"]

    def test_damaged_is_ill(self, office: Config) -> None:
        assert office.sqlite_path is not None
        with closing(sqlite3.connect(office.sqlite_path)) as connection:
            connection.execute("CREATE TABLE one (text TEXT)")
            connection.executemany("INSERT INTO one VALUES (?)", [("x" * 900,)] * 200)
            connection.commit()
        content = bytearray(office.sqlite_path.read_bytes())
        content[8192:16384] = os.urandom(8192)
        office.sqlite_path.write_bytes(content)
        assert states(data.sqlite(office)) == ["bad"]


@pytest.mark.django_db
class TestLedger:
    def checked(self, office: Config, *, days_ago: int, faults: int = 0) -> list[str]:
        assert office.sqlite_path is not None
        office.sqlite_path.touch()
        found = replay.Found(entries=3, rows=2, differences=[replay.Difference("tag", "…")] * faults)
        replay.remember(found, at=datetime.now(UTC) - timedelta(days=days_ago))
        return states(ledger.checked(office))

    def test_never_checked_is_warned_of(self, office: Config) -> None:
        assert states(ledger.checked(office)) == []  # no database: told by another check
        assert office.sqlite_path is not None
        office.sqlite_path.touch()
        assert states(ledger.checked(office)) == ["warn"]

    def test_checked_last_night_is_well(self, office: Config) -> None:
        assert self.checked(office, days_ago=1) == ["ok"]

    def test_not_checked_for_more_than_two_days_is_warned_of(self, office: Config) -> None:
        assert self.checked(office, days_ago=3) == ["warn"]

    def test_that_differs_is_ill_however_old(self, office: Config) -> None:
        assert self.checked(office, days_ago=5, faults=2) == ["bad"]


class TestBackup:
    def test_without_a_place_is_warned_of(self, office: Config) -> None:
        assert states(data.backup(office)) == ["warn"]

    def test_on_the_disk_of_the_data_is_warned_of(self, office: Config, tmp_path: Path) -> None:
        (tmp_path / "backup").mkdir()
        assert states(data.backup(replace(office, backup_dir=tmp_path / "backup"))) == ["warn"]

    def test_to_a_disk_not_plugged_in_is_ill(self, office: Config, tmp_path: Path) -> None:
        assert states(data.backup(replace(office, backup_dir=tmp_path / "none"))) == ["bad"]


class TestMachine:
    def test_python_and_fonts_of_this_house_are_well(self, office: Config) -> None:
        assert states(machine.python(office)) == ["ok"]
        assert states(machine.fonts(office)) == ["ok"]

    def test_clock_behind_the_newest_file_is_ill(self, office: Config) -> None:
        file = office.data_dir / "newer"
        file.touch()
        os.utime(file, (file.stat().st_mtime + 3600,) * 2)
        assert states(machine.clock(office)) == ["bad"]

    def test_tesseract_without_the_language_is_warned_of(self, office: Config) -> None:
        assert states(machine.tesseract(replace(office, ocr_language="vie+xxx"))) == ["warn"]
        assert states(machine.tesseract(replace(office, tesseract=office.data_dir / "none"))) == ["warn"]


class TestAddress:
    def public(self, office: Config, **changes: Any) -> Config:
        whole = {"public_url": "https://liem.example", "allowed_hosts": ("liem.example",)}
        return replace(office, **{**whole, **changes})

    def test_encrypted_behind_a_named_proxy_is_well(self, office: Config) -> None:
        assert states(outside.address(self.public(office, trusted_proxies=("127.0.0.1",)))) == ["ok"]

    def test_without_the_proxy_named_is_ill(self, office: Config) -> None:
        assert states(outside.address(self.public(office))) == ["bad"]

    def test_not_among_the_allowed_hosts_is_ill(self, office: Config) -> None:
        assert states(outside.address(self.public(office, allowed_hosts=("other.example",)))) == ["bad"]

    def test_certificate_nobody_shows_is_warned_of(self, office: Config) -> None:
        assert states(outside.certificate(self.public(office, public_url="https://127.0.0.1:9"))) == ["warn"]


class TestMail:
    def test_unset_is_warned_of(self, office: Config) -> None:
        assert states(outside.mail(office)) == ["warn"]

    def test_a_server_that_hangs_up_is_ill(self, office: Config) -> None:
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()

            def hang_up() -> None:
                server.accept()[0].close()

            threading.Thread(target=hang_up, daemon=True).start()
            email = Email("127.0.0.1", server.getsockname()[1], None, None, "liem@xa.example", "starttls")
            assert states(outside.mail(replace(office, email=email))) == ["bad"]


class TestWhole:
    def test_a_check_that_breaks_is_red_and_the_others_go_on(self, office: Config) -> None:
        def broken(_: doctor.Installation) -> list[doctor.Finding]:
            raise ZeroDivisionError

        found = doctor.examine(office, checks=[broken, machine.python])
        assert [finding.state for finding in found] == ["bad", "ok"]

    @pytest.mark.slow
    def test_command_gives_json_and_an_honest_exit_code(self, serve: Callable[..., Server]) -> None:
        server = serve()
        server.data_dir.chmod(0o700)
        done = server.run("doctor", "--json")
        found = json.loads(done.stdout)
        red = [finding["check"] for finding in found if finding["state"] == "bad"]
        assert (red, done.returncode) == ([], 0)
        assert {finding["check"] for finding in found} >= {
            "python",
            "migrations",
            "ledger",
            "secret",
            "disk_speed",
        }
        server.environ["LIEM_OFICE"] = "x"
        assert server.run("doctor").returncode == 1
