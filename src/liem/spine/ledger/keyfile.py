"""Files of key-encrypting keys: ``kek-<number>.key``, 32 bytes in hex, readable by their owner alone."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

SIZE: Final = 32
_NAME: Final = re.compile(r"kek-(\d{1,9})\.key")


def folder(where: Path) -> None:
    """Make the folder of keys if it is absent, for its owner alone."""
    where.mkdir(parents=True, exist_ok=True, mode=0o700)


def numbers(where: Path) -> list[int]:
    """Return the numbers of the keys in a folder, ascending."""
    return sorted(int(found.group(1)) for each in where.iterdir() if (found := _NAME.fullmatch(each.name)))


def read(where: Path, number: int) -> bytes:
    """Return a key (32 bytes). Raises ``OSError`` where it is absent, ``ValueError`` for what is no key."""
    key = bytes.fromhex((where / f"kek-{number}.key").read_text("ascii").strip())
    if len(key) != SIZE:
        raise ValueError(number)
    return key


def make(where: Path, number: int) -> None:
    """Make a key, durable with its name when this returns. Raises ``FileExistsError``."""
    path = where / f"kek-{number}.key"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_bytes(SIZE).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    _settle(where)


def destroy(where: Path, number: int) -> None:
    """Overwrite a key, then take its name away.

    A disk that moves its blocks by itself (SSD, snapshots) may keep the old ones: encrypt the disk.
    """
    path = where / f"kek-{number}.key"
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _settle(where)


def _settle(where: Path) -> None:
    """Make names of a folder durable; Windows has no such call and does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(where, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
