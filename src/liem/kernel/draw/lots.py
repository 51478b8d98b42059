"""The draw itself: one ticket a line, smallest first, a leader's place where the law demands one."""

from __future__ import annotations

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from liem.kernel.draw.frame import Frame
from liem.kernel.draw.seed import require_seed
from liem.kernel.draw.terms import Terms, shell_line
from liem.kernel.errors import KernelError

FORMAT: Final = "liem-draw/v1"
_HASH: Final = 32


class NoLeader(KernelError):
    """A unit must give a head or deputy and has none in the list; `unit` names the first such."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            "no_leader",
            vi=f"Đơn vị “{unit}” không có cấp trưởng, cấp phó nào trong danh sách, mà quy tắc đòi ít nhất "
            "một. Bổ sung danh sách, hoặc bốc thăm đơn vị này không kèm quy tắc và nêu lý do.",
            en=f"Unit {unit!r} has no head or deputy in the list, and the rule demands one. "
            "Complete the list, or draw this unit without the rule and say why.",
        )
        self.unit = unit


class Drawn(NamedTuple):
    """One line that was drawn, with the ticket (64 hex) that drew it."""

    unit: str
    kind: str
    id: str
    ticket: str


class UnitDraw(NamedTuple):
    """What was done in one unit: `size` lines, `leaders` heads and deputies among them, `chosen` drawn."""

    unit: str
    size: int
    leaders: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Result:
    """A finished draw. Units stand in the order of the list; in a unit the leader's place, then by ticket."""

    frame_sha256: str
    size: int
    seed: str
    terms: Terms
    units: tuple[UnitDraw, ...]
    chosen: tuple[Drawn, ...]
    reserves: tuple[Drawn, ...]

    @property
    def rule(self) -> str:
        """The terms in Vietnamese words, and in how many units all were taken for want of more."""
        short = f" Danh sách ngắn hơn ở {len(self.short)} đơn vị: lấy tất cả." if self.short else ""
        return self.terms.vi(units=len(self.units)) + short

    @property
    def rule_en(self) -> str:
        """The same in English."""
        short = f" The list is shorter in {len(self.short)} units: all were taken." if self.short else ""
        return self.terms.en(units=len(self.units)) + short

    @property
    def short(self) -> tuple[str, ...]:
        """Units with fewer lines than the count that was asked for."""
        count = self.terms.count
        return tuple(done.unit for done in self.units if count is not None and done.size < count)

    def shell_line(self, file: str) -> str:
        """Give the line of shell that recomputes this very draw from the published list `file`."""
        terms = self.terms
        return shell_line(
            file,
            seed=self.seed,
            rate=terms.rate,
            count=terms.count,
            leaders=terms.leaders,
            reserves=terms.reserves,
        )

    def lines(self) -> Iterator[str]:
        """Give `place⇥unit⇥kind⇥id⇥ticket`, reserves as R1, R2, …: what the shell line prints."""
        waiting: dict[str, list[Drawn]] = defaultdict(list)
        for one in self.reserves:
            waiting[one.unit].append(one)
        at = 0
        for done in self.units:
            for place, one in enumerate(self.chosen[at : at + done.chosen], start=1):
                yield "\t".join((str(place), *one))
            for place, one in enumerate(waiting[done.unit], start=1):
                yield "\t".join((f"R{place}", *one))
            at += done.chosen

    def to_json(self) -> str:
        """Give the result as JSON text, one drawn line a text line; shape in docs/reference/draw.md."""
        rate = self.terms.rate
        head = {
            "format": FORMAT,
            "frame_sha256": self.frame_sha256,
            "size": self.size,
            "seed": self.seed,
            "rate": None if rate is None else f"{rate.numerator}/{rate.denominator}",
            "count": self.terms.count,
            "leaders": self.terms.leaders,
            "reserves_each": self.terms.reserves,
        }
        parts = [
            f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()
        ]
        for name, rows in (("units", self.units), ("chosen", self.chosen), ("reserves", self.reserves)):
            listed = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            parts.append(f'"{name}": [\n{listed}\n]' if rows else f'"{name}": []')
        return "{" + ",\n".join(parts) + "}\n"


def draw(
    frame: Frame,
    *,
    seed: str,
    rate: Fraction | None = None,
    count: int | None = None,
    leaders: bool = False,
    reserves: int = 0,
) -> Result:
    """Draw from each unit of the frame ⌈size · rate⌉ lines, or `count` (all, when there are fewer).

    With `leaders` the head or deputy of the smallest ticket takes the first place of its unit (Nghị định
    130/2020/NĐ-CP, Điều 15); `reserves` more a unit go on in ticket order.

    Raises BadSeed, BadTerms, NoLeader.
    """
    terms = Terms(rate, count, leaders, reserves)
    text = frame.text()
    units: list[UnitDraw] = []
    chosen: list[Drawn] = []
    waiting: list[Drawn] = []
    for unit, tickets, best in _tickets(text, _start(frame.sha256, require_seed(seed))):
        if leaders and not best:
            raise NoLeader(unit)
        places = terms.places(len(tickets))
        taken = _in_order(tickets, min(best) if leaders else None, places + reserves)
        units.append(UnitDraw(unit, len(tickets), len(best), places))
        chosen += (_drawn(text, unit, one) for one in taken[:places])
        waiting += (_drawn(text, unit, one) for one in taken[places:])
    return Result(frame.sha256, frame.size, seed, terms, tuple(units), tuple(chosen), tuple(waiting))


def ticket(frame_sha256: str, seed: str, unit: str, name: str) -> str:
    r"""Give one ticket, 64 hex: SHA-256("liem-draw/v1\n" frame "\n" seed "\n" unit "\n" id "\n")."""
    start = _start(frame_sha256, seed)
    start.update(f"{unit}\n{name}\n".encode())
    return start.hexdigest()


def _start(frame_sha256: str, seed: str) -> hashlib._Hash:
    return hashlib.sha256(f"{FORMAT}\n{frame_sha256}\n{seed}\n".encode())


def _tickets(text: bytes, start: hashlib._Hash) -> Iterator[tuple[str, list[bytes], list[bytes]]]:
    """Give each unit with the tickets of its lines and of its leaders: hash ‖ 8 bytes of the line's place.

    A list of a million is kept as one text and one small object a line.
    """
    unit = b""
    tickets: list[bytes] = []
    leaders: list[bytes] = []
    here = start
    at = 0
    for line in io.BytesIO(text):
        own, kind, name = line.split(b"\t")
        if own != unit:
            if tickets:
                yield unit.decode(), tickets, leaders
            unit, tickets, leaders = own, [], []
            here = start.copy()
            here.update(own + b"\n")
        one = here.copy()
        one.update(name)  # the line's own LF ends it
        entry = one.digest() + at.to_bytes(8, "big")
        tickets.append(entry)
        if kind != b"N":
            leaders.append(entry)
        at += len(line)
    yield unit.decode(), tickets, leaders


def _in_order(tickets: list[bytes], first: bytes | None, many: int) -> list[bytes]:
    tickets.sort()
    smallest = tickets[:many]
    if first is None:
        return smallest
    return [first, *(one for one in smallest if one != first)][:many]


def _drawn(text: bytes, unit: str, entry: bytes) -> Drawn:
    at = int.from_bytes(entry[_HASH:], "big")
    _, kind, name = text[at : text.index(b"\n", at)].decode().split("\t")
    return Drawn(unit, kind, name, entry[:_HASH].hex())
