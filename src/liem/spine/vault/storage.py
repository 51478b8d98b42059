"""The file storage of a laptop or a commune: durable writes, read-only originals.

A province sets another Django storage under the alias ``vault`` (object storage); nothing else changes.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from django.core.files.base import File


class DurableStorage(FileSystemStorage):
    """Write to a temporary name, fsync, rename, fsync the folder: after a power cut a file is whole or
    absent."""

    def _save(self, name: str, content: File[bytes]) -> str:
        full = Path(self.path(name))
        full.parent.mkdir(parents=True, exist_ok=True)
        part = full.with_name(f".{full.name}.{uuid4().hex}.part")
        try:
            with part.open("wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            part.chmod(0o440)
            part.replace(full)
            sync_folder(full.parent)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
        return name


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system knows how."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
