"""Our own test vectors, written from the definition with hashlib and `cryptography`, never by the product.

`python tests/kernel/log/from_definition.py` writes vectors/log.json anew; a test holds the file to it. Entry
i of each tree is the text `liem i`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if __package__:
    from kernel.log.plain import Definition
else:
    from plain import Definition  # type: ignore[import-not-found,no-redef]

FILE = Path(__file__).with_name("vectors") / "log.json"
SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 33, 64, 100, 127, 255, 256, 257, 300, 511, 513, 600]
ORIGIN = "so.vi-du.example/1"
TIME = 1_764_115_200
Vector = dict[str, Any]


def entry(index: int) -> bytes:
    return b"liem %d" % index


TREE = Definition([entry(at) for at in range(601)])


def spread(size: int, many: int) -> list[int]:
    """Some numbers below size, both ends among them."""
    return sorted({at * (size - 1) // max(many - 1, 1) for at in range(many)})


def inclusions() -> list[Vector]:
    found = []
    for size in SIZES:
        for index in spread(size, 6):
            path = TREE.path(index, 0, size)
            good = {"size": size, "index": index, "entry": entry(index).decode(), "root": TREE.mth(0, size)}
            found.append(good | {"path": path, "holds": True})
        found.append(good | {"path": [*path, TREE.mth(0, 1)], "holds": False})
        found.append(good | {"path": path, "entry": "liem 601", "holds": False})
    return found


def consistencies() -> list[Vector]:
    found = []
    for new in SIZES:
        for old in spread(new, 5):
            path = TREE.proof(old, new) if old else []
            roots = {"old_root": TREE.mth(0, old), "new_root": TREE.mth(0, new)}
            found.append({"old": old, "new": new, **roots, "path": path, "holds": True})
        found.append({"old": old, "new": new, **roots, "path": [*path, TREE.mth(0, 1)], "holds": False})
        if old > 1:
            roots["old_root"] = TREE.mth(0, old - 1)
            found.append({"old": old, "new": new, **roots, "path": path, "holds": False})
    return found


class Signs:
    """A key from its name, and the lines of a note as the specifications spell them."""

    def __init__(self, name: str, kind: int) -> None:
        self.name, self.kind = name, bytes([kind])
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self.public = self.private.public_key().public_bytes_raw()
        self.id = hashlib.sha256(name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(self.kind + self.public)}"

    def line(self, text: str, time: int | None = None) -> str:
        if time is None:
            value = self.private.sign(text.encode())
        else:
            message = f"cosignature/v1\ntime {time}\n{text}"
            value = time.to_bytes(8, "big") + self.private.sign(message.encode())
        return f"— {self.name} {b64(self.id + value)}\n"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def receipts() -> list[Vector]:
    log, witnesses = Signs(ORIGIN, 1), [Signs(f"cung-ky-{at}.example", 4) for at in (1, 2, 3)]
    policy = f"log {log.vkey()}\n"
    policy += "".join(f"witness w{at} {one.vkey()}\n" for at, one in enumerate(witnesses, 1))
    policy += "group g 2 w1 w2 w3\nquorum g\n"
    found = []
    for size, index in ((1, 0), (2, 1), (300, 299), (300, 17), (600, 511)):
        head = f"{ORIGIN}\n{size}\n{b64(TREE.mth(0, size))}\n"
        path = "".join(b64(one) + "\n" for one in TREE.path(index, 0, size))
        for signing in (0, 1, 2, 3):
            lines = log.line(head) + "".join(one.line(head, TIME + size) for one in witnesses[:signing])
            text = f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{head}\n{lines}"
            found.append(
                {"policy": policy, "entry": entry(index).decode(), "receipt": text, "holds": signing >= 2}
            )
        found.append({"policy": policy, "entry": "liem 601", "receipt": text, "holds": False})
        later = {"receipt": text.replace(f"index {index}\n", f"index {index + 1}\n"), "holds": False}
        found.append({"policy": policy, "entry": entry(index).decode(), **later})
    return found


def vectors() -> str:
    """The file's text: one vector a line, hashes in hex."""
    parts = {"inclusion": inclusions(), "consistency": consistencies(), "receipt": receipts()}
    kinds = []
    for name, found in parts.items():
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, default=bytes.hex) for one in found)
        kinds.append(f"{json.dumps(name)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(kinds) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(vectors(), "utf-8")
