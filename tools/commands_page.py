"""Writes docs/reference/commands.md from the commands themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from liem.site.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "commands.md"
HEAD = """# Commands · Lệnh

From a clone, `./liem WORD` prepares `.venv` and runs the command; installed it is `liem WORD`.
Exit codes: 0 done, 1 failed or something to mend, 2 not understood or not configured, 3 this machine lacks
something. This page is written by `tools/commands_page.py`.
"""
WITH_HELP = {"serve", "doctor", "tick", "worker", "check"}


def main() -> None:
    """Write the page."""
    parts = [HEAD]
    for command in COMMANDS:
        parts.append(f"\n## liem {command.word}\n\n{command.en}.\n{command.vi}.\n")
        if command.word in WITH_HELP:
            parts.append(f"\n```\n{_help(command.word)}```\n")
    PAGE.write_text("".join(parts), "utf-8")


def _help(word: str) -> str:
    line = [sys.executable, "-c", "import sys; from liem.site.cli import main; sys.exit(main())"]
    environment = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run(
        [*line, word, "--help"], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
