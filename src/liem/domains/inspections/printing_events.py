"""What a printing of a whole dossier puts into the ledger, and what it says there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.append import Event
from liem.spine.ledger.sentences import Sentence, register


@dataclass(frozen=True, slots=True)
class PrintingAsked(Event):
    """A person asked for the whole dossier as one PDF."""

    KIND: ClassVar[str] = "inspections.dossier.print_asked"

    dossier: str


@dataclass(frozen=True, slots=True)
class DossierPrinted(Event):
    """The dossier was bound: the checksum of the PDF, its pages, its documents, those only named in it."""

    KIND: ClassVar[str] = "inspections.dossier.printed"

    dossier: str
    file_sha256: str
    pages: int
    documents: int
    not_shown: int


SENTENCES: Final = {
    PrintingAsked.KIND: Sentence(
        _("Yêu cầu in cả hồ sơ"), _("Yêu cầu in cả hồ sơ %(dossier)s thành một tệp PDF")
    ),
    DossierPrinted.KIND: Sentence(
        _("In cả hồ sơ"),
        _(
            "Đóng hồ sơ %(dossier)s thành một tệp PDF: %(documents)s tài liệu, %(pages)s trang, "
            "%(not_shown)s tài liệu chỉ ghi tên; mã kiểm tra %(file_sha256)s"
        ),
    ),
}
register(SENTENCES)
