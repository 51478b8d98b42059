"""A stranger can run the checking part with Python alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import liem


class TestKernel:
    def test_needs_nothing_but_the_standard_library(self) -> None:
        source = Path(liem.__file__).parents[1]
        rooms = ["errors", "text", "dong", "flow", "clock", "workdays", "canon"]
        code = f"import sys; sys.path.insert(0, {str(source)!r})\n" + "\n".join(
            f"import liem.kernel.{room}" for room in rooms
        )
        code += "\nloaded = {name.split('.')[0] for name in sys.modules} - {'liem', '__main__'}"
        code += "\nprint(sorted(loaded - set(sys.stdlib_module_names)))"
        # -I -S: no site-packages, no environment, so any other import fails here.
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.strip() == "[]"
