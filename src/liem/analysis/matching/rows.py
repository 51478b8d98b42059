"""What one row of a list says of a person, as it was written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One row; every field but the name may be empty. ``ref`` is what the caller calls the row."""

    ref: str
    name: str
    birth: str = ""
    number: str = ""
    phone: str = ""
    place: str = ""
