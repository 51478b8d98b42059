"""The witness's own copy of a log: every file, rehashed before it counts. "We still have it."

With a copy, "we can prove that you deleted something" becomes "here it is". Entries are commitments without
personal data, so anybody may hold them.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

from liem.kernel.log import Folder, Head, Invalid, Note, TileNodes, audit, changed, tree_root
from liem.kernel.log.tiles import Tile, fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    from liem.kernel.log import Read

    from .book import Book, Watched

PATIENCE: Final = 60  # seconds
LARGEST_FILE: Final = 32 << 20
PART: Final = 64  # files kept in one transaction


def published(url: str) -> Read:
    """Give the reader of a published log: a web address or a folder. Reading raises ``OSError``."""
    if url.startswith(("http://", "https://")):
        return lambda tile: _get(f"{url.rstrip('/')}/{tile.path}")
    return Folder(Path(url)).read


def _get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as reply:  # noqa: S310 - http(s) only, see above
            return bytes(reply.read(LARGEST_FILE))
    except urllib.error.HTTPError as fault:
        fault.close()
        if fault.code == 404:
            return None
        raise
    except (http.client.HTTPException, ValueError) as fault:  # half an answer, or no address at all
        raise OSError(f"{url}: {fault!r}") from fault


def mirror(book: Book, log: Watched, *, read: Read, tell: Callable[[int, int], None]) -> int:
    """Bring the copy up to the head last cosigned; give how many entries were added.

    Files already fetched are not fetched again after a break. Nothing counts before it was rehashed up to
    the cosigned head. Raises ``Invalid`` naming the file that is wrong (it is dropped), ``OSError``.
    """
    if log.mirrored.size == log.head.size:
        return 0
    wanted = list(changed(log.mirrored.size, log.head.size))
    batch: list[tuple[Tile, bytes]] = []
    for done, tile in enumerate(wanted, start=1):
        if book.read(log.origin, tile) is None:
            batch.append((tile, fetch(read, tile)))
        if len(batch) == PART or (batch and done == len(wanted)):
            book.write(log.origin, batch)
            batch = []
            tell(done, len(wanted))
    try:
        audit(lambda tile: book.read(log.origin, tile), log.head, since=log.mirrored)
    except Invalid:
        for tile in wanted:  # which of them lied is told by the sentence; all new ones are fetched again
            book.drop(log.origin, tile)
        raise
    book.mirrored(log.origin, log.head, wanted)
    nodes = TileNodes(lambda tile: book.read(log.origin, tile), log.head.size)
    book.settle(log.origin, log.head.size, lambda size: tree_root(nodes, size))
    return log.head.size - log.mirrored.size


def export(book: Book, log: Watched, target: Path) -> int:
    """Write the copy as a published log (C2SP tlog-tiles), to recover from; give how many entries it holds.

    The head is the one last cosigned when the copy reaches it. Raises ``Invalid`` when it does not.
    """
    if log.mirrored.size != log.head.size or not log.note:
        raise Invalid(
            "not_mirrored",
            vi=f"Bản soi mới có {log.mirrored.size} trong {log.head.size} mục: sao tiếp (mirror) trước.",
            en=f"The copy holds {log.mirrored.size} of {log.head.size} entries: mirror first.",
        )
    folder = Folder(target)
    for tile in changed(0, log.head.size):
        folder.write(tile, fetch(lambda one: book.read(log.origin, one), tile))
    folder.publish(Note.parse(log.note.encode()).encode())
    return Head(log.head.size, log.head.root).size
