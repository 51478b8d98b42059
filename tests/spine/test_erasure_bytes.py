"""After an erasure by law the personal bytes are in no file: database, journals, keys, originals, backup."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from running import environment, own_database

ERASING = Path(__file__).with_name("erasing.py")


@pytest.fixture(scope="module")
def told(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the erasing office saw, on the database of this run."""
    folder = tmp_path_factory.mktemp("office") / "data"
    shutil.copytree(migrated, folder)
    env, words = environment(folder, 8000), []
    url = os.environ.get("LIEM_DATABASE_URL", "")
    if url.startswith("postgres"):
        env["LIEM_DATABASE_URL"] = own_database(url)
        words = [f"{parse_qs(urlsplit(url).query)['host'][0]}/data"]
    done = subprocess.run(
        [sys.executable, str(ERASING), *words],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.twin
@pytest.mark.slow
class TestTheBytes:
    def test_were_in_files_before(self, told: dict[str, Any]) -> None:
        on_postgres = bool(os.environ.get("LIEM_DATABASE_URL", "").startswith("postgres"))
        rows = set() if on_postgres else {"name", "phone", "number", "deed", "account"}
        assert set(told["before"]) == rows | {"paper", "wrapped"}

    def test_of_key_and_papers_are_gone_with_the_decision(self, told: dict[str, Any]) -> None:
        assert told["at_once"] == {}

    def test_are_all_gone_after_the_night_a_new_backup_included(self, told: dict[str, Any]) -> None:
        assert told["after"] == {}

    def test_of_the_key_never_were_in_tables_or_log_of_a_database_server(self, told: dict[str, Any]) -> None:
        assert told["server"] == {}

    def test_leave_a_ledger_that_agrees(self, told: dict[str, Any]) -> None:
        assert told["differences"] == []
