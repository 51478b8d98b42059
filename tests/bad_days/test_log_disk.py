"""The log on a bad disk: full, with flipped bits, cut off in journal or file. SQLite, whose file it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nightly import times
from running import environment

HAND = Path(__file__).with_name("log_disk.py")
pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path, migrated: Path) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(migrated, folder)
    return folder


def told(office: Path, what: str, count: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HAND), what, str(count)],
        env=environment(office, 8000),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_keeps_every_answered_entry_at_each_of_fifty_sizes_of_a_full_disk(office: Path) -> None:
    found = told(office, "full")
    assert found["faults"] == []
    assert found["refused"] == 50
    assert found["answered"] > 500


@pytest.mark.timeout(900)
def test_lets_no_flipped_bit_of_the_file_pass_that_touched_the_log(office: Path) -> None:
    flips = times("flipped bits of the database file")
    found = told(office, "flips", flips)
    assert found["faults"] == []
    assert found["tried"] == flips
    assert found["found"] > flips // 20
    assert found["unreadable"]  # some flips made what the driver itself cannot read: named all the same


@pytest.mark.timeout(900)
def test_opens_to_a_signed_head_wherever_its_journal_was_cut(office: Path) -> None:
    cuts = times("cuts of the journal")
    found = told(office, "cuts", cuts)
    assert found["faults"] == []
    assert found["tried"] == cuts
    assert found["reached"] > 5


@pytest.mark.timeout(900)
def test_keeps_its_newest_head_wherever_the_power_went_while_the_file_was_written(office: Path) -> None:
    tears = times("power cuts while the file is written")
    found = told(office, "torn", tears)
    assert found["faults"] == []
    assert found["tried"] == tears
    assert found["pages"] > 20
