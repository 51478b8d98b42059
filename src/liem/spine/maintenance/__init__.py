"""Maintenance without a superuser: a timed session with a reason, agreed to by a second person, all of it
on the ledger (docs/decisions/no-superuser.md).
"""
