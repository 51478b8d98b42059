"""What every test of the document readers uses: a file made from bytes, and its lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Saved = Callable[[str, bytes], Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Write bytes under a name and give the path."""

    def save(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save
