"""Custody of personal data (giữ và xóa dữ liệu): erase by law with two persons, open one field to strangers.

Mission: what the ledger keeps for ever must not keep a person for ever. Terms: xóa theo luật ``erasure``, mở
một trường ``opening``. Verbs: ``propose confirm refuse withdraw`` (erasure), ``open_fields``. Rooms say how
their rows are made blank, and why they must be kept (``rooms.erases``, ``rooms.keeps``, ``rooms.holds``).
"""
