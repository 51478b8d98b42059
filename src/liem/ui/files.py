"""Answers that are files to keep: media types, one way to name them, no cache between us and the reader."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

BYTES: Final = "application/octet-stream"
TEXT: Final = "text/plain; charset=utf-8"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRIVATE: Final = "private, no-store"


def to_keep(content: bytes, name: str, kind: str = BYTES) -> HttpResponse:
    """Give ``content`` as a file named ``name`` (any letters) of media type ``kind``; caches may keep it."""
    head = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": head})


def attached(content: bytes, name: str, kind: str = BYTES) -> HttpResponse:
    """Give ``content`` as a file as :func:`to_keep` does, for this reader alone."""
    answer = to_keep(content, name, kind)
    answer["Cache-Control"] = PRIVATE
    return answer
