"""What the tests need beside the lock, and how it comes onto this machine: Debian packages, and one wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

POSTGRES_HOME = Path("/usr/lib/postgresql")
GO_MODULE = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
# A verifier of somebody else, kept apart from the product's environment; its hash is in this file.
OUTSIDE = Path(sys.prefix) / "outside"
OUTSIDE_LOCK = Path(__file__).resolve().parents[4] / "tests" / "verifiers" / "outside.txt"
LEAST_POSTGRES = 15


@dataclass(frozen=True)
class Need:
    """One Debian package and what it is for."""

    package: str
    vi: str
    en: str


CHROMIUM = Need("chromium", "mở trang thật trong trình duyệt", "opens real pages in a browser")
TESSERACT = Need("tesseract-ocr", "đọc trang quét", "reads scanned pages")
VIETNAMESE = Need("tesseract-ocr-vie", "đọc chữ tiếng Việt", "reads Vietnamese letters")
POSTGRESQL = Need("postgresql", "chạy cùng bộ kiểm thử trên PostgreSQL", "runs the same tests on PostgreSQL")
POPPLER = Need("poppler-utils", "đối chiếu tệp PDF in ra", "cross-checks printed PDF files")
AGE = Need("age", "đối chiếu tệp niêm phong", "cross-checks sealed files")
NODE = Need("nodejs", "chạy bộ kiểm tra bằng JavaScript", "runs the verifier in JavaScript")
GO = Need("golang-go", "dịch bộ kiểm tra của người khác", "builds somebody else's verifier")
GO_SUMDB = Need("golang-golang-x-mod-dev", "bộ kiểm tra sổ của Go", "Go's own checks of logs")


def missing() -> list[Need]:
    """What this machine lacks, in the order it will be installed."""
    found = []
    if shutil.which("chromium") is None:
        found.append(CHROMIUM)
    if shutil.which("tesseract") is None:
        found += [TESSERACT, VIETNAMESE]
    elif "vie" not in _languages():
        found.append(VIETNAMESE)
    if postgres_bin() is None:
        found.append(POSTGRESQL)
    if shutil.which("pdftotext") is None:
        found.append(POPPLER)
    if shutil.which("age") is None:
        found.append(AGE)
    if shutil.which("node") is None:
        found.append(NODE)
    if shutil.which("go") is None:
        found.append(GO)
    if not GO_MODULE.is_dir():
        found.append(GO_SUMDB)
    return found


def outside() -> bool:
    """Put the wheel of another's verifier into OUTSIDE; True when it is there. Says what it does."""
    if (OUTSIDE / "aics_tlog").is_dir():
        return True
    options = ["--target", str(OUTSIDE), "--no-deps", "--require-hashes", "--quiet", "-r", str(OUTSIDE_LOCK)]
    pip = ["install", "--ignore-requires-python", "--no-input", "--disable-pip-version-check", *options]
    uv = shutil.which("uv")
    lines = [[sys.executable, f"{wheel}/pip", *pip] for wheel in sorted(Path(sys.prefix).glob("pip-*.whl"))]
    lines += [[uv, "pip", "install", "--python-version", "3.12", *options]] if uv else []
    lines += [[sys.executable, "-m", "pip", *pip]]
    for line in lines:
        print(f"đang cài / installing: {' '.join(line)}", flush=True)
        if subprocess.run(line, stdin=subprocess.DEVNULL, check=False).returncode == 0:
            return True
    print(
        f"Không tải được {OUTSIDE_LOCK}: cần mạng hoặc PIP_INDEX_URL. / Needs the network or PIP_INDEX_URL."
    )
    return False


def postgres_bin() -> Path | None:
    """Folder of `initdb` and `pg_ctl`: PostgreSQL 15, else the next later one; None when there is none."""
    versions = sorted(
        int(path.name)
        for path in POSTGRES_HOME.glob("[0-9]*")
        if path.name.isdigit() and (path / "bin" / "initdb").exists()
    )
    fitting = [version for version in versions if version >= LEAST_POSTGRES]
    return POSTGRES_HOME / str(fitting[0]) / "bin" if fitting else None


def _languages() -> list[str]:
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).split()


def install(needs: list[Need]) -> bool:
    """Install with apt-get when this user may; True when nothing is missing afterwards. Says what it does."""
    names = [need.package for need in needs]
    for need in needs:
        print(f"thiếu / missing: {need.package}  ({need.vi} / {need.en})", flush=True)
    before = _permission()
    command = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(names)
    if before is None:
        print(
            f"Hãy cài bằng quyền quản trị rồi chạy lại: sudo sh -c '{command}'\n"
            f"Install them as administrator, then run again: sudo sh -c '{command}'"
        )
        return False
    print(f"đang cài / installing: {command}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*before, "apt-get", "update", "-qq"], env=environment, check=False)
    line = [*before, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    code = subprocess.run(
        line, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    ).returncode
    left = missing()
    for need in left:
        print(f"vẫn thiếu / still missing: {need.package} (apt-get: {code})")
    return not left


def _permission() -> list[str] | None:
    """Words to put before apt-get: none as root, `sudo -n` when it asks nothing, None when not allowed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0:
        return ["sudo", "-n"]
    return None
