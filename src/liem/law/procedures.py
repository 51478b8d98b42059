"""Procedures as dated data: the steps of an inspection, who does each, which papers it needs, which limit
it has.

One YAML file is one procedure (``vn/procedures/*.yaml``), readable as a page by itself. A province adds its
own file with its jurisdiction; the most specific one in force on the day of the case wins, and the case keeps
that day. The table of states comes from the file by :meth:`Procedure.flow`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from liem.law.book import HERE, NATIONAL, own_roots, rank, when_roots_change
from liem.law.errors import BadLaw, NoLawInForce
from liem.law.procedure import (
    ACTIVITIES,
    BODIES,
    OPENED,
    PAPERS,
    PHASES,
    ROLES,
    STOP,
    STOPPED,
    SUBJECTS,
    Procedure,
    Step,
)
from liem.law.procedure_reading import read_procedure

__all__ = [
    "ACTIVITIES",
    "BODIES",
    "FOLDER",
    "OPENED",
    "PAPERS",
    "PHASES",
    "ROLES",
    "STOP",
    "STOPPED",
    "SUBJECTS",
    "Procedure",
    "Procedures",
    "Step",
    "default_procedures",
    "load_procedures",
    "read_procedure",
]

FOLDER = "procedures"


class Procedures:
    """All procedures at hand. Raises BadLaw when two of one body and id are in force together, or one turns
    into a procedure nobody wrote."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.all = tuple(procedures)
        _refuse_overlap(self.all)
        known = {each.id for each in self.all}
        for each in self.all:
            if lost := sorted(set(each.refers_to) - known):
                raise BadLaw(
                    "refers_to",
                    file=each.file,
                    line=each.line,
                    vi=f"“refers_to” nêu quy trình không có: {lost[0]}.",
                    en=f"'refers_to' names a procedure that does not exist: {lost[0]}.",
                )

    def in_force(self, key: str, day: date, *, jurisdictions: tuple[str, ...] = NATIONAL) -> Procedure:
        """Return the procedure of this id for a body on a day. Raises NoLawInForce."""
        for jurisdiction in sorted(jurisdictions, key=rank):
            for each in self.all:
                if each.id == key and each.jurisdiction == jurisdiction and each.covers(day):
                    return each
        raise NoLawInForce(key, day, jurisdictions=jurisdictions)

    def available(self, day: date, *, jurisdictions: tuple[str, ...] = NATIONAL) -> list[Procedure]:
        """Return one procedure an id in force for a body on a day, in the order of the files."""
        found: list[Procedure] = []
        for key in dict.fromkeys(each.id for each in self.all):
            try:
                found.append(self.in_force(key, day, jurisdictions=jurisdictions))
            except NoLawInForce:
                continue
        return found


@lru_cache(maxsize=1)
def default_procedures() -> Procedures:
    """Return the procedures that ship with the product and those of the installation, read once per
    process."""
    return load_procedures(HERE / "vn" / FOLDER, *(root / FOLDER for root in own_roots()))


when_roots_change(default_procedures.cache_clear)


def load_procedures(*roots: Path) -> Procedures:
    """Read every procedure under the roots. Raises BadLaw at the first fault."""
    return Procedures(
        read_procedure(file, shown=file.relative_to(root.parent).as_posix())
        for root in roots
        for file in sorted(root.rglob("*.yaml"))
    )


def _refuse_overlap(procedures: tuple[Procedure, ...]) -> None:
    groups: dict[tuple[str, str], list[Procedure]] = defaultdict(list)
    for each in procedures:
        groups[each.id, each.jurisdiction].append(each)
    for same in groups.values():
        for earlier, later in pairwise(sorted(same, key=lambda one: one.valid_from)):
            if earlier.valid_to is None or later.valid_from < earlier.valid_to:
                raise BadLaw(
                    "overlap",
                    file=later.file,
                    line=later.line,
                    vi=f"“{later.id}” ({later.jurisdiction}) trùng thời gian hiệu lực với {earlier.file}. "
                    "Hãy ghi ngày hết hiệu lực của bản cũ bằng ngày có hiệu lực của bản mới.",
                    en=f"{later.id!r} ({later.jurisdiction}) overlaps {earlier.file}. Let the old one end "
                    "on the day the new one begins.",
                )
