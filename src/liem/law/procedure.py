"""One procedure: its steps, who does each, which papers it needs, which limits it has, what may follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from liem.kernel.flow import Flow
from liem.kernel.flow import Step as FlowStep
from liem.law.provision import BADGES, BADGES_EN, Basis

OPENED: Final = "opened"
STOPPED: Final = "stopped"
STOP: Final = "stop"

# Who may do a step: parts a person plays in the case, not posts.
ROLES: Final = frozenset({"decider", "head", "team", "subject", "office"})
PHASES: Final = ("prepare", "conduct", "conclude")
PAPERS: Final = frozenset(
    {
        "decision",
        "plan",
        "notice",
        "outline",
        "self_report",
        "minutes",
        "team_report",
        "draft",
        "hearing_minutes",
        "conclusion",
        "publication",
        "hand_over",
        "letter",
        "acceptance",
        "answer",
        "file_index",
    }
)
SUBJECTS: Final = frozenset({"organisation", "member", "official"})
BODIES: Final = frozenset({"committee", "commission", "cell", "state"})
ACTIVITIES: Final = frozenset(
    {
        "regular_supervision",
        "thematic_supervision",
        "compliance_inspection",
        "sign_based_inspection",
        "unannounced_inspection",
        "duty_inspection",
        "finance_inspection",
        "denunciation",
        "discipline_complaint",
        "administrative_inspection",
        "cell_inspection",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``limit`` is the id of a provision whose term runs from the day of step ``counts_from``.

    ``papers`` are the kinds that must be in the dossier first; ``concludes`` marks the step that issues the
    conclusion, ``closes`` the one after which nothing follows. ``…_en`` are empty where nobody translated.
    """

    key: str
    title: str
    phase: str
    who: tuple[str, ...]
    papers: tuple[str, ...] = ()
    optional: bool = False
    limit: str | None = None
    counts_from: str | None = None
    note: str = ""
    title_en: str = ""
    note_en: str = ""
    concludes: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure in force from ``valid_from`` up to but not on ``valid_to``.

    ``duration``, ``lookback``, ``team_max`` and ``extension`` are ids of provisions, asked in the body's own
    jurisdictions on the day of the case; where no rule is in force there is no limit, and the page says so.
    ``lookback_by_kind`` names another provision for some kinds of unit (a cell under a base committee).
    ``refers_to`` are ids of procedures it may turn into: supervision disciplines nobody, it hands signs on.
    """

    id: str
    title: str
    activity: str
    side: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    basis: Basis
    confidence: str
    source: str
    letters: str
    subjects: tuple[str, ...]
    bodies: tuple[str, ...]
    steps: tuple[Step, ...]
    duration: str | None = None
    lookback: str | None = None
    lookback_by_kind: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    team_max: str | None = None
    extension: str | None = None
    leads_to_discipline: bool = False
    refers_to: tuple[str, ...] = ()
    about: str = ""
    title_en: str = ""
    about_en: str = ""
    file: str = ""
    line: int = 1

    @property
    def binding(self) -> bool:
        """Whether a step may be refused by it alone: never when nobody has checked the source."""
        return self.confidence != "M"

    @property
    def badge(self) -> str:
        """How surely we know it, in words for people."""
        return BADGES[self.confidence]

    @property
    def badge_en(self) -> str:
        """The same in English."""
        return BADGES_EN[self.confidence]

    @property
    def limits(self) -> tuple[str, ...]:
        """Return the ids of all provisions it asks, each once, in the order of the page."""
        whole = (self.duration, self.lookback, *self.lookback_by_kind.values(), self.team_max, self.extension)
        named = (*whole, *(each.limit for each in self.steps))
        return tuple(dict.fromkeys(one for one in named if one is not None))

    def lookback_for(self, kind: str) -> str | None:
        """Return the id of the provision on the period examined, for a unit of this kind."""
        return self.lookback_by_kind.get(kind, self.lookback)

    def step(self, key: str) -> Step:
        """Return a step; raises ``KeyError``."""
        for each in self.steps:
            if each.key == key:
                return each
        raise KeyError(key)

    def has(self, key: str) -> bool:
        """Say whether the procedure has a step of this key."""
        return any(each.key == key for each in self.steps)

    def following(self, state: str) -> tuple[Step, ...]:
        """Return the steps possible after ``state``: the optional ones up to and with the next required
        one."""
        keys = [each.key for each in self.steps]
        start = keys.index(state) + 1 if state in keys else 0
        found: list[Step] = []
        for each in self.steps[start:] if state != STOPPED else ():
            found.append(each)
            if not each.optional:
                break
        return tuple(found)

    def next_required(self, state: str) -> Step | None:
        """Return the next step that must be taken after ``state``; ``None`` at the end."""
        return next((each for each in self.following(state) if not each.optional), None)

    def flow(self) -> Flow:
        """Return the table of states: a state is the key of the last step taken, "opened" before the
        first."""
        states = [OPENED, *(each.key for each in self.steps)]
        rows = [
            FlowStep(
                each.key,
                tuple(state for state in states if each in self.following(state)),
                each.key,
                ",".join(each.who),
                str(self.basis),
            )
            for each in self.steps
        ]
        concluding = next((n for n, each in enumerate(self.steps) if each.concludes), len(self.steps))
        before = tuple(states[: concluding + 1])
        rows.append(FlowStep(STOP, before, STOPPED, "decider", str(self.basis)))
        return Flow(OPENED, rows)

    def covers(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
