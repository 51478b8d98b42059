"""The sheet of paper in a photo: found by its edges, laid flat, the table under it left out.

Only a sheet that is plainly four-cornered is touched; anything else (a hard shadow, a bent page) stays as
it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]

_SMALL = 160
_LONG_SIDE = 3300
_BRIGHT, _SHEET = 255, 128


@dataclass(frozen=True, slots=True)
class Flat:
    """A sheet laid flat; ``terms`` map its points back to the photo (a projective map, eight numbers)."""

    image: Image.Image
    terms: tuple[float, ...]

    def original(self, x: float, y: float) -> Point:
        """Give the place in the photo."""
        a, b, c, d, e, f, g, h = self.terms
        depth = g * x + h * y + 1
        return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def flattened(grey: Image.Image) -> Flat | None:
    """Give the sheet seen in a photo as a rectangle, ``None`` when no clear sheet lies on a darker ground."""
    corners = _corners(grey)
    if corners is None:
        return None
    top_left, top_right, bottom_right, bottom_left = corners
    width = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    grow = min(1.5, max(1.0, _LONG_SIDE / max(width, height)))
    across, down = round(width * grow), round(height * grow)
    terms = projection([(0, 0), (across, 0), (across, down), (0, down)], corners)
    if terms is None:
        return None
    image = grey.transform((across, down), Image.Transform.PERSPECTIVE, terms, Image.Resampling.BICUBIC)
    return Flat(image, terms)


def _corners(grey: Image.Image) -> list[Point] | None:
    scale = max(grey.size) / _SMALL
    size = (max(8, round(grey.width / scale)), max(8, round(grey.height / scale)))
    # The lightest value nearby: ink disappears, paper stays.
    small = (
        grey.resize(size, Image.Resampling.BOX)
        .filter(ImageFilter.MaxFilter(5))
        .filter(ImageFilter.MinFilter(5))
    )
    limit = _parting(small.histogram())
    mask = small.point([_BRIGHT if value > limit else 0 for value in range(256)])
    middle = (size[0] // 2, size[1] // 2)
    if mask.getpixel(middle) != _BRIGHT:
        return None
    ImageDraw.floodfill(mask, middle, _SHEET)
    sheet = mask.point([_BRIGHT if value == _SHEET else 0 for value in range(256)])
    inside = [(i % size[0], i // size[0]) for i, value in enumerate(sheet.tobytes()) if value]
    if not 0.2 < len(inside) / (size[0] * size[1]) < 0.93:
        return None
    found = [
        min(inside, key=lambda p: p[0] + p[1]),
        max(inside, key=lambda p: p[0] - p[1]),
        max(inside, key=lambda p: p[0] + p[1]),
        min(inside, key=lambda p: p[0] - p[1]),
    ]
    if not _fills(found, sheet, len(inside)):
        return None
    # Corner pixels count from their outer corner; then half a small pixel inwards, off the very edge.
    middle_x, middle_y = (sum(p[i] for p in found) / 4 + 0.5 for i in (0, 1))
    out: list[Point] = []
    for x, y in found:
        dx, dy = x + 0.5 - middle_x, y + 0.5 - middle_y
        out.append(((middle_x + dx) * scale, (middle_y + dy) * scale))
    return out


def _fills(corners: list[tuple[int, int]], sheet: Image.Image, count: int) -> bool:
    """Tell whether the bright area is just the four-cornered area between these corners."""
    outline = Image.new("L", sheet.size, 0)
    ImageDraw.Draw(outline).polygon(corners, fill=_BRIGHT)
    area = outline.histogram()[_BRIGHT]
    shared = ImageChops.darker(outline, sheet).histogram()[_BRIGHT]
    return area > 0 and shared > 0.95 * area and shared > 0.95 * count


def _parting(histogram: list[int]) -> int:
    """Give the grey value that best parts light from dark (Otsu 1979)."""
    total = sum(histogram)
    weighted = sum(value * count for value, count in enumerate(histogram))
    below = below_sum = 0
    best, best_spread = 127, -1.0
    for value, count in enumerate(histogram):
        below += count
        below_sum += value * count
        above = total - below
        if below == 0 or above == 0:
            continue
        spread = below * above * (below_sum / below - (weighted - below_sum) / above) ** 2
        if spread > best_spread:
            best, best_spread = value, spread
    return best


def projection(flat: list[Point], photo: list[Point]) -> tuple[float, ...] | None:
    """Solve for the projective map that takes the four flat points to the four photo points."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(flat, photo, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    count = len(rows)
    for i in range(count):
        pivot = max(range(i, count), key=lambda r: abs(rows[r][i]))
        if abs(rows[pivot][i]) < 1e-12:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(count):
            if r != i:
                share = rows[r][i] / rows[i][i]
                rows[r] = [a - share * b for a, b in zip(rows[r], rows[i], strict=True)]
    return tuple(rows[i][count] / rows[i][i] for i in range(count))
