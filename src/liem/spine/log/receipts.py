"""What a citizen or an official takes home: a promise at once, a proof after the next cosigned head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from liem.kernel.log import Checkpoint as Signed
from liem.kernel.log import Invalid, Note, Policy, Proof, TileNodes, inclusion_proof, leaf_hash
from liem.kernel.log.promise import Promise, sign_promise
from liem.spine.ledger.models import Entry

from . import place
from .models import Checkpoint, Log, Place
from .publishing import cosigned
from .store import DatabaseStore

if TYPE_CHECKING:
    from datetime import datetime

WITHIN: Final = 24 * 3600  # seconds: sealed reports wait up to six hours on purpose
_LOOK_BACK: Final = 50


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry's leaf with its proof; ``witnesses`` are the names of those whose signatures it carries."""

    leaf: bytes
    proof: Proof
    witnesses: tuple[str, ...]


def promise(entry: Entry, *, at: datetime) -> Note:
    """Sign that an entry just written will stand in the log within a day. Raises ``keys.NoKey``."""
    log = place.begin(at=at)
    given = Promise(log.origin, leaf_hash(bytes(entry.leaf)), int(at.timestamp()), WITHIN)
    return sign_promise(given, place.key_of(log))


def proven(entry: Entry, *, at: datetime) -> Proven | None:
    """Give the proof of an entry under the newest head with enough witnesses; None while there is none."""
    stands = Place.objects.filter(entry=entry.pk).first()
    policy = place.policy()
    if stands is None or policy is None:
        return None
    log = Log.objects.get(pk=stands.generation)
    head = witnessed(log, policy, above=stands.index)
    if head is None:
        return None
    note = cosigned(head)
    store = DatabaseStore(log.generation, at=at)
    path = inclusion_proof(TileNodes(store.read, head.size), stands.index, head.size)
    names = tuple(cosigner.key.name for cosigner in policy.judge(note).witnesses)
    return Proven(bytes(entry.leaf), Proof(stands.index, tuple(path), note, None), names)


def witnessed(log: Log, policy: Policy, *, above: int = -1) -> Checkpoint | None:
    """Give the newest head of a log that satisfies the policy and is larger than ``above``; None if none."""
    rows = Checkpoint.objects.filter(generation=log.generation, size__gt=above).order_by("-size")
    for row in rows.prefetch_related("cosignatures")[:_LOOK_BACK]:
        try:
            policy.judge(cosigned(row))
        except Invalid:
            continue
        return row
    return None


def head_of(row: Checkpoint) -> Signed:
    """Read a kept head."""
    return Signed.parse(Note.parse(row.note.encode()).text)
