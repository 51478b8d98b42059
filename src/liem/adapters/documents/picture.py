"""A picture of a page made ready for recognition: grey, upright, straight, evenly lit, without table rules.

Pillow only. Sizes are pixels; text is expected near 300 dpi, where an A4 sheet is about 2480 × 3508.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import pvariance

from PIL import Image, ImageDraw, ImageFilter, ImageMath, ImageOps, ImageStat

from liem.adapters.documents.ruling import Rule

_BLOCK = 48
_BAND = 400
FRAME = 24
_LONG = b"\x01\x01"
# Dust may break a line for a dot or two; letters leave wider gaps.
_UNBROKEN = re.compile(rb"\x01+(?:\x00{1,2}\x01+)*")
_SHORTEST_LINE = 110
_INK = bytes(1 if value < 165 else 0 for value in range(256))
_THICK = 9
_LIGHT = bytes(1 if value > 165 else 0 for value in range(256))
_DARK = bytes(1 if value < 120 else 0 for value in range(256))


@dataclass(frozen=True, slots=True)
class Straight:
    """A picture turned by ``angle`` degrees (counter-clockwise) about its middle to make its lines level."""

    image: Image.Image
    angle: float

    def original(self, x: float, y: float) -> tuple[float, float]:
        """Give the place in the picture before it was turned."""
        middle_x, middle_y = self.image.width / 2, self.image.height / 2
        dx, dy = x - middle_x, y - middle_y
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return middle_x + cos * dx - sin * dy, middle_y + sin * dx + cos * dy


def grey_of(image: Image.Image) -> Image.Image:
    """Give one channel in which ink is dark. On colour pictures the red one: red seals and stamps fade
    there.
    """
    if image.mode in {"1", "L", "I;16", "I", "F"}:
        return image.convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        sheet = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        sheet.paste(rgba, mask=rgba.getchannel("A"))
        image = sheet
    return image.convert("RGB").getchannel("R")


def even_light(grey: Image.Image) -> Image.Image:
    """Take out shadows and the fall of light of a photo, and the grain of either.

    Measured on pages rendered at 150–300 dpi: a blur of one dot lost 10 to 20 words of 619 where the sharp
    picture lost 20 to 40, and dividing by the paper's own light beat subtracting it (559 words against 464
    under a hard shadow).
    """
    small = grey.resize((max(1, grey.width // 16), max(1, grey.height // 16)), Image.Resampling.BOX)
    # The lightest value nearby is the paper under the ink.
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    darkest = paper.getextrema()[0]
    if isinstance(darkest, tuple) or darkest > 215:
        return grey.filter(ImageFilter.GaussianBlur(1))
    grey = grey.filter(ImageFilter.GaussianBlur(0.7))
    paper = paper.resize(grey.size, Image.Resampling.BILINEAR)
    out = Image.new("L", grey.size)
    # In bands, because the division works in 32 bits.
    for top in range(0, grey.height, _BAND):
        box = (0, top, grey.width, min(grey.height, top + _BAND))
        band = ImageMath.lambda_eval(
            lambda v: v["min"](v["ink"] * 240 / v["max"](v["paper"], 1), 255),
            ink=grey.crop(box),
            paper=paper.crop(box),
        )
        out.paste(band.convert("L"), box)
    return out


def lies_sideways(grey: Image.Image) -> bool:
    """Tell whether text lines seem to run up and down: the columns then vary more than the rows."""
    small = _ink(grey, 600)
    across, down = _unevenness(small), _unevenness(small.transpose(Image.Transpose.TRANSPOSE))
    return down > 1.4 * across


def straighten(grey: Image.Image) -> Straight:
    """Level the text lines: try angles within ±6° and keep the one where rows and gaps part most sharply."""
    small = _ink(grey, 700)
    best = 0.0
    for step, reach in ((1.0, 6), (0.25, 4), (0.05, 5)):
        tries = [best + step * k for k in range(-reach, reach + 1)]
        best = max(tries, key=lambda angle: _unevenness(small.rotate(angle, Image.Resampling.BILINEAR)))
    if abs(best) < 0.1:
        return Straight(grey, 0.0)
    return Straight(grey.rotate(best, Image.Resampling.BICUBIC, fillcolor=255), best)


def _ink(grey: Image.Image, width: int) -> Image.Image:
    """Give a small negative: ink white on black, so that turning it brings in no false edges."""
    height = max(1, round(grey.height * width / grey.width))
    small = grey.resize((width, height), Image.Resampling.BOX)
    return ImageOps.invert(ImageOps.autocontrast(small, cutoff=1))


def _unevenness(ink: Image.Image) -> float:
    """Give how much neighbouring rows differ: highest when text lines lie level."""
    # The outer tenth is often a dark edge of the scanner or the table under the sheet.
    margin_x, margin_y = ink.width // 10, ink.height // 12
    rows = ink.crop((margin_x, margin_y, ink.width - margin_x, ink.height - margin_y))
    profile = rows.resize((1, rows.height), Image.Resampling.BOX).tobytes()
    return pvariance([b - a for a, b in pairwise(profile)]) if len(profile) > 2 else 0.0


def rules_of(grey: Image.Image) -> tuple[list[Rule], list[Rule]]:
    """Find long straight thin lines, horizontal and vertical; pixels. Needs a level picture."""
    # Thickened by a dot on each side, a line that climbs a little still fills the row it is looked for in.
    thick = grey.filter(ImageFilter.MinFilter(3))
    return list(_level_lines(thick)), list(_level_lines(thick.transpose(Image.Transpose.TRANSPOSE)))


def _level_lines(grey: Image.Image) -> Iterator[Rule]:
    """Look for dark runs with light paper above and below them.

    Blocks of 48 dots find the rows worth a closer look; there the run itself must be unbroken, which a row of
    letters is not. The paper around tells a rule from the dark table under a photographed sheet.
    """
    across = max(1, grey.width // _BLOCK)
    means = grey.resize((across, grey.height), Image.Resampling.BOX).tobytes()
    blocks, light = means.translate(_DARK), means.translate(_LIGHT)
    step = grey.width / across
    for y in range(_THICK, grey.height - _THICK):
        if _LONG not in blocks[y * across : (y + 1) * across]:
            continue
        above = light[(y - _THICK) * across : (y - _THICK + 1) * across]
        below = light[(y + _THICK) * across : (y + _THICK + 1) * across]
        row = grey.crop((0, y, grey.width, y + 1)).tobytes().translate(_INK)
        for run in _UNBROKEN.finditer(row):
            start, end = run.span()
            if end - start < _SHORTEST_LINE:
                continue
            first, last = int(start / step), min(int(end / step) + 1, across)
            # A rule in a table has letters near it on one side in places, never all along on both.
            if sum(above[first:last]) + sum(below[first:last]) >= 1.3 * (last - first):
                yield Rule(float(y), float(start), float(end))


def without_rules(grey: Image.Image, horizontal: list[Rule], vertical: list[Rule]) -> Image.Image:
    """Paint the lines white: letters that touch a rule are else lost to recognition."""
    out = grey.copy()
    pen = ImageDraw.Draw(out)
    for rule in horizontal:
        pen.rectangle((rule.start, rule.at - 2, rule.end, rule.at + 2), fill=255)
    for rule in vertical:
        pen.rectangle((rule.at - 2, rule.start, rule.at + 2, rule.end), fill=255)
    return out


def framed(grey: Image.Image) -> Image.Image:
    """Put paper around a cut-out: text that touches the edge of a picture is read badly."""
    out = Image.new("L", (grey.width + 2 * FRAME, grey.height + 2 * FRAME), 255)
    out.paste(grey, (FRAME, FRAME))
    return out


def is_blank(grey: Image.Image) -> bool:
    """Tell whether a sheet carries no ink worth reading (an empty back side)."""
    return ImageStat.Stat(grey.resize((200, 280), Image.Resampling.BOX)).stddev[0] < 1.0


def ink_box(grey: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Give the area inside ``box`` that holds ink with a little paper around it; ``None`` for dirt or
    nothing.
    """
    left, top, right, bottom = box
    if right - left < 10 or bottom - top < 10:
        return None
    found = grey.crop(box).point([255 if value < 128 else 0 for value in range(256)]).getbbox()
    if found is None or found[3] - found[1] < 14 or found[2] - found[0] < 4:
        return None
    return (
        max(left + found[0] - 10, 0),
        max(top + found[1] - 10, 0),
        min(left + found[2] + 10, grey.width),
        min(top + found[3] + 10, grey.height),
    )
