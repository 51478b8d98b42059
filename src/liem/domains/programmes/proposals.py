"""Whom to inspect, each with its reason: due by a rule, by a score of risk with its parts, by a draw."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.spine.units.models import Kind, Side, Unit
from liem.spine.units.reach import served_path
from liem.spine.units.readers import open_on

from . import rules, sources, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from .models import Programme

_PARTY_SUBJECTS = (
    Kind.PROVINCIAL_COMMITTEE,
    Kind.COMMUNE_COMMITTEE,
    Kind.BASE_COMMITTEE,
    Kind.BASE_CELL,
    Kind.PARTY_CELL,
    Kind.PARTY_OFFICE,
    Kind.INSPECTION_COMMISSION,
    Kind.INTERNAL_AFFAIRS_COMMISSION,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A subject with its score, when it was last inspected and whether a rule says it is due."""

    unit: Unit
    score: rules.Score
    last: date | None = None
    due: date | None = None
    is_due: bool = False
    citation: str = ""

    @property
    def due_words(self) -> str:
        """Why a rule makes the subject due within the programme, empty where none does."""
        if not self.is_due:
            return ""
        if self.last is None:
            return _("đến kỳ: chưa kiểm tra lần nào từ khi thành lập đơn vị")
        return _("đến kỳ: lần gần nhất ngày %(day)s") % {"day": f"{self.last:%d/%m/%Y}"}

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the score in words, with the points of each."""
        labels = {key: str(label) for key, (label, _source) in sources.risks().items()}
        return [
            {
                "words": _("%(count)s %(what)s × %(weight)s điểm")
                % {"count": part.count, "what": labels.get(part.key, part.key), "weight": part.weight},
                "points": part.points,
            }
            for part in self.score.parts
        ]

    @override("vi")
    def reason(self) -> dict[str, Any]:
        """Return why it is proposed, as kept with the item: in Vietnamese whoever reads the page."""
        words = [self.due_words] if self.is_due else []
        if self.score.points:
            words.append(_("%(points)s điểm rủi ro") % {"points": self.score.points})
        return {"words": "; ".join(words), "parts": self.parts}


def subjects(unit: Unit, *, day: date) -> list[Unit]:
    """Return the units directly below what the body supervises, open on ``day``, in the order of the tree.

    For a party body party organisations, for a state body state units. One query.
    """
    listed = list(_within(unit, day=day))
    depth = min((one.path.count("/") for one in listed), default=0)
    return [one for one in listed if one.path.count("/") == depth]


def further_subjects(unit: Unit, *, day: date, most: int = 400) -> list[Unit]:
    """Return units further down that may be inspected as well, at most ``most``. One query."""
    listed = list(_within(unit, day=day)[: most * 4])
    depth = min((one.path.count("/") for one in listed), default=0)
    return [one for one in listed if one.path.count("/") != depth][:most]


def _within(unit: Unit, *, day: date) -> QuerySet[Unit]:
    reach = served_path(unit)
    found = open_on(day).filter(path__startswith=reach).exclude(pk=unit.pk).exclude(path=reach)
    if unit.side == Side.PARTY:
        return found.filter(side=Side.PARTY, kind__in=_PARTY_SUBJECTS)
    return found.filter(side=unit.side)


def _spread(found: Iterable[tuple[str, Any]], units: Sequence[Unit]) -> dict[str, list[Any]]:
    """Put what was found at a unit to the subject it stands in: path of the subject → values."""
    depths = {unit.path.count("/") for unit in units}
    paths = {unit.path for unit in units}
    spread: dict[str, list[Any]] = defaultdict(list)
    for path, value in found:
        parts = path.split("/")
        for depth in depths:
            above = "/".join(parts[:depth]) + "/"
            if above in paths:
                spread[above].append(value)
    return spread


def proposals(programme: Programme, *, at: datetime) -> list[Proposal]:
    """Return every subject of a programme's body, the due ones first, then by score: constant queries.

    Weights and cycle are those in force for the body on the day; where none is in force nothing weighs and
    nothing is due, and the page says so.
    """
    day, body = local_day(at), programme.unit
    units = subjects(body, day=day)
    reach, weights = served_path(body), terms.weights(body, day=day)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for key, (_label, source) in sources.risks().items():
        if weights.get(key, 0) > 0:
            for path, values in _spread(source(reach, at=at), units).items():
                counts[path][key] = sum(values)
    last: dict[str, date] = {}
    for history in sources.histories():
        for path, days in _spread(history(reach, at=at), units).items():
            last[path] = max([*days, *([last[path]] if path in last else [])])
    made = [_one(unit, programme, counts[unit.path], weights, last.get(unit.path), day) for unit in units]
    return sorted(made, key=lambda one: (not one.is_due, -one.score.points, one.unit.path))


def _one(
    unit: Unit,
    programme: Programme,
    counts: Mapping[str, int],
    weights: Mapping[str, int],
    last: date | None,
    day: date,
) -> Proposal:
    months = terms.cycle_months(programme.unit, day=day)
    due = rules.due_on(last, unit.valid_from, months) if months else None
    is_due = due is not None and due <= programme.last
    rule = terms.provision(terms.CYCLE, programme.unit, day=day) if is_due else None
    return Proposal(
        unit, rules.score(counts, weights), last, due, is_due, str(rule.basis) if rule is not None else ""
    )


def suggested_count(programme: Programme, size: int, *, at: datetime) -> int:
    """Return how many a draw takes by the share in force for the body; 0 where none is in force."""
    share = terms.random_share(programme.unit, day=local_day(at))
    return rules.by_share(size, share) if share else 0
