"""Checks of the machine itself: Python, memory, clock, reader of scanned pages, fonts."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .finding import Finding, Installation

LEAST_PYTHON = (3, 11)
LEAST_MEMORY_MB = 512
# No Liêm ran before this day: an earlier clock has lost its battery.
FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
# A file newer than "now" by more than this means that the clock was set back.
CLOCK_SLACK_SECONDS = 300


def python(_: Installation) -> Iterator[Finding]:
    """The interpreter is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= LEAST_PYTHON:
        yield Finding("python", "ok", f"Python {version}", f"Python {version}")
        return
    yield Finding(
        "python",
        "bad",
        f"Python {version} quá cũ",
        f"Python {version} is too old",
        "Cài Python 3.11 trở lên (Debian 12 có sẵn).",
        "Install Python 3.11 or newer (Debian 12 has it).",
    )


def memory(_: Installation) -> Iterator[Finding]:
    """Enough memory is free for the product (about 150 MB) and one scanned page (up to 400 MB)."""
    path = Path("/proc/meminfo")
    if not path.exists():
        yield Finding("memory", "ok", "không đo bộ nhớ trên hệ này", "memory is not measured on this system")
        return
    rows = dict(line.split(":", 1) for line in path.read_text().splitlines())
    free = int(rows["MemAvailable"].split()[0]) // 1024
    seen = {"available_mb": free}
    if free >= LEAST_MEMORY_MB:
        yield Finding(
            "memory", "ok", f"còn {free} MB bộ nhớ", f"{free} MB of memory available", measured=seen
        )
        return
    yield Finding(
        "memory",
        "warn",
        f"chỉ còn {free} MB bộ nhớ; đọc trang quét có thể bị dừng",
        f"only {free} MB of memory available; reading scanned pages may be stopped",
        "Tắt bớt chương trình khác hoặc thêm bộ nhớ.",
        "Close other programs or add memory.",
        seen,
    )


def clock(installation: Installation) -> Iterator[Finding]:
    """The clock is plausible, did not jump back, and the Vietnamese time zone is known."""
    now = datetime.now(UTC)
    try:
        local = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    except ZoneInfoNotFoundError:
        yield Finding(
            "clock",
            "bad",
            "không có múi giờ Asia/Ho_Chi_Minh",
            "the time zone Asia/Ho_Chi_Minh is unknown",
            "Cài gói tzdata: apt install tzdata",
            "Install tzdata: apt install tzdata",
        )
        return
    files = [path.stat().st_mtime for path in installation.data_dir.glob("*")]
    ahead = max(files, default=0.0) - time.time()
    if now < FIRST_DAY or ahead > CLOCK_SLACK_SECONDS:
        yield Finding(
            "clock",
            "bad",
            f"đồng hồ máy chỉ {local:%d/%m/%Y %H:%M}, có vẻ đã bị lùi hoặc hết pin",
            f"the clock says {local:%Y-%m-%d %H:%M}; it seems set back or out of battery",
            "Đặt lại giờ và bật đồng bộ: timedatectl set-ntp true",
            "Set the time and turn synchronisation on: timedatectl set-ntp true",
            {"newest_file_ahead_s": round(ahead)},
        )
        return
    yield Finding(
        "clock", "ok", f"giờ máy {local:%d/%m/%Y %H:%M} (giờ Việt Nam)", f"clock {local:%Y-%m-%d %H:%M %Z}"
    )
    if _synchronised() is False:
        yield Finding(
            "clock",
            "warn",
            "đồng hồ không tự đồng bộ; hạn tính theo giờ sai lệch sẽ gây tranh cãi",
            "the clock is not synchronised; deadlines by a wrong clock will be disputed",
            "timedatectl set-ntp true",
            "timedatectl set-ntp true",
        )


def _synchronised() -> bool | None:
    tool = shutil.which("timedatectl")
    if tool is None or not Path("/run/systemd/system").exists():
        return None
    line = [tool, "show", "--property=NTPSynchronized", "--value"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=5)
    return {"yes": True, "no": False}.get(done.stdout.strip())


def tesseract(installation: Installation) -> Iterator[Finding]:
    """The reader of scanned pages is there and knows Vietnamese."""
    found = str(installation.tesseract or shutil.which("tesseract") or "")
    mend = "apt install tesseract-ocr tesseract-ocr-vie"
    if not found or not Path(found).exists():
        yield Finding(
            "tesseract",
            "warn",
            "không có tesseract: bản quét và ảnh chụp sẽ chưa đọc được chữ",
            "there is no tesseract: scanned pages and photos cannot be read",
            mend,
            mend,
        )
        return
    done = subprocess.run([found, "--list-langs"], capture_output=True, text=True, check=False, timeout=20)
    known = (done.stdout + done.stderr).split()
    lacking = [part for part in installation.ocr_language.split("+") if part not in known]
    if lacking:
        yield Finding(
            "tesseract",
            "warn",
            f"tesseract chưa có ngôn ngữ {', '.join(lacking)}",
            f"tesseract lacks the language {', '.join(lacking)}",
            mend,
            mend,
        )
        return
    yield Finding("tesseract", "ok", f"tesseract đọc được {installation.ocr_language}", f"tesseract: {found}")


def fonts(_: Installation) -> Iterator[Finding]:
    """The faces official papers are set in came with the product, with all Vietnamese letters."""
    from PIL import ImageFont

    from liem.adapters.papers import measure

    lacking = []
    for name in ("Regular", "Bold", "Italic", "BoldItalic"):
        path = measure.FONTS / f"Tinos-{name}.ttf"
        if not path.exists():
            lacking.append(path.name)
            continue
        face = ImageFont.truetype(path, 20)
        empty = face.getmask("\uffff").getbbox()
        if any(face.getmask(letter).getbbox() in (None, empty) for letter in "ếỗữđĐ"):
            lacking.append(path.name)
    if lacking:
        names = ", ".join(lacking)
        yield Finding(
            "fonts",
            "bad",
            f"phông chữ in văn bản bị thiếu: {names}",
            f"faces for printed papers are missing: {names}",
            "Cài lại Liêm; bản cài không đầy đủ.",
            "Install Liêm again; this copy is not complete.",
        )
        return
    yield Finding("fonts", "ok", "đủ phông chữ in văn bản", "faces for printed papers are complete")
