"""The law as dated data, and what follows from it by counting: deadlines, calendar, document kinds, layouts.

No framework: an auditor can ask what was in force on a day without our server.
"""

from __future__ import annotations

from liem.law.book import NATIONAL, Book, default_book, load
from liem.law.documents import DocumentKind, kinds, layout, numbering
from liem.law.errors import BadLaw, NoLawInForce, WrongUnit
from liem.law.provision import Basis, Provision, Transition

__all__ = [
    "NATIONAL",
    "BadLaw",
    "Basis",
    "Book",
    "DocumentKind",
    "NoLawInForce",
    "Provision",
    "Transition",
    "WrongUnit",
    "default_book",
    "kinds",
    "layout",
    "load",
    "numbering",
]
