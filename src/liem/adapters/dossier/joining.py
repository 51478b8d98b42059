"""Many PDF files → one, an object at a time: the memory needed is that of the largest object.

Reads only what :mod:`liem.adapters.dossier.pages` has just written through PDFium: classic cross-reference
table, no object streams, no encryption (ISO 32000-1, 7.5). A foreign file never comes here unopened.
"""

from __future__ import annotations

import mmap
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

CHUNK = 1 << 20
_TOKEN = re.compile(
    rb"(?P<ref>\d+[\s\0]+\d+[\s\0]+R(?![^\s()<>\[\]{}/%]))"
    rb"|(?P<open><<)|(?P<close>>>)|(?P<hex><[0-9A-Fa-f\s]*>)"
    rb"|(?P<name>/[^\s()<>\[\]{}/%\0]*)|(?P<string>\()|(?P<note>%[^\r\n]*)"
    rb"|(?P<stream>stream(?=\r?\n))|(?P<word>[^\s()<>\[\]{}/%\0]+)|(?P<rest>[\s\0\[\]{}]+)"
)
_REF = re.compile(rb"(\d+)[\s\0]+(\d+)[\s\0]+R")
_PAGES = re.compile(rb"/Pages[\s\0]+(\d+)[\s\0]+\d+[\s\0]+R")
_KIDS = re.compile(rb"/Kids[\s\0]*\[[\s\0]*(\d+)[\s\0]+\d+[\s\0]+R")
_ROOT = re.compile(rb"/Root[\s\0]+(\d+)[\s\0]+\d+[\s\0]+R")
_IS_PAGE = re.compile(rb"/Type[\s\0]*/Page(?![A-Za-z])")


class BadPart(ValueError):
    """A file that was not written the way this room writes its parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A PDF file on disk with its number of pages; ``title`` stands in the outline, empty for none."""

    path: Path
    pages: int
    title: str = ""


def joined(parts: Iterable[Part], out: IO[bytes], *, title: str) -> int:
    """Write all pages of ``parts`` in order into ``out`` with an outline; give the number of pages.

    Raises :class:`BadPart`.
    """
    writer = _Writer(out)
    kids: list[int] = []
    outline: list[tuple[str, int]] = []
    total = 0
    for part in parts:
        root, first = writer.take_in(part.path)
        kids.append(root)
        total += part.pages
        if part.title:
            outline.append((part.title, first))
    writer.finish(kids, outline, total=total, title=title)
    return total


