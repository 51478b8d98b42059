"""Draws that anybody can recompute: `liem-draw/v1`, with the standard library alone.

A published list (`Frame`), a seed thrown in public, one SHA-256 ticket a line, smallest first. The page
docs/reference/draw.md holds the exact bytes; docs/how-to/check-a-draw.md recomputes a draw with sha256sum,
sort and awk. Two uses, one algorithm: people whose declarations are verified (units, leaders), and a plain
share of any list.
Law met: Nghị định 130/2020/NĐ-CP, Điều 15.
"""

from liem.kernel.draw.blind import blinded, new_opening
from liem.kernel.draw.check import BadResult, DrawMismatch, check, redraw
from liem.kernel.draw.frame import DEPUTY, HEAD, OTHER, PLAIN_UNIT, BadFrame, Frame, Row
from liem.kernel.draw.lots import Drawn, NoLeader, Result, UnitDraw, draw, ticket
from liem.kernel.draw.seed import FEWEST_DIGITS, BadSeed, commitment, new_seed, require_seed
from liem.kernel.draw.terms import BadTerms, Terms, chance, percent, read_rate, shell_line

__all__ = [
    "DEPUTY",
    "FEWEST_DIGITS",
    "HEAD",
    "OTHER",
    "PLAIN_UNIT",
    "BadFrame",
    "BadResult",
    "BadSeed",
    "BadTerms",
    "DrawMismatch",
    "Drawn",
    "Frame",
    "NoLeader",
    "Result",
    "Row",
    "Terms",
    "UnitDraw",
    "blinded",
    "chance",
    "check",
    "commitment",
    "draw",
    "new_opening",
    "new_seed",
    "percent",
    "read_rate",
    "redraw",
    "require_seed",
    "shell_line",
    "ticket",
]
