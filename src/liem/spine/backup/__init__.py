"""Backups: what an installation holds, cut into pieces, each sealed, each kept once, outside the machine.

``taking`` makes a snapshot while people work, ``restoring`` brings one back onto an empty machine, ``target``
is where they lie (a folder, an S3-compatible store). The form: docs/reference/backup-format.md; why so:
docs/decisions/backup.md. The keyring of erasure is never part of it.
"""
