"""What the body's own rules say of reminders: content areas, window, threshold, when one lapses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liem.law import NoLawInForce, default_book
from liem.spine.units.reach import jurisdictions

if TYPE_CHECKING:
    from datetime import date

    from liem.law import Provision

CONTENTS, WINDOW, THRESHOLD, LAPSE = (
    "inspection.content_areas",
    "reminder.window",
    "reminder.repeats",
    "reminder.lapse",
)


def contents(path: str, day: date) -> dict[str, str]:
    """Return the content areas in force for the body at ``path``: key → title. Raises ``NoLawInForce``."""
    provision = default_book().in_force(CONTENTS, day, jurisdictions=jurisdictions(path))
    return {str(key): str(title) for key, title in provision.mapping().items()}


def term(key: str, path: str, day: date) -> Provision | None:
    """Return the provision of one of the keys above for a body on a day; ``None`` where the law is silent."""
    try:
        return default_book().in_force(key, day, jurisdictions=jurisdictions(path))
    except NoLawInForce:
        return None


def lapse_months(path: str, day: date) -> int | None:
    """Return after how many months a mended reminder ends; ``None``: the law is silent, or nobody has
    verified it, so nothing ends by itself."""
    found = term(LAPSE, path, day)
    return found.number() if found is not None and found.binding else None


def counting(path: str, day: date) -> tuple[int, int] | None:
    """Return (window in months, threshold) for repeats; ``None`` where one of the two is not regulated."""
    window, threshold = term(WINDOW, path, day), term(THRESHOLD, path, day)
    return (window.number(), threshold.number()) if window and threshold else None
