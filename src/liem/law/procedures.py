"""Procedures as dated data: the steps of an inspection, who does each, which papers it needs, which limit
it has.

One YAML file is one procedure (``vn/procedures/*.yaml``), readable as a page by itself. A province adds its
own file with its jurisdiction; the most specific one in force on the day of the case wins, and the case keeps
that day. The table of states comes from the file by :meth:`Procedure.flow`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from liem.kernel.flow import Flow
from liem.kernel.flow import Step as FlowStep
from liem.kernel.text import nfc
from liem.law.book import HERE, NATIONAL, rank
from liem.law.errors import BadLaw, NoLawInForce
from liem.law.provision import Basis

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
_TOP: Final = frozenset(
    {
        "id",
        "title",
        "activity",
        "side",
        "jurisdiction",
        "valid",
        "basis",
        "confidence",
        "status",
        "source",
        "letters",
        "subjects",
        "bodies",
        "duration",
        "lookback",
        "team_max",
        "extension",
        "leads_to_discipline",
        "about",
        "steps",
    }
)
_STEP: Final = frozenset(
    {"key", "title", "phase", "who", "papers", "optional", "limit", "from", "note", "concludes", "closes"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``limit`` is the id of a provision whose term runs from the day of step ``counts_from``.

    ``papers`` are the kinds that must be in the dossier first; ``concludes`` marks the step that issues the
    conclusion, ``closes`` the one after which nothing follows.
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
    concludes: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure in force from ``valid_from`` up to but not on ``valid_to``.

    ``duration``, ``lookback``, ``team_max`` and ``extension`` are ids of provisions, asked in the body's own
    jurisdictions on the day of the case; where no rule is in force there is no limit, and the page says so.
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
    team_max: str | None = None
    extension: str | None = None
    leads_to_discipline: bool = False
    about: str = ""
    file: str = ""

    def step(self, key: str) -> Step:
        """Return a step; raises ``KeyError``."""
        return next(each for each in self.steps if each.key == key) if self.has(key) else _missing(key)

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


def _missing(key: str) -> Step:
    raise KeyError(key)


class Procedures:
    """All procedures at hand."""

    def __init__(self, procedures: list[Procedure]) -> None:
        self.all = tuple(procedures)

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
    """Return the procedures that ship with the product, read once per process."""
    return load_procedures(HERE / "vn" / "procedures")


def load_procedures(*roots: Path) -> Procedures:
    """Read every procedure under the roots. Raises BadLaw at the first fault."""
    return Procedures([read_procedure(file) for root in roots for file in sorted(root.rglob("*.yaml"))])


def read_procedure(path: Path) -> Procedure:
    """Read one file, strictly. Raises BadLaw with the file and what to mend."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        _refuse(path, "yaml", f"Không đọc được YAML ({fault}).", f"not YAML ({fault}).")
    if not isinstance(given, dict):
        _refuse(path, "shape", "Tệp phải là một bảng.", "the file must be a mapping.")
    _only(path, given, _TOP)
    steps = tuple(_step(path, each) for each in given.get("steps") or ())
    start, end = _days(path, given)
    made = Procedure(
        id=_text(path, given, "id"),
        title=_text(path, given, "title"),
        activity=_one_of(path, given, "activity", ACTIVITIES),
        side=_one_of(path, given, "side", frozenset({"party", "state"})),
        jurisdiction=_text(path, given, "jurisdiction"),
        valid_from=start,
        valid_to=end,
        basis=Basis(_text(path, given.get("basis") or {}, "doc"), (given.get("basis") or {}).get("article")),
        confidence=_one_of(path, given, "confidence", frozenset("VSM")),
        source=_text(path, given, "source"),
        letters=_text(path, given, "letters"),
        subjects=_subset(path, given, "subjects", SUBJECTS),
        bodies=_subset(path, given, "bodies", BODIES),
        steps=steps,
        duration=given.get("duration"),
        lookback=given.get("lookback"),
        team_max=given.get("team_max"),
        extension=given.get("extension"),
        leads_to_discipline=bool(given.get("leads_to_discipline", False)),
        about=nfc(str(given.get("about", "")).strip()),
        file=path.name,
    )
    _check(path, made)
    return made


