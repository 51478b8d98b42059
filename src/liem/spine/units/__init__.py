"""Units (đơn vị): who exists from when to when, under whom, and what became of them.

Mission row M1. A unit that is merged or renamed keeps its rows: names are dated, successions say what
replaced what.
Verbs: ``open_unit rename_unit merge_units close_unit``.
"""
