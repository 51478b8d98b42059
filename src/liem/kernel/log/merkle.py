"""The tree over the log: RFC 6962, 2.1 (RFC 9162, 2.1): SHA-256, leaves and nodes hashed apart.

`Nodes` gives the hash of a complete subtree: `nodes(level, index)` is the root over the entries from
`index * 2**level` up to `(index + 1) * 2**level`. Level 0 are leaf hashes. Proofs are made from it and
checked without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from liem.kernel.log.coding import LARGEST
from liem.kernel.log.invalid import Invalid

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
Nodes: TypeAlias = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Give SHA-256(00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give SHA-256(01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Give the root over a row of hashes of equal height; SHA-256 of nothing for an empty row."""
    row = list(hashes)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        # A last one without partner rises alone, which is the split at the largest power of two.
        above = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = above + row[len(row) - len(row) % 2 :]
    return row[0]


def range_root(nodes: Nodes, start: int, end: int) -> bytes:
    """Give the root over entries start…end-1 where `start` is a multiple of a power of two ≥ end - start."""
    root = b""
    for level, index in reversed(list(_complete(start, end))):
        piece = nodes(level, index)
        root = node_hash(piece, root) if root else piece
    return root or EMPTY_ROOT


def tree_root(nodes: Nodes, size: int) -> bytes:
    """Give the root of the tree over the first `size` entries."""
    _require_size(size)
    return range_root(nodes, 0, size)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Give the hashes from the sibling of entry `index` up to the child of the root (RFC 6962, 2.1.1)."""
    _require_index(index, size)
    return [range_root(nodes, start, end) for start, end in _beside(index, size)]


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Give the hashes that show the tree of size `old` to be the beginning of that of `new` (2.1.2).

    Empty when old is 0 or both are equal. Raises Invalid when old > new.
    """
    _require_growth(old, new)
    if old in {0, new}:
        return []
    # The old tree's right edge ends in one complete subtree; the proof climbs from there.
    level = (old & -old).bit_length() - 1
    start = old - (1 << level)
    ranges = [] if start == 0 else [(start, old)]
    ranges += [(low, high) for low, high in _beside(old - 1, new) if not _inside(low, high, start, old)]
    return [range_root(nodes, low, high) for low, high in ranges]


def root_from_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Give the root that entry hash `leaf` at `index` leads to by `path`. Raises Invalid."""
    _require_index(index, size)
    _require_hashes(leaf, *path)
    sides = list(_beside(index, size))
    if len(sides) != len(path):
        raise Invalid(
            "bad_path",
            vi=f"Đường dẫn cần đúng {len(sides)} mã băm, ở đây có {len(path)}.",
            en=f"The path needs {len(sides)} hashes, found {len(path)}.",
        )
    for (start, _), other in zip(sides, path, strict=True):
        leaf = node_hash(other, leaf) if start < index else node_hash(leaf, other)
    return leaf


def verify_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Make sure that the entry hash `leaf` stands at `index` in the tree `size`, `root`. Raises Invalid."""
    if root_from_inclusion(leaf, index=index, size=size, path=path) != root:
        raise Invalid(
            "not_included",
            vi="Mục này không nằm ở vị trí đó trong sổ: mã gốc tính ra khác mã đã ký.",
            en="The entry is not at that place of the log: the root computed differs from the one signed.",
        )


def verify_consistency(
    *, old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Make sure that the tree `old`, `old_root` is the beginning of `new`, `new_root`. Raises Invalid."""
    _require_growth(old, new)
    _require_hashes(old_root, new_root, *path)
    first, second = old_root, new_root
    if old == 0:
        first = EMPTY_ROOT
        fits = not path and (new > 0 or new_root == EMPTY_ROOT)
    elif old == new:
        fits, first = not path, new_root
    else:
        fits, first, second = _climb(old, old_root, new, path)
    if not fits or first != old_root or second != new_root:
        raise Invalid(
            "not_consistent",
            vi=f"Sổ {new} mục không phải là sổ {old} mục viết tiếp: có mục cũ bị sửa, bỏ hoặc chèn.",
            en=f"The log of {new} entries does not continue that of {old}: the past was changed.",
        )


def _climb(old: int, old_root: bytes, new: int, path: Sequence[bytes]) -> tuple[bool, bytes, bytes]:
    level = (old & -old).bit_length() - 1
    start = old - (1 << level)
    hashes = list(path)
    if start == 0:
        hashes.insert(0, old_root)
    sides = [(low, high) for low, high in _beside(old - 1, new) if not _inside(low, high, start, old)]
    if len(hashes) != len(sides) + 1:
        return False, b"", b""
    first = second = hashes[0]
    for (low, _), other in zip(sides, hashes[1:], strict=True):
        if low < start:
            first, second = node_hash(other, first), node_hash(other, second)
        else:
            second = node_hash(second, other)
    return True, first, second


class Frontier:
    """The right edge of a growing tree: enough to append and to give the root, 32 bytes a level."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        """Start at `size` with the hashes of its complete subtrees, largest first (see `edge_of`)."""
        _require_size(size)
        self.size = size
        self._edge = list(edge)
        _require_hashes(*self._edge)
        if len(self._edge) != size.bit_count():
            raise Invalid(
                "bad_edge",
                vi=f"Mép phải của sổ {size} mục phải có {size.bit_count()} mã băm.",
                en=f"The edge of a log of {size} entries has {size.bit_count()} hashes.",
            )

    @classmethod
    def of(cls, nodes: Nodes, size: int) -> Frontier:
        """Take up a tree of `size` entries from its nodes."""
        _require_size(size)
        return cls(size, [nodes(level, index) for level, index in _complete(0, size)])

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Append one leaf hash; give the nodes now complete as (level, index, hash), lowest first."""
        _require_hashes(leaf)
        _require_size(self.size + 1)
        made, index, level = [(0, self.size, leaf)], self.size, 0
        while index & 1:
            leaf = node_hash(self._edge.pop(), leaf)
            index, level = index >> 1, level + 1
            made.append((level, index, leaf))
        self._edge.append(leaf)
        self.size += 1
        return made

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The complete subtrees, largest first."""
        return tuple(self._edge)

    def root(self) -> bytes:
        """Give the root of what has been appended."""
        root = b""
        for piece in reversed(self._edge):
            root = node_hash(piece, root) if root else piece
        return root or EMPTY_ROOT


def _complete(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Complete subtrees that fill start…end-1, largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _beside(index: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges beside the way from entry `index` to the root of `size`, lowest first."""
    found = []
    start, end = 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return reversed(found)


def _inside(low: int, high: int, start: int, end: int) -> bool:
    return start <= low and high <= end


def _require_size(size: int) -> None:
    if not 0 <= size <= LARGEST:
        raise Invalid("bad_size", vi="Số mục của sổ không hợp lệ.", en="Not a possible size of a log.")


def _require_index(index: int, size: int) -> None:
    _require_size(size)
    if not 0 <= index < size:
        raise Invalid(
            "bad_index",
            vi=f"Mục số {index} không có trong sổ {size} mục (đếm từ 0).",
            en=f"There is no entry {index} in a log of {size} (counted from 0).",
        )


def _require_growth(old: int, new: int) -> None:
    _require_size(old)
    _require_size(new)
    if old > new:
        raise Invalid(
            "shrunk",
            vi=f"Sổ không thể ngắn đi: trước {old} mục, nay {new} mục.",
            en=f"A log cannot shrink: {old} entries before, {new} now.",
        )


def _require_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise Invalid("bad_hash", vi="Mã băm phải dài 32 byte.", en="A hash has 32 bytes.")
