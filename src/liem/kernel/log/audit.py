"""Rehashing of a log from its files: all of it, or what grew since a head already trusted.

A CT log died in 2021 from one flipped bit between computing and writing. So the sequencer reads back what it
wrote and rehashes it before it signs, and whoever doubts the log does the same from entry 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import EMPTY_ROOT, leaf_hash, root_of, tree_root
from liem.kernel.log.tiles import (
    ENTRIES,
    WIDTH,
    Head,
    Read,
    Tile,
    TileNodes,
    changed,
    fetch,
    split_bundle,
    split_hashes,
)

_START: Final = Head(0, EMPTY_ROOT)


def audit(read: Read, head: Head, *, since: Head = _START) -> int:
    """Reread and rehash every file `since` does not have; give the number of entries rehashed.

    Raises Invalid naming the first entry or file that is wrong: `bad_entry`, `bad_inner`, `bad_root`,
    `bad_past` (the log of `since` is not the beginning of this one), `bad_tile`, `bad_bundle`, `no_tile`.
    """
    below: dict[int, bytes] = {}
    level = ENTRIES
    for tile in changed(since.size, head.size):
        if tile.level == ENTRIES:
            continue
        if tile.level != level:
            level, under = tile.level, below
            below = {}
        hashes = split_hashes(tile, fetch(read, tile))
        if level == 0:
            _compare_entries(read, tile, hashes)
        else:
            _compare_inner(tile, hashes, under)
        if tile.width == WIDTH:
            below[tile.index] = root_of(hashes)
    _compare_roots(read, head, since)
    return head.size - since.size // WIDTH * WIDTH


def _compare_entries(read: Read, tile: Tile, hashes: Sequence[bytes]) -> None:
    bundle = Tile(ENTRIES, tile.index, tile.width)
    for at, entry in enumerate(split_bundle(bundle, fetch(read, bundle))):
        if leaf_hash(entry) != hashes[at]:
            index = tile.index * WIDTH + at
            raise Invalid(
                "bad_entry",
                vi=f"Mục số {index} của sổ khác mã băm của nó: mục hoặc tệp {tile.path} đã bị sửa.",
                en=f"Entry {index} does not match its hash: the entry or {tile.path} was changed.",
            )


def _compare_inner(tile: Tile, hashes: Sequence[bytes], under: dict[int, bytes]) -> None:
    for at, held in enumerate(hashes):
        index = tile.index * WIDTH + at
        if under.get(index, held) != held:
            raise Invalid(
                "bad_inner",
                vi=f"Tệp {tile.path}, mã băm thứ {at}: không khớp tệp bên dưới.",
                en=f"{tile.path}, hash {at}: does not match the tile below.",
            )


def _compare_roots(read: Read, head: Head, since: Head) -> None:
    nodes = TileNodes(read, head.size)
    if tree_root(nodes, since.size) != since.root:
        raise Invalid(
            "bad_past",
            vi=f"{since.size} mục đầu không còn như khi đã ký: có mục cũ bị sửa, bỏ hoặc chèn.",
            en=f"The first {since.size} entries are no longer those that were signed.",
        )
    if tree_root(nodes, head.size) != head.root:
        raise Invalid(
            "bad_root",
            vi=f"Mã gốc tính từ {head.size} mục khác mã gốc được đưa ra.",
            en=f"The root over {head.size} entries differs from the one given.",
        )
