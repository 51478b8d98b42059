"""The page of procedures in the docs says what the files say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_page_of_procedures_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("procedures_page", ROOT / "tools" / "procedures_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = (ROOT / "docs" / "reference" / "procedures.md").read_text("utf-8")
    assert tool.page() == written, "run tools/procedures_page.py"
