"""Files given out: an original from the vault, a paper in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import FileResponse
from django.utils.translation import gettext as _

from liem.adapters import papers
from liem.spine.access import NotFound
from liem.spine.vault import files
from liem.ui.files import DOCX, PDF, PRIVATE, attached

if TYPE_CHECKING:
    from django.http import HttpResponse

    from liem.kernel.paper import Paper
    from liem.spine.vault.models import Blob


def original(blob: Blob | None, name: str, *, kind: str = "") -> HttpResponse:
    """Give a file of the vault to keep, every byte checked before the first is sent.

    ``kind`` is its media type where it shall not be the one it came with. Raises ``NotFound``, ``Altered``.
    """
    if blob is None:
        raise NotFound(_("Không có tệp này."))
    stream = files.open_checked(blob)
    answer = FileResponse(
        stream, as_attachment=True, filename=name or "tep", content_type=kind or blob.media_type
    )
    answer["Content-Length"] = str(blob.size)
    answer["Cache-Control"] = PRIVATE
    # Django gives streams a type of their own; the door lets both through
    return cast("HttpResponse", answer)


def paper(made: Paper, form: str, *, name: str) -> HttpResponse:
    """Give a paper as ``docx`` or ``pdf``; raises ``NotFound`` for another form."""
    if form == "docx":
        return attached(papers.docx(made), f"{name}.docx", DOCX)
    if form == "pdf":
        return attached(papers.pdf(made), f"{name}.pdf", PDF)
    raise NotFound(_("Không có tệp này."))
