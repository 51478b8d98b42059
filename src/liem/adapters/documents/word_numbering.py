"""The numbers Word shows but does not store: "1.", "1.1.", "a)", "II-" worked out from numbering.xml.

Source: ECMA-376 part 1, 17.9 (numbering). Counters belong to the abstract definition, so two lists that share
one continue each other unless an instance says where to start.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from liem.adapters.documents.word_names import NS, W, number, val

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
# Symbol and Wingdings bullets live in the private use area; a clerk sees a dot, a dash or a tick.
_BULLETS = {
    "\uf0b7": "•",
    "\uf02d": "-",
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf0fc": "✓",
    "\uf076": "•",
    "o": "•",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts and what is printed."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)
    style_link: str = ""
    own_style: str = ""


@dataclass(slots=True)
class _Instance:
    abstract: str
    overrides: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


class Numbering:
    """Counts the automatic numbers of a document while its paragraphs are walked in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._instances: dict[str, _Instance] = {}
        if root is not None:
            for element in root.iterfind("w:abstractNum", NS):
                self._abstracts[element.get(W + "abstractNumId", "")] = _abstract(element)
            for element in root.iterfind("w:num", NS):
                self._instances[element.get(W + "numId", "")] = _instance(element)

    def level_of_style(self, list_id: str, style: str) -> int:
        """Give the list level tied to a paragraph style, 0 when none is."""
        instance = self._instances.get(list_id)
        abstract = self._resolve(instance) if instance else None
        if abstract:
            for index, level in abstract.levels.items():
                if level.style and level.style == style:
                    return index
        return 0

    def label(self, list_id: str, index: int) -> str:
        """Count one paragraph of list ``list_id`` at level ``index`` and give the label it shows ("" if
        none).
        """
        instance = self._instances.get(list_id)
        abstract = self._resolve(instance) if instance else None
        if instance is None or abstract is None:
            return ""
        level = self._level(instance, abstract, index)
        if level is None:
            return ""
        if index in instance.starts and index not in instance.begun:
            abstract.counters[index] = instance.starts[index] - 1
        instance.begun.add(index)
        abstract.counters[index] = abstract.counters.get(index, level.start - 1) + 1
        self._reset_deeper(instance, abstract, index)
        return self._print(instance, abstract, level)

    def _reset_deeper(self, instance: _Instance, abstract: _Abstract, index: int) -> None:
        for deeper in [key for key in abstract.counters if key > index]:
            level = self._level(instance, abstract, deeper)
            # lvlRestart 0 never restarts; n restarts only after level n (counted from 1) or a higher one.
            if level and level.restart is not None and (level.restart == 0 or index >= level.restart):
                continue
            del abstract.counters[deeper]

    def _print(self, instance: _Instance, abstract: _Abstract, level: Level) -> str:
        if level.format == "none":
            return _bullet(level.text) if "%" not in level.text else ""
        if level.format == "bullet":
            return _bullet(level.text)
        out = level.text
        for place in range(9):
            mark = f"%{place + 1}"
            if mark not in out:
                continue
            other = self._level(instance, abstract, place) or Level()
            value = abstract.counters.setdefault(place, other.start)
            out = out.replace(mark, _counted(value, "decimal" if level.legal else other.format))
        return out.strip()

    def _level(self, instance: _Instance, abstract: _Abstract, index: int) -> Level | None:
        return instance.overrides.get(index) or abstract.levels.get(index)

    def _resolve(self, instance: _Instance) -> _Abstract | None:
        abstract = self._abstracts.get(instance.abstract)
        if abstract and abstract.style_link:
            for other in self._abstracts.values():
                if other.own_style == abstract.style_link:
                    return other
        return abstract


def _bullet(text: str) -> str:
    known = _BULLETS.get(text, text).strip()
    return "•" if any("\ue000" <= sign <= "\uf8ff" for sign in known) else known


def _abstract(element: etree._Element) -> _Abstract:
    found = _Abstract(
        style_link=val(element.find("w:numStyleLink", NS)), own_style=val(element.find("w:styleLink", NS))
    )
    for level in element.iterfind("w:lvl", NS):
        found.levels[number(level.get(W + "ilvl"), 0)] = _level(level)
    return found


def _instance(element: etree._Element) -> _Instance:
    found = _Instance(abstract=val(element.find("w:abstractNumId", NS)))
    for override in element.iterfind("w:lvlOverride", NS):
        index = number(override.get(W + "ilvl"), 0)
        own = override.find("w:lvl", NS)
        if own is not None:
            found.overrides[index] = _level(own)
            found.starts[index] = found.overrides[index].start
        start = override.find("w:startOverride", NS)
        if start is not None:
            found.starts[index] = number(val(start), 1)
            if index in found.overrides:
                found.overrides[index] = replace(found.overrides[index], start=found.starts[index])
    return found


def _level(element: etree._Element) -> Level:
    restart = element.find("w:lvlRestart", NS)
    legal = element.find("w:isLgl", NS)
    return Level(
        start=number(val(element.find("w:start", NS)), 0 if element.find("w:start", NS) is None else 1),
        format=val(element.find("w:numFmt", NS)) or "decimal",
        text=val(element.find("w:lvlText", NS)),
        legal=legal is not None and val(legal) not in {"0", "false"},
        restart=None if restart is None else number(val(restart), 0),
        style=val(element.find("w:pStyle", NS)),
    )


def _counted(value: int, style: str) -> str:
    if style in {"lowerLetter", "upperLetter"}:
        # Word doubles the letter after z: aa, bb, …
        repeated = (
            chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else str(value)
        )
        return repeated if style == "lowerLetter" else repeated.upper()
    if style in {"lowerRoman", "upperRoman"}:
        return roman(value) if style == "upperRoman" else roman(value).lower()
    if style == "decimalZero":
        return f"{value:02d}"
    if style in {"bullet", "none"}:
        return ""
    return str(value)


def roman(value: int) -> str:
    """Give a number in Roman capitals; numbers outside 1…3999 stay in digits."""
    if not 0 < value < 4000:
        return str(value)
    out = ""
    for worth, letters in _ROMAN:
        while value >= worth:
            out += letters
            value -= worth
    return out
