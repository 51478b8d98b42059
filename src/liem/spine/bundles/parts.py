"""Parts of bundles on their way in: on disk, each written whole or not at all, so that nothing comes twice.

<folder>/in/<bundle>/slip and one file for each part. What is complete and in turn becomes a row and goes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING

from liem.kernel.bundle import Slip, parse_note
from liem.kernel.errors import KernelError
from liem.spine.vault.files import needs_room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from liem.kernel.log.note import Note

    from .keys import Here


def _folder(here: Here, bundle: str) -> Path:
    return here.folder / "in" / bundle


def hold(here: Here, note: Note, slip: Slip) -> None:
    """Keep a believed slip, so that its parts may come."""
    _write(_folder(here, slip.id) / "slip", note.encode())


def held(here: Here, bundle: str) -> tuple[Note, Slip] | None:
    """Give the slip of a bundle that is on its way."""
    try:
        return parse_note((_folder(here, bundle) / "slip").read_bytes())
    except (FileNotFoundError, KernelError):
        return None


def all_held(here: Here) -> list[tuple[Note, Slip]]:
    """Give the slips of all bundles that are on their way."""
    folder = here.folder / "in"
    names = sorted(each.name for each in folder.iterdir()) if folder.exists() else []
    found = (held(here, name) for name in names)
    return [one for one in found if one is not None]


def put(here: Here, slip: Slip, number: int, data: bytes) -> None:
    """Keep part ``number`` (from 0). Raises the kernel's ``Invalid`` for other bytes."""
    slip.require_part(number, data)
    path = _part(here, slip, number)
    if not path.exists():
        _write(path, data)


def missing(here: Here, slip: Slip) -> list[int]:
    """Give the numbers (from 0) of the parts that have not come."""
    folder = _folder(here, slip.id)
    there = {each.name for each in folder.iterdir()} if folder.exists() else set()
    return [number for number in range(len(slip.parts)) if _name(number) not in there]


@contextlib.contextmanager
def joined(here: Here, slip: Slip) -> Iterator[BinaryIO]:
    """Give the sealed bytes as one stream, each part checked again. Raises the kernel's ``Invalid``."""
    with needs_room(), tempfile.TemporaryFile(dir=here.folder) as whole:
        for number in range(len(slip.parts)):
            data = _part(here, slip, number).read_bytes()
            slip.require_part(number, data)
            whole.write(data)
        whole.seek(0)
        yield whole


def drop(here: Here, bundle: str) -> None:
    """Forget what is on its way."""
    shutil.rmtree(_folder(here, bundle), ignore_errors=True)


def _name(number: int) -> str:
    return f"{number + 1:06d}"


def _part(here: Here, slip: Slip, number: int) -> Path:
    return _folder(here, slip.id) / _name(number)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with needs_room(), tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
        try:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
            os.replace(part.name, path)
        except BaseException:
            os.unlink(part.name)
            raise
