"""How much each level of agreement speaks for one person: measured on the lists, else common values.

``m``: how often rows of one person agree so; ``u``: how often rows of two people do. The weight of a level is
log2(m/u), in bits. ``m`` comes from pairs that a field outside the question has proved to be one person: the
same twelve-digit number proves for name, birth, telephone and place; name, day and telephone together prove
for the number. Few proofs lean on the common values below.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Final

from .comparing import FIELDS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Common m of each level, from lists of beneficiaries made for the benchmark; worth as many proofs as LEAN.
COMMON: Final[dict[str, tuple[float, ...]]] = {
    "name": (0.62, 0.25, 0.11, 0.02),
    "birth": (0.78, 0.01, 0.15, 0.04, 0.02),
    "number": (0.93, 0.04, 0.03),
    "phone": (0.85, 0.15),
    "place": (0.92, 0.08),
}
LEAN: Final = 20.0
# Common u: how often two people agree so. A number belongs to one person, a telephone to a household.
CHANCE: Final[dict[str, tuple[float, ...]]] = {
    "name": (0.0003, 0.0005, 0.004, 0.9952),
    "birth": (5e-5, 5e-5, 0.012, 0.06, 0.92789),
    "number": (1e-7, 1e-6, 0.9999989),
    "phone": (1e-4, 0.9999),
    "place": (0.06, 0.94),
}
CHANCE_LEAN: Final = 200.0  # drawn pairs that the common values are worth
NAME_LEAN: Final = 2000.0  # rows that the common share of a name is worth
_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of all levels in bits, but for the first two of a name, whose ``u`` is how common it is.

    ``prior`` is the weight of a pair of which nothing is known.
    """

    prior: float
    bits: Mapping[str, tuple[float, ...]]
    name_m: tuple[float, ...]

    def of_name(self, level: int, share: float) -> float:
        """Give the weight of an equal name that ``share`` of all rows bear (0 to 1)."""
        return log2(self.name_m[level] / max(share, _LEAST))


def weigh(
    proofs: Mapping[str, Sequence[int]], chance: Mapping[str, Sequence[float]], *, prior: float
) -> Weights:
    """Turn proofs counted by level, and chances by level, into weights."""
    m: dict[str, tuple[float, ...]] = {}
    bits: dict[str, tuple[float, ...]] = {}
    for field in FIELDS:
        counted = proofs.get(field) or (0,) * len(LEVELS[field])
        whole = sum(counted) + LEAN
        m[field] = tuple(
            (count + LEAN * common) / whole for count, common in zip(counted, COMMON[field], strict=True)
        )
        bits[field] = tuple(
            log2(true / max(random, _LEAST)) for true, random in zip(m[field], chance[field], strict=True)
        )
    return Weights(prior=prior, bits=bits, name_m=m["name"])


def probability(weight: float) -> float:
    """Give the probability of a weight in bits, prior within."""
    return 1 / (1 + 2**-weight) if weight > -1000 else 0.0
