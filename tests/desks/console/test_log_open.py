"""`liem log open-check`: a stranger's check without the product, with its exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liem.desks.console import log
from liem.kernel import canon
from liem.kernel.opening import make_opening

KEY, ID = b"k" * 32, "0199f0a0-0000-7000-8000-000000000001"
VALUES: dict[str, canon.Json] = {"status": "Đã trả lời", "name": "Lò Thị Giả Định"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    commitments = {
        name: canon.field_commitment(KEY, event_id=ID, name=name, value=value)
        for name, value in VALUES.items()
    }
    leaf = canon.leaf(
        "case",
        hour=datetime(2026, 11, 24, 2, tzinfo=UTC),
        tag=canon.case_tag(KEY, 1),
        commitment=canon.event_commitment(commitments),
    )
    made = tmp_path / "mo-truong.json"
    made.write_bytes(
        make_opening(KEY, event_id=ID, leaf=leaf, commitments=commitments, values=VALUES, names=["status"])
    )
    return made


class TestOpenCheck:
    def test_says_what_holds_what_stays_shut_and_what_it_did_not_look_at(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert log.main(["open-check", str(file)]) == 0
        said = capsys.readouterr().out
        assert 'status = "Đã trả lời"' in said
        assert "shut] name" in said
        assert "not checked" in said
        assert "Giả Định" not in said

    def test_refuses_a_false_status(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        told = json.loads(file.read_text())
        told["opened"][0]["value"] = "Chưa trả lời"
        file.write_text(json.dumps(told))
        assert log.main(["open-check", str(file)]) == 1
        assert "NOT the one" in capsys.readouterr().err

    def test_says_when_there_is_no_file(self, tmp_path: Path) -> None:
        assert log.main(["open-check", str(tmp_path / "khong-co.json")]) == 2
