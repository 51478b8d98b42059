"""Checks of what must not be lost: data folder, disk, secret, database, backup."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .finding import Finding, Installation

LEAST_FREE_MB = 1024
GOOD_FREE_MB = 10 * 1024
FSYNC_ROUNDS = 20
SLOW_FSYNC_MS = 30.0
BAD_FSYNC_MS = 200.0
LEAST_SQLITE = (3, 37)
LEAST_POSTGRES = 150000
# SQLite's shared-memory locks do not work over these; the database would be damaged.
NETWORK_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"}


def folder(installation: Installation) -> Iterator[Finding]:
    """The data folder exists, can be written by this user and read by nobody else."""
    path = installation.data_dir
    owner = _user()
    if not path.is_dir():
        yield Finding(
            "folder",
            "bad",
            f"chưa có thư mục dữ liệu {path}",
            f"there is no data folder {path}",
            f"mkdir -p {path} && chmod 700 {path} (bằng người dùng chạy Liêm), hoặc sửa data_dir.",
            f"mkdir -p {path} && chmod 700 {path} (as the user that runs Liêm), or mend data_dir.",
        )
        return
    if not os.access(path, os.W_OK | os.X_OK):
        yield Finding(
            "folder",
            "bad",
            f"người dùng {owner} không ghi được vào {path}",
            f"the user {owner} cannot write to {path}",
            f"chown -R {owner} {path}",
            f"chown -R {owner} {path}",
        )
        return
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o007:
        yield Finding(
            "folder",
            "warn",
            f"ai đăng nhập máy này cũng đọc được {path}",
            f"anybody logged in on this machine can read {path}",
            f"chmod 750 {path}",
            f"chmod 750 {path}",
        )
        return
    yield Finding(
        "folder", "ok", f"thư mục dữ liệu {path} ghi được", f"the data folder {path} can be written"
    )


def _user() -> str:
    return os.environ.get("USER") or (str(os.getuid()) if hasattr(os, "getuid") else "?")


def space(installation: Installation) -> Iterator[Finding]:
    """The disk of the data folder has room."""
    free = shutil.disk_usage(_nearest(installation.data_dir)).free // 1024**2
    seen = {"free_mb": free}
    if free >= GOOD_FREE_MB:
        yield Finding(
            "space", "ok", f"đĩa còn {free // 1024} GB", f"{free // 1024} GB free on disk", measured=seen
        )
        return
    yield Finding(
        "space",
        "bad" if free < LEAST_FREE_MB else "warn",
        f"đĩa chỉ còn {free} MB",
        f"only {free} MB free on disk",
        "Dọn đĩa hoặc chuyển data_dir sang đĩa lớn hơn.",
        "Clear the disk or move data_dir to a larger one.",
        seen,
    )


def _nearest(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())


def disk_speed(installation: Installation) -> Iterator[Finding]:
    """How long the disk takes to make one write safe (fsync of 4 KB, measured here and now)."""
    if not installation.data_dir.is_dir() or not os.access(installation.data_dir, os.W_OK):
        return  # the folder itself is already reported
    took = []
    with tempfile.TemporaryFile(dir=installation.data_dir) as file:
        for _ in range(FSYNC_ROUNDS):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    middle = statistics.median(took)
    seen = {"fsync_median_ms": round(middle, 2), "fsync_worst_ms": round(max(took), 2)}
    vi = f"ghi chắc xuống đĩa mất {middle:.1f} ms (lâu nhất {max(took):.1f} ms)"
    en = f"making a write safe takes {middle:.1f} ms (worst {max(took):.1f} ms)"
    if middle < SLOW_FSYNC_MS:
        yield Finding("disk_speed", "ok", vi, en, measured=seen)
        return
    yield Finding(
        "disk_speed",
        "bad" if middle >= BAD_FSYNC_MS else "warn",
        vi,
        en,
        "Đặt data_dir trên ổ SSD gắn trong máy, không dùng USB hay ổ mạng.",
        "Put data_dir on an internal SSD, not on USB or a network drive.",
        seen,
    )


def secret(installation: Installation) -> Iterator[Finding]:
    """The secret exists for the owner alone and is long enough."""
    path = installation.secret_key_file
    if not path.exists():
        yield Finding(
            "secret",
            "ok",
            "khóa bí mật sẽ được tạo ở lần chạy đầu",
            "the secret will be made on first start",
        )
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        yield Finding(
            "secret",
            "bad",
            f"người khác trên máy đọc được khóa bí mật {path} (quyền {mode:o})",
            f"others on this machine can read the secret {path} (mode {mode:o})",
            f"chmod 600 {path}; nếu nghi đã lộ thì xóa tệp để tạo khóa mới.",
            f"chmod 600 {path}; if it may have leaked, delete it so that a new one is made.",
        )
        return
    yield Finding("secret", "ok", "khóa bí mật chỉ chủ đọc được", "only the owner can read the secret")


def sqlite(installation: Installation) -> Iterator[Finding]:
    """SQLite is new enough, lies on a local disk, is whole and keeps a write-ahead log."""
    path = installation.sqlite_path
    if path is None:
        return
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        yield Finding(
            "sqlite",
            "bad",
            f"SQLite {version} quá cũ",
            f"SQLite {version} is too old",
            "Nâng hệ điều hành lên Debian 12 trở lên.",
            "Upgrade to Debian 12 or later.",
        )
        return
    system = _file_system(_nearest(path))
    if system in NETWORK_SYSTEMS:
        yield Finding(
            "sqlite",
            "bad",
            f"cơ sở dữ liệu nằm trên ổ mạng ({system}), SQLite sẽ hỏng",
            f"the database lies on a network drive ({system}); SQLite would be damaged",
            "Chuyển data_dir về ổ trong máy, hoặc dùng PostgreSQL (deploy/province).",
            "Move data_dir to a disk of this machine, or use PostgreSQL (deploy/province).",
        )
        return
    if not path.exists():
        yield Finding(
            "sqlite", "ok", f"SQLite {version}; chưa có tệp", f"SQLite {version}; no database file yet"
        )
        return
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
        connection.execute("SELECT json_extract('{\"a\":1}', '$.a')")
    connection.close()
    if whole != "ok":
        yield Finding(
            "sqlite",
            "bad",
            f"tệp cơ sở dữ liệu bị hỏng: {whole}",
            f"the database file is damaged: {whole}",
            "Dừng Liêm, giữ nguyên tệp, khôi phục bản sao lưu gần nhất.",
            "Stop Liêm, keep the file as it is, restore the latest backup.",
        )
        return
    if journal != "wal":
        yield Finding(
            "sqlite",
            "warn",
            f"cơ sở dữ liệu ở chế độ {journal}, không phải wal; nhiều người cùng ghi sẽ phải chờ",
            f"the database is in mode {journal}, not wal; people writing together will wait",
            "Chạy liem serve một lần, nó tự chuyển.",
            "Start liem serve once, it changes the mode.",
        )
        return
    yield Finding("sqlite", "ok", f"SQLite {version}, nguyên vẹn, wal", f"SQLite {version}, whole, wal")


def _file_system(path: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    best = ("", "")
    for line in mounts.read_text().splitlines():
        _, point, system, *_ = line.split()
        point = point.replace("\\040", " ")
        if path.absolute().is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, system)
    return best[1]


def postgres(installation: Installation) -> Iterator[Finding]:
    """PostgreSQL answers, is new enough, speaks UTF-8 and really writes to disk."""
    if installation.sqlite_path is not None:
        return
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
            told = {}
            for name in ("server_encoding", "fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"SHOW {name}")
                told[name] = str(cursor.fetchone()[0])
    except OperationalError as fault:
        yield Finding(
            "postgres",
            "bad",
            f"không nối được PostgreSQL: {fault}",
            f"PostgreSQL cannot be reached: {fault}",
            "Kiểm tra database.url, tường lửa và pg_hba.conf.",
            "Check database.url, the firewall and pg_hba.conf.",
        )
        return
    unsafe = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if told[name] == "off"]
    if version < LEAST_POSTGRES or told["server_encoding"] != "UTF8" or unsafe:
        vi = f"PostgreSQL {version // 10000}, {told['server_encoding']}, tắt: {', '.join(unsafe) or 'không'}"
        en = f"PostgreSQL {version // 10000}, {told['server_encoding']}, off: {', '.join(unsafe) or 'none'}"
        yield Finding(
            "postgres",
            "bad",
            vi,
            en,
            "Cần PostgreSQL 15 trở lên, bảng mã UTF8, và bật lại các mục ghi an toàn ở trên.",
            "PostgreSQL 15 or later, UTF8, and the settings above on again.",
        )
        return
    yield Finding(
        "postgres", "ok", f"PostgreSQL {version // 10000} trả lời", f"PostgreSQL {version // 10000}"
    )


def migrations(installation: Installation) -> Iterator[Finding]:
    """The database has the form this version of the code expects."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    path = installation.sqlite_path
    if path is not None and not path.exists():
        waiting = -1
    else:
        try:
            executor = MigrationExecutor(connection)
            waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        except OperationalError:
            return  # the database itself is already reported
    if waiting == 0:
        yield Finding("migrations", "ok", "cơ sở dữ liệu đúng phiên bản", "the database is up to date")
        return
    vi = "chưa có cơ sở dữ liệu" if waiting < 0 else f"cơ sở dữ liệu thiếu {waiting} bước cập nhật"
    en = "there is no database yet" if waiting < 0 else f"the database lacks {waiting} migrations"
    yield Finding(
        "migrations",
        "bad",
        vi,
        en,
        "Chạy: liem serve --migrate" if waiting < 0 else "Sao lưu rồi chạy: liem manage migrate",
        "Run: liem serve --migrate" if waiting < 0 else "Back up, then run: liem manage migrate",
    )


