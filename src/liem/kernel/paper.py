"""Văn bản giấy: what an official paper says, before any file format.

A :class:`Paper` is a value: who issues it, its number, its words, who signs, who receives. How those parts
must look is a :class:`Layout`, and a layout is *law*: it comes from the dated provision in force on the day
of issue.

Adapters draw the same paper as DOCX and as PDF. Text is plain text everywhere; it is never evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Self

from liem.kernel.errors import KernelError
from liem.kernel.layout import FACES, Face, HeadMark, Layout, LayoutError, Side

__all__ = [
    "FACES", "Align", "Annex", "Block", "Column", "Face", "HeadMark", "Heading", "Layout", "LayoutError",
    "Numbered", "PageBreak", "Paper", "PaperError", "Paragraph", "Proof", "Run", "Side", "Sign", "Signature",
    "SignatureList", "Table", "Text", "Urgency", "runs",
]  # fmt: skip

Align = Literal["left", "center", "right", "justify"]
Urgency = Literal["hỏa tốc", "thượng khẩn", "khẩn"]


class PaperError(KernelError):
    """A paper that contradicts itself, e.g. a table row longer than its head."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__("paper.content", vi=vi, en=en)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight; ``link`` is an http(s) address the figure opens to."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None

    def __post_init__(self) -> None:
        if self.link is not None and not self.link.startswith(("https://", "http://")):
            raise PaperError(
                f"Liên kết «{self.link[:40]}» không phải địa chỉ http hoặc https. Hãy đưa địa chỉ đầy đủ.",
                f"The link {self.link[:40]!r} is no http or https address. Give the full address.",
            )


Text = str | tuple[Run, ...]
"""Plain words, or runs where a part is bold, italic or linked."""


def runs(text: Text) -> tuple[Run, ...]:
    """The runs of a text; a plain string is one upright run."""
    return (Run(text),) if isinstance(text, str) else text


@dataclass(frozen=True, slots=True)
class Heading:
    """Tiêu đề mục: level 1 (``I-``, ``I.``), 2 (``1.``), 3 (``a)``); the marker is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Đoạn văn; ``indent`` sets the first line in, as the rule wants for body text."""

    text: Text
    align: Align = "justify"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Numbered:
    """Khoản, điểm: a paragraph that starts with its printed marker (``1.``, ``a)``, ``-``)."""

    marker: str
    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; ``width`` is a share of the text width (shares are divided by their sum)."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Bảng: the head repeats on every page, a row is never cut in two."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: str | None = None

    def __post_init__(self) -> None:
        if not self.columns:
            raise PaperError("Bảng chưa có cột nào. Hãy khai ít nhất một cột.", "The table has no column.")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise PaperError(
                    f"Bảng có {len(self.columns)} cột nhưng hàng {number} có {len(row)} ô.",
                    f"The table has {len(self.columns)} columns but row {number} has {len(row)} cells.",
                )


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Sang trang mới."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of a list of signatures (minutes, handover): in what capacity, and who."""

    title: str
    name: str


@dataclass(frozen=True, slots=True)
class SignatureList:
    """Ký biên bản: several people sign side by side, two in a row."""

    entries: tuple[Signature, ...]


Block = Heading | Paragraph | Numbered | Table | PageBreak | SignatureList


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Thẩm quyền ký: capacity lines (``TM. ỦY BAN NHÂN DÂN``, then ``KT. CHỦ TỊCH``), title, full name."""

    authority: tuple[str, ...]
    title: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What lets a reader check the paper: the QR's address and the position in the log.

    ``address`` is short text for the QR (at most 78 bytes, so that a module is at least 0.5 mm), or
    empty where no address is that short: then no code is drawn;
    ``line`` is printed beside it, e.g. ``Sổ #48.197 · quét mã để đối chiếu``.
    """

    LONGEST: ClassVar[int] = 78  # bytes: more, and a cheap phone no longer reads the symbol

    address: str
    line: str

    @classmethod
    def of(cls, line: str, *addresses: str) -> Self:
        """Take the first address that is short enough for the code; else print the last one as words.

        An address that is cut leads nowhere, so none is ever cut.
        """
        for address in addresses:
            if len(address.encode()) <= cls.LONGEST:
                return cls(address=address, line=line)
        return cls(address="", line=f"{line} · {addresses[-1]}")

    def __post_init__(self) -> None:
        if len(self.address.encode()) > self.LONGEST:
            raise PaperError(
                "Địa chỉ trong mã QR dài quá 78 byte nên mã quá nhỏ để quét. Hãy dùng địa chỉ rút gọn.",
                "The QR address is longer than 78 bytes, so its modules would be too small. Shorten it.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """Phụ lục: label (``Phụ lục I``), title, the note that ties it to its paper, own page direction."""

    label: str
    title: str
    note: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Văn bản: an official paper ready to be drawn.

    ``issuer`` is the superior line(s), then the issuing body. ``number`` None leaves room for the pen (a
    draft). ``kind_title`` None is a công văn: its subject then stands under the number. ``addressees`` is
    the list after "Kính gửi", ``recipients`` the list under "Nơi nhận"; dashes and ending marks are added
    when drawn. Papers carrying a secrecy mark do not belong in this system and have no field here.
    """

    layout: Layout
    issuer: tuple[str, ...]
    number: str | None
    symbol: str
    place: str
    issued_on: date | None
    kind_title: str | None
    subject: str
    blocks: tuple[Block, ...]
    sign: Sign | None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    urgency: Urgency | None = None
    proof: Proof | None = None
    landscape: bool = False

    def __post_init__(self) -> None:
        if not self.issuer:
            raise PaperError("Văn bản chưa có tên cơ quan ban hành.", "The paper has no issuing body.")

    @property
    def side(self) -> Side:
        """Party or state: whichever rule gave the layout."""
        return self.layout.side
