"""Reading one procedure file, strictly: anything missing, unknown or of the wrong kind stops it with file and
line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from liem.law.places import Place, basis_of, confidence_of, document, jurisdiction_of, valid_days
from liem.law.places import records as listed
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

_SIDES: Final = frozenset({"party", "state"})
_LIMITS: Final = ("duration", "lookback", "team_max", "extension")
_HEAD: Final = frozenset(
    {
        "id", "title", "activity", "side", "jurisdiction", "valid", "basis", "confidence", "status", "source",
        "letters", "subjects", "bodies", "lookback_by_kind", "leads_to_discipline", "refers_to", "about",
        "title_en", "about_en", *_LIMITS,
    }
)  # fmt: skip
_STEP: Final = frozenset(
    {
        "key",
        "title",
        "title_en",
        "phase",
        "who",
        "papers",
        "optional",
        "limit",
        "from",
        "note",
        "note_en",
        "concludes",
        "closes",
    }
)
_LONGEST_KEY: Final = 24  # as long as the state of a case may be


def read_procedure(path: Path, *, shown: str = "") -> Procedure:
    """Read one file; ``shown`` is its name in messages. Raises BadLaw with file, line and what to mend."""
    file = shown or path.name
    with document(path, shown=file) as (loader, parts, top):
        top.only(parts, _HEAD | {"steps"})
        head = {
            key: loader.construct_object(node, deep=True) for key, node in parts.items() if key != "steps"
        }
        at = {key: Place(file, node.start_mark.line + 1) for key, node in parts.items()}
        read = [(_step(record, place), place) for record, place in listed(loader, parts, "steps", file)]
        made = _procedure(head, _Lines(top, at), tuple(step for step, _place in read), file)
    _check_steps(made, at.get("steps", top), [place for _step_, place in read])
    return made


class _Lines:
    """The place of each key at the head of the file; the head itself for one that is not there."""

    def __init__(self, top: Place, at: Mapping[str, Place]) -> None:
        self._top = top
        self._at = at

    def __getitem__(self, key: str) -> Place:
        return self._at.get(key, self._top)


def _procedure(head: Mapping[str, Any], at: _Lines, steps: tuple[Step, ...], file: str) -> Procedure:
    start, end = valid_days(head, at["valid"])
    limits = {key: at[key].optional(head, key) for key in _LIMITS}
    return Procedure(
        id=at["id"].text(head, "id"),
        title=at["title"].text(head, "title"),
        activity=at["activity"].choice(head, "activity", ACTIVITIES),
        side=at["side"].choice(head, "side", _SIDES),
        jurisdiction=jurisdiction_of(head, at["jurisdiction"]),
        valid_from=start,
        valid_to=end,
        basis=basis_of(head, at["basis"]),
        confidence=confidence_of(head, at["confidence"]),
        source=at["source"].text(head, "source"),
        letters=at["letters"].text(head, "letters"),
        subjects=at["subjects"].choices(head, "subjects", SUBJECTS),
        bodies=at["bodies"].choices(head, "bodies", BODIES),
        steps=steps,
        duration=limits["duration"],
        lookback=limits["lookback"],
        lookback_by_kind=_by_kind(head, at["lookback_by_kind"]),
        team_max=limits["team_max"],
        extension=limits["extension"],
        leads_to_discipline=at["leads_to_discipline"].flag(head, "leads_to_discipline"),
        refers_to=_names(head, at["refers_to"]),
        about=at["about"].optional(head, "about") or "",
        title_en=at["title_en"].optional(head, "title_en") or "",
        about_en=at["about_en"].optional(head, "about_en") or "",
        file=file,
    )


def _by_kind(head: Mapping[str, Any], place: Place) -> Mapping[str, str]:
    given = head.get("lookback_by_kind", {})
    if not isinstance(given, dict) or not all(isinstance(one, str) for pair in given.items() for one in pair):
        place.refuse(
            "bad_lookback_by_kind",
            "“lookback_by_kind” phải là bảng “loại đơn vị: mã quy định”.",
            "'lookback_by_kind' must map kinds of unit to provision ids.",
        )
    return MappingProxyType(dict(given))


def _names(head: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    given = head.get("refers_to", [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        place.refuse(
            "bad_refers_to",
            "“refers_to” phải là danh sách mã quy trình.",
            "'refers_to' must list procedure ids.",
        )
    return tuple(given)


def _step(given: Mapping[str, Any], place: Place) -> Step:
    place.only(given, _STEP)
    return Step(
        key=place.text(given, "key"),
        title=place.text(given, "title"),
        phase=place.choice(given, "phase", frozenset(PHASES)),
        who=place.choices(given, "who", ROLES),
        papers=place.choices(given, "papers", PAPERS) if "papers" in given else (),
        optional=place.flag(given, "optional"),
        limit=place.optional(given, "limit"),
        counts_from=place.optional(given, "from"),
        note=place.optional(given, "note") or "",
        title_en=place.optional(given, "title_en") or "",
        note_en=place.optional(given, "note_en") or "",
        concludes=place.flag(given, "concludes"),
        closes=place.flag(given, "closes"),
    )


def _check_steps(made: Procedure, top: Place, places: list[Place]) -> None:
    steps = made.steps
    if not steps:
        top.refuse("steps", "Quy trình phải có “steps”.", "a procedure needs 'steps'.")
    _check_keys(steps, places)
    if sum(each.concludes for each in steps) > 1:
        top.refuse("concludes", "Chỉ một bước ban hành kết luận.", "only one step may conclude.")
    if not steps[-1].closes or steps[-1].optional or any(each.closes for each in steps[:-1]):
        top.refuse("closes", "Bước cuối, và chỉ bước cuối, kết thúc.", "the last step alone must close.")
    phases = [PHASES.index(each.phase) for each in steps]
    for place, earlier, later in zip(places[1:], phases, phases[1:], strict=False):
        if later < earlier:
            place.refuse(
                "phase", "Các bước không theo thứ tự giai đoạn.", "steps are not in order of phases."
            )
    made.flow()


def _check_keys(steps: tuple[Step, ...], places: list[Place]) -> None:
    before = {OPENED}
    for each, place in zip(steps, places, strict=True):
        if each.key in before | {STOPPED, STOP} or len(each.key) > _LONGEST_KEY or not each.key.isascii():
            place.refuse(
                "steps",
                f"Mã bước “{each.key}” phải khác các bước khác, không dấu, không quá {_LONGEST_KEY} ký tự.",
                f"step key {each.key!r} must be its own, plain, and at most {_LONGEST_KEY} letters long.",
            )
        if (each.limit is None) != (each.counts_from is None):
            place.refuse(
                "limit",
                f"Bước “{each.key}”: “limit” và “from” đi cùng nhau.",
                f"step {each.key!r}: 'limit' and 'from' go together.",
            )
        if each.counts_from is not None and each.counts_from not in before:
            place.refuse(
                "from",
                f"Bước “{each.key}” tính hạn từ bước chưa có trước nó.",
                f"step {each.key!r} counts from a step that does not come before it.",
            )
        before.add(each.key)
