"""Answers that are files to keep: one way to name them, and no cache between us and the reader."""

from __future__ import annotations

from typing import IO, Final, cast

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

BYTES: Final = "application/octet-stream"
TEXT: Final = "text/plain; charset=utf-8"


def attached(content: bytes, name: str, kind: str = BYTES) -> HttpResponse:
    """Give ``content`` as a file named ``name`` (any letters) of media type ``kind``."""
    named = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    heads = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=heads)


def original(stream: IO[bytes], name: str, *, size: int) -> HttpResponse:
    """Give a stored original as it came, never as something a browser opens inside a page of ours."""
    answer = FileResponse(stream, as_attachment=True, filename=name, content_type=BYTES)
    answer["Content-Length"] = str(size)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", answer)
