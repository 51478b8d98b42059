"""`liem test`: everything this house promises, cheapest truth first, on both databases.

Without further words: style, layers, types, the whole suite on SQLite, its twins on PostgreSQL, and the inner
rooms on Python 3.13 where that interpreter is present. With further words only pytest runs, with them;
`--nightly` lets the tests with chance in them (kills, flipped bits, cut journals) repeat far more often.
Nothing is skipped silently: what is missing is installed, or named with the command that does it, and the run
fails.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from liem.desks.console import packages, postgres

ROOT = Path(__file__).resolve().parents[4]
TWIN_ROOMS = ("spine", "domains")  # as tests/conftest.py has them
INNER_ROOMS = ("kernel", "law", "analysis", "spine", "domains")
# pytest's closing line, with or without colours: "==== 12 passed in 3.4s ===="
CLOSING = re.compile(r"^=*\s*\d+ (passed|failed|error|skipped|deselected|xfailed|warning).* in [\d.]+s.*$")
NO_TESTS = 5
NIGHTLY = "--nightly"
LATER, LATER_VENV = "environment of Python 3.13", ".venv313"
LATER_PYTHON_SECONDS = 240


@dataclass
class Step:
    """One finished step: how long it took, and pytest's closing line if it was pytest."""

    name: str
    ok: bool
    seconds: float
    closing: str = ""


def main(words: list[str]) -> int:
    """Run the tests; 0 all passed, 1 something failed, 3 this machine lacks something."""
    if not (ROOT / "tests" / "conftest.py").exists():
        print(
            "liem test cần mã nguồn đầy đủ (git clone), bản cài từ gói không có thư mục tests.\n"
            "liem test needs the full source (git clone); an installed package has no tests folder."
        )
        return 3
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if NIGHTLY in words:  # the same tests; those with chance in them repeat more often
        words = [word for word in words if word != NIGHTLY]
        os.environ["LIEM_TEST_NIGHTLY"] = "1"
    began = time.monotonic()
    lacking = packages.missing()
    if lacking and not packages.install(lacking):
        return 3
    steps = _run(words)
    _print_summary(steps, time.monotonic() - began)
    return 0 if all(step.ok for step in steps) else 1


def _run(words: list[str]) -> list[Step]:
    databases = os.environ.get("LIEM_TEST_DATABASES", "sqlite,postgres").split(",")
    with _environment() as environment:
        steps = [] if words else _static_steps(environment)
        if "sqlite" in databases:
            steps.append(_pytest("pytest (SQLite)", words, environment))
        if "postgres" in databases:
            steps.append(_on_postgres(words, environment))
        if any(step.name == LATER and step.ok for step in steps):
            steps.append(_on_later_python(environment))
    return steps


def _static_steps(environment: dict[str, str]) -> list[Step]:
    """What needs no test; beside the types, which keep one processor busy, all the rest."""
    with ThreadPoolExecutor(1) as beside, tempfile.TemporaryFile("w+") as told:
        types = beside.submit(_step, "mypy", [_tool("mypy")], out=told)
        steps = [
            _step("ruff check", [_tool("ruff"), "check", ".", "liem"]),
            _step("ruff format", [_tool("ruff"), "format", "--check", ".", "liem"]),
            _step("imports go down", [_tool("lint-imports"), "--no-cache"]),
            _step("locks are fresh", [sys.executable, "tools/locks.py", "--check"]),
            *_environment_of_later_python(environment),
            types.result(),
        ]
        told.seek(0)
        print(told.read(), end="", flush=True)
    return steps


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """Environment of the tests: none of this person's settings, a data folder that is thrown away."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LIEM_") or name.startswith("LIEM_TEST_")
    }
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    kept.pop("LIEM_TEST_DATA_DIR", None)
    with tempfile.TemporaryDirectory(prefix="liem-test-run-") as folder:
        if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
            # Some hundred processes are started: who wants no bytecode beside the sources gets it here.
            kept["PYTHONPYCACHEPREFIX"] = str(Path(folder, "bytecode"))
        # The same order of tests in every process that shares the work.
        kept |= {"LIEM_DATA_DIR": folder, "LIEM_TEST_SHARED": folder, "PYTHONHASHSEED": "0", "TMPDIR": folder}
        yield kept


def _pytest(
    name: str, words: list[str], environment: dict[str, str], *, python: str = sys.executable, limit: int = 0
) -> Step:
    line = [python, "-m", "pytest", "-n", _processes(words), *words]
    if sys.stdout.isatty():
        line.append("--color=yes")
    return _step(name, line, environment=environment, limit=limit, empty_is_fine=bool(words))


def _processes(words: list[str]) -> str:
    # One named test is faster without handing out work, and can be debugged.
    narrow = any("::" in word or word.endswith(".py") or word == "--pdb" for word in words)
    return "0" if narrow else str(min(os.cpu_count() or 1, 4))


def _on_postgres(words: list[str], environment: dict[str, str]) -> Step:
    name = "pytest (PostgreSQL)"
    bin_dir = packages.postgres_bin()
    if bin_dir is None:
        return Step(name, ok=False, seconds=0.0)
    try:
        with postgres.private(bin_dir) as url:
            twins = _only_twins(words or _with_twins())
            return _pytest(name, twins, {**environment, "LIEM_DATABASE_URL": url})
    except postgres.PostgresFailed as fault:
        print(f"PostgreSQL: {fault}")
        return Step(name, ok=False, seconds=0.0)


def _with_twins() -> list[str]:
    """The rooms whose tests are twins by themselves or by their mark: the others have none."""
    tests = ROOT / "tests"
    marked = [path for path in tests.rglob("test_*.py") if "mark.twin" in path.read_text("utf-8")]
    rooms = {path.relative_to(tests).parts[0] for path in marked}
    return [f"tests/{room}" for room in sorted({*TWIN_ROOMS, *rooms})]


def _only_twins(words: list[str]) -> list[str]:
    """Add `-m twin` to pytest's words, joined with a `-m` already there (the last one alone would count)."""
    if "-m" in words[:-1]:
        place = words.index("-m") + 1
        return [*words[:place], f"twin and ({words[place]})", *words[place + 1 :]]
    return [*words, "-m", "twin"]


