"""The command `liem`: what it says when it is not understood, and what it must not load."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import liem
from liem.site.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]


class TestWords:
    def test_help_tells_every_command_in_both_languages(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 0
        told = capsys.readouterr().out
        for command in COMMANDS:
            assert command.vi in told
            assert command.en in told

    def test_an_unknown_word_is_refused_with_the_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["srve"]) == 2
        assert "srve" in capsys.readouterr().err

    def test_version_is_the_one_of_the_package(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["version"]) == 0
        assert capsys.readouterr().out == f"liem {liem.__version__}\n"

    def test_a_faulty_configuration_is_told_without_a_traceback(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "liem.toml").write_text("offce = 'x'\n", "utf-8")
        monkeypatch.setenv("LIEM_CONFIG", str(tmp_path / "liem.toml"))
        assert main(["serve"]) == 2
        assert "liem.toml:1" in capsys.readouterr().err

    @pytest.mark.parametrize("command", [c for c in COMMANDS if c.module], ids=lambda c: c.word)
    def test_each_command_has_its_room(self, command: object) -> None:
        assert callable(importlib.import_module(command.module).main)  # type: ignore[attr-defined]


class TestLoading:
    @pytest.mark.parametrize("module", ["liem.site.cli", "liem.desks.console.read"])
    def test_stays_free_of_django(self, module: str) -> None:
        code = f"import sys, {module}; sys.exit('django' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


class TestReference:
    def test_page_explains_each_command(self) -> None:
        text = (ROOT / "docs/reference/commands.md").read_text("utf-8")
        for command in COMMANDS:
            assert f"## liem {command.word}\n" in text, command.word
            assert command.vi in text
            assert command.en in text
