"""The list a draw is made from: one canonical form, so one hash, whoever writes it down.

Lines `unit⇥kind⇥id`, NFC, LF after each, sorted by bytes (`LC_ALL=C sort`). What two people could not tell
apart on paper (a hidden character, a blank at the end, a letter in two forms) is refused: hashes differ.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from liem.kernel.errors import KernelError

HEAD: Final = "H"
DEPUTY: Final = "D"
OTHER: Final = "N"
# The unit of a list that has none; never empty, because `read` in a shell would swallow an empty column.
PLAIN_UNIT: Final = "-"
_KINDS: Final = frozenset({HEAD, DEPUTY, OTHER})


class BadFrame(KernelError):
    """The list cannot be drawn from. `line` counts from 1; 0 when no single line is at fault."""

    def __init__(self, code: str, *, vi: str, en: str, line: int = 0) -> None:
        vi, en = (f"Dòng {line}: {vi}", f"Line {line}: {en}") if line else (vi, en)
        super().__init__(code, vi=vi, en=en)
        self.line = line


class Row(NamedTuple):
    """One line of the list: `kind` is H (head), D (deputy) or N (neither)."""

    unit: str
    kind: str
    id: str

    @classmethod
    def read(cls, text: str, *, line: int) -> Row:
        """Split one line of a TSV, without its end; `line` is its number. Raises BadFrame."""
        parts = text.split("\t")
        if len(parts) != len(cls._fields):
            raise BadFrame(
                "bad_columns",
                vi="cần đúng ba cột cách nhau bằng một dấu tab: đơn vị, loại, mã.",
                en="three columns parted by one tab are needed: unit, kind, id.",
                line=line,
            )
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Frame:
    """A list in canonical form. Make it with `of`, `plain` or `parse`; publish `sha256` first."""

    _text: bytes
    size: int
    sha256: str

    @classmethod
    def of(cls, lines: Iterable[tuple[str, str, str]], *, first: int = 1) -> Frame:
        """Put (unit, kind, id) lines of any order into form; `first` numbers them in refusals.

        Raises BadFrame: empty list, empty or unprintable text, not NFC, unknown kind, one id twice in a unit.
        """
        sorted_lines = sorted(_checked(lines, first))
        return cls._sealed(b"".join(sorted_lines), _walk(sorted_lines))

    @classmethod
    def plain(cls, ids: Iterable[str], *, first: int = 1) -> Frame:
        """Give the frame of a list without units and leaders. Raises BadFrame as `of` does."""
        return cls.of(((PLAIN_UNIT, OTHER, one) for one in ids), first=first)

    @classmethod
    def parse(cls, data: bytes) -> Frame:
        """Read a published list strictly: nothing is mended, for its bytes are what was hashed.

        Raises BadFrame as `of` does, and for CR, a missing last LF, wrong columns, wrong order, not UTF-8.
        """
        if (at := data.find(b"\r")) >= 0:
            raise _not_lf(line=data.count(b"\n", 0, at) + 1)
        if data and not data.endswith(b"\n"):
            raise _not_lf(line=data.count(b"\n") + 1)
        return cls._sealed(data, _walk(_checked(_columns(data), 1)))

    @classmethod
    def _sealed(cls, text: bytes, size: int) -> Frame:
        if not size:
            raise BadFrame(
                "empty_frame",
                vi="Danh sách trống, không có gì để bốc thăm.",
                en="The list is empty, there is nothing to draw from.",
            )
        return cls(text, size, hashlib.sha256(text).hexdigest())

    def text(self) -> bytes:
        """Give the canonical TSV, UTF-8: the file to publish; `sha256sum` of it is `sha256`."""
        return self._text

    def rows(self) -> Iterator[Row]:
        """Give the lines in canonical order."""
        for line in io.BytesIO(self._text):
            yield Row(*line[:-1].decode().split("\t"))


def _columns(data: bytes) -> Iterator[Row]:
    for at, line in enumerate(io.BytesIO(data), start=1):
        try:
            text = line[:-1].decode()
        except UnicodeDecodeError:
            raise BadFrame("not_utf8", vi="không phải UTF-8.", en="not UTF-8.", line=at) from None
        yield Row.read(text, line=at)


def _checked(lines: Iterable[tuple[str, str, str]], first: int) -> Iterator[bytes]:
    for at, (unit, kind, name) in enumerate(lines, start=first):
        if kind not in _KINDS or not (_fine(unit) and _fine(name)):
            raise _fault(unit, kind, name, line=at)
        yield f"{unit}\t{kind}\t{name}\n".encode()


def _fine(text: str) -> bool:
    # `isprintable` refuses controls, hidden characters and every blank but U+0020.
    return (
        text != ""
        and text.isprintable()
        and text[0] != " "
        and text[-1] != " "
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def _fault(unit: str, kind: str, name: str, *, line: int) -> BadFrame:
    for vi_column, en_column, text in (("đơn vị", "unit", unit), ("mã", "id", name)):
        if _fine(text):
            continue
        if not text.strip():
            code, vi, en = "empty_text", "để trống", "is empty"
        elif not text.isprintable():
            hidden = next(char for char in text if not char.isprintable())
            code = "unprintable"
            vi, en = (
                f"có ký tự không in được (U+{ord(hidden):04X})",
                f"holds an unprintable U+{ord(hidden):04X}",
            )
        elif text != text.strip(" "):
            code, vi, en = "stray_blank", "có dấu cách ở đầu hoặc cuối", "has a blank at its beginning or end"
        else:
            code, vi, en = "not_nfc", "chưa ở dạng Unicode dựng sẵn (NFC)", "is not in Unicode NFC"
        return BadFrame(code, vi=f"{vi_column} “{text}” {vi}.", en=f"{en_column} {text!r} {en}.", line=line)
    return BadFrame(
        "unknown_kind",
        vi=f"loại “{kind}” không có; viết H (cấp trưởng), D (cấp phó) hoặc N (còn lại).",
        en=f"kind {kind!r} is unknown; write H (head), D (deputy) or N (neither).",
        line=line,
    )


def _walk(lines: Iterable[bytes]) -> int:
    """Count lines that must rise strictly. One id of a unit under two kinds is a twin: it has one ticket.

    Kinds sort D, H, N, so only leaders need remembering.
    """
    size, before, unit = 0, b"", b""
    leaders: set[bytes] = set()
    for size, line in enumerate(lines, start=1):
        if line < before:
            raise BadFrame(
                "not_sorted",
                vi="danh sách không xếp theo thứ tự byte (LC_ALL=C sort). "
                "Dùng đúng tệp danh sách đã công bố.",
                en="the list is not sorted by bytes (LC_ALL=C sort). Use the published list as it is.",
                line=size,
            )
        own, kind, name = line.split(b"\t")
        if own != unit:
            unit, leaders = own, set()
        if line == before or (leaders and name in leaders):
            raise _twice(own.decode(), name[:-1].decode())
        if kind != b"N":
            leaders.add(name)
        before = line
    return size


def _twice(unit: str, name: str) -> BadFrame:
    return BadFrame(
        "duplicate_line",
        vi=f"Mã “{name}” có hai lần trong đơn vị “{unit}”. Mỗi người, mỗi việc chỉ được một thăm.",
        en=f"Id {name!r} is twice in unit {unit!r}. Each has one lot.",
    )


def _not_lf(*, line: int) -> BadFrame:
    return BadFrame(
        "not_lf",
        vi="dòng phải kết thúc bằng LF, không có CR. Dùng đúng tệp danh sách đã công bố.",
        en="a line ends with LF, without CR. Use the published list as it is.",
        line=line,
    )
