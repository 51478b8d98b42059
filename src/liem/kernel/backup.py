"""The bytes of a backup (``liem-backup/v1``): pieces, the list of them, the sealed manifest, the signed slip.

pieces/ab/ab…      one piece: age( zlib( up to 4 MiB ) ), named by HMAC-SHA256 of the plain bytes
snapshots/T.list   for each piece of the snapshot: 32 bytes of name, 32 bytes SHA-256 of the sealed piece
snapshots/T.age    age( zlib( manifest as JSON ) )
snapshots/T.slip   signed note: format, T, SHA-256 of list and of manifest, slip before

Names say nothing to who lacks the naming key; the list lets anybody check that all is there and unaltered.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from liem.kernel.log.invalid import Invalid
from liem.kernel.log.note import Note

FORMAT: Final = "liem-backup/v1"
PIECE: Final = 4 << 20
PAGES: Final = 1 << 20  # of a database, where one changed page makes one piece anew
SLOT: Final = 64
LARGEST_MANIFEST: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Whole:
    """Something that was cut into pieces: its bytes in order, their number, their SHA-256 (hex)."""

    size: int
    sha256: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds. ``files`` by their name in the data folder; ``originals`` by SHA-256."""

    at: str
    version: str
    database: str
    tables: Whole
    originals: Mapping[str, Whole]
    files: Mapping[str, Whole]
    log: Mapping[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Give the JSON, compressed."""
        told = {"format": FORMAT, **asdict(self)}
        return zlib.compress(json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), 6)

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """Read it back. Raises ``Invalid``."""
        try:
            told = json.loads(zlib.decompress(data))
            if told.pop("format") != FORMAT:
                raise ValueError("format")
            tables = _whole(told.pop("tables"))
            originals = {name: _whole(each) for name, each in told.pop("originals").items()}
            files = {name: _whole(each) for name, each in told.pop("files").items()}
            return cls(tables=tables, originals=originals, files=files, **told)
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
            raise malformed() from None


def _whole(told: Mapping[str, Any]) -> Whole:
    return Whole(int(told["size"]), str(told["sha256"]), tuple(str(name) for name in told["pieces"]))


@dataclass(frozen=True, slots=True)
class Slip:
    """What the log's key signs about a snapshot; ``before`` is the SHA-256 of the slip before, or dashes."""

    snapshot: str
    pieces: str
    manifest: str
    before: str

    @property
    def text(self) -> str:
        """The text that is signed."""
        return (
            f"{FORMAT}\nsnapshot {self.snapshot}\nlist {self.pieces}\n"
            f"manifest {self.manifest}\nbefore {self.before}\n"
        )

    @classmethod
    def parse(cls, data: bytes) -> tuple[Slip, Note]:
        """Read a signed slip, unchecked. Raises ``Invalid``."""
        note = Note.parse(data)
        lines = note.text.split("\n")
        parts = [line.partition(" ") for line in lines[1:5]]
        words = ("snapshot", "list", "manifest", "before")
        if lines[0] != FORMAT or len(lines) != 6 or tuple(part[0] for part in parts) != words:
            raise malformed()
        return cls(*(part[2] for part in parts)), note


def name_of(key: bytes, plain: bytes) -> str:
    """Give the name of a piece (64 hex)."""
    return hmac.new(key, plain, hashlib.sha256).hexdigest()


def place_of(name: str) -> str:
    """Give where a piece lies."""
    return f"pieces/{name[:2]}/{name}"


def listed(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (name, SHA-256 of the sealed piece), both hex. Raises ``Invalid`` for a torn list."""
    if len(data) % SLOT:
        raise malformed()
    for at in range(0, len(data), SLOT):
        yield data[at : at + 32].hex(), data[at + 32 : at + SLOT].hex()


def malformed() -> Invalid:
    """The refusal of bytes that are no backup, or one cut or changed."""
    return Invalid(
        "bad_backup",
        vi="Không phải bản sao lưu đúng dạng, hoặc bị cắt, bị sửa.",
        en="Not a backup in form: cut, changed, or something else.",
    )
