"""Writes the three `requirements*.lock` from `uv.lock`, or checks that they are fresh.

`python tools/locks.py` writes (needs uv), `python tools/locks.py --check` compares. The head of each file
carries the SHA-256 of the dependency tables of pyproject.toml and of uv.lock, so that the check also works
without uv.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXPORTS = {
    "requirements.lock": ["--no-dev"],
    "requirements-province.lock": ["--no-dev", "--all-extras"],
    "requirements-dev.lock": ["--all-extras", "--all-groups"],
}


def stamp() -> str:
    """First line of each lock: what it was made from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tables = {
        "requires-python": project["project"]["requires-python"],
        "dependencies": project["project"]["dependencies"],
        "extras": project["project"].get("optional-dependencies", {}),
        "groups": project.get("dependency-groups", {}),
    }
    wanted = hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()
    locked = hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
    return (
        f"# made by tools/locks.py from dependencies sha256:{wanted[:32]} and uv.lock sha256:{locked[:32]}\n"
    )


def exported(options: list[str]) -> str:
    """What uv gives for these options, without the lines that tell the command."""
    line = ["uv", "export", "--quiet", "--locked", "--no-emit-project", "--no-header", "--no-annotate"]
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    done = subprocess.run(
        [*line, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"uv export: {done.stderr.strip()}\nRun `uv lock`, then `python tools/locks.py`.")
    return done.stdout


def faults() -> list[str]:
    """What is stale, in words; empty when both locks are fresh."""
    found = []
    for name, options in EXPORTS.items():
        text = (ROOT / name).read_text("utf-8")
        if not text.startswith(stamp()):
            found.append(f"{name} was made from other dependencies: run `python tools/locks.py`")
        elif shutil.which("uv") and text != stamp() + exported(options):
            found.append(f"{name} differs from uv.lock: run `python tools/locks.py`")
    return found


def main(words: list[str]) -> int:
    """Write, or with `--check` compare."""
    if words == ["--check"]:
        stale = faults()
        print("\n".join(stale) or "locks are fresh")
        return 1 if stale else 0
    for name, options in EXPORTS.items():
        (ROOT / name).write_text(stamp() + exported(options), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
