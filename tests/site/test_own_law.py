"""The installation's own law is read at the start; a fault in it stops the start with file and line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from liem.law import default_book
from liem.law.book import NATIONAL, own_roots, remove_root
from liem.site.config import ConfigError
from liem.site.own_law import read_own_law

RULE = """\
provisions:
- id: insp.team.max
  title: Số thành viên đoàn kiểm tra
  unit: count
  value: 7
  bound: at_most
  jurisdiction: province:tal
  valid: [2026-01-01, null]
  basis: {doc: Quy định 9-QĐ/TU năm 2026 của Tỉnh ủy}
  confidence: S
  source: ours
"""


@pytest.fixture
def law(tmp_path: Path) -> Iterator[Path]:
    """A data folder's file of law."""
    file = tmp_path / "law" / "tinh.yaml"
    file.parent.mkdir()
    yield file
    remove_root(file.parent)


class TestReading:
    def test_adds_what_the_province_decided(self, law: Path, tmp_path: Path) -> None:
        law.write_text(RULE, encoding="utf-8")
        assert read_own_law(tmp_path) == law.parent
        whose = ("province:tal", *NATIONAL)
        found = default_book().in_force("insp.team.max", date(2026, 11, 25), jurisdictions=whose)
        assert found.number() == 7

    def test_needs_no_folder(self, tmp_path: Path) -> None:
        assert read_own_law(tmp_path) is None

    def test_refuses_a_fault_and_keeps_none_of_it(self, law: Path, tmp_path: Path) -> None:
        law.write_text(RULE.replace("unit: count", "unit: persons"), encoding="utf-8")
        with pytest.raises(ConfigError) as refused:
            read_own_law(tmp_path)
        assert refused.value.where == str(law.parent)
        assert "tinh.yaml, dòng 2" in refused.value.vi
        assert "tinh.yaml, line 2" in refused.value.en
        assert own_roots() == ()


@pytest.mark.slow
@pytest.mark.parametrize(("command", "code"), [("serve", 2), ("doctor", 1)])
class TestStarting:
    def test_says_file_and_line_instead_of_a_traceback(
        self, law: Path, tmp_path: Path, command: str, code: int
    ) -> None:
        law.write_text(RULE.replace("valid: [2026-01-01, null]", "valid: 2026"), encoding="utf-8")
        environment = os.environ | {"LIEM_DATA_DIR": str(tmp_path), "LIEM_CONFIG": ""}
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from liem.site.cli import main; sys.exit(main())", command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "tinh.yaml, dòng 2: " in said
        assert "Traceback" not in said
