"""How many are drawn: the terms, their words, their exact chances, the line of shell that says the same."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Final

from liem.kernel.draw.seed import require_seed
from liem.kernel.errors import KernelError

# Products with a list's length stay exact in awk, whose numbers are doubles.
_LARGEST: Final = 1_000_000
_LARGEST_COUNT: Final = 1_000_000_000


class BadTerms(KernelError):
    """How many are to be drawn is not said, said twice, or not possible."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Either `rate` or `count`, of each unit; `leaders`: one of them a head or deputy; `reserves` a unit."""

    rate: Fraction | None = None
    count: int | None = None
    leaders: bool = False
    reserves: int = 0

    def __post_init__(self) -> None:
        if (self.rate is None) == (self.count is None):
            raise BadTerms(
                "one_measure",
                vi="Cho biết tỷ lệ hoặc số lượng cần chọn, đúng một trong hai.",
                en="Give a rate or a count, exactly one of them.",
            )
        if self.rate is not None and not _is_rate(self.rate):
            raise BadTerms(
                "bad_rate",
                vi="Tỷ lệ là phân số lớn hơn 0, không quá 1, mẫu số không quá 1.000.000; không dùng số thực.",
                en="A rate is an exact fraction above 0, at most 1, with a denominator up to 1,000,000.",
            )
        if self.count is not None and not 1 <= self.count <= _LARGEST_COUNT:
            raise BadTerms("bad_count", vi="Số lượng cần chọn ít nhất là 1.", en="A count is at least 1.")
        if not 0 <= self.reserves <= _LARGEST_COUNT:
            raise BadTerms(
                "bad_reserves", vi="Số dự bị không thể âm.", en="The number of reserves is not below 0."
            )

    def places(self, size: int) -> int:
        """Give how many of `size` lines are chosen: ⌈size · rate⌉, or the count, at most all."""
        if self.rate is not None:
            return -(-size * self.rate.numerator // self.rate.denominator)
        return min(self.count or 0, size)

    def vi(self, *, units: int = 1) -> str:
        """Say the terms as a sheet prints them."""
        many = (
            f"{percent(self.rate, ',')} danh sách, làm tròn lên, ít nhất 1" if self.rate else str(self.count)
        )
        return (
            f"{'Chọn' if units == 1 else 'Mỗi đơn vị chọn'} {many}"
            + ("; trong đó ít nhất một cấp trưởng hoặc cấp phó" if self.leaders else "")
            + (f"; dự bị {self.reserves}" if self.reserves else "")
            + "."
        )

    def en(self, *, units: int = 1) -> str:
        """Say the same in English."""
        many = (
            f"{percent(self.rate, '.')} of the list, rounded up, at least 1" if self.rate else str(self.count)
        )
        return (
            f"{'Take' if units == 1 else 'Of each unit take'} {many}"
            + ("; at least one of them a head or deputy" if self.leaders else "")
            + (f"; reserves: {self.reserves}" if self.reserves else "")
            + "."
        )


def read_rate(text: str) -> Fraction:
    """Read a share as people write it: 10%, 12,5%, 1/3. Raises BadTerms."""
    share = text.strip()
    try:
        if share.endswith("%"):
            return Fraction(share[:-1].strip().replace(",", ".")) / 100
        if "/" in share:
            return Fraction(share)
    except (ValueError, ZeroDivisionError):
        pass
    raise BadTerms(
        "bad_rate",
        vi=f"Không đọc được tỷ lệ “{text}”. Viết 10%, 12,5% hoặc 1/3.",
        en=f"Cannot read the rate {text!r}. Write 10%, 12.5% or 1/3.",
    )


def _is_rate(rate: object) -> bool:
    return isinstance(rate, Fraction) and 0 < rate <= 1 and rate.denominator <= _LARGEST


def percent(rate: Fraction, sign: str) -> str:
    """Write 1/8 as 12,5%, and 1/3, which no decimal says, as 1/3."""
    millionths = rate * 100 * 10**6
    if millionths.denominator != 1:
        return f"{rate.numerator}/{rate.denominator}"
    whole, rest = divmod(millionths.numerator, 10**6)
    return f"{whole}{sign}{rest:06d}".rstrip("0").rstrip(sign) + "%"


def chance(N: int, K: int, n: int, leader: bool) -> Fraction:  # noqa: N803 - as the formula writes them
    """Give the exact chance of one leader, or one other, among N lines with K leaders when n are drawn.

    P₀ = C(N−K, n)/C(N, n) is the chance that the n smallest hold no leader; then the best leader replaces
    the last: leader n/N + P₀/K, other n/N − P₀/(N−K). K = 0 stands for a draw
    without the leader rule. Raises BadTerms.
    """
    there = K if leader else N - K
    if not (0 <= K <= N and 1 <= n <= N and there):
        raise BadTerms(
            "bad_chance",
            vi="Không tính được khả năng: cần 0 ≤ K ≤ N, 1 ≤ n ≤ N và ít nhất một người thuộc nhóm đang hỏi.",
            en="No chance to compute: 0 ≤ K ≤ N, 1 ≤ n ≤ N and somebody of the group asked about are needed.",
        )
    if K == 0:
        return Fraction(n, N)
    none = Fraction(comb(N - K, n), comb(N, n))
    return Fraction(n, N) + (none / K if leader else -none / (N - K))


_SHELL: Final = (
    r"""F=%(file)s; S=%(seed)s; H=$(sha256sum < "$F" | cut -c1-64); T=$(printf '\t'); """
    r"""while IFS=$T read -r u k i; do """
    r"""h=$(printf 'liem-draw/v1\n%%s\n%%s\n%%s\n%%s\n' "$H" "$S" "$u" "$i" | sha256sum); """
    r"""printf '%%s\t%%s\t%%s\t%%s\n' "$u" "${h%%%% *}" "$k" "$i"; done < "$F" | """
    r"""LC_ALL=C sort | LC_ALL=C awk -F'\t' """
    r"""'function o(j){m++;if(m<=n+%(reserves)d){y=m>n?"R"(m-n):m;print y"\t"X[j]}} """
    r"""function d(j){n=%(places)s;m=b=0;%(leaders)sfor(j=1;j<=N;j++)if(j!=b)o(j);N=0} """
    r"""NR>1&&($1"")!=u{d()} {u=$1"";N++;K[N]=$3;X[N]=$1"\t"$3"\t"$4"\t"$2} END{d()}'"""
)
_BEST_LEADER: Final = r"""for(j=N;j>0;j--)if(K[j]!="N")b=j;if(b)o(b);"""


def shell_line(
    file: str,
    *,
    seed: str,
    rate: Fraction | None = None,
    count: int | None = None,
    leaders: bool = False,
    reserves: int = 0,
) -> str:
    r"""Give one line for any POSIX shell that recomputes the draw from the published list `file`.

    It prints `place⇥unit⇥kind⇥id⇥ticket`, place 1, 2, … or R1, R2, … for reserves, as `Result.lines()`.
    Two processes a line of the list: seconds for a thousand, half an hour for a million.
    Raises BadSeed, BadTerms.
    """
    terms = Terms(rate, count, leaders, reserves)
    if terms.rate is None:
        places = f"{terms.count}"
    else:
        # Units compare as text ($1""): awk would take 1, 01 and 1e0 for one number.
        places = f"int((N*{terms.rate.numerator}+{terms.rate.denominator - 1})/{terms.rate.denominator})"
    return _SHELL % {
        "file": shlex.quote(file),
        "seed": shlex.quote(require_seed(seed)),
        "places": places,
        "leaders": _BEST_LEADER if leaders else "",
        "reserves": reserves,
    }
