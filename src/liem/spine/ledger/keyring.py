"""The secrets of dossiers, in a file of their own: destroying one there is what erases by law.

SQLite with ``secure_delete`` and a rollback journal, also where the records are in PostgreSQL: a deleted row
is overwritten, no write-ahead log keeps it. Each secret is wrapped (AES-256-GCM) under a key-encrypting key
in a file beside it, which is replaced monthly, so that an old copy of the keyring opens nothing.

Secrets are made ahead in batches: a row of the ledger names its *slot*, which was durable before the row's
transaction began. So a new dossier costs one durable write in 64, a further entry none. Slots nobody names
(rolled back, left by a process that ended) are harmless and dropped by :meth:`Keyring.rotate`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.ids import random_id
from liem.spine.access import Refusal

from . import keyfile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SIZE: Final = 32  # bytes of a secret
BATCH: Final = 64  # slots made in one durable write
KEPT: Final = 20_000  # secrets a process remembers, some megabytes
_PART: Final = 500
_FORM: Final = """
CREATE TABLE IF NOT EXISTS secret (slot BLOB PRIMARY KEY, wrapped BLOB NOT NULL, unnamed_since TEXT);
CREATE TABLE IF NOT EXISTS state (
    one INTEGER PRIMARY KEY CHECK (one = 1), kek INTEGER NOT NULL, wrapped_at TEXT NOT NULL,
    generation INTEGER NOT NULL
);
"""


class KeyringLost(Refusal):
    """The keyring or its key-encrypting key cannot be read, or lacks a secret the ledger names."""

    status = 503
    code = "keyring_lost"


def _lost(words: str) -> KeyringLost:
    return KeyringLost(
        words,
        next_step=_("Báo người trông coi hệ thống phục hồi thư mục keys từ bản sao riêng."),
    )


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the new number, secrets wrapped again, slots without a name dropped."""

    kek: int
    kept: int
    dropped: int


