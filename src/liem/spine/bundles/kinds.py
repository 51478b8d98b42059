"""Which kinds of bundle there are, from whom each is taken, and which room takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.utils.functional import _StrOrPromise

    from liem.spine.access import Actor
    from liem.spine.units.models import Unit
    from liem.spine.vault.models import Blob

    from .models import Peer


ACKNOWLEDGEMENT: Final = "received"  # the kind of :mod:`acknowledged`, which readers count apart


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file in a bundle: its original in the vault and the name it was given."""

    name: str
    blob: Blob


@dataclass(frozen=True, slots=True)
class Packed:
    """What a room wants sent: values with a canonical JSON form, and files.

    ``about`` says in a few words, without names of persons, what it is; it stays with the sender.
    """

    data: Mapping[str, Any]
    files: tuple[Enclosed, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """What came for a room: ``own`` is the receiving office. Files stand in the vault already."""

    actor: Actor
    at: datetime
    own: Unit
    peer: Peer
    data: Mapping[str, Any]
    files: tuple[Enclosed, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bundle. ``take`` is a step inside the running transaction: it writes rows and entries and
    returns what to note with the bundle, or raises a refusal, which undoes all it wrote.

    What came in one bundle may come in another: ``take`` must notice what it has already.
    """

    word: str
    label: _StrOrPromise
    roles: frozenset[str]
    take: Callable[[Came], Mapping[str, Any]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Register a kind under its word (small letters and dashes)."""
    _kinds[kind.word] = kind


def kind_of(word: str) -> Kind | None:
    """Return the kind of that word, if any room takes it."""
    return _kinds.get(word)
