"""The tree, written down as RFC 6962, 2.1 defines it: slow, recursive, independent of the product."""

from __future__ import annotations

import hashlib


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


class Definition:
    """MTH, PATH and PROOF; roots of ranges are remembered, or 600 sizes would take minutes."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self._known: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, end: int) -> bytes:
        found = self._known.get((start, end))
        if found is None:
            n = end - start
            if n == 0:
                found = hashlib.sha256(b"").digest()
            elif n == 1:
                found = hashlib.sha256(b"\0" + self.entries[start]).digest()
            else:
                k = split(n)
                both = self.mth(start, start + k) + self.mth(start + k, end)
                found = hashlib.sha256(b"\1" + both).digest()
            self._known[start, end] = found
        return found

    def path(self, m: int, start: int, end: int) -> list[bytes]:
        n = end - start
        if n == 1:
            return []
        k = split(n)
        if m < k:
            return [*self.path(m, start, start + k), self.mth(start + k, end)]
        return [*self.path(m - k, start + k, end), self.mth(start, start + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        return self._subproof(m, 0, n, known=True)

    def _subproof(self, m: int, start: int, end: int, *, known: bool) -> list[bytes]:
        n = end - start
        if m == n:
            return [] if known else [self.mth(start, end)]
        k = split(n)
        if m <= k:
            return [*self._subproof(m, start, start + k, known=known), self.mth(start + k, end)]
        return [*self._subproof(m - k, start + k, end, known=False), self.mth(start, start + k)]
