"""`liem read`: one answer per file, errors beside it, and the rest goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.documents.conftest import Saved
from adapters.documents.samples import p, plan_pdf, word
from liem.desks.console.read import main

KEYS = [
    "file",
    "number",
    "symbol",
    "issuer",
    "date",
    "kind",
    "subject",
    "base_documents",
    "tasks",
    "findings",
    "unknown",
    "warnings",
]
TASK_KEYS = [
    "no",
    "is_task",
    "heading",
    "text",
    "assignee",
    "co_assignees",
    "deadline",
    "deadline_kind",
    "product",
    "cited_documents",
    "page",
]


class TestJson:
    def test_has_the_agreed_keys_in_their_order(
        self, saved: Saved, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = saved("ke-hoach.pdf", plan_pdf())
        assert main([str(path), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert list(answer) == KEYS
        assert (answer["file"], answer["number"], answer["symbol"]) == (str(path), "12", "KH/ĐU")
        assert answer["date"] == "2026-09-05"
        assert answer["tasks"]
        assert all(list(task) == TASK_KEYS for task in answer["tasks"])

    def test_goes_on_after_a_bad_file_and_says_so(
        self, saved: Saved, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bad, good = saved("a.pdf", b"%PDF-1.7\n"), saved("b.pdf", plan_pdf())
        missing = bad.with_name("khong-co.docx")
        assert main(["--json", str(bad), str(missing), str(good)]) == 1
        printed = capsys.readouterr()
        answers = [json.loads(line) for line in printed.out.splitlines()]
        assert [list(answer) for answer in answers] == [KEYS] * 3
        assert [answer["file"] for answer in answers] == [str(bad), str(missing), str(good)]
        broken = answers[0]
        assert all(broken[key] is None for key in KEYS[1:7])
        assert all(broken[key] == [] for key in KEYS[7:11])
        assert "bị hỏng" in broken["warnings"][0]
        assert "Không tìm thấy tệp" in answers[1]["warnings"][0]
        assert answers[2]["number"] == "12"
        assert str(bad) in printed.err
        assert str(missing) in printed.err
        assert str(good) not in printed.err

    def test_is_plain_vietnamese_in_utf8(self, saved: Saved) -> None:
        path = saved("a.docx", word(p("Giao Văn phòng Đảng ủy theo dõi.")))
        ran = subprocess.run(
            [sys.executable, "-m", "liem.desks.console.read", "--json", str(path)],
            capture_output=True,
            env={"LC_ALL": "C", "PATH": "/usr/bin"},
            check=True,
        )
        assert "\\u" not in ran.stdout.decode("utf-8")

    def test_carries_the_warnings_of_the_file(self, saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
        main(["--json", str(saved("a.docm", word(p("Kế hoạch"), {"vbaProject.bin": "x"})))])
        assert any("macro" in warning for warning in json.loads(capsys.readouterr().out)["warnings"])


class TestNames:
    def test_may_be_folders_and_patterns(
        self, tmp_path: Path, saved: Saved, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name in ("b.docx", "a.docx", "~$a.docx", ".an.docx"):
            saved(name, word(p(name)))
        (tmp_path / "con").mkdir()
        (tmp_path / "con" / "c.txt").write_text("Kế hoạch", encoding="utf-8")
        assert main(["--json", str(tmp_path)]) == 0
        files = [Path(json.loads(line)["file"]).name for line in capsys.readouterr().out.splitlines()]
        assert files == ["a.docx", "b.docx", "c.txt"]
        main(["--json", str(tmp_path / "*.docx")])
        files = [Path(json.loads(line)["file"]).name for line in capsys.readouterr().out.splitlines()]
        assert set(files) >= {"a.docx", "b.docx"}

    def test_of_an_empty_folder_are_an_error(self, tmp_path: Path) -> None:
        assert main([str(tmp_path)]) == 2


def test_the_summary_for_people_names_who_and_when(saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(saved("a.pdf", plan_pdf()))]) == 0
    printed = capsys.readouterr().out
    assert "Ký hiệu: KH/ĐU" in printed
    assert "Ủy ban kiểm tra Đảng ủy" in printed
    assert "2026-09-20" in printed


def test_a_reader_that_leaves_early_is_no_fault(saved: Saved) -> None:
    names = " ".join(str(saved(f"{i}.docx", word(p("Kế hoạch")))) for i in range(3))
    command = f"{sys.executable} -m liem.desks.console.read --json {names} | true"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in ran.stderr


def test_the_command_loads_no_web_framework() -> None:
    code = "import sys, liem.desks.console.read; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
