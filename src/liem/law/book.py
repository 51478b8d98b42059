"""The law as dated data: a loader that refuses, and the question "what was in force on that day?".

Every value carries its article, its days and how surely we know it. A file with a fault is refused whole,
with file, line and what to mend; a question without an answer raises `NoLawInForce`, never a default.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from liem.law.errors import BadLaw, NoLawInForce
from liem.law.provision import Provision, Transition
from liem.law.reading import read_file

HERE: Final = Path(__file__).parent
# "body:*" holds what a body may set in its own working rules, used until that body sets its own.
NATIONAL: Final = ("VN", "party", "body:*")


class Book:
    """All provisions at hand. Made once by `load`, then only asked."""

    def __init__(self, provisions: Iterable[Provision], transitions: Iterable[Transition] = ()) -> None:
        self._by_id: dict[str, list[Provision]] = defaultdict(list)
        for provision in provisions:
            self._by_id[provision.id].append(provision)
        for same in self._by_id.values():
            same.sort(key=lambda one: (one.jurisdiction, one.valid_from))
            _refuse_overlap(same)
        self._by_id = dict(self._by_id)
        self.transitions = tuple(transitions)

    def __iter__(self) -> Iterator[Provision]:
        for same in self._by_id.values():
            yield from same

    def __len__(self) -> int:
        return sum(map(len, self._by_id.values()))

    def __contains__(self, key: object) -> bool:
        return key in self._by_id

    def in_force(self, key: str, day: date, *, jurisdictions: tuple[str, ...] = NATIONAL) -> Provision:
        """Give the provision in force on a day. Raises NoLawInForce.

        `jurisdictions` lists those that apply to the acting body, such as ("body:dang-uy-an-liem",
        "province:lao-cai", "VN", "party", "body:*"); the most specific one that speaks wins: the body itself,
        then its province, then the country or the Party, then what any body may change.
        """
        for jurisdiction in sorted(jurisdictions, key=rank):
            for provision in self._by_id.get(key, ()):
                if provision.jurisdiction == jurisdiction and provision.covers(day):
                    return provision
        raise NoLawInForce(key, day, jurisdictions=jurisdictions)

    def versions(self, key: str) -> tuple[Provision, ...]:
        """Give every version of a provision, by jurisdiction and date; empty when nobody has written it."""
        return tuple(self._by_id.get(key, ()))

    def transitions_for(self, key: str, *, event: str, day: date) -> tuple[Transition, ...]:
        """Give the transition clauses that speak about a matter whose `event` happened on `day`."""
        return tuple(
            clause
            for clause in self.transitions
            if clause.touches(key) and clause.event == event and day < clause.before
        )


def load(*roots: Path) -> Book:
    """Read every YAML file under the roots into one book. Raises BadLaw at the first fault.

    `sources.yaml`, `calendar.yaml` and the folder `procedures` have readers of their own and are left out.
    """
    provisions: list[Provision] = []
    transitions: list[Transition] = []
    for root in roots:
        for file in sorted(root.rglob("*.yaml")):
            within = file.relative_to(root)
            if file.name in {"sources.yaml", "calendar.yaml"} or "procedures" in within.parts:
                continue
            made, clauses = read_file(file, shown=within.as_posix())
            provisions += made
            transitions += clauses
    return Book(provisions, transitions)


@lru_cache(maxsize=1)
def default_book() -> Book:
    """Give the book that ships with the product and the installation's own law, read once per process."""
    shipped = load(HERE / "vn", HERE / "body")
    return merged(shipped, load(*own_roots())) if own_roots() else shipped


_OWN: list[Path] = []
_READERS: list[Callable[[], None]] = []


def own_roots() -> tuple[Path, ...]:
    """Give the folders of law the installation has added."""
    return tuple(_OWN)


def add_root(path: Path) -> None:
    """Let the installation's own law in `path` (and procedures in `path/procedures`) be read beside ours.

    Nothing is read here: a fault shows itself, as BadLaw with file and line, when the law is first asked.
    """
    if path not in _OWN:
        _OWN.append(path)
        roots_changed()


def remove_root(path: Path) -> None:
    """Forget a folder that was added."""
    if path in _OWN:
        _OWN.remove(path)
        roots_changed()


def when_roots_change(forget: Callable[[], None]) -> None:
    """Let a reader of law files forget what it has read when folders come or go."""
    _READERS.append(forget)


def roots_changed() -> None:
    """Forget all law that was read, so that it is read again."""
    for forget in _READERS:
        forget()


when_roots_change(default_book.cache_clear)


def merged(shipped: Book, own: Book) -> Book:
    """Add an installation's own law to ours: where both speak for one jurisdiction, ours ends on the day
    theirs begins, so that a province can enter a new rule before the product knows it."""
    begins: dict[tuple[str, str], date] = {}
    for each in own:
        key = (each.id, each.jurisdiction)
        begins[key] = min(each.valid_from, begins.get(key, each.valid_from))
    kept = []
    for each in shipped:
        day = begins.get((each.id, each.jurisdiction))
        if day is not None and each.valid_to is None and each.valid_from < day:
            kept.append(replace(each, valid_to=day))
        else:
            kept.append(each)
    return Book([*kept, *own], [*shipped.transitions, *own.transitions])


def rank(jurisdiction: str) -> int:
    """Order jurisdictions from the most specific: a body, its province, the country or the Party, any
    body."""
    if jurisdiction == "body:*":
        return 3
    return {"body": 0, "province": 1}.get(jurisdiction.partition(":")[0], 2)


def _refuse_overlap(same: list[Provision]) -> None:
    for earlier, later in pairwise(same):
        if earlier.jurisdiction == later.jurisdiction and (
            earlier.valid_to is None or later.valid_from < earlier.valid_to
        ):
            raise BadLaw(
                "overlap",
                file=later.file,
                line=later.line,
                vi=f"“{later.id}” ({later.jurisdiction}) trùng thời gian hiệu lực với {earlier.file}, dòng "
                f"{earlier.line}. Hãy ghi ngày hết hiệu lực của bản cũ bằng ngày có hiệu lực của bản mới.",
                en=f"{later.id!r} ({later.jurisdiction}) overlaps {earlier.file} line {earlier.line}. "
                "Let the old version end on the day the new one begins.",
            )
