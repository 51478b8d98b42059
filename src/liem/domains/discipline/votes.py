"""A counted secret vote, as pure arithmetic: do the ballots add up, what did they decide.

Điều lệ Đảng, Điều 37; Quy định 21-QĐ/TW: more than half of ALL who are entitled, not of those present; where
no
form has it, the ballots of the heaviest form count for the next lighter one, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

NONE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """What the counters wrote: persons entitled and present; papers issued, collected, invalid; per form.

    ``counts`` maps a form, or ``NONE`` (no discipline), to valid ballots.
    """

    entitled: int
    present: int
    issued: int
    collected: int
    invalid: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why ballots do not add up: a stable code, the field to mend, the two figures that disagree."""

    code: str
    field: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the count. ``own`` ballots + ``carried`` from heavier forms = ``total`` out of ``of``.

    ``verdict`` is "reached", "short", or "person": a threshold nobody has verified applies here.
    """

    form: str
    own: int
    carried: int
    total: int
    of: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the count gives. ``result`` is a form, ``NONE``, or "" (nothing reached, or a person must say).

    With ``needs_person``: ``candidate`` is what it is if the unverified threshold is met, ``fallback`` if
    not.
    """

    result: str
    lines: tuple[Count, ...]
    needs_person: bool = False
    candidate: str = ""
    fallback: str = ""


def mismatch(ballots: Ballots) -> Mismatch | None:
    """Find the first pair of figures that cannot both be true; ``None`` when everything adds up."""
    chain = (
        ("present", ballots.present, ballots.entitled),
        ("issued", ballots.issued, ballots.present),
        ("collected", ballots.collected, ballots.issued),
        ("invalid", ballots.invalid, ballots.collected),
    )
    figures = (ballots.entitled, ballots.present, ballots.issued, ballots.collected, ballots.invalid)
    if min((*figures, *ballots.counts.values())) < 0:
        return Mismatch("negative", "entitled", min((*figures, *ballots.counts.values())), 0)
    if ballots.entitled == 0:
        return Mismatch("nobody", "entitled", 0, 1)
    for field, smaller, larger in chain:
        if smaller > larger:
            return Mismatch(f"{field}_exceeds", field, smaller, larger)
    counted = sum(ballots.counts.values()) + ballots.invalid
    if counted != ballots.collected:
        return Mismatch("sum", "collected", counted, ballots.collected)
    return None


def is_over(votes: int, of: int, share: Fraction) -> bool:
    """Say whether ``votes`` are MORE than the share of ``of``; exactly half is not enough."""
    return votes * share.denominator > of * share.numerator


def needed(of: int, share: Fraction) -> int:
    """Return the least whole number of votes that is more than the share of ``of``."""
    return of * share.numerator // share.denominator + 1


def least(of: int, share: Fraction) -> int:
    """Return the least whole number of votes that is at least the share of ``of``."""
    return -(-of * share.numerator // share.denominator)


def outcome(
    ballots: Ballots,
    heaviest_first: Sequence[str],
    share: Fraction,
    *,
    unverified: frozenset[str],
    cumulates: bool = True,
) -> Outcome:
    """Count ballots that add up.

    ``share`` is the share of all entitled that must be exceeded. A form in ``unverified`` needs a higher
    share
    that nobody has checked against the text: below ``share`` it falls short under any reading; above it the
    machine does not say which, a person does. ``cumulates``: whether heavier ballots count for lighter forms.
    """
    of = ballots.entitled
    against = ballots.counts.get(NONE, 0)
    if is_over(against, of, share):
        return Outcome(NONE, (Count(NONE, against, 0, against, of, "reached"),))
    lines: list[Count] = []
    carried, candidate = 0, ""
    for form in heaviest_first:
        own = ballots.counts.get(form, 0)
        total = own + carried
        if not is_over(total, of, share):
            verdict = "short"
        elif form in unverified:
            verdict = "person"
        else:
            verdict = "reached"
        lines.append(Count(form, own, carried, total, of, verdict))
        if verdict == "reached":
            if candidate:
                return Outcome("", tuple(lines), needs_person=True, candidate=candidate, fallback=form)
            return Outcome(form, tuple(lines))
        candidate = candidate or (form if verdict == "person" else "")
        carried = total if cumulates else 0
    return Outcome("", tuple(lines), needs_person=bool(candidate), candidate=candidate)
