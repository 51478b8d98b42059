"""The one file of a witness: which logs it trusts, the last head of each, its copy of them, its evidence."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from liem.kernel.log import EMPTY_ROOT, Head, Tile, VerifierKey
from liem.kernel.log.tiles import narrowed
from liem.kernel.log.witness import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FILE: Final = "witness.sqlite3"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS log (
    origin TEXT PRIMARY KEY, url TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0,
    root BLOB NOT NULL, note TEXT NOT NULL DEFAULT '', time INTEGER NOT NULL DEFAULT 0,
    mirrored INTEGER NOT NULL DEFAULT 0, mirrored_root BLOB NOT NULL, fault TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS key (origin TEXT NOT NULL, vkey TEXT NOT NULL, PRIMARY KEY (origin, vkey));
CREATE TABLE IF NOT EXISTS tile (
    origin TEXT NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, width INTEGER NOT NULL,
    data BLOB NOT NULL, PRIMARY KEY (origin, level, place, width)
);
CREATE TABLE IF NOT EXISTS incident (
    number INTEGER PRIMARY KEY, origin TEXT NOT NULL, time INTEGER NOT NULL, why TEXT NOT NULL,
    held TEXT NOT NULL, shown TEXT NOT NULL, proven INTEGER NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A log as this witness knows it; ``time`` is of its last cosignature (seconds since 1970, UTC).

    ``note`` is the head last cosigned with all signatures; ``mirrored`` is how far the own copy goes.
    """

    origin: str
    url: str
    head: Head
    note: str
    time: int
    mirrored: Head
    fault: str


@dataclass(frozen=True, slots=True)
class Incident:
    """The head held, and the signed request that did not continue it.

    ``proven``: the log signed two heads that cannot both be true. Otherwise only the proof did not hold,
    which whoever carried it may have damaged: nobody is accused before the own copy tells (`Book.settle`).
    """

    number: int
    origin: str
    time: int
    why: str
    held: str
    shown: str
    proven: bool


class Book:
    """Opens the file anew for each piece of work, so that threads and processes can share it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        with self._open() as db:
            db.executescript(_SCHEMA)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")  # what was cosigned must survive a power cut
            yield db
        finally:
            db.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction: whatever is decided in it was decided by nobody else meanwhile."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def trust(self, key: VerifierKey, *, url: str) -> None:
        """Watch the log with this key; a second key of the same log is added, an address replaced."""
        with self.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO log (origin, root, mirrored_root) VALUES (?, ?, ?)",
                (key.name, EMPTY_ROOT, EMPTY_ROOT),
            )
            db.execute("INSERT OR IGNORE INTO key VALUES (?, ?)", (key.name, str(key)))
            if url:
                db.execute("UPDATE log SET url = ? WHERE origin = ?", (url.rstrip("/"), key.name))

    def keys(self, origin: str) -> list[VerifierKey]:
        """Give the keys trusted for a log; none for one not watched."""
        with self._open() as db:
            rows = db.execute("SELECT vkey FROM key WHERE origin = ?", (origin,)).fetchall()
        return [VerifierKey.parse(vkey) for (vkey,) in rows]

    def watched(self) -> list[Watched]:
        """Give all logs."""
        with self._open() as db:
            rows = db.execute(f"{_WATCHED} ORDER BY origin").fetchall()
        return [_watched(row) for row in rows]

    def one(self, origin: str) -> Watched | None:
        """Give one log, None if it is not watched."""
        with self._open() as db:
            return last(db, origin)

    def incidents(self, origin: str | None = None) -> list[Incident]:
        """Give the evidence kept, oldest first."""
        with self._open() as db:
            rows = db.execute(
                "SELECT number, origin, time, why, held, shown, proven FROM incident ORDER BY number"
            )
            found = [_incident(row) for row in rows.fetchall()]
        return [one for one in found if origin in {None, one.origin}]

    def settle(self, origin: str, size: int, root_at: Callable[[int], bytes]) -> None:
        """Compare what is not proven with the own copy of ``size`` entries: proven now, or nobody's fault."""
        for one in self.incidents(origin):
            head = Request.parse(one.shown.encode()).checkpoint.head
            if one.proven or head.size > size:
                continue
            with self.writing() as db:
                if root_at(head.size) == head.root:
                    db.execute("DELETE FROM incident WHERE number = ?", (one.number,))
                else:
                    db.execute("UPDATE incident SET proven = 1 WHERE number = ?", (one.number,))

    def note_fault(self, origin: str, words: str) -> None:
        """Keep what last went wrong with the copy, empty when nothing did."""
        with self.writing() as db:
            db.execute("UPDATE log SET fault = ? WHERE origin = ?", (words, origin))

    def read(self, origin: str, tile: Tile) -> bytes | None:
        """Give a tile of the own copy, cut to the width asked for (`tiles.Read`)."""
        with self._open() as db:
            row = db.execute(
                "SELECT width, data FROM tile WHERE origin = ? AND level = ? AND place = ? AND width >= ?"
                " ORDER BY width LIMIT 1",
                (origin, tile.level, tile.index, tile.width),
            ).fetchone()
        if row is None:
            return None
        return narrowed(tile, row[0], bytes(row[1]))

    def write(self, origin: str, tiles: list[tuple[Tile, bytes]]) -> None:
        """Keep tiles beside the shorter ones they will replace, until `mirrored` says that they hold."""
        with self.writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?)",
                [(origin, tile.level, tile.index, tile.width, data) for tile, data in tiles],
            )

    def drop(self, origin: str, tile: Tile) -> None:
        """Throw away a tile that turned out wrong, to fetch it again."""
        with self.writing() as db:
            db.execute(
                "DELETE FROM tile WHERE origin = ? AND level = ? AND place = ? AND width = ?",
                (origin, tile.level, tile.index, tile.width),
            )

    def mirrored(self, origin: str, head: Head, tiles: Iterable[Tile]) -> None:
        """Keep how far the own copy was rehashed; what was shorter than ``tiles`` in their places goes."""
        with self.writing() as db:
            db.executemany(
                "DELETE FROM tile WHERE origin = ? AND level = ? AND place = ? AND width < ?",
                [(origin, tile.level, tile.index, tile.width) for tile in tiles],
            )
            db.execute(
                "UPDATE log SET mirrored = ?, mirrored_root = ?, fault = '' WHERE origin = ?",
                (head.size, head.root, origin),
            )


_WATCHED: Final = "SELECT origin, url, size, root, note, time, mirrored, mirrored_root, fault FROM log"


def last(db: sqlite3.Connection, origin: str) -> Watched | None:
    """Give a log within a transaction."""
    row = db.execute(f"{_WATCHED} WHERE origin = ?", (origin,)).fetchone()
    return _watched(row) if row else None


def _watched(row: tuple[str, str, int, bytes, str, int, int, bytes, str]) -> Watched:
    origin, url, size, root, note, time, mirrored, mirrored_root, fault = row
    return Watched(origin, url, Head(size, root), note, time, Head(mirrored, mirrored_root), fault)


def _incident(row: tuple[int, str, int, str, str, str, int]) -> Incident:
    number, origin, time, why, held, shown, proven = row
    return Incident(number, origin, time, why, held, shown, bool(proven))