def _step(path: Path, given: Any) -> Step:
    if not isinstance(given, dict):
        _refuse(path, "shape", "Mỗi bước phải là một bảng.", "each step must be a mapping.")
    _only(path, given, _STEP)
    return Step(
        key=_text(path, given, "key"),
        title=_text(path, given, "title"),
        phase=_one_of(path, given, "phase", frozenset(PHASES)),
        who=_subset(path, given, "who", ROLES),
        papers=_subset(path, given, "papers", PAPERS) if given.get("papers") else (),
        optional=bool(given.get("optional", False)),
        limit=given.get("limit"),
        counts_from=given.get("from"),
        note=nfc(str(given.get("note", "")).strip()),
        concludes=bool(given.get("concludes", False)),
        closes=bool(given.get("closes", False)),
    )


def _check(path: Path, made: Procedure) -> None:
    keys = [each.key for each in made.steps]
    if not keys or len(set(keys)) != len(keys) or {OPENED, STOPPED, STOP} & set(keys):
        _refuse(path, "steps", "Các bước phải có mã khác nhau.", "steps need keys of their own.")
    if sum(each.concludes for each in made.steps) > 1:
        _refuse(path, "concludes", "Chỉ một bước ban hành kết luận.", "only one step may conclude.")
    if not made.steps[-1].closes or any(each.closes for each in made.steps[:-1]):
        _refuse(path, "closes", "Bước cuối, và chỉ bước cuối, kết thúc.", "the last step alone must close.")
    for number, each in enumerate(made.steps):
        if each.counts_from not in {None, OPENED, *keys[:number]}:
            _refuse(
                path,
                "from",
                f"Bước “{each.key}” tính hạn từ bước chưa có trước nó.",
                f"step {each.key!r} counts from a step that does not come before it.",
            )
        if (each.limit is None) != (each.counts_from is None):
            _refuse(
                path,
                "limit",
                f"Bước “{each.key}”: “limit” và “from” đi cùng nhau.",
                f"step {each.key!r}: 'limit' and 'from' go together.",
            )
    phases = [PHASES.index(each.phase) for each in made.steps]
    if phases != sorted(phases):
        _refuse(path, "phase", "Các bước không theo thứ tự giai đoạn.", "steps are not in order of phases.")
    made.flow()


def _refuse(path: Path, fault: str, vi: str, en: str) -> NoReturn:
    raise BadLaw(fault, file=path.name, line=1, vi=vi, en=en)


def _only(path: Path, given: Mapping[str, Any], known: frozenset[str]) -> None:
    if strange := sorted(map(str, given.keys() - known)):
        _refuse(path, "unknown_key", f"Không biết mục “{strange[0]}”.", f"unknown key {strange[0]!r}.")


def _text(path: Path, given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip():
        _refuse(path, f"missing_{key}", f"Thiếu “{key}”.", f"{key!r} is missing or not text.")
    return nfc(str(value).strip())


def _one_of(path: Path, given: Mapping[str, Any], key: str, allowed: frozenset[str]) -> str:
    value = given.get(key)
    if value not in allowed:
        shown = ", ".join(sorted(allowed))
        _refuse(
            path, f"bad_{key}", f"“{key}” phải là một trong: {shown}.", f"{key!r} must be one of: {shown}."
        )
    return str(value)


def _subset(path: Path, given: Mapping[str, Any], key: str, allowed: frozenset[str]) -> tuple[str, ...]:
    value = given.get(key)
    if not isinstance(value, list) or not value or not set(map(str, value)) <= allowed:
        shown = ", ".join(sorted(allowed))
        _refuse(
            path, f"bad_{key}", f"“{key}” phải là danh sách trong: {shown}.", f"{key!r} must list: {shown}."
        )
    return tuple(map(str, value))


def _days(path: Path, given: Mapping[str, Any]) -> tuple[date, date | None]:
    valid = given.get("valid")
    if not isinstance(valid, list) or len(valid) != 2 or type(valid[0]) is not date:
        _refuse(path, "missing_dates", "Thiếu “valid: [từ, đến]”.", "'valid' must be [from, to).")
    start, end = valid
    if end is not None and (type(end) is not date or end <= start):
        _refuse(
            path,
            "bad_dates",
            "Ngày hết hiệu lực phải sau ngày có hiệu lực.",
            "the end must follow the start.",
        )
    return start, end