def _environment_of_later_python(environment: dict[str, str]) -> list[Step]:
    found = _later_python()
    if found is None:
        print("Python 3.13: không có trên máy này, bỏ qua. / not on this machine, left out.")
        return []
    boot = {**environment, "LIEM_BOOT_VENV": LATER_VENV, "LIEM_BOOT_KIND": "dev"}
    return [_step(LATER, [found, "liem", "version"], environment=boot)]


def _on_later_python(environment: dict[str, str]) -> Step:
    rooms = [f"tests/{room}" for room in INNER_ROOMS if any((ROOT / "tests" / room).glob("test_*.py"))]
    rooms += [f"tests/{room}" for room in INNER_ROOMS if any((ROOT / "tests" / room).glob("*/test_*.py"))]
    python = str(ROOT / LATER_VENV / "bin" / "python")
    words = [*dict.fromkeys(rooms), "-m", "not slow and not browser"]
    return _pytest("pytest (Python 3.13)", words, environment, python=python, limit=LATER_PYTHON_SECONDS)


def _later_python() -> str | None:
    """A Python 3.13 that really runs: on the PATH, or known to pyenv or uv."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates = [shutil.which("python3.13"), *map(str, pyenv.glob("versions/3.13*/bin/python3.13"))]
    if shutil.which("uv"):
        done = subprocess.run(
            ["uv", "python", "find", "--no-python-downloads", "--no-project", "3.13"],
            capture_output=True,
            text=True,
            check=False,
        )
        candidates.append(done.stdout.strip() or None)
    for candidate in candidates:
        if candidate and subprocess.run([candidate, "-V"], capture_output=True, check=False).returncode == 0:
            return candidate
    return None


def _step(
    name: str,
    line: list[str],
    *,
    environment: dict[str, str] | None = None,
    limit: int = 0,
    empty_is_fine: bool = False,
    out: TextIO | None = None,
) -> Step:
    """Run one command, its words going through as they come, or into `out`; `limit` seconds if not 0."""
    print(f"\n── {name} ──", file=out, flush=True)
    began = time.monotonic()
    closing = ""
    with subprocess.Popen(
        line, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:  # asked for just above
            raise RuntimeError(name)
        try:
            for text in process.stdout:
                print(text, end="", file=out, flush=True)
                bare = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
                closing = bare if CLOSING.match(bare) else closing
                if limit and time.monotonic() - began > limit:
                    print(f"{name}: quá {limit} giây / longer than {limit} s")
                    process.terminate()
                    limit = 0
        except BaseException:
            process.terminate()
            raise
        code = process.wait()
    ok = code == 0 or (empty_is_fine and code == NO_TESTS)
    return Step(name, ok=ok, seconds=time.monotonic() - began, closing=closing)


def _print_summary(steps: list[Step], seconds: float) -> None:
    print("\n── tổng kết / summary ──")
    for step in steps:
        print(f"{'đạt  ok  ' if step.ok else 'HỎNG FAIL'}  {step.seconds:6.1f} s  {step.name}")
    print(f"tất cả / in all: {seconds:.1f} s")
    # The closing line of the whole suite comes last; one that failed comes after all that passed.
    closings = [step for step in steps if step.closing]
    for step in sorted(closings, key=lambda step: (not step.ok, step.name == "pytest (SQLite)")):
        print(f"{step.name}:\n{step.closing}")