def backup(installation: Installation) -> Iterator[Finding]:
    """Backups have a place that can be written and does not burn with the data."""
    path = installation.backup_dir
    if path is None:
        yield Finding(
            "backup",
            "warn",
            "chưa khai nơi để bản sao lưu",
            "no place for backups is set",
            "Đặt backup.directory tới một đĩa khác trong liem.toml.",
            "Set backup.directory to another disk in liem.toml.",
        )
        return
    if not path.is_dir() or not os.access(path, os.W_OK):
        yield Finding(
            "backup",
            "bad",
            f"không ghi được vào nơi sao lưu {path}",
            f"the place for backups {path} cannot be written",
            "Kiểm tra đĩa sao lưu đã cắm, đã gắn và đúng quyền.",
            "See that the backup disk is plugged in, mounted and has the right owner.",
        )
        return
    if installation.data_dir.is_dir() and path.stat().st_dev == installation.data_dir.stat().st_dev:
        yield Finding(
            "backup",
            "warn",
            "bản sao lưu nằm cùng đĩa với dữ liệu: đĩa hỏng là mất cả hai",
            "backups lie on the same disk as the data: if it fails both are lost",
            "Dùng một đĩa hoặc máy khác.",
            "Use another disk or machine.",
        )
        return
    yield Finding("backup", "ok", f"sao lưu vào {path}", f"backups go to {path}")
