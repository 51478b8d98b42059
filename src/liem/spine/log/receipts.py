"""What a citizen or an official takes home: a promise at once, a proof after the next cosigned head."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from django.db.models import Max

from liem.kernel.log import ENTRIES, Invalid, Note, Policy, Proof, Tile, TileNodes, inclusion_proof, leaf_hash
from liem.kernel.log.promise import Promise, sign_promise
from liem.kernel.log.tiles import WIDTH, fetch, split_bundle

from . import place
from .models import Checkpoint, Cosignature, Log, Place
from .publishing import cosigned
from .store import DatabaseStore

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.ledger.models import Entry

WITHIN: Final = 24 * 3600  # seconds: sealed reports wait up to six hours on purpose
KEPT_TILES: Final = 64  # about 30 kB each with the rows inside
_LOOK_BACK: Final = 50
_kept: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry's leaf with its proof; ``witnesses`` are the names of those whose signatures it carries."""

    leaf: bytes
    proof: Proof
    witnesses: tuple[str, ...]


class Prover:
    """Makes proofs under one head; tiles near each other are read once."""

    def __init__(self, log: Log, head: Checkpoint, policy: Policy, *, at: datetime) -> None:
        self.size, self.note = head.size, cosigned(head)
        self.witnesses = tuple(one.key.name for one in policy.judge(self.note).witnesses)
        self._read = DatabaseStore(log.generation, at=at).read
        self._nodes = TileNodes(self._read, head.size, keep=KEPT_TILES)
        self._one_at_a_time = threading.Lock()  # threads of one process share the tiles kept

    def prove(self, index: int) -> Proven:
        """Give leaf and proof of the entry at ``index``. Raises ``kernel.log.Invalid`` beyond the head."""
        with self._one_at_a_time:
            path = inclusion_proof(self._nodes, index, self.size)
        tile = Tile(ENTRIES, index // WIDTH, min(WIDTH, self.size - index // WIDTH * WIDTH))
        leaf = split_bundle(tile, fetch(self._read, tile))[index % WIDTH]
        return Proven(leaf, Proof(index, tuple(path), self.note, None), self.witnesses)


def promise(entry: Entry, *, at: datetime) -> Note:
    """Sign that an entry just written will stand in the log within a day. Raises ``keys.NoKey``."""
    log = place.begin(at=at)
    given = Promise(log.origin, leaf_hash(bytes(entry.leaf)), int(at.timestamp()), WITHIN)
    return sign_promise(given, place.key_of(log))


def proven(entry: Entry, *, at: datetime) -> Proven | None:
    """Give the proof of an entry under the newest head with enough witnesses; None while there is none."""
    stands = place_of(entry)
    return proven_at(stands.generation, stands.index, at=at) if stands else None


def place_of(entry: Entry) -> Place | None:
    """Give where an entry stands in the log, None while it waits."""
    return Place.objects.filter(entry=entry.pk).first()


def proven_at(generation: int, index: int, *, at: datetime) -> Proven | None:
    """Give the proof of the entry at ``index``; None while no head with enough witnesses holds it."""
    prover = prover_of(generation, at=at)
    if prover is not None and index < prover.size:
        return prover.prove(index)
    return None


def prover_of(generation: int, *, at: datetime) -> Prover | None:
    """Give the prover of the newest head with enough witnesses, kept until head, signatures or policy
    change.
    """
    newest = Checkpoint.objects.filter(generation=generation).aggregate(pk=Max("pk"))["pk"]
    signed = Cosignature.objects.filter(checkpoint__generation=generation).aggregate(
        pk=Max("pk"), at=Max("received_at")
    )
    text = place.policy_text()
    key = (generation, newest, signed["pk"], signed["at"], text)
    if _kept.get("key") != key:
        log = Log.objects.filter(pk=generation).first()
        policy = Policy.parse(text.encode()) if text else None
        head = witnessed(log, policy) if log and policy else None
        made = Prover(log, head, policy, at=at) if log and policy and head else None
        _kept.update(key=key, prover=made)
    return cast("Prover | None", _kept["prover"])


def witnessed(log: Log, policy: Policy) -> Checkpoint | None:
    """Give the newest head of a log that satisfies the policy, among the last fifty; None if none does."""
    rows = Checkpoint.objects.filter(generation=log.generation).order_by("-size")
    for row in rows.prefetch_related("cosignatures")[:_LOOK_BACK]:
        try:
            policy.judge(cosigned(row))
        except Invalid:
            continue
        return row
    return None
