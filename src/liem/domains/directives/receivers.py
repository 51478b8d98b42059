"""Who can be given a task, who is printed as its lead, who signs: offers to the giver, never choices made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from liem.kernel.text import search_key
from liem.spine.access import Actor, Post
from liem.spine.people.models import Mandate
from liem.spine.people.readers import holders
from liem.spine.units.models import Kind, Unit
from liem.spine.units.readers import open_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

MOST = 600  # beyond this the list of choices goes less deep
SIGNERS = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.HEAD_OF_BODY, Post.DEPUTY_HEAD, Post.OFFICE_HEAD)

_SHORT = (
    (r"\bubnd\b", "uy ban nhan dan"),
    (r"\bhdnd\b", "hoi dong nhan dan"),
    (r"\bubkt\b", "uy ban kiem tra"),
    (r"\b(?:ub)?mttq\b", "mat tran to quoc"),
    (r"\bmat tran to quoc viet nam\b", "mat tran to quoc"),
    (r"\buy ban mat tran\b", "mat tran"),
    (r"\bvp\b", "van phong"),
    (r"\bbtv\b", "ban thuong vu"),
    (r"\bdu\b(?= xa| phuong| dac khu)", "dang uy"),
    (r"\bcb\b(?= thon| to| truong| ban)", "chi bo"),
    (r"\bld(?= chi bo| ban)", "lanh dao"),
)
_MANY = re.compile(r"^(?:tat ca |toan bo )?(?:cac|moi|tung)\b|\bcac chi bo\b|\bchi bo truc thuoc\b")
_GROUPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bchi bo\b"), (Kind.PARTY_CELL, Kind.BASE_CELL)),
    (re.compile(r"\bdang uy\b.*\bxa\b|\bcac xa\b"), (Kind.COMMUNE_COMMITTEE,)),
    (re.compile(r"\bdang bo co so|dang uy co so\b"), (Kind.BASE_COMMITTEE,)),
    (re.compile(r"\b(?:thon|ban|xom|to dan pho)\b"), (Kind.VILLAGE, Kind.RESIDENTIAL_GROUP)),
    (re.compile(r"\btruong\b"), (Kind.SCHOOL,)),
    (re.compile(r"\bdoan the|hoi\b"), (Kind.UNION, Kind.FATHERLAND_FRONT)),
    (re.compile(r"\bphong\b|\bco quan\b|\bban, nganh\b"), (Kind.AGENCY, Kind.PARTY_OFFICE)),
)
# Words that do not tell one unit of a commune from another.
_COMMON = frozenset(
    ["xa", "phuong", "tinh", "cac", "va", "dang", "cua", "truc", "thuoc", "thuong", "lanh", "dao"]
)


def units_to_give(actor: Actor, *, day: date) -> list[Unit]:
    """Return the open units a task can be given to: the own unit and those below, as deep as fits in a list
    of 600; the own last."""
    below = (
        open_on(day)
        .filter(path__startswith=actor.unit_path)
        .only("pk", "code", "name", "short_name", "folded", "path", "kind", "level", "parent_id")
    )
    found = list(below[: MOST * 8])
    own_depth = actor.unit_path.count("/")
    for deepest in range(8, 0, -1):
        near = [unit for unit in found if unit.path.count("/") - own_depth <= deepest]
        if len(near) <= MOST:
            break
    return [unit for unit in near if unit.pk != actor.unit_id] + [
        unit for unit in near if unit.pk == actor.unit_id
    ]


def _plain(words: str) -> str:
    text = search_key(words)
    for short, whole in _SHORT:
        text = re.sub(short, whole, text)
    return text


def suggestions(words: str, units: Sequence[Unit], *, most: int = 3) -> list[Unit]:
    """Return units whose name fits the printed words, best first; an empty list when none clearly does.

    Marks, case and the usual abbreviations do not matter. It is an offer: nothing is chosen by it.
    """
    asked = _plain(words).split()
    if not asked or is_many(words):
        return []
    wanted = set(asked)
    scored = []
    for unit in units:
        names = [_plain(unit.name), _plain(unit.short_name)]
        best = 0.0
        for name in names:
            own = set(name.split())
            if not own:
                continue
            telling = own - _COMMON
            shared = wanted & own
            if telling and telling <= wanted:  # every telling word of the name is printed
                best = max(best, 2.0 + len(shared) / (len(own | wanted)))
            elif wanted - _COMMON and (wanted - _COMMON) <= own:  # the paper writes the name shorter
                best = max(best, 1.0 + len(shared) / (len(own | wanted)))
        if best:
            scored.append((best, unit))
    scored.sort(key=lambda pair: (-pair[0], pair[1].path))
    return [unit for _score, unit in scored[:most]]


def is_many(words: str) -> bool:
    """Say whether the printed words mean a group ("các chi bộ"), which is given by distributing."""
    return bool(_MANY.search(search_key(words)))


def kinds_meant(words: str) -> tuple[str, ...]:
    """Return the kinds of units a printed group means, e.g. cells for "các chi bộ trực thuộc"."""
    text = search_key(words)
    for pattern, kinds in _GROUPS:
        if pattern.search(text):
            return tuple(str(kind) for kind in kinds)
    return ()


@dataclass(frozen=True, slots=True)
class Group:
    """All open units of one kind below the giver, for handing one task to many."""

    kind: str
    label: str
    units: tuple[Unit, ...]


def groups(units: Iterable[Unit], *, own_id: UUID | None) -> list[Group]:
    """Return the units by kind, the largest group first, without the giver itself."""
    by_kind: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.pk != own_id:
            by_kind.setdefault(unit.kind, []).append(unit)
    made = [
        Group(kind=kind, label=str(Kind(kind).label), units=tuple(members))
        for kind, members in by_kind.items()
    ]
    return sorted(made, key=lambda group: -len(group.units))


def people_of(unit_ids: list[UUID], *, day: date) -> QuerySet[Mandate]:
    """Return who holds a post with work in the units on ``day``: one query."""
    posts = [
        Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.HEAD_OF_BODY, Post.DEPUTY_HEAD, Post.OFFICE_HEAD,
        Post.CLERK, Post.SPECIALIST, Post.VILLAGE_HEAD, Post.INSPECTOR,
    ]  # fmt: skip
    return holders(unit_ids, [str(post) for post in posts], day=day).order_by("person__sort_name")


def signers(unit_id: UUID, *, day: date) -> list[Mandate]:
    """Return who may sign for the unit on ``day``, the head first."""
    found = holders([unit_id], [str(post) for post in SIGNERS], day=day)
    order = {str(post): place for place, post in enumerate(SIGNERS)}
    return sorted(found, key=lambda mandate: order[mandate.post])
