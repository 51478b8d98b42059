"""Checks a published log and its receipts with aics-tlog: `aics.py FOLDER LOGKEY QUORUM WITNESSKEY…`.

Nothing of this house is imported; only what stands in a receipt before its note is read here, because that
package has its own form of receipts. Exit code 1: refused.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from aics_tlog import (  # type: ignore[import-not-found]
    FileSystemTileReader,
    audit_tiles,
    leaf_hash,
    parse_note,
    parse_vkey,
    verify_checkpoint,
    verify_inclusion,
)


def opened(data: bytes, log: object, witnesses: list[object], quorum: int) -> tuple[int, bytes]:
    found = verify_checkpoint(parse_note(data), log, witnesses, quorum)
    if not found.ok:
        raise ValueError(found.error)
    return found.size, found.root


def check(folder: Path, log: object, quorum: int, witnesses: list[object]) -> None:
    size, root = opened((folder / "checkpoint").read_bytes(), log, witnesses, quorum)
    audit_tiles(FileSystemTileReader(folder), size, root)
    receipts = sorted((folder / "receipts").glob("*.tlog-proof"))
    if not receipts:
        raise ValueError("no receipts")
    for path in receipts:
        head, _, note = path.read_bytes().partition(b"\n\n")
        header, index, *hashes = head.decode().split("\n")
        if header != "c2sp.org/tlog-proof@v1":
            raise ValueError("not a receipt")
        proof = [base64.b64decode(line, validate=True) for line in hashes]
        size, root = opened(note, log, witnesses, quorum)
        leaf = leaf_hash(path.with_suffix(".leaf").read_bytes())
        if not verify_inclusion(leaf, int(index.removeprefix("index ")), size, proof, root):
            raise ValueError(f"{path.name} does not lead to the root")


if __name__ == "__main__":
    place, log_key, needed, *witness_keys = sys.argv[1:]
    try:
        check(Path(place), parse_vkey(log_key), int(needed), [parse_vkey(key) for key in witness_keys])
    except (ValueError, OSError, LookupError) as why:
        print(why)
        sys.exit(1)
    print("ok")
