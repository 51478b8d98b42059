"""The spine: what every domain stands on.

Order of the rooms, each importing only those to its right:
tasks → cases → people → units → vault → outbox → ledger → access.
"""
