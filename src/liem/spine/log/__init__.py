"""The transparency log of this installation: entries get their place in the tree, heads are signed,
published, cosigned by witnesses, and whoever holds a receipt can prove the entry by them
(docs/decisions/log-store.md).

``sequencer`` gives places and signs; ``publishing`` writes the public files; ``witnesses`` asks for
cosignatures; ``receipts`` gives promises and proofs; ``cover`` hides when sealed reports come in;
``recovery`` catches up with a witness after a restored backup. Formats are those of ``liem.kernel.log``.
"""
