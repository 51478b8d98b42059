"""Matching: which rows of one or two lists are the same person, how likely, and what speaks for it.

Vietnamese names and numbers are brought to one form first (:mod:`.normal`); pairs are then weighed field by
field after Fellegi and Sunter (JASA 64, 1969), with what the lists themselves say of how often true pairs
differ (:mod:`.weights`). A match is a question to a person, never a finding.
"""

from __future__ import annotations

from .comparing import FIELDS, LEVELS
from .grouping import groups
from .matching import Match, Matcher, Part
from .normal import Birth, Number, birth, name_keys, number, phone, place_key
from .rows import Person

__all__ = [
    "FIELDS",
    "LEVELS",
    "Birth",
    "Match",
    "Matcher",
    "Number",
    "Part",
    "Person",
    "birth",
    "groups",
    "name_keys",
    "number",
    "phone",
    "place_key",
]
