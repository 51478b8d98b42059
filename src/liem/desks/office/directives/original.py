"""The original of a document: its file, and pictures of its pages; access is checked each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.domains.directives import pages, readers
from liem.spine.access import NotFound
from liem.ui.files import BYTES

if TYPE_CHECKING:
    from uuid import UUID

_KEEP = "private, max-age=31536000, immutable"  # a page of an original never changes


@office()
@require_safe
def file(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Give the original as it came, after checking every byte; never shown inside a page of ours."""
    directive = readers.get_directive(request.actor, directive_id)
    if directive.blob is None:
        raise NotFound(_("Văn bản này không có tệp."))
    return original(directive.blob, directive.file_name, kind=BYTES)


@office()
@require_safe
def page(request: OfficeRequest, directive_id: UUID, number: int, width: int) -> HttpResponse:
    """Give the picture of one page (WebP, ``width`` pixels wide)."""
    directive = readers.get_directive(request.actor, directive_id)
    picture = pages.page_picture(directive, number, width=width)
    response = FileResponse(picture.open("rb"), content_type="image/webp")
    response["Cache-Control"] = _KEEP
    return _answer(response)


def _answer(stream: FileResponse) -> HttpResponse:
    """Django gives streams a type of their own; the door lets both through."""
    return cast("HttpResponse", stream)
