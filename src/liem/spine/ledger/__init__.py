"""The ledger (nhật ký minh bạch): one table of append-only entries, written in the transaction of the change.

An entry keeps no personal data in clear: each field is a salted commitment, the values are encrypted under
the key
of the case, and the key can be destroyed by law without breaking the entry (see docs/decisions/ledger.md).
The tree over the entries,
its signatures and its witnesses are built on exactly these rows.
``liem.spine.ledger.append`` has ``append``, ``Event``, ``Receipt``, ``opened``;
``liem.spine.ledger.transaction`` has ``atomic``.
"""
