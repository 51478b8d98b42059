"""The files people download to check us without us, and the tools that run them."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent
SHIPPED = Path(__file__).resolve().parents[2] / "src/liem/ui/static/verify"


def needed(program: str, package: str) -> str:
    """Where a program is; a missing one fails the test and says how to get it."""
    found = shutil.which(program)
    if found is None:
        pytest.fail(f"{program} is missing: apt-get install {package} (./liem test does it)", pytrace=False)
    return found


@pytest.fixture(scope="session")
def node() -> Callable[..., Any]:
    """Run a script of this folder in node; gives what it printed as JSON."""
    program = needed("node", "nodejs")

    def run(script: str, *words: str, lines: str | None = None) -> Any:
        line = [program, "--no-warnings", str(HERE / script), *words]
        done = subprocess.run(line, input=lines, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def single() -> ModuleType:
    """`liem_verify.py`, loaded from the file that is shipped."""
    name = "liem_verify"
    spec = importlib.util.spec_from_file_location(name, SHIPPED / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
