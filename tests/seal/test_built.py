"""What is handed to a browser for sealing: its weight, its sources, its licences, the same bytes again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "assets/seal"
BUILT = ROOT / "src/liem/ui/static/seal"
MANIFEST = json.loads((BUILT / "MANIFEST.json").read_text(encoding="utf-8"))


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class TestBuild:
    def test_every_source_is_the_one_that_was_built(self) -> None:
        found = {f"src/{path.name}" for path in (SOURCES / "src").iterdir()}
        assert set(MANIFEST["sources"]) == {"build.mjs", "package.json", "package-lock.json"} | found
        changed = [name for name, was in MANIFEST["sources"].items() if sha(SOURCES / name) != was]
        assert changed == [], "changed without `cd assets/seal && npm ci && npm run build`"

    def test_every_built_file_is_the_one_that_was_built(self) -> None:
        files = {path.name for path in BUILT.iterdir()} - {"MANIFEST.json"}
        assert set(MANIFEST["built"]) == files
        assert [name for name, was in MANIFEST["built"].items() if sha(BUILT / name) != was] == []

    @pytest.mark.slow
    def test_building_again_gives_the_same_bytes(self, tmp_path: Path) -> None:
        if shutil.which("node") is None or not (SOURCES / "node_modules/esbuild").is_dir():
            return  # the two tests above see every change; `npm run twice` builds from two empty folders
        out = tmp_path / "seal"
        told = {**os.environ, "LIEM_SEAL_OUT": str(out)}
        subprocess.run(["node", "build.mjs"], cwd=SOURCES, env=told, check=True, timeout=120)
        assert json.loads((out / "MANIFEST.json").read_text(encoding="utf-8")) == MANIFEST

    def test_every_script_is_under_80_kilobytes(self) -> None:
        for name in ("seal.js", "keys-page.js", "open.html"):
            assert len(gzip.compress((BUILT / name).read_bytes(), 9)) <= 80_000, name

    def test_what_is_not_ours_is_pinned_to_the_letter_and_licensed(self) -> None:
        told = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
        assert all(re.fullmatch(r"[0-9.]+", each) for each in told["devDependencies"].values())
        licences = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
        locked = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        for place, each in locked.items():
            name = place.removeprefix("node_modules/")
            if name and "esbuild" not in name:
                assert f"== {name} {each['version']}" in licences
                assert each["integrity"].startswith("sha512-")


class TestOfflineTool:
    def test_may_run_its_one_script_and_connect_to_nothing(self) -> None:
        page = (BUILT / "open.html").read_text(encoding="utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
        assert policy is not None
        told = dict(each.strip().split(" ", 1) for each in policy[1].split(";"))
        assert told["default-src"] == "'none'"
        assert "connect-src" not in told
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", told["script-src"])
        assert not re.search(r"(src|href)\s*=\s*[\"']?https?:", page)
