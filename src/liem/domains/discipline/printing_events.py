"""What a printing of a whole discipline file puts into the ledger, and what it says there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.append import Event
from liem.spine.ledger.sentences import Sentence, register


@dataclass(frozen=True, slots=True)
class PrintingAsked(Event):
    """A person asked for the whole file as one PDF; ``state`` is the case's, as in every entry of it."""

    KIND: ClassVar[str] = "discipline.file.print_asked"
    CLASS: ClassVar[str] = "case"

    state: str
    dossier: str


@dataclass(frozen=True, slots=True)
class FilePrinted(Event):
    """The file was bound: the checksum of the PDF, its pages, its documents, those only named in it."""

    KIND: ClassVar[str] = "discipline.file.printed"
    CLASS: ClassVar[str] = "case"

    state: str
    dossier: str
    file_sha256: str
    pages: int
    documents: int
    not_shown: int


SENTENCES: Final = {
    PrintingAsked.KIND: Sentence(
        _("Yêu cầu in cả hồ sơ"), _("Yêu cầu in cả hồ sơ %(dossier)s thành một tệp PDF")
    ),
    FilePrinted.KIND: Sentence(
        _("In cả hồ sơ"),
        _(
            "Đóng hồ sơ %(dossier)s thành một tệp PDF: %(documents)s tài liệu, %(pages)s trang, "
            "%(not_shown)s tài liệu chỉ ghi tên; mã kiểm tra %(file_sha256)s"
        ),
    ),
}
register(SENTENCES)
