"""`liem test` itself: an honest exit code, the closing line last, a PostgreSQL that leaves nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from liem.desks.console import packages, postgres, test

LIEM_TEST = [sys.executable, "-c", "import sys; from liem.site.cli import main; sys.exit(main())", "test"]


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIEM_", "PYTEST_"))}
    return subprocess.run(
        [*LIEM_TEST, *words],
        env={**kept, "LIEM_TEST_DATABASES": "sqlite", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
class TestCommand:
    def test_ends_with_the_closing_line_of_pytest(self) -> None:
        done = run("tests/kernel/test_dong.py")
        assert done.returncode == 0, done.stdout
        assert re.fullmatch(r"=+ \d+ passed in [\d.]+s =+", done.stdout.splitlines()[-1])

    def test_fails_when_a_test_fails_and_says_so_last(self, tmp_path: Path) -> None:
        (tmp_path / "test_it.py").write_text("def test_it():\n    assert 1 == 2\n")
        done = run(str(tmp_path / "test_it.py"))
        assert done.returncode == 1
        assert "1 failed" in done.stdout.splitlines()[-1]


class TestPackages:
    def test_on_a_bare_machine_are_all_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(packages, "POSTGRES_HOME", tmp_path)
        monkeypatch.setattr(packages, "GO_MODULE", tmp_path / "none")
        named = [need.package for need in packages.missing()]
        assert named == [
            *("chromium", "tesseract-ocr", "tesseract-ocr-vie", "postgresql", "poppler-utils"),
            *("age", "nodejs", "golang-go", "golang-golang-x-mod-dev"),
        ]

    def test_that_may_not_be_installed_are_told_with_the_command(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))  # no apt-get, no sudo
        assert not packages.install([packages.CHROMIUM])
        assert "apt-get install -y --no-install-recommends chromium" in capsys.readouterr().out


class TestEnvironment:
    def test_keeps_bytecode_for_the_run_where_none_is_wanted_beside_the_sources(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        with test._environment() as environment:
            kept = Path(environment["PYTHONPYCACHEPREFIX"])
            assert "PYTHONDONTWRITEBYTECODE" not in environment
            assert kept.is_relative_to(environment["TMPDIR"])

    def test_names_one_place_for_what_all_runs_share(self) -> None:
        with test._environment() as environment:
            assert Path(environment["LIEM_TEST_SHARED"]).is_dir()
        assert not Path(environment["LIEM_TEST_SHARED"]).exists()


class TestTwins:
    @pytest.mark.parametrize(
        ("words", "becomes"),
        [
            ([], ["-m", "twin"]),
            (["-k", "x"], ["-k", "x", "-m", "twin"]),
            (["-m", "slow", "-x"], ["-m", "twin and (slow)", "-x"]),
        ],
    )
    def test_are_chosen_beside_what_was_asked(self, words: list[str], becomes: list[str]) -> None:
        assert test._only_twins(words) == becomes


class TestPrivatePostgres:
    def test_serves_by_socket_and_leaves_nothing(self) -> None:
        bin_dir = packages.postgres_bin()
        assert bin_dir is not None, "PostgreSQL is missing: ./liem test installs it"
        with postgres.private(bin_dir) as url:
            folder = Path(url.rpartition("host=")[2])
            with psycopg.connect(url) as connection:
                row = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
            assert row == ("",)
            assert folder.exists()
        assert not folder.exists()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)

    def test_that_cannot_start_says_why(self) -> None:
        # a folder everybody may enter: as root the database runs as another user
        with tempfile.TemporaryDirectory(dir="/tmp", prefix="liem-broken-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            broken = folder / "initdb"
            broken.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 1\n")
            broken.chmod(0o755)
            with pytest.raises(postgres.PostgresFailed, match="no space left"), postgres.private(folder):
                pytest.fail("it must not start")
