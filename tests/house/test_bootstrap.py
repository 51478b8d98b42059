"""`./liem` from nothing: what it fetches, what it refuses, and that an interrupted start is taken up again.

Real installations happen in CI and in a bare Debian (docs/decisions/bootstrap.md has the figures); here a
small local index stands for the registry, so that each refusal can be provoked.
"""

from __future__ import annotations

import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = "requirements.lock"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
        pass


def wheel(path: Path, files: dict[str, str]) -> str:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the script, a package that says what it was asked, and locks that ask for nothing."""
    root = tmp_path / "có dấu cách"  # a folder an office might well have
    package = root / "src" / "liem" / "site"
    package.mkdir(parents=True)
    shutil.copy(ROOT / "liem", root / "liem")
    (root / "src/liem/__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "cli.py").write_text("import sys\ndef main():\n    print('ran', sys.argv[1:])\n    return 7\n")
    for name in (LOCK, "requirements-province.lock", "requirements-dev.lock"):
        (root / name).write_text(f"# {name}\n")
    return root


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A simple index on this machine; yields its address and its folder."""
    folder = tmp_path / "index"
    (folder / "pip").mkdir(parents=True)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *given: Quiet(*given, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()


def put_pip(folder: Path, root: Path, *, pinned: bool = True) -> None:
    """A stand-in for pip that only notes how it was called; the script is pinned to its hash."""
    (folder / "pip").mkdir(parents=True, exist_ok=True)
    code = "import os, sys\nopen(os.environ['NOTE'], 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
    code += "sys.exit(int(os.environ.get('FAIL', '0')))\n"
    name = boot(root).PIP_WHEEL
    digest = wheel(folder / "pip" / name, {"pip/__main__.py": code})
    (folder / "pip" / "index.html").write_text(
        f'<a href="other-1.0.whl">x</a><a href="{name}#sha256=x">y</a>'
    )
    if pinned:
        text = (root / "liem").read_text("utf-8")
        (root / "liem").write_text(text.replace(boot(root).PIP_SHA256, digest), "utf-8")


def boot(root: Path) -> ModuleType:
    loader = SourceFileLoader("boot", str(root / "liem"))
    spec = spec_from_loader("boot", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    shutil.rmtree(root / "__pycache__", ignore_errors=True)
    return module


def start(root: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the script without uv on the PATH and without this person's pip settings."""
    kept = {"PATH": "/usr/bin:/bin", "HOME": str(root), "NOTE": str(root / "note"), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, str(root / "liem"), *words],
        env={**kept, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


class TestFirstStart:
    def test_installs_from_the_hashed_lock_and_runs_the_same_words(
        self, clone: Path, index: tuple[str, Path]
    ) -> None:
        url, folder = index
        put_pip(folder, clone)
        done = start(clone, "read", "một tệp.docx", PIP_INDEX_URL=url)
        assert done.stdout == "ran ['read', 'một tệp.docx']\n", done.stderr
        assert done.returncode == 7
        note = (clone / "note").read_text("utf-8")
        assert "--require-hashes --only-binary=:all:" in note
        assert str(clone / LOCK) in note

    def test_then_needs_neither_network_nor_pip(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone)
        start(clone, "version", PIP_INDEX_URL=url)
        (clone / "note").unlink()
        again = start(clone, "version", PIP_INDEX_URL="http://127.0.0.1:9")
        assert (again.stdout, again.stderr) == ("ran ['version']\n", "")
        assert not (clone / "note").exists()

    def test_for_tests_takes_the_developers_lock_and_keeps_it(
        self, clone: Path, index: tuple[str, Path]
    ) -> None:
        url, folder = index
        put_pip(folder, clone)
        start(clone, "test", PIP_INDEX_URL=url)
        (clone / LOCK).write_text("# changed by an upgrade\n")
        start(clone, "serve", PIP_INDEX_URL=url)
        assert (clone / "note").read_text("utf-8").count("requirements-dev.lock") == 2

    def test_leaves_the_command_usable_by_itself(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone)
        start(clone, "version", PIP_INDEX_URL=url)
        done = subprocess.run(
            [str(clone / ".venv/bin/liem"), "x"], capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.returncode) == ("ran ['x']\n", 7)


class TestABadDay:
    def test_an_interrupted_installation_is_repeated(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone)
        broken = start(clone, "version", PIP_INDEX_URL=url, FAIL="1")
        assert broken.returncode == 3
        assert "ran" not in broken.stdout
        assert "PIP_INDEX_URL" in broken.stderr
        assert start(clone, "version", PIP_INDEX_URL=url).returncode == 7

    def test_two_at_once_install_once(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone)
        environ = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(clone),
            "NOTE": str(clone / "note"),
            "PIP_INDEX_URL": url,
        }
        line = [sys.executable, str(clone / "liem"), "version"]
        both = [
            subprocess.Popen(line, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "12"
        ]
        told = [process.communicate(timeout=60)[0] for process in both]
        assert told == [b"ran ['version']\n"] * 2
        assert len((clone / "note").read_text("utf-8").splitlines()) == 1

    def test_a_pip_with_another_hash_is_not_run(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone, pinned=False)
        done = start(clone, "version", PIP_INDEX_URL=url)
        assert done.returncode == 3
        assert "SHA-256" in done.stderr
        assert not (clone / "note").exists()

    def test_an_index_without_pip_is_told(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        (folder / "pip" / "index.html").write_text("<p>empty</p>")
        done = start(clone, "version", PIP_INDEX_URL=url)
        assert done.returncode == 3
        assert "PIP_INDEX_URL" in done.stderr
        assert "Traceback" not in done.stderr

    def test_no_network_is_told_without_the_password_of_the_index(self, clone: Path) -> None:
        done = start(clone, "version", PIP_INDEX_URL="http://me:hush@127.0.0.1:9/simple")
        assert done.returncode == 3
        assert "HTTPS_PROXY" in done.stderr
        assert "hush" not in done.stderr

    def test_a_moved_clone_makes_its_environment_again(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone)
        start(clone, "version", PIP_INDEX_URL=url)
        moved = clone.rename(clone.with_name("moved"))
        assert start(moved, "version", PIP_INDEX_URL=url).stdout == "ran ['version']\n"
        assert "moved/src" in next(moved.glob(".venv/lib/*/site-packages/liem-source.pth")).read_text("utf-8")

    def test_an_environment_of_somebody_else_loses_nothing(
        self, clone: Path, index: tuple[str, Path], tmp_path: Path
    ) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(clone / ".venv")], check=True)
        tools = tmp_path / "bin"
        tools.mkdir()
        fake = tools / "uv"
        fake.write_text('#!/bin/sh\necho "$@" >> "$NOTE"\n')
        fake.chmod(0o755)
        for _ in range(2):
            start(clone, "version", PATH=f"{tools}:/usr/bin:/bin")
            (clone / LOCK).write_text("# changed\n")
        calls = [line for line in (clone / "note").read_text("utf-8").splitlines() if line.startswith("pip")]
        assert len(calls) == 2
        assert all(call.startswith("pip install") for call in calls)


class TestOldPython:
    def test_is_told_in_both_languages_instead_of_a_traceback(self, clone: Path) -> None:
        text = (clone / "liem").read_text("utf-8").replace("NEEDED = (3, 11)", "NEEDED = (3, 99)")
        (clone / "liem").write_text(text, "utf-8")
        done = start(clone, "version")
        assert done.returncode == 2
        assert "Liêm cần Python" in done.stderr
        assert "Liêm needs Python" in done.stderr

    def test_could_read_the_script_down_to_python_3_7(self) -> None:
        import ast

        text = (ROOT / "liem").read_text("utf-8")
        ast.parse(text, feature_version=(3, 7))


class TestSettings:
    def test_of_pip_are_honoured(self, clone: Path, index: tuple[str, Path]) -> None:
        url, folder = index
        put_pip(folder, clone)
        (clone / ".config/pip").mkdir(parents=True)
        (clone / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {url}\n")
        assert start(clone, "version").returncode == 7


class TestLocks:
    def test_are_fresh(self) -> None:
        done = subprocess.run(
            [sys.executable, "tools/locks.py", "--check"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": ""},
        )
        assert done.returncode == 0, done.stdout + done.stderr

    @pytest.mark.parametrize("name", [LOCK, "requirements-province.lock", "requirements-dev.lock"])
    def test_pin_every_package_with_hashes(self, name: str) -> None:
        pinned = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
        packages = [line for line in pinned if line and not line.startswith("#")]
        assert len(packages) > 20
        assert [line[:60] for line in packages if "==" not in line or "--hash=sha256:" not in line] == []
