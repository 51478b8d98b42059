"""Inputs for every parser: whole ones, and broken ones made from them by a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from types import ModuleType

from kernel.log.signing import LOG, TIME, WITNESSES, policy_text, receipt
from kernel.log.test_fuzz import broken
from liem.kernel import canon, draw
from liem.kernel.log import ENTRIES, Checkpoint, Note, Policy, Proof, Tile, VerifierKey
from liem.kernel.log import promise as promises
from liem.kernel.log.coding import from_base45, from_base64, from_decimal, to_base45
from liem.kernel.log.merkle import leaf_hash
from liem.kernel.log.tiles import pack_bundle, split_bundle, split_hashes

LEAF = canon.leaf("task", hour=datetime(2026, 9, 14, 2, tzinfo=UTC), tag="0" * 32, commitment="a" * 64)
PROOF = receipt([LEAF, *(b"muc %d" % at for at in range(9))], 0, witnesses=WITNESSES[:2])
POLICY = policy_text(2, WITNESSES[:2])
PROMISE = promises.sign_promise(promises.Promise(LOG.key.name, leaf_hash(LEAF), TIME, 86_400), LOG)
LIST = draw.Frame.of(
    [*(("Ban Đồi Mây", "N", f"dm-{at:02}") for at in range(9)), ("Ban Đồi Mây", "H", "a"), ("Trạm", "D", "b")]
)
SEED = "12/KH-UBKT/47201983355120946817"
RESULT = draw.draw(LIST, seed=SEED, rate=Fraction(3, 10), leaders=True, reserves=1).to_json().encode()
SIZED = {"bundle": pack_bundle([b"a", b"", b"bcd"]), "tile": bytes(range(64))}

SAMPLES: dict[str, bytes] = {
    "note": PROOF.note.encode(),
    "checkpoint": PROOF.note.text.encode(),
    "vkey": str(LOG.key).encode(),
    "policy": policy_text(2, WITNESSES),
    "proof": PROOF.encode(),
    "qr": PROOF.encode_qr().encode(),
    "frame": from_base45(PROOF.encode_qr().removeprefix("LIEM1:")),
    "base45": b"%69 VD92EX0",
    "base64": b"bGllbQ==",
    "decimal": b"9223372036854775807",
    "path": b"tile/entries/x001/x234/067.p/255",
    "bundle": SIZED["bundle"],
    "tile": SIZED["tile"],
    "promise": PROMISE.encode(),
    "promise-qr": promises.encode_qr(PROMISE).encode(),
    "leaf": LEAF,
    "list": LIST.text(),
    "seed": SEED.encode(),
    "result": RESULT,
}


def text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _promise(data: bytes) -> object:
    if data.startswith(b"LIEMP1:"):
        stripped = data.removesuffix(b"\n").removesuffix(b"\r")
        return promises.parse_qr(stripped.decode("latin-1"))
    return promises.Promise.parse(Note.parse(data).text)


def _packed(read: Callable[[bytes], object], data: bytes) -> object:
    return read(b"LIEM1:" + to_base45(data).encode())


def ours() -> dict[str, Callable[[bytes], object]]:
    """The product's parsers by name."""
    return {
        "note": Note.parse,
        "checkpoint": lambda data: Checkpoint.parse(text(data)),
        "vkey": lambda data: VerifierKey.parse(text(data)),
        "policy": Policy.parse,
        "proof": Proof.read,
        "qr": Proof.read,
        "frame": partial(_packed, Proof.read),
        "base45": lambda data: from_base45(text(data)),
        "base64": lambda data: from_base64(text(data)),
        "decimal": lambda data: from_decimal(text(data)),
        "path": lambda data: Tile.parse(text(data)),
        "bundle": lambda data: split_bundle(Tile(ENTRIES, 0, 3), data),
        "tile": lambda data: split_hashes(Tile(0, 0, 2), data),
        "promise": _promise,
        "promise-qr": _promise,
        "leaf": canon.parse_leaf,
        "list": draw.Frame.parse,
        "seed": lambda data: draw.require_seed(text(data)),
        "result": lambda data: draw.check(data, LIST),
    }


def single(module: ModuleType) -> dict[str, Callable[[bytes], object]]:
    """The same of `liem_verify.py`."""
    lots = module.parse_frame(LIST.text())
    terms = {"rate": None, "count": 1, "leaders": False, "reserves": 0}
    return {
        "note": module.parse_note,
        "checkpoint": lambda data: module.parse_head(text(data)),
        "vkey": lambda data: module.parse_key(text(data)),
        "policy": module.parse_policy,
        "proof": module.parse_receipt,
        "qr": module.parse_receipt,
        "frame": partial(_packed, module.parse_receipt),
        "base45": lambda data: module.from_base45(text(data)),
        "base64": lambda data: module.from_base64(text(data)),
        "decimal": lambda data: module.from_decimal(text(data)),
        "path": lambda data: module.parse_tile_path(text(data)),
        "bundle": lambda data: module.split_bundle(data, 3),
        "tile": lambda data: module.split_hashes(data, 2),
        "promise": module.parse_promise,
        "promise-qr": module.parse_promise,
        "leaf": module.parse_leaf,
        "list": module.parse_frame,
        "seed": lambda data: module.draw(lots, seed=text(data), **terms),
        "result": lambda data: module.check_draw(data, lots),
    }


def many(name: str, seed: int, rounds: int) -> list[bytes]:
    """Broken inputs of one kind; the same for the same seed."""
    chance = random.Random(f"{name} {seed}")
    sample = SAMPLES[name]
    return [broken(sample, chance) if round_ % 10 else chance.randbytes(round_) for round_ in range(rounds)]


def for_node(name: str, data: bytes) -> str:
    """One line of what answers.mjs reads."""
    more = {"list": LIST.text().hex()} if name == "result" else {}
    kinds = {"qr": "proof", "promise-qr": "promise"}
    return json.dumps({"what": kinds.get(name, name), "data": data.hex(), **more})
