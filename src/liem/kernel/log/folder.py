"""A log as files in a folder, the very tree of paths it is published under."""

from __future__ import annotations

import os
from pathlib import Path

from liem.kernel.log.tiles import Tile


class Folder:
    """Reads and writes tiles below `root`; a file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, tile: Tile) -> bytes | None:
        """Give the bytes of a tile or bundle, None when it is not there (`tiles.Read`)."""
        try:
            return (self.root / tile.path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, tile: Tile, data: bytes) -> None:
        """Put a tile or bundle in its place by rename (`tiles.Write`). Raises OSError."""
        self._put(self.root / tile.path, data)

    def checkpoint(self) -> bytes | None:
        """Give the checkpoint last published, None before the first."""
        try:
            return (self.root / "checkpoint").read_bytes()
        except FileNotFoundError:
            return None

    def publish(self, note: bytes) -> None:
        """Put a signed checkpoint in its place, after the tiles it needs."""
        self._put(self.root / "checkpoint", note)

    @staticmethod
    def _put(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One name a process: two writers of the same immutable bytes must not share a half-written file.
        made = path.with_name(f"{path.name}.{os.getpid()}.new")
        with made.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
