"""Which rooms can make their rows blank, and who says that something must be kept.

A room registers what keys it knows and how it erases one (:func:`erases`), or why it never does
(:func:`keeps`). Any room can hold back an erasure for a reason of its own (:func:`holds`). A key that no room
knows is not erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from liem.spine.access import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from uuid import UUID


class Held(Conflict):
    """A procedure is still running over it, or it is still in use: end that first."""

    code = "erasure_held"


class Retained(Conflict):
    """The law keeps it for now: a record to be archived, or a time that is not over."""

    code = "erasure_retained"


@dataclass(frozen=True, slots=True)
class Found:
    """What a key stands for. ``paths`` are the units one must be over to erase it (none: any)."""

    key: UUID
    room: str
    words: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blanked:
    """What was made blank: tables whose pages are to be written again, files (SHA-256) to be dropped."""

    tables: tuple[str, ...]
    files: tuple[str, ...] = ()


class Room(Protocol):
    """How one room erases."""

    name: str

    def find(self, key: UUID) -> Found | None:
        """Say what the key stands for, if it is of this room."""

    def look_up(self, text: str) -> list[Found]:
        """Find by what a person types: a dossier number, a name."""

    def check(self, key: UUID, *, at: datetime) -> None:
        """Raise ``Held`` or ``Retained`` where it cannot be erased now."""

    def blank(self, key: UUID, *, at: datetime) -> Blanked:
        """Overwrite the personal columns of all rows under this key, in the running transaction."""


@dataclass(frozen=True, slots=True)
class _Keeper:
    why: Callable[[], str]
    citation: Callable[[datetime], str]
    owns: Callable[[UUID], bool]


_rooms: dict[str, Room] = {}
_keepers: dict[str, _Keeper] = {}
_holders: dict[str, Callable[[UUID], str]] = {}


def erases(room: Room) -> None:
    """Register a room that can make its rows blank."""
    _rooms[room.name] = room


def keeps(
    name: str,
    *,
    owns: Callable[[UUID], bool],
    why: Callable[[], str],
    citation: Callable[[datetime], str],
) -> None:
    """Register a room whose records the law keeps: a key it ``owns`` is not erased; ``why`` says it."""
    _keepers[name] = _Keeper(why, citation, owns)


def holds(name: str, reason: Callable[[UUID], str]) -> None:
    """Register who may hold back the erasure of any key: ``reason`` gives a sentence, or nothing."""
    _holders[name] = reason


def named(name: str) -> Room:
    """Return a room by its name; raises ``KeyError``."""
    return _rooms[name]


def find(key: UUID) -> Found | None:
    """Say what a key stands for; ``None`` where no room erases it."""
    return next((found for room in _rooms.values() if (found := room.find(key)) is not None), None)


def look_up(text: str) -> Iterator[Found]:
    """Find what can be proposed by what a person typed."""
    for room in _rooms.values():
        yield from room.look_up(text)


def check(found: Found, *, at: datetime) -> None:
    """Raise ``Retained`` or ``Held`` where a key cannot be erased now."""
    refuse_kept(found.key, at=at)
    named(found.room).check(found.key, at=at)
    reasons = [reason for hold in _holders.values() if (reason := hold(found.key))]
    if reasons:
        raise Held(" ".join(reasons), next_step=_("Kết thúc việc đó trước, rồi đề nghị lại."))


def refuse_kept(key: UUID, *, at: datetime) -> None:
    """Raise ``Retained`` where the room of a key keeps its records by law."""
    for keeper in _keepers.values():
        if keeper.owns(key):
            raise Retained(keeper.why(), citation=keeper.citation(at))
