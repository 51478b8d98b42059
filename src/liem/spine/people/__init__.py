"""Persons (người), their mandates (chức danh từ ngày đến ngày) and their accounts.

Mission row M1: access follows a mandate's dates by itself; nothing else gives access.
Verbs: ``register_person give_mandate end_mandate open_account close_account``.
"""
