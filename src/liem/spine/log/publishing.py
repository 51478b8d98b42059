"""The public files: tiles and bundles first, the head last, by rename, never a smaller head than before.

Anybody may serve the folder as it is (C2SP tlog-tiles); it can be made anew from the database at any time.
"""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.log import Checkpoint, Note, changed
from liem.kernel.log.note import parse_signature
from liem.kernel.log.tiles import WIDTH, fetch

from . import incidents, place
from .models import Checkpoint as Row
from .store import DatabaseStore

try:
    import fcntl
except ImportError:  # Windows: one process publishes there
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from liem.kernel.log import Folder


def publish(*, at: datetime) -> int | None:
    """Bring the public files up to the newest signed head; give its size, None before the first.

    Raises ``incidents.Stopped`` when the published head is larger than ours, ``OSError`` when the disk
    refuses.
    """
    log = place.current()
    if log is None:
        return None
    folder = place.folder_of(log)
    with _alone(folder.root):
        # Read under the lock: of two publishers the later one must not carry the older head.
        newest = Row.objects.filter(generation=log.generation).order_by("-size").first()
        if newest is None:
            return None
        before = _size(folder)
        if before > newest.size:
            words = _("Đã công bố đầu sổ có %(published)s mục, cơ sở dữ liệu chỉ còn %(held)s mục.")
            found = incidents.Found("behind", words % {"published": before, "held": newest.size})
            raise incidents.opened(found, at=at)
        store = DatabaseStore(log.generation, at=at)
        for tile in changed(before, newest.size):
            folder.write(tile, fetch(store.read, tile))
        _put(folder.root / "policy", place.policy_text().encode())
        note = cosigned(newest).encode()
        if folder.checkpoint() != note:
            folder.publish(note)
        for tile in changed(before, newest.size):
            if tile.width == WIDTH:
                shutil.rmtree(folder.root / f"{tile.path}.p", ignore_errors=True)
        return newest.size


def cosigned(row: Row) -> Note:
    """Give a head with the signature lines of all witnesses that signed it."""
    lines = row.cosignatures.order_by("time", "pk").values_list("line", flat=True)
    return Note.parse(row.note.encode()).signed(*(parse_signature(line) for line in lines))


def _size(folder: Folder) -> int:
    published = folder.checkpoint()
    return 0 if published is None else Checkpoint.parse(Note.parse(published).text).size


def _put(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        made = path.with_name(f"{path.name}.new")
        made.write_bytes(data)
        made.replace(path)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".publishing").open("a") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
