"""A log in memory for the tests of the witness: grows, forks, signs whatever it is told to."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liem.kernel.log import (
    Checkpoint,
    Head,
    Note,
    Tile,
    TileNodes,
    VerifierKey,
    append,
    consistency_proof,
    sign_checkpoint,
    tree_root,
)
from liem.kernel.log.note import COSIGNATURE, ED25519
from liem.kernel.log.witness import Request

ORIGIN = "xa.example/so"


class Key:
    """An Ed25519 key under a name."""

    def __init__(self, name: str, kind: int = ED25519) -> None:
        self.private = Ed25519PrivateKey.generate()
        self.key = VerifierKey(name, kind, self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def witness_key(name: str = "mttq.example") -> Key:
    return Key(name, COSIGNATURE)


class GrowingLog:
    """Tiles in a dictionary; ``fork`` gives another past under the same key."""

    def __init__(self, key: Key | None = None, *, mark: bytes = b"") -> None:
        self.key, self.mark = key or Key(ORIGIN), mark
        self.tiles: dict[str, bytes] = {}
        self.size = 0

    def read(self, tile: Tile) -> bytes | None:
        return self.tiles.get(tile.path)

    def write(self, tile: Tile, data: bytes) -> None:
        self.tiles[tile.path] = data

    def grow(self, count: int) -> Head:
        entries = [b"%s entry %d" % (self.mark, self.size + at) for at in range(count)]
        head = append(self.read, self.write, old=self.size, entries=entries)
        self.size = head.size
        return head

    def note(self, size: int | None = None, *, root: bytes | None = None) -> Note:
        size = self.size if size is None else size
        root = tree_root(TileNodes(self.read, self.size), size) if root is None else root
        return sign_checkpoint(Checkpoint(self.key.key.name, size, root), self.key)

    def request(self, old: int, size: int | None = None) -> Request:
        size = self.size if size is None else size
        proof = consistency_proof(TileNodes(self.read, self.size), old, size)
        return Request(old, tuple(proof), self.note(size))
