"""Reads small files and keeps the secret of an installation."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from .error import ConfigError

SECRET_BYTES = 64
LEAST_SECRET = 40


def read(path: Path) -> str:
    """Text of a UTF-8 file. Raises `ConfigError` (`config.unreadable`)."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(
            "config.unreadable",
            where=str(path),
            vi=f"không đọc được tệp ({fault}). Kiểm tra quyền đọc và bảng mã UTF-8.",
            en=f"the file cannot be read ({fault}). Check its rights and that it is UTF-8.",
        ) from fault


def first_line(path: Path) -> str:
    """First line of a file that holds one secret, without its line end."""
    return read(path).split("\n", 1)[0].strip()


def secret(path: Path) -> str:
    """The secret kept in `path`, made there if absent. Raises `ConfigError` (`config.secret_key`)."""
    if not path.exists():
        _make_secret(path)
    key = first_line(path)
    if len(key) < LEAST_SECRET:
        raise ConfigError(
            "config.secret_key",
            where=str(path),
            vi=f"khóa bí mật ngắn hơn {LEAST_SECRET} ký tự. Xóa tệp để tạo khóa mới "
            "(mọi người phải đăng nhập lại).",
            en=f"the secret is shorter than {LEAST_SECRET} characters. Delete the file to make a new one "
            "(everybody signs in again).",
        )
    return key


def _make_secret(path: Path) -> None:
    """Create the secret so that two processes starting together share one, and neither sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
