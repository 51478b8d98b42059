"""Pictures of pages → sheets, several at once: one recognition per processor, no more pictures than that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from statistics import median

from PIL import Image

from liem.adapters.documents import picture
from liem.adapters.documents.cells import second_look
from liem.adapters.documents.gutters import two_column_blocks
from liem.adapters.documents.layout import Frame, Placed, Strip, part_columns
from liem.adapters.documents.loose_tables import loose_tables
from liem.adapters.documents.paper import flattened
from liem.adapters.documents.refusal import Limits
from liem.adapters.documents.ruling import Grid, Rule, grids_of
from liem.adapters.documents.sheet import Place, Sheet, lines_of
from liem.adapters.documents.tesseract import OcrWord, PageTooSlow, Tesseract

_TURNS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
_HEAD_SHARE = 0.33
_DOUBTFUL = 0.55
_NOISE = 0.25
_MOST_WORKERS = 4
_A4_INCHES = 297 / 25.4
# Lines of a picture overshoot their corners a little.
_SLACK = 9.0
_COLUMN_BLOCK = 200_000


class Recognizer:
    """Takes pictures, gives sheets as they are done. Close it in every case: that ends what still runs."""

    def __init__(self, *, limits: Limits) -> None:
        # Each recognition holds about 100 MB; four already read a long document faster than it is looked at.
        self.workers = min(_processors(), _MOST_WORKERS)
        self._tesseract = Tesseract(seconds=limits.ocr_page_seconds)
        self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="ocr")
        self._pending: set[Future[Sheet]] = set()

    def submit(self, image: Image.Image, sheet: Sheet) -> None:
        """Queue the picture of a page; ``sheet`` gives its number, size and lines already known (stamps)."""
        self._pending.add(self._pool.submit(_patiently, image, sheet, self._tesseract))

    def finished(self, *, keep: int) -> Iterator[Sheet]:
        """Give sheets as they are done until at most ``keep`` are still under way."""
        while len(self._pending) > keep:
            done, self._pending = wait(self._pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def close(self) -> None:
        """Stop everything still running and wait for it to end."""
        self._tesseract.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _processors() -> int:
    """Give how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _patiently(image: Image.Image, sheet: Sheet, tesseract: Tesseract) -> Sheet:
    """Recognise a page; one that takes too long stays without words and with confidence 0."""
    try:
        return recognize(image, sheet, tesseract)
    except PageTooSlow:
        return replace(sheet, confidence=0.0)


def recognize(image: Image.Image, sheet: Sheet, tesseract: Tesseract) -> Sheet:
    """Recognise one page. Places are given on the picture as it came in, before it was turned or
    straightened.
    """
    grey = picture.grey_of(image)
    if picture.is_blank(grey):
        return sheet
    flat = flattened(grey)
    full = (float(grey.width), float(grey.height))
    dpi = max(70, round(max(grey.size) / max(sheet.width, sheet.height) * 72))
    if flat is not None:
        grey = flat.image
        dpi = max(70, round(max(grey.size) / _A4_INCHES))
    grey = picture.even_light(grey)
    turn = tesseract.quarter_turns(grey) if picture.lies_sideways(grey) else 0
    words, straight, rules = _words(_turned(grey, turn), dpi, tesseract)
    if turn == 0 and _confidence(words) < _DOUBTFUL:
        # Upside down looks level too; ask only when the reading went badly.
        turn = tesseract.quarter_turns(grey)
        if turn:
            words, straight, rules = _words(_turned(grey, turn), dpi, tesseract)
    frame = Frame(float(grey.width), float(grey.height), turn)

    def shown(x: float, y: float) -> tuple[float, float]:
        place = frame.shown(*straight.original(x, y))
        return place if flat is None else flat.original(*place)

    place = Place(sheet.number, *full, shown)
    strips = _strips(words, straight.image.height, first=sheet.number == 1)
    rules = sorted([*rules, *loose_tables(strips, rules)], key=lambda grid: grid.top)
    lines = lines_of(strips, rules, place, sized=False)
    unit = 72 / dpi
    return replace(
        sheet,
        lines=(*lines, *sheet.lines),
        grids=tuple(_scaled(grid, unit) for grid in rules),
        confidence=round(_confidence(words), 3),
    )


def _turned(grey: Image.Image, turn: int) -> Image.Image:
    return grey.transpose(_TURNS[turn]) if turn else grey


def _words(
    grey: Image.Image, dpi: int, tesseract: Tesseract
) -> tuple[list[OcrWord], picture.Straight, list[Grid]]:
    straight = picture.straighten(grey)
    horizontal, vertical = picture.rules_of(straight.image)
    points = 72 / dpi
    found = grids_of(
        [_rule(rule, points) for rule in horizontal], [_rule(rule, points) for rule in vertical], slack=_SLACK
    )
    grids = [_scaled(grid, 1 / points) for grid in found]
    readable = straight.image
    if horizontal or vertical:
        readable = picture.without_rules(readable, horizontal, vertical)
    words = _by_columns(readable, grids, dpi, tesseract)
    words = second_look(readable, grids, words, dpi, tesseract)
    return words, straight, grids


def _by_columns(page: Image.Image, grids: list[Grid], dpi: int, tesseract: Tesseract) -> list[OcrWord]:
    """Read each side of a two-column block for itself and the rest of the page as one."""
    blocks = two_column_blocks(page, skip=[(grid.top, grid.bottom) for grid in grids])
    rest = page.copy() if blocks else page
    words: list[OcrWord] = []
    for index, block in enumerate(blocks):
        for side, (left, right) in enumerate(((0, block.gutter), (block.gutter, page.width))):
            crop = page.crop((left, block.top, right, block.bottom))
            for word in tesseract.words(picture.framed(crop), dpi=dpi, layout=6):
                dx, dy = left - picture.FRAME, block.top - picture.FRAME
                key = _COLUMN_BLOCK + 2 * index + side
                words.append(replace(word.moved(dx, dy), line=(key, *word.line[1:])))
        rest.paste(255, (0, block.top, page.width, block.bottom))
    if not picture.is_blank(rest):
        words += tesseract.words(rest, dpi=dpi, layout=3)
    return words


def _rule(rule: Rule, unit: float) -> Rule:
    return Rule(rule.at * unit, rule.start * unit, rule.end * unit)


def _scaled(grid: Grid, unit: float) -> Grid:
    return Grid([x * unit for x in grid.xs], [y * unit for y in grid.ys], grid.anchors)


def _confidence(words: list[OcrWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0


def _strips(words: list[OcrWord], height: int, *, first: bool) -> list[Strip]:
    kept = [word for word in words if word.confidence >= _NOISE or any(c.isalnum() for c in word.text)]
    if not kept:
        return []
    # Boxes of words are as high as their letters happen to be; the page's middle height stands for the type.
    size = median(word.bottom - word.top for word in kept)
    by_line: dict[tuple[int, int, int], list[Placed]] = {}
    for word in kept:
        by_line.setdefault(word.line, []).append(
            Placed(word.text, word.left, word.top, word.right, word.bottom, size, word.confidence)
        )
    strips: list[Strip] = []
    for line in by_line.values():
        line.sort(key=lambda word: word.left)
        in_head = first and line[0].top < height * _HEAD_SHARE
        strips.extend(part_columns(line, in_head=in_head))
    return [strip for strip in strips if any(c.isalnum() for c in strip.text)]
