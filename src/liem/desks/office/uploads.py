"""Resumable uploads of incoming documents: tus 1.0 core and creation, and the state of reading as JSON.

``POST /tai-len/`` begins, ``HEAD`` asks how far, ``PATCH`` goes on, ``GET`` tells what became of it. The
completing request registers the document; if it is lost, the next ``HEAD`` or ``PATCH`` ends what it began.
"""

from __future__ import annotations

import base64
import binascii
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.domains.directives import arrivals, policy, readers
from liem.domains.directives.flow import State
from liem.spine.access import Duty, Invalid, Refusal
from liem.spine.vault import files, uploads

from .door import OfficeRequest, office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from liem.domains.directives.models import Directive
    from liem.spine.vault.models import Blob, Upload

VERSION = "1.0.0"
PIECE = 1 << 20
BODY = "application/offset+octet-stream"
MOST_ASKED = 200


def limit() -> int:
    """Return the largest file this office accepts, in bytes."""
    return int(settings.LIEM.max_upload_mb) << 20


def keep_file(request: OfficeRequest, given: UploadedFile[Any]) -> Blob:
    """Store one file of a form in the vault. Raises ``Refusal`` for one too large."""
    return files.store(given.chunks(), at=request.at, limit=limit())


def _tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Speak tus: refusals are a sentence of plain text, every answer carries the version, none is cached."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" and request.headers.get("Tus-Resumable") != VERSION:
            response = HttpResponse(status=412)
            response["Tus-Version"] = VERSION
        else:
            try:
                response = view(request, *args, **kwargs)
            except uploads.WrongOffset as refusal:
                response = _plain(refusal)
                response["Upload-Offset"] = str(refusal.offset)
            except Refusal as refusal:
                response = _plain(refusal)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return inner


def _plain(refusal: Refusal) -> HttpResponse:
    said = f"{refusal.message} {refusal.next_step}".strip()
    return HttpResponse(said, status=refusal.status, content_type="text/plain; charset=utf-8")


@office(Duty.RECEIVE_DOCUMENTS)
@_tus
def begin(request: OfficeRequest) -> HttpResponse:
    """Begin an upload by ``Upload-Length`` and ``Upload-Metadata: filename <base64>``: 201, ``Location``."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    length = request.headers.get("Upload-Length", "")
    if not (length.isascii() and length.isdigit()):
        raise Invalid(_("Thiếu kích thước tệp (Upload-Length)."))
    upload = uploads.begin(
        owner=request.user,
        at=request.at,
        purpose=arrivals.PURPOSE,
        name=_file_name(request.headers.get("Upload-Metadata", "")),
        size=int(length),
        limit=limit(),
    )
    response = HttpResponse(status=201)
    response["Location"] = reverse("office:upload", args=[upload.pk])
    response["Upload-Offset"] = "0"
    return response


def _file_name(metadata: str) -> str:
    """Return the file name of a tus metadata header; the folder a browser may add is left out."""
    for pair in metadata.split(","):
        key, _blank, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                name = base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                raise Invalid(_("Tên tệp gửi lên không đọc được.")) from None
            return name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    return ""


@office(Duty.RECEIVE_DOCUMENTS)
@_tus
def upload(request: OfficeRequest, upload_id: UUID) -> HttpResponse:
    """Answer for one upload of this account: how far (HEAD), go on (PATCH), what became of it (GET)."""
    row = uploads.of_owner(request.user, upload_id)
    if request.method == "HEAD":
        return _how_far(request, row)
    if request.method == "PATCH":
        return _go_on(request, row)
    if request.method == "GET":
        return JsonResponse(_told(row, _directive_of(request, row)))
    return HttpResponseNotAllowed(["HEAD", "PATCH", "GET"])


def _how_far(request: OfficeRequest, row: Upload) -> HttpResponse:
    offset = uploads.offset_of(row)
    if offset == row.size and row.result is None:  # complete, but the request that ended it was lost
        with uploads.held(row):
            _finish(request, row)
    response = HttpResponse(status=200)
    response["Upload-Offset"] = str(offset)
    response["Upload-Length"] = str(row.size)
    return response


def _go_on(request: OfficeRequest, row: Upload) -> HttpResponse:
    if request.content_type != BODY:
        return HttpResponse(status=415)
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit()):
        raise Invalid(_("Thiếu vị trí gửi tiếp (Upload-Offset)."))
    with uploads.held(row):
        there = uploads.extend(row, offset=int(offset), chunks=_chunks(request))
        if there == row.size:
            _finish(request, row)
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(there)
    return response


def _chunks(request: OfficeRequest) -> Iterator[bytes]:
    """Give the body piece by piece; a line that breaks ends it, and what came is kept."""
    try:
        while chunk := request.read(PIECE):
            yield chunk
    except UnreadablePostError:
        return


def _finish(request: OfficeRequest, row: Upload) -> None:
    arrivals.finish(actor=request.actor, at=request.at, unit_id=policy.own_unit(request.actor), upload=row)


@office(Duty.RECEIVE_DOCUMENTS)
@require_safe
def states(request: OfficeRequest) -> HttpResponse:
    """Tell the state of several uploads (``?id=…&id=…``) as JSON, for the list beside the file drop."""
    wanted = [UUID(text) for text in request.GET.getlist("id")[:MOST_ASKED] if _is_id(text)]
    rows = uploads.several_of_owner(request.user, wanted)
    found = {
        each.pk: each
        for each in readers.directives_for(request.actor).filter(
            pk__in=[row.result for row in rows if row.result]
        )
    }
    answer = [_told(row, found.get(row.result) if row.result else None) for row in rows]
    response = JsonResponse(answer, safe=False)
    response["Cache-Control"] = "no-store"
    return response


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _directive_of(request: OfficeRequest, row: Upload) -> Directive | None:
    if row.result is None:
        return None
    return readers.directives_for(request.actor).filter(pk=row.result).first()


def _told(row: Upload, directive: Directive | None) -> dict[str, Any]:
    """Return what a page says of an upload: state ``waiting reading ready failed``, percent, words, link."""
    told: dict[str, Any] = {
        "id": str(row.pk), "name": row.name, "state": "waiting", "percent": 0, "message": "", "url": "",
        "offset": uploads.offset_of(row), "size": row.size,
    }  # fmt: skip
    if directive is None:
        return told
    told["url"] = reverse("office:directives_one", args=[directive.pk])
    if arrivals.was_known(directive, row):
        told.update(state="ready", percent=100, message=_("Văn bản này đã có trong sổ văn bản đến."))
    elif directive.state == State.RECEIVED:
        done, pages = directive.pages_read, directive.page_count
        told.update(
            state="reading",
            percent=done * 100 // pages if pages else 0,
            message=_("đang đọc %(done)s/%(pages)s trang") % {"done": done, "pages": pages} if pages else "",
        )
    elif directive.state == State.UNREADABLE:
        said = _("Không đọc được, mở để nhập tay. %(why)s") % {"why": directive.trouble}
        told.update(state="ready", percent=100, message=said)
    else:
        told.update(state="ready", percent=100)
    return told


urlpatterns = [
    path("tai-len/", begin, name="uploads"),
    path("tai-len/trang-thai/", states, name="uploads_states"),
    path("tai-len/<uuid:upload_id>/", upload, name="upload"),
]
