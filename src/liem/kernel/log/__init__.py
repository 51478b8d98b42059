"""The transparency log, for making and for checking, with the standard library alone.

Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-policy, tlog-proof; hashes as
in RFC 6962, 2.1. The page docs/reference/log-formats.md holds the exact bytes. Nothing here signs by itself,
reads a clock or knows a database: those come as arguments (`Signer`, `Read`, `Write`, `Store`).
"""

from liem.kernel.log.audit import audit
from liem.kernel.log.checkpoint import Checkpoint, sign_checkpoint
from liem.kernel.log.cosign import cosign, verify_signature
from liem.kernel.log.folder import Folder
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    Nodes,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from liem.kernel.log.note import Note, Signature, Signer, VerifierKey
from liem.kernel.log.policy import Judged, Policy
from liem.kernel.log.proof import Proof
from liem.kernel.log.store import Store, Waiting
from liem.kernel.log.tiles import ENTRIES, Head, Read, Tile, TileNodes, Write, append, changed

__all__ = [
    "EMPTY_ROOT",
    "ENTRIES",
    "Checkpoint",
    "Folder",
    "Frontier",
    "Head",
    "Invalid",
    "Judged",
    "Nodes",
    "Note",
    "Policy",
    "Proof",
    "Read",
    "Signature",
    "Signer",
    "Store",
    "Tile",
    "TileNodes",
    "VerifierKey",
    "Waiting",
    "Write",
    "append",
    "audit",
    "changed",
    "consistency_proof",
    "cosign",
    "inclusion_proof",
    "leaf_hash",
    "sign_checkpoint",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
    "verify_signature",
]