class _Writer:
    """Objects 1 to 4 are the catalogue, the tree of pages, the outline and the facts of the document."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.offsets = array("Q", [0] * 5)
        self.at = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self.at += len(data)

    def _begin(self, number: int) -> None:
        self.offsets[number] = self.at
        self._write(b"%d 0 obj\n" % number)

    def take_in(self, path: Path) -> tuple[int, int]:
        """Copy the objects of a part; give the numbers of its tree of pages and of its first page."""
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            source = _Source(data)
            base = len(self.offsets)
            numbers = {old: base + place for place, old in enumerate(source.places)}
            self.offsets.extend([0] * len(numbers))
            for old, new in numbers.items():
                self._begin(new)
                begin, end = source.places[old]
                if old == source.pages:
                    head = data[begin:end]
                    cut = head.index(b"<<") + 2
                    changed, rest = _renumbered(head, numbers)
                    self._write(b"<</Parent 2 0 R " + changed[cut:] + head[rest:])
                else:
                    self._copy(data, begin, end, numbers)
                self._write(b"\n")
            return numbers[source.pages], numbers[source.first_page()]

    def _copy(self, data: mmap.mmap, begin: int, end: int, numbers: dict[int, int]) -> None:
        # the dictionary before a stream is small; only what is no stream is read as a whole
        mark = data.find(b"stream", begin, end)
        window = end if mark < 0 else min(end, mark + CHUNK)
        head = data[begin:window]
        changed, rest = _renumbered(head, numbers)
        if rest == len(head) and window < end:  # the word stood in a text: no stream up to here
            changed, rest = _renumbered(data[begin:end], numbers)
        self._write(changed)
        for place in range(begin + rest, end, CHUNK):
            self._write(data[place : min(end, place + CHUNK)])

    def finish(self, kids: list[int], outline: list[tuple[str, int]], *, total: int, title: str) -> None:
        """Write the tree of pages, the outline, the catalogue, the table of places."""
        first = len(self.offsets)
        self.offsets.extend([0] * len(outline))
        for place, (words, page) in enumerate(outline):
            number = first + place
            self._begin(number)
            before = b"/Prev %d 0 R" % (number - 1) if place else b""
            after = b"/Next %d 0 R" % (number + 1) if place + 1 < len(outline) else b""
            dest = b"/Dest[%d 0 R/Fit]" % page
            self._write(b"<</Title %s/Parent 3 0 R%s%s%s>>\nendobj\n" % (_text(words), before, after, dest))
        self._begin(1)
        self._write(
            b"<</Type/Catalog/Pages 2 0 R/Outlines 3 0 R/PageMode/UseOutlines/Lang(vi-VN)>>\nendobj\n"
        )
        self._begin(2)
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        self._write(b"<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (total, listed))
        self._begin(3)
        ends = b"/First %d 0 R/Last %d 0 R" % (first, first + len(outline) - 1) if outline else b""
        self._write(b"<</Type/Outlines/Count %d%s>>\nendobj\n" % (len(outline), ends))
        self._begin(4)
        self._write(b"<</Title %s/Producer(Liem)>>\nendobj\n" % _text(title))
        table = self.at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self.offsets))
        for offset in self.offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset)
        self._write(
            b"trailer\n<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self.offsets), table)
        )


class _Source:
    """Where the objects of a part lie: number → (begin of its body, end after "endobj")."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        tail = data[max(0, len(data) - 2048) :]
        start = re.search(rb"startxref\s+(\d+)\s+%%EOF", tail)
        if start is None:
            raise BadPart("no startxref")
        table = int(start[1])
        offsets = dict(_table(data[table:]))
        bounds = [*sorted(offsets.values()), table]
        following = dict(pairwise(bounds))
        self.places: dict[int, tuple[int, int]] = {}
        for number, offset in sorted(offsets.items()):
            head = re.compile(rb"\s*\d+\s+\d+\s+obj\s*").match(data, offset)
            if head is None:
                raise BadPart(f"no object at {offset}")
            self.places[number] = (head.end(), following[offset])
        root = _ROOT.search(data, data.rfind(b"trailer"))
        pages = _PAGES.search(self.body(int(root[1]))) if root else None
        if pages is None:
            raise BadPart("no tree of pages")
        self.pages = int(pages[1])

    def body(self, number: int) -> bytes:
        begin, end = self.places[number]
        return self.data[begin:end]

    def first_page(self) -> int:
        """Go down the first branch of the tree to a page."""
        number = self.pages
        while not _IS_PAGE.search(body := self.body(number)):
            kids = _KIDS.search(body)
            if kids is None:
                raise BadPart("a tree without a page")
            number = int(kids[1])
        return number


def _table(text: bytes) -> Iterator[tuple[int, int]]:
    if not text.startswith(b"xref"):
        raise BadPart("no classic table")
    number = left = 0
    for line in text.splitlines()[1:]:
        words = line.split()
        if not words or words[0] == b"trailer":
            return
        if len(words) == 2:
            number, left = int(words[0]), int(words[1])
        elif left:
            if words[2] == b"n":
                yield number, int(words[0])
            number, left = number + 1, left - 1


def _renumbered(text: bytes, numbers: dict[int, int]) -> tuple[bytes, int]:
    """Give ``text`` up to its stream with new numbers of objects, and where the untouched rest begins.

    What a page would do by itself when opened (/AA, ISO 32000-1, 12.6.3) is put out of action.
    """
    out: list[bytes] = []
    place = depth = 0
    is_page = _IS_PAGE.search(text) is not None
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise BadPart(f"unreadable at {place}")
        kind, piece, end = found.lastgroup, found[0], found.end()
        if kind == "stream":
            return b"".join(out), place
        if kind == "ref":
            old, _generation = map(int, _REF.fullmatch(piece).groups())  # type: ignore[union-attr]
            piece = b"%d 0 R" % numbers[old] if old in numbers else b"null"
        elif kind == "string":
            end = _end_of_string(text, place)
            piece = text[place:end]
        elif kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
        elif kind == "name" and piece == b"/AA" and depth == 1 and is_page:
            piece = b"/AA.off"
        out.append(piece)
        place = end
    return b"".join(out), place


def _end_of_string(text: bytes, begin: int) -> int:
    depth, place = 0, begin
    while place < len(text):
        sign = text[place]
        if sign == 0x5C:
            place += 1
        elif sign == 0x28:
            depth += 1
        elif sign == 0x29:
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    raise BadPart("a string without an end")


def _text(words: str) -> bytes:
    return b"<FEFF" + words.encode("utf-16-be").hex().upper().encode() + b">"
