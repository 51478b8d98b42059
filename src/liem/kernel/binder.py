"""Tập hồ sơ in: the leaves of a dossier in order, before anybody has drawn or opened one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from liem.kernel.paper import Block, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One document of a dossier: ``open`` gives the path of its file, or ``paper`` the words to draw.

    ``receipt`` is what the index says of the ledger ("#48.197"); ``note`` stands on the page that takes the
    place of a file which cannot be shown (its name, its checksum). Both callables are asked late, one leaf
    at a time.
    """

    title: str
    receipt: str = ""
    note: str = ""
    open: Callable[[], AbstractContextManager[Path]] | None = None
    paper: Callable[[], Paper] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binder:
    """A dossier to bind: ``front`` is its cover, the index follows its words, ``after_index`` the index."""

    title: str
    front: Paper
    leaves: tuple[Leaf, ...]
    after_index: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """What was bound: pages in all, leaves, and which leaves (from 0) are not shown, with the reason's
    code."""

    pages: int
    leaves: int
    not_shown: tuple[tuple[int, str], ...]
