"""One dated value of the law, with the article it comes from and how surely we know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from liem.law.citation import format_basis
from liem.law.errors import WrongUnit

Value: TypeAlias = "int | bool | str | Fraction | date | tuple[Value, ...] | Mapping[str, Value] | None"
Confidence: TypeAlias = Literal["V", "S", "M"]

BADGES: Final[Mapping[str, str]] = {
    "V": "đã đối chiếu văn bản gốc",
    "S": "theo nguồn thứ cấp, chưa đối chiếu văn bản gốc",
    "M": "tham khảo, chưa kiểm chứng",
}
BADGES_EN: Final[Mapping[str, str]] = {
    "V": "checked against the official text",
    "S": "from a secondary source, not checked against the official text",
    "M": "for reference, not verified",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The document and, where there is one, the article: ("30/2020/NĐ-CP", "23.1")."""

    doc: str
    article: str | None = None

    def __str__(self) -> str:
        return format_basis(self.doc, self.article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A value in force from `valid_from` up to but not on `valid_to` (None: until further notice).

    `bound` says how to read the value ("at_most", "at_least", "exactly"); `before` that a term runs back from
    the event; `count_from` names the event.
    """

    id: str
    title: str
    value: Value
    unit: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    basis: Basis
    confidence: Confidence
    source: str
    bound: str | None = None
    before: bool = False
    count_from: str | None = None
    supersedes: str | None = None
    transition: str | None = None
    note: str | None = None
    file: str = ""
    line: int = 0

    @property
    def binding(self) -> bool:
        """Whether a case may be closed or counted late by it: never when nobody has checked the source."""
        return self.confidence != "M"

    @property
    def badge(self) -> str:
        """How surely we know it, in words for people; shown beside every unchecked value."""
        return BADGES[self.confidence]

    @property
    def badge_en(self) -> str:
        """The same in English."""
        return BADGES_EN[self.confidence]

    def covers(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def number(self) -> int:
        """Give the value as one whole number. Raises WrongUnit for ranges, texts and tables."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise WrongUnit(self.id, unit=self.unit, wanted="một số nguyên")

    def flag(self) -> bool:
        """Give the value as yes or no. Raises WrongUnit."""
        if isinstance(self.value, bool):
            return self.value
        raise WrongUnit(self.id, unit=self.unit, wanted="giá trị có/không")

    def share(self) -> Fraction:
        """Give the value as an exact share (2/3, 0.2). Raises WrongUnit."""
        if isinstance(self.value, Fraction):
            return self.value
        raise WrongUnit(self.id, unit=self.unit, wanted="tỷ lệ")

    def rows(self) -> tuple[Mapping[str, Value], ...]:
        """Give a table's rows. Raises WrongUnit."""
        if self.unit != "table" or not isinstance(self.value, tuple):
            raise WrongUnit(self.id, unit=self.unit, wanted="bảng")
        return tuple(row for row in self.value if isinstance(row, Mapping))

    def mapping(self) -> Mapping[str, Value]:
        """Give a map's entries. Raises WrongUnit."""
        if isinstance(self.value, Mapping):
            return self.value
        raise WrongUnit(self.id, unit=self.unit, wanted="bảng tra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What a new law says about matters begun under the old one.

    A matter whose `event` ("accepted", "violated", …) lies before `before` follows the `applies` text: "new",
    "old", or "favourable" (whichever is better for the person).
    """

    id: str
    title: str
    covers: tuple[str, ...]
    event: str
    before: date
    applies: Literal["new", "old", "favourable"]
    basis: Basis
    confidence: Confidence
    source: str

    def touches(self, key: str) -> bool:
        """Whether it speaks about this provision: equal ids, or the id starts with a covered prefix."""
        return any(key == prefix or key.startswith(f"{prefix}.") for prefix in self.covers)
