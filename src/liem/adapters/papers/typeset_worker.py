"""Typeset one paper and end: JSON on standard input, PDF on standard output.

Run by path as a process of its own (see ``typeset.pdf``). It imports the engine and nothing of Liêm, so the
engine's memory (60 MB for a letter, 300 MB for two thousand rows) never stays in the server.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst


def main() -> None:
    """Read, typeset, write."""
    here = Path(__file__).parent
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[here / "fonts"])
    made = typst.compile(
        (here / "paper.typ").read_bytes(),
        font_paths=fonts,
        format="pdf",
        pdf_standards=["a-2b"],
        sys_inputs={"paper": sys.stdin.buffer.read().decode()},
        timestamp=0,
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
