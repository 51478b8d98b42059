"""Debian packages the tests need, and how they come onto this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

POSTGRES_HOME = Path("/usr/lib/postgresql")
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
    return found


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
