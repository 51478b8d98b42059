"""A picture such as a phone takes: a wall with a notice board, drawn and grained; nobody and no place is on
it."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 960)


def notice_board(*, seed: int, sheets: int) -> bytes:
    """Return a JPEG of a board with so many sheets pinned to it; the same ``seed`` gives the same bytes."""
    chance = random.Random(seed)  # noqa: S311 - grain on a picture, not a secret
    width, height = SIZE
    wall = Image.new("RGB", SIZE, (206, 196, 160))
    pen = ImageDraw.Draw(wall)
    pen.rectangle((0, height - 170, width, height), fill=(120, 108, 92))
    pen.rectangle((160, 120, width - 160, height - 240), fill=(74, 104, 84), outline=(92, 62, 38), width=22)
    for place in range(sheets):
        left = 230 + place % 4 * 210 + chance.randrange(-12, 12)
        top = 180 + place // 4 * 210 + chance.randrange(-10, 10)
        pen.rectangle((left, top, left + 150, top + 180), fill=(240, 238, 228))
        for line in range(9):
            long = chance.randrange(60, 118)
            pen.line(
                (left + 16, top + 24 + line * 16, left + 16 + long, top + 24 + line * 16), (96, 96, 104), 3
            )
    shade = Image.linear_gradient("L").resize(SIZE).point(lambda value: 255 - value // 3)
    lit = Image.composite(wall, Image.new("RGB", SIZE, (50, 48, 44)), shade).rotate(
        -1.2, fillcolor=(90, 84, 72)
    )
    small = lit.resize((width // 2, height // 2)).filter(ImageFilter.GaussianBlur(0.5))
    grain = Image.frombytes("L", small.size, chance.randbytes(small.size[0] * small.size[1])).convert("RGB")
    out = io.BytesIO()
    Image.blend(small, grain, 0.05).save(out, "JPEG", quality=78)
    return out.getvalue()