class Keyring:
    """One keyring file, safe for threads, forks and several processes."""

    def __init__(self, path: Path, *, synchronous: str = "FULL") -> None:
        self.path = path
        self._synchronous = synchronous
        self._begin()
        _all.add(self)

    def _begin(self) -> None:
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._known: OrderedDict[UUID, bytes] = OrderedDict()
        self._spare: list[UUID] = []
        self._batch = 4
        self._seen = (-1, -1)  # SQLite's data version, our generation
        self._wrapping: dict[int, AESGCM] = {}

    def after_fork(self) -> None:
        """Forget the connection of the parent, without closing it: it is not ours."""
        if self._db is not None:
            _parents.append(self._db)
        self._begin()

    # -- secrets

    def take(self, *, at: datetime) -> tuple[UUID, bytes]:
        """Give a slot with its secret (32 random bytes), durable already. Raises ``KeyringLost``."""
        with self._lock:
            db = self._fresh()
            while self._spare:
                slot = self._spare.pop()
                row = db.execute("SELECT unnamed_since FROM secret WHERE slot = ?", (slot.bytes,)).fetchone()
                if row is not None and row[0] is None and (secret := self._secrets(db, [slot]).get(slot)):
                    return slot, secret
            made = self.put([secrets.token_bytes(SIZE) for _number in range(self._batch)], at=at)
            self._batch = min(self._batch * 2, BATCH)
            self._spare = made[1:]
            return made[0], self._known[made[0]]

    def put(self, values: Iterable[bytes], *, at: datetime) -> list[UUID]:
        """Keep secrets in new slots, in one durable write. Raises ``KeyringLost``."""
        with self._lock:
            made = [(random_id(), value) for value in values]
            with self._writing(at) as db:
                kek = int(db.execute("SELECT kek FROM state").fetchone()[0])
                rows = [(slot.bytes, self._wrap(kek, slot, value)) for slot, value in made]
                db.executemany("INSERT INTO secret (slot, wrapped) VALUES (?, ?)", rows)
            for slot, value in made:
                self._remember(slot, value)
            return [slot for slot, _value in made]

    def secrets(self, slots: Collection[UUID]) -> dict[UUID, bytes]:
        """Give the secrets of those slots that are still held; a destroyed one is not among them.

        Raises ``KeyringLost`` when the file or its key cannot be read.
        """
        with self._lock:
            return self._secrets(self._fresh(), slots)

    def _secrets(self, db: sqlite3.Connection, slots: Collection[UUID]) -> dict[UUID, bytes]:
        found = {slot: self._known[slot] for slot in slots if slot in self._known}
        missing = [slot for slot in slots if slot not in found]
        for start in range(0, len(missing), _PART):
            part = [slot.bytes for slot in missing[start : start + _PART]]
            marks = ",".join("?" * len(part))
            asked = f"SELECT slot, wrapped FROM secret WHERE slot IN ({marks})"  # noqa: S608 - only marks
            for raw, wrapped in db.execute(asked, part).fetchall():
                slot = UUID(bytes=raw)
                found[slot] = self._unwrap(slot, wrapped)
                self._remember(slot, found[slot])
        return found

    def destroy(self, slots: Collection[UUID], *, at: datetime) -> int:
        """Overwrite these secrets for ever; give how many were still there. Safe to repeat."""
        with self._lock:
            gone = 0
            with self._writing(at) as db:
                for slot in slots:
                    gone += db.execute("DELETE FROM secret WHERE slot = ?", (slot.bytes,)).rowcount
                    self._known.pop(slot, None)
                db.execute("UPDATE state SET generation = generation + 1")
            return gone

    # -- the key-encrypting key

    def wrapped_at(self) -> datetime | None:
        """Give when the key-encrypting key was made; ``None`` for a keyring without secrets yet."""
        with self._lock:
            row = self._fresh().execute("SELECT wrapped_at FROM state").fetchone()
            return datetime.fromisoformat(row[0]) if row else None

    def rotate(self, *, at: datetime, named: Collection[UUID]) -> Rotated:
        """Wrap every secret under a new key-encrypting key and destroy the old one.

        ``named`` are the slots the ledger names. Of the others those that were unnamed at the last rotation
        already are dropped; a transaction still running cannot be that old. Raises ``KeyringLost``.
        """
        with self._lock:
            with self._writing(at) as db:
                held = keyfile.numbers(self.path.parent)
                old = int(db.execute("SELECT kek FROM state").fetchone()[0])
                new = max([*held, old]) + 1
                keyfile.make(self.path.parent, new)
                names = {slot.bytes for slot in named}
                kept = dropped = 0
                for raw, wrapped, since in db.execute(
                    "SELECT slot, wrapped, unnamed_since FROM secret"
                ).fetchall():
                    if raw not in names and since is not None:
                        db.execute("DELETE FROM secret WHERE slot = ?", (raw,))
                        self._known.pop(UUID(bytes=raw), None)
                        dropped += 1
                        continue
                    slot = UUID(bytes=raw)
                    again = self._wrap(new, slot, self._unwrap(slot, wrapped))
                    mark = None if raw in names else at.isoformat()
                    db.execute(
                        "UPDATE secret SET wrapped = ?, unnamed_since = ? WHERE slot = ?", (again, mark, raw)
                    )
                    kept += 1
                db.execute(
                    "UPDATE state SET kek = ?, wrapped_at = ?, generation = generation + 1",
                    (new, at.isoformat()),
                )
            self._spare.clear()
            self._wrapping = {number: cipher for number, cipher in self._wrapping.items() if number == new}
            for number in keyfile.numbers(self.path.parent):
                if number != new:
                    keyfile.destroy(self.path.parent, number)
            return Rotated(new, kept, dropped)

    def _cipher(self, number: int) -> AESGCM:
        if number not in self._wrapping:
            try:
                self._wrapping[number] = AESGCM(keyfile.read(self.path.parent, number))
            except (OSError, ValueError):
                words = _("Không đọc được khóa bọc số %(number)s trong %(folder)s.")
                raise _lost(words % {"number": number, "folder": self.path.parent}) from None
        return self._wrapping[number]

    def _wrap(self, number: int, slot: UUID, secret: bytes) -> bytes:
        nonce = secrets.token_bytes(12)
        head = number.to_bytes(4, "big")
        return head + nonce + self._cipher(number).encrypt(nonce, secret, head + slot.bytes)

    def _unwrap(self, slot: UUID, wrapped: bytes) -> bytes:
        head, nonce, sealed = wrapped[:4], wrapped[4:16], wrapped[16:]
        try:
            return self._cipher(int.from_bytes(head, "big")).decrypt(nonce, sealed, head + slot.bytes)
        except InvalidTag:
            raise _lost(_("Một khóa hồ sơ trong kho khóa đã bị sửa.")) from None

    # -- the file

    def _remember(self, slot: UUID, secret: bytes) -> None:
        self._known[slot] = secret
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            keyfile.folder(self.path.parent)
            if not self.path.exists():
                with contextlib.suppress(FileExistsError):
                    os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            db = sqlite3.connect(self.path, timeout=20, isolation_level=None, check_same_thread=False)
            for pragma in (
                "secure_delete=ON",
                "journal_mode=DELETE",
                f"synchronous={self._synchronous}",
                "temp_store=MEMORY",
            ):
                db.execute(f"PRAGMA {pragma}").fetchall()
            db.executescript(_FORM)
            self._db = db
        return self._db

    def _fresh(self) -> sqlite3.Connection:
        """Give the connection, having forgotten all secrets if another process has destroyed or rotated."""
        try:
            db = self._open()
            version = int(db.execute("PRAGMA data_version").fetchone()[0])
            if version != self._seen[0]:
                row = db.execute("SELECT generation FROM state").fetchone()
                generation = int(row[0]) if row else 0
                if generation != self._seen[1]:
                    self._known.clear()
                    self._wrapping.clear()
                self._seen = (version, generation)
        except sqlite3.Error as fault:
            raise _lost(
                _("Không mở được kho khóa %(path)s: %(why)s.") % {"path": self.path, "why": fault}
            ) from None
        return db

    @contextlib.contextmanager
    def _writing(self, at: datetime) -> Iterator[sqlite3.Connection]:
        """Open a durable write; makes the first key-encrypting key of a new keyring."""
        db = self._fresh()
        db.execute("BEGIN IMMEDIATE")
        try:
            if db.execute("SELECT 1 FROM state").fetchone() is None:
                number = max([0, *keyfile.numbers(self.path.parent)]) + 1
                keyfile.make(self.path.parent, number)
                db.execute("INSERT INTO state VALUES (1, ?, ?, 0)", (number, at.isoformat()))
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


_all: weakref.WeakSet[Keyring] = weakref.WeakSet()
_parents: list[sqlite3.Connection] = []  # never closed here: SQLite's locks on them are the parent's


def _forked() -> None:
    for one in list(_all):
        one.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


@lru_cache(maxsize=8)
def _at(path: Path, synchronous: str) -> Keyring:
    return Keyring(path, synchronous=synchronous)


def keyring() -> Keyring:
    """Return the keyring of this installation (``LIEM_KEYRING`` of the settings)."""
    asked = settings.LIEM_KEYRING
    return _at(Path(asked["file"]), str(asked.get("synchronous", "FULL")))
