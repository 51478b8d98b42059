"""The tree cut into files of 256 hashes, and the entries into bundles of 256 (C2SP tlog-tiles).

A tile is immutable; only the last of each level is partial and gets longer names as the log grows. Files are
reached through two callables, so a folder, a database and a web address look alike.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from liem.kernel.log.coding import LARGEST
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import HASH_SIZE, leaf_hash, root_of, tree_root

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
ENTRIES: Final = -1
LARGEST_ENTRY: Final = 0xFFFF
# Level 7 covers 2**64 entries, one more than can be counted.
_HIGHEST: Final = 7
_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One file of the log: `level` 0…63 of hashes or ENTRIES, its place in the level, how many it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its address below the log's prefix, such as `tile/0/x001/x234/067.p/8`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        place = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{place}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @classmethod
    def parse(cls, path: str) -> Tile:
        """Read an address back; only the one form of it. Raises Invalid."""
        found = _PATH.fullmatch(path)
        if found is not None:
            level, above, last, width = found.groups()
            tile = cls(
                ENTRIES if level == "entries" else int(level),
                int(re.sub("[x/]", "", above) + last),
                WIDTH if width is None else int(width),
            )
            if tile.level <= 63 and tile.index <= LARGEST and tile.path == path:
                return tile
        raise Invalid("bad_tile_path", vi="Không phải địa chỉ một ô của sổ.", en="Not the address of a tile.")

    @property
    def full(self) -> Tile:
        """The same place when it is full; whoever publishes may drop the partial one then."""
        return Tile(self.level, self.index)


Read: TypeAlias = Callable[[Tile], "bytes | None"]
Write: TypeAlias = Callable[[Tile, bytes], None]


@dataclass(frozen=True, slots=True)
class Head:
    """How long a log is, and the root over all of it."""

    size: int
    root: bytes


def tiles_of(size: int) -> Iterator[Tile]:
    """Give all tiles and bundles of a log of `size` entries, bundles first, then level by level."""
    return changed(0, size)


def changed(old: int, new: int) -> Iterator[Tile]:
    """Give the tiles and bundles a log of `new` entries has and one of `old` has not, in order of writing."""
    if not 0 <= old <= new <= LARGEST:
        raise Invalid("bad_size", vi="Số mục của sổ không hợp lệ.", en="Not possible sizes of a log.")
    for level in range(ENTRIES, _HIGHEST + 1):
        shift = HEIGHT * max(level, 0)
        before, after = old >> shift, new >> shift
        if before == after:
            continue
        for index in range(before >> HEIGHT, after >> HEIGHT):
            yield Tile(level, index)
        if after % WIDTH:
            yield Tile(level, after >> HEIGHT, after % WIDTH)


def split_hashes(tile: Tile, data: bytes) -> list[bytes]:
    """Give the hashes of a tile. Raises Invalid unless it holds exactly `tile.width`."""
    if len(data) != tile.width * HASH_SIZE:
        raise Invalid(
            "bad_tile",
            vi=f"Tệp {tile.path} dài {len(data)} byte, phải là {tile.width * HASH_SIZE}.",
            en=f"{tile.path} has {len(data)} bytes instead of {tile.width * HASH_SIZE}.",
        )
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Give 1…256 entries, each behind its length in two bytes. Raises Invalid for one above 65,535 bytes."""
    if any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise Invalid("long_entry", vi="Một mục dài quá 65.535 byte.", en="An entry exceeds 65,535 bytes.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_bundle(tile: Tile, data: bytes) -> list[bytes]:
    """Give the entries of a bundle. Raises Invalid unless it holds exactly `tile.width`, to the byte."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) <= tile.width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != len(data) or len(entries) != tile.width:
        raise Invalid(
            "bad_bundle",
            vi=f"Tệp {tile.path} không chứa đúng {tile.width} mục trọn vẹn.",
            en=f"{tile.path} does not hold exactly {tile.width} whole entries.",
        )
    return entries


def narrowed(tile: Tile, width: int, data: bytes) -> bytes:
    """Give the bytes of `tile` out of those of the same place holding `width`, at least as many."""
    if width == tile.width:
        return data
    if tile.level == ENTRIES:
        return pack_bundle(split_bundle(Tile(ENTRIES, tile.index, width), data)[: tile.width])
    return data[: tile.width * HASH_SIZE]


def fetch(read: Read, tile: Tile) -> bytes:
    """Read a tile or bundle; a partial one may have given way to the full one. Raises Invalid for neither."""
    data = read(tile)
    if data is not None:
        return data
    whole = read(tile.full) if tile.width < WIDTH else None
    if whole is None:
        raise Invalid(
            "no_tile", vi=f"Thiếu tệp {tile.path} của sổ.", en=f"{tile.path} of the log is missing."
        )
    if tile.level != ENTRIES:
        split_hashes(tile.full, whole)  # a file of another length is refused under its own name
    return narrowed(tile, WIDTH, whole)


class TileNodes:
    """The tree of `size` entries as its tiles tell it (`merkle.Nodes`); unchecked until a root is compared.

    Keeps the last `keep` tiles, with the seven levels inside them, so that proofs near each other are cheap.
    """

    def __init__(self, read: Read, size: int, *, keep: int = 256) -> None:
        self._read, self.size, self._keep = read, size, keep
        self._kept: OrderedDict[tuple[int, int], list[list[bytes]]] = OrderedDict()

    def __call__(self, level: int, index: int) -> bytes:
        """Give the root of the complete subtree `index` of `level`. Raises Invalid if it is not complete."""
        if level < 0 or index < 0 or (index + 1) << level > self.size:
            raise Invalid("no_node", vi="Nút này chưa đủ mục.", en="That node is not complete.")
        height, inner = divmod(level, HEIGHT)
        place, offset = divmod(index, WIDTH >> inner)
        return self._rows(height, place)[inner][offset]

    def _rows(self, level: int, index: int) -> list[list[bytes]]:
        rows = self._kept.get((level, index))
        if rows is None:
            held = (self.size >> HEIGHT * level) - index * WIDTH
            tile = Tile(level, index, min(held, WIDTH))
            rows = [split_hashes(tile, fetch(self._read, tile))]
            for _ in range(HEIGHT - 1):
                row = rows[-1]
                rows.append([root_of(row[at : at + 2]) for at in range(0, len(row) - 1, 2)])
            self._kept[level, index] = rows
            if len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end((level, index))
        return rows


def append(read: Read, write: Write, *, old: int, entries: Sequence[bytes]) -> Head:
    """Write what `entries` add to a log of `old` entries; give the new head, computed from what now is there.

    Entries stand in memory, so a long list is better appended in pieces. Nothing is signed here: audit first.
    """
    new = old + len(entries)
    if entries:
        _write_bundles(read, write, old, entries)
        _write_hashes(read, write, old, [leaf_hash(entry) for entry in entries])
    return Head(new, tree_root(TileNodes(read, new), new))


def _write_bundles(read: Read, write: Write, old: int, entries: Sequence[bytes]) -> None:
    first, kept = divmod(old, WIDTH)
    last = Tile(ENTRIES, first, kept)
    row = [*(split_bundle(last, fetch(read, last)) if kept else []), *entries]
    for at in range(0, len(row), WIDTH):
        piece = row[at : at + WIDTH]
        write(Tile(ENTRIES, first + at // WIDTH, len(piece)), pack_bundle(piece))


def _write_hashes(read: Read, write: Write, old: int, hashes: list[bytes]) -> None:
    level = 0
    while hashes:
        first, kept = divmod(old, WIDTH)
        last = Tile(level, first, kept)
        row = [*(split_hashes(last, fetch(read, last)) if kept else []), *hashes]
        hashes = []
        for at in range(0, len(row), WIDTH):
            piece = row[at : at + WIDTH]
            write(Tile(level, first + at // WIDTH, len(piece)), b"".join(piece))
            if len(piece) == WIDTH:
                hashes.append(root_of(piece))
        old, level = first, level + 1
