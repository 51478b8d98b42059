"""A bundle as one file: a line with the length of the signed slip, the slip, the sealed bytes.

A file that was cut off still gives its slip and all whole parts, so that only the rest has to come again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from liem.kernel.bundle.slip import Slip, malformed, parse_note
from liem.kernel.log.note import LARGEST_NOTE, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST: Final = re.compile(rb"LIEM-BUNDLE 1 ([1-9][0-9]{0,6})\n")


@dataclass(frozen=True, slots=True)
class Opened:
    """The beginning of a bundle file, unchecked; ``source`` stands at the first sealed byte."""

    note: Note
    slip: Slip
    source: BinaryIO

    def parts(self) -> Iterator[tuple[int, bytes]]:
        """Give each whole part with its number, checked, until the file ends.

        Raises Invalid for altered bytes, and for bytes behind the last part.
        """
        for number in range(len(self.slip.parts)):
            data = filled(self.source, self.slip.part_size(number))
            if len(data) < self.slip.part_size(number):
                return
            self.slip.require_part(number, data)
            yield number, data
        if self.source.read(1):
            raise malformed()


def write(target: BinaryIO, note: Note, sealed: BinaryIO) -> None:
    """Write a bundle file."""
    slip = note.encode()
    target.write(b"LIEM-BUNDLE 1 %d\n" % len(slip) + slip)
    while data := sealed.read(1 << 20):
        target.write(data)


def read(source: BinaryIO) -> Opened:
    """Read the beginning of a bundle file. Raises Invalid."""
    found = _FIRST.fullmatch(source.readline(32))
    size = int(found[1]) if found else 0
    if not 0 < size <= LARGEST_NOTE:
        raise malformed()
    note, slip = parse_note(filled(source, size))
    return Opened(note, slip, source)


def filled(source: BinaryIO, size: int) -> bytes:
    """Read ``size`` bytes, fewer only at the end."""
    found = source.read(size)
    while found and len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found
