"""What the law says about programmes, for one body on one day: areas, procedures, weights, cycle, share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from liem.law import default_book
from liem.law.errors import NoLawInForce
from liem.law.procedures import default_procedures
from liem.spine.units.models import Kind, Side
from liem.spine.units.reach import jurisdictions

from .conflicts import CELLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from liem.law.procedures import Procedure
    from liem.law.provision import Provision
    from liem.spine.units.models import Unit

AREAS = "inspection.content_areas"
WEIGHTS = "inspection.risk_weights"
CYCLE = "inspection.cycle"
SHARE = "inspection.random_share"


def body_kind(unit: Unit) -> str:
    """Return which kind of body a unit is for the procedures: committee, commission, cell or state."""
    if unit.side != Side.PARTY:
        return "state"
    if unit.kind == Kind.INSPECTION_COMMISSION:
        return "commission"
    return "cell" if unit.kind in CELLS else "committee"


def procedures(unit: Unit, *, day: date) -> list[Procedure]:
    """Return the procedures the body at ``unit`` may plan on ``day``, in the order of the files."""
    kind = body_kind(unit)
    found = default_procedures().available(day, jurisdictions=jurisdictions(unit.path))
    return [one for one in found if kind in one.bodies]


def provision(key: str, unit: Unit, *, day: date) -> Provision | None:
    """Return the provision in force for the body, or ``None``: for what is only shown or proposed."""
    try:
        return default_book().in_force(key, day, jurisdictions=jurisdictions(unit.path))
    except NoLawInForce:
        return None


def areas(unit: Unit, *, day: date) -> Mapping[str, str]:
    """Return the content areas in force, key → title. Raises ``NoLawInForce``."""
    found = default_book().in_force(AREAS, day, jurisdictions=jurisdictions(unit.path))
    return {key: str(title) for key, title in found.mapping().items()}


def area_titles(unit: Unit, *, day: date) -> Mapping[str, str]:
    """Return the titles to show, empty where nothing is in force: a page never fails for a word."""
    found = provision(AREAS, unit, day=day)
    return {key: str(title) for key, title in found.mapping().items()} if found else {}


def weights(unit: Unit, *, day: date) -> Mapping[str, int]:
    """Return points an occurrence by source of risk, empty where the body and the law are silent."""
    found = provision(WEIGHTS, unit, day=day)
    points = found.mapping() if found else {}
    return {key: value for key, value in points.items() if isinstance(value, int)}


def cycle_months(unit: Unit, *, day: date) -> int | None:
    """Return after how many months a subject is due again; ``None`` where no rule says."""
    found = provision(CYCLE, unit, day=day)
    return found.number() if found is not None and isinstance(found.value, int) else None


def random_share(unit: Unit, *, day: date) -> Fraction | None:
    """Return which share of the subjects a draw takes by default; ``None`` where no rule says."""
    found = provision(SHARE, unit, day=day)
    return found.share() if found is not None and isinstance(found.value, Fraction) else None
